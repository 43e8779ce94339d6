"""What moved a rank: the locality's own figure, or the others'.

Belongs here: taking a change of rank apart, and its table. The places a locality would have moved had the others stood
still are its own doing; the rest is the others'. Does not belong here: the ranks themselves (dbt).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from dashboards import formats, links, tables
from dashboards.texts import _
from ingestion.months import add_months


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A locality in one month: its month over month, its rank by that, its investment in 万元."""

    rate: float
    rank: int
    investment_wan: float


@dataclass(frozen=True, kw_only=True)
class Movement:
    """A change of rank, in places risen; `own` and `others` add up to it."""

    locality_code: str
    locality_name: str
    before: Standing
    now: Standing
    own: int
    others: int
    passed: Sequence[str]
    passed_by: Sequence[str]


def movements(trend: pl.DataFrame, month: date, *, is_dense: bool) -> list[Movement]:
    """Each ranked unit's movement, by rank; none where not the same units were ranked in both months.

    `trend`: report_month, locality_code, locality_name, is_reporting_unit, mom_rate, rank, month_investment_wan.
    """
    now, before = (_standings(trend, day) for day in (month, add_months(month, -1)))
    if now.keys() != before.keys():
        return []
    names = dict(trend.select("locality_code", "locality_name").iter_rows())
    found = []
    for code, standing in now.items():
        others = [before[other].rate for other in before if other != code]
        better = [rate for rate in others if rate > standing.rate]
        alone = 1 + len(set(better) if is_dense else better)
        found.append(
            Movement(
                locality_code=code,
                locality_name=names[code],
                before=before[code],
                now=standing,
                own=before[code].rank - alone,
                others=alone - standing.rank,
                passed=[
                    names[other]
                    for other in now
                    if before[other].rank < before[code].rank and now[other].rank > standing.rank
                ],
                passed_by=[
                    names[other]
                    for other in now
                    if before[other].rank > before[code].rank and now[other].rank < standing.rank
                ],
            )
        )
    return found


def _standings(trend: pl.DataFrame, month: date) -> dict[str, Standing]:
    ranked = trend.filter(
        pl.col("is_reporting_unit") & (pl.col("report_month") == month) & pl.col("rank").is_not_null()
    ).sort("rank", "locality_code")
    return {
        row["locality_code"]: Standing(
            rate=row["mom_rate"], rank=row["rank"], investment_wan=row["month_investment_wan"]
        )
        for row in ranked.iter_rows(named=True)
    }


def definition() -> str:
    """How a change of rank is taken apart."""
    return _(
        "自身＝假定其他地区的环比停在上月，只把本地的环比换成本月，名次变几位；他人＝其余部分，即其他地区变动带来的；"
        "两者相加等于名次变化。两个月参加排名的地区不同时不作比较。"
    )


def show(found: Sequence[Movement], *, chosen: str, address: Mapping[str, str]) -> None:
    """A row per locality; its name leads to its view."""
    if not found:
        st.markdown(_("两个月参加排名的地区不同，名次不可比。"))
        return
    tables.show(
        [
            tables.Heading(text=_("地区"), align="text"),
            tables.Heading(text=_("名次"), unit=_("上月 → 本月"), align="mid"),
            tables.Heading(text=_("变化"), align="mid"),
            tables.Heading(text=_("自身"), unit=_("位"), align="mid"),
            tables.Heading(text=_("他人"), unit=_("位"), align="mid"),
            tables.Heading(text=_("环比"), unit=_("上月 → 本月")),
            tables.Heading(text=_("完成投资"), unit=_("上月 → 本月")),
            tables.Heading(text=_("超过了谁"), align="text"),
            tables.Heading(text=_("被谁超过"), align="text"),
        ],
        [
            tables.Row(
                is_chosen=move.locality_code == chosen,
                cells=[
                    tables.Cell(
                        text=move.locality_name,
                        link=links.here(**address, locality=move.locality_code),
                    ),
                    tables.Cell(text=f"{move.before.rank} → {move.now.rank}"),
                    _places(move.before.rank - move.now.rank),
                    _places(move.own),
                    _places(move.others),
                    tables.Cell(text=f"{formats.growth(move.before.rate)} → {formats.growth(move.now.rate)}"),
                    tables.Cell(
                        text=f"{formats.money(move.before.investment_wan)} → {formats.money(move.now.investment_wan)}"
                    ),
                    tables.Cell(text=_("、").join(move.passed)),
                    tables.Cell(text=_("、").join(move.passed_by)),
                ],
            )
            for move in found
        ],
        name=_("名次为什么变"),
        key="movement",
    )


def _places(risen: int) -> tables.Cell:
    tone: tables.Tone = "good" if risen > 0 else "bad" if risen < 0 else "muted"
    return tables.Cell(text=formats.rank_change(risen, rank=1), tone=tone, value=risen)
