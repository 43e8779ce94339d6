"""Every messy file is read exactly: its rows, cell by cell, and its findings, place by place."""

from collections.abc import Mapping
from typing import Any

import pytest

from ingestion.assemble import Source, assemble
from ingestion.landing import Submission
from ingestion.policy import load_policy
from ingestion.settings import DEFAULT_POLICY_DIR
from tests.messy.cases import CASES, Case

_NOT_SAID = {"sheet", "row_number", "is_accepted", "name_key", "extra", "submission_id"}


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Submission]:
    """All files, read in one go as a real delivery is."""
    sources = []
    for number, (name, case) in enumerate(CASES.items()):
        path = tmp_path_factory.mktemp(str(number)) / case.file_name
        case.write(path)
        sources.append(Source(path=path, sha256=name, file_name=case.file_name))
    return {
        source.sha256: one for source, (one,) in assemble(sources, policy=load_policy(DEFAULT_POLICY_DIR))
    }


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 60
    assert all(case.defects for case in CASES.values())


@pytest.mark.parametrize("name", CASES)
def test_a_messy_file_is_read_exactly(read: Mapping[str, Submission], name: str) -> None:
    case, submission = CASES[name], read[name]
    ledger = submission.rows.get("ledger")
    rows = [] if ledger is None else ledger.to_dicts()
    found = submission.findings.select("rule_id", "row_number", "column_letter").rows()
    assert sorted(found, key=repr) == sorted(case.findings, key=repr)
    assert [_said(row) for row in rows] == list(case.rows)
    assert [row["row_number"] for row in rows if not row["is_accepted"]] == list(case.rejected_rows)
    assert (submission.record.outcome == "rejected") == _is_refused(submission, case)


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says: neither blanks, nor the flags that a blank means."""
    return {
        name: value
        for name, value in row.items()
        if name not in _NOT_SAID and value is not None and not (value is False and name in _BLANK_IS_NO)
    }


_BLANK_IS_NO = {"is_provincial_leader", "is_provincial_key", "is_municipal_key", "is_annual_priority"}


def _is_refused(submission: Submission, case: Case) -> bool:
    errors = {
        rule
        for rule, severity, row in submission.findings.select("rule_id", "severity", "row_number").rows()
        if severity == "error" and row is None
    }
    return bool(errors & {rule for rule, row, _ in case.findings if row is None})
