"""Rulebook 18: `rpt_factor` for each project, `rpt_standard_land` for each level of zone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial

from tests.oracle import months
from tests.oracle.annexes import Annexes, Said
from tests.oracle.areas import area_rows, as_float, ratio, total
from tests.oracle.model import Row
from tests.oracle.rules import Area, Rules
from tests.oracle.stages import ProjectMonth
from tests.oracle.submissions import Register

Shown = dict[date, dict[str, ProjectMonth]]
ZONE_LEVELS = ("national", "provincial", "other")


def rpt_factor(shown: Shown, *, annexes: Annexes) -> list[Row]:
    return [
        {"report_month": month, "project_id": project.project_id, "reporting_unit_code": project.unit}
        | _factor(said, month=month)
        for month, projects in shown.items()
        for project in projects.values()
        for said in annexes.of(project, "factors")
    ]


def _factor(said: Said, *, month: date) -> Row:
    needed, settled, planned = said.value("needed"), said.value("settled"), said.value("planned_date")
    is_known = needed is not None and settled is not None
    return {
        "kind": said.value("kind"),
        "item": said.value("item") or "",  # part of the key, so blank and not null
        "gap": needed - settled if is_known else None,
        "is_overdue": said.value("state") != "settled"
        and planned is not None
        and planned <= months.last_day(month),
        **{name: said.value(name) for name in ("needed", "settled", "unit", "state", "planned_date")},
    }


def rpt_standard_land(shown: Shown, *, known: Register, annexes: Annexes, rules: Rules) -> list[Row]:
    """Parcels sold from 1 January to the month's end; blank means new industrial land."""
    rows: list[Row] = []
    for month in shown:
        said = [
            one
            for unit in rules.units
            for one in annexes.of_unit(unit.code, month, "standard_land")
            if is_sold_this_year(one, month=month)
        ]
        for level in ZONE_LEVELS:
            figures = partial(
                _standard_land,
                parcels=[one for one in said if one.value("zone_level") == level],
                target=rules.standard_land_target(level, month.year),
            )
            made = area_rows(rules, month=month, known=known, figures=figures)
            rows += [{"zone_level": level} | row for row in made]
    return rows


def is_sold_this_year(parcel: Said, *, month: date) -> bool:
    """New industrial land, sold up to the month's end."""
    sold_on: date = parcel.value("sold_on")
    is_new = parcel.value("is_new_industrial") is not False
    return is_new and date(month.year, 1, 1) <= sold_on <= months.last_day(month)


def _standard_land(area: Area, *, parcels: list[Said], target: Decimal | None) -> Row:
    inside = [one for one in parcels if one.unit in area.units]
    sold = total(one.value("area_mu") for one in inside)
    standard = total(one.value("area_mu") for one in inside if one.value("is_standard_land") is True)
    share = ratio(standard, sold)
    return {
        "sold_area_mu": sold,
        "standard_area_mu": standard,
        "standard_share": as_float(share),
        "target_share": target,
        "is_target_met": None if share is None or target is None else share >= Fraction(target),
    }
