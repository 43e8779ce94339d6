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

    def count(self, which: str) -> int:
        """`row_count` and its three parts, over all sheets."""
        return sum(sheet[which] for sheet in self.sheets)


@dataclass(frozen=True)
class World:
    """All that was received, and the policy in force: file stem -> rows of raw CSV text."""

    submissions: list[Submission]
    policy: dict[str, list[dict[str, str]]]
