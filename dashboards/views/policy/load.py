"""What the page of definitions reads: the policy of a version, and the versions there are."""

from typing import Any

import polars as pl

from dashboards.texts import _
from dashboards.warehouse import Published


def policy_tables(published: Published) -> dict[str, str]:
    """The policy tables of the version, named where we have a name."""
    names = {
        "rates": _("转化率、企业占比等目标"),
        "quotas": _("谋划与重点推进任务数"),
        "lists": _("四张清单"),
        "lights": _("红黄绿灯"),
        "thresholds": _("阈值"),
        "deadlines": _("开工期限"),
        "windows": _("百日攻坚窗口"),
        "supervision": _("四督四促"),
        "approval_items": _("前期手续事项"),
        "assessment": _("考核指标"),
        "standard_land": _("标准地"),
        "fund_programmes": _("资金专项"),
        "themes": _("十四五领域"),
        "planning_types": _("谋划类型"),
        "libraries": _("三库"),
        "localities": _("地区"),
        "tiers": _("片区"),
        "list_members": _("清单名册"),
        "leaders": _("招商责任人"),
        "departments": _("部门"),
        "baseline": _("上年基数"),
        "project_alias": _("项目别名"),
        "settings": _("设置"),
    }
    found = published.query(
        "select distinct table_name from information_schema.tables"
        " where table_catalog = current_database() and table_schema = 'policy'"
    )["table_name"].to_list()
    return {table: name for table, name in names.items() if table in found} | {
        table: table for table in sorted(found) if table not in names
    }


def policy(published: Published, table: str) -> pl.DataFrame:
    """The rows of a policy table; the name is one of the version's own."""
    return published.query(f'select * from policy."{table}"')


def version(published: Published) -> dict[str, Any]:
    """What the version says of itself."""
    return published.row("select * from marts.meta_version") or {}


def in_words(column: str) -> str:
    """A column of the policy pack as a reader knows it; its own name where we have no word."""
    return {
        "clause": _("条款"),
        "target": _("目标"),
        "target_share": _("目标占比"),
        "quota_count": _("任务数"),
        "applies_to": _("适用对象"),
        "accrues": _("是否按月累计"),
        "min_investment_wan": _("总投资起点（万元）"),
        "investor_kind": _("投资类型"),
        "localities": _("适用地区"),
        "effective_from": _("自"),
        "effective_to": _("至"),
        "rule_id": _("规则"),
        "scope": _("范围"),
        "tier": _("片区"),
        "list_name": _("清单"),
        "light": _("灯"),
        "yellow_from": _("黄灯起点"),
        "red_from": _("红灯起点"),
        "unit": _("单位"),
        "key": _("项"),
        "value": _("值"),
        "note": _("说明"),
        "fund_source": _("资金来源"),
        "plan_year": _("计划年度"),
        "deadline": _("期限"),
        "needs_physical_work": _("须形成实物工作量"),
        "starts_on": _("起"),
        "ends_on": _("止"),
        "threshold": _("阈值"),
        "weight": _("权重"),
        "indicator": _("指标"),
        "name": _("名称"),
    }.get(column, column)
