"""What a policy pack may hold: one closed row type for each of its files, and its typed settings.

Here stand names, types, allowed values, unique keys and references, all as declarations; no number of any
plan. Reading files, and checks that need more than one row, belong to `loader`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from types import NoneType
from typing import Annotated, Any, ClassVar, Literal, Self, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, available_timezones

import polars as pl
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

SEPARATOR = "|"
EFFECTIVE = ("effective_from", "effective_to")
"""The inclusive days, blank for open, whose report months a rule holds for."""


@dataclass(frozen=True)
class Cell:
    """How a kind of cell is stored, and what a right one looks like in words for who typed a wrong one."""

    dtype: pl.DataType
    expected: str
    expected_en: str


def _day(text: str) -> date:
    # Excel rewrites 2020-08-15 as 2020/8/15 when it saves a CSV; both are plain.
    match = re.fullmatch(r"(?P<year>\d{4})(?P<sign>[-/])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})", text)
    if match is None:
        raise ValueError("not a day")
    return date(int(match["year"]), int(match["month"]), int(match["day"]))


def _month(text: str) -> date:
    if re.fullmatch(r"\d{4}-\d{2}", text) is None:
        raise ValueError("not a month")
    return date.fromisoformat(f"{text}-01")


def _timezone(text: str) -> ZoneInfo:
    if text not in available_timezones():
        raise ValueError("not a time zone")
    return ZoneInfo(text)


def _tidy_list(text: str) -> str:
    items = [item.strip() for item in text.split(SEPARATOR)]
    if not all(items) or len(set(items)) < len(items):
        raise ValueError("an empty or repeated item")
    return SEPARATOR.join(items)


def _not_all(code: str) -> str:
    if code == "all":
        raise ValueError("the name of the union of all lists")
    return code


def _months(text: str) -> tuple[date | int, ...]:
    items = _tidy_list(text).split(SEPARATOR)
    return tuple(int(item) if re.fullmatch(r"[1-9]|1[0-2]", item) else _month(item) for item in items)


Text = Annotated[str, Field(min_length=1), Cell(pl.String(), "不为空的文字", "some text")]
Code = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9_]*$"),
    Cell(
        pl.String(), "以小写英文字母开头、只含小写字母、数字和下划线的代码", "a code in lower-case snake_case"
    ),
]
Names = Annotated[
    str,
    AfterValidator(_tidy_list),
    Cell(
        pl.String(), "用 | 分隔、没有空项和重复项的一个或多个值", "values split by |, none empty or repeated"
    ),
]
RegionCode = Annotated[
    str, Field(pattern=r"^\d{6}$"), Cell(pl.String(), "六位行政区划代码", "a six-digit GB/T 2260 code")
]
Flag = Annotated[bool, Cell(pl.Boolean(), "true 或 false", "true or false")]
Count = Annotated[int, Field(ge=0), Cell(pl.Int32(), "不小于 0 的整数", "a whole number, 0 or more")]
Year = Annotated[int, Field(ge=1990, le=2100), Cell(pl.Int32(), "四位年份", "a four-digit year")]
Day = Annotated[
    date, BeforeValidator(_day), Cell(pl.Date(), "日期，如 2020-08-15", "a date such as 2020-08-15")
]
Month = Annotated[
    date, BeforeValidator(_month), Cell(pl.Date(), "月份，如 2020-07", "a month such as 2020-07")
]
Money = Annotated[
    Decimal,
    Field(ge=0, max_digits=18, decimal_places=4),
    Cell(
        pl.Decimal(18, 4),
        "不小于 0 的金额（万元，不带千分位逗号）",
        "an amount of 万元, 0 or more, no thousands comma",
    ),
]
Share = Annotated[
    Decimal,
    Field(ge=0, le=1, max_digits=9, decimal_places=6),
    Cell(pl.Decimal(9, 6), "0 到 1 之间的小数（30% 写 0.30）", "a number from 0 to 1 (write 30% as 0.30)"),
]
Number = Annotated[
    Decimal, Field(max_digits=18, decimal_places=6), Cell(pl.Decimal(18, 6), "一个数", "a plain number")
]

InvestorKind = Literal["government", "enterprise"]
ApprovalRoute = Literal["approval", "confirmation", "filing"]
Category = Literal["industry", "infrastructure", "ecology", "livelihood"]
FundSource = Literal[
    "central_budget", "special_treasury_bond", "special_local_bond", "other_fiscal", "self_raised"
]

_START_REASONS = ("START_OVERDUE", "START_DUE_THIS_YEAR", "APPROVED_NOT_STARTED", "STARTED_NOT_CONVERTED")
_COMPLETION_REASONS = ("COMPLETION_OVERDUE", "COMPLETION_DUE_THIS_YEAR")
_PRODUCTION_REASONS = ("COMPLETED_NOT_IN_PRODUCTION", "BELOW_CAPACITY")
_FACTOR_REASONS = ("FACTOR_LAND", "FACTOR_FUNDS", "FACTOR_ENVIRONMENT", "FACTOR_ENERGY", "FACTOR_APPROVAL")
_GOVERNMENT_REASONS = ("SEVERELY_BEHIND", "FUNDS_NOT_SETTLED", "START_AT_RISK", "PRELIMINARY_STALLED")
REASONS: Mapping[str, tuple[str, ...]] = {
    "conversion": _START_REASONS,
    "progress": ("NO_ANNUAL_PLAN", "YTD_MISSING", "BEHIND_PLAN"),
    "production": _COMPLETION_REASONS + _PRODUCTION_REASONS,
    "factors": _FACTOR_REASONS,
    "government": _GOVERNMENT_REASONS,
}


def _wrong(code: Literal["LIST_BY_ONE", "LIGHTS_ORDER", "REASON_UNKNOWN"], column: str) -> Exception:
    """A row whose cells are each right but do not go together; `code` is a row of problems.csv."""
    return PydanticCustomError(code, "rule of the row", {"column": column})


class Row(BaseModel):
    """One row of a file; a blank cell is None.

    `unique_by` is the key; where a row `lasts` from one day to another, rows of one key must share no day.
    `refers_to` says where the codes of a column (a list: each of them) must be defined.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    unique_by: ClassVar[tuple[str, ...]]
    refers_to: ClassVar[Mapping[str, Literal["tier", "locality", "place", "list", "category"]]] = {}
    lasts: ClassVar[tuple[str, str] | None] = None


class Setting(Row):
    unique_by = ("key",)
    key: Code
    value: Text | None = None
    note: Text | None = None


class Tier(Row):
    unique_by = ("tier",)
    tier: Code
    tier_name: Text
    tier_name_en: Text
    sort_order: Count


class Locality(Row):
    unique_by = ("locality_code",)
    refers_to = {"tier": "tier"}
    locality_code: Text
    locality_name: Text
    locality_name_en: Text
    tier: Code
    gb2260_code: RegionCode | None = None
    aliases: Names | None = None
    sort_order: Count
    is_reporting_unit: Flag


class Library(Row):
    unique_by = ("library",)
    library: Literal["reserve", "construction", "production", "exited"]
    library_name: Text
    library_name_en: Text


class Rate(Row):
    """A target; the row defines its scope by size and kind (blank: any), and whom it binds (blank: all)."""

    unique_by = ("rule_id", "scope")
    lasts = EFFECTIVE
    refers_to = {"localities": "place"}
    rule_id: Literal["conversion", "readiness", "enterprise_share"]
    scope: Code
    min_investment_wan: Money | None = None
    investor_kind: InvestorKind | None = None
    localities: Names | None = None
    target: Share
    clause: Text
    effective_from: Day | None = None
    effective_to: Day | None = None


class Quota(Row):
    unique_by = ("quota_id", "tier")
    lasts = EFFECTIVE
    refers_to = {"tier": "tier"}
    quota_id: Literal["planning", "priority"]
    tier: Code
    applies_to: Literal["each", "tier"]
    min_investment_wan: Money | None = None
    quota_count: Count
    accrues: Literal["monthly", "once"]
    clause: Text
    effective_from: Day | None = None
    effective_to: Day | None = None


class ProjectList(Row):
    """A list of projects, by a flag of the ledger or by size. `all` is the name of their union."""

    unique_by = ("list_code",)
    list_code: Annotated[Code, AfterValidator(_not_all)]
    list_name: Text
    list_name_en: Text
    flag_field: (
        Literal["is_provincial_leader", "is_provincial_key", "is_municipal_key", "is_annual_priority"] | None
    ) = None
    min_investment_wan: Money | None = None
    sort_order: Count
    clause: Text

    @model_validator(mode="after")
    def _by_one(self) -> Self:
        if (self.flag_field is None) == (self.min_investment_wan is None):
            raise _wrong("LIST_BY_ONE", "flag_field")
        return self


class ListMember(Row):
    unique_by = ("list_code", "year", "project_code_or_name", "reporting_unit_code")
    refers_to = {"list_code": "list", "reporting_unit_code": "locality"}
    list_code: Code
    year: Year
    project_code_or_name: Text
    reporting_unit_code: Text | None = None
    document: Text | None = None


class Light(Row):
    """Where a light turns yellow and red; whether higher or lower is worse follows from the two."""

    unique_by = ("light",)
    light: Literal["start", "progress", "enrolment"]
    yellow_from: Number
    yellow_is_inclusive: Flag
    red_from: Number
    red_is_inclusive: Flag
    unit: Literal["month", "pp"]
    clause: Text

    @model_validator(mode="after")
    def _red_is_worse(self) -> Self:
        worse = (
            self.red_from < self.yellow_from if self.light == "progress" else self.red_from > self.yellow_from
        )
        if not worse:
            raise _wrong("LIGHTS_ORDER", "red_from")
        return self


class Threshold(Row):
    """A number by name. The names are closed, so that a misspelt one is told and not ignored."""

    unique_by = ("key",)
    key: Literal[
        "yi_wan",
        "ten_yi_wan",
        "month_ytd_mismatch_wan",
        "month_ytd_mismatch_share",
        "identical_month_count",
        "unit_suspect_ratio",
        "smallest_total_wan",
        "cohort_months",
        "rolling_plan_years",
        "special_local_bond_field_count",
        "special_local_bond_programme_count",
        "central_budget_field_count",
        "central_budget_programme_count",
        "special_treasury_bond_field_count",
        "special_treasury_bond_programme_count",
        "promotion_principal_target_wan",
        "promotion_deputy_target_wan",
        "promotion_other_target_wan",
        "promotion_tolerance_share",
        "assessment_rate_cap",
        "quality_on_time_weight",
        "quality_first_pass_weight",
        "quality_correction_weight",
        "nearest_count",
        "outlook_interval_share",
        "outlook_least_count",
        "outlook_recent_months",
        "suspicion_paper_start_months",
        "suspicion_before_start_wan",
        "suspicion_jump_months",
        "suspicion_jump_ratio",
        "suspicion_reentry_months",
    ]
    value: Number
    unit: Literal["wan", "share", "ratio", "month", "year", "count"]
    clause: Text


class Deadline(Row):
    unique_by = ("rule_id",)
    rule_id: Code
    fund_source: FundSource
    plan_year: Year
    deadline: Day
    needs_physical_work: Flag
    clause: Text


class Window(Row):
    unique_by = ()  # no day lies in two windows
    lasts = ("starts_on", "ends_on")
    window_code: Code
    window_name: Text
    starts_on: Day
    ends_on: Day
    clause: Text


class Baseline(Row):
    unique_by = ("locality_code", "report_month")
    refers_to = {"locality_code": "place"}
    locality_code: Text
    report_month: Month
    ytd_investment_wan: Money
    source: Text


class Supervision(Row):
    """A reason on a list. Blank size or categories: any; a project without a category is never left out."""

    unique_by = ("supervision_code", "reason_code")
    refers_to = {"categories": "category"}
    supervision_code: Literal["conversion", "progress", "production", "factors", "government"]
    reason_code: Text
    min_investment_wan: Money | None = None
    categories: Names | None = None
    threshold: Number | None = None
    clause: Text

    @model_validator(mode="after")
    def _reason_of_list(self) -> Self:
        if self.reason_code not in REASONS[self.supervision_code]:
            raise _wrong("REASON_UNKNOWN", "reason_code")
        return self


class ApprovalItem(Row):
    unique_by = ("approval_route", "item")
    approval_route: ApprovalRoute
    step: Text
    item: Text
    item_order: Count
    waits_for: Names | None = None
    is_required: Flag
    clause: Text


class NamedCode(Row):
    unique_by = ("code",)
    code: Code
    name: Text
    description: Text | None = None
    clause: Text


class FundProgramme(Row):
    """A programme of the fund pool; blank names: the source is in the pool, its programmes not told yet."""

    unique_by = ("fund_source", "field", "programme")
    fund_source: FundSource
    field: Text | None = None
    programme: Text | None = None
    is_verified: Flag
    clause: Text


class StandardLand(Row):
    """A target from `year` on, until a later row of the same level."""

    unique_by = ("zone_level", "year")
    zone_level: Literal["national", "provincial", "other"]
    year: Year
    target_share: Share
    clause: Text


class Leader(Row):
    unique_by = ("locality_code", "leader_post", "leader_name")
    lasts = EFFECTIVE
    refers_to = {"locality_code": "locality"}
    locality_code: Text
    leader_post: Literal["principal", "promotion_deputy", "other_deputy"]
    leader_name: Text
    target_investment_wan: Money
    tolerance: Share
    clause: Text
    effective_from: Day | None = None
    effective_to: Day | None = None


class Department(Row):
    unique_by = ("department",)
    department: Text
    aliases: Names | None = None
    assessment_group: Literal["county", "department"]


class AssessmentIndicator(Row):
    unique_by = ("assessment_group", "indicator")
    assessment_group: Literal["county", "department"]
    indicator: Code
    table_name: Code
    column_name: Code
    weight: Annotated[
        Decimal, Field(gt=0, max_digits=9, decimal_places=6), Cell(pl.Decimal(9, 6), "大于 0 的数", "above 0")
    ]
    is_higher_better: Flag
    clause: Text


class ProjectAlias(Row):
    unique_by = ("reporting_unit_code", "alias")
    refers_to = {"reporting_unit_code": "locality"}
    reporting_unit_code: Text
    alias: Text
    project_code_or_name: Text
    decided_by: Text | None = None
    decided_on: Day | None = None
    note: Text | None = None


TABLES: Mapping[str, type[Row]] = {
    "settings": Setting,
    "tiers": Tier,
    "localities": Locality,
    "libraries": Library,
    "rates": Rate,
    "quotas": Quota,
    "lists": ProjectList,
    "list_members": ListMember,
    "lights": Light,
    "thresholds": Threshold,
    "deadlines": Deadline,
    "windows": Window,
    "baseline": Baseline,
    "supervision": Supervision,
    "approval_items": ApprovalItem,
    "themes": NamedCode,
    "planning_types": NamedCode,
    "fund_programmes": FundProgramme,
    "standard_land": StandardLand,
    "leaders": Leader,
    "departments": Department,
    "assessment": AssessmentIndicator,
    "project_alias": ProjectAlias,
}
"""The files of a pack by their stem, in the order in which problems are told."""

FILLED = ("settings", "tiers", "localities", "libraries")
"""The files without a row of which there is no city."""

REQUIRED = (*FILLED, "rates", "lists")


class PolicySettings(BaseModel):
    """The rows of settings.csv as values. A blank value is as good as no row."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
    city_code: Text
    city_name: Text
    city_name_en: Text
    timezone: Annotated[
        ZoneInfo,
        BeforeValidator(_timezone),
        Cell(pl.String(), "时区名，如 Asia/Shanghai", "a time zone such as Europe/London"),
    ]
    first_report_month: Month
    cut_off_day: Annotated[
        int,
        Field(ge=1, le=28),
        Cell(pl.Int32(), "每月都有的日子（1 到 28）", "a day that every month has (1 to 28)"),
    ]
    cut_off_time: Annotated[time, Cell(pl.Time(), "时刻，如 18:00", "a time such as 18:00")]
    attribution: Literal["reporting_unit"]
    rank_method: Literal["dense", "competition"]
    mom_floor_wan: Money
    mom_excluded_months: Annotated[
        tuple[date | int, ...],
        BeforeValidator(_months),
        Cell(
            pl.String(),
            "用 | 分隔的月份：2020-02 指该月，2 指每年二月",
            "months split by |: 2020-02 is that month, 2 is February of every year",
        ),
    ] = ()
    promoted_pool_target: Count | None = None
    """None: the promoted pool has no target, so whether it is met is unknown."""
    conditional_base_items: Names | None = None
    """What must be done before another approval item may be taken conditionally; None: nothing must."""
    assessment_weight: Share | None = None
    """Weight of this assessment in the city's own; None: not told, and shown nowhere."""
    assessment_last_note: Text | None = None
    """What a report says beside who is last in the yearly assessment; people decide what follows."""
    assessment_last_two_years_note: Text | None = None
    priority_approval_items: Names | None = None
    """The items of approval_items.csv whose state tells where a priority project's approval stands."""
    priority_planning_permit_items: Names | None = None
    priority_land_permit_items: Names | None = None
    priority_environment_items: Names | None = None
    map_file: Text | None = None
    """GeoJSON inside the pack, whose feature ids are GB/T 2260 codes; None: the city has no map."""


def cells_of(model: type[BaseModel]) -> dict[str, Cell]:
    """The kind of cell of every field of a model, in order."""
    return {
        name: _cell_of(hint)
        for name, hint in get_type_hints(model, include_extras=True).items()
        if name in model.model_fields
    }


def _cell_of(hint: Any) -> Cell:
    arguments = get_args(hint)
    if get_origin(hint) is Literal:
        return Cell(pl.String(), " / ".join(arguments) + " 之一", "one of " + " / ".join(arguments))
    for item in arguments[1:] if NoneType not in arguments else ():
        if isinstance(item, Cell):
            return item
    return _cell_of(next(item for item in arguments if item is not NoneType))
