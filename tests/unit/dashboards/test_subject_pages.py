"""The pages on one subject of the plan each: their figures are the marts', and where there is nothing they say why.

Belongs here: supervision, deadlines and catching up, approvals, funds, assessment, and the parts of conversion.
Does not belong here: what every page is held to (test_matrix, test_pages).
"""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboards import formats, labels
from tests.unit.dashboards.city import Publisher
from tests.unit.dashboards.test_pages import opened, texts
from tests.warehouse import DATABASE

APRIL = "report_month = '2020-04-01'"
Marts = duckdb.DuckDBPyConnection


def rows(marts: Marts, sql: str) -> list[dict[str, Any]]:
    """The rows of one query by the names of their columns."""
    found: list[dict[str, Any]] = marts.sql(sql).pl().to_dicts()
    return found


def of_localities(marts: Marts, table: str, condition: str = "true") -> list[dict[str, Any]]:
    """April's rows of a report with the names of their localities."""
    found = rows(
        marts,
        f"select report.*, locality_name from marts.{table} as report"
        f" inner join marts.dim_locality using (locality_code) where {APRIL} and {condition}",
    )
    assert len(found) > 3
    return found


def test_each_supervision_list_counts_the_projects_of_the_mart(marts: Marts) -> None:
    said = texts(opened("supervision"))
    counts = rows(
        marts,
        "select supervision_code as code, count(distinct project_id) as projects from marts.rpt_supervision"
        f" where {APRIL} group by all",
    )
    assert counts
    for row in counts:
        assert f"{labels.supervision(row['code'])} {row['projects']} 个" in said


def test_a_supervision_list_shows_each_row_of_the_mart(marts: Marts) -> None:
    page = opened("supervision", supervision="conversion")
    listed = rows(
        marts,
        "select reason_code, months_on_list, days_overdue from marts.rpt_supervision"
        f" where {APRIL} and supervision_code = 'conversion'",
    )
    assert listed
    shown = page.dataframe[0].value
    overdue = shown["逾期天数"] if "逾期天数" in shown else [None] * len(shown)
    assert sorted(zip(shown["事由"], shown["在列月数"], overdue, strict=True), key=str) == sorted(
        (
            (labels.supervision_reason(row["reason_code"]), row["months_on_list"], row["days_overdue"])
            for row in listed
        ),
        key=str,
    )


@pytest.mark.usefixtures("city")
def test_a_link_narrows_a_supervision_list_to_a_locality_and_a_reason() -> None:
    everything = opened("supervision").dataframe[0].value
    narrowed = opened("supervision", locality="421222", reason="START_OVERDUE").dataframe[0].value
    assert 0 < len(narrowed) < len(everything)
    assert set(narrowed["报送单位"]) == {"通城县"}
    assert set(narrowed["事由"]) == {"逾期未开工"}
    assert narrowed["打开"].str.contains("project\\?project=").all()


def test_catching_up_shows_the_mart_s_figures(marts: Marts) -> None:
    said = texts(opened("deadlines"))
    for row in of_localities(marts, "rpt_catch_up"):
        assert f"{row['locality_name']} {formats.money(row['ytd_investment_wan'])}" in said
    assert "不在攻坚窗口期内" in said
    assert "没有适用这些时限的项目" in said


@pytest.mark.parametrize("quota", ["planning", "priority"])
def test_quotas_are_the_mart_s(marts: Marts, quota: str) -> None:
    said = texts(opened("conversion", section="quotas", quota=quota))
    for row in of_localities(marts, "rpt_quota", f"quota_id = '{quota}'"):
        assert (
            f"{row['locality_name']} {formats.percent(row['attainment_rate'])} {row['actual_count']}"
            f" {row['quota_count']} {row['shortfall_count']} {row['due_count']}"
            f" {labels.pace(is_on_pace=row['is_on_pace'])}"
        ) in said


@pytest.mark.parametrize("scope", ["all", "yi"])
def test_readiness_is_the_mart_s(marts: Marts, scope: str) -> None:
    said = texts(opened("conversion", section="readiness", readiness=scope))
    for row in of_localities(marts, "rpt_readiness", f"scope = '{scope}'"):
        counts = " ".join(
            str(row[f"{part}_count"]) for part in ("ready", "approved", "started", "fund_won", "reserve")
        )
        assert (
            f"{row['locality_name']} {formats.percent(row['readiness_rate'])}"
            f" {labels.target(is_met=row['is_target_met'])} {counts}"
        ) in said


def test_the_enterprise_share_is_the_mart_s(marts: Marts) -> None:
    said = texts(opened("conversion", section="enterprise"))
    for row in of_localities(marts, "rpt_enterprise_share"):
        shares = " ".join(formats.percent(row[f"{part}_share"]) for part in ("count", "investment", "target"))
        assert f"{row['locality_name']} {shares} {labels.target(is_met=row['is_target_met'])}" in said


@pytest.mark.parametrize("dimension", ["category", "stage", "investor_kind", "size_band"])
def test_a_breakdown_shows_each_value_of_the_mart(marts: Marts, dimension: str) -> None:
    said = texts(opened("conversion", section="breakdown", dimension=dimension))
    values = rows(
        marts,
        f"select * from marts.rpt_breakdown where {APRIL} and locality_code = '421200'"
        f" and dimension = '{dimension}'",
    )
    assert values
    for row in values:
        assert f" {row['project_count']} {formats.money(row['total_investment_wan'])}" in said


def test_reporting_quality_is_the_mart_s(marts: Marts) -> None:
    said = texts(opened("assessment"))
    found = rows(
        marts,
        "select quality.*, locality_name from marts.rpt_reporting_quality as quality"
        f" inner join marts.dim_locality on reporting_unit_code = locality_code where {APRIL}",
    )
    assert len(found) == 4
    for row in found:
        assert (
            f"{row['locality_name']} {formats.percent(row['on_time_rate'])} {row['on_time_count']}"
            f" {row['due_month_count']} {formats.percent(row['first_pass_rate'])}"
        ) in said


def test_scores_are_the_mart_s_and_provisional_within_the_year(marts: Marts) -> None:
    said = texts(opened("assessment", group="county"))
    scored = rows(
        marts,
        "select score, rank, locality_name from marts.rpt_assessment"
        " inner join marts.dim_locality on unit = locality_code where assessment_group = 'county'",
    )
    assert scored
    for row in scored:
        score = formats.undefined() if row["score"] is None else f"{formats.rounded(row['score'], 1)}"
        assert f"{row['locality_name']} {formats.count(row['rank'])} {score}" in said
    assert "暂定" in said


@pytest.mark.parametrize(
    ("path", "choice", "words"),
    [
        ("approvals", {"subject": "approvals"}, "没有填报“前期手续”"),
        ("approvals", {"subject": "factors"}, "没有填报“用地”"),
        ("funding", {"subject": "plans"}, "没有“前期经费”的数据"),
        ("funding", {"subject": "promotion"}, "主要负责人 赵某"),
    ],
)
@pytest.mark.usefixtures("city")
def test_where_nothing_was_reported_the_page_says_what_to_do(
    path: str, choice: dict[str, str], words: str
) -> None:
    assert words in texts(opened(path, **choice))


@pytest.mark.parametrize(
    ("path", "choice", "table", "report", "words"),
    [
        ("deadlines", {}, "deadlines", "rpt_start_deadline", "没有设开工时限"),
        ("deadlines", {}, "windows", "rpt_catch_up", "没有设攻坚窗口期"),
        ("funding", {"subject": "promotion"}, "leaders", "rpt_promotion", "还没有领导名册"),
        ("funding", {"subject": "funds"}, "fund_programmes", "rpt_funding", "没有列出资金来源"),
        ("assessment", {}, "assessment", "rpt_assessment", "没有考核指标"),
        ("conversion", {"section": "quotas"}, "quotas", "rpt_quota", "没有这项规定"),
    ],
)
def test_a_pack_without_a_rule_is_told_how_to_have_it(
    path: str,
    choice: dict[str, str],
    table: str,
    report: str,
    words: str,
    tmp_path: Path,
    publish: Publisher,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    version = publish(tmp_path, "version", 1)
    file = version / f"{DATABASE}.duckdb"
    content = file.read_bytes()
    # A file of its own: the published one is shared by its links.
    file.unlink()
    file.write_bytes(content)
    with duckdb.connect(str(file)) as connection:
        connection.execute(f"delete from policy.{table}")
        if report != "rpt_catch_up":
            connection.execute(f"delete from marts.{report}")
    monkeypatch.setenv("SANKU_DATA", str(tmp_path))
    assert words in texts(opened(path, **choice))
