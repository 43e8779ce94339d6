"""The ground truth as tables: what `truth/` beside the submissions holds.

Here: the reports' figures that follow from the truth by counting, adding and comparing, and their CSV files.
Not here: which rows count and what their dates mean (truth). Thresholds are those of the bundled pack.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from ingestion.sample.model import month_difference
from ingestion.sample.schedule import cut_off
from ingestion.sample.truth import (
    LISTS,
    SCOPES,
    UNKNOWN,
    Conversion,
    ProjectMonth,
    Truth,
    is_in_scope,
    members,
    total,
)

Row = Mapping[str, object]
_LIGHTS = ("none", "green", "yellow", "red")
_COUNTS = (
    "reserve_count", "converted_count", "moved_not_started_count", "opening_count", "entered_count", "moved_count",
    "exited_count", "closing_count", "reserve_investment_wan", "converted_investment_wan",
)  # fmt: skip


def write_truth(truth: Truth, folder: Path, *, digests: Mapping[str, str]) -> None:
    """Write the ground truth as CSV files; `digests` has the SHA-256 of each filing's file."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "events.csv", _events(truth))
    _write(folder / "submissions.csv", _submissions(truth, digests))
    _write(folder / "project_months.csv", _project_months(truth))
    _write(folder / "conversion.csv", conversions(truth))
    _write(folder / "investment.csv", investments(truth))
    _write(folder / "lists.csv", list_figures(truth))
    _write(folder / "list_status.csv", list_status(truth))


def _write(path: Path, rows: Iterable[Row]) -> None:
    found = list(rows)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        if found:
            writer.writerow(found[0].keys())
        for row in found:
            writer.writerow([_text(value) for value in row.values()])


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


# -- what happened ---------------------------------------------------------------------------------------------


def _events(truth: Truth) -> Iterator[Row]:
    for event in truth.city.events:
        yield {
            "event": event.event,
            "reporting_unit_code": event.unit,
            "report_month": event.month,
            "project_code": event.project_code,
            "project_name": event.project_name,
            "file": event.file,
            "expected": event.expected,
        }


def _submissions(truth: Truth, digests: Mapping[str, str]) -> Iterator[Row]:
    for fate in truth.fates:
        filing = fate.filing
        refused = sum(each.is_rejected for each in filing.rows)
        yield {
            "file": filing.file,
            "sha256": digests[filing.file],
            # Where cover and file name disagree, nobody knows.
            "reporting_unit_code": filing.unit if filing.cover_unit in ("", filing.unit) else None,
            "report_month": filing.month if filing.cover_month in (None, filing.month) else None,
            "kind": filing.kind,
            "received_at": filing.received_at.isoformat(),
            "is_rejected": filing.is_rejected,
            "is_effective": fate.is_effective,
            "is_superseded": fate.is_superseded,
            "is_late": filing.received_at > cut_off(filing.month),
            "ledger_row_count": len(filing.rows),
            "ledger_accepted_row_count": len(filing.rows) - refused,
            "ledger_rejected_row_count": refused,
        }


def _project_months(truth: Truth) -> Iterator[Row]:
    for month, projects in _by_month(truth):
        for project in projects:
            on = {library: "unknown" if day == UNKNOWN else day for library, day in project.on.items()}
            yield {
                "report_month": month,
                "project_id": truth.project_ids[project.identity],
                "reporting_unit_code": project.unit,
                "is_carried_forward": project.is_carried_forward,
                "library": project.row.library,
                "reserve_on": on["reserve"],
                "construction_on": on["construction"],
                "production_on": on["production"],
                "exit_on": on["exited"],
                "is_started": project.is_started,
                "is_completed": project.is_completed,
                "month_investment_wan": project.month_investment_wan,
                "ytd_investment_wan": project.row.ytd_investment_wan,
                "lists": "|".join(sorted(members(project, year=month.year) - {"all"})),
            }


# -- by locality -----------------------------------------------------------------------------------------------


def _by_month(truth: Truth) -> Iterator[tuple[date, tuple[ProjectMonth, ...]]]:
    for index, projects in enumerate(truth.project_months):
        yield truth.city.config.month(index), projects


def _places(truth: Truth) -> Iterator[tuple[int, str, tuple[str, ...], dict[str, object]]]:
    """Each month and locality with its units, and the columns that every table by locality opens with."""
    for index, _ in enumerate(truth.project_months):
        for locality, units in truth.locality_units().items():
            reported = sum((unit, index) in truth.reported for unit in units)
            standing: dict[str, object] = {
                "report_month": truth.city.config.month(index),
                "locality_code": locality,
                "is_reported": reported > 0,
                "reported_unit_count": reported,
                "unit_count": len(units),
            }
            yield index, locality, units, standing


def _figures(standing: Mapping[str, object], figures: Mapping[str, object]) -> Row:
    """The row; its figures are null where no unit of the locality reported."""
    return {**standing, **(figures if standing["is_reported"] else dict.fromkeys(figures))}


def conversions(truth: Truth) -> Iterator[Row]:
    """`rpt_conversion` on the basis year_to_date: counts and flows."""
    for index, _, units, standing in _places(truth):
        for scope in SCOPES:
            counts = Conversion()
            for project in truth.project_months[index]:
                if project.unit in units and is_in_scope(project, scope):
                    counts.take(project, truth.city.config.month(index))
            values = {name: getattr(counts, name) for name in _COUNTS}
            yield _figures({**standing, "scope": scope}, values)


def _month_over_month(
    truth: Truth,
    *,
    index: int,
    units: Sequence[str],
    now: Sequence[ProjectMonth],
    before: Sequence[ProjectMonth],
) -> dict[str, object]:
    """This month and the last, over the units that reported both; the rate where last month's is above 0."""
    both = [unit for unit in units if {(unit, index), (unit, index - 1)} <= truth.reported]

    def amount(projects: Sequence[ProjectMonth], among: Sequence[str]) -> Decimal | None:
        return total(project.month_investment_wan for project in projects if project.unit in among)

    this, last = (amount(now, both), amount(before, both)) if both else (None, None)
    has_last = any((unit, index - 1) in truth.reported for unit in units)
    return {
        "month_investment_wan": amount(now, units),
        "previous_month_investment_wan": amount(before, units) if has_last else None,
        "comparable_unit_count": len(both),
        "comparable_month_investment_wan": this,
        "comparable_previous_month_investment_wan": last,
        "mom_rate": (this - last) / last if this is not None and last is not None and last > 0 else None,
    }


def investments(truth: Truth) -> Iterator[Row]:
    """`rpt_investment_rank` without its ranks: over projects not exited."""
    going = [[p for p in projects if p.row.library != "exited"] for _, projects in _by_month(truth)]
    for index, _, units, standing in _places(truth):
        month = truth.city.config.month(index)
        here = [p for p in going[index] if p.unit in units]
        new = [p for p in here if p.row.actual_start_date and p.row.actual_start_date.replace(day=1) == month]
        before = going[index - 1] if index else []
        figures = {
            "project_count": len(here),
            **_month_over_month(truth, index=index, units=units, now=here, before=before),
            "ytd_investment_wan": total(p.row.ytd_investment_wan for p in here),
            "new_start_count": len(new),
            "new_start_investment_wan": total(p.row.total_investment_wan for p in new),
        }
        yield _figures(standing, figures)


def list_figures(truth: Truth) -> Iterator[Row]:
    """`rpt_list_rank` without its shares and ranks: each list's members of that month, and of the month before."""
    on: list[dict[str, list[ProjectMonth]]] = []
    for month, projects in _by_month(truth):
        on.append({code: [] for code in (*LISTS, "all")})
        for project in projects:
            for code in members(project, year=month.year):
                on[-1][code].append(project)
    for index, _, units, standing in _places(truth):
        for code, listed in on[index].items():
            here = [project for project in listed if project.unit in units]
            before = on[index - 1][code] if index else []
            figures = {
                "project_count": len(here),
                "total_investment_wan": total(p.row.total_investment_wan for p in here),
                **_month_over_month(truth, index=index, units=units, now=here, before=before),
            }
            yield _figures({**standing, "list_code": code}, figures)


# -- by project ------------------------------------------------------------------------------------------------


def list_status(truth: Truth) -> Iterator[Row]:
    """`rpt_list_status`: each member's status and lights."""
    for month, projects in _by_month(truth):
        for project in projects:
            for list_code in sorted(members(project, year=month.year) - {"all"}):
                reasons: set[str] = set()
                lights = {
                    "start_light": _start_light(project, month, reasons),
                    "progress_light": _progress_light(project, month, reasons),
                    "enrolment_light": _enrolment_light(project, month, reasons),
                }
                yield {
                    "report_month": month,
                    "list_code": list_code,
                    "project_id": truth.project_ids[project.identity],
                    "reporting_unit_code": project.unit,
                    "status": _status(project),
                    **lights,
                    "light": max(lights.values(), key=_LIGHTS.index),
                    "light_reason": "+".join(sorted(reasons)) or None,
                }


def _status(project: ProjectMonth) -> str:
    if project.row.library == "production":
        return "in_production"
    if project.is_completed:
        return "completed"
    return "under_construction" if project.is_started else "not_started"


def _start_light(project: ProjectMonth, month: date, reasons: set[str]) -> str:
    planned = project.row.planned_start_date
    if project.is_started:
        return "green"
    if planned is None or planned.replace(day=1) > month:
        return "none"
    reasons.add("START_OVERDUE")
    return "yellow" if month_difference(planned, month) + 1 < 3 else "red"


def _progress_light(project: ProjectMonth, month: date, reasons: set[str]) -> str:
    plan, done = project.row.annual_plan_wan, project.row.ytd_investment_wan
    if project.is_completed:
        return "green"
    if not project.is_started:
        return "none"
    if plan is None or plan <= 0:
        reasons.add("NO_ANNUAL_PLAN")
        return "none"
    if done is None:
        reasons.add("YTD_MISSING")
        return "none"
    # The deviation in points times 12 × plan: whole numbers and exact decimals, no quotient.
    scaled, unit = (done * 12 - plan * month.month) * 100, plan * 12
    if scaled > -10 * unit:
        return "green"
    reasons.add("BEHIND_PLAN")
    return "yellow" if scaled >= -30 * unit else "red"


def _enrolment_light(project: ProjectMonth, month: date, reasons: set[str]) -> str:
    start, is_enrolled = project.row.actual_start_date, project.row.is_stat_enrolled
    is_asked = project.is_started and not project.is_completed and is_enrolled is not None
    if not is_asked or start is None or start.replace(day=1) > month:
        return "none"
    if is_enrolled:
        return "green"
    months = month_difference(start, month)
    if months < 1:
        return "none"
    reasons.add("NOT_ENROLLED")
    return "yellow" if months <= 2 else "red"
