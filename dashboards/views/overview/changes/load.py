"""What changed since the month before: the figures of both months, and each project's part in the difference.

Belongs here: the one home of this comparison; figures are columns of reports, parts come from their member views and
add up to the difference. Does not belong here: how causes are worded (words) and shown (tables).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dashboards.formats import Number
from dashboards.warehouse import Published
from ingestion.months import add_months


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A headline figure: the column of a report, which of its rows, and what stands behind a locality's row."""

    report: str
    column: str
    condition: str
    # project_id, report_month, amount: the members of both months; amount is what a project adds.
    members: str
    # Whether the figure begins anew with the year, so that January has nothing to be compared with.
    is_of_the_year: bool = False


@dataclass(frozen=True, kw_only=True)
class Change:
    """A figure in both months; a difference only where both have one of the same year."""

    before: Number | None
    now: Number | None
    difference: Number | None
    is_reported: bool


_PARTED = """
    select project_id, case when part = 'this_month' then $month else $before end as report_month, {amount} as amount
    from intermediate.{report}_member
    where report_month = $month and part in ('this_month', 'month_before') and locality_code = $locality
"""
FIGURES = {
    "conversion": Figure(
        report="rpt_conversion",
        column="conversion_rate",
        condition="scope = 'all' and basis = 'year_to_date'",
        members="""
            select project_id, report_month, in_numerator::integer as amount
            from intermediate.rpt_conversion_member
            where report_month in ($month, $before) and locality_code = $locality
                and scope = 'all' and basis = 'year_to_date'
        """,
        is_of_the_year=True,
    ),
    "investment": Figure(
        report="rpt_investment_rank",
        column="month_investment_wan",
        condition="true",
        members=_PARTED.format(report="rpt_investment_rank", amount="coalesce(month_investment_wan, 0)"),
    ),
    "lists": Figure(
        report="rpt_list_rank",
        column="project_count",
        condition="list_code = 'all'",
        members=_PARTED.format(report="rpt_list_rank", amount="1") + " and list_code = 'all'",
    ),
}

# A project that is in one month only: because its unit did not report the other, or by itself.
_PAIR = """
    with member as ({members}),
    now as (select * from member where report_month = $month),
    earlier as (select * from member where report_month = $before),
    reported as (select report_month, reporting_unit_code from marts.rpt_submission_status where is_reported),
    pair as (
        select
            coalesce(now.project_id, earlier.project_id) as project_id,
            now.project_id is not null as is_now,
            earlier.project_id is not null as was_before,
            now.amount as amount_now,
            earlier.amount as amount_before,
            coalesce(now.amount, 0) - coalesce(earlier.amount, 0) as change
        from now full join earlier on now.project_id = earlier.project_id
    ),
    told as (
        select
            pair.*, coalesce(current.project_name, previous.project_name) as project_name,
            unit.locality_name as unit_name, coalesce(current.library = 'exited', false) as is_exited,
            not is_now and this_month.report_month is null as is_unit_missing,
            not was_before and month_before.report_month is null as is_unit_back
        from pair
        left join marts.fct_project_month as current
            on pair.project_id = current.project_id and current.report_month = $month
        left join marts.fct_project_month as previous
            on pair.project_id = previous.project_id and previous.report_month = $before
        left join marts.dim_locality as unit
            on coalesce(current.reporting_unit_code, previous.reporting_unit_code) = unit.locality_code
        left join reported as this_month
            on unit.locality_code = this_month.reporting_unit_code and this_month.report_month = $month
        left join reported as month_before
            on unit.locality_code = month_before.reporting_unit_code and month_before.report_month = $before
    )
"""
_SUM = """
    select *, change as part,
        case
            when is_unit_missing then 'unit_missing'
            when is_unit_back then 'unit_back'
            when is_exited and not is_now then 'exited'
            when not is_now then 'left'
            when not was_before then 'entered'
            when change > 0 then 'more'
            else 'less'
        end as cause
    from told
    where change <> 0
"""
# c1/r1 - c0/r0 = (c1 - c0)/r1 + c0 (1/r1 - 1/r0): what was converted, and what entered or left the reserve.
_RATE = """
    , rate as (
        select
            max(reserve_count) filter (where report_month = $month) as reserve_now,
            max(reserve_count) filter (where report_month = $before) as reserve_before,
            max(converted_count) filter (where report_month = $before) as converted_before
        from marts.rpt_conversion
        where report_month in ($month, $before) and locality_code = $locality
            and scope = 'all' and basis = 'year_to_date'
    ),
    part as (
        select told.*, change / reserve_now as part,
            case when change > 0 then 'converted' else 'reverted' end as own_cause
        from told cross join rate
        where change <> 0
        union all
        select told.*,
            (was_before::integer - is_now::integer) * converted_before / (reserve_now * reserve_before) as part,
            case when is_now then 'entered' else 'left' end as own_cause
        from told cross join rate
        where is_now <> was_before
    )
    select * exclude (own_cause),
        case when is_unit_missing then 'unit_missing' when is_unit_back then 'unit_back' else own_cause end as cause
    from part
"""


def change(published: Published, month: date, figure: Figure, *, locality: str) -> Change | None:
    """A figure of the month and of the month before; None in a version that has no such report."""
    if not published.has(f"marts.{figure.report}"):
        return None
    rows = published.query(
        f"""
        select report_month, is_reported, {figure.column} as value from marts.{figure.report}
        where report_month in ($month, $before) and locality_code = $locality and {figure.condition}
        """,
        month=month,
        before=add_months(month, -1),
        locality=locality,
    )
    by_month: dict[date, dict[str, Any]] = {row["report_month"]: row for row in rows.iter_rows(named=True)}
    now, before = by_month.get(month), by_month.get(add_months(month, -1))
    value = None if now is None else now["value"]
    earlier = None if before is None else before["value"]
    is_another_year = figure.is_of_the_year and month.month == 1
    return Change(
        now=value,
        before=earlier,
        difference=None if value is None or earlier is None or is_another_year else value - earlier,
        is_reported=now is not None and now["is_reported"],
    )


def none() -> pl.DataFrame:
    """The parts of a difference that there is not."""
    return pl.DataFrame(schema={"project_id": pl.String, "cause": pl.String, "part": pl.Float64})


def parts(published: Published, month: date, figure: Figure, *, locality: str) -> pl.DataFrame:
    """Each project's part in the difference with its cause, the largest first; a project may have two causes.

    Columns: project_id, project_name, unit_name, cause, amount_before, amount_now (null: not among them), part (in
    the figure's own unit).
    """
    last = _RATE if figure.is_of_the_year else _SUM
    return published.query(
        f"""
        select project_id, project_name, unit_name, cause, any_value(amount_before) as amount_before,
            any_value(amount_now) as amount_now, sum(part) as part
        from ({_PAIR.format(members=figure.members)} {last})
        group by project_id, project_name, unit_name, cause
        order by abs(sum(part)) desc, cause, project_id
        """,
        month=month,
        before=add_months(month, -1),
        locality=locality,
    )
