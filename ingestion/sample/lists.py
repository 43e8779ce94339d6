"""Who is on the four lists of each year, and the figures planted on the lists' members.

Here: the ticks of the year, ties, exact thresholds, missing plans: all of it part of the projects' lives.
Not here: slips of the clerks (events). The list 10亿元以上 is by size and was settled when the projects were.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ingestion.months import add_months
from ingestion.sample import calibration
from ingestion.sample.life import cumulative, year_to_date
from ingestion.sample.model import Project
from ingestion.sample.stage import Stage

_ONE_YI = Decimal(10_000)
_BIG_SHARE_OF_KEY = 0.6


def choose_lists(stage: Stage) -> None:
    """Tick the lists of every year, then plant what must happen on those of the last year."""
    config = stage.config
    year = config.last_month.year
    for earlier in range(config.first_month.year, year):
        _tick_year(stage, earlier)
    members = _tick_year(stage, year)
    _plant_ties(stage, year)
    _plant_thresholds(stage, members)
    _plant_lights(stage, members)
    _plant_moves(stage, members)
    for project in stage.projects:
        if project.is_ten_yi and any(project.is_on(code, config.month_count - 1) for code in project.lists):
            stage.note("ON_SEVERAL_LISTS", "counted on each list, once on `all`", project=project)


def _tick_year(stage: Stage, year: int) -> list[Project]:
    """The members of the year's three ticked lists; they stay in the ledgers to its end."""
    config, rng = stage.config, stage.rng
    first, last = stage.year_range(year)
    new_year = date(year, 1, 1)

    def can_be(project: Project) -> bool:
        return (
            project.born <= first
            and project.total_wan >= _ONE_YI
            and (project.exit_date is None or project.exit_date >= config.month(last + 1))
            and (project.completion_date is None or project.completion_date >= new_year)
        )

    pool = [project for project in stage.projects if can_be(project)]
    rng.shuffle(pool)
    leaders: list[Project] = []
    for project in pool:
        is_steady = (
            project.is_ten_yi
            and project.start_date is not None
            and project.start_date < config.month(first)
            and project.completion_date is None
            and project.construction_date is not None
            and not project.leaves_month_blank
        )
        if is_steady and project.unit not in {p.unit for p in leaders}:
            leaders.append(project)
        if len(leaders) == calibration.list_count("provincial_leader", config.projects):
            break
    key_count = calibration.list_count("provincial_key", config.projects)
    big_count = max(0, round(key_count * _BIG_SHARE_OF_KEY) - len(leaders))
    # The largest among three times as many: 28 such projects come to about the published 512亿.
    big = [p for p in pool if p.is_ten_yi and p not in leaders][: 3 * big_count]
    big.sort(key=lambda p: (-p.total_wan, p.number))
    middling = [p for p in pool if not p.is_ten_yi and p.total_wan >= 3 * _ONE_YI]
    keys = (leaders + big[:big_count] + middling)[:key_count]
    municipal_count = calibration.list_count("municipal_key", config.projects)
    municipal = [p for p in pool if p not in keys][:municipal_count]
    for code, members in (
        ("provincial_leader", leaders),
        ("provincial_key", keys),
        ("municipal_key", municipal),
    ):
        for project in members:
            project.lists.setdefault(code, []).append((first, last))
    return municipal


def _plant_ties(stage: Stage, year: int) -> None:
    """Two projects of 省领导督办 in two units, alike in size and in two months' investment."""
    config = stage.config
    first, last = stage.year_range(year)
    leaders = [p for p in stage.projects if p.is_on("provincial_leader", last)]
    if len(leaders) < 2:
        return
    one, two = leaders[:2]
    months = [
        i
        for i in range(max(first, 1), last)
        if all(stage.is_plain(p.unit, at) for p in (one, two) for at in (i, i + 1))
        and config.month(i).month != 1
    ]
    if not months:
        return
    at = stage.rng.choice(months)
    for project in (one, two):
        project.investment[at], project.investment[at + 1] = Decimal(1200), Decimal(1800)
        stage.taken.add(project.number)
    total = max(p.total_wan for p in (one, two))
    total = max([total, *((cumulative(p, config.month_count - 1) // 1000 + 1) * 1000 for p in (one, two))])
    one.total_wan = two.total_wan = total
    for project in (one, two):
        stage.note(
            "TIE_COUNT_SHARE",
            "each such unit has one project of provincial_leader: equal count_share, one dense rank",
            project=project,
            index=at + 1,
        )
        stage.note(
            "TIE_INVESTMENT_SHARE",
            "equal investment_share on provincial_leader, one rank",
            project=project,
            index=at + 1,
        )
        stage.note(
            "TIE_MOM",
            "mom_rate 0.5 in both units on provincial_leader, one rank",
            project=project,
            index=at + 1,
        )


def _plant_thresholds(stage: Stage, members: Sequence[Project]) -> None:
    """Deviations of exactly -10 and -30 points at mid-year: plan = 2.5 and 5 times the year-to-date of June."""
    config = stage.config
    junes = [i for i in range(config.month_count) if config.month(i).month == 6]
    if not junes:
        return
    june = junes[-1]
    for points, times, light in ((10, Decimal("2.5"), "yellow"), (30, Decimal(5), "yellow")):
        project = stage.pick(
            lambda p: (
                p.start_date is not None
                and p.start_date < config.month(june)
                and (p.completion_date is None or p.completion_date >= config.month(june + 1))
                and stage.is_plain(p.unit, june)
                and p.is_on("municipal_key", june)
                and year_to_date(config, p, june) > 0
            ),
            among=members,
        )
        if project is not None:
            project.plans[config.month(june).year] = year_to_date(config, project, june) * times
            stage.note(
                f"DEVIATION_EXACTLY_{points}",
                f"deviation_pp is -{points} exactly: progress light {light}",
                project=project,
                index=june,
            )


def _plant_lights(stage: Stage, members: Sequence[Project]) -> None:
    """Members without a plan, overdue in starting, and started without being enrolled."""
    config = stage.config
    last = config.month_count - 1
    year = config.month(last).year
    started_before = config.month(max(0, last - 4))
    for _ in range(2):
        project = stage.pick(
            lambda p: (
                p.start_date is not None and p.start_date < started_before and p.completion_date is None
            ),
            among=members,
        )
        if project is not None:
            project.plans.pop(year, None)
            stage.note(
                "NO_ANNUAL_PLAN", "progress light none, reason NO_ANNUAL_PLAN", project=project, index=last
            )
    for months, light in ((2, "yellow"), (3, "red"), (6, "red")):
        project = stage.pick(lambda p: p.start_date is None and p.exit_date is None, among=members)
        if project is not None:
            project.planned_start_date = add_months(config.month(last), 1 - months)
            expected = f"overdue in its month {months} at the last month: start light {light}"
            stage.note("START_OVERDUE", expected, project=project, index=last)
    for _ in range(3):
        project = stage.pick(
            lambda p: (
                p.start_date is not None and p.start_date < started_before and p.completion_date is None
            ),
            among=members,
        )
        if project is not None:
            project.enrolled_from = None
            stage.note(
                "STARTED_NOT_ENROLLED", "enrolment light red, NOT_ENROLLED", project=project, index=last
            )


def _plant_moves(stage: Stage, members: Sequence[Project]) -> None:
    """A list's membership that changes within the year: one leaves it, one enters, one exits the city."""
    config = stage.config
    year = config.last_month.year
    first, last = stage.year_range(year)
    middle = (first + last) // 2
    entering = stage.pick(lambda _: True, among=members)
    if entering is not None and middle < last:
        entering.lists["municipal_key"][-1] = (middle + 1, last)
        stage.note(
            "ENTERS_LIST",
            "on municipal_key from this month on; previous month's figure without it",
            project=entering,
            index=middle + 1,
        )
    leaving = stage.pick(
        lambda p: (
            p.born <= first
            and not p.lists
            and p.exit_date is None
            and p.total_wan >= _ONE_YI
            and (p.completion_date is None or p.completion_date.year >= year)
        )
    )
    if leaving is not None and middle < last:
        leaving.lists["municipal_key"] = [(first, middle)]
        stage.note(
            "LEAVES_LIST",
            "on municipal_key up to the month before this one",
            project=leaving,
            index=middle + 1,
        )
    exiting = stage.pick(
        lambda p: (
            p.born <= first
            and not p.lists
            and p.exit_date is not None
            and p.total_wan >= _ONE_YI
            and config.month(first + 1) <= p.exit_date < config.month(last)
        )
    )
    if exiting is not None and exiting.exit_date is not None:
        exiting.lists["municipal_key"] = [(first, last)]
        stage.note(
            "EXITS_FROM_LIST",
            "ticked to the end, but on no list once exited",
            project=exiting,
            index=config.index(exiting.exit_date.replace(day=1)),
        )
