"""When each unit files for each month, and how: on time, late, twice, corrected, without change, or not at all.

Here: one slot per unit and month. Not here: which rows a filing holds (events).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Literal

from ingestion.months import add_months
from ingestion.sample import calibration
from ingestion.sample.model import CityConfig, Kind

SlotKind = Literal[
    "full",  # a full and nothing else
    "no_change",
    "never",  # no full and no no_change; only a correction that has no base
    "much_later",  # the full comes months later
    "without_base",  # a no_change after a month not reported, then the full
    "second_full",  # a full with stale figures, then a right one
    "corrected",  # a full with slips, then a correction
    "unit_conflict",  # a file whose cover names another unit, then the right one
    "period_conflict",  # a file whose cover names the same month of last year, then the right one
    "delivered_twice",  # the same bytes a second time under another name
]
CHINA = timezone(timedelta(hours=8))
CUT_OFF_DAY, CUT_OFF_HOUR = 5, 18
_WORDS: dict[Kind, str] = {"full": "全量", "correction": "更正", "no_change": "无变化"}


@dataclass(frozen=True, slots=True)
class Slot:
    """How a unit files for a month; `received_at` is that of the first file."""

    unit: str
    index: int
    kind: SlotKind
    received_at: datetime
    lateness: Literal["", "late", "on_the_dot", "one_second"] = ""

    def correction_file(self, month: date) -> str:
        """The path of the slot's correction."""
        return file_name(self.unit, month, "correction")


Slots = dict[tuple[str, int], Slot]


def cut_off(month: date) -> datetime:
    """The last moment that is in time (as the plan's pack says; the sample only needs it to place its filings)."""
    following = add_months(month, 1)
    return datetime(following.year, following.month, CUT_OFF_DAY, CUT_OFF_HOUR, tzinfo=CHINA)


def file_name(unit: str, month: date, kind: Kind, *, suffix: str = "") -> str:
    """The path of a filing below the city's folder."""
    name = f"{calibration.UNIT_BY_CODE[unit].name}_{month:%Y-%m}_{_WORDS[kind]}{suffix}.xlsx"
    return f"submissions/{month:%Y-%m}/{name}"


def plan_slots(config: CityConfig) -> Slots:
    """Deal the kinds of slots to units and months; the first month is whole and plain everywhere."""
    rng = config.rng("schedule")
    kinds: dict[tuple[str, int], SlotKind] = {}
    units = [unit.code for unit in calibration.UNITS]
    count = config.month_count
    inner = range(1, max(1, count - 1))
    middle = [i for i in range(1, count - 3) if config.month(i).month not in (12, 1)]
    januaries = [i for i in range(1, count) if config.month(i).month == 1]
    collapse = config.index(date(2020, 2, 1))

    def deal(kind: SlotKind, months: list[int], *, fits: Callable[[str, int], bool] | None = None) -> None:
        places = [
            (unit, index)
            for unit in units
            for index in months
            if (unit, index) not in kinds and (fits is None or fits(unit, index))
        ]
        if places:
            kinds[rng.choice(places)] = kind

    def stands_alone(unit: str, index: int) -> bool:
        return not {(unit, index - 1), (unit, index + 1)} & kinds.keys()

    # A missing month needs plain neighbours: what follows it must not lean on it.
    deal("never", middle, fits=stands_alone)
    for unit, index in [place for place, kind in kinds.items() if kind == "never"]:
        kinds[unit, index + 1] = "without_base"
    missing_units = {unit for unit, _ in kinds}
    deal(
        "much_later",
        middle,
        fits=lambda u, i: u not in missing_units and stands_alone(u, i) and i != collapse,
    )
    held = dict(kinds)

    def leans_on_plain(unit: str, index: int) -> bool:
        return all(held.get((unit, near)) is None for near in (index - 1, index + 1))

    deal("period_conflict", januaries or list(inner))
    deal("no_change", januaries[-1:], fits=leans_on_plain)
    for _ in range(3):
        deal("no_change", [collapse] if collapse in inner else list(inner), fits=leans_on_plain)
    for _ in range(2):
        deal("no_change", [i for i in inner if config.month(i).month not in (1, 12)], fits=leans_on_plain)
    free = [i for i in inner if i != collapse]
    deal("unit_conflict", free)
    deal("delivered_twice", free)
    for _ in range(3):
        deal("second_full", free)
    for _ in range(max(4, count // 2)):
        deal("corrected", free)
    slots: Slots = {}
    plain = [(u, i) for u in units for i in range(1, count) if (u, i) not in kinds]
    late = set(rng.sample(plain, max(3, len(plain) // 16)))
    dots = dict(zip(sorted(rng.sample(plain, 2)), ("on_the_dot", "one_second"), strict=True))
    for unit in units:
        for index in range(count):
            place = (unit, index)
            slots[place] = _slot(
                rng,
                config=config,
                place=place,
                kind=kinds.get(place, "full"),
                lateness=dots.get(place, "late" if place in late else ""),
            )
    return slots


def _slot(
    rng: random.Random, *, config: CityConfig, place: tuple[str, int], kind: SlotKind, lateness: str
) -> Slot:
    unit, index = place
    end = cut_off(config.month(index))
    in_time = end.replace(
        day=rng.randint(1, CUT_OFF_DAY),
        hour=rng.randint(8, 16),
        minute=rng.randrange(60),
        second=rng.randrange(60),
    )
    if kind == "much_later":
        return Slot(unit, index, kind, in_time + timedelta(days=90))
    if kind in ("second_full", "corrected", "unit_conflict", "period_conflict", "without_base"):
        return Slot(unit, index, kind, in_time.replace(day=rng.randint(1, 3)))
    if lateness == "on_the_dot":
        return Slot(unit, index, kind, end, "on_the_dot")
    if lateness == "one_second":
        return Slot(unit, index, kind, end + timedelta(seconds=1), "one_second")
    if lateness == "late":
        return Slot(unit, index, kind, in_time + timedelta(days=rng.randint(6, 15)), "late")
    return Slot(unit, index, kind, in_time)


def quiet_months(slots: Slots) -> frozenset[tuple[str, int]]:
    """The unit's months in which nothing happens, because it files that nothing did."""
    return frozenset(place for place, slot in slots.items() if slot.kind == "no_change")
