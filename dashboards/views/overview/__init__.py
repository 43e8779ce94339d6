"""总览: the month at a glance, for who has one minute.

Belongs here: the order of what is shown. Does not belong here: details (the other pages).
"""

from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboards import cards, definitions, filters, formats, labels, notes, tables, theme
from dashboards.charts import conversion as conversion_charts
from dashboards.charts import flows as flow_charts
from dashboards.texts import _
from dashboards.views.overview import load
from dashboards.warehouse import Published


def render(published: Published) -> None:
    """Draw the page."""
    month = filters.month(published)
    stated = notes.basis(published, month)
    rows = load.localities(published, month)
    city = rows.filter("is_city_total").row(0, named=True)
    trend = load.city_trend(published, month)
    arrivals = load.arrivals(published, month)

    _lede(city, rows, stated)
    clause = definitions.conversion_clause(published, "all")
    with notes.figure(
        _("{month}全市情况").format(month=formats.month(month)),
        stated,
        definition=definitions.conversion("year_to_date"),
        clause=clause,
    ):
        cards.show(_cards(city, trend, arrivals))

    left, right = st.columns(2)
    with left:
        _ranking(rows, stated, clause)
        _flows(city, stated)
    with right:
        _trend(trend, city["locality_name"], stated, clause)
        _arrivals(published, month, arrivals, stated)


def _lede(city: dict[str, Any], rows: pl.DataFrame, stated: notes.Basis) -> None:
    """The month in two sentences, each number read from the row it is shown from below."""
    if not city["is_reported"]:
        st.warning(_("{month}还没有单位报送。").format(month=formats.month(stated.month)))
        return
    sentences = [
        _(
            "截至{month}末，{city}储备项目转化率 {rate}（{converted}/{reserve}），目标 {target}，{verdict}。"
        ).format(
            month=formats.month(stated.month),
            city=city["locality_name"],
            rate=formats.percent(city["conversion_rate"]),
            converted=formats.count(city["converted_count"]),
            reserve=formats.count(city["reserve_count"]),
            target=formats.percent(city["target_rate"], places=0),
            verdict=labels.target(is_met=city["is_target_met"]),
        )
    ]
    ranked = rows.drop_nulls("rank")
    if ranked.height > 1 and ranked["rank"].n_unique() > 1:
        first = ranked.filter(pl.col("rank") == pl.col("rank").min())
        last = ranked.filter(pl.col("rank") == pl.col("rank").max())
        sentences.append(_("领先：{first}；靠后：{last}。").format(first=_named(first), last=_named(last)))
    if stated.missing:
        sentences.append(_("尚未报送：{names}。").format(names=_("、").join(stated.missing)))
    st.markdown(" ".join(sentences))


def _named(rows: pl.DataFrame) -> str:
    return _("、").join(
        f"{name} {formats.percent(rate)}"
        for name, rate in rows.select("locality_name", "conversion_rate").iter_rows()
    )


def _cards(city: dict[str, Any], trend: pl.DataFrame, arrivals: pl.DataFrame) -> list[cards.Card]:
    missing = None if city["is_reported"] else formats.not_reported()
    before = trend.filter(pl.col("report_month") < city["report_month"]).tail(1)
    before_rate = before["conversion_rate"].item() if before.height else None
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


def _short(names: list[str]) -> str:
    if not names:
        return _("无")
    if len(names) > 3:
        return _("{count} 个单位").format(count=len(names))
    return _("、").join(names)


def _tone(is_good: bool | None) -> tables.Tone:  # noqa: FBT001 - one value, one meaning
    return "" if is_good is None else "good" if is_good else "bad"


def _ranking(rows: pl.DataFrame, stated: notes.Basis, clause: str | None) -> None:
    with notes.figure(_("各地转化率"), stated, definition=definitions.conversion_in_short(), clause=clause):
        localities = rows.filter(~pl.col("is_city_total") & ~pl.col("is_tier_total"))
        theme.show(
            conversion_charts.ranking(localities),
            description=_("各地转化率由高到低，竖线为目标"),
            key="ranking",
        )


def _flows(city: dict[str, Any], stated: notes.Basis) -> None:
    with notes.figure(_("本月储备库进出（个）"), stated, definition=definitions.flows()):
        if city["opening_count"] is None:
            st.markdown(formats.not_reported())
        else:
            theme.show(
                flow_charts.waterfall(city), description=_("月初、入库、转建设、出库、月末"), key="flows"
            )


def _trend(trend: pl.DataFrame, name: str, stated: notes.Basis, clause: str | None) -> None:
    with notes.figure(
        _("全市转化率走势"), stated, definition=definitions.conversion_in_short(), clause=clause
    ):
        theme.show(
            conversion_charts.trend(trend, prominent=[name], is_yearly=True),
            description=_("全市各月转化率，虚线为目标"),
            key="trend",
        )


def _arrivals(published: Published, month: date, arrivals: pl.DataFrame, stated: notes.Basis) -> None:
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
                tables.Cell(text=row["locality_name"]),
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
        for row in arrivals.iter_rows(named=True)
    ]
    with notes.figure(
        _("{month}谁报送了").format(month=formats.month(month)),
        stated,
        definition=definitions.cut_off(published),
    ):
        tables.show(headings, rows)
