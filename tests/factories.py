"""Makers of input for tests: ledger rows, submissions and policy packs, with defaults for what a test is not about.

Belongs here: small builders of the oracle's `World`, and the same world as files and frames that the warehouse
reads. Does not belong here: any expectation of what comes out.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from ingestion.landing import LANDING_SCHEMAS
from ingestion.similarity import SIMILAR_NAME_SCHEMA
from tests.oracle.model import (
    ANNEX_FIELDS,
    LEDGER_FIELDS,
    YEARLY_FLAGS,
    AnnexRow,
    LedgerRow,
    Row,
    Submission,
    World,
)
from tests.oracle.months import parse, shift
from tests.oracle.rules import Rules, normal_name

Policy = dict[str, list[dict[str, str]]]

SHEET = "项目台账"

# Ledger rows


def ledger_row(
    number: int = 2, /, *, name: str = "甲项目", is_accepted: bool = True, **fields: Any
) -> LedgerRow:
    """A reserve project of 2亿 of an enterprise; `fields` says what the test is about.

    `code` stands for project_code; money may be written as whole numbers, dates as text.
    """
    unknown = fields.keys() - LEDGER_FIELDS.keys() - {"code", "sheet"}
    assert not unknown, f"no such field of the ledger: {unknown}"
    values: Row = dict.fromkeys(LEDGER_FIELDS)
    values |= dict.fromkeys(YEARLY_FLAGS, False)
    values |= {
        "project_name": name,
        "project_code": fields.pop("code", None),
        "investor_kind": "enterprise",
        "total_investment_wan": 20000,
        "library": "reserve",
    }
    sheet = fields.pop("sheet", SHEET)
    values |= fields
    typed = {field: _typed(values[field], kind) for field, kind in LEDGER_FIELDS.items()}
    return LedgerRow(
        sheet=sheet,
        row_number=number,
        is_accepted=is_accepted,
        name_key=normal_name(name) or None,
        fields=typed,
    )


# Rows of the other sheets

TITLES = {
    "ledger": SHEET,
    "approvals": "前期手续",
    "factors": "要素保障",
    "evaluations": "专家评估",
    "funding": "资金争取",
    "promotions": "招商引资",
    "standard_land": "标准地",
    "preliminary_funds": "前期经费",
}
_ANNEX_DEFAULTS: Mapping[str, Row] = {
    "approvals": {"item": "环评", "state": "in_progress"},
    "factors": {"kind": "land", "item": "新增建设用地", "state": "open"},
    "evaluations": {"evaluated_on": "2020-03-01", "result": "passed"},
    "funding": {"fund_source": "central_budget", "plan_year": 2020},
    "promotions": {"total_investment_wan": 300000, "state": "signed"},
    "standard_land": {
        "parcel": "一号",
        "zone_level": "national",
        "area_mu": 100,
        "is_standard_land": True,
        "sold_on": "2020-03-01",
    },
    "preliminary_funds": {"fund_year": 2020, "budget_wan": 100},
}


def annex_row(
    content: str, number: int = 2, /, *, name: str = "甲项目", is_accepted: bool = True, **fields: Any
) -> AnnexRow:
    """A row of another sheet; `fields` says what the test is about, `code` stands for project_code."""
    kinds = ANNEX_FIELDS[content]
    unknown = fields.keys() - kinds.keys() - {"code"}
    assert not unknown, f"no such field of {content}: {unknown}"
    is_named = "project_name" in kinds
    values: Row = (
        dict.fromkeys(kinds) | _ANNEX_DEFAULTS[content] | ({"project_name": name} if is_named else {})
    )
    if "code" in fields:
        values["project_code"] = fields.pop("code")
    values |= fields
    return AnnexRow(
        content=content,
        sheet=TITLES[content],
        row_number=number,
        is_accepted=is_accepted,
        name_key=(normal_name(name) or None) if is_named else None,
        fields={field: _typed(values[field], kind) for field, kind in kinds.items()},
    )


def _typed(value: Any, kind: str) -> Any:
    if kind == "money" and value is not None:
        return Decimal(str(value))
    if kind == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    return value


# Submissions


def received(month: date, *, day: int = 3, hour: int = 9, minute: int = 0) -> datetime:
    """A moment in the month after the report month, UTC; the third is in time."""
    return datetime.combine(shift(month, 1), datetime.min.time(), tzinfo=UTC) + timedelta(
        days=day - 1, hours=hour, minutes=minute
    )


def submission(
    unit: str | None,
    month: str | date | None,
    rows: Iterable[LedgerRow] = (),
    *,
    kind: str | None = "full",
    at: datetime | None = None,
    outcome: str = "accepted",
    findings: Sequence[Mapping[str, Any]] = (),
    skipped: int = 1,
    annexes: Iterable[AnnexRow] = (),
    empty_sheets: Iterable[str] = (),
) -> Submission:
    """What a file says of a unit and month; different content or arrival makes a different file.

    `empty_sheets`: what those sheets hold that the file has without a row.
    """
    report_month = parse(month) if isinstance(month, str) else month
    ledger = list(rows)
    others, without_rows = list(annexes), list(empty_sheets)
    at = at or (received(report_month) if report_month else datetime(2020, 1, 1, tzinfo=UTC))
    parts = (
        unit,
        report_month,
        kind,
        at,
        outcome,
        [(row.row_number, sorted(row.fields.items())) for row in ledger],
        [(row.content, row.row_number, sorted(row.fields.items())) for row in others],
        sorted(without_rows),
    )
    sha256 = hashlib.sha256(repr(parts).encode()).hexdigest()
    name = f"{unit}_{report_month}_{kind}.xlsx"
    rows_of: dict[str, list[LedgerRow] | list[AnnexRow]] = {content: [] for content in without_rows}
    rows_of |= {"ledger": ledger} if ledger else {}
    rows_of |= {content: [row for row in others if row.content == content] for content in _contents(others)}
    return Submission(
        submission_id=hashlib.sha256(sha256.encode()).hexdigest()[:32],
        sha256=sha256,
        file_name=name,
        reporting_unit_code=unit,
        report_month=report_month,
        kind=kind,
        received_at=at,
        outcome=outcome,
        sheets=[_sheet_count(content, rows, skipped=skipped) for content, rows in rows_of.items()],
        source_columns=[_source_column("project_name", "B", "项目名称")] if ledger else [],
        findings=[finding(number, **one) for number, one in enumerate(findings, start=1)],
        ledger=ledger,
        annexes=others,
    )


def _contents(rows: Iterable[AnnexRow]) -> list[str]:
    return list(dict.fromkeys(row.content for row in rows))


def _sheet_count(content: str, rows: list[LedgerRow] | list[AnnexRow], *, skipped: int) -> Row:
    accepted = sum(row.is_accepted for row in rows)
    return {
        "sheet": rows[0].sheet if rows else TITLES[content],
        "content": content,
        "row_count": len(rows) + skipped,
        "accepted_row_count": accepted,
        "rejected_row_count": len(rows) - accepted,
        "skipped_row_count": skipped,
    }


def _source_column(field: str, letter: str, heading: str) -> Row:
    return {"sheet": SHEET, "content": "ledger", "field": field, "column_letter": letter, "heading": heading}


def finding(number: int = 1, /, **values: Any) -> Row:
    """A finding of the landing: an error of a ledger row unless `values` say otherwise."""
    defaults: Row = dict.fromkeys(_FINDING)
    defaults |= {"rule_id": "NOT_A_NUMBER", "severity": "error", "sheet": SHEET, "message": "", "advice": ""}
    return defaults | {"finding_number": number} | values


def monthly(unit: str, first: str, *ledgers: Iterable[LedgerRow]) -> list[Submission]:
    """Full submissions of consecutive months, each received in time."""
    return [submission(unit, shift(parse(first), step), rows) for step, rows in enumerate(ledgers)]


# Policy packs

UNITS = {
    "421202": ("咸安区", "north", "421202"),
    "421221": ("嘉鱼县", "north", "421221"),
    "421222": ("通城县", "south", "421222"),
    "XN-SZ": ("市直", "direct", ""),
}
NORTH, NORTH_2, SOUTH, DIRECT = "421221", "421202", "421222", "XN-SZ"
CITY = "421200"


def pack(
    units: Sequence[str] = (NORTH, SOUTH),
    *,
    first_report_month: str = "2020-01",
    settings: Mapping[str, str] | None = None,
    aliases: Iterable[tuple[str, str, str]] = (),
    **tables: list[dict[str, str]],
) -> Policy:
    """A small city's pack. `aliases`: (unit, alias, code or name); `tables` replace files whole, by stem."""
    tiers = dict.fromkeys(UNITS[unit][1] for unit in units)
    values = {
        "city_code": CITY,
        "city_name": "咸宁市",
        "city_name_en": "Xianning",
        "timezone": "Asia/Shanghai",
        "first_report_month": first_report_month,
        "cut_off_day": "5",
        "cut_off_time": "18:00",
        "attribution": "reporting_unit",
        "rank_method": "dense",
        "mom_floor_wan": "0",
        "mom_excluded_months": "",
        "promoted_pool_target": "2",
        "conditional_base_items": "规划许可|用地许可",
        "priority_approval_items": "可研报告|申请报告",
        "priority_planning_permit_items": "规划许可",
        "priority_land_permit_items": "用地许可",
        "priority_environment_items": "环评",
        "assessment_last_note": "末位",
        "assessment_last_two_years_note": "连续两年末位",
    } | dict(settings or {})
    policy: Policy = {
        "settings": [{"key": key, "value": value, "note": ""} for key, value in values.items()],
        "tiers": [
            {"tier": tier, "tier_name": tier, "tier_name_en": tier, "sort_order": str(place)}
            for place, tier in enumerate(tiers, start=1)
        ],
        "localities": [_locality(unit, place) for place, unit in enumerate(units, start=1)],
        "libraries": [
            {"library": code, "library_name": name, "library_name_en": code}
            for code, name in (
                ("reserve", "储备库"),
                ("construction", "建设库"),
                ("production", "达产库"),
                ("exited", "出库"),
            )
        ],
        "rates": [
            rate("all"),
            rate("yi", min_investment_wan="10000"),
            rate(
                "enterprise", investor_kind="enterprise", localities="|".join(u for u in units if u != DIRECT)
            ),
            rate("government", investor_kind="government"),
            rate("all", rule_id="readiness"),
            rate("yi", rule_id="readiness", min_investment_wan="10000"),
            rate(
                "all",
                rule_id="enterprise_share",
                target="0.50",
                localities="|".join(u for u in units if u != DIRECT),
            ),
        ],
        "quotas": [
            quota(quota_id, tier, count, applies_to="tier" if tier == "direct" else "each")
            for tier in tiers
            for quota_id, count in (("planning", "3"), ("priority", "1"))
        ],
        "deadlines": [
            deadline("central_budget_2019", "central_budget", "2019", "2020-06-30"),
            deadline("special_local_bond_2020", "special_local_bond", "2020", "2020-08-15", work="true"),
        ],
        "windows": [
            window("close_gap", "2020-06-23", "2020-09-30"),
            window("sprint", "2020-10-01", "2020-12-31"),
        ],
        "supervision": [
            supervision("conversion", "START_OVERDUE"),
            supervision("conversion", "START_DUE_THIS_YEAR"),
            supervision("conversion", "APPROVED_NOT_STARTED"),
            supervision("conversion", "STARTED_NOT_CONVERTED"),
            supervision("progress", "NO_ANNUAL_PLAN"),
            supervision("progress", "YTD_MISSING"),
            supervision("progress", "BEHIND_PLAN", threshold="-10"),
            supervision("production", "COMPLETION_OVERDUE"),
            supervision("production", "COMPLETION_DUE_THIS_YEAR"),
            supervision("production", "COMPLETED_NOT_IN_PRODUCTION", categories="industry"),
            supervision("production", "BELOW_CAPACITY", categories="industry", threshold="1"),
            supervision("factors", "FACTOR_LAND"),
            supervision("factors", "FACTOR_FUNDS"),
            supervision("factors", "FACTOR_ENVIRONMENT"),
            supervision("factors", "FACTOR_ENERGY"),
            supervision("factors", "FACTOR_APPROVAL"),
            supervision("government", "SEVERELY_BEHIND", min_investment_wan=""),
            supervision("government", "FUNDS_NOT_SETTLED", min_investment_wan=""),
            supervision("government", "START_AT_RISK", min_investment_wan="", threshold="1"),
            supervision("government", "PRELIMINARY_STALLED", min_investment_wan="", threshold="3"),
        ],
        "approval_items": [
            approval_item("approval", "可研报告", "1"),
            approval_item("approval", "环评", "2"),
            approval_item("approval", "规划许可", "3", waits_for="可研报告"),
            approval_item("approval", "用地许可", "4", waits_for="可研报告"),
            approval_item("approval", "施工许可", "5", waits_for="环评|规划许可|用地许可"),
            approval_item("filing", "环评", "1"),
            approval_item("filing", "规划许可", "2"),
            approval_item("filing", "用地许可", "3", is_required="false"),
            approval_item("filing", "施工许可", "4", waits_for="环评|规划许可|用地许可"),
        ],
        "themes": [named_code("key_industries"), named_code("social_livelihood")],
        "planning_types": [named_code("transformation")],
        "fund_programmes": [
            {
                "fund_source": source,
                "field": "",
                "programme": "",
                "is_verified": "false",
                "clause": "reading",
            }
            for source in ("central_budget", "special_treasury_bond", "special_local_bond")
        ],
        "standard_land": [
            standard_land("national", "2020", "0.05"),
            standard_land("national", "2021", "1"),
        ],
        "departments": [department("发改委", aliases="市发改委"), department("交通局")],
        "assessment": [
            indicator("county", "conversion", "rpt_conversion.conversion_rate", "0.5"),
            indicator("county", "quota", "rpt_quota.attainment_rate", "0.25"),
            indicator(
                "county", "list_rank", "rpt_list_rank.composite_rank", "0.25", is_higher_better="false"
            ),
            indicator("department", "conversion", "rpt_conversion.conversion_rate", "0.5"),
            indicator("department", "readiness", "rpt_readiness.readiness_rate", "0.5"),
        ],
        "leaders": [leader(unit, "principal", "赵某") for unit in units],
        "lists": [
            project_list("provincial_leader", flag_field="is_provincial_leader"),
            project_list("provincial_key", flag_field="is_provincial_key"),
            project_list("municipal_key", flag_field="is_municipal_key"),
            project_list("ten_yi", min_investment_wan="100000"),
        ],
        "lights": [
            light("start", "1", "3", red_is_inclusive="true", unit="month"),
            light("progress", "-10", "-30", red_is_inclusive="false", unit="pp"),
            light("enrolment", "1", "2", red_is_inclusive="false", unit="month"),
        ],
        "thresholds": [
            threshold("yi_wan", "10000", "wan"),
            threshold("ten_yi_wan", "100000", "wan"),
            threshold("month_ytd_mismatch_wan", "1", "wan"),
            threshold("month_ytd_mismatch_share", "0.005", "share"),
            threshold("cohort_months", "12", "month"),
            threshold("identical_month_count", "3", "count"),
            threshold("unit_suspect_ratio", "10000", "ratio"),
            threshold("rolling_plan_years", "3", "year"),
            threshold("assessment_rate_cap", "1", "ratio"),
            threshold("quality_on_time_weight", "2", "ratio"),
            threshold("quality_first_pass_weight", "1", "ratio"),
            threshold("quality_correction_weight", "1", "ratio"),
            threshold("nearest_count", "2", "count"),
            threshold("outlook_interval_share", "0.5", "share"),
            threshold("outlook_least_count", "4", "count"),
            threshold("outlook_recent_months", "3", "month"),
            threshold("suspicion_paper_start_months", "2", "month"),
            threshold("suspicion_before_start_wan", "0", "wan"),
            threshold("suspicion_jump_months", "2", "month"),
            threshold("suspicion_jump_ratio", "2", "ratio"),
            threshold("suspicion_reentry_months", "12", "month"),
        ],
        "project_alias": [_alias(*alias) for alias in aliases],
    }
    return policy | tables


def _locality(unit: str, place: int) -> dict[str, str]:
    name, tier, region = UNITS[unit]
    return {
        "locality_code": unit,
        "locality_name": name,
        "locality_name_en": unit,
        "tier": tier,
        "gb2260_code": region,
        "aliases": "",
        "sort_order": str(place),
        "is_reporting_unit": "true",
    }


def rate(scope: str, *, rule_id: str = "conversion", target: str = "0.30", **cells: str) -> dict[str, str]:
    blank = dict.fromkeys(
        ("min_investment_wan", "investor_kind", "localities", "effective_from", "effective_to"), ""
    )
    return {"rule_id": rule_id, "scope": scope, "target": target, "clause": "reading"} | blank | cells


def quota(
    quota_id: str, tier: str, count: str, *, applies_to: str = "each", effective_from: str = ""
) -> dict[str, str]:
    is_priority = quota_id == "priority"
    return {
        "quota_id": quota_id,
        "tier": tier,
        "applies_to": applies_to,
        "min_investment_wan": "100000" if is_priority else "10000",
        "quota_count": count,
        "accrues": "once" if is_priority else "monthly",
        "clause": "reading",
        "effective_from": effective_from,
        "effective_to": "",
    }


def deadline(rule_id: str, source: str, year: str, day: str, *, work: str = "false") -> dict[str, str]:
    return {
        "rule_id": rule_id,
        "fund_source": source,
        "plan_year": year,
        "deadline": day,
        "needs_physical_work": work,
        "clause": "reading",
    }


def window(code: str, starts_on: str, ends_on: str) -> dict[str, str]:
    return {
        "window_code": code,
        "window_name": code,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "clause": "reading",
    }


def supervision(
    code: str,
    reason: str,
    *,
    min_investment_wan: str = "10000",
    categories: str = "",
    threshold: str = "",
) -> dict[str, str]:
    return {
        "supervision_code": code,
        "reason_code": reason,
        "min_investment_wan": min_investment_wan,
        "categories": categories,
        "threshold": threshold,
        "clause": "reading",
    }


def approval_item(
    route: str, item: str, order: str, *, waits_for: str = "", is_required: str = "true"
) -> dict[str, str]:
    return {
        "approval_route": route,
        "step": "开工准备",
        "item": item,
        "item_order": order,
        "waits_for": waits_for,
        "is_required": is_required,
        "clause": "reading",
    }


def named_code(code: str) -> dict[str, str]:
    return {"code": code, "name": code, "description": "", "clause": "reading"}


def standard_land(level: str, year: str, target: str) -> dict[str, str]:
    return {"zone_level": level, "year": year, "target_share": target, "clause": "reading"}


def leader(
    unit: str, post: str, name: str, *, target: str = "300000", tolerance: str = "0.9", **days: str
) -> dict[str, str]:
    return {
        "locality_code": unit,
        "leader_post": post,
        "leader_name": name,
        "target_investment_wan": target,
        "tolerance": tolerance,
        "clause": "reading",
    } | (dict.fromkeys(("effective_from", "effective_to"), "") | days)


def department(name: str, *, aliases: str = "", group: str = "department") -> dict[str, str]:
    return {"department": name, "aliases": aliases, "assessment_group": group}


def indicator(
    group: str, name: str, column: str, weight: str, *, is_higher_better: str = "true"
) -> dict[str, str]:
    """`column`: table.column."""
    table_name, column_name = column.split(".")
    return {
        "assessment_group": group,
        "indicator": name,
        "table_name": table_name,
        "column_name": column_name,
        "weight": weight,
        "is_higher_better": is_higher_better,
        "clause": "reading",
    }


def project_list(code: str, *, flag_field: str = "", min_investment_wan: str = "") -> dict[str, str]:
    return {
        "list_code": code,
        "list_name": code,
        "list_name_en": code,
        "flag_field": flag_field,
        "min_investment_wan": min_investment_wan,
        "sort_order": "1",
        "clause": "reading",
    }


def list_member(code: str, year: int, project: str, unit: str = "") -> dict[str, str]:
    return {
        "list_code": code,
        "year": str(year),
        "project_code_or_name": project,
        "reporting_unit_code": unit,
        "document": "",
    }


def light(name: str, yellow: str, red: str, *, red_is_inclusive: str, unit: str) -> dict[str, str]:
    return {
        "light": name,
        "yellow_from": yellow,
        "yellow_is_inclusive": "true",
        "red_from": red,
        "red_is_inclusive": red_is_inclusive,
        "unit": unit,
        "clause": "reading",
    }


def threshold(key: str, value: str, unit: str) -> dict[str, str]:
    return {"key": key, "value": value, "unit": unit, "clause": "reading"}


def baseline(locality: str, month: str, ytd: str) -> dict[str, str]:
    return {"locality_code": locality, "report_month": month, "ytd_investment_wan": ytd, "source": "test"}


def _alias(unit: str, alias: str, target: str) -> dict[str, str]:
    return {
        "reporting_unit_code": unit,
        "alias": alias,
        "project_code_or_name": target,
        "decided_by": "",
        "decided_on": "",
        "note": "",
    }


def world(submissions: Iterable[Submission], *, policy: Policy | None = None) -> World:
    return World(submissions=list(submissions), policy=policy or pack())


# The same world for the warehouse


def write_policy(policy: Policy, folder: Path) -> Path:
    """The pack as files, for `ingestion.policy.load_policy`; a file without rows is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for stem, rows in policy.items():
        if rows:
            with (folder / f"{stem}.csv").open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
    return folder


def raw_frames(world: World) -> dict[str, pl.DataFrame]:
    """The tables of schema `raw` that hold submissions, by name without the schema; sheets nobody sent are empty."""
    zone = Rules(world.policy).zone.key
    submissions = world.submissions
    frames = {
        "submission": pl.DataFrame(
            [_submission_row(one) for one in submissions], schema=_SUBMISSION, orient="row"
        )
        .with_columns(
            received_at_local=pl.col("received_at").dt.convert_time_zone(zone).dt.replace_time_zone(None)
        )
        .select(*list(_SUBMISSION)[:7], "received_at_local", *list(_SUBMISSION)[7:]),
        "submission_sheet": _frame(_SHEET, ((one, row) for one in submissions for row in one.sheets)),
        "source_column": _frame(_COLUMN, ((one, row) for one in submissions for row in one.source_columns)),
        "finding": _frame(_FINDING, ((one, row) for one in submissions for row in one.findings)),
    }
    frames["ledger_row"] = _frame(
        LANDING_SCHEMAS["ledger"], ((one, _landed(row)) for one in submissions for row in one.ledger)
    )
    for content, schema in LANDING_SCHEMAS.items():
        if content != "ledger":
            rows = [
                (one, _landed(row)) for one in submissions for row in one.annexes if row.content == content
            ]
            frames[f"{content.removesuffix('s')}_row"] = _frame(schema, rows)
    frames["similar_name"] = pl.DataFrame(world.similar_names, schema=SIMILAR_NAME_SCHEMA)
    return frames


def similar(unit: str, name: str, other: str, **values: Any) -> Row:
    """A proposed pair of similar names of a unit."""
    names = {"reporting_unit_code": unit, "name_key": min(name, other), "other_name_key": max(name, other)}
    return names | {"score": 90, "has_same_owner": False, "has_near_investment": True} | values


def _landed(row: LedgerRow | AnnexRow) -> Row:
    return {
        "sheet": row.sheet,
        "row_number": row.row_number,
        "is_accepted": row.is_accepted,
        "name_key": row.name_key,
    } | row.fields


_SUBMISSION = pl.Schema(
    {
        "submission_id": pl.String(),
        "sha256": pl.String(),
        "file_name": pl.String(),
        "reporting_unit_code": pl.String(),
        "report_month": pl.Date(),
        "kind": pl.String(),
        "received_at": pl.Datetime("us", "UTC"),
        "outcome": pl.String(),
        "row_count": pl.Int32(),
        "accepted_row_count": pl.Int32(),
        "rejected_row_count": pl.Int32(),
        "skipped_row_count": pl.Int32(),
        "delivery_count": pl.Int32(),
        "template_version": pl.String(),
        "reporter": pl.String(),
    }
)
_SHEET = pl.Schema(
    {
        "submission_id": pl.String(),
        "sheet": pl.String(),
        "content": pl.String(),
        "row_count": pl.Int32(),
        "accepted_row_count": pl.Int32(),
        "rejected_row_count": pl.Int32(),
        "skipped_row_count": pl.Int32(),
    }
)
_COLUMN = pl.Schema(
    {
        "submission_id": pl.String(),
        "sheet": pl.String(),
        "content": pl.String(),
        "field": pl.String(),
        "column_letter": pl.String(),
        "heading": pl.String(),
    }
)
_FINDING = pl.Schema(
    {
        "submission_id": pl.String(),
        "finding_number": pl.Int32(),
        "rule_id": pl.String(),
        "severity": pl.String(),
    }
    | {"sheet": pl.String(), "row_number": pl.Int32(), "column_letter": pl.String(), "field": pl.String()}
    | dict.fromkeys(("raw_value", "message", "advice", "message_en", "advice_en"), pl.String())
)


def _submission_row(one: Submission) -> Row:
    counts = ("row_count", "accepted_row_count", "rejected_row_count", "skipped_row_count")
    values = {name: getattr(one, name, None) for name in _SUBMISSION}
    return (
        values | {name: one.count(name) for name in counts} | {"delivery_count": 1, "template_version": "1"}
    )


def _frame(schema: pl.Schema, rows: Iterable[tuple[Submission, Row]]) -> pl.DataFrame:
    """Rows of submissions in the schema's order; a column no row speaks of is null."""
    return pl.DataFrame(
        [
            {name: row.get(name) for name in schema} | {"submission_id": one.submission_id}
            for one, row in rows
        ],
        schema=schema,
        orient="row",
    )
