"""Rulebook 6 to 8: what is ready, the share of enterprises, the quotas and who counts for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial

from tests.oracle.annexes import Annexes
from tests.oracle.areas import area_rows, as_float, ceiling, ratio, total
from tests.oracle.conversion import year_to_date_member
from tests.oracle.funds import has_won_funds
from tests.oracle.model import Row
from tests.oracle.rules import Area, Quota, Rate, Rules
from tests.oracle.stages import ProjectMonth
from tests.oracle.submissions import Register

Shown = dict[date, dict[str, ProjectMonth]]


# Readiness


def rpt_readiness(shown: Shown, *, known: Register, annexes: Annexes, rules: Rules) -> list[Row]:
    rows: list[Row] = []
    for month, projects in shown.items():
        reserve = [project for project in projects.values() if is_in_reserve(project)]
        for rate in rules.rates("readiness", month):
            inside = [project for project in reserve if rate.takes(project.held.values)]
            figures = partial(_readiness, reserve=inside, annexes=annexes, rate=rate)
            made = area_rows(rules, month=month, known=known, figures=figures)
            rows += [{"scope": rate.scope} | row for row in made]
    return rows


def is_in_reserve(project: ProjectMonth) -> bool:
    """In the denominator of conversion on the official basis."""
    member = year_to_date_member(project, month=project.month)
    return member is not None and member.in_denominator


def is_approved_this_year(project: ProjectMonth) -> bool:
    return project.approved_on is not None and project.approved_on.year == project.month.year


def is_started_this_year(project: ProjectMonth) -> bool:
    return project.started_on is not None and project.started_on.year == project.month.year


def is_ready(project: ProjectMonth, annexes: Annexes) -> bool:
    """Any of the three, once."""
    return is_approved_this_year(project) or is_started_this_year(project) or has_won_funds(project, annexes)


def _readiness(area: Area, *, reserve: list[ProjectMonth], annexes: Annexes, rate: Rate) -> Row:
    inside = [project for project in reserve if project.unit in area.units]
    ready = sum(is_ready(project, annexes) for project in inside)
    return {
        "reserve_count": len(inside),
        "approved_count": sum(is_approved_this_year(project) for project in inside),
        "started_count": sum(is_started_this_year(project) for project in inside),
        "fund_won_count": sum(has_won_funds(project, annexes) for project in inside),
        "ready_count": ready,
        "readiness_rate": as_float(ratio(ready, len(inside))),
        **dict.fromkeys(("target_rate", "is_target_met", "shortfall_count")),
        **(_target(len(inside), ready, target=rate.target) if rate.binds(area.code) else {}),
    }


def _target(reserve: int, ready: int, *, target: Decimal) -> Row:
    """Nothing in the reserve meets nothing and misses nothing (reading R16)."""
    needed = Fraction(target) * reserve
    return {
        "target_rate": target,
        "is_target_met": ready >= needed if reserve else None,
        "shortfall_count": max(0, ceiling(needed) - ready),
    }


# The share of enterprises


def rpt_enterprise_share(shown: Shown, *, known: Register, rules: Rules) -> list[Row]:
    rows: list[Row] = []
    for month, projects in shown.items():
        # The report has no scopes: its rule is the one of scope `all` (reading R40).
        for rate in [rate for rate in rules.rates("enterprise_share", month) if rate.scope == "all"]:
            planned = [p for p in projects.values() if is_planned_this_year(p) and rate.takes(p.held.values)]
            figures = partial(_enterprise_share, planned=planned, rate=rate)
            rows += area_rows(rules, month=month, known=known, figures=figures)
    return rows


def is_planned_this_year(project: ProjectMonth) -> bool:
    """Not exited, and in the reserve since a day of this year; an unknown day is in no year."""
    entered = project.reserve.on
    return not project.is_exited and entered is not None and entered.year == project.month.year


def _enterprise_share(area: Area, *, planned: list[ProjectMonth], rate: Rate) -> Row:
    inside = [project for project in planned if project.unit in area.units]
    enterprise = [project for project in inside if project.value("investor_kind") == "enterprise"]
    all_wan, enterprise_wan = total(p.total for p in inside), total(p.total for p in enterprise)
    shares = (ratio(len(enterprise), len(inside)), ratio(enterprise_wan, all_wan))
    is_bound = rate.binds(area.code)
    return {
        "planned_count": len(inside),
        "enterprise_count": len(enterprise),
        "count_share": as_float(shares[0]),
        "planned_investment_wan": all_wan,
        "enterprise_investment_wan": enterprise_wan,
        "investment_share": as_float(shares[1]),
        "target_share": rate.target if is_bound else None,
        "is_target_met": _both_reach(shares, rate.target) if is_bound else None,
    }


def _both_reach(shares: Iterable[Fraction | None], target: Decimal) -> bool | None:
    """Undefined while one of the two is (reading R40)."""
    known = [share for share in shares if share is not None]
    return all(share >= target for share in known) if len(known) == 2 else None


# Quotas


def counts_for(quota: Quota, project: ProjectMonth) -> bool:
    """Of the size, and entered this year (`planning`) or marked for this year (`priority`)."""
    if project.is_exited or not _is_of_size(quota, project):
        return False
    if quota.quota_id == "planning":
        return is_planned_this_year(project)
    return project.value("is_annual_priority") is True


def _is_of_size(quota: Quota, project: ProjectMonth) -> bool:
    return quota.min_investment is None or (
        project.total is not None and project.total >= quota.min_investment
    )


def owners(quota: Quota, rules: Rules) -> list[Area]:
    """Who has a row: each unit of the tier, or the tier."""
    kind = "unit" if quota.is_of_each else "tier"
    return [area for area in rules.areas if area.tier == quota.tier and area.kind == kind]


def rpt_quota(shown: Shown, *, known: Register, rules: Rules) -> list[Row]:
    rows: list[Row] = []
    for month, projects in shown.items():
        for quota in (*rules.quotas("planning", month), *rules.quotas("priority", month)):
            counted = [project for project in projects.values() if counts_for(quota, project)]
            figures = partial(_quota, quota=quota, counted=counted, month=month, known=known)
            made = area_rows(rules, month=month, known=known, figures=figures, areas=owners(quota, rules))
            rows += [{"quota_id": quota.quota_id} | row for row in made]
    return rows


def _quota(area: Area, *, quota: Quota, counted: list[ProjectMonth], month: date, known: Register) -> Row:
    """A tier's quota is null while a unit of it is missing."""
    actual = sum(project.unit in area.units for project in counted)
    is_whole = len(known.reported_units(area, month)) == len(area.units)
    due = ceiling(Fraction(quota.count * month.month, 12)) if quota.is_monthly else quota.count
    return {
        "actual_count": actual,
        "quota_count": quota.count if is_whole else None,
        "attainment_rate": as_float(ratio(actual, quota.count)) if is_whole else None,
        "shortfall_count": max(0, quota.count - actual) if is_whole else None,
        "due_count": due if is_whole else None,
        "is_on_pace": actual >= due if is_whole else None,
    }


def is_priority(project: ProjectMonth, rules: Rules) -> bool:
    """A project that counts for the priority quota of its unit's tier."""
    tiers = {unit.code: unit.tier for unit in rules.units}
    return any(
        quota.tier == tiers.get(project.unit) and counts_for(quota, project)
        for quota in rules.quotas("priority", project.month)
    )
