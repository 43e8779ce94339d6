"""What the supervision page reads: rows of rpt_supervision, and what is counted of them."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboards import within
from dashboards.warehouse import Published, Rows


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """One list of a month, narrowed to a locality and to who answers for the projects."""

    published: Published
    month: date
    supervision: str
    locality: str
    responsible: str

    def query(self, select: str, *, more: str) -> pl.DataFrame:
        """What `select` says of the rows."""
        return self.published.query(f"{select} {_LISTED} {more}", **self.parameters)

    @property
    def parameters(self) -> dict[str, str | date]:
        """As the queries name them."""
        return {
            "month": self.month,
            "supervision": self.supervision,
            "locality": self.locality,
            "responsible": self.responsible,
        }


_LISTED = f"""
    from marts.rpt_supervision as listed
    {within.units("listed")}
    where listed.report_month = $month and supervision_code = $supervision
        and (
            $responsible = ''
            or contains(
                lower(concat_ws(' ', listed.responsible_unit, listed.responsible_person)), lower($responsible)
            )
        )
"""
_REASON = "($reason = 'all' or reason_code = $reason)"


def by_reason(published: Published, month: date, *, locality: str) -> pl.DataFrame:
    """How many projects stand on each list, and how many for each reason."""
    return published.query(
        f"""
        select supervision_code, reason_code, count(distinct project_id)::integer as project_count,
            max(months_on_list) as longest
        from marts.rpt_supervision as listed
        {within.units("listed")}
        where report_month = $month
        group by grouping sets ((supervision_code), (supervision_code, reason_code))
        order by supervision_code, project_count desc, reason_code nulls first
        """,
        month=month,
        locality=locality,
    )


def counted(chosen: Chosen) -> pl.DataFrame:
    """Rows by unit and reason, units in the plan's order."""
    return chosen.query(
        "select listed.reporting_unit_code as code, unit.locality_name as name, reason_code as part, count(*) as count",
        more="""
        group by listed.reporting_unit_code, unit.locality_name, unit.sort_order, reason_code
        order by unit.sort_order, reason_code
        """,
    )


def durations(chosen: Chosen) -> pl.DataFrame:
    """Rows by how many months on end they have been there."""
    return chosen.query("select months_on_list as name, count(*) as count", more="group by all order by name")


def by_responsible(chosen: Chosen, *, most: int) -> pl.DataFrame:
    """What each responsible unit has on the list, most projects first."""
    return chosen.query(
        """
        select listed.responsible_unit, count(distinct listed.project_id) as project_count,
            max(months_on_list) as longest, max(days_overdue) as most_overdue,
            list(distinct reason_code order by reason_code) as reasons
        """,
        more=f"""
        group by all
        order by project_count desc, longest desc nulls last, listed.responsible_unit nulls last
        limit {most}
        """,
    )


def project_count(chosen: Chosen, *, reason: str) -> int:
    """How many projects the rows are about."""
    return int(
        chosen.published.query(
            f"select count(distinct listed.project_id) {_LISTED} and {_REASON}",
            **chosen.parameters,
            reason=reason,
        ).item()
    )


def rows(chosen: Chosen, *, reason: str) -> Rows:
    """The rows for one reason or for any, longest on it first, each with its project and where that was read."""
    return chosen.published.rows(
        f"""
        select
            listed.*, project.project_name, unit_name, project.total_investment_wan, project.is_carried_forward,
            submission.file_name, project.sheet, project.row_number
        from (
            select listed.*, unit.locality_name as unit_name {_LISTED} and {_REASON}
        ) as listed
        {within.projects("listed")}
        order by months_on_list desc, days_overdue desc nulls last,
            project.total_investment_wan desc nulls last, listed.project_id, reason_code
        """,
        **chosen.parameters,
        reason=reason,
    )
