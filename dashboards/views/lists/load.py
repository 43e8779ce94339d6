"""What the lists page reads: ranks by locality, and the lights of every project."""

from datetime import date

import polars as pl

from dashboards import narrowing, within
from dashboards.narrowing import Narrowing
from dashboards.warehouse import Published, Rows
from ingestion.months import add_months

# On all four together a project stands once: its lights do not depend on the list.
_STATUS = """
    with listed as (
        select * from marts.rpt_list_status
        where report_month = $month and ($list = 'all' or list_code = $list)
        qualify row_number() over (partition by project_id order by list_code) = 1
    )
"""


def ranks(published: Published, month: date, *, list_code: str) -> pl.DataFrame:
    """The month's row of every locality: city, tiers, then units by composite rank."""
    return published.query(
        """
        select list_rank.*, locality_name, dim_locality.tier, is_city_total, is_tier_total
        from marts.rpt_list_rank as list_rank
        inner join marts.dim_locality using (locality_code)
        where report_month = $month and list_code = $list
        order by is_city_total desc, is_tier_total desc, composite_rank nulls last,
            count_share_rank nulls last, sort_order
        """,
        month=month,
        list=list_code,
    )


def city_by_list(published: Published, month: date) -> pl.DataFrame:
    """The city's row of each list."""
    return published.query(
        """
        select list_rank.*
        from marts.rpt_list_rank as list_rank
        inner join marts.dim_locality using (locality_code)
        where report_month = $month and is_city_total
        """,
        month=month,
    )


def rank_trend(published: Published, month: date, *, list_code: str, measure: str) -> pl.DataFrame:
    """One rank of the units over at most twelve months."""
    return published.query(
        f"""
        select report_month, locality_code, locality_name, dim_locality.tier, {measure}_rank as rank
        from marts.rpt_list_rank
        inner join marts.dim_locality using (locality_code)
        where list_code = $list and report_month <= $month and report_month > $month - interval 12 month
            and is_reporting_unit
        order by report_month, sort_order
        """,
        month=month,
        list=list_code,
    )


def lights(published: Published, month: date, *, list_code: str) -> pl.DataFrame:
    """How many projects of each unit show which light."""
    return published.query(
        f"""
        {_STATUS}
        select locality_code, locality_name as name, tier, light, count(*)::integer as project_count
        from listed
        inner join marts.dim_locality on listed.reporting_unit_code = dim_locality.locality_code
        group by locality_code, locality_name, tier, light, sort_order
        order by sort_order, light
        """,
        month=month,
        list=list_code,
    )


def projects(
    published: Published, month: date, *, list_code: str, locality: str, light: str, narrowed: Narrowing
) -> Rows:
    """The projects of a list with lights and reasons, worst first, each with its lists, its file, sheet and row."""
    return published.rows(
        f"""
        {_STATUS},
        stands as (
            select project_id, list(list_code order by list_code) as codes
            from marts.rpt_list_status where report_month = $month group by project_id
        )
        select
            listed.*, stands.codes, project.project_name, unit.locality_name as unit_name, project.responsible_unit,
            project.planned_start_date, project.started_on, project.is_carried_forward,
            submission.file_name, project.sheet, project.row_number
        from listed
        inner join stands using (project_id)
        inner join marts.fct_project_month as project using (report_month, project_id)
        inner join marts.dim_locality as unit on listed.reporting_unit_code = unit.locality_code
        inner join marts.dim_locality as chosen on chosen.locality_code = $locality
        left join marts.fct_submission as submission on project.submission_id = submission.submission_id
        where ($light = 'all' or light = $light) and {narrowing.CONDITION}
            and (
                chosen.is_city_total
                or chosen.is_tier_total and unit.tier = chosen.tier
                or unit.locality_code = $locality
            )
        order by array_position(['red', 'yellow', 'green', 'none'], light), deviation_pp nulls last,
            listed.total_investment_wan desc nulls last, listed.project_id
        """,
        month=month,
        list=list_code,
        locality=locality,
        light=light,
        **narrowed.parameters,
    )


def moves(published: Published, month: date, *, list_code: str, locality: str) -> pl.DataFrame:
    """Every project on the list this month or last, with its light in both, worst first.

    Beside lights `was` may be `new`, `became` may be `left`, and either `unreported`: the unit said nothing that month.
    """
    return published.query(
        f"""
        with listed as (
            select * from marts.rpt_list_status
            where report_month in ($month, $before) and ($list = 'all' or list_code = $list)
            qualify row_number() over (partition by report_month, project_id order by list_code) = 1
        ),
        reported as (select * from marts.rpt_submission_status where is_reported),
        pair as (
            select
                coalesce(now.project_id, earlier.project_id) as project_id,
                coalesce(now.reporting_unit_code, earlier.reporting_unit_code) as reporting_unit_code,
                coalesce(now.report_month, earlier.report_month) as report_month,
                earlier.light as was, now.light as became,
                earlier.light_reason as reason_before, now.light_reason,
                coalesce(now.total_investment_wan, earlier.total_investment_wan) as total_investment_wan,
                now.plan_completion_rate, now.deviation_pp
            from (select * from listed where report_month = $month) as now
            full join (select * from listed where report_month = $before) as earlier
                on now.project_id = earlier.project_id
        )
        select
            pair.project_id, pair.reason_before, pair.light_reason, pair.total_investment_wan,
            pair.plan_completion_rate, pair.deviation_pp, project.project_name, unit.locality_name as unit_name,
            project.responsible_unit,
            coalesce(was, case when month_before.report_month is null then 'unreported' else 'new' end) as was,
            coalesce(became, case when this_month.report_month is null then 'unreported' else 'left' end) as became
        from pair
        {within.units("pair")}
        {within.projects("pair")}
        left join reported as this_month
            on pair.reporting_unit_code = this_month.reporting_unit_code and this_month.report_month = $month
        left join reported as month_before
            on pair.reporting_unit_code = month_before.reporting_unit_code and month_before.report_month = $before
        order by array_position(['red', 'yellow', 'green', 'none', 'left', 'unreported'], became),
            array_position(['green', 'none', 'new', 'unreported', 'yellow', 'red'], was),
            pair.total_investment_wan desc nulls last, pair.project_id
        """,
        month=month,
        before=add_months(month, -1),
        list=list_code,
        locality=locality,
    )
