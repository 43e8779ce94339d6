"""From a world to the rows of its marts: the order in which the other modules build on each other."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tests.oracle import (
    approvals,
    assessment,
    catching_up,
    conversion,
    deadlines,
    factors,
    findings,
    funds,
    identity,
    investment,
    lists,
    members,
    outlook,
    portfolio,
    promotion,
    quality,
    reserve,
    similar,
    stages,
    submissions,
    supervision,
    suspicion,
    themes,
    to_target,
)
from tests.oracle.annexes import Annexes
from tests.oracle.carrying import held_by_month
from tests.oracle.model import Row, World
from tests.oracle.portfolio import Held, Portfolio
from tests.oracle.rules import Rules
from tests.oracle.stages import ProjectMonth
from tests.oracle.submissions import Register


@dataclass(frozen=True)
class Known:
    """Everything the marts are computed from; tests of one section may start here."""

    rules: Rules
    register: Register
    identities: identity.Identities
    portfolio: Portfolio
    held: dict[date, list[Held]]
    projects: dict[date, dict[str, ProjectMonth]]
    annexes: Annexes

    @property
    def shown(self) -> dict[date, dict[str, ProjectMonth]]:
        """The months that are published: from the pack's first report month on (reading R5)."""
        return {month: rows for month, rows in self.projects.items() if month >= self.rules.first_month}


def understand(world: World) -> Known:
    rules = Rules(world.policy)
    known = submissions.register(world.submissions)
    identities = identity.Identities(known.ordered, rules)
    built = portfolio.build(known, identities, rules)
    held = held_by_month(built, known=known, report_months=known.months(rules.first_month))
    projects = stages.project_months(held, portfolio=built, known=known)
    annexes = Annexes(known, identities, held=held)
    return Known(rules, known, identities, built, held, projects, annexes)


def compute(world: World, *, without_rules: Collection[str] = ()) -> dict[str, list[Row]]:
    """Mart name -> its rows, with the columns of the contract but for wording and generated ids.

    `without_rules`: findings the other side does not make yet; they count nowhere.
    """
    return compute_known(world, understand(world), without_rules=without_rules)


def compute_known(world: World, known: Known, *, without_rules: Collection[str] = ()) -> dict[str, list[Row]]:
    """The marts of what is understood already."""
    rules, register, shown = known.rules, known.register, known.shown
    projects = stages.dim_project(shown)
    registers = lists.membership(register, known.identities, rules)
    review = similar.Review(world, known.portfolio, rules)
    found = [
        finding
        for finding in findings.fct_finding(
            known.portfolio,
            held=known.held,
            shown=shown,
            annexes=known.annexes,
            known=register,
            identities=known.identities,
            registers=registers,
            review=review,
            rules=rules,
        )
        if finding["rule_id"] not in without_rules
    ]
    statuses = submissions.rpt_submission_status(register, rules, report_months=list(shown), findings=found)
    by_rate, members = conversion.rpt_conversion(known.projects, known=register, rules=rules)
    marts = {
        "dim_locality": stages.dim_locality(rules),
        "dim_project": projects,
        "dim_project_key": identity.dim_project_key(
            register.ordered, known.identities, {row["project_id"] for row in projects}
        ),
        "fct_submission": submissions.fct_submission(register, rules),
        "fct_submission_sheet": submissions.fct_submission_sheet(register),
        "fct_source_column": submissions.fct_source_column(register),
        "fct_finding": found,
        "fct_project_month": stages.fct_project_month(shown),
        "fct_stage_event": stages.fct_stage_event(shown),
        "rpt_conversion": published(by_rate, rules),
        "rpt_conversion_member": published(members, rules),
        "rpt_list_status": lists.rpt_list_status(shown, registers=registers, rules=rules),
        "rpt_list_rank": published(
            lists.rpt_list_rank(known.projects, known=register, registers=registers, rules=rules), rules
        ),
        "rpt_investment_rank": published(
            investment.rpt_investment_rank(known.projects, known=register, rules=rules), rules
        ),
        "rpt_similar_name": review.listed(),
        "rpt_submission_status": statuses,
        "rpt_reporting_quality": quality.rpt_reporting_quality(statuses, rules),
    } | of_the_plan(known, registers=registers)
    judged = assessment.rpt_assessment(shown, annexes=known.annexes, rules=rules, marts=marts)
    return marts | {"rpt_assessment": judged} | beyond_the_plan(known, marts)


def behind(
    known: Known, marts: dict[str, list[Row]], *, of_months: Collection[date] | None = None
) -> members.Behind:
    """What the member views are made of, for some months or for all that are published."""
    return members.Behind(
        of_months=frozenset(known.shown if of_months is None else of_months),
        projects=known.projects,
        known=known.register,
        annexes=known.annexes,
        registers=lists.membership(known.register, known.identities, known.rules),
        rules=known.rules,
        marts=marts,
    )


def of_the_plan(known: Known, *, registers: lists.Membership) -> dict[str, list[Row]]:
    """The marts of rulebook 6 to 8 and 11 to 20."""
    rules, register, annexes, shown = known.rules, known.register, known.annexes, known.shown
    priority = {
        month: [project for project in projects.values() if reserve.is_priority(project, rules)]
        for month, projects in shown.items()
    }
    return {
        "rpt_readiness": reserve.rpt_readiness(shown, known=register, annexes=annexes, rules=rules),
        "rpt_enterprise_share": reserve.rpt_enterprise_share(shown, known=register, rules=rules),
        "rpt_quota": reserve.rpt_quota(shown, known=register, rules=rules),
        "rpt_priority_progress": approvals.rpt_priority_progress(
            shown, annexes=annexes, rules=rules, priority=priority
        ),
        "rpt_start_deadline": published(
            deadlines.rpt_start_deadline(known.projects, known=register, rules=rules), rules
        ),
        "rpt_supervision": published(
            supervision.rpt_supervision(known.projects, known=register, annexes=annexes, rules=rules), rules
        ),
        "rpt_catch_up": published(
            catching_up.rpt_catch_up(known.projects, known=register, rules=rules), rules
        ),
        "fct_approval_step": approvals.fct_approval_step(shown, annexes=annexes, rules=rules),
        "rpt_approval_progress": approvals.rpt_approval_progress(shown, annexes=annexes, rules=rules),
        "rpt_evaluation": approvals.rpt_evaluation(shown, annexes=annexes, registers=registers, rules=rules),
        "rpt_funding": funds.rpt_funding(shown, known=register, annexes=annexes, rules=rules),
        "rpt_rolling_plan": funds.rpt_rolling_plan(shown, known=register, annexes=annexes, rules=rules),
        "rpt_preliminary_fund": funds.rpt_preliminary_fund(
            shown, known=register, annexes=annexes, rules=rules
        ),
        "rpt_theme": themes.rpt_theme(shown, known=register, rules=rules),
        "rpt_breakdown": themes.rpt_breakdown(shown, known=register, rules=rules),
        "rpt_factor": factors.rpt_factor(shown, annexes=annexes),
        "rpt_standard_land": factors.rpt_standard_land(shown, known=register, annexes=annexes, rules=rules),
        "rpt_promotion": promotion.rpt_promotion(shown, known=register, annexes=annexes, rules=rules),
        "rpt_promoted_pool": promotion.rpt_promoted_pool(shown, known=register, annexes=annexes, rules=rules),
    }


def beyond_the_plan(known: Known, marts: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """What the marts of the plan tell further: what is missing, where the year may end, what to look at."""
    rules, conversion_rows = known.rules, marts["rpt_conversion"]
    due = deadlines.rpt_start_deadline(known.projects, known=known.register, rules=rules)
    return {
        "rpt_to_target": to_target.rpt_to_target(
            known.shown,
            conversion=conversion_rows,
            readiness=marts["rpt_readiness"],
            quotas=marts["rpt_quota"],
            annexes=known.annexes,
            rules=rules,
        ),
        "rpt_outlook": outlook.rpt_outlook(
            conversion=conversion_rows,
            investment=marts["rpt_investment_rank"],
            projects=known.projects,
            rules=rules,
        ),
        "fct_suspicion": published(
            suspicion.fct_suspicion(known.projects, deadlines=due, known=known.register, rules=rules), rules
        ),
    }


def published(rows: list[Row], rules: Rules) -> list[Row]:
    return [row for row in rows if row["report_month"] >= rules.first_month]
