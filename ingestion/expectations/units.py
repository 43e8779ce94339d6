"""Columns whose unit of money is doubtful as a whole: every figure may be wrong alike, and none stands out.

Belongs here: a ledger in 亿元 or 元 throughout, and a column in another unit than the totals beside it.
Does not belong here: single figures beside their column (`rules`) or beside their history (dbt).
"""

import polars as pl

from ingestion.expectations.rules import MONEY_FIELDS
from ingestion.feedback.messages import finding, no_findings
from ingestion.parsing import ParsedSheet

_RULE = "UNIT_SUSPECT"
_TOTAL = "total_investment_wan"
# Of fewer figures a median says nothing; a whole ledger of few projects is still compared with what is plausible.
_FEWEST_COMPARED = 4


def doubtful_columns(
    parsed: ParsedSheet, *, ratio: float | None, smallest_total: float | None
) -> pl.DataFrame:
    """A finding for each column of a ledger that is about `ratio` times too small or too large as a whole.

    `smallest_total` is the total below which a project is not reported at all, in 万元.
    """
    found = [no_findings()]
    if ratio is None:
        return found[0]
    rows = parsed.rows
    total = rows.filter(pl.col(_TOTAL) > 0)[_TOTAL].cast(pl.Float64).median()
    if (
        smallest_total is not None
        and isinstance(total, float)
        and not (smallest_total <= total < smallest_total * ratio)
    ):
        found.append(_doubt(parsed, _TOTAL, total))
    about = ratio / 10**0.5
    for name in MONEY_FIELDS:
        both = rows.filter(pl.col(name) > 0, pl.col(_TOTAL) > 0)
        if name == _TOTAL or both.height < _FEWEST_COMPARED:
            continue
        share = (both[name].cast(pl.Float64) / both[_TOTAL].cast(pl.Float64)).median()
        median = both[name].cast(pl.Float64).median()
        if isinstance(share, float) and isinstance(median, float) and not (1 / about <= share <= about):
            found.append(_doubt(parsed, name, median))
    return pl.concat(found)


def _doubt(parsed: ParsedSheet, name: str, median: float) -> pl.DataFrame:
    columns = parsed.source_columns.filter(pl.col("field") == name).select("column_letter", "heading").rows()
    letter, heading = columns[0] if columns else (None, name)
    return finding(
        _RULE,
        sheet=parsed.sheet,
        column_letter=letter,
        field=name,
        words={"heading": heading, "value": f"整列数据（中位数 {median:,.6g} 万元）"},
    )
