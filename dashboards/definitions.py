"""The definition that stands below a figure, in words, and the clause of the plan behind it.

Belongs here: what a figure means, for a reader; clauses, targets and thresholds are rows of the policy pack and
read from it. Does not belong here: how it is computed (dbt).
"""

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


def arrivals() -> str:
    """Reported, late, not reported."""
    return _("以首次有效的全量或无变化报送的收到时间为准；次月{day}日{time}以后收到为迟报。")


def conversion_clause(published: Published, scope: str) -> str | None:
    """The clause of a conversion target."""
    row = published.row(
        "select clause from policy.rates where rule_id = 'conversion' and scope = $scope", scope=scope
    )
    return None if row is None else row["clause"]


def cut_off(published: Published) -> str:
    """The definition of lateness with the pack's own day and time."""
    rows = published.query(
        "select key, value from policy.settings where key in ('cut_off_day', 'cut_off_time')"
    )
    values = dict(rows.iter_rows())
    return arrivals().format(day=values.get("cut_off_day", ""), time=values.get("cut_off_time", ""))
