"""A long list on paper: its first rows as a plain table, because of a grid that scrolls only what is in sight prints.

Belongs here: that table, everything escaped. Does not belong here: the list on a screen (tables), and what is hidden
from which of the two (the style sheet).
"""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

import polars as pl

from dashboards import formats
from dashboards.texts import _

_ROWS = 40


def sheet(rows: pl.DataFrame, *, total: int, rates: Collection[str]) -> str:
    """Rows under their final headings, of `total` in all; `rates`: the columns that are shares."""
    head = "".join(f"<th>{escape(name)}</th>" for name in rows.columns)
    body = "".join(
        "<tr>" + "".join(_cell(value, is_rate=name in rates) for name, value in row.items()) + "</tr>"
        for row in rows.head(_ROWS).iter_rows(named=True)
    )
    rest = _("共 {total} 行，纸上只有前 {count} 行，全部可在页面上下载。").format(
        total=formats.count(total), count=_ROWS
    )
    note = f"<p>{escape(rest)}</p>" if total > _ROWS else ""
    return f'<div class="sk-print"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}</div>'


def _cell(value: Any, *, is_rate: bool) -> str:
    if isinstance(value, float | Decimal):
        text = formats.percent(value) if is_rate else f"{formats.rounded(value, 2).normalize():,f}"
        return f'<td class="number">{text}</td>'
    if isinstance(value, int) and not isinstance(value, bool):
        return f'<td class="number">{value}</td>'
    text = value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
    return f"<td>{escape(text)}</td>"
