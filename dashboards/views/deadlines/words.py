"""What deadlines and catching up mean, in words, and what to do where the pack has none."""

from collections.abc import Sequence
from typing import Any

from dashboards import formats, labels
from dashboards.texts import _


def rule(row: dict[str, Any]) -> str:
    """One deadline: 2020年 专项债券."""
    return _("{year}年 {source}").format(year=row["plan_year"], source=labels.fund_source(row["fund_source"]))


def window(row: dict[str, Any]) -> str:
    """A window with its days."""
    return _("{name}（{start} 至 {end}）").format(
        name=row["window_name"], start=formats.day(row["starts_on"]), end=formats.day(row["ends_on"])
    )


def deadlines() -> str:
    """What a deadline asks."""
    return _(
        "用中央预算内投资、特别国债、专项债券的项目，按计划年度须在时限前开工，有的还须形成实物工作量；"
        "出库项目不计。时限和要求取自政策包。"
    )


def statuses() -> str:
    """How a project can stand to a deadline."""
    return _(
        "按时、迟后完成：已达到要求，按达到要求的日期与时限相比；待核实：开工日期不详，或只知道当月形成实物工作量；"
        "未到期、逾期：尚未达到要求，按月末与时限相比。迟后完成的一直显示。"
    )


def no_deadlines() -> str:
    """A pack that sets no deadline."""
    return _("当前政策包没有设开工时限。要启用，请在政策包里加入 deadlines.csv，再运行 sanku refresh。")


def no_window(windows: Sequence[dict[str, Any]]) -> str:
    """A month outside every window, or a pack without any."""
    if not windows:
        return _("当前政策包没有设攻坚窗口期。要启用，请在政策包里加入 windows.csv，再运行 sanku refresh。")
    named = _("、").join(window(row) for row in windows)
    return _("所选月份不在攻坚窗口期内，没有追赶目标。窗口期：{windows}。").format(windows=named)


def pace() -> str:
    """Pace needed and done."""
    return _(
        "每天需完成＝（上年到窗口期末月的累计－本年累计）÷月末到窗口期结束的天数，窗口期最后一天没有这个数；"
        "本月日均＝本月完成÷本月天数。"
    )


def gap() -> str:
    """This year against last year."""
    return _("本年累计与上年同期累计完成投资；上年只计本月报送了的单位，没有报送的取政策包的上年基数。")


def catch_up() -> str:
    """The table of catching up."""
    return _(
        "差额＝上年同期－本年累计，负数为超过上年；追赶目标＝上年到窗口期末月的累计；是否跟上比较日均与所需日均。"
    )
