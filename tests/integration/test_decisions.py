"""From a proposed pair to one project: what people decide changes the next warehouse, and only by that."""

from datetime import UTC, datetime
from pathlib import Path

from ingestion.decisions import Decision, with_decisions
from ingestion.policy import load_policy
from tests import warehouse
from tests.factories import NORTH, ledger_row, monthly, pack, raw_frames, similar, world, write_policy
from tests.oracle.model import Row

OLD, NEW = "南林产业园", "南林桥双创产业园"


def published(tmp_path: Path, *decisions: Decision) -> dict[str, list[Row]]:
    ledgers = ([ledger_row(name=OLD)], [ledger_row(name=NEW)], [ledger_row(name=NEW)])
    of = world(monthly(NORTH, "2020-01", *ledgers))
    of.similar_names.append(similar(NORTH, OLD, NEW))
    policy = with_decisions(load_policy(write_policy(of.policy, tmp_path / "pack")), decisions)
    with warehouse.built(raw_frames(of), policy) as connection:
        tables = ("rpt_similar_name", "fct_finding", "dim_project")
        return {table: warehouse.rows(connection, f"marts.{table}") for table in tables}


def test_an_open_pair_is_listed_and_told_once(tmp_path: Path) -> None:
    tables = published(tmp_path)
    [pair] = tables["rpt_similar_name"]
    assert (pair["project_name"], pair["other_project_name"]) == (NEW, OLD)
    [told] = [row for row in tables["fct_finding"] if row["rule_id"] == "SIMILAR_NAME"]
    assert told["report_month"].month == 2
    assert f"“{NEW}”与“{OLD}”" in told["message"]
    assert len(tables["dim_project"]) == 2


def test_the_same_is_one_project_and_no_longer_listed(tmp_path: Path) -> None:
    said = Decision(
        decided_at=datetime(2020, 4, 1, tzinfo=UTC),
        decided_by="张某某",
        reporting_unit_code=NORTH,
        name=NEW,
        other_name=OLD,
        verdict="same",
    )
    tables = published(tmp_path, said)
    assert [row["project_id"] for row in tables["dim_project"]] == [f"{NORTH}:{OLD}"]
    assert not tables["rpt_similar_name"]
    assert {row["rule_id"] for row in tables["fct_finding"]} <= {"START_DATE_MISSING"}


def test_nothing_proposed_is_nothing_listed(tmp_path: Path) -> None:
    policy = load_policy(write_policy(pack(), tmp_path / "pack"))
    of = world(monthly(NORTH, "2020-01", [ledger_row(name=OLD)]))
    with warehouse.built(raw_frames(of), policy) as connection:
        assert warehouse.rows(connection, "marts.rpt_similar_name") == []
