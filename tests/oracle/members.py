"""Rulebook 22: the rows behind each report, as its member view shows them: which project, counted how, read where.

Made of the questions that the reports' own modules ask of one project. `rpt_conversion_member` is made with its report
(conversion); findings and their wording are no business of this module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tests.oracle import (
    approvals,
    assessment,
    catching_up,
    factors,
    funds,
    lists,
    months,
    outlook,
    promotion,
    quality,
    reserve,
    themes,
    to_target,
)
from tests.oracle.annexes import Annexes, Said, without_blanks
from tests.oracle.model import AnnexRow, LedgerRow, Row, Submission
from tests.oracle.rules import Rules
from tests.oracle.stages import ProjectMonth
from tests.oracle.submissions import Register

COUNTED = {"in_denominator": True, "in_numerator": True}


@dataclass(frozen=True)
class Behind:
    """What the member views are made of, and for which months; the reports themselves say what they count."""

    of_months: frozenset[date]
    projects: Mapping[date, Mapping[str, ProjectMonth]]
    known: Register
    annexes: Annexes
    registers: lists.Membership
    rules: Rules
    marts: Mapping[str, list[Row]]

    @cached_property
    def months(self) -> list[date]:
        return sorted(self.of_months)

    @cached_property
    def areas_of(self) -> dict[str, list[str]]:
        """Unit -> itself, its tier and the city."""
        codes: dict[str, list[str]] = {}
        for area in self.rules.areas:
            for unit in area.units:
                codes.setdefault(unit, []).append(area.code)
        return codes

    def of(self, month: date) -> Iterable[ProjectMonth]:
        return self.projects.get(month, {}).values()

    def remaining(self, month: date) -> list[ProjectMonth]:
        return [project for project in self.of(month) if not project.is_exited]

    def everywhere(self, unit: str, row: Row) -> Iterator[Row]:
        """The row under each area of its unit."""
        for code in self.areas_of.get(unit, ()):
            yield {"locality_code": code, "reporting_unit_code": unit} | row

    def published(self, table: str) -> Iterator[Row]:
        return (row for row in self.marts[table] if row["report_month"] in self.of_months)


def _place(submission: Submission, row: LedgerRow | AnnexRow) -> Row:
    return {
        "submission_id": submission.submission_id,
        "sheet": row.sheet,
        "row_number": row.row_number,
    }


def _of_project(project: ProjectMonth) -> Row:
    source = project.held.source
    return {"project_id": project.project_id} | _place(source.submission, source.row)


def _of_said(said: Said) -> Row:
    return _place(said.submission, said.row)


# Reserve, quotas, priority


def _conversion(behind: Behind) -> Iterator[Row]:
    return behind.published("rpt_conversion_member")


def _readiness(behind: Behind) -> Iterator[Row]:
    for month in behind.months:
        for rate in behind.rules.rates("readiness", month):
            for project in behind.of(month):
                if reserve.is_in_reserve(project) and rate.takes(project.held.values):
                    yield from behind.everywhere(
                        project.unit,
                        _of_project(project)
                        | {
                            "report_month": month,
                            "scope": rate.scope,
                            "in_denominator": True,
                            "in_numerator": reserve.is_ready(project, behind.annexes),
                            "is_approved_in_year": reserve.is_approved_this_year(project),
                            "is_started_in_year": reserve.is_started_this_year(project),
                            "is_fund_won": funds.has_won_funds(project, behind.annexes),
                            "total_investment_wan": project.total,
                        },
                    )


def _enterprise_share(behind: Behind) -> Iterator[Row]:
    for month in behind.months:
        for rate in behind.rules.rates("enterprise_share", month):
            for project in behind.of(month):
                if (
                    rate.scope == "all"
                    and reserve.is_planned_this_year(project)
                    and rate.takes(project.held.values)
                ):
                    is_enterprise = project.value("investor_kind") == "enterprise"
                    own = {"report_month": month, "in_denominator": True, "in_numerator": is_enterprise}
                    own |= {"total_investment_wan": project.total}
                    yield from behind.everywhere(project.unit, _of_project(project) | own)


def _quota(behind: Behind) -> Iterator[Row]:
    rules = behind.rules
    for month in behind.months:
        for quota in (*rules.quotas("planning", month), *rules.quotas("priority", month)):
            owners = reserve.owners(quota, rules)
            for project in behind.of(month):
                if reserve.counts_for(quota, project):
                    for area in owners:
                        if project.unit in area.units:
                            yield _of_project(project) | {
                                "report_month": month,
                                "quota_id": quota.quota_id,
                                "locality_code": area.code,
                                "reporting_unit_code": project.unit,
                                "in_numerator": True,
                                "in_denominator": False,
                                "total_investment_wan": project.total,
                            }


def _priority_progress(behind: Behind) -> Iterator[Row]:
    for month in behind.months:
        for project in behind.of(month):
            if reserve.is_priority(project, behind.rules):
                yield _of_project(project) | {
                    "report_month": month,
                    **COUNTED,
                    "total_investment_wan": project.total,
                }


# Lists and investment


def _list_status(behind: Behind) -> Iterator[Row]:
    for month in behind.months:
        for code, of_list in _lists_of(behind, month).items():
            if code != lists.ALL:
                for project in of_list:
                    yield _of_project(project) | {
                        "report_month": month,
                        "list_code": code,
                        **COUNTED,
                        **_amounts(project, "annual_plan_wan", "ytd_investment_wan"),
                        "total_investment_wan": project.total,
                    }


def _lists_of(behind: Behind, month: date) -> dict[str, list[ProjectMonth]]:
    projects = dict(behind.projects.get(month, {}))
    return lists.members(projects, registers=behind.registers, rules=behind.rules)


def _amounts(project: ProjectMonth, *names: str) -> Row:
    return {name: project.amount(name) for name in names}


def _list_rank(behind: Behind) -> Iterator[Row]:
    for month in behind.months:
        earlier = months.shift(month, -1)
        for code, of_list in _lists_of(behind, month).items():
            for project in of_list:
                before = behind.projects.get(earlier, {}).get(project.project_id)
                own = {"part": "this_month", **COUNTED, "report_month": month, "list_code": code}
                own |= {"own_previous_month_investment_wan": before.month_investment if before else None}
                yield from _listed(behind, project, own)
        for code, of_list in _lists_of(behind, earlier).items():
            for project in of_list:
                own = {"part": "month_before", "in_denominator": True, "in_numerator": False}
                own |= {"report_month": month, "list_code": code, "own_previous_month_investment_wan": None}
                yield from _listed(behind, project, own)


def _listed(behind: Behind, project: ProjectMonth, own: Row) -> Iterator[Row]:
    yield from behind.everywhere(
        project.unit,
        _of_project(project)
        | own
        | {
            "is_comparable": _is_comparable(behind, project.unit, own["report_month"]),
            "total_investment_wan": project.total,
            "month_investment_wan": project.month_investment,
            "row_month": project.month,
        },
    )


def _is_comparable(behind: Behind, unit: str, month: date) -> bool:
    return behind.known.has_reported(unit, month) and behind.known.has_reported(unit, months.shift(month, -1))


def _parts(behind: Behind, month: date, **looked_at: date) -> Iterator[tuple[ProjectMonth, Row]]:
    """The projects that were there at each month looked at; only this month's are counted as such."""
    for part, row_month in looked_at.items():
        for project in behind.remaining(row_month):
            yield (
                project,
                {
                    "report_month": month,
                    "part": part,
                    "row_month": row_month,
                    "is_unit_reported": behind.known.has_reported(project.unit, month),
                    "in_numerator": part == "this_month",
                    "in_denominator": part != "this_month",
                    "month_investment_wan": project.month_investment,
                    **_amounts(project, "ytd_investment_wan"),
                },
            )


def _investment_rank(behind: Behind) -> Iterator[Row]:
    for month in behind.months:
        looked_at = {"this_month": month, "month_before": months.shift(month, -1)}
        looked_at |= {"year_before": months.shift(month, -12)}
        for project, own in _parts(behind, month, **looked_at):
            started, plan = project.started_on, project.amount("annual_plan_wan")
            is_new = started is not None and months.first_day(started) == month
            yield from behind.everywhere(
                project.unit,
                _of_project(project)
                | own
                | {
                    "is_comparable": _is_comparable(behind, project.unit, month),
                    "total_investment_wan": project.total,
                    "plan_wan": plan if plan is not None and plan > 0 else None,
                    "is_under_construction": project.is_started and not project.is_completed,
                    "is_new_start": None if started is None else is_new,
                },
            )


def _catch_up(behind: Behind) -> Iterator[Row]:
    for month in behind.months:
        window = catching_up.window_of(month, behind.rules)
        looked_at = {"this_month": month, "year_before": months.shift(month, -12)}
        if window:
            looked_at["window_end"] = months.shift(months.first_day(window.ends_on), -12)
        for project, own in _parts(behind, month, **looked_at):
            yield from behind.everywhere(project.unit, _of_project(project) | own)


# What the reports themselves name a project for


def _named(behind: Behind, table: str, *keys: str) -> Iterator[tuple[ProjectMonth, Row]]:
    """The rows of a report with a row per project, each with its project."""
    for row in behind.published(table):
        project = behind.projects[row["report_month"]][row["project_id"]]
        own = {name: row[name] for name in ("report_month", "reporting_unit_code", *keys)}
        yield project, _of_project(project) | own | {"total_investment_wan": project.total}


def _start_deadline(behind: Behind) -> Iterator[Row]:
    met = {
        (row["report_month"], row["rule_id"], row["project_id"]): row["is_met"]
        for row in behind.published("rpt_start_deadline")
    }
    for project, own in _named(behind, "rpt_start_deadline", "rule_id"):
        is_met = met[project.month, own["rule_id"], project.project_id]
        yield own | {"in_denominator": True, "in_numerator": is_met}


def _supervision(behind: Behind) -> Iterator[Row]:
    for _, own in _named(behind, "rpt_supervision", "supervision_code", "reason_code"):
        yield own | COUNTED


def _to_target(behind: Behind) -> Iterator[Row]:
    for unmet, candidates in to_target.candidates_of(
        {month: dict(behind.projects[month]) for month in behind.months},
        conversion=list(behind.published("rpt_conversion")),
        readiness=list(behind.published("rpt_readiness")),
        quotas=list(behind.published("rpt_quota")),
        annexes=behind.annexes,
        rules=behind.rules,
    ):
        for place, candidate in enumerate(candidates, start=1):
            yield _of_project(candidate.project) | {
                "report_month": unmet.row["report_month"],
                "locality_code": unmet.row["locality_code"],
                "rule_id": unmet.rule_id,
                "reporting_unit_code": candidate.project.unit,
                **COUNTED,
                "nearness_rank": place,
            }


# The other sheets


def _approval_progress(behind: Behind) -> Iterator[Row]:
    for month in behind.months:
        for project in behind.of(month):
            steps = approvals.steps_of(project, annexes=behind.annexes, rules=behind.rules)
            still_open = approvals.open_required(steps)
            for step in steps.values():
                yield (
                    {"submission_id": None, "sheet": None, "row_number": None}
                    | (_of_said(step.said) if step.said else {})
                    | {
                        "report_month": month,
                        "project_id": project.project_id,
                        "item": step.item,
                        "in_denominator": step.is_required,
                        "in_numerator": step.is_required and step.state == approvals.DONE,
                        "is_conditional": step.is_required and step.state == approvals.CONDITIONAL,
                        "is_overdue": step.is_overdue(month),
                        "is_next": bool(still_open) and step is still_open[0],
                        "violation_count": approvals.violations(step, steps, behind.rules),
                    }
                )


def _evaluation(behind: Behind) -> Iterator[Row]:
    for month in behind.months:
        for project in behind.of(month):
            is_needed = approvals.needs_evaluation(project, registers=behind.registers, rules=behind.rules)
            said = approvals.evaluation_of(project, behind.annexes)
            yield (
                _of_project(project)
                | (_of_said(said) if said else {})
                | {
                    "report_month": month,
                    "in_denominator": is_needed,
                    "in_numerator": is_needed and said is None,
                }
            )


def _factor(behind: Behind) -> Iterator[Row]:
    for row in behind.published("rpt_factor"):
        project = behind.projects[row["report_month"]][row["project_id"]]
        [said] = [
            one
            for one in behind.annexes.of(project, "factors")
            if (one.value("kind"), one.value("item") or "") == (row["kind"], row["item"])
        ]
        yield (
            row | _of_said(said) | {"in_denominator": True, "in_numerator": said.value("state") == "settled"}
        )


def _sought(
    behind: Behind, month: date, *, by: tuple[str, ...]
) -> Iterator[tuple[ProjectMonth, Said, list[Said]]]:
    """Each row of 资金争取, with the rows of its project that count as one with it, the first first."""
    for project in behind.of(month):
        groups: dict[tuple[object, ...], list[Said]] = {}
        for said in behind.annexes.of(project, "funding"):
            groups.setdefault(tuple(said.value(name) for name in by), []).append(said)
        for group in groups.values():
            group.sort(key=_order_of_funds)
            for said in group:
                yield project, said, group


def _order_of_funds(said: Said) -> tuple[object, ...]:
    programme = said.value("programme")
    return (
        said.value("plan_year"),
        programme is not None,
        programme or "",
        said.row.sheet,
        said.row.row_number,
    )


def _funding(behind: Behind) -> Iterator[Row]:
    for month in behind.months:
        for project, said, group in _sought(behind, month, by=("fund_source",)):
            is_first = said is group[0]
            is_able = any(all(one.value(flag) is True for flag in funds.FOUR_ABLE) for one in group)
            yield from behind.everywhere(
                project.unit,
                _of_said(said)
                | {name: said.value(name) for name in ("fund_source", "programme", "plan_year")}
                | {name: said.value(name) for name in ("applied_wan", "won_wan", "paid_wan")}
                | {
                    "report_month": month,
                    "project_id": project.project_id,
                    "in_denominator": is_first,
                    "in_numerator": is_first and is_able,
                    "is_in_national_library": is_first
                    and any(one.value("is_in_national_library") is True for one in group),
                },
            )


def _rolling_plan(behind: Behind) -> Iterator[Row]:
    for month in behind.months:
        for project, said, group in _sought(behind, month, by=("fund_source", "plan_year")):
            planned = said.value("planned_wan")
            yield from behind.everywhere(
                project.unit,
                _of_said(said)
                | {name: said.value(name) for name in ("fund_source", "programme", "plan_year")}
                | {
                    "report_month": month,
                    "project_id": project.project_id,
                    "in_denominator": said is group[0],
                    "in_numerator": planned is not None,
                    "planned_wan": planned,
                },
            )


def _said_by_units(behind: Behind, month: date, content: str) -> Iterator[Said]:
    for unit in behind.rules.units:
        yield from behind.annexes.of_unit(unit.code, month, content)


def _preliminary_fund(behind: Behind) -> Iterator[Row]:
    for month in behind.months:
        for said in _said_by_units(behind, month, "preliminary_funds"):
            own = {name: said.value(name) for name in ("fund_year", "budget_wan", "spent_wan")}
            own |= {"report_month": month, "in_denominator": True}
            own |= {"in_numerator": own["spent_wan"] is not None}
            yield from behind.everywhere(said.unit, _of_said(said) | own)


def _standard_land(behind: Behind) -> Iterator[Row]:
    for month in behind.months:
        for said in _said_by_units(behind, month, "standard_land"):
            if factors.is_sold_this_year(said, month=month):
                own = {name: said.value(name) for name in ("zone_level", "parcel", "area_mu", "sold_on")}
                own |= {"report_month": month, "in_denominator": True}
                own |= {"in_numerator": said.value("is_standard_land")}
                yield from behind.everywhere(said.unit, _of_said(said) | own)


def _promotion(behind: Behind) -> Iterator[Row]:
    for month in behind.months:
        for leader in behind.rules.leaders(month):
            for said in behind.annexes.of_unit(leader.locality, month, "promotions"):
                if without_blanks(said.value("leader_name")) == without_blanks(leader.name):
                    is_of_size = promotion.is_of_size(said, leader)
                    yield _of_said(said) | {
                        "report_month": month,
                        "locality_code": leader.locality,
                        "leader_post": leader.post,
                        "leader_name": leader.name,
                        "name_key": said.row.name_key,
                        "in_denominator": True,
                        "in_numerator": is_of_size and said.value("state") in promotion.SETTLED,
                        "is_in_progress": is_of_size and said.value("state") in promotion.IN_PROGRESS,
                        "total_investment_wan": said.value("total_investment_wan"),
                    }


def _promoted_pool(behind: Behind) -> Iterator[Row]:
    for month in behind.months:
        seen: set[tuple[str, str | None]] = set()
        pool = [
            said
            for said in _said_by_units(behind, month, "promotions")
            if said.value("is_in_promoted_pool") is True
        ]
        for said in sorted(pool, key=lambda one: (one.row.sheet, one.row.row_number)):
            is_first = (said.unit, said.row.name_key) not in seen
            seen.add((said.unit, said.row.name_key))
            yield _of_said(said) | {
                "report_month": month,
                "reporting_unit_code": said.unit,
                "name_key": said.row.name_key,
                "in_numerator": is_first,
                "in_denominator": True,
            }


# What projects are: their themes, kinds and sizes


def _theme(behind: Behind) -> Iterator[Row]:
    known = {row["code"] for row in behind.rules.table("themes")}
    for month in behind.months:
        for project in behind.remaining(month):
            if project.value("plan_theme") in known:
                own = {"report_month": month, "plan_theme": project.value("plan_theme")}
                own |= {"in_denominator": True, "in_numerator": themes.is_converted(project)}
                own |= {"total_investment_wan": project.total}
                yield from behind.everywhere(project.unit, _of_project(project) | own)


def _breakdown(behind: Behind) -> Iterator[Row]:
    for month in behind.months:
        for project in behind.remaining(month):
            for dimension, value_of in themes.dimensions(behind.rules).items():
                yield from behind.everywhere(
                    project.unit,
                    _of_project(project)
                    | COUNTED
                    | _amounts(project, "annual_plan_wan", "ytd_investment_wan")
                    | {
                        "report_month": month,
                        "dimension": dimension,
                        "value": value_of(project),
                        "total_investment_wan": project.total,
                        "month_investment_wan": project.month_investment,
                    },
                )


# What is no project: units, submissions, indicators, scenarios


def _report_unit(behind: Behind) -> Iterator[Row]:
    for month in behind.months:
        for unit in behind.rules.units:
            own = {"report_month": month, "is_reported": behind.known.has_reported(unit.code, month)}
            own |= {"is_comparable": _is_comparable(behind, unit.code, month)}
            yield from behind.everywhere(unit.code, own)


def _submission_status(behind: Behind) -> Iterator[Row]:
    for submission in behind.known.ordered:
        if submission.report_month in behind.of_months:
            yield {
                "report_month": submission.report_month,
                "reporting_unit_code": submission.reporting_unit_code,
                "is_submission": True,
                "kind": submission.kind,
                "severity": None,
                "submission_id": submission.submission_id,
                "project_id": None,
                "sheet": None,
                "row_number": None,
            }
    for found in behind.marts["fct_finding"]:
        if found["report_month"] in behind.of_months:
            names = ("report_month", "reporting_unit_code", "severity", "submission_id", "project_id")
            own = {name: found[name] for name in (*names, "sheet", "row_number")}
            yield own | {"is_submission": False, "kind": None}


def _reporting_quality(behind: Behind) -> Iterator[Row]:
    for month, unit, said in quality.months_rated(behind.marts["rpt_submission_status"]):
        if month in behind.of_months:
            yield {
                "report_month": month,
                "reporting_unit_code": unit,
                "row_month": said["report_month"],
                "in_denominator": True,
                "is_on_time": said["is_late"] is False,
                **{name: said[name] for name in ("is_first_pass", "submission_count", "correction_count")},
            }


def _assessment(behind: Behind) -> Iterator[Row]:
    of_all = {month: dict(projects) for month, projects in behind.projects.items()}
    of_all = {month: projects for month, projects in of_all.items() if month >= behind.rules.first_month}
    for row in assessment.indicator_rows(
        of_all, annexes=behind.annexes, rules=behind.rules, marts=behind.marts
    ):
        if row["report_month"] in behind.of_months:
            yield row


def _outlook(behind: Behind) -> Iterator[Row]:
    for row in outlook.scenario_rows(
        conversion=behind.marts["rpt_conversion"],
        investment=behind.marts["rpt_investment_rank"],
        projects=behind.projects,
        rules=behind.rules,
        of_months=behind.of_months,
    ):
        yield row | COUNTED


# View -> its rows of the months asked for; all of them at once are many.
VIEWS: Mapping[str, Callable[[Behind], Iterator[Row]]] = {
    "report_unit_member": _report_unit,
    "rpt_approval_progress_member": _approval_progress,
    "rpt_assessment_member": _assessment,
    "rpt_breakdown_member": _breakdown,
    "rpt_catch_up_member": _catch_up,
    "rpt_conversion_member": _conversion,
    "rpt_enterprise_share_member": _enterprise_share,
    "rpt_evaluation_member": _evaluation,
    "rpt_factor_member": _factor,
    "rpt_funding_member": _funding,
    "rpt_investment_rank_member": _investment_rank,
    "rpt_list_rank_member": _list_rank,
    "rpt_list_status_member": _list_status,
    "rpt_outlook_member": _outlook,
    "rpt_preliminary_fund_member": _preliminary_fund,
    "rpt_priority_progress_member": _priority_progress,
    "rpt_promoted_pool_member": _promoted_pool,
    "rpt_promotion_member": _promotion,
    "rpt_quota_member": _quota,
    "rpt_readiness_member": _readiness,
    "rpt_reporting_quality_member": _reporting_quality,
    "rpt_rolling_plan_member": _rolling_plan,
    "rpt_standard_land_member": _standard_land,
    "rpt_start_deadline_member": _start_deadline,
    "rpt_submission_status_member": _submission_status,
    "rpt_supervision_member": _supervision,
    "rpt_theme_member": _theme,
    "rpt_to_target_member": _to_target,
}

# What makes a row of a member view a row of its own.
KEYS: Mapping[str, tuple[str, ...]] = {
    "report_unit_member": ("report_month", "locality_code", "reporting_unit_code"),
    "rpt_approval_progress_member": ("report_month", "project_id", "item"),
    "rpt_assessment_member": ("year", "assessment_group", "unit", "indicator"),
    "rpt_breakdown_member": ("report_month", "locality_code", "dimension", "value", "project_id"),
    "rpt_catch_up_member": ("report_month", "locality_code", "part", "project_id"),
    "rpt_conversion_member": ("report_month", "locality_code", "scope", "basis", "project_id"),
    "rpt_enterprise_share_member": ("report_month", "locality_code", "project_id"),
    "rpt_evaluation_member": ("report_month", "project_id"),
    "rpt_factor_member": ("report_month", "project_id", "kind", "item"),
    "rpt_funding_member": ("report_month", "fund_source", "locality_code", "submission_id", "row_number"),
    "rpt_investment_rank_member": ("report_month", "locality_code", "part", "project_id"),
    "rpt_list_rank_member": ("report_month", "list_code", "locality_code", "part", "project_id"),
    "rpt_list_status_member": ("report_month", "list_code", "project_id"),
    "rpt_outlook_member": ("report_month", "locality_code", "measure", "place"),
    "rpt_preliminary_fund_member": ("report_month", "fund_year", "locality_code", "reporting_unit_code"),
    "rpt_priority_progress_member": ("report_month", "project_id"),
    "rpt_promoted_pool_member": ("report_month", "reporting_unit_code", "name_key", "row_number"),
    "rpt_promotion_member": ("report_month", "locality_code", "leader_post", "leader_name", "name_key"),
    "rpt_quota_member": ("report_month", "quota_id", "locality_code", "project_id"),
    "rpt_readiness_member": ("report_month", "locality_code", "scope", "project_id"),
    "rpt_reporting_quality_member": ("report_month", "reporting_unit_code", "row_month"),
    "rpt_rolling_plan_member": (
        "report_month",
        "fund_source",
        "locality_code",
        "submission_id",
        "row_number",
    ),
    "rpt_standard_land_member": ("report_month", "zone_level", "locality_code", "parcel"),
    "rpt_start_deadline_member": ("report_month", "rule_id", "project_id"),
    "rpt_submission_status_member": ("report_month", "reporting_unit_code", "is_submission"),
    "rpt_supervision_member": ("report_month", "supervision_code", "project_id", "reason_code"),
    "rpt_theme_member": ("report_month", "plan_theme", "locality_code", "project_id"),
    "rpt_to_target_member": ("report_month", "locality_code", "rule_id", "project_id"),
}
