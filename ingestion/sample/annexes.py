"""The other seven sheets: approvals, factors, evaluations, funds, promotion, standard land, preliminary funds.

Here: plausible rows for some of a unit's projects, derived from their lives. They decide no figure of the ledger.
Not here: when a sheet is sent along (events) and how it is written (write).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files

from ingestion.months import add_months, last_day
from ingestion.sample import names
from ingestion.sample.model import AnnexRow, Cell, CityConfig, LedgerRow, Project

Shown = Sequence[tuple[Project, LedgerRow]]
_PACK = "policy/packs/xianning_2020"
_FACTORS = {
    "land": ("新增建设用地", "亩"),
    "funds": ("项目资金", "万元"),
    "environment": ("COD", "吨"),
    "energy": ("综合能耗", "吨标准煤"),
}
_POSTS = ("principal", "promotion_deputy", "other_deputy", "other_deputy", "other_deputy")
_POST_SIZE_WAN = {"principal": 300_000, "promotion_deputy": 200_000, "other_deputy": 100_000}
_NEGOTIATION = ("planned", "negotiating", "signed", "landed")
# Every so many-th project has its last item done on a promise.
_PROMISED = 8
_QUARTER = 3
_OF_NO_PROJECT_SHARE = 0.4
# Of the projects with funds, how many plan ahead: the rolling plan has the years after this one.
_ROLLING_SHARE = 0.5
_ZONES = {
    "XN-GX": ("national", "模拟高新技术产业开发区"),
    "421202": ("provincial", "模拟咸安开发区"),
    "421281": ("provincial", "模拟赤壁开发区"),
    "421221": ("provincial", "模拟嘉鱼开发区"),
    "421222": ("other", "模拟通城工业园"),
}


def annexes_for(
    config: CityConfig, *, shown: Shown, unit: str, index: int
) -> dict[str, tuple[AnnexRow, ...]]:
    """The content of each of the seven sheets that the unit has something to say on (by content)."""
    end = last_day(config.month(index))
    contents: dict[str, list[AnnexRow]] = {
        "approvals": [
            row
            for project, seen in shown
            if _has_steps(project)
            for row in _approvals(config, project, seen, end=end)
        ],
        "factors": [
            row for project, seen in shown if _has_factors(project) for row in _factors(project, seen)
        ],
        "evaluations": [
            *(row for project, seen in shown for row in _evaluations(project, seen, end)),
            *_of_no_project(config, unit=unit, index=index),
        ],
        "funding": [row for project, seen in shown for row in _funding(config, project, seen)],
        "promotions": _promotions(config, unit=unit, index=index),
        "standard_land": _standard_land(config, unit=unit, end=end),
        "preliminary_funds": _preliminary_funds(config, unit=unit, index=index),
    }
    return {content: tuple(rows) for content, rows in contents.items() if rows}


@cache
def _pack_rows(name: str) -> tuple[Mapping[str, str], ...]:
    """A file of the bundled pack."""
    text = files("ingestion").joinpath(f"{_PACK}/{name}").read_text(encoding="utf-8-sig")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _items(route: str) -> tuple[str, ...]:
    """The approval items of a route in their order, as the bundled pack names them."""
    rows = [row for row in _pack_rows("approval_items.csv") if row["approval_route"] == route]
    return tuple(row["item"] for row in sorted(rows, key=lambda row: int(row["item_order"])))


@cache
def _base_items() -> tuple[str, ...]:
    """The items that a conditional one presupposes."""
    settings = {row["key"]: row["value"] for row in _pack_rows("settings.csv")}
    return tuple(settings["conditional_base_items"].split("|"))


def _keys(seen: LedgerRow) -> dict[str, Cell]:
    return {"project_code": seen.project_code, "project_name": seen.project_name}


def _has_steps(project: Project) -> bool:
    return (bool(project.lists) and project.number % 2 == 0) or project.number % 17 == 0


def _has_factors(project: Project) -> bool:
    return (bool(project.lists) and project.number % 3 == 0) or project.number % 19 == 0


def _still_open(config: CityConfig, project: Project) -> str | None:
    """The item that a project goes on without: some never see to it, some promise another item all the same."""
    rng = config.rng("still open", project.number)
    is_promised = project.number % _PROMISED == 0
    base = [item for item in _items(project.approval_route) if item in _base_items()]
    return rng.choice(base) if rng.random() < (0.4 if is_promised else 0.15) else None


def _approvals(config: CityConfig, project: Project, seen: LedgerRow, *, end: date) -> list[AnnexRow]:
    """Done up to where the project stands; a started one has them all but what it goes on without, some on a promise.

    A completed one has its rows for as long as something in them is open.
    """
    items = _items(project.approval_route)
    still_open = _still_open(config, project)
    if seen.completion_date is not None and still_open is None:
        return []
    if seen.actual_start_date is not None:
        done = len(items)
    elif seen.approved_date is not None:
        months = (end - seen.approved_date).days // 45
        done = min(len(items) - 1, len(items) // 2 + months)
    else:
        done = min(len(items) // 2 - 1, (end - project.reserve_date).days // 120)
    rows: list[AnnexRow] = []
    for order, item in enumerate(items):
        planned = project.reserve_date + timedelta(days=45 * (order + 1) + project.number % 30)
        is_done = order < done and item != still_open
        is_promised = order == len(items) - 1 and project.number % _PROMISED == 0 and is_done
        is_begun = order == done or (order < done and item == still_open)
        state = "done" if is_done else "in_progress" if is_begun else "not_started"
        rows.append(
            {
                **_keys(seen),
                "item": item,
                "state": "conditional" if is_promised else state,
                "planned_date": planned,
                "done_date": min(planned + timedelta(days=project.number % 40), end) if is_done else None,
                "commitment": f"容缺承诺书{project.number}号" if is_promised else None,
                "approver_opinion": "同意容缺受理" if is_promised and project.number % 16 else None,
                "responsible_unit": project.responsible_unit,
            }
        )
    return rows


def _factors(project: Project, seen: LedgerRow) -> list[AnnexRow]:
    if seen.completion_date is not None:
        return []
    kinds = ["land", "funds"] + (["environment", "energy"] if project.category == "industry" else [])
    rows: list[AnnexRow] = []
    for order, kind in enumerate(kinds):
        item, unit = _FACTORS[kind]
        needed = project.total_wan if kind == "funds" else Decimal(20 + (project.number * (order + 3)) % 400)
        if seen.actual_start_date is not None and (kind != "funds" or project.number % 5):
            state, share = "settled", Decimal(1)
        elif seen.approved_date is not None:
            state, share = "partial", Decimal("0.5")
        else:
            state, share = "open", Decimal(0)
        rows.append(
            {
                **_keys(seen),
                "kind": kind,
                "item": item,
                "needed": needed,
                "unit": unit,
                "settled": needed * share,
                "state": state,
                "planned_date": project.planned_start_date,
                "responsible_unit": project.responsible_unit,
            }
        )
    return rows


def _evaluations(project: Project, seen: LedgerRow, end: date) -> list[AnnexRow]:
    if not project.lists or project.number % 6 == 0 or seen.approved_date is None:
        return []
    on = seen.approved_date - timedelta(days=12 + project.number % 20)
    if on > end or on.year < 2018:
        return []
    result = "revise" if project.number % 4 == 0 else "passed"
    score = Decimal(70 + project.number % 28)
    return [{**_keys(seen), "evaluated_on": on, "result": result, "score": score}]


def _of_no_project(config: CityConfig, *, unit: str, index: int) -> list[AnnexRow]:
    """Some units have a project evaluated that they never report in their ledger; they say so for a quarter."""
    rng = config.rng("of no project", unit)
    month = config.month(index)
    if rng.random() >= _OF_NO_PROJECT_SHARE or not 0 < index <= _QUARTER or month.month % _QUARTER != 1:
        return []
    name = f"{names.brand(rng)}未报台账项目（模拟）"
    return [{"project_name": name, "evaluated_on": month, "result": "passed", "score": Decimal(80)}]


def _funding(config: CityConfig, project: Project, seen: LedgerRow) -> list[AnnexRow]:
    """What is applied for and won of the plan's year; of some also what is planned for the two years after it."""
    if seen.fund_plan_year is None or not seen.fund_source:
        return []
    applied = (project.total_wan * Decimal("0.3") // 10) * 10
    won = (applied * Decimal("0.6") // 10) * 10 if seen.is_fund_won else None
    flags = [project.number % divisor != 0 for divisor in (7, 5, 11, 4, 3)]
    source = seen.fund_source[0]
    fund: dict[str, Cell] = {**_keys(seen), "fund_source": source, "programme": seen.fund_programme}
    own: AnnexRow = {
        **fund,
        "plan_year": seen.fund_plan_year,
        "planned_wan": applied,
        "applied_wan": applied,
        "won_wan": won,
        "paid_wan": won // 2 if won is not None and seen.actual_start_date is not None else None,
        "is_admissible": flags[0],
        "is_landable": flags[1],
        "is_applicable": flags[2],
        "is_sustainable": flags[3],
        "is_in_national_library": flags[4],
    }
    rng = config.rng("rolling plan", project.number)
    later = [seen.fund_plan_year + 1, seen.fund_plan_year + 2] if rng.random() < _ROLLING_SHARE else []
    return [own, *({**fund, "plan_year": year, "planned_wan": applied // 2} for year in later)]


def _promotions(config: CityConfig, *, unit: str, index: int) -> list[AnnexRow]:
    """Each leader courts one or two investors; talks move on with the quarters."""
    rng = config.rng("promotions", unit)
    rows: list[AnnexRow] = []
    for post in _POSTS:
        leader = f"{names.person(rng)}{len(rows) + 1}（模拟）"
        for _ in range(rng.randint(1, 2)):
            begun, speed = rng.randint(-6, 18), rng.randint(3, 9)
            name = f"{names.brand(rng)}{rng.choice(names.KINDS['industry']).what}招商项目{len(rows) + 1}"
            size = Decimal(round(_POST_SIZE_WAN[post] * rng.uniform(0.6, 1.6) / 1000) * 1000)
            is_excluded, is_pooled = rng.random() < 0.08, rng.random() < 0.7
            if begun <= index:
                rows.append(
                    {
                        "project_name": name,
                        "leader_post": post,
                        "leader_name": leader,
                        "total_investment_wan": size,
                        "is_excluded_kind": is_excluded,
                        "state": _NEGOTIATION[min(3, (index - begun) // speed)],
                        "is_in_promoted_pool": is_pooled,
                    }
                )
    return rows


def _standard_land(config: CityConfig, *, unit: str, end: date) -> list[AnnexRow]:
    if unit not in _ZONES:
        return []
    level, zone = _ZONES[unit]
    rng = config.rng("land", unit)
    rows: list[AnnexRow] = []
    for number in range(1, 200):
        month = add_months(config.first_month, 2 * number - 2)
        sold = month.replace(day=rng.randint(1, 28))
        area, is_standard = Decimal(rng.randint(150, 2400)) / 10, rng.random() < 0.25
        if sold > end or month > config.last_month:
            break
        rows.append(
            {
                "parcel": f"模拟{unit}-{sold.year}-{number:02d}",
                "zone_level": level,
                "area_mu": area,
                "is_standard_land": is_standard,
                "sold_on": sold,
                "zone_name": zone,
                "is_new_industrial": None if number % 3 else True,
            }
        )
    return rows


def _preliminary_funds(config: CityConfig, *, unit: str, index: int) -> list[AnnexRow]:
    """Each year's budget, and how much of it is spent by now."""
    rng = config.rng("preliminary", unit)
    month = config.month(index)
    rows: list[AnnexRow] = []
    for year in range(config.first_month.year, month.year + 1):
        budget = Decimal(rng.randint(20, 90) * 10)
        quarter = 4 if year < month.year else (month.month - 1) // 3
        rows.append({"fund_year": year, "budget_wan": budget, "spent_wan": budget * quarter * 23 // 100})
    return rows


def correction_of(rows: Mapping[str, tuple[AnnexRow, ...]]) -> dict[str, tuple[AnnexRow, ...]]:
    """One factor put right: the first that was not settled is."""
    for row in rows.get("factors", ()):
        if row["state"] != "settled":
            return {"factors": ({**row, "state": "settled", "settled": row["needed"]},)}
    return {}
