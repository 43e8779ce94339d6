"""One row of the policy pack changes what it should, and nothing else; no other file is touched."""

import csv
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import duckdb
import pytest

from ingestion.policy import load_policy
from tests import warehouse
from tests.cities import City

Row = dict[str, str]
Changed = dict[str, set[str]]

RANKS = {
    "rpt_conversion": {"rank", "rank_in_tier", "rank_change"},
    "rpt_list_rank": {
        f"{name}_rank{part}"
        for name in ("count_share", "investment_share", "mom", "composite")
        for part in ("", "_in_tier", "_change")
    },
    "rpt_investment_rank": {"mom_rank", "mom_rank_change"},
    # The counties' place on the lists is one of the indicators of their year.
    "rpt_assessment": {"rank", "score", "is_last", "is_last_two_years", "note"},
}


def thirty_five_percent(row: Row) -> None:
    if (row["rule_id"], row["scope"]) == ("conversion", "all"):
        row["target"] = "0.35"


def six_weeks_later(row: Row) -> None:
    if row["rule_id"] == "special_local_bond_2020":
        row["deadline"] = "2020-09-30"


def competition(row: Row) -> None:
    if row["key"] == "rank_method":
        row["value"] = "competition"


@pytest.mark.parametrize(
    ("file", "edit", "may_change", "must_change"),
    [
        (
            "rates.csv",
            thirty_five_percent,
            {
                "rpt_conversion": {
                    "target_rate",
                    "is_target_met",
                    "shortfall_count",
                    "due_count",
                    "is_on_pace",
                },
                # Who is nearest to a target that more places miss now.
                "rpt_to_target": {"*"},
            },
            {"rpt_conversion": {"target_rate", "shortfall_count", "due_count"}},
        ),
        (
            "deadlines.csv",
            six_weeks_later,
            {
                "rpt_start_deadline": {"deadline", "days_left", "status"},
                # What was invested at once in a deadline's month.
                "fct_suspicion": {"*"},
            },
            {"rpt_start_deadline": {"deadline", "days_left", "status"}},
        ),
        (
            "settings.csv",
            competition,
            RANKS,
            {"rpt_conversion": {"rank"}, "rpt_list_rank": {"count_share_rank"}},
        ),
    ],
    ids=["target", "deadline", "rank_method"],
)
def test_a_changed_row_changes_its_own_figures_alone(
    city: City,
    tmp_path: Path,
    file: str,
    edit: Callable[[Row], None],
    may_change: Mapping[str, set[str]],
    must_change: Mapping[str, set[str]],
) -> None:
    pack = tmp_path / city.policy.directory.name
    shutil.copytree(city.policy.directory, pack)
    _edit(pack / file, edit)
    after = tmp_path / f"{warehouse.DATABASE}.duckdb"
    warehouse.rebuild(city.database, after, policy=load_policy(pack))
    found = changes(city.database, after)
    for table, columns in must_change.items():
        assert columns <= found.get(table, set()), (table, found)
    for table, columns in found.items():
        allowed = may_change.get(table, set())
        assert "*" in allowed or columns <= allowed, (table, columns - allowed)


def changes(before: Path, after: Path) -> Changed:
    """The columns of each mart in which the two builds differ."""
    found: Changed = {}
    with duckdb.connect(before, read_only=True) as connection:
        connection.execute(f"ATTACH '{after}' AS changed (READ_ONLY)")
        for model in warehouse.models():
            if model.schema != "marts" or model.name.startswith("meta_"):
                continue
            if _differs(connection, model.name, ["*"]):
                found[model.name] = {
                    column
                    for column in model.columns
                    if _differs(connection, model.name, dict.fromkeys([*model.key, column]))
                }
    return found


def _differs(connection: duckdb.DuckDBPyConnection, table: str, columns: Iterable[str]) -> bool:
    selected = f"SELECT {', '.join(columns)} FROM {{}}.marts.{table}"
    here, there = selected.format(warehouse.DATABASE), selected.format("changed")
    row = connection.execute(
        f"SELECT count(*) FROM (({here} EXCEPT ALL {there}) UNION ALL ({there} EXCEPT ALL {here}))"
    ).fetchone()
    return bool(row and row[0])


def _edit(path: Path, edit: Callable[[Row], None]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows, names = list(reader), list(reader.fieldnames or ())
    for row in rows:
        edit(row)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
