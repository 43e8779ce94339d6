"""What other reports say of one project: a table each, as far as the version has them.

Belongs here: which reports have rows about a project. Does not belong here: what those rows mean (their descriptions).
"""

import polars as pl

from dashboards import dictionary, labels, names, notes, tables
from dashboards.warehouse import Published

REPORTS = (
    "rpt_list_status",
    "rpt_start_deadline",
    "rpt_supervision",
    "rpt_priority_progress",
    "rpt_approval_progress",
    "fct_approval_step",
    "rpt_evaluation",
    "rpt_factor",
    "rpt_funding",
    "rpt_rolling_plan",
)
_KNOWN = ("report_month", "project_id", "reporting_unit_code")


def show(published: Published, stated: notes.Basis, project_id: str) -> None:
    """Each report's rows of the month about the project."""
    described = dictionary.tables(published)
    for report in REPORTS:
        columns = published.columns(f"marts.{report}")
        if "project_id" not in columns:
            continue
        month = " and report_month = $month" if "report_month" in columns else " and $month is not null"
        rows = published.query(
            f"select * exclude ({', '.join(name for name in _KNOWN if name in columns)}) from marts.{report}"
            f" where project_id = $project{month} order by all",
            project=project_id,
            month=stated.month,
        )
        if not rows.is_empty():
            name = dictionary.short(described.get(report, report))
            with notes.figure(name, stated, definition=described.get(report, report)):
                _table(
                    published, rows, dictionary.columns(published, f"marts.{report}"), name=name, key=report
                )


def _table(published: Published, rows: pl.DataFrame, words: dict[str, str], *, name: str, key: str) -> None:
    headings = [dictionary.short(words.get(column, column)) for column in rows.columns]
    lists = names.lists(published)
    kept = [place for place, column in enumerate(rows) if column.null_count() < rows.height]
    tables.show(
        [tables.Heading(text=headings[place], align="text") for place in kept],
        [
            tables.Row(cells=[_cell(rows.columns[place], row[place], lists) for place in kept])
            for row in rows.iter_rows()
        ],
        name=name,
        key=key,
    )


def _cell(column: str, value: object, lists: dict[str, str]) -> tables.Cell:
    word = lists.get if column == "list_code" else labels.of_column(column)
    said = word(value) if word is not None and isinstance(value, str) else dictionary.choice(column, value)
    return tables.plain(value) if said is None else tables.Cell(text=said)
