"""The lists page's cards."""

from datetime import date

import polars as pl

from dashboards import cards, filters, formats, links
from dashboards.texts import _


def cards_of(city: pl.DataFrame, lists: dict[str, str], month: date) -> list[cards.Card]:
    """Each list in the city, and all of them together."""
    rows = {row["list_code"]: row for row in city.iter_rows(named=True)}
    shown = {**lists, filters.EVERY: _("四张清单合计（不重复）")}
    return [
        cards.Card(
            label=name,
            value=formats.count(rows[code]["project_count"], missing=formats.not_reported()),
            unit=_("个"),
            link=links.members(
                "rpt_list_rank", month, "in_numerator", list=code, locality=rows[code]["locality_code"]
            ),
            lines=[
                cards.Line(
                    text=_("总投资 {amount}").format(amount=formats.money(rows[code]["total_investment_wan"]))
                ),
                cards.Line(
                    text=_("本月完成 {amount}，环比 {rate}").format(
                        amount=formats.money(rows[code]["month_investment_wan"]),
                        rate=formats.growth(rows[code]["mom_rate"], missing=formats.not_comparable()),
                    ),
                    tone="muted",
                ),
            ],
        )
        for code, name in shown.items()
        if code in rows
    ]
