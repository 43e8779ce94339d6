"""The numbers that shape the simulated city, each beside the published figure it follows.

Here: published aggregates with their source, and what is derived from them by plain arithmetic.
Not here: anything drawn by chance (life), and no rule, target or threshold of the plan (those are policy data).
The figures calibrate a simulation; nothing in the sample is a statement about a real project.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import NormalDist

from ingestion.sample.model import Unit

UNITS: tuple[Unit, ...] = (
    Unit("421202", "咸安区", "north", "421202"),
    Unit("421221", "嘉鱼县", "north", "421221"),
    Unit("421281", "赤壁市", "north", "421281"),
    Unit("421222", "通城县", "south", "421222"),
    Unit("421223", "崇阳县", "south", "421223"),
    Unit("421224", "通山县", "south", "421224"),
    Unit("XN-GX", "咸宁高新区", "direct", "421200"),
    Unit("XN-SZ", "市直", "direct", "421200"),
)
UNIT_BY_CODE = {unit.code: unit for unit in UNITS}
CITY_CODE = "421200"
DEFAULT_PROJECTS = 1500


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure: what, when, how much, and who said so."""

    indicator: str
    period: str
    value: float
    unit: str
    source: str


_HALF_YEAR = "政务督查：2020年重点工作上半年完成情况（咸宁市政府 2020-09-16）"
_THREE_QUARTERS = "政务督查：2020年重点工作前三季度完成情况"
_FULL_YEAR = "政务督查：2020年重点工作全年完成情况（咸宁市政府 2021-05-25）"
_PROVINCE = "湖北日报 2021-02-23"
_KEY_PLAN = "咸宁市28个项目纳入省级重点建设计划（咸宁网 2020-06-01）"
_JOINT_START = "2022年二季度全市重大项目集中开工（2022-04-28）"

PUBLISHED: dict[str, Published] = {
    "growth_q1": Published("湖北省固定资产投资增速", "2020Q1", -82.8, "%", _PROVINCE),
    "growth_h1": Published("固定资产投资增速", "2020H1", -59.1, "%", _HALF_YEAR),
    "growth_q3": Published("固定资产投资增速", "2020Q1-3", -36.5, "%", _THREE_QUARTERS),
    "growth_year": Published("固定资产投资增速", "2020", -21.7, "%", _FULL_YEAR),
    "provincial_leader": Published("省委省政府督办项目数", "2020", 3, "个", _HALF_YEAR),
    "provincial_key": Published("省级重点项目数", "2020", 28, "个", _KEY_PLAN),
    "provincial_key_total": Published("省级重点项目总投资", "2020", 512, "亿元", _KEY_PLAN),
    "key": Published("省、市重点项目数", "2020", 150, "个", _HALF_YEAR),
    "ten_yi": Published("10亿元以上项目数", "2020", 56, "个", _HALF_YEAR),
    "starts": Published("集中开工个数", "2022Q2", 170, "个", _JOINT_START),
    "starts_1_yi": Published("其中亿元以上", "2022Q2", 120, "个", _JOINT_START),
    "starts_10_yi": Published("其中10亿元以上", "2022Q2", 11, "个", _JOINT_START),
    "starts_industry": Published("产业转型升级", "2022Q2", 97, "个", _JOINT_START),
    "starts_infrastructure": Published("基础设施", "2022Q2", 32, "个", _JOINT_START),
    "starts_ecology": Published("生态文明", "2022Q2", 8, "个", _JOINT_START),
    "starts_livelihood": Published("社会民生", "2022Q2", 33, "个", _JOINT_START),
}


def _value(key: str) -> float:
    return PUBLISHED[key].value


# How many projects each list of a year has in a city of 1,500 projects; 市级重点 = 150 省、市重点 less 28 省级.
LIST_COUNTS: dict[str, int] = {
    "provincial_leader": int(_value("provincial_leader")),
    "provincial_key": int(_value("provincial_key")),
    "municipal_key": int(_value("key") - _value("provincial_key")),
    "ten_yi": int(_value("ten_yi")),
}


def list_count(list_code: str, projects: int) -> int:
    """The list's size in a city of so many projects (never fewer than two, so that ties can happen)."""
    return max(2, round(LIST_COUNTS[list_code] * projects / DEFAULT_PROJECTS))


# Sizes are log-normal through the two published shares (≥ 1亿 and ≥ 10亿 of 170 projects). In 亿元.
_Z_1 = NormalDist().inv_cdf(1 - _value("starts_1_yi") / _value("starts"))
_Z_10 = NormalDist().inv_cdf(1 - _value("starts_10_yi") / _value("starts"))
SIZE_SIGMA = math.log(10) / (_Z_10 - _Z_1)
SIZE_MU = -_Z_1 * SIZE_SIGMA

CATEGORY_WEIGHTS: dict[str, float] = {
    "industry": _value("starts_industry"),
    "infrastructure": _value("starts_infrastructure"),
    "ecology": _value("starts_ecology"),
    "livelihood": _value("starts_livelihood"),
}

# Share of the projects per unit: the northern three report more than the southern three, as their economies do.
UNIT_WEIGHTS: dict[str, float] = {
    "421202": 16, "421221": 13, "421281": 17, "421222": 12,
    "421223": 12, "421224": 11, "XN-GX": 11, "XN-SZ": 8,
}  # fmt: skip

# Winners and losers: dealt to the units by the seed; they multiply how fast reserve projects start.
CONVERSION_FACTORS: tuple[float, ...] = (1.7, 1.45, 1.25, 1.1, 0.95, 0.8, 0.6, 0.45)

# An ordinary year's investment by month, of 100 (winter and the new year are slow, the quarters' ends are not).
_ORDINARY_YEAR: tuple[float, ...] = (4, 3, 7, 8, 9, 11, 8.5, 9, 10, 10, 10.5, 10)
# Shares of each quarter's investment within 2020: nothing moved in February, little in March.
_SHARES_2020: tuple[tuple[float, float, float], ...] = (
    (0.84, 0.02, 0.14), (0.20, 0.36, 0.44), (0.31, 0.33, 0.36), (0.33, 0.34, 0.33),
)  # fmt: skip


def _index_2020() -> tuple[float, ...]:
    """2020 by month, of 2019 = 100: the published growth up to each quarter, taken apart again."""
    growth = [_value(key) for key in ("growth_q1", "growth_h1", "growth_q3", "growth_year")]
    level = [sum(_ORDINARY_YEAR[: 3 * (q + 1)]) * (1 + growth[q] / 100) for q in range(4)]
    quarters = [level[0], *(level[q] - level[q - 1] for q in range(1, 4))]
    return tuple(quarters[q] * share for q in range(4) for share in _SHARES_2020[q])


_INDEX: dict[int, tuple[float, ...]] = {2020: _index_2020()}


def investment_index(month: date) -> float:
    """The city's investment in a month, where an ordinary year is 100."""
    return _INDEX.get(month.year, _ORDINARY_YEAR)[month.month - 1]


# Starts come in joint ceremonies near the quarters' ends; multiplies the chance to start.
_START_SEASON: tuple[float, ...] = (0.6, 0.3, 1.6, 0.9, 1.0, 1.3, 0.9, 1.0, 1.4, 1.0, 1.3, 0.8)
# 2020: the lockdown, then the plan of June that pushes starts and planning.
_PUSH_2020: tuple[float, ...] = (1.0, 0.0, 0.1, 0.7, 1.1, 1.35, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5)


# Plans of a year against what an ordinary year's pace would do. Chosen, not published: those of 2020 ask half, as if
# made after the lockdown, so that the lists show lights of every colour and not red alone.
_PLAN_FACTOR: dict[int, str] = {2020: "0.5"}


def plan_factor(year: int) -> Decimal:
    """What a year's plans ask of a project's ordinary pace."""
    return Decimal(_PLAN_FACTOR.get(year, "0.95"))


def start_factor(month: date) -> float:
    """How much likelier a start is in this month than in an average one."""
    push = _PUSH_2020[month.month - 1] if month.year == 2020 else 1.0
    return _START_SEASON[month.month - 1] * push


def entry_factor(month: date) -> float:
    """How many projects enter the reserve in this month against an average one."""
    return max(0.15, _PUSH_2020[month.month - 1]) if month.year == 2020 else 1.0
