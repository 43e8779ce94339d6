"""`fct_suspicion`: what the months of a project's own ledger rows make worth a look (readings R73 to R75).

The sentences are the product's and not made here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from tests.oracle import months
from tests.oracle.model import Row
from tests.oracle.rules import Rules
from tests.oracle.stages import ProjectMonth
from tests.oracle.submissions import Register

Shown = dict[date, dict[str, ProjectMonth]]
Holds = Callable[[ProjectMonth], bool]


def fct_suspicion(shown: Shown, *, deadlines: list[Row], known: Register, rules: Rules) -> list[Row]:
    """Over every month of `shown`: the first sight may lie before the pack's first month."""
    due = {
        (row["report_month"], row["project_id"])
        for row in deadlines
        if months.first_day(row["deadline"]) == row["report_month"]
    }
    history: dict[str, list[ProjectMonth]] = {}
    first_seen: dict[tuple[str, str], date] = {}
    rows: list[Row] = []
    for month in sorted(shown):
        for project_id, project in shown[month].items():
            past = history.setdefault(project_id, [])
            codes = list(_by_amount(project, past, rules))
            if (month, project_id) in due and _jumps(project, past, rules):
                codes.append("DEADLINE_JUMP")
            if not past and _re_enters(project, shown[month], known=known, rules=rules):
                codes.append("REENTERED")
            past.append(project)
            rows += [
                {
                    "report_month": month,
                    "project_id": project_id,
                    "suspicion_code": code,
                    "reporting_unit_code": project.unit,
                    "first_seen": first_seen.setdefault((project_id, code), month),
                }
                for code in codes
            ]
    return rows


def _by_amount(project: ProjectMonth, past: list[ProjectMonth], rules: Rules) -> Iterator[str]:
    quiet = rules.threshold("suspicion_paper_start_months")
    if quiet is not None and _lasts(project, past, int(quiet), _is_quiet):
        yield "PAPER_START"
    limit, invested = rules.threshold("suspicion_before_start_wan"), _invested(project)
    is_waiting = not project.is_started and not project.is_exited
    if limit is not None and invested is not None and is_waiting and invested > limit:
        yield "INVESTMENT_BEFORE_START"
    same, amount = rules.threshold("identical_month_count"), _reported(project)
    if same is not None and amount and _lasts(project, past, int(same), lambda one: _reported(one) == amount):
        yield "IDENTICAL_MONTHLY_AMOUNTS"
    for code, key in (("TOTAL_CROSSED_YI", "yi_wan"), ("TOTAL_CROSSED_TEN_YI", "ten_yi_wan")):
        if past and _crosses(past[-1].total, project.total, line=rules.threshold(key)):
            yield code
    said = [amount for one in past if (amount := one.amount("cumulative_investment_wan")) is not None]
    cumulative = project.amount("cumulative_investment_wan")
    if said and cumulative is not None and cumulative < said[-1]:
        yield "CUMULATIVE_FELL"


def _lasts(project: ProjectMonth, past: list[ProjectMonth], count: int, holds: Holds) -> bool:
    """In this month and the ones right before it, `count` in all; a month without a row ends it."""
    by_month = {one.month: one for one in (*past, project)}
    wanted = [by_month.get(months.shift(project.month, -back)) for back in range(max(count, 1))]
    return all(one is not None and holds(one) for one in wanted)


def _is_quiet(project: ProjectMonth) -> bool:
    """Under construction, and nothing invested; a blank amount is unknown."""
    is_open = project.is_started and not project.is_completed and project.library == "construction"
    return is_open and project.month_investment == 0


def _reported(project: ProjectMonth) -> Decimal | None:
    return project.month_investment if project.month_investment_source == "reported" else None


def _invested(project: ProjectMonth) -> Decimal | None:
    """As told: since the start, else this year, else this month."""
    told = (
        project.amount("cumulative_investment_wan"),
        project.amount("ytd_investment_wan"),
        project.month_investment,
    )
    return next((amount for amount in told if amount is not None), None)


def _crosses(before: Decimal | None, now: Decimal | None, *, line: Decimal | None) -> bool:
    if before is None or now is None or line is None:
        return False
    return (before < line) != (now < line)


def _jumps(project: ProjectMonth, past: list[ProjectMonth], rules: Rules) -> bool:
    """More than so many times the mean of the months right before, each of them known."""
    count, times = rules.threshold("suspicion_jump_months"), rules.threshold("suspicion_jump_ratio")
    now = project.month_investment
    if count is None or times is None or now is None or now <= 0:
        return False
    since = months.shift(project.month, -int(count))
    known = [one.month_investment for one in past if one.month >= since]
    amounts = [amount for amount in known if amount is not None]
    return len(amounts) == count > 0 and now * count > sum(amounts) * times


def _re_enters(
    project: ProjectMonth, of_month: dict[str, ProjectMonth], *, known: Register, rules: Rules
) -> bool:
    """New to a unit that reported before, while its like is gone from the ledger, not long ago."""
    within, owner = rules.threshold("suspicion_reentry_months"), project.value("owner")
    if within is None or project.is_exited or project.month <= known.first_month[project.unit]:
        return False

    def is_its_like(other: ProjectMonth) -> bool:
        said_in = other.held.source.submission.report_month
        assert said_in is not None
        return (
            other.project_id != project.project_id
            and other.unit == project.unit
            and (other.held.is_carried or other.is_exited)
            and owner is not None
            and other.value("owner") == owner
            and project.total is not None
            and other.total == project.total
            and months.index(project.month) - months.index(said_in) <= within
        )

    return any(is_its_like(other) for other in of_month.values())
