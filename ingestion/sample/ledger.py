"""What a unit writes in its ledger for a month: a project's life as a row, seen from the month's last day.

Here: the honest row. Not here: slips, gaps and everything else that happens on the way (events).
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ingestion.months import add_months, last_day
from ingestion.sample.life import cumulative, year_to_date
from ingestion.sample.model import CityConfig, LedgerRow, Project

_PROGRESS = ("场地平整", "基础施工", "主体施工", "主体封顶", "设备安装", "室外配套", "收尾验收")
_PROBLEMS = (
    "用地指标尚未落实",
    "建设资金缺口较大",
    "征地拆迁进度滞后",
    "受疫情影响用工不足",
    "环评手续正在办理",
)
_TEN_YI = Decimal(100_000)
_ONE_YI = Decimal(10_000)


def is_in_ledger(config: CityConfig, project: Project, index: int) -> bool:
    """Whether the unit still (or already) keeps the project in its ledger of this month.

    Finished projects leave it when the year changes. Some units keep those that left for the rest of the year,
    the others show them twice.
    """
    month = config.month(index)
    if index < project.born:
        return False
    if project.production_date is not None and project.production_date.year < month.year:
        return False
    if project.exit_date is not None:
        if project.exit_date.year < month.year:
            return False
        shown_until = add_months(project.exit_date.replace(day=1), 1)
        keeps = sum(map(ord, project.unit)) % 2 == 0
        return keeps or month <= shown_until
    return True


def ledger_row(config: CityConfig, project: Project, index: int) -> LedgerRow:
    """The project's row of the month with this index."""
    month = config.month(index)
    end = last_day(month)
    library = project.library_at(end)

    def by_then(day: date | None) -> date | None:
        return day if day is not None and day <= end else None

    start, completion = by_then(project.start_date), by_then(project.completion_date)
    is_exited = library == "exited"
    plan = project.plans.get(month.year) if _has_plan_by(config, project, index) else None
    done: Decimal | None = None
    ytd: Decimal | None = None
    amount: Decimal | None = None
    if start is not None:
        done = cumulative(project, index)
        ytd = year_to_date(config, project, index)
        amount = project.investment.get(index, Decimal(0))
        if project.leaves_month_blank:
            amount = None
    completion_rate = None
    if plan and ytd is not None:
        completion_rate = f"{_percent(ytd, plan)}%"
    has_funds = bool(project.fund_sources) and index >= project.fund_from
    physical = by_then(project.physical_work_date)
    planned_end = last_day(add_months(project.planned_start_date, project.duration_months))
    planned_start = project.planned_start_date
    return LedgerRow(
        project_code=project.code if project.code is not None and index >= project.code_from else None,
        project_name=project.name,
        site_locality=project.site_locality,
        site=project.site,
        investor_kind=project.investor_kind,
        approval_route=project.approval_route,
        industry=project.industry,
        category=project.category,
        plan_theme=project.plan_theme,
        planning_type=project.planning_type,
        construction_nature=project.construction_nature,
        year_status=_year_status(month, start, completion),
        scope=project.scope,
        owner=project.owner,
        total_investment_wan=project.total_wan,
        annual_plan_wan=plan,
        month_investment_wan=amount,
        ytd_investment_wan=ytd,
        plan_completion_reported=completion_rate,
        cumulative_investment_wan=done,
        library=library,
        reserve_level=project.reserve_level if library == "reserve" else None,
        reserve_date=None if project.hides_reserve_date else project.reserve_date,
        approved_date=by_then(project.approved_date),
        construction_date=None if project.hides_construction_date else by_then(project.construction_date),
        actual_start_date=start,
        completion_date=completion,
        production_date=by_then(project.production_date) if not is_exited else None,
        exit_date=project.exit_date if is_exited and not project.hides_exit_date else None,
        exit_reason=project.exit_reason if is_exited else None,
        planned_start_date=planned_start,
        planned_completion_date=planned_end,
        construction_period=f"{planned_start.year}-{planned_end.year}",
        planned_production_date=last_day(add_months(planned_end.replace(day=1), 6))
        if project.category == "industry"
        else None,
        capacity_rate=_capacity(project, month) if library == "production" else None,
        fund_source=project.fund_sources if has_funds else (),
        fund_programme=project.fund_programme if has_funds else None,
        fund_plan_year=project.fund_plan_year if has_funds else None,
        is_fund_won=_is_fund_won(project, index) if has_funds else None,
        has_physical_work=(physical is not None) if has_funds and start is not None else None,
        physical_work_date=physical if has_funds and not project.hides_physical_work_date else None,
        is_provincial_leader=project.is_on("provincial_leader", index),
        is_provincial_key=project.is_on("provincial_key", index),
        is_municipal_key=project.is_on("municipal_key", index),
        is_annual_priority=month.year in project.priority_years,
        is_stat_enrolled=None
        if start is None
        else project.enrolled_from is not None and index >= project.enrolled_from,
        responsible_unit=project.responsible_unit,
        responsible_person=project.responsible_person,
        leader_in_charge=project.leader_in_charge if project.total_wan >= _ONE_YI else None,
        headquarters=f"{project.name}指挥部" if project.total_wan >= _TEN_YI else None,
        oversight_unit=project.oversight_unit if project.investor_kind == "government" else None,
        progress=_progress(project, start, completion, done),
        problem=_PROBLEMS[(project.number + index // 4) % len(_PROBLEMS)]
        if project.number % 9 == 0
        else None,
        remark=None,
    )


def _has_plan_by(config: CityConfig, project: Project, index: int) -> bool:
    """A plan made at a start later in the year is not known in January."""
    month = config.month(index)
    if project.start_date is None or project.start_date.year < month.year:
        return True
    return index >= config.index(project.start_date.replace(day=1)) or project.planned_start_date <= month


def _is_fund_won(project: Project, index: int) -> bool | None:
    if project.fund_won_from is None:
        return None
    return index >= project.fund_won_from


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return (part * 100 / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def _year_status(month: date, start: date | None, completion: date | None) -> str:
    if completion is not None:
        return "completing"
    if start is None:
        return "preliminary"
    return "new_start" if start.year == month.year else "continuing"


def _capacity(project: Project, month: date) -> str:
    """How far a finished plant runs; it grows month by month."""
    if project.category != "industry":
        return "100%"
    assert project.production_date is not None
    age = (month.year - project.production_date.year) * 12 + month.month - project.production_date.month
    return f"{min(100, 62 + project.number % 39 + 4 * age)}%"


def _progress(
    project: Project, start: date | None, completion: date | None, done: Decimal | None
) -> str | None:
    if start is None or done is None:
        return "前期工作" if project.approved_date is not None else None
    if completion is not None:
        return "已竣工"
    step = int(done / project.total_wan * len(_PROGRESS)) if project.total_wan else 0
    return _PROGRESS[min(step, len(_PROGRESS) - 1)]
