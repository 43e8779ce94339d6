"""`fct_finding`: findings of the landing passed through, and those that only several months or units reveal.

The wording (message, advice) and `finding_id` are the product's and not made here: a row leaves them out.
"""

from __future__ import annotations

from datetime import date

from tests.oracle.annexes import Annexes
from tests.oracle.findings_of_annexes import about_nobody, sheets_broken
from tests.oracle.findings_of_rows import rules_broken
from tests.oracle.identity import Identities
from tests.oracle.lists import Membership
from tests.oracle.model import AnnexRow, LedgerRow, Row, Submission
from tests.oracle.portfolio import Effective, Held, Portfolio, Source
from tests.oracle.reserve import is_priority
from tests.oracle.rules import Rules
from tests.oracle.similar import Review
from tests.oracle.stages import COUNTING, LIBRARY_OF, ProjectMonth
from tests.oracle.submissions import Register, UnitMonth, is_known


def fct_finding(
    portfolio: Portfolio,
    *,
    held: dict[date, list[Held]],
    shown: dict[date, dict[str, ProjectMonth]],
    annexes: Annexes,
    known: Register,
    identities: Identities,
    registers: Membership,
    review: Review,
    rules: Rules,
) -> list[Row]:
    broken = rules_broken(portfolio, registers=registers, rules=rules)
    lacking = sheets_broken(portfolio, shown=shown, annexes=annexes, registers=registers, rules=rules)
    of_rows = [
        *(of_source(row.source, rule_id) | _cell(row, field) for rule_id, field, row in broken),
        *(of_source(source, rule_id) for source, rule_id in lacking),
        *(
            finding(said.submission, "PROJECT_UNKNOWN", row=said.row, project_id=said.project_id)
            for said in about_nobody(annexes, held=held)
        ),
        *_without_leader(portfolio, shown=shown, rules=rules),
        *_duplicates(portfolio),
        *_ambiguous_codes(portfolio),
        *_cross_unit_duplicates(portfolio),
        *(of_source(row.source, "SIMILAR_NAME") for row in review.alike()),
        *_went_back(portfolio),
        *_missing(held, known=known, identities=identities),
    ]
    return [
        *_of_the_landing(known, identities),
        *_without_base(known),
        *(finding for finding in of_rows if finding["report_month"] >= rules.first_month),
    ]


def finding(
    submission: Submission,
    rule_id: str,
    *,
    row: LedgerRow | AnnexRow | None = None,
    project_id: str | None = None,
) -> Row:
    """One of the findings across months: all are warnings."""
    return {
        "submission_id": submission.submission_id,
        "report_month": submission.report_month,
        "reporting_unit_code": submission.reporting_unit_code,
        "rule_id": rule_id,
        "severity": "warning",
        "sheet": row.sheet if row else None,
        "row_number": row.row_number if row else None,
        "column_letter": None,
        "field": None,
        "project_id": project_id,
        "raw_value": None,
    }


def _cell(row: Effective, field: str) -> Row:
    """Where the figure complained of stands, and what it says."""
    columns = row.source.submission.source_columns
    letters = [
        column["column_letter"]
        for column in columns
        if (column["sheet"], column["field"]) == (row.source.row.sheet, field)
    ]
    value = row.values[field]
    if value is None:
        return {"field": field, "column_letter": letters[0] if letters else None}
    said = ("是" if value else "否") if isinstance(value, bool) else f"{value.normalize():f}"
    return {"field": field, "column_letter": letters[0] if letters else None, "raw_value": said}


def of_source(source: Source, rule_id: str) -> Row:
    return finding(source.submission, rule_id, row=source.row, project_id=source.identified.project_id)


def _of_the_landing(known: Register, identities: Identities) -> list[Row]:
    rows = []
    for submission in known.ordered:
        by_place = {(row.sheet, row.row_number): row for row in submission.ledger}
        for landed in submission.findings:
            row = by_place.get((landed["sheet"], landed["row_number"]))
            project_id = identities.of(submission.reporting_unit_code, row).project_id if row else None
            rows.append(
                finding(submission, landed["rule_id"], project_id=project_id)
                | {name: landed[name] for name in _PASSED_THROUGH}
            )
    return rows


_PASSED_THROUGH = ("severity", "sheet", "row_number", "column_letter", "field", "raw_value")


def _without_base(known: Register) -> list[Row]:
    rules = {"correction": "CORRECTION_WITHOUT_BASE", "no_change": "NO_CHANGE_WITHOUT_BASE"}
    return [
        finding(submission, rules[submission.kind or ""])
        for submission in known.ordered
        if is_known(submission) and submission.submission_id not in known.effective
    ]


def _duplicates(portfolio: Portfolio) -> list[Row]:
    return [of_source(source, "DUPLICATE_PROJECT") for source in portfolio.set_aside]


def _own(portfolio: Portfolio) -> list[Effective]:
    """Rows effective in their own month, counted or not: each row of a file at most once."""
    return [row for rows in portfolio.effective.values() for row in rows.values() if not row.is_repeated]


def _ambiguous_codes(portfolio: Portfolio) -> list[Row]:
    return [
        of_source(row.source, "CODE_AMBIGUOUS")
        for row in _own(portfolio)
        if row.source.identified.stays_ambiguous
    ]


def _cross_unit_duplicates(portfolio: Portfolio) -> list[Row]:
    return [
        of_source(row.source, "CROSS_UNIT_DUPLICATE") for row in portfolio.uncounted if not row.is_repeated
    ]


def _went_back(portfolio: Portfolio) -> list[Row]:
    """A counted row whose library ignores one that an earlier month had shown."""
    rows = []
    for month, counted in portfolio.counted.items():
        for project_id, row in counted.items():
            counting = {LIBRARY_OF[name] for name in COUNTING[row.values["library"]]}
            ignored = set(LIBRARY_OF.values()) - counting
            shown = [portfolio.shown.get((project_id, library)) for library in ignored]
            if not row.is_repeated and any(first and first[0] < month for first in shown):
                rows.append(of_source(row.source, "STAGE_WENT_BACK"))
    return rows


def _without_leader(
    portfolio: Portfolio, *, shown: dict[date, dict[str, ProjectMonth]], rules: Rules
) -> list[Row]:
    """A priority project whose 包保领导 is blank, whatever its 指挥部 (reading R50)."""
    return [
        of_source(row.source, "NO_LEADER") | _cell(row, "leader_in_charge")
        for month, projects in shown.items()
        for project_id, row in portfolio.counted[month].items()
        if not row.is_repeated
        and not row.values["leader_in_charge"]
        and is_priority(projects[project_id], rules)
    ]


def _missing(held: dict[date, list[Held]], *, known: Register, identities: Identities) -> list[Row]:
    """A carried row was deleted from the ledger, or its row of this month was refused."""
    refused = _refused(known, identities)
    rows = []
    for month, projects in held.items():
        for project in projects:
            if not project.is_carried or project.values["library"] in {"exited", "production"}:
                continue
            source = refused.get((project.unit, month), {}).get(project.project_id)
            if source:
                rows.append(of_source(source, "ROW_REJECTED"))
            else:
                base = known.base[project.unit, month]
                rows.append(finding(base, "PROJECT_VANISHED", project_id=project.project_id))
    return rows


def _refused(known: Register, identities: Identities) -> dict[UnitMonth, dict[str, Source]]:
    """Per unit and month the last refused row of each project, of what counts now."""
    result: dict[UnitMonth, dict[str, Source]] = {}
    for unit_month, base in known.base.items():
        unit, _ = unit_month
        of_month = result.setdefault(unit_month, {})
        for submission in (base, *known.overlays[unit_month]):
            for row in sorted(submission.ledger, key=lambda line: (line.sheet, line.row_number)):
                identified = identities.of(unit, row)
                if not row.is_accepted and identified.project_id is not None:
                    of_month[identified.project_id] = Source(submission, row, identified)
    return result
