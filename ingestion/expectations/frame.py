"""The columns that rules speak of and a sheet does not have.

Belongs here: a row's key, the report month's end, dates as the warehouse reads them, the parts of a code.
Does not belong here: judging any of them (`rules`).
"""

import polars as pl

from ingestion.contract import Content, load_workbook_contract
from ingestion.expectations.rules import MONEY_FIELDS, ROW_KEYS, STAGE_DATES, as_read, times_neighbours
from ingestion.names import CODE_SHAPE, name_key

# A median of fewer says nothing of the column.
_FEWEST_NEIGHBOURS = 4
# Between the parts of a key; no cell holds it.
_SEPARATOR = "\x1f"


def with_derived(content: Content, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of one content, of any number of submissions, with all that the content's rules read.

    `rows` has the landed columns and, of its submission, `submission_id`, `report_month`, `unit_region`.
    """
    rows = rows.with_columns(row_key=_row_key(content))
    return _with_ledger_columns(rows) if content == "ledger" else rows


def _with_ledger_columns(rows: pl.DataFrame) -> pl.DataFrame:
    has_code = pl.col("project_code").is_not_null()
    code_shape_fits = pl.col("project_code").str.contains(CODE_SHAPE.pattern)
    month_end = pl.col("report_month").dt.month_end()
    return (
        rows.with_columns(
            month_end=month_end,
            code_shape_fits=pl.when(has_code).then(code_shape_fits.cast(pl.Int8)),
            code_region=pl.when(code_shape_fits).then(pl.col("project_code").str.slice(5, 6)),
            has_ytd_investment=(pl.col("ytd_investment_wan") > 0).fill_null(value=False),
        )
        .with_columns(
            pl.when((pl.col(name) > pl.col("month_end")).fill_null(value=False))
            .then(None)
            .otherwise(pl.col(name))
            .alias(as_read(name))
            for name in STAGE_DATES
        )
        .with_columns(_times_neighbours(name).alias(times_neighbours(name)) for name in MONEY_FIELDS)
        .with_columns(
            is_started_or_completed=pl.col(as_read("actual_start_date")).is_not_null()
            | pl.col(as_read("completion_date")).is_not_null()
            | (pl.col("library") == "production").fill_null(value=False)
        )
    )


def _times_neighbours(name: str) -> pl.Expr:
    """A figure above 0 as a multiple of the median of those in its column; null where there are too few."""
    figure = pl.when(pl.col(name) > 0).then(pl.col(name).cast(pl.Float64))
    of_submission = pl.col("submission_id")
    is_enough = figure.count().over(of_submission) >= _FEWEST_NEIGHBOURS
    return pl.when(is_enough).then(figure / figure.median().over(of_submission))


def _row_key(content: Content) -> pl.Expr:
    """What only one row of a submission may have; null where the part that every row must have is blank."""
    sheet = load_workbook_contract().by_content[content]
    first, *others = ROW_KEYS[content]
    if first == "project_name":
        keys = [pl.col("project_code")] if "project_code" in sheet.by_name else []
        head = pl.coalesce(*keys, pl.col("name_key"))
    else:
        head = _part(sheet.row_schema, first)
    parts = [_part(sheet.row_schema, other).fill_null("") for other in others]
    return pl.concat_str(pl.col("submission_id"), head, *parts, separator=_SEPARATOR)


def _part(schema: pl.Schema, name: str) -> pl.Expr:
    return name_key(pl.col(name)) if schema[name] == pl.String else pl.col(name).cast(pl.String)
