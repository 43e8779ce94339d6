"""Rulebook 9: who is on the four lists, `rpt_list_status` with its lights, `rpt_list_rank`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tests.oracle import months
from tests.oracle.areas import as_float, rank_change, ranks, ranks_in_tiers, ratio, reporting, total
from tests.oracle.identity import Identities
from tests.oracle.investment import Comparison, compare_months, growth
from tests.oracle.model import Row
from tests.oracle.rules import ListRule, Rules, code_or_name
from tests.oracle.stages import ProjectMonth
from tests.oracle.submissions import Register

Shown = dict[date, dict[str, ProjectMonth]]
ALL = "all"
WORST_FIRST = ("red", "yellow", "green", "none")


@dataclass
class Membership:
    """The pack's registers, resolved: which lists and years are covered, and by which projects (reading R25)."""

    covered: set[tuple[str, int]] = field(default_factory=set)
    projects: set[tuple[str, int, str]] = field(default_factory=set)

    def covers(self, list_code: str, month: date) -> bool:
        return (list_code, month.year) in self.covered

    def has(self, list_code: str, project: ProjectMonth) -> bool:
        return (list_code, project.month.year, project.project_id) in self.projects


def membership(known: Register, identities: Identities, rules: Rules) -> Membership:
    """A register names the projects of the rows that carry its code, or its unit's name."""
    by_code: dict[str, set[str]] = {}
    by_name: dict[tuple[str, str], set[str]] = {}
    for submission in known.ordered:
        unit = submission.reporting_unit_code
        if submission.outcome == "rejected" or unit is None:
            continue
        for row in submission.ledger:
            project_id = identities.of(unit, row).project_id
            if not row.is_accepted or project_id is None:
                continue
            for known_code in (row.fields["project_code"] or "", project_id):
                by_code.setdefault(known_code, set()).add(project_id)
            for known_name in (row.name_key or "", project_id.removeprefix(f"{unit}:")):
                by_name.setdefault((unit, known_name), set()).add(project_id)
    result = Membership()
    for entry in rules.table("list_members"):
        list_code, year = entry["list_code"], int(entry["year"])
        result.covered.add((list_code, year))
        code, name = code_or_name(entry["project_code_or_name"])
        found = (
            by_code.get(code, set())
            if code
            else by_name.get((entry["reporting_unit_code"], name or ""), set())
        )
        result.projects |= {(list_code, year, project_id) for project_id in found}
    return result


def is_on(rule: ListRule, project: ProjectMonth, registers: Membership) -> bool:
    if project.is_exited:
        return False
    if registers.covers(rule.code, project.month):
        return registers.has(rule.code, project)
    if rule.flag_field:
        return bool(project.value(rule.flag_field))
    if rule.min_investment is None or project.total is None or project.total < rule.min_investment:
        return False
    # An unknown day of completion is earlier than any day (reading R13).
    completed_on = project.completed_on or date.min
    return not (project.is_completed and completed_on < date(project.month.year, 1, 1))


def members(
    projects: dict[str, ProjectMonth], *, registers: Membership, rules: Rules
) -> dict[str, list[ProjectMonth]]:
    """List code, and `all`, -> its projects of one month."""
    on = {rule.code: [p for p in projects.values() if is_on(rule, p, registers)] for rule in rules.lists}
    anywhere = {project.project_id for of_list in on.values() for project in of_list}
    return on | {ALL: [project for project in projects.values() if project.project_id in anywhere]}


# One project on one list


def rpt_list_status(shown: Shown, *, registers: Membership, rules: Rules) -> list[Row]:
    return [
        {"report_month": month, "list_code": list_code} | status_row(project, rules)
        for month, projects in shown.items()
        for list_code, of_list in members(projects, registers=registers, rules=rules).items()
        if list_code != ALL
        for project in of_list
    ]


def status_row(project: ProjectMonth, rules: Rules) -> Row:
    completion = plan_completion(project)
    time_progress = Fraction(project.month.month, 12)
    deviation = None if completion is None else (completion - time_progress) * 100
    lights: dict[str, str] = {}
    reasons: set[str] = set()
    for name, (light, reason) in {
        "start": start_light(project, rules),
        "progress": progress_light(project, deviation, rules),
        "enrolment": enrolment_light(project, rules),
    }.items():
        lights[name] = light
        if reason:
            reasons.add(reason)
    return {
        "project_id": project.project_id,
        "reporting_unit_code": project.unit,
        "status": status(project),
        "total_investment_wan": project.total,
        "annual_plan_wan": project.amount("annual_plan_wan"),
        "ytd_investment_wan": project.amount("ytd_investment_wan"),
        "plan_completion_rate": as_float(completion),
        "time_progress_rate": float(time_progress),
        "deviation_pp": as_float(deviation),
        **{f"{name}_light": light for name, light in lights.items()},
        "light": min(lights.values(), key=WORST_FIRST.index),
        "light_reason": "+".join(sorted(reasons)) or None,
    }


def status(project: ProjectMonth) -> str:
    if project.library == "production":
        return "in_production"
    if project.is_completed:
        return "completed"
    return "under_construction" if project.is_started else "not_started"


def plan_completion(project: ProjectMonth) -> Fraction | None:
    plan = project.amount("annual_plan_wan")
    return ratio(project.amount("ytd_investment_wan"), plan) if plan is not None and plan > 0 else None


Light = tuple[str, str | None]


def start_light(project: ProjectMonth, rules: Rules) -> Light:
    if "start" not in rules.lights:
        return "none", None
    if project.is_started:
        return "green", None
    planned: date | None = project.value("planned_start_date")
    if planned is None or months.first_day(planned) > project.month:
        return "none", None
    overdue = months.index(project.month) - months.index(planned) + 1
    return _late(rules.lights["start"].colour(Decimal(overdue)), "START_OVERDUE")


def progress_light(project: ProjectMonth, deviation: Fraction | None, rules: Rules) -> Light:
    if "progress" not in rules.lights:
        return "none", None
    if project.is_completed:
        return "green", None
    if not project.is_started:
        return "none", None
    plan = project.amount("annual_plan_wan")
    if plan is None or plan <= 0:
        return "none", "NO_ANNUAL_PLAN"
    if deviation is None:
        return "none", "YTD_MISSING"
    return _lit(rules.lights["progress"].colour(deviation), "BEHIND_PLAN")


def enrolment_light(project: ProjectMonth, rules: Rules) -> Light:
    is_enrolled: bool | None = project.value("is_stat_enrolled")
    started_on = project.started_on
    if "enrolment" not in rules.lights:
        return "none", None
    if started_on is None or project.is_completed or is_enrolled is None:
        return "none", None
    if is_enrolled:
        return "green", None
    since = months.index(project.month) - months.index(started_on)
    return _late(rules.lights["enrolment"].colour(Decimal(since)), "NOT_ENROLLED")


def _late(colour: str, reason: str) -> Light:
    """What is not yet late is not done either: no light, not green."""
    return ("none", None) if colour == "green" else (colour, reason)


def _lit(colour: str, reason: str) -> Light:
    return colour, reason if colour in {"yellow", "red"} else None


# The lists by locality

RANKED = ("count_share", "investment_share", "mom", "composite")
FIGURES = (
    "project_count",
    "count_share",
    "total_investment_wan",
    "investment_share",
    "is_share_provisional",
    "month_investment_wan",
    "previous_month_investment_wan",
    "comparable_unit_count",
    "comparable_month_investment_wan",
    "comparable_previous_month_investment_wan",
    "mom_rate",
    "mom_rate_same_projects",
)


def rpt_list_rank(shown: Shown, *, known: Register, registers: Membership, rules: Rules) -> list[Row]:
    """Over every month of `shown`, each with the list's own figure of the month before."""
    on = {month: members(projects, registers=registers, rules=rules) for month, projects in shown.items()}
    rows: list[Row] = []
    for list_code in [*(rule.code for rule in rules.lists), ALL]:
        ranks_before: dict[str, dict[str, int]] | None = None
        for month in sorted(shown):
            before = on.get(months.shift(month, -1), {}).get(list_code, [])
            made, of_month = _list_rows(
                on[month][list_code],
                before=before,
                shown=shown,
                month=month,
                known=known,
                rules=rules,
            )
            for row in made:
                for name in RANKED:
                    row[f"{name}_rank_change"] = rank_change(
                        row["locality_code"],
                        now=of_month[name],
                        before=ranks_before[name] if ranks_before else None,
                    )
                row["list_code"] = list_code
            ranks_before = of_month
            rows += made
    return rows


def _list_rows(
    now: list[ProjectMonth],
    *,
    before: list[ProjectMonth],
    shown: Shown,
    month: date,
    known: Register,
    rules: Rules,
) -> tuple[list[Row], dict[str, dict[str, int]]]:
    rows: list[Row] = []
    values: dict[str, dict[str, Fraction | None]] = {name: {} for name in RANKED}
    city_total = total(project.total for project in now)
    for area in rules.areas:
        row: Row = {"report_month": month, "locality_code": area.code}
        row |= reporting(area, month=month, known=known)
        row |= dict.fromkeys(FIGURES)
        rows.append(row)
        if not row["is_reported"]:
            continue
        inside = [project for project in now if project.unit in area.units]
        comparison = compare_months(area, now=now, before=before, month=month, known=known, rules=rules)
        area_total = total(project.total for project in inside)
        count_share, investment_share = ratio(len(inside), len(now)), ratio(area_total, city_total)
        row |= {
            "project_count": len(inside),
            "count_share": as_float(count_share),
            "total_investment_wan": area_total,
            "investment_share": as_float(investment_share),
            "is_share_provisional": any(not known.has_reported(unit.code, month) for unit in rules.units),
            **comparison.columns(),
            "mom_rate_same_projects": as_float(
                _same_projects(inside, shown=shown, comparison=comparison, month=month, rules=rules)
            ),
        }
        if area.kind == "unit":
            values["count_share"][area.code] = count_share
            values["investment_share"][area.code] = investment_share
            values["mom"][area.code] = comparison.rate
    overall, in_tier = _all_ranks(values, rules)
    for row in rows:
        for name in RANKED:
            row[f"{name}_rank"] = overall[name].get(row["locality_code"])
            row[f"{name}_rank_in_tier"] = in_tier[name].get(row["locality_code"])
    return rows, overall


Ranks = dict[str, dict[str, int]]


def _all_ranks(values: dict[str, dict[str, Fraction | None]], rules: Rules) -> tuple[Ranks, Ranks]:
    """Each rank, and the composite: of the mean of the three, lowest first, none where one is missing."""
    single = RANKED[:3]
    overall = {name: ranks(values[name], rules) for name in single}
    in_tier = {name: ranks_in_tiers(values[name], rules) for name in single}
    overall["composite"] = ranks(_means(overall), rules, is_descending=False)
    in_tier["composite"] = ranks_in_tiers(_means(in_tier), rules, is_descending=False)
    return overall, in_tier


def _means(of: Ranks) -> dict[str, Fraction | None]:
    everywhere = set.intersection(*(set(ranked) for ranked in of.values()))
    return {code: Fraction(sum(ranked[code] for ranked in of.values()), len(of)) for code in everywhere}


def _same_projects(
    inside: list[ProjectMonth], *, shown: Shown, comparison: Comparison, month: date, rules: Rules
) -> Fraction | None:
    """Reading R27: this month's members whose unit reported both months and whose amount both months know."""
    earlier = shown.get(months.shift(month, -1), {})
    pairs = [
        (project.month_investment, earlier[project.project_id].month_investment)
        for project in inside
        if project.unit in comparison.units and project.project_id in earlier
    ]
    known = [(now, before) for now, before in pairs if now is not None and before is not None]
    if not known:
        return None
    now_sum, before_sum = total(now for now, _ in known), total(before for _, before in known)
    return growth(now_sum, before_sum, month=month, rules=rules)
