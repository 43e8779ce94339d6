"""What happens to submissions: clerks slip, rows vanish, names and codes change, files are late, wrong or doubled.

Here: how the honest ledgers become filings, and the registry of what was planted.
Not here: the projects' lives (life, lists), when filings come (schedule), and files (write).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from ingestion.months import add_months, last_day
from ingestion.sample import calibration
from ingestion.sample.annexes import annexes_for, correction_of
from ingestion.sample.ledger import is_in_ledger, ledger_row
from ingestion.sample.life import cumulative, year_to_date
from ingestion.sample.lists import Stage, choose_lists
from ingestion.sample.model import AnnexRow, CityConfig, Filing, LedgerRow, Project, ReportedRow
from ingestion.sample.schedule import Slot, Slots, file_name

Edit = Callable[[LedgerRow], LedgerRow]


@dataclass(slots=True)
class _Books:
    """What differs from the honest ledgers, by project number and month index."""

    edits: dict[tuple[int, int], list[Edit]] = field(default_factory=lambda: defaultdict(list))
    typed: dict[tuple[int, int], dict[str, str]] = field(default_factory=dict)
    refused: set[tuple[int, int]] = field(default_factory=set)
    doubled: set[tuple[int, int]] = field(default_factory=set)
    omitted: set[tuple[int, int]] = field(default_factory=set)
    identity: dict[tuple[int, int], str] = field(default_factory=dict)
    moved: dict[int, tuple[int, str]] = field(default_factory=dict)
    also_in: dict[tuple[str, int], list[int]] = field(default_factory=lambda: defaultdict(list))
    slips: dict[tuple[str, int], dict[int, Edit]] = field(default_factory=lambda: defaultdict(dict))
    forgotten: set[tuple[int, int]] = field(default_factory=set)
    is_annex_corrected: bool = False


def stage_filings(config: CityConfig, *, projects: list[Project], slots: Slots) -> tuple[list[Filing], Stage]:
    """Plant everything, then let every unit file every month."""
    stage = Stage(config=config, projects=projects, slots=slots, rng=config.rng("events"))
    books = _Books()
    choose_lists(stage)
    _plant_lives(stage, books)
    _plant_slips(stage, books)
    _plant_identity(stage, books)
    _plant_corrections(stage, books)
    _note_natural(stage, books)
    filings = _file_all(stage, books)
    _note_slots(stage, filings)
    return filings, stage


# -- conditions ------------------------------------------------------------------------------------------------


def _is_building_at(stage: Stage, project: Project, index: int) -> bool:
    return (
        project.start_date is not None
        and project.start_date < stage.config.month(index)
        and project.library_at(last_day(stage.config.month(index))) == "construction"
        and (project.completion_date is None or project.completion_date >= stage.config.month(index + 1))
    )


def _is_shown_plainly(stage: Stage, project: Project, *indices: int) -> bool:
    """The unit shows the project in these months, each by one plain full."""
    return all(
        0 <= index < stage.config.month_count
        and stage.is_plain(project.unit, index)
        and is_in_ledger(stage.config, project, index)
        for index in indices
    )


def _is_free(project: Project) -> bool:
    """Not on a list, where a planted slip would disturb the counts at the end."""
    return not project.lists and not project.is_ten_yi


# -- lives -----------------------------------------------------------------------------------------------------


def _plant_lives(stage: Stage, books: _Books) -> None:
    config, count = stage.config, stage.config.month_count

    same = min(6, count - 2)
    found = stage.pick_month(
        lambda p, i: (
            config.month(i).year == config.month(min(i + same - 1, count - 1)).year
            and i + same <= count
            and _is_building_at(stage, p, i)
            and p.investment.get(i, Decimal(0)) > 0
            and all((p.unit, at) not in _quiet(stage) for at in range(i, i + same))
            and (p.completion_date is None or p.completion_date >= config.month(i + same))
            and cumulative(p, count - 1) + same * p.investment[i] <= p.total_wan
            and not p.leaves_month_blank
        )
    )
    if found:
        project, index = found
        for at in range(index, index + same):
            project.investment[at] = project.investment[index]
        stage.note("IDENTICAL_MONTHLY_AMOUNTS", f"{same} months of the same amount from here on: a finding",
                   project=project, index=index)  # fmt: skip

    for _ in range(2):
        found = stage.pick_month(
            lambda p, i: _is_free(p) and p.approved_date is not None and p.approved_date < config.month(i)
            and p.construction_date is None and p.start_date is None and p.exit_date is None
            and _is_shown_plainly(stage, p, i)
        )  # fmt: skip
        if found:
            project, index = found
            project.construction_date = config.month(index).replace(day=stage.rng.randint(2, 27))
            project.hides_construction_date = False
            stage.note("MOVED_NOT_STARTED", "in the construction library without a start: counted in "
                       "moved_not_started_count, START_DATE_MISSING", project=project, index=index)  # fmt: skip

    found = stage.pick_month(
        lambda p, i: p.is_ten_yi and p.total_wan <= 200_000 and 2 <= i and p.born < i - 1
        and cumulative(p, i) < 80_000 and not p.lists.get("provincial_key") and _is_shown_plainly(stage, p, i - 1, i)
    )  # fmt: skip
    if found:
        project, index = found
        for at in range(index):
            books.edits[project.number, at].append(
                lambda row: replace(row, total_investment_wan=Decimal(95_000))
            )
        stage.note("TOTAL_JUMPED_OVER_10YI", "total 95000 before, ten_yi from this month on: a finding",
                   project=project, index=index)  # fmt: skip

    project = stage.pick(
        lambda p: _is_free(p) and p.exit_date is not None and p.exit_date >= config.month(1)
        and is_in_ledger(config, p, max(0, config.index(p.exit_date.replace(day=1)) - 1))
    )  # fmt: skip
    if project is not None and project.exit_date is not None:
        project.hides_exit_date, project.exit_reason = True, None
        stage.note("EXIT_WITHOUT_DATE", "exit_on observed: first day of the first month shown as exited; warning",
                   project=project, index=config.index(project.exit_date.replace(day=1)))  # fmt: skip

    _plant_deadlines(stage)


def _quiet(stage: Stage) -> set[tuple[str, int]]:
    return {place for place, slot in stage.slots.items() if slot.kind == "no_change"}


def _plant_deadlines(stage: Stage) -> None:
    """Starts on the deadline's day and the day after it (central budget of 2019, by 30 June 2020)."""
    june = stage.config.index(date(2020, 6, 1))
    if not 0 <= june < stage.config.month_count:
        return
    for event, index, day in (
        ("START_ON_DEADLINE", june, date(2020, 6, 30)),
        ("START_DAY_AFTER_DEADLINE", june + 1, date(2020, 7, 1)),
    ):
        month = stage.config.month(index)
        project = stage.pick(
            lambda p, month=month: (
                p.start_date is not None  # type: ignore[misc]
                and p.start_date.replace(day=1) == month
                and p.investor_kind == "government"
            )
        )
        if project is not None:
            project.start_date = day
            if project.construction_date is not None and project.construction_date < day:
                project.construction_date = day
            project.fund_sources, project.fund_plan_year = ("central_budget",), 2019
            project.fund_from = max(0, project.born)
            expected = "met" if index == june else "met_late"
            stage.note(event, f"central_budget_2019: {expected}", project=project, index=index)


# -- slips in rows ---------------------------------------------------------------------------------------------


def _plant_slips(stage: Stage, books: _Books) -> None:
    config = stage.config

    def building(p: Project, i: int) -> bool:
        return (
            _is_building_at(stage, p, i)
            and _is_shown_plainly(stage, p, i - 1, i)
            and p.investment.get(i, Decimal(0)) >= 100
            and not p.leaves_month_blank
        )

    for _ in range(4):
        if found := stage.pick_month(lambda p, i: building(p, i) and year_to_date(config, p, i - 1) > 0):
            project, index = found
            books.edits[project.number, index].append(lambda row: replace(row, month_investment_wan=None))
            stage.note("BLANK_MONTH_DERIVED", "month investment derived: year-to-date less that of the month before",
                       project=project, index=index)  # fmt: skip
    for _ in range(3):
        if found := stage.pick_month(building):
            project, index = found
            wrong = project.investment[index] + max(Decimal(50), project.investment[index] // 5)
            books.edits[project.number, index].append(
                lambda row, wrong=wrong: replace(row, month_investment_wan=wrong)  # type: ignore[misc]
            )
            stage.note(
                "MONTH_YTD_MISMATCH", "the reported month stands; warning", project=project, index=index
            )
    if found := stage.pick_month(
        lambda p, i: (
            building(p, i) and config.month(i).month not in (1, 12) and year_to_date(config, p, i - 1) > 200
        )
    ):
        project, index = found
        lower = year_to_date(config, project, index - 1) - 150
        books.edits[project.number, index].append(
            lambda row: replace(
                row, month_investment_wan=None, ytd_investment_wan=lower, plan_completion_reported=None
            )
        )
        stage.note("YTD_DECREASED", "month investment derived as -150; warning", project=project, index=index)

    for field_name, text, what in (
        ("total_investment_wan", "超30亿", "NOT_A_NUMBER in 总投资"),
        ("library", "在谈", "unknown library"),
        ("investor_kind", "", "required cell 投资类型 blank"),
    ):
        if found := stage.pick_month(
            lambda p, i: (
                p.library_at(config.month(i)) in ("reserve", "construction")
                and p.exit_date is None
                and p.production_date is None
                and config.month(i).month not in (1, 12)
                and _is_shown_plainly(stage, p, i - 1, i, i + 1)
                and (p.is_ten_yi or field_name != "total_investment_wan")
            )
        ):
            project, index = found
            books.typed[project.number, index] = {field_name: text}
            books.refused.add((project.number, index))
            stage.note("ROW_REJECTED", f"{what}: the row is refused, last month's row is carried, ROW_REJECTED",
                       project=project, index=index)  # fmt: skip
    if found := stage.pick_month(
        lambda p, i: _is_free(p) and _is_building_at(stage, p, i) and _is_shown_plainly(stage, p, i)
    ):
        project, index = found
        project.plans.pop(config.month(index).year, None)
        books.typed[project.number, index] = {"annual_plan_wan": "-"}
        stage.note("DASH_PLAN", "a plan of - is not set, not 0", project=project, index=index)

    if found := stage.pick_month(
        lambda p, i: _is_free(p) and p.start_date is None and p.approved_date is not None
        and p.approved_date < config.month(i) and p.exit_date is None and p.construction_date is None
        and _is_shown_plainly(stage, p, i)
    ):  # fmt: skip
        project, index = found
        future = add_months(config.month(index), 1).replace(day=18)
        books.edits[project.number, index].append(lambda row: replace(row, actual_start_date=future))
        stage.note("DATE_IN_FUTURE", "actual start after the month's end is read as blank; warning",
                   project=project, index=index)  # fmt: skip
    if found := stage.pick_month(
        lambda p, i: _is_free(p) and _is_building_at(stage, p, i) and _is_building_at(stage, p, i - 1)
        and not p.hides_reserve_date and _is_shown_plainly(stage, p, i - 1, i, i + 1)
    ):  # fmt: skip
        project, index = found
        books.edits[project.number, index].append(lambda row: replace(row, library="reserve"))
        stage.note("STAGE_WENT_BACK", "back in the reserve for one month: construction date ignored; warning",
                   project=project, index=index)  # fmt: skip
    if found := stage.pick_month(lambda p, i: _is_shown_plainly(stage, p, i)):
        project, index = found
        books.doubled.add((project.number, index))
        stage.note("DUPLICATE_PROJECT", "twice in one file: the first row stands, the second is refused",
                   project=project, index=index)  # fmt: skip


# -- identity --------------------------------------------------------------------------------------------------


def _plant_identity(stage: Stage, books: _Books) -> None:
    config, count = stage.config, stage.config.month_count

    for months in (1, 2):
        if found := stage.pick_month(
            lambda p, i, months=months: _is_free(p) and p.exit_date is None  # type: ignore[misc]
            and _is_shown_plainly(stage, p, *range(i - 1, i + months + 1))
        ):  # fmt: skip
            project, index = found
            for at in range(index, index + months):
                books.omitted.add((project.number, at))
            stage.note("VANISHED_COMES_BACK", f"missing for {months} month(s): carried forward, PROJECT_VANISHED",
                       project=project, index=index)  # fmt: skip
    for _ in range(2):
        if found := stage.pick_month(
            lambda p, i: _is_free(p) and i <= count - 2 and p.exit_date is None and p.production_date is None
            and _is_shown_plainly(stage, p, i - 1, i)
        ):  # fmt: skip
            project, index = found
            for at in range(index, count):
                books.omitted.add((project.number, at))
            stage.note("VANISHED_FOR_GOOD", "carried forward to the end, PROJECT_VANISHED each month",
                       project=project, index=index)  # fmt: skip
    for _ in range(2):
        if found := stage.pick_month(
            lambda p, i: p.code is not None and i - max(p.code_from, p.born, 0) >= 2
            and _is_shown_plainly(stage, p, max(p.code_from, p.born, 0), i - 1, i)
        ):  # fmt: skip
            project, index = found
            renamed = project.name + "（调整后）"
            for at in range(index, count):
                books.edits[project.number, at].append(
                    lambda row, renamed=renamed: replace(row, project_name=renamed)  # type: ignore[misc]
                )
            stage.note("RENAMED_WITH_CODE", "another name, the same code: the same project",
                       project=project, index=index)  # fmt: skip
    for _ in range(2):
        if found := stage.pick_month(
            lambda p, i: _is_free(p) and p.code is None and p.exit_date is None
            and _is_shown_plainly(stage, p, i - 1, i)
        ):  # fmt: skip
            project, index = found
            renamed = project.name + "（更名）"
            for at in range(index, count):
                books.identity[project.number, at] = f"{_identity(project)}-renamed"
                books.edits[project.number, at].append(
                    lambda row, renamed=renamed: replace(row, project_name=renamed)  # type: ignore[misc]
                )
            stage.note("RENAMED_WITHOUT_CODE", "another name and no code: a new project, the old one is carried "
                       "(PROJECT_VANISHED) until an alias joins them", project=project, index=index)  # fmt: skip

    direct = [p for p in stage.projects if p.is_on("provincial_key", count - 1) and p.code is not None]
    starred = stage.pick(lambda p: True, among=direct)
    if starred is not None:
        first, last = starred.lists["provincial_key"][-1]
        for at in range(first, last + 1):
            books.edits[starred.number, at].append(
                lambda row: replace(row, project_name="☆" + row.project_name)
            )
        stage.note("STARRED_NAME", "a mark before the name is no part of it", project=starred, index=first)

    _plant_two_units(stage, books)


def _plant_two_units(stage: Stage, books: _Books) -> None:
    """A project two units report for a while, and one that is handed from a unit to another."""
    config, count = stage.config, stage.config.month_count
    counties = [unit.code for unit in calibration.UNITS if unit.region == unit.code]
    others = ("XN-GX", "XN-SZ")

    def is_whole(unit: str, first: int, last: int) -> bool:
        return all(stage.slots[unit, at].kind not in ("never", "no_change", "without_base", "much_later")
                   for at in range(first, last + 1))  # fmt: skip

    def always_coded(p: Project, index: int) -> bool:
        return p.code is not None and p.code_from <= max(p.born, 0) and p.born < index

    span = min(5, count - 2)
    for other in others:
        if found := stage.pick_month(
            lambda p, i, other=other: p.unit in counties and _is_free(p)  # type: ignore[misc]
            and i + span <= count
            and always_coded(p, i) and p.exit_date is None and p.production_date is None
            and _is_shown_plainly(stage, p, i - 1, i) and is_whole(p.unit, i, i + span - 1)
            and is_whole(other, i, i + span - 1)
        ):  # fmt: skip
            project, index = found
            for at in range(index, index + span):
                books.also_in[other, at].append(project.number)
            stage.note("CROSS_UNIT_DUPLICATE", f"also reported by {other} for {span} months under the same code: "
                       f"the row of {project.unit} counts, the other is kept aside", project=project,
                       unit=other, index=index)  # fmt: skip
            break
    last_quiet = {unit.code: max((i for u, i in _quiet(stage) if u == unit.code), default=-1)
                  for unit in calibration.UNITS}  # fmt: skip
    if found := stage.pick_month(
        lambda p, i: p.unit in counties and _is_free(p) and always_coded(p, i) and p.exit_date is None
        and p.production_date is None and _is_shown_plainly(stage, p, i - 1, i)
        and stage.is_plain("XN-GX", i) and i > last_quiet["XN-GX"] and i > last_quiet[p.unit]
    ):  # fmt: skip
        project, index = found
        books.moved[project.number] = (index, "XN-GX")
        stage.note("HANDED_TO_OTHER_UNIT", f"from {project.unit} to XN-GX: the same project by its code, not vanished",
                   project=project, unit="XN-GX", index=index)  # fmt: skip


# -- corrections -----------------------------------------------------------------------------------------------


def _plant_corrections(stage: Stage, books: _Books) -> None:
    """The rows a clerk gets wrong in a full and puts right in a correction."""
    config = stage.config
    is_negative_planted = is_forgotten_planted = False
    for (unit, index), slot in stage.slots.items():
        if slot.kind != "corrected":
            continue
        mine = [
            p
            for p in stage.projects
            if p.unit == unit
            and p.number not in stage.taken
            and is_in_ledger(config, p, index)
            and _is_building_at(stage, p, index)
            and not p.leaves_month_blank
        ]
        stage.rng.shuffle(mine)
        for project in mine[: stage.rng.randint(2, 4)]:
            stage.taken.add(project.number)
            ytd = year_to_date(config, project, index - 1) if config.month(index).month != 1 else Decimal(0)
            if not is_negative_planted and ytd > 300 and _never_capped(project, index):
                is_negative_planted = True
                books.slips[unit, index][project.number] = _without_month(
                    project.investment.get(index, Decimal(0))
                )
                project.investment[index] = Decimal(-120)
                books.slips[unit, index][project.number] = _without_month(Decimal(-120))
                stage.note("NEGATIVE_CORRECTION", "corrected to -120: stands, YTD_DECREASED",
                           project=project, index=index)  # fmt: skip
            elif not is_forgotten_planted and index > project.born + 1 and index > 1:
                is_forgotten_planted = True
                books.forgotten.add((project.number, index))
                stage.note("FORGOTTEN_ROW_CORRECTED", "left out of the full, brought by the correction: not vanished",
                           project=project, index=index)  # fmt: skip
            else:
                books.slips[unit, index][project.number] = _without_month(
                    project.investment.get(index, Decimal(0)) // 2
                )
                stage.note(
                    "CORRECTED_ROW", "the correction's row replaces the full's", project=project, index=index
                )


def _never_capped(project: Project, index: int) -> bool:
    return project.investment.get(index, Decimal(0)) == 0 or project.completion_date is None


def _without_month(amount: Decimal) -> Edit:
    """The row as it would look had this much of the month not been counted."""

    def edit(row: LedgerRow) -> LedgerRow:
        if row.ytd_investment_wan is None or row.cumulative_investment_wan is None:
            return row
        month = row.month_investment_wan if row.month_investment_wan is not None else Decimal(0)
        return replace(
            row,
            month_investment_wan=month - amount,
            ytd_investment_wan=row.ytd_investment_wan - amount,
            cumulative_investment_wan=row.cumulative_investment_wan - amount,
            plan_completion_reported=None,
        )

    return edit


def _stale(row: LedgerRow) -> LedgerRow:
    """Last month's figures sent again by mistake: nothing of this month is in them."""
    return _without_month(row.month_investment_wan or Decimal(0))(row)


# -- what lives bring by themselves ------------------------------------------------------------------------------


def _note_natural(stage: Stage, books: _Books) -> None:
    """A few examples of what needs no planting, for the registry."""
    config = stage.config
    shown: dict[str, int] = defaultdict(int)

    def example(event: str, expected: str, project: Project, index: int) -> None:
        if shown[event] < 5 and 0 <= index < config.month_count and project.number not in stage.taken:
            shown[event] += 1
            stage.note(event, expected, project=project, index=index)

    for p in stage.projects:
        if p.code is not None and p.code_from > max(p.born, 0):
            example(
                "CODE_COMES_LATER", "earlier rows without a code join it by unit and name", p, p.code_from
            )
        if p.exit_date is not None and p.exit_reason is not None:
            index = config.index(p.exit_date.replace(day=1))
            example("EXIT", "stays in the denominator of its year; exited with date and reason", p, index)
        if p.start_date is not None and p.construction_date is not None:
            index = config.index(p.start_date.replace(day=1))
            if config.index(p.construction_date.replace(day=1)) > index:
                example("STARTED_NOT_CONVERTED", "started, still in the reserve library", p, index)
            if p.hides_construction_date:
                moved = config.index(p.construction_date.replace(day=1))
                example("CONVERTED_WITHOUT_DATE", "construction_on observed", p, moved)
        if p.hides_reserve_date and p.born >= 0:
            example(
                "RESERVE_WITHOUT_DATE", "reserve_on observed: first day of the first month shown", p, p.born
            )
        if p.leaves_month_blank and p.start_date is not None:
            index = max(1, p.born + 1, config.index(p.start_date.replace(day=1)) + 1)
            example("BLANK_MONTH_ALWAYS", "month investment always derived", p, index)
        if p.name.endswith(("一期", "二期", "标段）")):
            example("PHASED", "phases and lots are different projects", p, max(0, p.born))
        if "打捆" in p.name or "打包" in p.name:
            example("PACKAGED", "a package is one project", p, max(0, p.born))


# -- filing ----------------------------------------------------------------------------------------------------


def _identity(project: Project) -> str:
    """The simulation's own name of a project, which no unit ever sees."""
    return f"P{project.number:05d}"


def _reported(stage: Stage, books: _Books, *, unit: str, index: int) -> list[ReportedRow]:
    """What the unit means to report for the month."""
    config = stage.config
    also = set(books.also_in.get((unit, index), ()))
    rows: list[ReportedRow] = []
    for p in stage.projects:
        moved_at, new_unit = books.moved.get(p.number, (config.month_count, p.unit))
        home = new_unit if index >= moved_at else p.unit
        place = (p.number, index)
        if (
            not (home == unit or p.number in also)
            or place in books.omitted
            or not is_in_ledger(config, p, index)
        ):
            continue
        row = ledger_row(config, p, index)
        for edit in books.edits.get(place, ()):
            row = edit(row)
        identity = books.identity.get(place, _identity(p))
        reported = ReportedRow(identity, row, books.typed.get(place, {}), place in books.refused)
        rows.append(reported)
        if place in books.doubled:
            rows.append(replace(reported, is_rejected=True))
    return rows


def _file_all(stage: Stage, books: _Books) -> list[Filing]:
    filings: list[Filing] = []
    sent: dict[str, dict[str, tuple[AnnexRow, ...]]] = defaultdict(dict)
    total_row_places = [
        place
        for place, slot in stage.slots.items()
        if slot.kind == "full" and place[1] > 0 and has_total_row(place[0])
    ]
    wrong_total = stage.rng.choice(total_row_places) if total_row_places else None
    for index in range(stage.config.month_count):
        for unit in calibration.UNITS:
            slot = stage.slots[unit.code, index]
            made = _file(stage, books, slot=slot, sent=sent[unit.code])
            if (unit.code, index) == wrong_total:
                made = [replace(made[0], has_wrong_total_row=True), *made[1:]]
                stage.note(
                    "TOTAL_ROW_DIFFERS",
                    "the 合计 is not the sum of its rows; warning",
                    unit=unit.code,
                    index=index,
                )
            filings.extend(made)
    return filings


def has_total_row(unit: str) -> bool:
    """Whether the unit's ledgers have a title, a unit line and a 合计; the others follow the bare template."""
    return unit in ("421281", "421224")


def _file(stage: Stage, books: _Books, *, slot: Slot, sent: dict[str, tuple[AnnexRow, ...]]) -> list[Filing]:
    """The filings of one unit and month, in the order in which they arrive."""
    config, unit, index, at = stage.config, slot.unit, slot.index, slot.received_at
    month = config.month(index)
    if slot.kind == "no_change":
        return [Filing(file_name(unit, month, "no_change"), unit, month, "no_change", at)]
    rows = _reported(stage, books, unit=unit, index=index)
    annexes: dict[str, tuple[AnnexRow, ...]] = {}
    if slot.kind != "never" and (index == 0 or month.month % 3 == 1):
        by_identity = {row.identity: row.row for row in rows if not row.is_rejected}
        shown = [(p, by_identity[_identity(p)]) for p in stage.projects if _identity(p) in by_identity]
        for sheet, content in annexes_for(config, shown=shown, unit=unit, index=index).items():
            if sent.get(sheet, ()) != content:
                annexes[sheet] = sent[sheet] = content
    full = Filing(file_name(unit, month, "full"), unit, month, "full", at, tuple(rows), annexes)
    again = file_name(unit, month, "full", suffix="_重报")
    if slot.kind == "never":
        late = at + timedelta(days=9)
        return [
            Filing(file_name(unit, month, "correction"), unit, month, "correction", late, tuple(rows[:2]))
        ]
    if slot.kind == "without_base":
        early = Filing(file_name(unit, month, "no_change"), unit, month, "no_change", at)
        return [early, replace(full, received_at=at + timedelta(days=1))]
    if slot.kind == "second_full":
        stale = tuple(replace(row, row=_stale(row.row)) for row in rows)
        second = replace(full, file=again, received_at=at + timedelta(days=stage.rng.randint(1, 9)))
        return [replace(full, rows=stale), second]
    if slot.kind == "corrected":
        return _corrected(stage, books, slot=slot, full=full, sent=sent)
    if slot.kind == "unit_conflict":
        other = next(u.code for u in calibration.UNITS if u.code != unit)
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


def _corrected(
    stage: Stage, books: _Books, *, slot: Slot, full: Filing, sent: dict[str, tuple[AnnexRow, ...]]
) -> list[Filing]:
    slips = books.slips.get((slot.unit, slot.index), {})
    by_identity = {f"P{number:05d}": edit for number, edit in slips.items()}
    forgotten = {f"P{number:05d}" for number, at in books.forgotten if at == slot.index}
    first: list[ReportedRow] = []
    right: list[ReportedRow] = []
    for row in full.rows:
        edit = by_identity.get(row.identity)
        if row.identity in forgotten:
            right.append(row)
        elif edit is not None:
            first.append(replace(row, row=edit(row.row)))
            right.append(row)
        else:
            first.append(row)
    filings = [replace(full, rows=tuple(first))]
    if right:
        annexes = {} if books.is_annex_corrected else correction_of(sent)
        if annexes:
            books.is_annex_corrected = True
            stage.note("FACTOR_CORRECTED", "one row of 要素保障 replaced by project, kind and item, the others kept",
                       unit=slot.unit, index=slot.index)  # fmt: skip
        filings.append(
            Filing(
                file_name(slot.unit, full.month, "correction"),
                slot.unit,
                full.month,
                "correction",
                slot.received_at + timedelta(days=stage.rng.randint(1, 12), hours=1),
                tuple(right),
                annexes,
            )
        )
    return filings


def _note_slots(stage: Stage, filings: list[Filing]) -> None:
    """The registry's entries about whole files."""
    expectations = {
        "no_change": ("NO_CHANGE", "rows of the month before, month investment 0, year-to-date unchanged"),
        "never": ("MONTH_NOT_REPORTED", "not reported: figures null, unranked; its correction has no base "
                  "(CORRECTION_WITHOUT_BASE)"),
        "much_later": ("MONTH_REPORTED_MUCH_LATER", "not reported until it came, late then"),
        "without_base": ("NO_CHANGE_WITHOUT_BASE", "the no_change is not effective, the full after it is"),
        "second_full": ("SECOND_FULL", "the second full stands, the first is superseded"),
        "corrected": ("CORRECTION", "whole rows replaced by project"),
        "unit_conflict": ("FILE_REJECTED_UNIT_CONFLICT", "cover and file name differ: refused; the next file stands"),
        "period_conflict": ("FILE_REJECTED_PERIOD_CONFLICT", "the cover says last year: refused; the next file stands"),
        "delivered_twice": ("DELIVERED_TWICE", "the same bytes again: one submission, two deliveries"),
    }  # fmt: skip
    for (unit, index), slot in sorted(stage.slots.items(), key=lambda item: (item[0][1], item[0][0])):
        if slot.kind in expectations:
            event, expected = expectations[slot.kind]
            stage.note(event, expected, unit=unit, index=index)
        if slot.kind == "no_change" and stage.config.month(index).month == 1:
            stage.note(
                "NO_CHANGE_IN_JANUARY",
                "year-to-date 0, annual plan and list flags blank",
                unit=unit,
                index=index,
            )
        if slot.lateness == "late":
            stage.note("LATE", "received after the cut-off: is_late", unit=unit, index=index)
        if slot.lateness == "on_the_dot":
            stage.note(
                "RECEIVED_AT_CUT_OFF", "received at the cut-off itself: not late", unit=unit, index=index
            )
        if slot.lateness == "one_second":
            stage.note("LATE_BY_A_SECOND", "one second after the cut-off: late", unit=unit, index=index)
