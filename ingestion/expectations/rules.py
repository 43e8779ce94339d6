"""The rules a submission obeys on its own, as data (rulebook 23).

Belongs here: which rule, how severe, about which cell, and the Great Expectations expectation that states it.
Does not belong here: running them (`suite`), wording (the catalogue of findings), and rules that need another
month or another unit (dbt).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from ingestion.contract import CellType, Content, load_workbook_contract

Severity = Literal["error", "warning"]
Test = Literal["in", "equals", "is_null", "not_null"]

NOT_NULL = "expect_column_values_to_not_be_null"
NULL = "expect_column_values_to_be_null"
BETWEEN = "expect_column_values_to_be_between"
MATCH = "expect_column_values_to_match_regex"
UNIQUE = "expect_column_values_to_be_unique"
NOT_BELOW = "expect_column_pair_values_a_to_be_greater_than_b"
EQUAL = "expect_column_pair_values_to_be_equal"

REQUIRED_BLANK = "REQUIRED_BLANK"
DUPLICATES = ("DUPLICATE_PROJECT", "DUPLICATE_ROW")
DATE_IN_FUTURE = "DATE_IN_FUTURE"

# What makes two rows of a sheet the same (rulebook 2 and 3); a finding points at the first field. A project
# is its code, where the row has one, else its normalised name.
ROW_KEYS: Mapping[Content, tuple[str, ...]] = {
    "ledger": ("project_name",),
    "approvals": ("project_name", "item"),
    "factors": ("project_name", "kind", "item"),
    "evaluations": ("project_name", "evaluated_on"),
    "funding": ("project_name", "fund_source", "programme", "plan_year"),
    "promotions": ("project_name", "leader_name"),
    "standard_land": ("parcel",),
    "preliminary_funds": ("fund_year",),
}

# The stage dates of rulebook 4: those that a report month may not lie before.
STAGE_DATES = (
    "reserve_date",
    "approved_date",
    "construction_date",
    "actual_start_date",
    "completion_date",
    "production_date",
    "exit_date",
)
MONEY_FIELDS = tuple(
    field.name
    for field in load_workbook_contract().by_content["ledger"].fields
    if field.type is CellType.MONEY and field.name != "ambiguous_cumulative_wan"
)
# Which library dates do not count in which library (rulebook 4).
_DATES_TOO_LATE = {
    "reserve": ("construction_date", "production_date", "exit_date"),
    "construction": ("production_date", "exit_date"),
    "production": ("exit_date",),
    "exited": ("production_date",),
}


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One term of a rule's row condition."""

    column: str
    test: Test
    value: str | bool | tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One expectation about the rows of one content, and the cell that a failure points at."""

    rule_id: str
    severity: Severity
    content: Content
    field: str
    expectation: str
    kwargs: Mapping[str, object]
    where: tuple[Condition, ...] = ()
    other_field: str | None = None

    @property
    def columns(self) -> set[str]:
        """Every column the rule reads."""
        named = {str(value) for key, value in self.kwargs.items() if key.startswith("column")}
        return named | {condition.column for condition in self.where}


def as_read(stage_date: str) -> str:
    """The column with a stage date as the warehouse reads it: blank where it lies after the report month."""
    return f"{stage_date}_as_read"


def times_neighbours(money_field: str) -> str:
    """The column with a figure as a multiple of the median of its column in the submission."""
    return f"{money_field}_times_neighbours"


@cache
def all_rules(*, unit_suspect_ratio: float | None = None) -> tuple[Rule, ...]:
    """Every rule, in the order in which their findings are told; the ratio is a threshold of the policy pack."""
    sheets = load_workbook_contract().sheets
    return (
        *(_required(sheet.content, field.name) for sheet in sheets for field in sheet.required_fields),
        *(_once(sheet.content) for sheet in sheets),
        *_money_rules(),
        *(_unit_rules(unit_suspect_ratio) if unit_suspect_ratio else ()),
        *_date_rules(),
        *_code_rules(),
        *_exit_rules(),
        *_approval_rules(),
    )


def _required(content: Content, name: str) -> Rule:
    return Rule(
        rule_id=REQUIRED_BLANK,
        severity="error",
        content=content,
        field=name,
        expectation=NOT_NULL,
        kwargs={"column": name},
    )


def _once(content: Content) -> Rule:
    return Rule(
        rule_id="DUPLICATE_PROJECT" if content == "ledger" else "DUPLICATE_ROW",
        severity="error",
        content=content,
        field=ROW_KEYS[content][0],
        expectation=UNIQUE,
        kwargs={"column": "row_key"},
    )


def _ledger(
    rule_id: str,
    name: str,
    expectation: str,
    *,
    kwargs: Mapping[str, object],
    where: tuple[Condition, ...] = (),
    other: str | None = None,
) -> Rule:
    return Rule(
        rule_id=rule_id,
        severity="warning",
        content="ledger",
        field=name,
        expectation=expectation,
        kwargs=kwargs,
        where=where,
        other_field=other,
    )


def _money_rules() -> list[Rule]:
    not_started = Condition(column="is_started_or_completed", test="equals", value=False)
    no_ytd = Condition(column="has_ytd_investment", test="equals", value=False)
    return [
        _ledger(
            "TOTAL_NOT_POSITIVE",
            "total_investment_wan",
            BETWEEN,
            kwargs={"column": "total_investment_wan", "min_value": 0, "strict_min": True},
        ),
        _ledger(
            "CUMULATIVE_BELOW_YTD",
            "cumulative_investment_wan",
            NOT_BELOW,
            kwargs=_pair("cumulative_investment_wan", "ytd_investment_wan"),
            other="ytd_investment_wan",
        ),
        _ledger(
            "CUMULATIVE_ABOVE_TOTAL",
            "cumulative_investment_wan",
            NOT_BELOW,
            kwargs=_pair("total_investment_wan", "cumulative_investment_wan"),
            other="total_investment_wan",
        ),
        # One finding a row: the year-to-date figure, or the month's where there is no year-to-date.
        _ledger(
            "INVESTMENT_BEFORE_START",
            "ytd_investment_wan",
            BETWEEN,
            kwargs={"column": "ytd_investment_wan", "max_value": 0},
            where=(not_started,),
        ),
        _ledger(
            "INVESTMENT_BEFORE_START",
            "month_investment_wan",
            BETWEEN,
            kwargs={"column": "month_investment_wan", "max_value": 0},
            where=(not_started, no_ytd),
        ),
    ]


def _unit_rules(ratio: float) -> list[Rule]:
    """A figure that is about so many times its neighbours: 元 or 亿元 may have been taken for 万元.

    "About" is half an order of magnitude. Upwards for every figure; downwards for the total alone, because the
    others are small in truth now and then.
    """
    about = ratio / 10**0.5
    return [
        _ledger(
            "UNIT_SUSPECT",
            name,
            BETWEEN,
            kwargs={"column": times_neighbours(name), "max_value": about}
            | ({"min_value": 1 / about} if name == "total_investment_wan" else {}),
        )
        for name in MONEY_FIELDS
    ]


def _date_rules() -> list[Rule]:
    in_the_future = [
        _ledger("DATE_IN_FUTURE", name, NOT_BELOW, kwargs=_pair("month_end", name)) for name in STAGE_DATES
    ]
    too_late = [
        _ledger(
            "STAGE_DATES_OUT_OF_ORDER",
            name,
            NULL,
            kwargs={"column": as_read(name)},
            where=(Condition(column="library", test="equals", value=library),),
            other="library",
        )
        for library, names in _DATES_TOO_LATE.items()
        for name in names
    ]
    return [
        *in_the_future,
        *too_late,
        _after("START_BEFORE_APPROVAL", "actual_start_date", "approved_date"),
        _after("STAGE_DATES_OUT_OF_ORDER", "completion_date", "actual_start_date"),
        # A date that does not count in the row's library has its finding above.
        _after(
            "STAGE_DATES_OUT_OF_ORDER",
            "construction_date",
            "reserve_date",
            libraries=("construction", "production", "exited"),
        ),
        _after("STAGE_DATES_OUT_OF_ORDER", "production_date", "construction_date", libraries=("production",)),
        _after("STAGE_DATES_OUT_OF_ORDER", "exit_date", "reserve_date", libraries=("exited",)),
        _ledger(
            "START_DATE_MISSING",
            "actual_start_date",
            NOT_NULL,
            kwargs={"column": "actual_start_date"},
            where=(Condition(column="library", test="in", value=("construction", "production")),),
        ),
    ]


def _code_rules() -> list[Rule]:
    return [
        _ledger(
            "CODE_SHAPE",
            "project_code",
            BETWEEN,
            # Shape is decided by the one pattern in `names`; the column is 1 where it fits.
            kwargs={"column": "code_shape_fits", "min_value": 1},
        ),
        _ledger(
            "CODE_REGION_DIFFERS",
            "project_code",
            EQUAL,
            kwargs={
                "column_A": "code_region",
                "column_B": "unit_region",
                "ignore_row_if": "either_value_is_missing",
            },
        ),
    ]


def _exit_rules() -> list[Rule]:
    exited = (Condition(column="library", test="equals", value="exited"),)
    return [
        _ledger("EXIT_DATE_MISSING", "exit_date", NOT_NULL, kwargs={"column": "exit_date"}, where=exited),
        _ledger(
            "EXIT_REASON_MISSING", "exit_reason", NOT_NULL, kwargs={"column": "exit_reason"}, where=exited
        ),
    ]


def _approval_rules() -> list[Rule]:
    conditional = (Condition(column="state", test="equals", value="conditional"),)
    return [
        Rule(
            rule_id="CONDITIONAL_INCOMPLETE",
            severity="warning",
            content="approvals",
            field=name,
            expectation=NOT_NULL,
            kwargs={"column": name},
            where=conditional,
        )
        for name in ("commitment", "approver_opinion", "planned_date")
    ]


def _after(rule_id: str, name: str, other: str, *, libraries: tuple[str, ...] = ()) -> Rule:
    """A stage date is not before another."""
    return _ledger(
        rule_id,
        name,
        NOT_BELOW,
        kwargs=_pair(as_read(name), as_read(other)),
        where=(Condition(column="library", test="in", value=libraries),) if libraries else (),
        other=other,
    )


def _pair(larger: str, smaller: str) -> dict[str, object]:
    return {
        "column_A": larger,
        "column_B": smaller,
        "or_equal": True,
        "ignore_row_if": "either_value_is_missing",
    }
