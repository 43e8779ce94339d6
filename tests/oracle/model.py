"""What the oracle reads: submissions and a policy pack, as plain values.

The shape of the inputs belongs here: field names and types of the ledger, `Submission`, `World`. No rule of
the rulebook does, and nothing of the product is imported: the oracle is the second opinion on the SQL.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Row = dict[str, Any]

TEXT, MONEY, RATE, DATE, BOOL, INT = "text", "money", "rate", "date", "bool", "int"
DECIMAL = MONEY  # other decimals are read, and are exact, as money is

# The ledger's fields in the order of the landing: what the spec of the landing says, retyped.
LEDGER_FIELDS: dict[str, str] = {
    "project_code": TEXT,
    "project_name": TEXT,
    "site_locality": TEXT,
    "site_locality_code": TEXT,
    "site": TEXT,
    "investor_kind": TEXT,
    "approval_route": TEXT,
    "industry": TEXT,
    "category": TEXT,
    "plan_theme": TEXT,
    "planning_type": TEXT,
    "construction_nature": TEXT,
    "year_status": TEXT,
    "scope": TEXT,
    "owner": TEXT,
    "total_investment_wan": MONEY,
    "annual_plan_wan": MONEY,
    "month_investment_wan": MONEY,
    "ytd_investment_wan": MONEY,
    "plan_completion_reported": RATE,
    "cumulative_investment_wan": MONEY,
    "ambiguous_cumulative_wan": MONEY,
    "library": TEXT,
    "reserve_level": TEXT,
    "reserve_date": DATE,
    "approved_date": DATE,
    "construction_date": DATE,
    "actual_start_date": DATE,
    "completion_date": DATE,
    "production_date": DATE,
    "exit_date": DATE,
    "exit_reason": TEXT,
    "planned_start_date": DATE,
    "planned_completion_date": DATE,
    "construction_period": TEXT,
    "planned_production_date": DATE,
    "capacity_rate": RATE,
    "fund_source": TEXT,
    "fund_sources": TEXT,
    "fund_programme": TEXT,
    "fund_plan_year": INT,
    "is_fund_won": BOOL,
    "has_physical_work": BOOL,
    "physical_work_date": DATE,
    "is_provincial_leader": BOOL,
    "is_provincial_key": BOOL,
    "is_municipal_key": BOOL,
    "is_annual_priority": BOOL,
    "is_stat_enrolled": BOOL,
    "responsible_unit": TEXT,
    "responsible_person": TEXT,
    "leader_in_charge": TEXT,
    "headquarters": TEXT,
    "oversight_unit": TEXT,
    "progress": TEXT,
    "problem": TEXT,
    "remark": TEXT,
}

# The other seven sheets by what they hold: their fields, as the landing has them.
ANNEX_FIELDS: dict[str, dict[str, str]] = {
    "approvals": {
        "project_code": TEXT,
        "project_name": TEXT,
        "item": TEXT,
        "state": TEXT,
        "planned_date": DATE,
        "done_date": DATE,
        "commitment": TEXT,
        "approver_opinion": TEXT,
        "responsible_unit": TEXT,
    },
    "factors": {
        "project_code": TEXT,
        "project_name": TEXT,
        "kind": TEXT,
        "item": TEXT,
        "needed": DECIMAL,
        "unit": TEXT,
        "settled": DECIMAL,
        "state": TEXT,
        "planned_date": DATE,
        "responsible_unit": TEXT,
    },
    "evaluations": {
        "project_code": TEXT,
        "project_name": TEXT,
        "evaluated_on": DATE,
        "result": TEXT,
        "score": DECIMAL,
    },
    "funding": {
        "project_code": TEXT,
        "project_name": TEXT,
        "fund_source": TEXT,
        "field": TEXT,
        "programme": TEXT,
        "plan_year": INT,
        "planned_wan": MONEY,
        "applied_wan": MONEY,
        "won_wan": MONEY,
        "paid_wan": MONEY,
        "is_admissible": BOOL,
        "is_landable": BOOL,
        "is_applicable": BOOL,
        "is_sustainable": BOOL,
        "is_in_national_library": BOOL,
    },
    "promotions": {
        "project_name": TEXT,
        "leader_post": TEXT,
        "leader_name": TEXT,
        "total_investment_wan": MONEY,
        "is_excluded_kind": BOOL,
        "state": TEXT,
        "is_in_promoted_pool": BOOL,
    },
    "standard_land": {
        "parcel": TEXT,
        "zone_level": TEXT,
        "area_mu": DECIMAL,
        "is_standard_land": BOOL,
        "sold_on": DATE,
        "zone_name": TEXT,
        "is_new_industrial": BOOL,
    },
    "preliminary_funds": {"fund_year": INT, "budget_wan": MONEY, "spent_wan": MONEY},
}

YEARLY_FLAGS = ("is_provincial_leader", "is_provincial_key", "is_municipal_key", "is_annual_priority")


@dataclass(frozen=True)
class LedgerRow:
    """One project row of a file, refused rows too; `fields` has every key of LEDGER_FIELDS."""

    sheet: str
    row_number: int
    is_accepted: bool
    name_key: str | None
    fields: Row


@dataclass(frozen=True)
class AnnexRow:
    """One row of another sheet; `fields` has every key of ANNEX_FIELDS for what the sheet holds."""

    content: str
    sheet: str
    row_number: int
    is_accepted: bool
    name_key: str | None
    fields: Row


@dataclass(frozen=True)
class Submission:
    """What one file says of one unit, month and kind; `received_at` is that of its first delivery."""

    submission_id: str
    sha256: str
    file_name: str
    reporting_unit_code: str | None
    report_month: date | None
    kind: str | None
    received_at: datetime
    outcome: str
    sheets: list[Row] = field(default_factory=list)
    source_columns: list[Row] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)
    ledger: list[LedgerRow] = field(default_factory=list)
    annexes: list[AnnexRow] = field(default_factory=list)

    def has_sheet(self, content: str) -> bool:
        """Whether the file has the sheet, be it without a row."""
        return any(sheet["content"] == content for sheet in self.sheets)

    def count(self, which: str) -> int:
        """`row_count` and its three parts, over all sheets."""
        return sum(sheet[which] for sheet in self.sheets)


@dataclass(frozen=True)
class World:
    """All that was received, and the policy in force: file stem -> rows of raw CSV text."""

    submissions: list[Submission]
    policy: dict[str, list[dict[str, str]]]
    # Pairs of names that were proposed as similar: the matcher is no part of the rules.
    similar_names: list[Row] = field(default_factory=list)
