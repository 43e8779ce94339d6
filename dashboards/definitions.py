"""The definition that stands below a figure, in words, and the clause of the plan behind it.

Belongs here: what a figure means, for a reader; clauses, targets and thresholds are rows of the policy pack and
read from it. Does not belong here: how it is computed (dbt).
"""

from typing import Any

from dashboards import clauses, filters
from dashboards.texts import _
from dashboards.warehouse import Published


def conversion(basis: str) -> str:
    """The conversion rate on one basis."""
    if basis == "cohort_12m":
        return _(
            "满十二个月口径：取十二个月前那个月及其之前共十二个月入库的项目，"
            "入库后十二个月内转入建设库并开工的占比。"
        )
    return _(
        "年初至今口径：储备＝今年1月1日至月末曾在储备库的项目；已转化＝其中今年转入建设库、"
        "现在建设库或达产库且已开工的；转化率＝已转化÷储备。出库项目仍计入当年储备。"
    )


def conversion_in_short() -> str:
    """The same, where the full definition stands on the page already."""
    return _("转化率＝已转化÷储备，年初至今口径，每年1月起重新计算。")


def conversion_trend(basis: str) -> str:
    """The rate by month."""
    if basis == "cohort_12m":
        return _("各月满十二个月口径的转化率；断开处为未报送。灰线为其他地区，虚线为目标。")
    return _("各月年初至今口径的转化率，每年1月起重新计算；断开处为未报送。灰线为其他地区，虚线为目标。")


def flows() -> str:
    """The month's flow through the reserve library."""
    return _("月初储备＋本月入库＝本月转建设＋本月出库＋月末储备，按入库、转库、出库日期计。")


def lights(published: Published) -> str:
    """When a light is yellow or red, with the pack's own thresholds."""
    rows = published.query(
        "select light, yellow_from, yellow_is_inclusive, red_from, red_is_inclusive from policy.lights"
    )
    bounds = {row["light"]: row for row in rows.iter_rows(named=True)}
    texts = {
        "start": _("开工灯：自计划开工当月算起，未开工{yellow}个月黄、{red}个月红"),
        "progress": _("进度灯：年度计划完成率减序时进度（月份÷12），{yellow}个百分点黄、{red}个百分点红"),
        "enrolment": _("入统灯：开工后未入统{yellow}个月黄、{red}个月红"),
    }
    parts = [
        text.format(
            yellow=_bound(bounds[light], "yellow", is_falling=light == "progress"),
            red=_bound(bounds[light], "red", is_falling=light == "progress"),
        )
        for light, text in texts.items()
        if light in bounds
    ]
    return _("；").join([*parts, _("总灯取三灯中最差的")]) + _("。")


def _bound(row: dict[str, Any], light: str, *, is_falling: bool) -> str:
    sign = ("≤" if is_falling else "≥") if row[f"{light}_is_inclusive"] else ("<" if is_falling else ">")
    return f"{sign}{float(row[f'{light}_from']):g}".replace("-", "−")


def list_rank() -> str:
    """Shares, month over month and ranks of a list."""
    return _(
        "占比＝本地占全市该清单的份额；环比＝（本月−上月）÷上月，上月按上月的清单，两月都报送且上月大于0才可比；"
        "综合名次＝个数占比、投资占比、环比三个名次的平均由小到大排；并列同名次。片区和全市只计两月都报送的单位。"
    )


def investment_rank() -> str:
    """Investment and its ranking over all projects."""
    return _(
        "本月完成投资＝未出库项目当月完成投资之和；环比＝（本月−上月）÷上月，两月都报送且上月大于0才可比；"
        "片区和全市只计两月都报送的单位；同比＝本年累计与上年同期相比；年度计划完成率只计有年度计划的项目。"
    )


def investment_in_short() -> str:
    """Investment and the lists' lights, where the full definitions stand on their own pages."""
    return _(
        "完成投资为未出库项目之和；环比、同比只在两边都有时计算，片区和全市只计两月都报送的单位；"
        "红黄绿灯取开工、进度、入统三灯中最差的，详见“四张清单”。"
    )


def source_rows() -> str:
    """Where the rows behind a figure come from."""
    return _("每个项目都注明来源文件、工作表和行号；“沿用”指本月没有报送、沿用最近一次报送的行。")


def list_clause(published: Published, list_code: str) -> str | None:
    """The clause of one list, or of all of them together."""
    return clauses.of(published, "lists", **({} if list_code == filters.EVERY else {"list_code": list_code}))


def arrivals() -> str:
    """Reported, late, not reported."""
    return _("以首次有效的全量或无变化报送的收到时间为准；次月{day}日{time}以后收到为迟报。")


def conversion_clause(published: Published, scope: str) -> str | None:
    """The clause of a conversion target."""
    return clauses.of(published, "rates", rule_id="conversion", scope=scope)


def cut_off(published: Published) -> str:
    """The definition of lateness with the pack's own day and time."""
    rows = published.query(
        "select key, value from policy.settings where key in ('cut_off_day', 'cut_off_time')"
    )
    values = dict(rows.iter_rows())
    return arrivals().format(day=values.get("cut_off_day", ""), time=values.get("cut_off_time", ""))
