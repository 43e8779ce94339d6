"""The tables of what changed: each figure with its causes, and the projects behind a cause."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from dashboards import formats, links, tables
from dashboards.texts import _
from dashboards.views.overview.changes import words
from dashboards.views.overview.changes.load import Change
from dashboards.wording import in_words


def causes(changes: Mapping[str, Change], parts: Mapping[str, pl.DataFrame], *, month: date) -> None:
    """A figure in both months, below it what made the difference; a count opens its projects."""
    rows = []
    for code, change in changes.items():
        missing = None if change.is_reported else formats.not_reported()
        rows.append(
            tables.Row(
                is_total=True,
                cells=[
                    tables.Cell(text=words.figure(code)),
                    tables.Cell(text=words.value(code, change.before)),
                    tables.Cell(text=words.value(code, change.now, missing=missing)),
                    tables.Cell(text=words.difference(code, change.difference)),
                    tables.Cell(text=""),
                ],
            )
        )
        rows += [_cause(code, row, month) for row in by_cause(parts[code]).iter_rows(named=True)]
    tables.show(
        [
            tables.Heading(text=_("数字与原因"), align="text"),
            tables.Heading(text=_("上月")),
            tables.Heading(text=_("本月")),
            tables.Heading(text=_("变化")),
            tables.Heading(text=_("项目"), unit=_("个")),
        ],
        rows,
        name=_("与上月相比"),
        key="changes",
    )


def by_cause(parts: pl.DataFrame) -> pl.DataFrame:
    """What each cause adds to the difference, and how many projects it is about, the largest first."""
    return (
        parts.group_by("cause")
        .agg(part=pl.col("part").sum(), count=pl.col("project_id").n_unique())
        .sort(pl.col("part").abs(), "cause", descending=[True, False])
    )


def _cause(figure: str, row: dict[str, Any], month: date) -> tables.Row:
    link = links.here(month=formats.month_code(month), change=figure, cause=row["cause"])
    return tables.Row(
        cells=[
            tables.Cell(text=f"　{words.cause(figure, str(row['cause']))}"),
            tables.Cell(text=""),
            tables.Cell(text=""),
            tables.Cell(text=words.difference(figure, row["part"])),
            tables.count(row["count"], link=link),
        ]
    )


def projects(figure: str, rows: pl.DataFrame, *, month: date) -> None:
    """One line per project and cause, which it opens."""
    tables.listing(
        rows,
        columns=lambda part: part.select(
            pl.col("project_name").alias(_("项目名称")),
            pl.col("unit_name").alias(_("报送单位")),
            in_words("cause", lambda code: words.cause(figure, code)).alias(_("原因")),
            *(
                in_words(
                    f"amount_{side}", lambda amount: words.standing(figure, amount), skip_nulls=False
                ).alias(heading)
                for side, heading in (("before", _("上月")), ("now", _("本月")))
            ),
            in_words("part", lambda part: words.difference(figure, part)).alias(_("影响")),
        ),
        key="changed",
        name=_("变化背后的项目"),
        opens=tables.opens_projects(month),
        widths={_("项目名称"): 260, _("原因"): 200},
    )
