"""What people decided: kept whatever happens, read back as of a time, turned into aliases."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingestion.decisions import (
    Decision,
    DecisionsError,
    Verdict,
    decided_pairs,
    read_decisions,
    record_decision,
    standing,
    with_decisions,
)
from ingestion.policy import Policy, load_policy
from tests.factories import NORTH, SOUTH, pack, write_policy

CODE, OTHER = "2020-421222-50-03-000001", "2020-421222-50-03-000002"
NOON = datetime(2020, 8, 1, 4, tzinfo=UTC)


def decision(
    name: str, other: str, verdict: Verdict = "same", *, code: str = "", other_code: str = "", hour: int = 0
) -> Decision:
    return Decision(
        decided_at=NOON + timedelta(hours=hour),
        decided_by="张某某",
        reporting_unit_code=NORTH,
        name=name,
        code=code,
        other_name=other,
        other_code=other_code,
        verdict=verdict,
    )


def policy(tmp_path: Path, *aliases: tuple[str, str, str]) -> Policy:
    return load_policy(write_policy(pack(aliases=aliases), tmp_path / "pack"))


def aliases(of: Policy) -> set[tuple[str, str]]:
    columns = of.tables["project_alias"].select("alias", "project_code_or_name")
    return {(alias, target) for alias, target in columns.iter_rows()}


def test_what_is_recorded_is_read_back_in_order(tmp_path: Path) -> None:
    path = tmp_path / "decisions" / "identity.csv"
    made = [decision("南林,“桥”\n产业园", "南林产业园"), decision("甲", "乙", "different", hour=1)]
    for one in reversed(made):
        record_decision(path, one)
    found = read_decisions(path)
    assert [one.verdict for one in found] == ["same", "different"]
    assert found[0].name == "南林,“桥” 产业园"
    assert found[1] == made[1]
    assert path.read_text("utf-8").startswith("decided_at,decided_by,reporting_unit_code,")


def test_as_of_takes_what_was_decided_by_then(tmp_path: Path) -> None:
    path = tmp_path / "identity.csv"
    for hour in range(3):
        record_decision(path, decision(f"甲{hour}", "乙", hour=hour))
    assert len(read_decisions(path, as_of=NOON + timedelta(hours=1))) == 2
    assert read_decisions(tmp_path / "nobody.csv") == []


def test_a_line_torn_by_a_crash_is_no_decision_and_goes_with_the_next(tmp_path: Path) -> None:
    path = tmp_path / "identity.csv"
    record_decision(path, decision("甲", "乙"))
    whole = path.read_bytes()
    path.write_bytes(whole + b"2020-08-01T04:00:00+00:00,\xe5\xbc")
    assert len(read_decisions(path)) == 1
    record_decision(path, decision("丙", "丁"))
    assert [one.name for one in read_decisions(path)] == ["甲", "丙"]


def test_a_file_that_excel_saved_is_read_and_a_wrong_line_named(tmp_path: Path) -> None:
    path = tmp_path / "identity.csv"
    record_decision(path, decision("甲", "乙"))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_decisions(path)[0].name == "甲"
    path.write_bytes(path.read_bytes().replace(b"same", b"perhaps"))
    with pytest.raises(DecisionsError, match="第 2 行"):
        read_decisions(path)


def test_the_latest_word_on_a_pair_stands_whichever_way_round(tmp_path: Path) -> None:
    made = [decision("甲", "乙"), decision("乙 ", "☆甲", "different", hour=1)]
    assert [one.verdict for one in standing(made)] == ["different"]
    assert decided_pairs(made) == {(NORTH, frozenset("甲乙"))}
    assert aliases(with_decisions(policy(tmp_path), made)) == set()


def test_same_makes_the_later_name_an_alias_of_the_earlier(tmp_path: Path) -> None:
    merged = with_decisions(policy(tmp_path), [decision("新名", "旧名")])
    assert aliases(merged) == {("新名", "旧名")}
    assert merged.tables["project_alias"]["alias_name_key"].to_list() == ["新名"]
    assert merged.sha256 == policy(tmp_path).sha256


def test_a_code_is_the_target_and_a_second_code_its_alias(tmp_path: Path) -> None:
    only_new = with_decisions(policy(tmp_path), [decision("新名", "旧名", code=CODE)])
    assert aliases(only_new) == {("新名", CODE), ("旧名", CODE)}
    both = with_decisions(policy(tmp_path), [decision("新名", "旧名", code=CODE, other_code=OTHER)])
    assert aliases(both) == {("新名", OTHER), ("旧名", OTHER), (CODE, OTHER)}


def test_a_chain_of_decisions_has_one_target_and_no_alias_is_one(tmp_path: Path) -> None:
    made = [
        decision("丙", "乙"),
        decision("丁", "戊"),
        decision("乙", "甲", hour=1),
        decision("丁", "丙", hour=2),
    ]
    found = aliases(with_decisions(policy(tmp_path), made))
    targets = {target for _, target in found}
    assert len(targets) == 1
    assert {alias for alias, _ in found} | targets == set("甲乙丙丁戊")
    assert not targets & {alias for alias, _ in found}


def test_the_pack_s_own_aliases_stand_first(tmp_path: Path) -> None:
    given = policy(tmp_path, (NORTH, "甲", "乙"), (SOUTH, "丙", "丁"))
    found = aliases(with_decisions(given, [decision("丙", "甲"), decision("戊", "乙", hour=1)]))
    assert found == {("甲", "乙"), ("丙", "乙"), ("戊", "乙"), ("丙", "丁")}
