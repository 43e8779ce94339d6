"""A city's life, month by month: projects enter, are approved, start, invest, finish, or leave.

Here: chance and the passing of months; the result is each project's dates, investments and plans.
Not here: what units write down and send (ledger, events), and any definition of a figure (truth).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from ingestion.months import add_months, last_day
from ingestion.sample import calibration, names
from ingestion.sample.model import CityConfig, Project

_ROUTE_NUMBER = {"approval": "01", "confirmation": "02", "filing": "03"}
_NEW_CODE_SHAPE_FROM = date(2020, 12, 1)
_EXIT_REASONS = (
    "投资方资金不到位，终止建设", "规划调整，不再实施", "用地无法落实，退出储备库", "与其他项目整合", "投资方放弃投资",
)  # fmt: skip
_PROGRAMMES = {
    "central_budget": "中央预算内投资专项",
    "special_treasury_bond": "抗疫特别国债专项",
    "special_local_bond": "地方政府专项债券",
}
_TEN_YI = Decimal(100_000)
_OVERSIGHT = ("市发改委", "市经信局", "市住建局", "市交通运输局", "市水利和湖泊局")
_INITIAL_SHARE = 0.45
_APPROVAL_CHANCE = 0.09
_START_CHANCE = 0.095
_MOVE_WITHOUT_START_CHANCE = 0.005
_START_AFTER_MOVE_CHANCE = 0.25
_EXIT_CHANCE = {"reserve": 0.0085, "construction": 0.001}
_PRODUCTION_CHANCE = 0.17


@dataclass(slots=True)
class _Makers:
    """What the makers of projects share: used names and codes, and the units' luck."""

    config: CityConfig
    rng: random.Random
    luck: dict[str, float]
    used_names: set[str] = field(default_factory=set)
    used_serials: set[str] = field(default_factory=set)


def simulate(config: CityConfig, *, quiet: frozenset[tuple[str, int]]) -> list[Project]:
    """Let the city live; in a quiet unit's month (unit, index) nothing at all happens there."""
    rng = config.rng("life")
    factors = list(calibration.CONVERSION_FACTORS)
    rng.shuffle(factors)
    luck = {unit.code: factor for unit, factor in zip(calibration.UNITS, factors, strict=True)}
    makers = _Makers(config=config, rng=rng, luck=luck)
    projects: list[Project] = []
    for born in _births(config, rng):
        unit = _unit_for(rng, quiet=quiet, index=born)
        projects.append(_newborn(makers, number=len(projects) + 1, unit=unit, born=born))
    _choose_ten_yi(makers, projects)
    for project in projects:
        _size(makers, project)
        if project.born < 0:
            _past(makers, project)
    pace = sum(_pace(project) for project in projects if _is_building(project, config.month(-1)))
    for index in range(config.month_count):
        _live_one_month(makers, projects, index=index, city_pace=pace, quiet=quiet)
    for project in projects:
        _fund(makers, project)
        _prioritise(makers, project)
    _name_phases(makers, projects)
    return projects


# -- births ------------------------------------------------------------------------------------------------


def _births(config: CityConfig, rng: random.Random) -> list[int]:
    """The month index each project enters the reserve in; -1 for those known before the first month."""
    entering = round(min(0.7, (1 - _INITIAL_SHARE) * config.month_count / 24) * config.projects)
    months = range(config.month_count)
    weights = [calibration.entry_factor(config.month(index)) for index in months]
    later = sorted(rng.choices(months, weights, k=entering))
    return [-1] * (config.projects - entering) + later


def _unit_for(rng: random.Random, *, quiet: frozenset[tuple[str, int]], index: int) -> str:
    open_units = [code for code in calibration.UNIT_WEIGHTS if (code, index) not in quiet]
    return rng.choices(open_units, [calibration.UNIT_WEIGHTS[code] for code in open_units])[0]


def _newborn(makers: _Makers, *, number: int, unit: str, born: int) -> Project:
    rng, config = makers.rng, makers.config
    # What 市直 reports lies in the city at large; its name is nobody's address.
    unit_name = "咸宁市" if unit == "XN-SZ" else calibration.UNIT_BY_CODE[unit].name
    categories = list(calibration.CATEGORY_WEIGHTS)
    category = rng.choices(categories, list(calibration.CATEGORY_WEIGHTS.values()))[0]
    kind = rng.choice(names.KINDS[category])
    is_enterprise = rng.random() < {"industry": 0.9, "infrastructure": 0.2, "ecology": 0.15}.get(
        category, 0.1
    )
    firm = names.brand(rng)
    site = unit_name
    if unit in ("XN-GX", "XN-SZ"):
        site = rng.choice(("咸安区", "咸安区", "咸宁市"))
    elif rng.random() < 0.01:
        site = "跨县市区"
    reserve_date = (
        config.first_month - timedelta(days=rng.randint(20, 720))
        if born < 0
        else _day(rng, config.month(born))
    )
    planned_start = add_months(
        config.month(max(born, 0)), rng.randint(-2, 14) if born < 0 else rng.randint(3, 16)
    )
    investor = "enterprise" if is_enterprise else "government"
    route = "approval" if not is_enterprise else rng.choices(("filing", "confirmation"), (8, 2))[0]
    bureau = {"industry": "经信局", "infrastructure": "住建局", "ecology": "生态环境局"}.get(
        category, "发改局"
    )
    return Project(
        number=number,
        unit=unit,
        name=_unused_name(makers, unit_name=unit_name, category=category, kind=kind, firm=firm),
        investor_kind=investor,
        approval_route=route,
        industry=kind.class2_name,
        industry_class=kind.class2,
        category=category,
        plan_theme=kind.theme,
        planning_type=kind.planning_type,
        construction_nature=rng.choices(("new", "expansion", "rebuild", "technical"), (70, 12, 10, 8))[0],
        scope=f"建设{kind.what}，规划面积约{rng.randint(12, 900)}亩",
        owner=(
            f"湖北{firm}{rng.choice(('科技', '实业', '新材料', '建设'))}有限公司（模拟）"
            if is_enterprise
            else f"{unit_name}{names.place(rng)}建设指挥部（模拟）"
        ),
        site_locality=site,
        site=f"{unit_name}{names.place(rng)}",
        reserve_level=rng.choices(("county", "municipal", "provincial", "national"), (68, 22, 7, 3))[0],
        responsible_unit=f"{unit_name}{bureau}",
        responsible_person=names.person(rng),
        leader_in_charge=names.person(rng) if rng.random() < 0.92 else None,
        oversight_unit=rng.choice(_OVERSIGHT),
        total_wan=Decimal(0),
        duration_months=0,
        grain=Decimal(rng.choices(("10", "1", "100", "0.5", "0.01"), (40, 35, 15, 6, 4))[0]),
        born=born,
        reserve_date=reserve_date,
        planned_start_date=planned_start,
        hides_reserve_date=rng.random() < 0.04,
        hides_construction_date=rng.random() < 0.04,
        leaves_month_blank=rng.random() < 0.02,
        hides_physical_work_date=rng.random() < 0.4,
    )


def _unused_name(makers: _Makers, *, unit_name: str, category: str, kind: names.Kind, firm: str) -> str:
    while True:
        name = names.project_name(makers.rng, unit_name=unit_name, category=category, kind=kind, firm=firm)
        # Unit names in or out of the name must not make two names alike: 嘉鱼县X and X stay apart by X itself.
        bare = name.removeprefix(unit_name)
        if bare not in makers.used_names:
            makers.used_names.add(bare)
            return name


def _choose_ten_yi(makers: _Makers, projects: Sequence[Project]) -> None:
    """Single out the projects that make up the list 10亿元以上 at the end: they neither leave nor finish early."""
    config, rng = makers.config, makers.rng
    count = calibration.list_count("ten_yi", config.projects)
    last_birth = config.month_count - 4
    known = [project for project in projects if project.born < 0]
    later = [project for project in projects if 0 <= project.born < last_birth]
    from_later = min(len(later), round(count * 0.3))
    chosen = rng.sample(known, count - from_later) + rng.sample(later, from_later)
    for project in chosen:
        project.is_ten_yi = True
        project.is_exit_allowed = False
        project.complete_not_before = date(config.last_month.year, 1, 1)
        project.leader_in_charge = project.leader_in_charge or names.person(rng)


def _size(makers: _Makers, project: Project) -> None:
    """A log-normal size on its side of 10亿, and how long such a size takes to build."""
    rng = makers.rng
    while True:
        yi = rng.lognormvariate(calibration.SIZE_MU, calibration.SIZE_SIGMA)
        is_big = yi >= 10
        if is_big == project.is_ten_yi and yi <= 90 and yi >= 0.05 and not 9.4 < yi < 10:
            break
    step = Decimal(5000) if is_big else Decimal(rng.choice(("500", "100", "10")))
    project.total_wan = max(step, (Decimal(round(yi * 10_000)) / step).quantize(Decimal(1)) * step)
    if is_big:
        project.total_wan = max(project.total_wan, _TEN_YI)
    project.duration_months = round(rng.uniform(0.75, 1.3) * (14 + 5 * min(yi, 6.0)))


# -- the past ----------------------------------------------------------------------------------------------


def _past(makers: _Makers, project: Project) -> None:
    """What a project known before the first month had been through by then."""
    rng, first = makers.rng, makers.config.first_month
    stage = rng.choices(("reserve", "construction", "production"), (50, 43, 0 if project.is_ten_yi else 7))[0]
    if stage == "reserve":
        if rng.random() < 0.4:
            project.approved_date = _between(rng, project.reserve_date, first)
            _give_code(makers, project, on=project.approved_date, index=0)
        elif rng.random() < 0.3:
            _give_code(makers, project, on=project.reserve_date, index=0)
        return
    age = rng.randint(2, 12 if project.is_ten_yi else max(3, min(28, project.duration_months)))
    share = Decimal(str(round(min(0.85, age / project.duration_months * rng.uniform(0.6, 1.05)), 3)))
    start = _day(rng, add_months(first, -age))
    if stage == "production":
        share = Decimal("0.97")
        project.production_date = _between(rng, add_months(first, -11), first)
        project.completion_date = project.production_date - timedelta(days=rng.randint(20, 150))
        start = project.completion_date - timedelta(days=rng.randint(200, 700))
    project.start_date = start
    project.construction_date = min(start + timedelta(days=rng.randint(0, 20)), first - timedelta(days=1))
    project.approved_date = start - timedelta(days=rng.randint(15, 200))
    project.reserve_date = project.approved_date - timedelta(days=rng.randint(20, 300))
    project.planned_start_date = add_months(start.replace(day=1), rng.randint(-3, 1))
    project.enrolled_from = 0
    _give_code(makers, project, on=project.approved_date, index=0)
    project.opening_cumulative_wan = _grained(project.total_wan * share, project.grain)
    months_of_year = first.month - 1
    if months_of_year and stage == "construction":
        yearly = Decimal(min(months_of_year, age)) / Decimal(max(age, 1))
        project.opening_ytd_wan = _grained(project.opening_cumulative_wan * yearly, project.grain)


# -- one month ---------------------------------------------------------------------------------------------


def _live_one_month(
    makers: _Makers,
    projects: Sequence[Project],
    *,
    index: int,
    city_pace: float,
    quiet: frozenset[tuple[str, int]],
) -> None:
    rng, config = makers.rng, makers.config
    month = config.month(index)
    living = [p for p in projects if p.born <= index and (p.unit, index) not in quiet and p.exit_date is None]
    for project in living:
        if project.born == index and project.code is None and rng.random() < 0.2:
            _give_code(makers, project, on=project.reserve_date, index=index)
        _step(makers, project, index=index, month=month)
    _invest(makers, living, index=index, city_pace=city_pace)
    for project in living:
        _plan_year(makers, project, index=index)


def _step(makers: _Makers, project: Project, *, index: int, month: date) -> None:
    """At most one thing happens to a project in a month, investing and finishing apart."""
    rng = makers.rng
    earliest = project.reserve_date + timedelta(days=1) if project.born == index else month
    if project.completion_date is not None:
        if project.production_date is None and rng.random() < _PRODUCTION_CHANCE:
            project.production_date = _day(rng, month)
        return
    library = "construction" if project.construction_date is not None else "reserve"
    if project.is_exit_allowed and rng.random() < _EXIT_CHANCE[library]:
        project.exit_date = _between(rng, earliest, _month_after(month))
        project.exit_reason = rng.choice(_EXIT_REASONS)
    elif project.start_date is not None:
        if project.construction_date is None and rng.random() < 0.5:
            project.construction_date = _day(rng, month)
    elif project.approved_date is not None:
        _maybe_start(makers, project, index=index, month=month)
    elif rng.random() < _APPROVAL_CHANCE * min(1.3, calibration.start_factor(month) + 0.3):
        project.approved_date = _between(rng, earliest, _month_after(month))
        if project.code is None:
            _give_code(makers, project, on=project.approved_date, index=index)


def _maybe_start(makers: _Makers, project: Project, *, index: int, month: date) -> None:
    """Most starts move the project to the construction library at once; a few moves come without a start."""
    rng = makers.rng
    is_moved = project.construction_date is not None
    chance = _START_CHANCE * makers.luck[project.unit] * calibration.start_factor(month)
    if rng.random() < (_START_AFTER_MOVE_CHANCE if is_moved else chance):
        project.start_date = _day(rng, month)
        project.enrolled_from = index + rng.choices((0, 1, 2, 3, 5), (35, 30, 20, 10, 5))[0]
        if not is_moved and rng.random() < 0.88:
            project.construction_date = _between(rng, project.start_date, _month_after(month))
    elif not is_moved and rng.random() < _MOVE_WITHOUT_START_CHANCE:
        project.construction_date = _day(rng, month)


def _invest(makers: _Makers, living: Sequence[Project], *, index: int, city_pace: float) -> None:
    """Share the month's investment, which follows the published index, among the projects being built."""
    rng, month = makers.rng, makers.config.month(index)
    ordinary = calibration.investment_index(month) / (100 / 12)
    active_share = max(0.03, min(1.0, ordinary * 1.6))
    building = [project for project in living if _is_building(project, month)]
    weights: dict[int, float] = {}
    for project in building:
        if rng.random() < active_share:
            weights[project.number] = _pace(project) * rng.lognormvariate(0, 0.35)
    weight = sum(weights.values())
    scale = min(2.5, city_pace * ordinary / weight) if weight else 0.0
    for project in building:
        done = cumulative(project, index - 1)
        room = project.total_wan - done
        if project.complete_not_before is not None and month < project.complete_not_before:
            room = min(room, project.total_wan * Decimal("0.85") - done)
        wanted = Decimal(str(round(weights.get(project.number, 0.0) * scale, 2)))
        amount = max(Decimal(0), min(_grained(wanted, project.grain), _grained(room, project.grain)))
        project.investment[index] = amount
        is_allowed = project.complete_not_before is None or month >= project.complete_not_before
        if is_allowed and amount > 0 and done + amount >= project.total_wan * Decimal("0.95"):
            assert project.start_date is not None
            project.completion_date = _between(rng, max(month, project.start_date), _month_after(month))


def _plan_year(makers: _Makers, project: Project, *, index: int) -> None:
    """An annual plan: in January for what is being built or soon will be, at the start for what starts later."""
    rng, month = makers.rng, makers.config.month(index)
    if month.year in project.plans or project.completion_date is not None:
        return
    is_building = project.start_date is not None
    is_due = project.approved_date is not None and project.planned_start_date.year <= month.year
    if not is_building and not (is_due and (month.month == 1 or index == 0 or rng.random() < 0.3)):
        return
    left = project.total_wan - cumulative(project, index - 1)
    months_left = 13 - month.month if is_building else 12 - month.month // 2
    wanted = Decimal(str(round(_pace(project) * months_left * rng.uniform(0.55, 1.1), 2)))
    plan = _grained(min(left, wanted * calibration.plan_factor(month.year)), max(project.grain, Decimal(10)))
    if plan > 0:
        project.plans[month.year] = plan


def _fund(makers: _Makers, project: Project) -> None:
    """Where the money comes from; government projects may win funds of a plan year, and then show work done."""
    rng, config = makers.rng, makers.config
    if project.investor_kind == "enterprise":
        if rng.random() < 0.7:
            project.fund_sources = ("self_raised",)
        return
    if rng.random() < 0.5:
        project.fund_sources = ("other_fiscal",) if rng.random() < 0.7 else ()
        return
    years = range(config.first_month.year, config.last_month.year + 1)
    year = (
        project.start_date.year
        if project.start_date and project.start_date.year in years
        else rng.choice(years)
    )
    sources = ["central_budget", "special_local_bond"]
    if year == 2020:
        sources.append("special_treasury_bond")
    first = rng.choice(sources)
    project.fund_sources = (
        (first, "special_local_bond") if first == "central_budget" and rng.random() < 0.15 else (first,)
    )
    project.fund_programme = _PROGRAMMES[first]
    project.fund_plan_year = year
    project.fund_from = max(project.born, 0, config.index(date(year, 3, 1)) + rng.randint(0, 4))
    if rng.random() < 0.8:
        project.fund_won_from = project.fund_from + rng.randint(0, 4)
    if project.start_date is not None and rng.random() < 0.85:
        project.physical_work_date = project.start_date + timedelta(days=rng.randint(10, 110))


def _prioritise(makers: _Makers, project: Project) -> None:
    """The year's priority projects: most of the big ones."""
    config = makers.config
    for year in range(config.first_month.year, config.last_month.year + 1):
        if project.total_wan >= _TEN_YI and makers.rng.random() < 0.8:
            project.priority_years.add(year)


def _name_phases(makers: _Makers, projects: Sequence[Project]) -> None:
    """Phases and lots of one scheme (each a project of its own), and schemes packaged into one project."""
    rng, groups = makers.rng, max(3, makers.config.projects // 100)
    named: set[int] = set()
    for kind, suffixes in (
        ("enterprise", ("一期", "二期", "三期")),
        ("government", ("（第一标段）", "（第二标段）")),
    ):
        pool = [project for project in projects if project.investor_kind == kind]
        for _ in range(groups):
            lead = rng.choice(pool)
            like = [
                p
                for p in pool
                if p.unit == lead.unit and p.industry == lead.industry and p.number not in named
            ]
            if len(like) < 2:
                continue
            base = like[0].name
            for project, suffix in zip(like[: rng.randint(2, 3)], suffixes, strict=False):
                project.name = base + suffix
                named.add(project.number)
    pool = [p for p in projects if p.investor_kind == "government" and p.number not in named]
    for project in rng.sample(pool, min(groups, len(pool))):
        project.name += rng.choice(("（打捆）", f"等{rng.randint(3, 15)}个子项目（打包）"))


# -- small things ------------------------------------------------------------------------------------------


def cumulative(project: Project, index: int) -> Decimal:
    """Investment since the start, up to and including the month with this index."""
    return project.opening_cumulative_wan + sum(
        (amount for at, amount in project.investment.items() if at <= index), Decimal(0)
    )


def year_to_date(config: CityConfig, project: Project, index: int) -> Decimal:
    """Investment of the year of the month with this index, up to and including it."""
    month = config.month(index)
    first = index - month.month + 1
    opening = project.opening_ytd_wan if first <= 0 and month.year == config.first_month.year else Decimal(0)
    return opening + sum(
        (amount for at, amount in project.investment.items() if first <= at <= index), Decimal(0)
    )


def _give_code(makers: _Makers, project: Project, *, on: date, index: int) -> None:
    """A code of the shape of its day: year-region-industry-route-serial, YYMM-region-department-type later."""
    region = calibration.UNIT_BY_CODE[project.unit].region
    serial = f"{makers.rng.randint(0, 9)}{project.number:05d}"
    if on >= _NEW_CODE_SHAPE_FROM:
        number = {"approval": "01", "confirmation": "02", "filing": "04"}[project.approval_route]
        project.code = f"{on:%y%m}-{region}-{makers.rng.choice(('04', '89'))}-{number}-{serial}"
    else:
        route = _ROUTE_NUMBER[project.approval_route]
        project.code = f"{on.year}-{region}-{project.industry_class}-{route}-{serial}"
    project.code_from = index


def _is_building(project: Project, month: date) -> bool:
    end = last_day(month)
    return (
        project.start_date is not None
        and project.start_date <= end
        and (project.completion_date is None or project.completion_date > end)
        and project.exit_date is None
    )


def _pace(project: Project) -> float:
    return float(project.total_wan) / project.duration_months


def _grained(amount: Decimal, grain: Decimal) -> Decimal:
    """Rounded down to what the clerk of this project writes."""
    return (amount // grain) * grain


def _month_after(month: date) -> date:
    return add_months(month, 1)


def _day(rng: random.Random, month: date) -> date:
    return month.replace(day=rng.randint(1, last_day(month).day))


def _between(rng: random.Random, first: date, before: date) -> date:
    """A day from `first` on and before `before` (`first` itself where there is none)."""
    return first + timedelta(days=rng.randrange(max(1, (before - first).days)))
