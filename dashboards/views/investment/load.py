"""What the investment page reads: rows of rpt_investment_rank, and the projects behind one of them."""

from datetime import date

import polars as pl

from dashboards.warehouse import Published, Rows


def ranks(published: Published, month: date) -> pl.DataFrame:
    """The month's row of every locality: city, tiers, then units by rank."""
    return published.query(
        """
        select investment.*, locality_name, dim_locality.tier, is_city_total, is_tier_total
        from marts.rpt_investment_rank as investment
        inner join marts.dim_locality using (locality_code)
        where report_month = $month
        order by is_city_total desc, is_tier_total desc, mom_rank nulls last, sort_order
        """,
        month=month,
    )


def trend(published: Published, month: date) -> pl.DataFrame:
    """The rows of at most two years up to the month."""
    return published.query(
        """
        select report_month, locality_code, locality_name, dim_locality.tier, is_reporting_unit, is_reported,
            month_investment_wan, ytd_investment_wan, mom_rate, mom_rank as rank
        from marts.rpt_investment_rank
        inner join marts.dim_locality using (locality_code)
        where report_month <= $month and report_month > $month - interval 24 month
        order by report_month, sort_order
        """,
        month=month,
    )


def projects(published: Published, month: date, *, locality: str) -> Rows:
    """The projects behind the month's investment of a locality, each with its file, sheet and row."""
    return published.rows(
        """
        select
            project.project_id, project.project_name, unit.locality_name as unit_name, project.stage,
            member.month_investment_wan, project.month_investment_source, before.month_investment_wan as before_wan,
            member.ytd_investment_wan, project.annual_plan_wan, member.total_investment_wan, member.is_new_start,
            project.is_carried_forward, submission.file_name, project.sheet, project.row_number
        from intermediate.rpt_investment_rank_member as member
        inner join marts.fct_project_month as project
            on member.report_month = project.report_month and member.project_id = project.project_id
        inner join marts.dim_locality as unit on member.reporting_unit_code = unit.locality_code
        left join intermediate.rpt_investment_rank_member as before
            on member.report_month = before.report_month and member.locality_code = before.locality_code
            and member.project_id = before.project_id and before.part = 'month_before'
        left join marts.fct_submission as submission on project.submission_id = submission.submission_id
        where member.report_month = $month and member.locality_code = $locality and member.part = 'this_month'
        order by member.month_investment_wan desc nulls last, member.project_id
        """,
        month=month,
        locality=locality,
    )


def is_rank_dense(published: Published) -> bool:
    """Whether after a tie the next place is not skipped."""
    row = published.row("select value from policy.settings where key = 'rank_method'")
    return row is None or row["value"] == "dense"
