"""The overview's table of who reported."""

import polars as pl

from dashboards import formats, labels, links, tables
from dashboards.texts import _


def show(units: pl.DataFrame) -> None:
    """How each unit reported the month."""
    headings = [
        tables.Heading(text=_("报送单位"), align="text"),
        tables.Heading(text=_("报送情况"), align="text"),
        tables.Heading(text=_("收到时间"), align="text"),
        tables.Heading(text=_("更正"), unit=_("次")),
        tables.Heading(text=_("退回"), unit=_("处")),
        tables.Heading(text=_("提醒"), unit=_("处")),
    ]
    tones: dict[bool | None, tables.Tone] = {True: "watch", False: "good", None: "bad"}
    rows = [
        tables.Row(
            cells=[
                tables.Cell(
                    text=row["locality_name"],
                    link=links.Link(page="quality", parameters={"unit": row["locality_code"]}),
                ),
                tables.Cell(
                    text=labels.arrival(is_reported=row["is_reported"], is_late=row["is_late"]),
                    tone=tones[row["is_late"] if row["is_reported"] else None],
                ),
                tables.Cell(text=formats.minute(row["received_at"])),
                *(
                    tables.Cell(text=formats.count(row[name]))
                    for name in ("correction_count", "error_count", "warning_count")
                ),
            ]
        )
        for row in units.iter_rows(named=True)
    ]
    tables.show(headings, rows, name=_("报送情况"), key="arrivals")
