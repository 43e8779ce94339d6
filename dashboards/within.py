"""Which reporting units a chosen locality stands for, as pages ask the marts.

Belongs here: the one join that narrows rows of units to a locality, a tier or the city, and the one that says which
project a row is about. Does not belong here: the choice itself (filters).
"""


def units(table: str) -> str:
    """Join `unit`, the row's own unit, and keep rows of the units that `$locality` stands for."""
    return f"""
        inner join marts.dim_locality as unit on {table}.reporting_unit_code = unit.locality_code
        inner join marts.dim_locality as chosen
            on chosen.locality_code = $locality
            and (
                chosen.is_city_total
                or chosen.is_tier_total and unit.tier = chosen.tier
                or unit.locality_code = $locality
            )
    """


def projects(table: str) -> str:
    """Join `project`, the project's row of the month, and `submission`, the file it was read from."""
    return f"""
        inner join marts.fct_project_month as project
            on {table}.report_month = project.report_month and {table}.project_id = project.project_id
        left join marts.fct_submission as submission on project.submission_id = submission.submission_id
    """
