"""What the parts on the rest of the year mean, in words."""

from collections.abc import Mapping, Sequence

from dashboards import formats, labels
from dashboards.texts import _

MEASURES = ("conversion", "plan_completion", "catch_up")


def rule(code: str) -> str:
    """An unmet rule with its scope."""
    name, _underscore, scope = code.partition("_")
    word = {
        "conversion": _("储备→建设转化率"),
        "readiness": _("能审批能开工能争取"),
        "planning": _("谋划亿元以上项目"),
    }.get(name, name)
    return f"{word} · {labels.scope(scope)}" if scope else word


def why(codes: str | None) -> str:
    """What makes a project near."""
    words = {
        "APPROVED": _("已批复或手续办结"),
        "FUNDS_WON": _("已争取资金"),
        "MOVED": _("已转库未开工"),
        "STARTED": _("已开工"),
        "START_PLANNED": _("计划年内开工"),
    }
    return (
        formats.undefined()
        if codes is None
        else _("、").join(words.get(code, code) for code in codes.split("+"))
    )


def method(code: str) -> str:
    """How the year's end was come by."""
    return {
        "no_figure": _("本月没有这个数"),
        "known": _("12月，已是全年"),
        "little_history": _("历史不足，不作展望"),
        "ordered_scenarios": _("按历史情景"),
    }.get(code, code)


def to_target() -> str:
    """What a rule still takes, and who is near."""
    return _(
        "还差＝达到目标还需的项目数；距上一名次＝再转化几个可与上一名并列。最接近的项目：先看已转库或已开工，"
        "再看手续、资金和计划开工日期。没有列出的地区已经达标、没有这项目标或没有报送。"
    )


def outlook(thresholds: Mapping[str, float]) -> str:
    """The method in one sentence, with the pack's own numbers."""
    return _(
        "情景＝到年底还可能增加多少：往年同月到年底各单位实际增加的，以及本地最近几个月（最多{recent}个月）照此速度。"
        "计划完成率的往年情景，按当年投资中的占比折成本地上年投资额，再除以本年计划。"
        "情景由小到大排，居中的加本月数为年底展望，区间至少覆盖{share}的情景；少于{least}个情景不给数。"
        "只看历史，供参考，不作为任何规定的依据。图中粗线为区间，竖线为目标。"
    ).format(
        recent=f"{thresholds['outlook_recent_months']:g}",
        share=formats.percent(thresholds["outlook_interval_share"], places=0),
        least=f"{thresholds['outlook_least_count']:g}",
    )


def all_met() -> str:
    """Nobody misses anything."""
    return _("✓ 本月没有未达标的规则。")


def no_numbers(names: Sequence[str]) -> str:
    """A pack without the method's numbers."""
    return _(
        "当前政策包没有设这项方法的参数。要启用，请在政策包的 thresholds.csv 里加入 {names}，再运行 sanku refresh。"
    ).format(names=_("、").join(names))
