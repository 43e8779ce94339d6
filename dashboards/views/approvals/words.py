"""What approvals, factors and evaluations mean, in words, and what to do where nothing was reported."""

from dashboards.narrowing import Narrowing
from dashboards.texts import _


def states() -> str:
    """The states of an item."""
    return _(
        "只计报过前期手续的项目的必办事项，事项和顺序按审批、核准、备案三条路线取自政策包；没有填报的算未启动。"
    )


def checklist(most: int) -> str:
    """The checklist."""
    return _(
        "逾期：未办结也未容缺受理，计划办结日期不晚于月末；可启动：未启动，所等的事项都已不再等待，可以并行办理。"
        "清单只列前 {most} 个项目，逾期多的在前；下表是全部。"
    ).format(most=most)


def progress() -> str:
    """Progress of a project."""
    return _(
        "办结率＝已办结的必办事项÷必办事项；下一项＝路线上下一个待办的必办事项；容缺缺条件：容缺受理须有规划和用地手续、审批单位意见、书面承诺和补齐日期，每缺一样算一处。"
    )


def factors() -> str:
    """Factors by state."""
    return _("要素保障按项目、要素、具体指标逐项填报；已落实、部分落实、未落实按填报。点一段看那里的项目。")


def gaps() -> str:
    """Needed, settled, gap."""
    return _("缺口＝需求量－已落实量，单位按填报，不同单位不相加；逾期：未落实而计划落实日期不晚于月末。")


def evaluation() -> str:
    """Which projects need the experts."""
    return _(
        "列入省、市重点计划，市级储备库或年度重点推进的项目需要专家评估；结论按最近一次评估；应评未评：需要而没有评估。"
    )


def nothing(subject: str, narrowed: Narrowing) -> str:
    """Nobody reported the sheet, or nobody who is looked at."""
    if narrowed.is_any:
        return _("没有这样的项目。")
    return _(
        "所选月份和地区没有填报“{subject}”。请在报送文件里填写同名工作表，再报送；不涉及的可以没有这张表。"
    ).format(subject=subject)
