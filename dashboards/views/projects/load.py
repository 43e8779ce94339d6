"""What the page of projects reads: the members of a figure, and the projects of a month with what they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dashboards import dictionary, filters, labels, names, narrowing
from dashboards.narrowing import Narrowing
from dashboards.warehouse import Published, Rows, Value

# The names that addresses have for keys of reports; any other key goes by its column's own name.
_COLUMNS = {"month": "report_month", "locality": "locality_code", "list": "list_code"}


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure of a report: its member view, the keys of its row by their names in the address, its part."""

    report: str
    keys: Mapping[str, str]
    part: str = ""
    # Promoted names, parcels and budgets are members too, and no projects.
    has_projects: bool = True

    @property
    def view(self) -> str:
        """The member view."""
        return f"intermediate.{self.report}_member"


def figure(published: Published, address: Mapping[str, str]) -> Figure | None:
    """The figure that an address names, None where it names none that this version has."""
    report = address.get("report", "")
    if not report.isidentifier():
        return None
    columns = published.columns(f"intermediate.{report}_member")
    if "report_month" not in columns:
        return None
    part = address.get("part", "")
    keys = {
        key: value for key, value in address.items() if _COLUMNS.get(key, key) in columns and key != "part"
    }
    # A view that also holds what a figure is compared with tells the month's own rows apart by a column `part`.
    if "part" in columns and part not in ("in_numerator", "in_denominator"):
        keys["part"] = "this_month"
    return Figure(
        report=report,
        keys=keys,
        part=part if part in columns else "",
        has_projects="project_id" in columns,
    )


def projects(
    published: Published,
    month: date,
    *,
    figure: Figure | None,
    locality: str,
    narrowed: Narrowing,
) -> Rows:
    """Projects with their row of the month, else their last one before it, largest first."""
    conditions, asked = ["project.report_month = $month"], dict[str, Value]()
    if figure is not None:
        conditions, asked = _members(figure)
    return published.rows(
        f"""
        select
            project.project_id, project.project_name, unit.locality_name as unit_name, project.library,
            project.stage, project.category, project.total_investment_wan, project.annual_plan_wan,
            project.month_investment_wan, project.ytd_investment_wan, project.planned_start_date,
            project.started_on, project.completed_on, project.responsible_unit, project.is_carried_forward,
            submission.file_name, project.sheet, project.row_number
        from marts.fct_project_month as project
        inner join marts.dim_locality as unit on project.reporting_unit_code = unit.locality_code
        inner join marts.dim_locality as chosen on chosen.locality_code = $locality
        left join marts.fct_submission as submission on project.submission_id = submission.submission_id
        where {" and ".join(conditions)}
            and (
                chosen.is_city_total
                or chosen.is_tier_total and unit.tier = chosen.tier
                or unit.locality_code = $locality
            )
            and {narrowing.CONDITION}
        qualify row_number() over (partition by project.project_id order by project.report_month desc) = 1
        order by project.total_investment_wan desc nulls last, project.project_id
        """,
        month=month,
        locality=locality,
        **narrowed.parameters,
        **asked,
    )


def rows(published: Published, month: date, figure: Figure) -> Rows:
    """The members of a figure that are no projects, as they are, each with its file."""
    condition, asked = _condition(figure)
    known = set(published.columns(figure.view))
    if "submission_id" not in known:
        return published.rows(
            f"select * from {figure.view} where {condition} order by all", month=month, **asked
        )
    return published.rows(
        f"""
        select member.* exclude (submission_id), file_name
        from (select * from {figure.view} where {condition}) as member
        left join (select submission_id, file_name from marts.fct_submission) using (submission_id)
        order by all
        """,
        month=month,
        **asked,
    )


def _condition(figure: Figure) -> tuple[str, dict[str, Value]]:
    """What makes a row of the view the figure's, its values as parameters; columns were found in the view."""
    asked: dict[str, Value] = {f"key_{key}": value for key, value in figure.keys.items() if key != "month"}
    keys = [f"{_COLUMNS.get(key, key)}::varchar = $key_{key}" for key in figure.keys if key != "month"]
    return " and ".join([*keys, "report_month = $month", *([figure.part] if figure.part else [])]), asked


def _members(figure: Figure) -> tuple[list[str], dict[str, Value]]:
    """The condition of being a project behind the figure."""
    keys, asked = _condition(figure)
    return [
        "project.report_month <= $month",
        f"project.project_id in (select project_id from {figure.view} where {keys})",
    ], asked


def in_words(published: Published, figure: Figure) -> str:
    """The figure's report and the values of its keys as a reader knows them."""
    known = dict(filters.localities(published).select("locality_code", "locality_name").iter_rows())
    known |= names.lists(published)
    described = dictionary.tables(published).get(figure.report, figure.report)
    said = [dictionary.short(described)]
    for key, value in figure.keys.items():
        if key not in ("part", "month"):
            word = labels.of_column(_COLUMNS.get(key, key))
            said.append(known.get(value) or (word(value) if word else None) or value)
    return " · ".join(said)
