"""The pages on one subject of the plan each: their figures are the marts', and where there is nothing they say why.

Belongs here: supervision, deadlines and catching up, approvals, funds, assessment, and the parts of conversion.
Does not belong here: what every page is held to (test_matrix, test_pages).
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import duckdb
import pytest

from dashboards import formats, labels
from dashboards.views.conversion.ahead.words import method
from tests.unit.dashboards.city import Publisher, writable
from tests.unit.dashboards.test_pages import opened, texts

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
    with writable(version) as connection:
        connection.execute(f"delete from policy.{table}")
        if report != "rpt_catch_up":
            connection.execute(f"delete from marts.{report}")
    monkeypatch.setenv("SANKU_DATA", str(tmp_path))
    assert words in texts(opened(path, **choice))


@pytest.mark.parametrize("rule", ["conversion", "readiness", "planning"])
def test_what_a_rule_still_takes_is_the_mart_s(marts: Marts, rule: str) -> None:
    needs = rows(
        marts,
        "select distinct report_month, locality_name, needed_count, due_on, gap_to_next_count, candidate_count"
        " from marts.rpt_to_target inner join marts.dim_locality using (locality_code) where report_month ="
        f" (select max(report_month) from marts.rpt_to_target where rule_id = '{rule}') and rule_id = '{rule}'",
    )
    assert needs
    month = formats.month_code(needs[0]["report_month"])
    said = texts(opened("conversion", section="target", unmet=rule, month=month))
    for row in needs:
        assert (
            f"{row['locality_name']} {row['needed_count']} {row['due_on']}"
            f" {formats.count(row['gap_to_next_count'])} {row['candidate_count']}"
        ) in said


def test_the_nearest_projects_stand_in_the_order_of_the_mart_and_lead_on(marts: Marts) -> None:
    near = rows(
        marts,
        "select locality_code, rule_id, project_name, project_id from marts.rpt_to_target"
        f" inner join marts.dim_project using (project_id) where {APRIL}"
        " order by locality_code, rule_id, nearness_rank",
    )
    assert near
    locality, rule = near[0]["locality_code"], near[0]["rule_id"]
    own = [row for row in near if (row["locality_code"], row["rule_id"]) == (locality, rule)]
    shown = opened("conversion", section="target", unmet=rule, locality=locality).dataframe[0].value
    assert list(shown["项目名称"]) == [row["project_name"] for row in own]
    assert list(shown["次序"]) == list(range(1, len(own) + 1))
    assert all(
        f"project?{urlencode({'project': row['project_id']})}" in link
        for row, link in zip(own, shown["打开"], strict=True)
    )


@pytest.mark.parametrize("measure", ["conversion", "plan_completion", "catch_up"])
def test_the_outlook_is_the_mart_s_and_says_how_it_was_come_by(marts: Marts, measure: str) -> None:
    said = texts(opened("conversion", section="outlook", outlook=measure))
    for row in of_localities(marts, "rpt_outlook", f"measure = '{measure}'"):
        figures = " ".join(formats.percent(row[column]) for column in ("so_far", "year_end", "low", "high"))
        assert f"{row['locality_name']} {figures} {row['scenario_count']} {method(row['method'])}" in said
    assert "区间至少覆盖50%的情景；少于4个情景不给数" in said


@pytest.mark.parametrize("section", ["target", "outlook"])
def test_a_pack_without_the_numbers_of_a_method_is_told_which(section: str, city: Path) -> None:
    with writable(city / "published" / "v1") as connection:
        connection.execute("delete from policy.thresholds")
    assert "请在政策包的 thresholds.csv 里加入" in texts(opened("conversion", section=section))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_worth_a_look_stands_with_its_evidence_and_leads_to_its_project(
    city: Path, language: str
) -> None:
    evidence = {"zh": "已开工，连续 2 个月为 0。", "en": "Started; 0 for 2 months."}
    with writable(city / "published" / "v1") as connection:
        connection.execute("delete from marts.fct_suspicion")
        connection.execute(
            "insert into marts.fct_suspicion by name select report_month, project_id, reporting_unit_code,"
            " 'PAPER_START' as suspicion_code, $zh as evidence, $en as evidence_en, date '2020-03-01' as first_seen"
            f" from marts.fct_project_month where {APRIL} and reporting_unit_code = '421221' limit 3",
            evidence,
        )
    everybody = opened("quality", lang=language)
    listed = next(
        frame.value for frame in everybody.dataframe if evidence[language] in frame.value.to_string()
    )
    assert len(listed) == 3
    assert listed.iloc[:, 0].str.contains("project\\?project=").all()
    assert "2020-03" in listed.to_string()
    assert "值得看一看的情况" in texts(everybody) or language == "en"
    elsewhere = opened("quality", unit="421202", lang=language)
    assert not [frame for frame in elsewhere.dataframe if evidence[language] in frame.value.to_string()]


def test_where_nothing_is_worth_a_look_the_page_says_so(city: Path) -> None:
    with writable(city / "published" / "v1") as connection:
        connection.execute("delete from marts.fct_suspicion")
    assert "没有这类情况" in texts(opened("quality"))
