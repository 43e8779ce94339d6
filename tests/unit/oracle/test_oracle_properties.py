"""What holds for every portfolio, and that a world survives the forms in which the warehouse reads it."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.landing import LANDING_SCHEMAS
from ingestion.policy import load_policy
from tests.compare import assert_same
from tests.factories import NORTH, ledger_row, raw_frames, submission, world, write_policy
from tests.oracle import World, compute
from tests.oracle.load import from_landing, from_raw, read_policy
from tests.oracle.model import LEDGER_FIELDS, Submission
from tests.strategies import worlds

FEW = settings(max_examples=25, deadline=None)

# What tells rows of each mart apart; findings and members have no key of their own here.
KEYS = {
    "fct_project_month": ("report_month", "project_id"),
    "fct_finding": ("submission_id", "rule_id", "project_id", "row_number"),
    "rpt_conversion": ("report_month", "locality_code", "scope", "basis"),
    "rpt_list_rank": ("report_month", "list_code", "locality_code"),
    "rpt_investment_rank": ("report_month", "locality_code"),
    "dim_project_key": ("former_key",),
}


def test_the_oracle_knows_every_field_that_lands() -> None:
    landed = list(LANDING_SCHEMAS["ledger"])
    assert landed == [
        "submission_id",
        "sheet",
        "row_number",
        "is_accepted",
        "name_key",
        *LEDGER_FIELDS,
        "extra",
    ]


@FEW
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_in_which_submissions_are_listed_means_nothing(one: World, random: Random) -> None:
    shuffled = random.sample(one.submissions, len(one.submissions))
    _assert_same(compute(replace(one, submissions=shuffled)), compute(one))


@FEW
@given(worlds())
def test_raw_tables_and_policy_files_say_the_same_world(one: World) -> None:
    tables = {name: frame.to_dicts() for name, frame in raw_frames(one).items()}
    with TemporaryDirectory() as folder:
        load_policy(
            write_policy(one.policy, Path(folder) / "pack")
        )  # raises where the pack is not one the product takes
        again = from_raw(tables, policy=read_policy(Path(folder) / "pack"))
    _assert_same(compute(again), compute(one))


@FEW
@given(worlds())
def test_identities_of_the_figures(one: World) -> None:
    marts = compute(one)
    units = {
        row["locality_code"]
        for row in marts["dim_locality"]
        if not row["is_tier_total"] and not row["is_city_total"]
    }
    of_units: Counter[tuple[date, str, str]] = Counter()
    for row in marts["rpt_conversion"]:
        if row["is_reported"] and row["locality_code"] in units:
            of_units[row["report_month"], row["scope"], row["basis"]] += row["reserve_count"]
    for row in marts["rpt_conversion"]:
        if not row["is_reported"]:
            assert row["reserve_count"] is row["rank"] is None
            continue
        assert row["converted_count"] <= row["reserve_count"]
        if row["locality_code"] == "421200":
            assert row["reserve_count"] == of_units[row["report_month"], row["scope"], row["basis"]]
        if row["basis"] == "year_to_date":
            came = row["opening_count"] + row["entered_count"]
            assert came == row["moved_count"] + row["exited_count"] + row["closing_count"]
    rows = Counter((row["report_month"], row["project_id"]) for row in marts["fct_project_month"])
    assert set(rows.values()) <= {1}
    keys = [row["former_key"] for row in marts["dim_project_key"]]
    assert len(keys) == len(set(keys))
    # A code that one unit's alias sends elsewhere may, by its latest row, lead away from the project it names.
    projects = {row["project_id"] for row in marts["dim_project"]}
    assert {row["project_id"] for row in marts["dim_project_key"]} <= projects <= set(keys)


def test_a_landing_folder_is_read_with_its_first_delivery(tmp_path: Path) -> None:
    said = submission(NORTH, "2020-06", [ledger_row(total_investment_wan="1.5", reserve_date="2020-06-01")])
    one = world([said])
    folder = _land(said, tmp_path / "landing")
    policy = write_policy(one.policy, tmp_path / "pack")
    later = said.received_at.replace(year=2021)
    read = from_landing(
        [(folder, "later.xlsx", later), (folder, said.file_name, said.received_at)], policy_dir=policy
    )
    _assert_same(compute(read), compute(one))
    assert read.submissions[0].received_at == said.received_at
    early = from_landing([(folder, "later.xlsx", later)], policy_dir=policy, as_of=said.received_at)
    assert early.submissions == []


def _land(said: Submission, root: Path) -> Path:
    folder = root / said.submission_id
    folder.mkdir(parents=True)
    frames = raw_frames(world([said]))
    frames["ledger_row"].write_parquet(folder / "ledger.parquet")
    frames["finding"].write_parquet(folder / "findings.parquet")
    assert said.report_month
    record = {
        "submission_id": said.submission_id,
        "sha256": said.sha256,
        "reporting_unit_code": said.reporting_unit_code,
        "report_month": said.report_month.isoformat(),
        "kind": said.kind,
        "outcome": said.outcome,
        "sheets": said.sheets,
        "source_columns": said.source_columns,
    }
    (folder / "submission.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


def _assert_same(
    actual: dict[str, list[dict[str, object]]], expected: dict[str, list[dict[str, object]]]
) -> None:
    assert actual.keys() == expected.keys()
    for mart, keys in KEYS.items():
        assert_same(actual[mart], expected[mart], keys, label=mart)


@pytest.mark.scale
def test_a_city_of_1500_projects_over_two_years_takes_less_than_a_minute() -> None:
    import time

    submissions = [
        submission(
            unit,
            date(2019 + step // 12, 1 + step % 12, 1),
            [
                ledger_row(
                    number,
                    name=f"{unit}{number}",
                    reserve_date="2019-01-05",
                    library="construction" if number % 24 < step else "reserve",
                    ytd_investment_wan=step,
                    is_provincial_key=True,
                )
                for number in range(2, 752)
            ],
        )
        for unit in (NORTH, "421222")
        for step in range(24)
    ]
    before = time.perf_counter()
    marts = compute(world(submissions))
    assert time.perf_counter() - before < 60
    assert len(marts["fct_project_month"]) == 12 * 1500
