"""The investment page's cards."""

from typing import Any

from dashboards import cards, formats
from dashboards.texts import _


def cards_of(own: dict[str, Any]) -> list[cards.Card]:
    """A locality's investment of the month, each with what it is measured against."""
    missing = None if own["is_reported"] else formats.not_reported()
    apart = missing or formats.not_comparable()
    return [
        cards.Card(
            label=_("本月完成投资"),
            value=formats.money(own["month_investment_wan"], missing=missing),
            lines=[
                cards.Line(
                    text=_("上月 {amount}").format(
                        amount=formats.money(own["previous_month_investment_wan"])
                    ),
                    tone="muted",
                )
            ],
        ),
        cards.Card(
            label=_("环比"),
            value=formats.growth(own["mom_rate"], missing=apart),
            lines=[
                cards.Line(
                    text=_("可比单位 {count}/{total}").format(
                        count=formats.count(own["comparable_unit_count"]), total=own["unit_count"]
                    ),
                    tone="muted",
                )
            ],
        ),
        cards.Card(
            label=_("本年累计完成"),
            value=formats.money(own["ytd_investment_wan"], missing=missing),
            lines=[
                cards.Line(
                    text=_("上年同期 {amount}，同比 {rate}").format(
                        amount=formats.money(own["previous_year_ytd_investment_wan"]),
                        rate=formats.growth(own["yoy_rate"], missing=apart),
                    ),
                    tone="muted",
                )
            ],
        ),
        cards.Card(
            label=_("年度计划完成率"),
            value=formats.percent(own["plan_completion_rate"], missing=missing),
            lines=[
                cards.Line(
                    text=_("在建无计划 {plans} 个，缺累计 {sums} 个").format(
                        plans=formats.count(own["no_plan_count"]),
                        sums=formats.count(own["ytd_missing_count"]),
                    ),
                    tone="muted",
                )
            ],
        ),
        cards.Card(
            label=_("本月新开工"),
            value=formats.count(own["new_start_count"], missing=missing),
            unit=_("个"),
            lines=[
                cards.Line(
                    text=_("总投资 {amount}").format(amount=formats.money(own["new_start_investment_wan"])),
                    tone="muted",
                )
            ],
        ),
    ]
