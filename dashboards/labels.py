"""What a code means in words. Names that the policy pack gives (libraries, lists, localities) come from there.

Belongs here: the words and marks of the marts' own closed codes, one place each; a mark (shape) goes with a
colour wherever a colour says something.
Does not belong here: how numbers are written (formats), and sentences of a page.
"""

from collections.abc import Callable

from dashboards.texts import _

# A code's words, None where it has none of ours.
Words = Callable[[str], str | None]
# The steps of a project's life in their order.
EVENTS = ("reserve", "approved", "construction", "started", "completed", "production", "exited")
# By what projects are told apart.
DIMENSIONS = ("plan_theme", "category", "stage", "investor_kind", "planning_type", "size_band")


def scope(code: str) -> str:
    """Scope of a conversion rate."""
    return {
        "all": _("全部项目"),
        "yi": _("亿元以上"),
        "enterprise": _("企业投资"),
        "government": _("政府投资"),
    }.get(code, code)


def basis(code: str) -> str:
    """Basis of a conversion rate."""
    return {"year_to_date": _("年初至今（正式）"), "cohort_12m": _("入库满十二个月")}.get(code, code)


def kind(code: str | None) -> str:
    """Kind of a submission."""
    return {"full": _("全量"), "correction": _("更正"), "no_change": _("无变化")}.get(
        code or "", _("未能识别")
    )


def outcome(code: str) -> str:
    """What became of a file, with its mark."""
    return {
        "accepted": _("● 接收"),
        "accepted_with_findings": _("▲ 接收，有问题"),
        "rejected": _("✕ 整件退回"),
    }.get(code, code)


def severity(code: str) -> str:
    """How serious a finding is, with its mark."""
    return {"error": _("✕ 退回"), "warning": _("▲ 提醒"), "info": _("○ 说明")}.get(code, code)


def stage(code: str | None) -> str:
    """The furthest stage a project has reached."""
    return {
        "reserve": _("储备"),
        "approved": _("已批复"),
        "started": _("已开工"),
        "completed": _("已竣工"),
        "in_production": _("已达产"),
        "exited": _("已出库"),
    }.get(code or "", _("—"))


def category(code: str | None) -> str:
    """The kind of a project."""
    return {
        "industry": _("产业"),
        "infrastructure": _("基础设施"),
        "ecology": _("生态"),
        "livelihood": _("民生"),
    }.get(code or "", code or _("—"))


def investor_kind(code: str | None) -> str:
    """Who invests."""
    return {"government": _("政府投资"), "enterprise": _("企业投资")}.get(code or "", _("—"))


def event(code: str) -> str:
    """A step in a project's life."""
    return {
        "reserve": _("入储备库"),
        "approved": _("批复"),
        "construction": _("转建设库"),
        "started": _("开工"),
        "completed": _("竣工"),
        "production": _("达产"),
        "exited": _("出库"),
    }.get(code, code)


def of_column(column: str) -> Words | None:
    """The words of a column's codes, None for a column that has none of ours."""
    if column == "light" or column.endswith("_light"):
        return light
    known: dict[str, Words] = {
        "status": status,
        "stage": stage,
        "category": category,
        "investor_kind": investor_kind,
        "light_reason": light_reason,
        "severity": severity,
        "basis": basis,
        "scope": scope,
        "quota_id": quota,
        "fund_source": fund_source,
        "zone_level": zone,
        "measure": outlook_measure,
        "dimension": dimension,
        "size_band": size_band,
    }
    return known.get(column)


def quota(code: str) -> str:
    """A quota."""
    return {"planning": _("谋划亿元以上项目"), "priority": _("年度重点推进项目（10亿元以上）")}.get(
        code, code
    )


def dimension(code: str) -> str:
    """By what projects are told apart."""
    return {
        "plan_theme": _("领域"),
        "category": _("类别"),
        "stage": _("阶段"),
        "investor_kind": _("投资类型"),
        "planning_type": _("谋划类型"),
        "size_band": _("规模"),
    }.get(code, code)


def size_band(code: str) -> str:
    """A band of total investment."""
    return {"below_yi": _("1亿元以下"), "yi": _("1亿至10亿元"), "ten_yi": _("10亿元以上")}.get(code, code)


def outlook_measure(code: str) -> str:
    """A measure of the outlook."""
    return {
        "conversion": _("转化率（全部项目，年初至今）"),
        "plan_completion": _("年度计划完成率"),
        "catch_up": _("本年累计与上年全年之比"),
    }.get(code, code)


def zone(code: str) -> str:
    """The level of a zone."""
    return {"national": _("国家级开发区"), "provincial": _("省级开发区"), "other": _("其他区域")}.get(
        code, code
    )


def date_source(code: str | None) -> str:
    """Where a stage date comes from."""
    return {"reported": _("填报"), "observed": _("首次见于"), "unknown": _("早于首次报送")}.get(
        code or "", _("—")
    )


def arrival(*, is_reported: bool | None, is_late: bool | None) -> str:
    """Whether a unit reported a month in time, with its mark."""
    if not is_reported:
        return _("✕ 未报")
    return _("▲ 迟报") if is_late else _("● 按时")


def light(code: str | None) -> str:
    """A light, by shape and word."""
    return {
        "red": _("✕ 红灯"),
        "yellow": _("▲ 黄灯"),
        "green": _("● 绿灯"),
        "none": _("○ 无灯"),
    }.get(code or "", _("—"))


def light_reason(codes: str | None) -> str | None:
    """Why a light is on, in words."""
    words = {
        "START_OVERDUE": _("逾期未开工"),
        "BEHIND_PLAN": _("进度滞后"),
        "NOT_ENROLLED": _("未入统"),
        "NO_ANNUAL_PLAN": _("无年度计划"),
        "YTD_MISSING": _("未填本年累计"),
    }
    return None if codes is None else _("、").join(words.get(code, code) for code in codes.split("+"))


def status(code: str) -> str:
    """How far a project of a list is."""
    return {
        "not_started": _("未开工"),
        "under_construction": _("在建"),
        "completed": _("已竣工"),
        "in_production": _("已达产"),
    }.get(code, code)


def rank_measure(code: str) -> str:
    """By what localities are ranked."""
    return {
        "composite": _("综合"),
        "count_share": _("个数占比"),
        "investment_share": _("投资占比"),
        "mom": _("环比"),
    }.get(code, code)


def supervision(code: str) -> str:
    """A supervision list."""
    return {
        "conversion": _("督转化"),
        "progress": _("督进度"),
        "production": _("督达产"),
        "factors": _("督要素"),
        "government": _("政府投资项目"),
    }.get(code, code)


def supervision_reason(code: str) -> str:
    """Why a project is on a supervision list."""
    return {
        "START_OVERDUE": _("逾期未开工"),
        "START_DUE_THIS_YEAR": _("今年应开工"),
        "APPROVED_NOT_STARTED": _("已批复未开工"),
        "STARTED_NOT_CONVERTED": _("已开工未转库"),
        "NO_ANNUAL_PLAN": _("无年度计划"),
        "YTD_MISSING": _("未填本年累计"),
        "BEHIND_PLAN": _("进度滞后"),
        "COMPLETION_OVERDUE": _("逾期未竣工"),
        "COMPLETION_DUE_THIS_YEAR": _("今年应竣工"),
        "COMPLETED_NOT_IN_PRODUCTION": _("竣工未达产"),
        "BELOW_CAPACITY": _("达产不足"),
        "FACTOR_LAND": _("用地未落实"),
        "FACTOR_FUNDS": _("资金未落实"),
        "FACTOR_ENVIRONMENT": _("环境容量未落实"),
        "FACTOR_ENERGY": _("能耗未落实"),
        "FACTOR_APPROVAL": _("手续逾期"),
        "SEVERELY_BEHIND": _("进度严重滞后"),
        "FUNDS_NOT_SETTLED": _("资金未按时落实"),
        "START_AT_RISK": _("临近开工手续未办结"),
        "PRELIMINARY_STALLED": _("前期工作停滞"),
    }.get(code, code)


def suspicion(code: str) -> str:
    """What may be worth a look, named by what the ledger says and not by what it may mean."""
    return {
        "PAPER_START": _("已开工、连续无投资"),
        "INVESTMENT_BEFORE_START": _("无开工日期、已有投资"),
        "IDENTICAL_MONTHLY_AMOUNTS": _("连续数月投资相同"),
        "TOTAL_CROSSED_YI": _("总投资改动跨过亿元"),
        "TOTAL_CROSSED_TEN_YI": _("总投资改动跨过十亿元"),
        "CUMULATIVE_FELL": _("累计投资变小"),
        "DEADLINE_JUMP": _("时限当月投资集中"),
        "REENTERED": _("与停报项目相近的新项目"),
    }.get(code, code)


def deadline_status(code: str) -> str:
    """How a project stands to its start deadline, with its mark."""
    return {
        "met": _("✓ 按时"),
        "met_late": _("▲ 迟后完成"),
        "to_verify": _("◆ 待核实"),
        "pending": _("○ 未到期"),
        "overdue": _("✕ 逾期"),
    }.get(code, code)


def fund_source(code: str) -> str:
    """Where money comes from."""
    return {
        "central_budget": _("中央预算内投资"),
        "special_treasury_bond": _("中央特别国债"),
        "special_local_bond": _("专项债券"),
        "other_fiscal": _("其他财政资金"),
        "self_raised": _("企业自筹"),
    }.get(code, code)


def approval_state(code: str) -> str:
    """How far an approval item is, with its mark."""
    return {
        "done": _("✓ 已办结"),
        "conditional": _("◆ 容缺受理"),
        "in_progress": _("▶ 办理中"),
        "not_started": _("○ 未启动"),
        "not_required": _("无需办理"),
    }.get(code, code)


def factor_kind(code: str) -> str:
    """A kind of factor that a project needs."""
    return {
        "land": _("用地"),
        "funds": _("资金"),
        "energy": _("能耗"),
        "environment": _("环境容量"),
    }.get(code, code)


def factor_state(code: str) -> str:
    """How far a factor is settled, with its mark."""
    return {"settled": _("✓ 已落实"), "partial": _("▲ 部分落实"), "open": _("✕ 未落实")}.get(code, code)


def evaluation(code: str) -> str:
    """What the experts said, or that nobody asked them though it was needed; with its mark."""
    return {
        "passed": _("✓ 通过"),
        "revise": _("▲ 修改后通过"),
        "failed": _("✕ 未通过"),
        "missing": _("○ 应评未评"),
    }.get(code, code)


def target(*, is_met: bool | None) -> str:
    """Whether a target is reached, with its mark; none where none binds or there is nothing to measure."""
    if is_met is None:
        return _("—")
    return _("✓ 达标") if is_met else _("✕ 未达标")


def pace(*, is_on_pace: bool | None) -> str:
    """Whether enough is done for this time of the year, with its mark."""
    if is_on_pace is None:
        return _("—")
    return _("✓ 跟上") if is_on_pace else _("✕ 落后")
