import ast
import re
import shutil
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

import ingestion.policy
from ingestion.policy import load_policy, locality_lookup, spelling
from ingestion.policy.model import TABLES
from ingestion.settings import DEFAULT_POLICY_DIR

Edit = Callable[[str, str, str], Path]


def test_settings_are_typed() -> None:
    settings = load_policy(DEFAULT_POLICY_DIR).settings
    assert (settings.timezone, settings.first_report_month) == (ZoneInfo("Asia/Shanghai"), date(2019, 1, 1))
    assert (settings.cut_off_day, settings.cut_off_time) == (5, time(18))
    assert (settings.mom_floor_wan, settings.mom_excluded_months) == (Decimal(0), ())


def test_excluded_months_are_of_one_year_or_of_every_year(edit: Edit) -> None:
    pack = edit("settings.csv", "excluded_months,,", "excluded_months,2020-02|1,")
    assert load_policy(pack).settings.mom_excluded_months == (date(2020, 2, 1), 1)


def test_the_minimal_real_pack_loads(shared: Path) -> None:
    policy = load_policy(shared / "real" / "uk_repd" / "2015" / "policy")
    assert policy.settings.city_code == "GB"
    assert policy.settings.promoted_pool_target is None
    assert policy.localities.height == 13
    assert locality_lookup(policy)[spelling("Yorkshire and Humber")] == "Yorkshire and Humber"


def test_an_absent_file_is_an_empty_table_with_the_same_columns(pack: Path) -> None:
    whole = load_policy(pack).tables
    for stem in ("quotas", "deadlines", "project_alias"):
        (pack / f"{stem}.csv").unlink()
    less = load_policy(pack).tables
    for stem in ("quotas", "deadlines", "project_alias"):
        assert less[stem].is_empty()
        assert less[stem].schema == whole[stem].schema


@pytest.mark.parametrize("stem", ["rates", "lists"])
def test_a_city_may_have_no_targets_and_no_lists(stem: str, *, pack: Path) -> None:
    heading = (pack / f"{stem}.csv").read_text("utf-8").splitlines()[0]
    (pack / f"{stem}.csv").write_text(heading, "utf-8")
    assert load_policy(pack).tables[stem].is_empty()


def test_the_files_and_columns_are_those_of_the_contract(shared: Path) -> None:
    documented: dict[str, list[str]] = {}
    for line in (shared / "contract" / "policy.md").read_text("utf-8").splitlines():
        if line.startswith("| `") and (stems := re.findall(r"`(\w+)\.csv`", line.split(" | ")[0])):
            columns = re.sub(r"\([^)]*\)| — .*|\|$", "", line.split(" | ", maxsplit=1)[1])
            documented |= {stem: [column.strip() for column in columns.split(",")] for stem in stems}
    assert {stem: list(model.model_fields) for stem, model in TABLES.items()} == documented


@pytest.mark.parametrize(
    ("stem", "column", "dtype"),
    [
        ("rates", "target", pl.Decimal(9, 6)),
        ("rates", "min_investment_wan", pl.Decimal(18, 4)),
        ("rates", "effective_from", pl.Date()),
        ("baseline", "report_month", pl.Date()),
        ("baseline", "ytd_investment_wan", pl.Decimal(18, 4)),
        ("quotas", "quota_count", pl.Int32()),
        ("deadlines", "needs_physical_work", pl.Boolean()),
        ("localities", "aliases", pl.String()),
        ("settings", "value", pl.String()),
    ],
)
def test_columns_are_typed(stem: str, column: str, dtype: pl.DataType) -> None:
    assert load_policy(DEFAULT_POLICY_DIR).tables[stem].schema[column] == dtype


def test_cells_become_values(edit: Edit) -> None:
    pack = edit("deadlines.csv", "2019,2020-06-30,false", "2019,2020/6/30,FALSE")  # as Excel saves them
    rows = load_policy(pack).tables["deadlines"].rows_by_key("rule_id", named=True, unique=True)
    assert rows["central_budget_2019"]["deadline"] == date(2020, 6, 30)
    assert rows["central_budget_2019"]["needs_physical_work"] is False
    rates = load_policy(pack).tables["rates"]
    assert rates["target"][0] == Decimal("0.30")
    assert rates["min_investment_wan"].to_list()[:2] == [None, Decimal(10000)]


def test_a_byte_order_mark_and_windows_line_ends_are_no_part_of_the_data(pack: Path) -> None:
    before = load_policy(pack).tables["tiers"]
    text = (pack / "tiers.csv").read_text("utf-8")
    (pack / "tiers.csv").write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert load_policy(pack).tables["tiers"].equals(before)


def test_codes_and_names_are_told_apart_and_normalised(edit: Edit) -> None:
    code = "2020-421221-48-01-012345"
    edit(
        "list_members.csv",
        "document\n",
        f"document\nmunicipal_key,2020,{code},,\nmunicipal_key,2020,☆某 项目,421221,\n",
    )
    pack = edit(
        "project_alias.csv", "note\n", f"note\n421221,某（一期）,{code},,,\n421221,{code[:-1]}9,★新项目,,,\n"
    )
    tables = load_policy(pack).tables
    assert tables["list_members"].select("project_code", "name_key").rows() == [
        (code, None),
        (None, "某项目"),
    ]
    assert tables["project_alias"].select(
        "alias_code", "alias_name_key", "target_code", "target_name_key"
    ).rows() == [
        (None, "某(一期)", code, None),
        (f"{code[:-1]}9", None, None, "新项目"),
    ]


def test_periods_that_do_not_share_a_day_may_follow_one_another(edit: Edit) -> None:
    row = "conversion,yi,10000,,,0.30,一(二),,"
    pack = edit("rates.csv", row, f"{row}2020-12-31\nconversion,yi,10000,,,0.40,reading,2021-01-01,")
    assert load_policy(pack).tables["rates"].filter(rule_id="conversion", scope="yi").height == 2


def test_the_hash_is_of_names_and_bytes_and_not_of_the_place(pack: Path, tmp_path: Path) -> None:
    elsewhere = shutil.copytree(pack, tmp_path / "deep" / "other_name")
    (elsewhere / ".DS_Store").touch()
    (elsewhere / "~$rates.csv").touch()
    assert load_policy(elsewhere).sha256 == load_policy(pack).sha256
    assert load_policy(elsewhere).name == "other_name"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("quotas.csv", ",40,", ",41,"),
        ("settings.csv", "次月截止日", "截止日"),
        ("xianning_counties.geojson", "FeatureCollection", "Featurecollection"),
    ],
)
def test_the_hash_changes_with_one_cell(file: str, old: str, new: str, *, edit: Edit) -> None:
    assert load_policy(edit(file, old, new)).sha256 != load_policy(DEFAULT_POLICY_DIR).sha256


def test_the_hash_changes_when_a_file_is_left_out(pack: Path) -> None:
    (pack / "baseline.csv").unlink()
    assert load_policy(pack).sha256 != load_policy(DEFAULT_POLICY_DIR).sha256


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("咸安", "421202"),
        ("嘉 鱼 县", "421221"),
        ("高新区", "XN-GX"),
        ("xn-gx", "XN-GX"),
        ("市本级", "XN-SZ"),
        ("４２１２８１", "421281"),
        ("Chibi City", "421281"),
    ],
)
def test_localities_are_recognised_by_every_spelling(typed: str, code: str) -> None:
    assert locality_lookup(load_policy(DEFAULT_POLICY_DIR))[spelling(typed)] == code


@pytest.mark.parametrize("typed", ["咸宁市", "全市", "跨县市区", "北三县"])
def test_the_whole_city_and_a_tier_are_no_locality(typed: str) -> None:
    assert spelling(typed) not in locality_lookup(load_policy(DEFAULT_POLICY_DIR))


def test_a_locality_that_does_not_report_is_a_site_only(edit: Edit) -> None:
    policy = load_policy(
        edit("localities.csv", "咸宁市通山县|Tongshan,6,true", "咸宁市通山县|Tongshan,6,false")
    )
    assert locality_lookup(policy)["通山县"] == "421224"
    assert "通山县" not in locality_lookup(policy, reporting_units_only=True)


def test_no_number_of_the_pack_stands_in_the_code_that_reads_it() -> None:
    tables = load_policy(DEFAULT_POLICY_DIR).tables
    plan = {
        abs(value)
        for stem, frame in tables.items()
        for column in frame.select(
            pl.col(pl.Decimal, pl.Int32).exclude("sort_order", "item_order")
        ).iter_columns()
        for value in column.drop_nulls()
    } - {0, 1}
    # The digits of decimal types, and the row below the heading.
    layout = {18, 9, 6, 4, 2}
    assert {Decimal("0.3"), Decimal("0.005"), 40, 2020, Decimal(300_000)} <= plan
    for path in Path(ingestion.policy.__file__).parent.glob("*.py"):
        constants = [
            node.value
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Constant)
        ]
        numbers = {
            value for value in constants if isinstance(value, int | float) and not isinstance(value, bool)
        }
        assert not (numbers - layout) & plan, path.name
