"""Columns of a report as the bars of `bars.side_by_side`: a row per name and part, with the words of its figure.

Belongs here: that one shape. Does not belong here: which columns are drawn, and how (bars).
"""

from collections.abc import Callable, Mapping

import polars as pl

from dashboards import formats
from dashboards.wording import in_words


def in_parts(
    rows: pl.DataFrame,
    columns: Mapping[str, str],
    *,
    written: Callable[..., str],
    per: float = 1,
    code: str = "locality_code",
    name: str = "locality_name",
) -> pl.DataFrame:
    """`code`, `name`, `part`, `value`, `label` of each part → column.

    `value` is in the chart's unit, of which a figure's own makes up one in `per`; `written` is a function of `formats`.
    A row that says `is_reported` and is not has that word in place of a figure.
    """
    is_reported = pl.col("is_reported") if "is_reported" in rows.columns else pl.lit(value=True)
    return pl.concat(
        rows.select(
            code=code,
            name=name,
            part=pl.lit(part),
            value=pl.col(column).cast(pl.Float64) / per,
            label=in_words(
                pl.struct(is_reported=is_reported, value=column),
                lambda row: written(
                    row["value"], missing=None if row["is_reported"] else formats.not_reported()
                ),
            ),
        )
        for part, column in columns.items()
    )
