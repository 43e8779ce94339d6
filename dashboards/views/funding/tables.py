"""The cards and tables of the page of funds and promotion."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from dashboards import cards, formats, labels, links, tables
from dashboards.texts import _
from dashboards.views.funding import words


def sources(rows: pl.DataFrame, month: date) -> list[cards.Card]:
    """Each source: projects in its pool, and how many are ready."""
    return [
        cards.Card(
            label=labels.fund_source(row["fund_source"]),
            value=formats.count(row["project_count"], missing=formats.not_reported()),
            unit=_("个"),
            link=_behind(row, month, "in_denominator"),
            lines=[
                cards.Line(text=_("申报 {amount}").format(amount=formats.money(row["applied_wan"]))),
                cards.Line(
                    text=_("下达 {won}，支付 {paid}").format(
                        won=formats.money(row["won_wan"]), paid=formats.money(row["paid_wan"])
                    )
                ),
                cards.Line(
                    text=_("四可 {able} 个，国家库 {library} 个").format(
                        able=formats.count(row["four_able_count"]),
                        library=formats.count(row["in_national_library_count"]),
                    ),
                    tone="muted",
                ),
            ],
        )
        for row in rows.iter_rows(named=True)
    ]


def _behind(row: Mapping[str, Any], month: date, part: str) -> links.Link:
    return links.members(
        "rpt_funding", month, part, locality=row["locality_code"], fund_source=row["fund_source"]
    )


def _missing(row: Mapping[str, Any]) -> str | None:
    return None if row["is_reported"] else formats.not_reported()


def _named(row: Mapping[str, Any], address: Mapping[str, str]) -> tables.Cell:
    return tables.Cell(
        text=row["locality_name"], link=links.here(**{**address, "locality": row["locality_code"]})
    )


def _line(row: Mapping[str, Any], cells: list[tables.Cell], *, chosen: str) -> tables.Row:
    return tables.Row(
        cells=cells,
        is_total=row["is_city_total"] or row["is_tier_total"],
        is_chosen=row["locality_code"] == chosen,
    )


def funding(rows: pl.DataFrame, *, month: date, address: Mapping[str, str]) -> None:
    """Localities below the tiers and the city; a count opens its projects."""
    tables.show(
        [
            tables.Heading(text=_("地区"), align="text"),
            tables.Heading(text=_("申报项目"), unit=_("个")),
            tables.Heading(text=_("申报")),
            tables.Heading(text=_("下达")),
            tables.Heading(text=_("支付")),
            tables.Heading(text=_("四可"), unit=_("个")),
            tables.Heading(text=_("国家库"), unit=_("个")),
        ],
        [
            _line(
                row,
                [
                    _named(row, address),
                    tables.count(
                        row["project_count"],
                        missing=_missing(row),
                        link=_behind(row, month, "in_denominator"),
                    ),
                    *(
                        tables.money(row[column], missing=_missing(row))
                        for column in ("applied_wan", "won_wan", "paid_wan")
                    ),
                    tables.count(
                        row["four_able_count"],
                        missing=_missing(row),
                        link=_behind(row, month, "is_four_able"),
                    ),
                    tables.count(
                        row["in_national_library_count"],
                        missing=_missing(row),
                        link=_behind(row, month, "is_in_national_library"),
                    ),
                ],
                chosen=address["locality"],
            )
            for row in rows.iter_rows(named=True)
        ],
        name=_("各地资金争取"),
        key="funding_rows",
    )


def rolling(rows: pl.DataFrame, *, month: date) -> None:
    """Year and source; a count opens its projects."""
    tables.show(
        [
            tables.Heading(text=_("计划年度"), align="text"),
            tables.Heading(text=_("资金来源"), align="text"),
            tables.Heading(text=_("项目"), unit=_("个")),
            tables.Heading(text=_("计划投资")),
        ],
        [
            tables.Row(
                cells=[
                    tables.Cell(text=str(row["plan_year"])),
                    tables.Cell(text=labels.fund_source(row["fund_source"])),
                    tables.count(
                        row["project_count"],
                        missing=_missing(row),
                        link=links.members(
                            "rpt_rolling_plan",
                            month,
                            "in_denominator",
                            locality=row["locality_code"],
                            fund_source=row["fund_source"],
                            plan_year=str(row["plan_year"]),
                        ),
                    ),
                    tables.money(row["planned_wan"], missing=_missing(row)),
                ]
            )
            for row in rows.iter_rows(named=True)
        ],
        name=_("三年滚动计划"),
        key="rolling_rows",
    )


def preliminary(rows: pl.DataFrame, *, month: date, chosen: str) -> None:
    """Budgeted and spent by locality."""
    tables.show(
        [
            tables.Heading(text=_("地区"), align="text"),
            tables.Heading(text=_("预算安排")),
            tables.Heading(text=_("已支出")),
        ],
        [
            _line(
                row,
                [
                    tables.Cell(text=row["locality_name"]),
                    *(
                        tables.money(
                            row[column],
                            missing=_missing(row),
                            link=links.members(
                                "rpt_preliminary_fund",
                                month,
                                locality=row["locality_code"],
                                fund_year=str(row["fund_year"]),
                            ),
                        )
                        for column in ("budget_wan", "spent_wan")
                    ),
                ],
                chosen=chosen,
            )
            for row in rows.iter_rows(named=True)
        ],
        name=_("前期经费"),
        key="preliminary_rows",
    )


def leaders(rows: pl.DataFrame, *, month: date) -> None:
    """One line per leader of the roster."""
    tables.show(
        [
            tables.Heading(text=_("地区"), align="text"),
            tables.Heading(text=_("职务"), align="text"),
            tables.Heading(text=_("姓名"), align="text"),
            tables.Heading(text=_("应招引")),
            tables.Heading(text=_("签约落地"), unit=_("个")),
            tables.Heading(text=_("谋划洽谈"), unit=_("个")),
            tables.Heading(text=_("是否完成"), align="text"),
        ],
        [
            tables.Row(
                cells=[
                    tables.Cell(text=row["locality_name"]),
                    tables.Cell(text=words.post(row["leader_post"])),
                    tables.Cell(text=row["leader_name"]),
                    tables.money(row["target_investment_wan"]),
                    *(
                        tables.count(
                            row[column],
                            missing=_missing(row),
                            link=links.members(
                                "rpt_promotion",
                                month,
                                part,
                                locality=row["locality_code"],
                                leader_post=row["leader_post"],
                                leader_name=row["leader_name"],
                            ),
                        )
                        for column, part in (
                            ("qualifying_count", "in_numerator"),
                            ("in_progress_count", "is_in_progress"),
                        )
                    ),
                    _judged(is_met=row["is_met"]),
                ]
            )
            for row in rows.iter_rows(named=True)
        ],
        name=_("领导招商"),
        key="leader_rows",
    )


def land(rows: pl.DataFrame, *, month: date, chosen: str) -> None:
    """Land sold by locality."""
    tables.show(
        [
            tables.Heading(text=_("地区"), align="text"),
            tables.Heading(text=_("出让面积"), unit=_("亩")),
            tables.Heading(text=_("标准地"), unit=_("亩")),
            tables.Heading(text=_("标准地占比")),
            tables.Heading(text=_("目标")),
            tables.Heading(text=_("是否达标"), align="text"),
        ],
        [
            _line(
                row,
                [
                    tables.Cell(text=row["locality_name"]),
                    _area(row["sold_area_mu"], row, month, "in_denominator"),
                    _area(row["standard_area_mu"], row, month, "in_numerator"),
                    tables.percent(row["standard_share"], missing=_missing(row) or words.nothing_sold()),
                    tables.percent(row["target_share"]),
                    _judged(is_met=row["is_target_met"]),
                ],
                chosen=chosen,
            )
            for row in rows.iter_rows(named=True)
        ],
        name=_("标准地"),
        key="land_rows",
    )


def _area(mu: Decimal | None, row: Mapping[str, Any], month: date, part: str) -> tables.Cell:
    if mu is None:
        return tables.Cell(text=_missing(row) or formats.undefined(), tone="muted")
    behind = links.members(
        "rpt_standard_land", month, part, locality=row["locality_code"], zone_level=row["zone_level"]
    )
    return tables.Cell(text=f"{formats.rounded(mu, 1):,}", value=mu, link=behind if mu else None)


def _judged(*, is_met: bool | None) -> tables.Cell:
    return tables.Cell(
        text=labels.target(is_met=is_met), tone="muted" if is_met is None else "good" if is_met else "bad"
    )
