"""What scores and reporting quality mean, in words, and what to do where there are none."""

from collections.abc import Sequence
from typing import Any

from dashboards import formats
from dashboards.texts import _


def group(code: str) -> str:
    """A group that is ranked by itself."""
    return {"county": _("县市区"), "department": _("部门")}.get(code, code)


def indicator(code: str) -> str:
    """An indicator of the pack."""
    return {
        "conversion": _("转化率"),
        "readiness": _("能审批能开工能争取"),
        "enterprise_count_share": _("企业投资占比"),
        "quota_attainment": _("谋划任务完成"),
        "list_rank": _("四张清单名次"),
        "plan_completion": _("年度计划完成"),
    }.get(code, code)


def scores() -> str:
    """The yearly score."""
    return _(
        "得分＝各项指标按权重相加，每项 0–100；比率超过 1 的按 1 计，只在得分里封顶；"
        "名次越小越好的指标按最好到最差之间的位置折算。缺一项指标就没有得分，也不排名；末位由人决定怎么用。"
    )


def points() -> str:
    """The points of each indicator."""
    return _(
        "各项得分之下是权重。末位：已满一年且数据齐全的组内最后一名，并列都算；提示是方案写明的后果，不自动执行。"
    )


def rests_on(row: dict[str, Any]) -> str:
    """Which month the year's scores rest on."""
    text = _("依据 {month} 的数据").format(month=formats.month(row["report_month"]))
    return text + (_("，该年尚未结束，暂定") if row["is_provisional"] else "")


def no_scores(group_code: str, years: Sequence[int]) -> str:
    """No score of this year and group."""
    if not group_code:
        return _("当前政策包没有考核指标。要启用，请在政策包里加入 assessment.csv，再运行 sanku refresh。")
    if group_code == "department":
        return _("没有部门的得分：请在政策包的 departments.csv 里列出部门，台账的责任单位写部门名称或别名。")
    known = _("、").join(str(year) for year in years) or formats.undefined()
    return _("这一年没有得分。有得分的年份：{years}。").format(years=known)


def reporting() -> str:
    """How well units report."""
    return _(
        "本年以来：按时率＝按时报送的月数÷应报送月数；一次通过率＝首次报送即整件接收的月数÷有报送的月数；"
        "更正率＝更正次数÷报送次数。得分的权重取自政策包，没有设权重就没有得分。"
    )
