"""The tables of the page of assessment: scores with their indicators, reporting quality."""

from datetime import date
from typing import Any

import polars as pl

from dashboards import formats, links, tables
from dashboards.texts import _
from dashboards.views.assessment import load, words


def scores(rows: pl.DataFrame, points: pl.DataFrame) -> None:
    """Units by rank, with what each indicator gave and what is missing."""
    weights = dict(points.select("indicator", "weight").unique(maintain_order=True).iter_rows())
    given = {(row["unit"], row["indicator"]): row["points"] for row in points.iter_rows(named=True)}
    tables.show(
        [
            tables.Heading(text=_("单位"), align="text"),
            tables.Heading(text=_("名次"), align="mid"),
            tables.Heading(text=_("得分")),
            *(
                tables.Heading(
                    text=words.indicator(code),
                    unit=_("权重 {share}").format(share=formats.percent(weight, places=0)),
                )
                for code, weight in weights.items()
            ),
            tables.Heading(text=_("末位"), align="text"),
            tables.Heading(text=_("缺失的指标"), align="text"),
            tables.Heading(text=_("提示"), align="wrap"),
        ],
        [
            tables.Row(
                cells=[
                    tables.Cell(text=row["unit_name"]),
                    tables.Cell(text=formats.count(row["rank"]), value=row["rank"]),
                    _points(row["score"]),
                    *(_points(given.get((row["unit"], code))) for code in weights),
                    _last(row),
                    tables.Cell(text=_missing(row["missing_indicators"])),
                    tables.Cell(text=row["note"] or ""),
                ]
            )
            for row in rows.iter_rows(named=True)
        ],
        name=_("名次与各项得分"),
        key="score_rows",
    )


def _points(value: float | None) -> tables.Cell:
    return tables.Cell(text=load.score(value), tone="muted" if value is None else "", value=value)


def _last(row: dict[str, Any]) -> tables.Cell:
    if row["is_last_two_years"]:
        return tables.Cell(text=_("✕ 连续两年末位"), tone="bad")
    return tables.Cell(text=_("▲ 末位"), tone="watch") if row["is_last"] else tables.Cell(text="")


def _missing(codes: str | None) -> str:
    return _("、").join(words.indicator(code) for code in codes.split("|")) if codes else ""


def reporting(rows: pl.DataFrame, *, month: date) -> None:
    """Units in the plan's order; a name opens what it sent."""
    tables.show(
        [
            tables.Heading(text=_("报送单位"), align="text"),
            tables.Heading(text=_("按时率")),
            tables.Heading(text=_("按时"), unit=_("月")),
            tables.Heading(text=_("应报送"), unit=_("月")),
            tables.Heading(text=_("一次通过率")),
            tables.Heading(text=_("一次通过"), unit=_("月")),
            tables.Heading(text=_("报送次数")),
            tables.Heading(text=_("更正次数")),
            tables.Heading(text=_("更正率")),
            tables.Heading(text=_("得分")),
        ],
        [
            tables.Row(
                cells=[
                    tables.Cell(
                        text=row["locality_name"],
                        link=links.Link(
                            page="quality",
                            parameters={
                                "unit": row["reporting_unit_code"],
                                "month": formats.month_code(month),
                            },
                        ),
                    ),
                    tables.percent(row["on_time_rate"]),
                    tables.count(row["on_time_count"]),
                    tables.count(row["due_month_count"]),
                    tables.percent(row["first_pass_rate"]),
                    tables.count(row["first_pass_count"]),
                    tables.count(row["submission_count"]),
                    tables.count(row["correction_count"]),
                    tables.percent(row["correction_rate"]),
                    _points(row["score"]),
                ]
            )
            for row in rows.iter_rows(named=True)
        ],
        name=_("报送质量"),
        key="reporting_rows",
    )
