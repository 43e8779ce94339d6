"""Rulebook 19: what each leader of the roster has courted, and the city's promoted pool."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

from tests.oracle.annexes import Annexes, Said, without_blanks
from tests.oracle.areas import area_rows
from tests.oracle.model import Row
from tests.oracle.rules import Area, Leader, Rules
from tests.oracle.stages import ProjectMonth
from tests.oracle.submissions import Register

Shown = dict[date, dict[str, ProjectMonth]]
SETTLED, IN_PROGRESS = {"signed", "landed"}, {"planned", "negotiating"}


def rpt_promotion(shown: Shown, *, known: Register, annexes: Annexes, rules: Rules) -> list[Row]:
    """A row for each leader of the roster, also for one with nothing."""
    rows: list[Row] = []
    for month in shown:
        for leader in rules.leaders(month):
            areas = [area for area in rules.areas if area.code == leader.locality]
            said = [
                one
                for one in annexes.of_unit(leader.locality, month, "promotions")
                if without_blanks(one.value("leader_name")) == without_blanks(leader.name)
            ]
            figures = partial(_promotion, said=said, leader=leader)
            made = area_rows(rules, month=month, known=known, figures=figures, areas=areas)
            rows += [
                {
                    "leader_post": leader.post,
                    "leader_name": leader.name,
                    "target_investment_wan": leader.target,
                }
                | row
                for row in made
            ]
    return rows


def _promotion(area: Area, *, said: list[Said], leader: Leader) -> Row:
    """About the size is enough; real estate and 特色小镇 never count."""
    of_size = [one for one in said if is_of_size(one, leader)]
    qualifying = sum(one.value("state") in SETTLED for one in of_size)
    return {
        "in_progress_count": sum(one.value("state") in IN_PROGRESS for one in of_size),
        "qualifying_count": qualifying,
        "is_met": qualifying >= 1,
    }


def is_of_size(said: Said, leader: Leader) -> bool:
    total: Decimal = said.value("total_investment_wan")
    return said.value("is_excluded_kind") is not True and total >= leader.target * leader.tolerance


def rpt_promoted_pool(shown: Shown, *, known: Register, annexes: Annexes, rules: Rules) -> list[Row]:
    """One row a month for the city; a project that two leaders court is one."""
    rows: list[Row] = []
    target = rules.settings.get("promoted_pool_target")
    for month in shown:
        reported = [unit.code for unit in rules.units if known.has_reported(unit.code, month)]
        pool = {
            (one.unit, one.row.name_key)
            for unit in reported
            for one in annexes.of_unit(unit, month, "promotions")
            if one.value("is_in_promoted_pool") is True
        }
        count = len(pool) if reported else None
        needed = int(target) if target else None
        rows.append(
            {
                "report_month": month,
                "project_count": count,
                "target_count": needed,
                "is_met": None if count is None or needed is None else count >= needed,
            }
        )
    return rows
