"""What happens to projects and their rows: clerks slip, rows vanish, names and codes change, units overlap.

Here: a table of what is planted, on whom it may fall, what it does, and what the rulebook expects of it.
Not here: the four lists (lists), when filings come (schedule) and how rows become filings (filings).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from ingestion.months import add_months, last_day
from ingestion.sample import calibration
from ingestion.sample.ledger import is_in_ledger
from ingestion.sample.life import cumulative, year_to_date
from ingestion.sample.model import LedgerRow, Project
from ingestion.sample.stage import Stage, is_free

_EXAMPLES = 5
_OTHER_UNIT = "XN-GX"


@dataclass(frozen=True, slots=True)
class _Plant:
    """One kind of event: on whom and when it may fall, and what it does (it returns what the rulebook expects)."""

    event: str
    count: int
    fits: Callable[[Stage, Project, int], bool]
    apply: Callable[[Stage, Project, int], str]


def plant_events(stage: Stage) -> None:
    """Plant everything in the table, then what needs more than one place, then note what comes by itself."""
    for plant in _PLANTS:
        for number in range(plant.count):
            found = stage.pick_place(partial(plant.fits, stage))
            if found is not None:
                project, index = found
                expected = plant.apply(stage, project, index)
                event = plant.event.format(number=number + 1)
                stage.note(event, expected, project=project, index=index)
    _plant_bad_cells(stage)
    _plant_exit_without_date(stage)
    _plant_deadlines(stage)
    _plant_star(stage)
    _plant_cross_unit_duplicate(stage)
    _plant_hand_over(stage)
    _plant_corrections(stage)
    _note_natural(stage)


# -- conditions ------------------------------------------------------------------------------------------


def _is_open(project: Project) -> bool:
    """Neither left nor finished by the end."""
    return project.exit_date is None and project.production_date is None


def _is_investing(stage: Stage, project: Project, index: int) -> bool:
    """Shown this month and the one before, with a good amount this month."""
    return (
        stage.is_building(project, index)
        and stage.is_shown(project, index - 1, index)
        and project.investment.get(index, Decimal(0)) >= 100
        and not project.leaves_month_blank
    )


def _is_waiting(stage: Stage, project: Project, index: int) -> bool:
    """Approved before this month, and to the end neither started, moved nor exited."""
    return (
        is_free(project)
        and project.approved_date is not None
        and project.approved_date < stage.config.month(index)
        and project.construction_date is None
        and project.start_date is None
        and project.exit_date is None
        and stage.is_shown(project, index)
    )


def _ytd_before(stage: Stage, project: Project, index: int) -> Decimal:
    """Year-to-date of the month before; nothing in January."""
    if stage.config.month(index).month == 1:
        return Decimal(0)
    return year_to_date(stage.config, project, index - 1)


# -- what lives do ---------------------------------------------------------------------------------------


def _same_months(stage: Stage) -> int:
    return min(6, stage.config.month_count - 2)


def _can_repeat(stage: Stage, project: Project, index: int) -> bool:
    config, count = stage.config, _same_months(stage)
    end = index + count
    amount = project.investment.get(index, Decimal(0))
    return (
        end <= config.month_count
        and config.month(index).year == config.month(end - 1).year
        and amount > 0
        and not project.leaves_month_blank
        and all(
            stage.is_building(project, at) and stage.slots[project.unit, at].kind != "no_change"
            for at in range(index, end)
        )
        and cumulative(project, config.month_count - 1) + count * amount <= project.total_wan
    )


def _repeat(stage: Stage, project: Project, index: int) -> str:
    count = _same_months(stage)
    for at in range(index, index + count):
        project.investment[at] = project.investment[index]
    return f"{count} months of the same amount from this one on: a finding"


def _move_without_start(stage: Stage, project: Project, index: int) -> str:
    project.construction_date = stage.config.month(index).replace(day=stage.rng.randint(2, 27))
    project.hides_construction_date = False
    return "in the construction library without a start: moved_not_started_count, START_DATE_MISSING"


def _can_jump(stage: Stage, project: Project, index: int) -> bool:
    return (
        project.is_ten_yi
        and project.total_wan <= 200_000
        and project.born < index - 1
        and not project.lists.get("provincial_key")
        and cumulative(project, index) < 80_000
        and stage.is_shown(project, index - 1, index)
    )


def _jump(stage: Stage, project: Project, index: int) -> str:
    stage.edit(project, range(index), lambda row: replace(row, total_investment_wan=Decimal(95_000)))
    return "total 95000 up to the month before, on ten_yi from this month on: a finding"


# -- slips -----------------------------------------------------------------------------------------------


def _leave_month_blank(stage: Stage, project: Project, index: int) -> str:
    stage.edit(project, [index], lambda row: replace(row, month_investment_wan=None))
    return "month investment derived: year-to-date less that of the month before"


def _mistype_month(stage: Stage, project: Project, index: int) -> str:
    wrong = project.investment[index] + max(Decimal(50), project.investment[index] // 5)
    stage.edit(project, [index], lambda row: replace(row, month_investment_wan=wrong))
    return "the reported month stands; warning"


def _can_decrease(stage: Stage, project: Project, index: int) -> bool:
    is_inner = stage.config.month(index).month not in (1, 12)
    return is_inner and _is_investing(stage, project, index) and _ytd_before(stage, project, index) > 200


def _decrease(stage: Stage, project: Project, index: int) -> str:
    lower = _ytd_before(stage, project, index) - 150

    def change(row: LedgerRow) -> LedgerRow:
        return replace(
            row, month_investment_wan=None, ytd_investment_wan=lower, plan_completion_reported=None
        )

    stage.edit(project, [index], change)
    return "month investment derived as -150, warning; the month after it does not fit, MONTH_YTD_MISMATCH"


def _type_dash(stage: Stage, project: Project, index: int) -> str:
    project.plans.pop(stage.config.month(index).year, None)
    stage.books.typed[project.number, index] = {"annual_plan_wan": "-"}
    return "a plan of - is not set, not 0"


def _start_in_future(stage: Stage, project: Project, index: int) -> str:
    future = add_months(stage.config.month(index), 1).replace(day=18)
    stage.edit(project, [index], lambda row: replace(row, actual_start_date=future))
    return "an actual start after the month's end is read as blank; warning"


def _can_go_back(stage: Stage, project: Project, index: int) -> bool:
    return (
        is_free(project)
        and not project.hides_reserve_date
        and index + 1 < stage.config.month_count
        and stage.is_building(project, index - 1)
        and stage.is_building(project, index)
        and stage.is_shown(project, index - 1, index, index + 1)
    )


def _go_back(stage: Stage, project: Project, index: int) -> str:
    stage.edit(project, [index], lambda row: replace(row, library="reserve"))
    return "in the reserve library for one month: its construction date is ignored then; warning"


def _double(stage: Stage, project: Project, index: int) -> str:
    stage.books.doubled.add((project.number, index))
    return "twice in one file: the first row stands, the second is refused"


def _plant_bad_cells(stage: Stage) -> None:
    """Cells that refuse their row; the project stays as it was the month before."""
    config = stage.config

    def fits(field: str, project: Project, index: int) -> bool:
        return (
            _is_open(project)
            and project.is_ten_yi == (field == "total_investment_wan")
            and config.month(index).month not in (1, 12)
            and index + 1 < config.month_count
            and stage.is_shown(project, index - 1, index, index + 1)
        )

    for field, text, what in (
        ("total_investment_wan", "超30亿", "NOT_A_NUMBER in 总投资"),
        ("library", "在谈", "unknown 所在库"),
        ("investor_kind", "", "required 投资类型 blank"),
    ):
        found = stage.pick_place(partial(fits, field))
        if found is not None:
            project, index = found
            stage.books.typed[project.number, index] = {field: text}
            stage.books.refused.add((project.number, index))
            expected = f"{what}: the row is refused, last month's is carried forward, ROW_REJECTED"
            stage.note("ROW_REJECTED", expected, project=project, index=index)


# -- identity --------------------------------------------------------------------------------------------


def _can_vanish(stage: Stage, project: Project, index: int) -> bool:
    last = min(index + 2, stage.config.month_count - 1)
    return (
        is_free(project)
        and _is_open(project)
        and index + 1 < stage.config.month_count
        and stage.is_shown(project, *range(index - 1, last + 1))
    )


def _vanish_a_month(stage: Stage, project: Project, index: int) -> str:
    stage.books.omitted.add((project.number, index))
    return "missing for a month: carried forward, PROJECT_VANISHED; then back"


def _vanish_for_good(stage: Stage, project: Project, index: int) -> str:
    stage.books.omitted.update((project.number, at) for at in range(index, stage.config.month_count))
    return "missing from this month on: carried forward to the end, PROJECT_VANISHED each month"


def _can_rename_coded(stage: Stage, project: Project, index: int) -> bool:
    first = max(project.code_from, project.born, 0)
    return (
        project.code is not None and index - first >= 2 and stage.is_shown(project, first, index - 1, index)
    )


def _rename_coded(stage: Stage, project: Project, index: int) -> str:
    name = project.name + "（调整后）"
    later = range(index, stage.config.month_count)
    stage.edit(project, later, lambda row: replace(row, project_name=name))
    return f"now {name}, under the same code: the same project"


def _can_rename_uncoded(stage: Stage, project: Project, index: int) -> bool:
    is_shown = stage.is_shown(project, index - 1, index)
    return is_free(project) and project.code is None and project.exit_date is None and is_shown


def _rename_uncoded(stage: Stage, project: Project, index: int) -> str:
    name = project.name + "（更名）"
    later = range(index, stage.config.month_count)
    stage.edit(project, later, lambda row: replace(row, project_name=name))
    stage.books.renamed.update((project.number, at) for at in later)
    return (
        f"now {name}, without a code: a new project; the old one is carried, PROJECT_VANISHED, until aliased"
    )


_PLANTS: tuple[_Plant, ...] = (
    _Plant("IDENTICAL_MONTHLY_AMOUNTS", 1, _can_repeat, _repeat),
    _Plant("MOVED_NOT_STARTED", 2, _is_waiting, _move_without_start),
    _Plant("TOTAL_JUMPED_OVER_10YI", 1, _can_jump, _jump),
    _Plant("YTD_DECREASED", 1, _can_decrease, _decrease),
    _Plant(
        "BLANK_MONTH_DERIVED",
        4,
        lambda stage, p, i: _is_investing(stage, p, i) and _ytd_before(stage, p, i) > 0,
        _leave_month_blank,
    ),
    _Plant("MONTH_YTD_MISMATCH", 3, _is_investing, _mistype_month),
    _Plant(
        "PLAN_IS_A_DASH",
        1,
        lambda stage, p, i: is_free(p) and stage.is_building(p, i) and stage.is_shown(p, i),
        _type_dash,
    ),
    _Plant("DATE_IN_FUTURE", 1, _is_waiting, _start_in_future),
    _Plant("STAGE_WENT_BACK", 1, _can_go_back, _go_back),
    _Plant("DUPLICATE_PROJECT", 1, lambda stage, p, i: stage.is_shown(p, i), _double),
    _Plant("VANISHED_COMES_BACK", 2, _can_vanish, _vanish_a_month),
    _Plant("VANISHED_FOR_GOOD", 2, _can_vanish, _vanish_for_good),
    _Plant("RENAMED_WITH_CODE", 2, _can_rename_coded, _rename_coded),
    _Plant("RENAMED_WITHOUT_CODE", 2, _can_rename_uncoded, _rename_uncoded),
)


# -- plants of their own kind ----------------------------------------------------------------------------


def _plant_exit_without_date(stage: Stage) -> None:
    config = stage.config
    project = stage.pick(
        lambda p: (
            is_free(p)
            and p.exit_date is not None
            and p.exit_date >= config.month(1)
            and p.born < config.index(p.exit_date.replace(day=1))
        )
    )
    if project is not None and project.exit_date is not None:
        project.hides_exit_date, project.exit_reason = True, None
        expected = "exit_on observed: first day of the first month shown as exited; warnings"
        index = config.index(project.exit_date.replace(day=1))
        stage.note("EXIT_WITHOUT_DATE", expected, project=project, index=index)


def _plant_deadlines(stage: Stage) -> None:
    """Starts on the deadline's day and the day after it (central budget of 2019, by 30 June 2020)."""
    for event, day, expected in (
        ("START_ON_DEADLINE", date(2020, 6, 30), "central_budget_2019: met"),
        ("START_DAY_AFTER_DEADLINE", date(2020, 7, 1), "central_budget_2019: met_late"),
    ):
        month = day.replace(day=1)
        if not stage.config.first_month <= month <= stage.config.last_month:
            continue
        project = stage.pick(partial(_is_government_start, month))
        if project is None:
            continue
        project.start_date = day
        if project.construction_date is not None:
            project.construction_date = max(day, project.construction_date)
        if project.physical_work_date is not None:
            project.physical_work_date = day + timedelta(days=30)
        project.fund_sources, project.fund_plan_year = ("central_budget",), 2019
        project.fund_programme, project.fund_from = "中央预算内投资专项", max(0, project.born)
        stage.note(event, expected, project=project, index=stage.config.index(month))


def _is_government_start(month: date, project: Project) -> bool:
    start = project.start_date
    return start is not None and start.replace(day=1) == month and project.investor_kind == "government"


def _plant_star(stage: Stage) -> None:
    last = stage.config.month_count - 1
    project = stage.pick(lambda p: p.is_on("provincial_key", last) and p.code is not None)
    if project is not None:
        first, last = project.lists["provincial_key"][-1]
        stage.edit(
            project, range(first, last + 1), lambda row: replace(row, project_name="☆" + row.project_name)
        )
        stage.note("STARRED_NAME", "the mark is no part of the name", project=project, index=first)


def _is_coded_county_project(stage: Stage, project: Project, index: int) -> bool:
    """A county's project that had its code from its first row on, and stays to the end."""
    return (
        calibration.UNIT_BY_CODE[project.unit].region == project.unit
        and is_free(project)
        and _is_open(project)
        and project.code is not None
        and project.code_from <= max(project.born, 0)
        and project.born < index
        and stage.is_shown(project, index - 1, index)
    )


def _plant_cross_unit_duplicate(stage: Stage) -> None:
    """Another unit reports a county's project too, for some months, under the same code."""
    months = min(5, stage.config.month_count - 2)

    def is_steady(unit: str, index: int) -> bool:
        gaps = ("never", "no_change", "without_base", "much_later")
        return all(stage.slots[unit, at].kind not in gaps for at in range(index, index + months))

    def fits(other: str, project: Project, index: int) -> bool:
        return (
            index + months <= stage.config.month_count
            and _is_coded_county_project(stage, project, index)
            and is_steady(project.unit, index)
            and is_steady(other, index)
        )

    for other in (_OTHER_UNIT, "XN-SZ"):
        found = stage.pick_place(partial(fits, other))
        if found is not None:
            project, index = found
            for at in range(index, index + months):
                stage.books.also_in[other, at].append(project.number)
            expected = (
                f"also reported by {other} for {months} months under the same code: the row of {project.unit} counts, "
                "the other is kept and not counted"
            )
            stage.note("CROSS_UNIT_DUPLICATE", expected, project=project, unit=other, index=index)
            return


def _plant_hand_over(stage: Stage) -> None:
    """A county hands a project over; neither unit is quiet afterwards, so that the project's life stays whole."""

    def is_quiet_later(unit: str, index: int) -> bool:
        later = range(index, stage.config.month_count)
        return any(stage.slots[unit, at].kind == "no_change" for at in later)

    found = stage.pick_place(
        lambda p, i: (
            _is_coded_county_project(stage, p, i)
            and stage.is_plain(_OTHER_UNIT, i)
            and not is_quiet_later(_OTHER_UNIT, i)
            and not is_quiet_later(p.unit, i)
        )
    )
    if found is not None:
        project, index = found
        stage.books.moved[project.number] = (index, _OTHER_UNIT)
        expected = f"from {project.unit} to {_OTHER_UNIT}: by its code the same project, not vanished"
        stage.note("HANDED_TO_OTHER_UNIT", expected, project=project, unit=_OTHER_UNIT, index=index)


# -- corrections -----------------------------------------------------------------------------------------


def without_month(amount: Decimal) -> Callable[[LedgerRow], LedgerRow]:
    """The row as it would look had this much of the month not been counted."""

    def change(row: LedgerRow) -> LedgerRow:
        if row.ytd_investment_wan is None or row.cumulative_investment_wan is None:
            return row
        month = row.month_investment_wan
        return replace(
            row,
            month_investment_wan=None if month is None else month - amount,
            ytd_investment_wan=row.ytd_investment_wan - amount,
            cumulative_investment_wan=row.cumulative_investment_wan - amount,
            plan_completion_reported=None,
        )

    return change


def _can_be_corrected(stage: Stage, unit: str, index: int, project: Project) -> bool:
    is_ours = project.unit == unit and is_in_ledger(stage.config, project, index)
    return is_ours and stage.is_building(project, index) and not project.leaves_month_blank


def _plant_corrections(stage: Stage) -> None:
    """The rows that a clerk gets wrong in a full and puts right in a correction."""
    special = ["NEGATIVE_CORRECTION", "FORGOTTEN_ROW_CORRECTED"]
    for (unit, index), slot in stage.slots.items():
        if slot.kind != "corrected":
            continue
        for _ in range(stage.rng.randint(2, 4)):
            project = stage.pick(partial(_can_be_corrected, stage, unit, index))
            if project is None:
                break
            place = (project.number, index)
            file = slot.correction_file(stage.config.month(index))
            if special and special[0] == "NEGATIVE_CORRECTION" and _ytd_before(stage, project, index) > 300:
                special.pop(0)
                project.investment[index] = Decimal(-120)
                stage.books.slips[place] = without_month(Decimal(-120))
                expected = "corrected from 0 to -120: the negative month stands, YTD_DECREASED"
                stage.note("NEGATIVE_CORRECTION", expected, project=project, index=index, file=file)
            elif special and special[0] == "FORGOTTEN_ROW_CORRECTED" and index > project.born + 1:
                special.pop(0)
                stage.books.forgotten.add(place)
                expected = "left out of the full, brought by the correction: not vanished"
                stage.note("FORGOTTEN_ROW_CORRECTED", expected, project=project, index=index, file=file)
            else:
                half = project.investment.get(index, Decimal(0)) // 2
                stage.books.slips[place] = without_month(half)
                expected = (
                    f"month and year-to-date raised by {half}: the correction's row replaces the full's"
                )
                stage.note("CORRECTED_ROW", expected, project=project, index=index, file=file)


# -- what lives bring by themselves ----------------------------------------------------------------------


def _note_natural(stage: Stage) -> None:
    """A few examples of what needs no planting, for the registry."""
    shown: Counter[str] = Counter()
    for project in stage.projects:
        if project.number in stage.taken:
            continue
        for event, index, expected in _natural(stage, project):
            if shown[event] < _EXAMPLES and 0 <= index < stage.config.month_count:
                shown[event] += 1
                stage.note(event, expected, project=project, index=index)


def _natural(stage: Stage, p: Project) -> Iterator[tuple[str, int, str]]:
    def at(day: date) -> int:
        return stage.config.index(day.replace(day=1))

    if p.code is not None and p.code_from > max(p.born, 0):
        yield "CODE_COMES_LATER", p.code_from, "earlier rows without a code join it by unit and name"
    if p.exit_date is not None and p.exit_reason is not None:
        yield "EXIT", at(p.exit_date), "exited with date and reason; stays in the denominator of its year"
    if p.construction_date is not None and p.hides_construction_date:
        yield "CONVERTED_WITHOUT_DATE", at(p.construction_date), "construction_on observed"
    if (
        p.start_date is not None
        and p.construction_date is not None
        and at(p.start_date) < at(p.construction_date)
    ):
        yield "STARTED_NOT_CONVERTED", at(p.start_date), "started, still in the reserve library"
    if p.start_date is not None and p.leaves_month_blank:
        yield (
            "BLANK_MONTH_ALWAYS",
            max(1, p.born + 1, at(p.start_date) + 1),
            "month investment always derived",
        )
    if p.hides_reserve_date and p.born >= 0:
        yield "RESERVE_WITHOUT_DATE", p.born, "reserve_on observed: first day of the first month shown"
    if p.name.endswith(("一期", "二期", "标段）")):
        yield "PHASED", max(0, p.born), "phases and lots are different projects"
    if p.name.endswith(("（打捆）", "（打包）")):
        yield "PACKAGED", max(0, p.born), "a package is one project"
    if p.library_at(last_day(stage.config.month(-1))) == "construction" and p.hides_reserve_date:
        yield "RESERVE_DATE_UNKNOWN", 0, "reserve_on unknown: blank in the unit's first effective month"
