"""How ledgers become filings: what each unit means to report, and how it arrives, month by month.

Here: fulls, corrections, second fulls, conflicts and repetitions, with the other sheets they bring along.
Not here: what was planted in rows (events), when filings come (schedule), and files (write).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from ingestion.months import add_months
from ingestion.sample import calibration
from ingestion.sample.annexes import annexes_for, correction_of
from ingestion.sample.events import without_month
from ingestion.sample.ledger import is_in_ledger, ledger_row
from ingestion.sample.model import AnnexRow, Filing, LedgerRow, ReportedRow
from ingestion.sample.schedule import Slot, file_name
from ingestion.sample.stage import Stage, identity

Sent = dict[str, tuple[AnnexRow, ...]]


def has_total_row(unit: str) -> bool:
    """Whether the unit's ledgers have a title, a unit line and a 合计; the others follow the bare template."""
    return unit in ("421281", "421224")


def file_everything(stage: Stage) -> list[Filing]:
    """Every filing of every unit, month by month."""
    titled = [
        place
        for place, slot in stage.slots.items()
        if slot.kind == "full" and place[1] > 0 and has_total_row(place[0])
    ]
    wrong_total = stage.rng.choice(titled) if titled else None
    sent: dict[str, Sent] = defaultdict(dict)
    filings: list[Filing] = []
    for index in range(stage.config.month_count):
        for unit in calibration.UNITS:
            made = _file(stage, stage.slots[unit.code, index], sent=sent[unit.code])
            if (unit.code, index) == wrong_total:
                made = [replace(made[0], has_wrong_total_row=True), *made[1:]]
                expected = "each 合计 is 1000 above the sum of its rows; warning"
                stage.note("TOTAL_ROW_DIFFERS", expected, unit=unit.code, index=index)
            filings.extend(made)
    _note_slots(stage)
    return filings


def _reported(stage: Stage, *, unit: str, index: int) -> list[ReportedRow]:
    """What the unit means to report for the month."""
    config, books = stage.config, stage.books
    also = set(books.also_in.get((unit, index), ()))
    rows: list[ReportedRow] = []
    for project in stage.projects:
        place = (project.number, index)
        moved_at, new_unit = books.moved.get(project.number, (config.month_count, project.unit))
        home = new_unit if index >= moved_at else project.unit
        is_ours = home == unit or project.number in also
        if not is_ours or place in books.omitted or not is_in_ledger(config, project, index):
            continue
        row = ledger_row(config, project, index)
        for edit in books.edits.get(place, ()):
            row = edit(row)
        name = identity(project) + ("-renamed" if place in books.renamed else "")
        reported = ReportedRow(name, row, books.typed.get(place, {}), place in books.refused)
        rows.append(reported)
        if place in books.doubled:
            rows.append(replace(reported, is_rejected=True))
    return rows


def _file(stage: Stage, slot: Slot, *, sent: Sent) -> list[Filing]:
    """The filings of one unit and month, in the order in which they arrive."""
    unit, at = slot.unit, slot.received_at
    month = stage.config.month(slot.index)
    if slot.kind == "no_change":
        return [Filing(file_name(unit, month, "no_change"), unit, month, "no_change", at)]
    rows = _reported(stage, unit=unit, index=slot.index)
    if slot.kind == "never":
        # What a unit that forgot its full may think of when it is too late.
        file, late = slot.correction_file(month), at + timedelta(days=9)
        return [Filing(file, unit, month, "correction", late, tuple(rows[:2]))]
    annexes = _annexes(stage, rows, slot=slot, sent=sent)
    full = Filing(file_name(unit, month, "full"), unit, month, "full", at, tuple(rows), annexes)
    again = file_name(unit, month, "full", suffix="_重报")
    if slot.kind == "corrected":
        return _corrected(stage, full, slot=slot, sent=sent)
    if slot.kind == "without_base":
        early = Filing(file_name(unit, month, "no_change"), unit, month, "no_change", at)
        return [early, replace(full, received_at=at + timedelta(days=1))]
    if slot.kind == "second_full":
        stale = tuple(replace(each, row=_stale(each.row)) for each in rows)
        second = replace(full, file=again, received_at=at + timedelta(days=stage.rng.randint(1, 9)))
        return [replace(full, rows=stale), second]
    if slot.kind == "unit_conflict":
        other = next(each.code for each in calibration.UNITS if each.code != unit)
        return [
            replace(full, cover_unit=other),
            replace(full, file=again, received_at=at + timedelta(hours=2)),
        ]
    if slot.kind == "period_conflict":
        wrong = replace(full, cover_month=add_months(month, -12))
        return [wrong, replace(full, file=again, received_at=at + timedelta(hours=3))]
    if slot.kind == "delivered_twice":
        copy = file_name(unit, month, "full", suffix="_再次发送")
        return [replace(full, delivered_again=(copy, at + timedelta(days=4)))]
    return [full]


def _stale(row: LedgerRow) -> LedgerRow:
    """Last month's figures sent again by mistake: nothing of this month is in them."""
    return without_month(row.month_investment_wan or Decimal(0))(row)


def _annexes(stage: Stage, rows: list[ReportedRow], *, slot: Slot, sent: Sent) -> Sent:
    """The other sheets: at first, and in a quarter's first month where something has changed."""
    if slot.index > 0 and stage.config.month(slot.index).month % 3 != 1:
        return {}
    by_identity = {row.identity: row.row for row in rows if not row.is_rejected}
    shown = [(p, by_identity[identity(p)]) for p in stage.projects if identity(p) in by_identity]
    contents = annexes_for(stage.config, shown=shown, unit=slot.unit, index=slot.index)
    changed = {content: rows for content, rows in contents.items() if sent.get(content, ()) != rows}
    sent.update(changed)
    return changed


def _corrected(stage: Stage, full: Filing, *, slot: Slot, sent: Sent) -> list[Filing]:
    """A full with slips, and the correction that puts them right (once a row of another sheet too)."""
    books = stage.books
    slips = {f"P{number:05d}": edit for (number, at), edit in books.slips.items() if at == slot.index}
    forgotten = {f"P{number:05d}" for number, at in books.forgotten if at == slot.index}
    first = [
        replace(each, row=slips[each.identity](each.row)) if each.identity in slips else each
        for each in full.rows
        if each.identity not in forgotten
    ]
    right = [each for each in full.rows if each.identity in slips or each.identity in forgotten]
    annexes = {} if books.is_annex_corrected else correction_of(sent)
    file = slot.correction_file(full.month)
    if annexes:
        books.is_annex_corrected = True
        expected = "one row of 要素保障 replaced by project, kind and item, the others kept"
        stage.note("FACTOR_CORRECTED", expected, unit=slot.unit, index=slot.index, file=file)
    received_at = slot.received_at + timedelta(days=stage.rng.randint(1, 12), hours=1)
    correction = Filing(file, slot.unit, full.month, "correction", received_at, tuple(right), annexes)
    return [replace(full, rows=tuple(first)), correction]


_SLOT_EVENTS = {
    "no_change": ("NO_CHANGE", "rows of the month before, month investment 0, year-to-date unchanged"),
    "never": (
        "MONTH_NOT_REPORTED",
        "not reported: figures null, unranked; the correction is CORRECTION_WITHOUT_BASE",
    ),
    "much_later": ("MONTH_REPORTED_MUCH_LATER", "not reported until it came, and then late"),
    "without_base": ("NO_CHANGE_WITHOUT_BASE", "the no_change is not effective, the full after it is"),
    "second_full": ("SECOND_FULL", "the second full stands, the first is superseded"),
    "corrected": ("CORRECTION", "whole rows replaced by project"),
    "unit_conflict": (
        "FILE_REJECTED_UNIT_CONFLICT",
        "cover and file name disagree: refused; the file after it stands",
    ),
    "period_conflict": (
        "FILE_REJECTED_PERIOD_CONFLICT",
        "the cover says last year: refused; the file after it stands",
    ),
    "delivered_twice": ("DELIVERED_TWICE", "the same bytes again: one submission, two deliveries"),
}
_LATENESS_EVENTS = {
    "late": ("LATE", "received after the cut-off: is_late"),
    "on_the_dot": ("RECEIVED_AT_CUT_OFF", "received at the cut-off itself: not late"),
    "one_second": ("LATE_BY_A_SECOND", "received one second after the cut-off: is_late"),
}


def _note_slots(stage: Stage) -> None:
    """The registry's entries about whole files."""
    for (unit, index), slot in sorted(stage.slots.items(), key=lambda item: (item[0][1], item[0][0])):
        for event, expected in filter(
            None, (_SLOT_EVENTS.get(slot.kind), _LATENESS_EVENTS.get(slot.lateness))
        ):
            stage.note(event, expected, unit=unit, index=index)
        if slot.kind == "no_change" and stage.config.month(index).month == 1:
            expected = (
                "year-to-date 0, annual plan and list flags blank; finished projects, dropped from February on, are "
                "repeated in January and so carried to the end of the year"
            )
            stage.note("NO_CHANGE_IN_JANUARY", expected, unit=unit, index=index)
