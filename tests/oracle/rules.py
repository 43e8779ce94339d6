"""The policy pack as the oracle understands it: raw CSV text becomes numbers, dates and names.

Only reading belongs here, and the question "which rules apply to this month"; what a rule does is elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from zoneinfo import ZoneInfo

from tests.oracle import months

CODE_SHAPE = re.compile(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}")


def normal_code(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


def normal_name(text: str) -> str:
    return re.sub(r"[\s☆★※*]", "", unicodedata.normalize("NFKC", text))


def code_or_name(text: str) -> tuple[str | None, str | None]:
    """What a cell `project_code_or_name` says: a code when it looks like one, else a name."""
    code = normal_code(text)
    return (code, None) if CODE_SHAPE.fullmatch(code) else (None, normal_name(text))


@dataclass(frozen=True)
class Locality:
    code: str
    name: str
    name_en: str
    tier: str
    gb2260: str | None
    sort_order: int
    is_unit: bool


@dataclass(frozen=True)
class Area:
    """What a report has a row for: a reporting unit, a tier or the city; `units` are those inside."""

    code: str
    kind: str  # unit, tier, city
    tier: str | None
    units: tuple[str, ...]


@dataclass(frozen=True)
class Rate:
    scope: str
    min_investment: Decimal | None
    investor_kind: str | None
    localities: frozenset[str]
    target: Decimal

    def takes(self, values: dict[str, object]) -> bool:
        """Does the scope hold a project with these values?"""
        total = values["total_investment_wan"]
        if self.min_investment is not None and not (
            isinstance(total, Decimal) and total >= self.min_investment
        ):
            return False
        return self.investor_kind is None or values["investor_kind"] == self.investor_kind

    def binds(self, code: str) -> bool:
        return not self.localities or code in self.localities


@dataclass(frozen=True)
class ListRule:
    code: str
    flag_field: str | None
    min_investment: Decimal | None


@dataclass(frozen=True)
class Light:
    yellow_from: Decimal
    yellow_is_inclusive: bool
    red_from: Decimal
    red_is_inclusive: bool

    def colour(self, value: Decimal | Fraction) -> str:
        """Red and yellow lie on the side of the threshold on which red lies from yellow, or both upwards."""
        sign = -1 if self.red_from < self.yellow_from else 1

        def reached(threshold: Decimal, inclusive: bool) -> bool:
            distance = sign * (Fraction(value) - Fraction(threshold))
            return distance > 0 or (inclusive and distance == 0)

        if reached(self.red_from, self.red_is_inclusive):
            return "red"
        return "yellow" if reached(self.yellow_from, self.yellow_is_inclusive) else "green"


@dataclass(frozen=True)
class Quota:
    """How many projects of a size a year; `each` unit of the tier owns it, or the tier does."""

    quota_id: str
    tier: str
    is_of_each: bool
    min_investment: Decimal | None
    count: int
    is_monthly: bool


@dataclass(frozen=True)
class Deadline:
    rule_id: str
    fund_source: str
    plan_year: int
    deadline: date
    needs_physical_work: bool


@dataclass(frozen=True)
class Window:
    code: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Watch:
    """A reason for a supervision list, and the projects it watches."""

    supervision_code: str
    reason_code: str
    min_investment: Decimal | None
    categories: frozenset[str]
    threshold: Decimal | None

    def watches(self, values: dict[str, object]) -> bool:
        """A project without a category is never left out."""
        total, category = values["total_investment_wan"], values["category"]
        if self.min_investment is not None and not (
            isinstance(total, Decimal) and total >= self.min_investment
        ):
            return False
        return not self.categories or category is None or category in self.categories


@dataclass(frozen=True)
class Item:
    """An item of an approval route."""

    item: str
    step: str
    order: int
    waits_for: tuple[str, ...]
    is_required: bool


@dataclass(frozen=True)
class Leader:
    locality: str
    post: str
    name: str
    target: Decimal
    tolerance: Decimal


def number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def truth(text: str) -> bool:
    return text.strip().lower() in {"true", "1", "yes", "是"}


def contains(row: dict[str, str], month: date) -> bool:
    """A row applies to the report months its dates contain; a month is its first day."""
    starts, ends = row.get("effective_from"), row.get("effective_to")
    return (not starts or date.fromisoformat(starts) <= month) and (
        not ends or month <= date.fromisoformat(ends)
    )


class Rules:
    """Typed access to one policy pack."""

    def __init__(self, policy: dict[str, list[dict[str, str]]]) -> None:
        self.policy = policy
        self.settings = {row["key"]: row["value"] for row in policy["settings"]}
        self.city = self.settings["city_code"]
        self.first_month = months.parse(self.settings["first_report_month"])
        self.zone = ZoneInfo(self.settings["timezone"])
        self.is_dense = self.settings.get("rank_method", "dense") != "competition"
        self.mom_floor = number(self.settings.get("mom_floor_wan")) or Decimal(0)

    def table(self, stem: str) -> list[dict[str, str]]:
        return self.policy.get(stem, [])

    @cached_property
    def localities(self) -> list[Locality]:
        return [
            Locality(
                code=row["locality_code"],
                name=row["locality_name"],
                name_en=row["locality_name_en"],
                tier=row["tier"],
                gb2260=row["gb2260_code"] or None,
                sort_order=int(row["sort_order"]),
                is_unit=truth(row["is_reporting_unit"]),
            )
            for row in self.table("localities")
        ]

    @cached_property
    def units(self) -> list[Locality]:
        return [locality for locality in self.localities if locality.is_unit]

    @cached_property
    def gb2260(self) -> dict[str, str]:
        return {locality.code: locality.gb2260 for locality in self.localities if locality.gb2260}

    @cached_property
    def areas(self) -> list[Area]:
        units = [Area(code=unit.code, kind="unit", tier=unit.tier, units=(unit.code,)) for unit in self.units]
        tiers = [
            Area(
                code=row["tier"],
                kind="tier",
                tier=row["tier"],
                units=tuple(unit.code for unit in self.units if unit.tier == row["tier"]),
            )
            for row in self.table("tiers")
        ]
        city = Area(code=self.city, kind="city", tier=None, units=tuple(unit.code for unit in self.units))
        return [*units, *tiers, city]

    def cut_off(self, month: date) -> datetime:
        following = months.shift(month, 1)
        clock = time.fromisoformat(self.settings["cut_off_time"])
        return datetime.combine(
            following.replace(day=int(self.settings["cut_off_day"])), clock, tzinfo=self.zone
        )

    def rates(self, rule_id: str, month: date) -> list[Rate]:
        return [
            Rate(
                scope=row["scope"],
                min_investment=number(row["min_investment_wan"]),
                investor_kind=row["investor_kind"] or None,
                localities=frozenset(part for part in row["localities"].split("|") if part),
                target=Decimal(row["target"]),
            )
            for row in self.table("rates")
            if row["rule_id"] == rule_id and contains(row, month)
        ]

    @cached_property
    def lists(self) -> list[ListRule]:
        return [
            ListRule(
                code=row["list_code"],
                flag_field=row["flag_field"] or None,
                min_investment=number(row["min_investment_wan"]),
            )
            for row in self.table("lists")
        ]

    @cached_property
    def lights(self) -> dict[str, Light]:
        return {
            row["light"]: Light(
                yellow_from=Decimal(row["yellow_from"]),
                yellow_is_inclusive=truth(row["yellow_is_inclusive"]),
                red_from=Decimal(row["red_from"]),
                red_is_inclusive=truth(row["red_is_inclusive"]),
            )
            for row in self.table("lights")
        }

    @cached_property
    def baseline(self) -> dict[tuple[str, date], Decimal]:
        return {
            (row["locality_code"], months.parse(row["report_month"])): Decimal(row["ytd_investment_wan"])
            for row in self.table("baseline")
            if row["ytd_investment_wan"]
        }

    def is_mom_excluded(self, month: date) -> bool:
        """`mom_excluded_months` names months of one year (2020-02) or of every year (2), split by |."""
        parts = [
            part.strip() for part in self.settings.get("mom_excluded_months", "").split("|") if part.strip()
        ]
        return any(months.parse(part) == month if "-" in part else int(part) == month.month for part in parts)

    def threshold(self, key: str) -> Decimal | None:
        """A number of thresholds.csv; without it, what needs it is not found (reading R30)."""
        return next((Decimal(row["value"]) for row in self.table("thresholds") if row["key"] == key), None)

    def quotas(self, quota_id: str, month: date) -> list[Quota]:
        return [
            Quota(
                quota_id=row["quota_id"],
                tier=row["tier"],
                is_of_each=row["applies_to"] == "each",
                min_investment=number(row["min_investment_wan"]),
                count=int(row["quota_count"]),
                is_monthly=row["accrues"] == "monthly",
            )
            for row in self.table("quotas")
            if row["quota_id"] == quota_id and contains(row, month)
        ]

    @cached_property
    def deadlines(self) -> list[Deadline]:
        return [
            Deadline(
                rule_id=row["rule_id"],
                fund_source=row["fund_source"],
                plan_year=int(row["plan_year"]),
                deadline=date.fromisoformat(row["deadline"]),
                needs_physical_work=truth(row["needs_physical_work"]),
            )
            for row in self.table("deadlines")
        ]

    @cached_property
    def windows(self) -> list[Window]:
        return [
            Window(
                code=row["window_code"],
                starts_on=date.fromisoformat(row["starts_on"]),
                ends_on=date.fromisoformat(row["ends_on"]),
            )
            for row in self.table("windows")
        ]

    @cached_property
    def watches(self) -> dict[tuple[str, str], Watch]:
        return {
            (row["supervision_code"], row["reason_code"]): Watch(
                supervision_code=row["supervision_code"],
                reason_code=row["reason_code"],
                min_investment=number(row["min_investment_wan"]),
                categories=frozenset(part for part in row["categories"].split("|") if part),
                threshold=number(row["threshold"]),
            )
            for row in self.table("supervision")
        }

    @cached_property
    def items(self) -> dict[str, dict[str, Item]]:
        """Route -> its items by name."""
        result: dict[str, dict[str, Item]] = {}
        for row in sorted(self.table("approval_items"), key=lambda one: int(one["item_order"])):
            result.setdefault(row["approval_route"], {})[row["item"]] = Item(
                item=row["item"],
                step=row["step"],
                order=int(row["item_order"]),
                waits_for=tuple(part for part in row["waits_for"].split("|") if part),
                is_required=truth(row["is_required"]),
            )
        return result

    def standard_land_target(self, zone_level: str, year: int) -> Decimal | None:
        """That of the latest row at or before the year."""
        rows = {
            int(row["year"]): Decimal(row["target_share"])
            for row in self.table("standard_land")
            if row["zone_level"] == zone_level and int(row["year"]) <= year
        }
        return rows[max(rows)] if rows else None

    def names(self, key: str) -> list[str]:
        """A setting that lists names."""
        return [part.strip() for part in self.settings.get(key, "").split("|") if part.strip()]

    @cached_property
    def conditional_base_items(self) -> list[str]:
        """What must be done before an item may be conditional: land and planning, by their names in the pack."""
        return self.names("conditional_base_items")

    def items_named(self, name: str) -> list[str]:
        """The items that tell one of the states of a priority project."""
        return self.names(f"priority_{name}_items")

    def leaders(self, month: date) -> list[Leader]:
        return [
            Leader(
                locality=row["locality_code"],
                post=row["leader_post"],
                name=row["leader_name"],
                target=Decimal(row["target_investment_wan"]),
                tolerance=Decimal(row["tolerance"]),
            )
            for row in self.table("leaders")
            if contains(row, month)
        ]
