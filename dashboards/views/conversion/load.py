"""What the conversion page reads: rows of rpt_conversion, and the projects behind one of them."""

from datetime import date

import polars as pl

from dashboards.warehouse import Published, Rows

# The parts of a figure that can be opened: each is a condition on the member view.
PARTS = {
    "reserve": "in_denominator",
    "converted": "in_numerator",
    "waiting": "in_denominator and not in_numerator",
    "moved_not_started": "is_moved_not_started",
    "entered": "is_entered",
    "moved": "is_moved_in_month",
    "exited": "is_exited_in_month",
    "closing": "is_closing",
}


def rates(published: Published, month: date, *, scope: str, basis: str) -> pl.DataFrame:
    """The month's row of every locality: city, tiers, then units by rank."""
    return published.query(
        """
        select conversion.*, locality_name, dim_locality.tier, is_city_total, is_tier_total
        from marts.rpt_conversion as conversion
        inner join marts.dim_locality using (locality_code)
        where report_month = $month and scope = $scope and basis = $basis
        order by is_city_total desc, is_tier_total desc, rank nulls last, sort_order
        """,
        month=month,
        scope=scope,
        basis=basis,
    )


def trend(published: Published, month: date, *, scope: str, basis: str) -> pl.DataFrame:
    """The rows of at most two years up to the month."""
    return published.query(
        """
        select report_month, locality_code, locality_name, dim_locality.tier, is_city_total, is_tier_total,
            conversion_rate, target_rate
        from marts.rpt_conversion
        inner join marts.dim_locality using (locality_code)
        where scope = $scope and basis = $basis
            and report_month <= $month and report_month > $month - interval 24 month
        order by report_month, sort_order
        """,
        month=month,
        scope=scope,
        basis=basis,
    )


def projects(published: Published, month: date, *, locality: str, scope: str, basis: str, part: str) -> Rows:
    """The projects behind one part of one figure, each with the file, sheet and row it was read from.

    A project no longer carried (cohort basis) stands with its last row up to the month.
    """
    return published.rows(
        f"""
        with member as (
            select project_id, in_numerator, is_moved_not_started, total_investment_wan
            from intermediate.rpt_conversion_member
            where report_month = $month and locality_code = $locality and scope = $scope and basis = $basis
                and ({PARTS[part]})
        )
        select
            project.project_id, project.project_name, unit.locality_name as unit_name,
            project.library, project.stage,
            member.in_numerator as is_converted, member.is_moved_not_started,
            member.total_investment_wan,
            project.reserve_on, project.reserve_on_source, project.construction_on, project.construction_on_source,
            project.started_on, project.exit_on, project.is_carried_forward,
            submission.file_name, project.sheet, project.row_number
        from member
        inner join marts.fct_project_month as project
            on member.project_id = project.project_id and project.report_month <= $month
        inner join marts.dim_locality as unit on project.reporting_unit_code = unit.locality_code
        left join marts.fct_submission as submission on project.submission_id = submission.submission_id
        qualify row_number() over (partition by project.project_id order by project.report_month desc) = 1
        order by member.total_investment_wan desc nulls last, project.project_id
        """,
        month=month,
        locality=locality,
        scope=scope,
        basis=basis,
    )
