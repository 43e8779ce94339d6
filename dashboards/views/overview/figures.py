"""The overview's cards."""

from typing import Any

import polars as pl

from dashboards import cards, formats, labels, links, tables
from dashboards.texts import _

_LIGHTS: dict[str, tables.Tone] = {"red": "bad", "yellow": "watch", "green": "good"}


def month(city: dict[str, Any], trend: pl.DataFrame, arrivals: pl.DataFrame) -> list[cards.Card]:
    """The city's figures of the month, each with what it is measured against."""
    missing = None if city["is_reported"] else formats.not_reported()
    before = trend.filter(pl.col("report_month") < city["report_month"]).tail(1)
    before_rate = before["conversion_rate"].item() if before.height else None
    keys = {"locality": city["locality_code"], "scope": city["scope"], "basis": city["basis"]}

    def behind(part: str) -> links.Link:
        return links.members("rpt_conversion", city["report_month"], part, **keys)

    names = {
        word: arrivals.filter(kept)["locality_name"].to_list()
        for word, kept in (
            ("late", pl.col("is_late").fill_null(value=False)),
            ("missing", ~pl.col("is_reported")),
        )
    }
    return [
        cards.Card(
            label=_("储备→建设转化率"),
            value=formats.percent(city["conversion_rate"], missing=missing),
            link=behind("in_denominator"),
            lines=[
                cards.Line(
                    text=_("目标 {target} {verdict}").format(
                        target=formats.percent(city["target_rate"], places=0),
                        verdict=labels.target(is_met=city["is_target_met"]),
                    ),
                    tone=_tone(city["is_target_met"]),
                ),
                cards.Line(text=_("上月 {rate}").format(rate=formats.percent(before_rate)), tone="muted"),
            ],
        ),
        cards.Card(
            label=_("已转化"),
            value=formats.count(city["converted_count"], missing=missing),
            link=behind("in_numerator"),
            unit=_("个"),
            lines=[
                cards.Line(text=_("储备 {count} 个").format(count=formats.count(city["reserve_count"]))),
                cards.Line(
                    text=_("序时应转 {due} 个 {verdict}").format(
                        due=formats.count(city["due_count"]),
                        verdict=labels.pace(is_on_pace=city["is_on_pace"]),
                    ),
                    tone=_tone(city["is_on_pace"]),
                ),
            ],
        ),
        cards.Card(
            label=_("已转化项目总投资"),
            value=formats.money(city["converted_investment_wan"], missing=missing),
            link=behind("in_numerator"),
            lines=[
                cards.Line(
                    text=_("占储备 {share}").format(
                        share=formats.percent(city["conversion_rate_by_investment"])
                    )
                ),
                cards.Line(
                    text=_("储备共 {amount}").format(amount=formats.money(city["reserve_investment_wan"])),
                    tone="muted",
                ),
            ],
        ),
        cards.Card(
            label=_("月末储备"),
            value=formats.count(city["closing_count"], missing=missing),
            link=behind("is_closing"),
            unit=_("个"),
            lines=[
                cards.Line(
                    text=_("月初 {opening}，入库 {entered}").format(
                        opening=formats.count(city["opening_count"]),
                        entered=formats.count(city["entered_count"]),
                    )
                ),
                cards.Line(
                    text=_("转建设 {moved}，出库 {exited}").format(
                        moved=formats.count(city["moved_count"]), exited=formats.count(city["exited_count"])
                    )
                ),
            ],
        ),
        cards.Card(
            label=_("报送单位"),
            value=f"{city['reported_unit_count']}/{city['unit_count']}",
            lines=[
                cards.Line(
                    text=_("✕ 未报：{names}").format(names=_short(names["missing"])),
                    tone="bad" if names["missing"] else "muted",
                ),
                cards.Line(
                    text=_("▲ 迟报：{names}").format(names=_short(names["late"])),
                    tone="watch" if names["late"] else "muted",
                ),
            ],
        ),
    ]


def investment(row: dict[str, Any]) -> list[cards.Card]:
    """The city's investment of the month and of the year."""
    missing = None if row["is_reported"] else formats.not_reported()
    apart = missing or formats.not_comparable()
    return [
        cards.Card(
            label=_("本月完成投资"),
            value=formats.money(row["month_investment_wan"], missing=missing),
            link=links.members(
                "rpt_investment_rank", row["report_month"], "in_numerator", locality=row["locality_code"]
            ),
            lines=[
                cards.Line(
                    text=_("环比 {rate}（可比单位 {count}/{total}）").format(
                        rate=formats.growth(row["mom_rate"], missing=apart),
                        count=formats.count(row["comparable_unit_count"]),
                        total=row["unit_count"],
                    )
                )
            ],
        ),
        cards.Card(
            label=_("本年累计完成"),
            value=formats.money(row["ytd_investment_wan"], missing=missing),
            lines=[
                cards.Line(text=_("同比 {rate}").format(rate=formats.growth(row["yoy_rate"], missing=apart)))
            ],
        ),
        cards.Card(
            label=_("年度计划完成率"),
            value=formats.percent(row["plan_completion_rate"], missing=missing),
            lines=[
                cards.Line(
                    text=_("本月新开工 {count} 个").format(count=formats.count(row["new_start_count"]))
                )
            ],
        ),
    ]


def lists(row: dict[str, Any]) -> cards.Card:
    """The four lists together and their lights."""
    missing = None if row["is_reported"] else formats.not_reported()
    return cards.Card(
        label=_("四张清单项目（不重复）"),
        value=formats.count(row["project_count"], missing=missing),
        link=links.members(
            "rpt_list_rank", row["report_month"], "in_numerator", list="all", locality=row["locality_code"]
        ),
        unit=_("个"),
        lines=[
            cards.Line(
                text=f"{labels.light(light)} {formats.count(row[f'{light}_count'], missing=missing)}",
                tone=tone,
            )
            for light, tone in _LIGHTS.items()
        ],
    )


def _short(names: list[str]) -> str:
    if not names:
        return _("无")
    if len(names) > 3:
        return _("{count} 个单位").format(count=len(names))
    return _("、").join(names)


def _tone(is_good: bool | None) -> tables.Tone:  # noqa: FBT001 - one value, one meaning
    return "" if is_good is None else "good" if is_good else "bad"
