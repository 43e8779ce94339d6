"""Rulebook 23: warnings about a counted row beside earlier months of its project, and beside the registers.

One finding per row and rule (per row and list for `LIST_FLAG_DIFFERS`), for rows effective in their own month;
a row that a no_change repeats is not warned of again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from tests.oracle import months
from tests.oracle.lists import Membership
from tests.oracle.model import Row
from tests.oracle.portfolio import Effective, Portfolio
from tests.oracle.rules import Rules

RULES = (
    "MONTH_YTD_MISMATCH",
    "YTD_DECREASED",
    "LIST_FLAG_DIFFERS",
    "TOTAL_JUMPED_OVER_10YI",
    "IDENTICAL_MONTHLY_AMOUNTS",
    "UNIT_SUSPECT",
)
# The figures that are compared with what the project said before: whether within the year alone.
_OF_THE_YEAR = {"total_investment_wan": False, "annual_plan_wan": True, "ytd_investment_wan": True}


def rules_broken(
    portfolio: Portfolio, *, registers: Membership, rules: Rules
) -> list[tuple[str, str, Effective]]:
    """Rule id, field and row, for every month; who publishes leaves out those before the pack's first."""
    found: list[tuple[str, str, Effective]] = []
    history: dict[str, list[Effective]] = {}
    for month in sorted(portfolio.counted):
        for project_id, row in portfolio.counted[month].items():
            earlier = history.setdefault(project_id, [])
            if not row.is_repeated:
                broken = _broken(row, earlier, registers=registers, rules=rules)
                found += [(rule, field, row) for rule, field in broken]
            earlier.append(row)
    return found


def _broken(
    row: Effective, earlier: list[Effective], *, registers: Membership, rules: Rules
) -> Iterable[tuple[str, str]]:
    if _month_differs_from_ytd(row, earlier, rules):
        yield "MONTH_YTD_MISMATCH", "month_investment_wan"
    if _ytd_decreased(row, earlier):
        yield "YTD_DECREASED", "ytd_investment_wan"
    if earlier and _jumped(row.values, earlier[-1].values, rules):
        yield "TOTAL_JUMPED_OVER_10YI", "total_investment_wan"
    if _repeats_itself(row, earlier, rules):
        yield "IDENTICAL_MONTHLY_AMOUNTS", "month_investment_wan"
    for name, is_of_year in _OF_THE_YEAR.items():
        if _is_in_another_unit(row, earlier, name=name, is_of_year=is_of_year, rules=rules):
            yield "UNIT_SUSPECT", name
    for rule in rules.lists:
        is_covered = (rule.code, row.month.year) in registers.covered
        if not rule.flag_field or not is_covered:
            continue
        if bool(row.values[rule.flag_field]) != (
            (rule.code, row.month.year, row.project_id) in registers.projects
        ):
            yield "LIST_FLAG_DIFFERS", rule.flag_field


def _is_in_another_unit(
    row: Effective, earlier: list[Effective], *, name: str, is_of_year: bool, rules: Rules
) -> bool:
    """At least a third of the pack's ratio times the latest figure said before, or as many times below it."""
    ratio, figure = rules.threshold("unit_suspect_ratio"), row.values[name]
    said = [one.values[name] for one in earlier if not is_of_year or one.month.year == row.month.year]
    known = [amount for amount in said if amount is not None]
    if ratio is None or not known or figure is None or min(figure, known[-1]) <= 0:
        return False
    return bool(max(figure, known[-1]) * 3 >= min(figure, known[-1]) * int(ratio))


def _month_differs_from_ytd(row: Effective, earlier: list[Effective], rules: Rules) -> bool:
    """By more than the pack's amount and more than its share of the reported month, which stands."""
    amount, share = rules.threshold("month_ytd_mismatch_wan"), rules.threshold("month_ytd_mismatch_share")
    reported: Decimal | None = row.values["month_investment_wan"]
    ytd: Decimal | None = row.values["ytd_investment_wan"]
    if amount is None or share is None or reported is None or ytd is None:
        return False
    before = Decimal(0)
    if row.month.month > 1:
        said = _said(row, earlier, month=months.shift(row.month, -1), name="ytd_investment_wan")
        if said is None:
            return False
        before = said
    return abs(reported - (ytd - before)) > max(amount, share * abs(reported))


def _said(row: Effective, earlier: list[Effective], *, month: date, name: str) -> Decimal | None:
    """What the counted row of that month says, where there is one."""
    assert month < row.month
    amount: Decimal | None = next((one.values[name] for one in earlier if one.month == month), None)
    return amount


def _ytd_decreased(row: Effective, earlier: list[Effective]) -> bool:
    """Below the latest year-to-date said in an earlier month of the year."""
    ytd = row.values["ytd_investment_wan"]
    said = [one.values["ytd_investment_wan"] for one in earlier if one.month.year == row.month.year]
    known = [amount for amount in said if amount is not None]
    return ytd is not None and bool(known) and ytd < known[-1]


def _jumped(values: Row, before: Row, rules: Rules) -> bool:
    """From below 10亿 in the row before, however long ago, to 10亿 or more."""
    limit = rules.threshold("ten_yi_wan")
    total, total_before = values["total_investment_wan"], before["total_investment_wan"]
    if limit is None or total is None or total_before is None:
        return False
    return bool(total_before < limit <= total)


def _repeats_itself(row: Effective, earlier: list[Effective], rules: Rules) -> bool:
    """The n-th or a later month in a row with the same amount reported, not 0."""
    name, count = "month_investment_wan", rules.threshold("identical_month_count")
    amount: Decimal | None = row.values[name]
    if count is None or not amount:
        return False
    before = (
        _said(row, earlier, month=months.shift(row.month, -back), name=name) for back in range(1, int(count))
    )
    return all(one == amount for one in before)
