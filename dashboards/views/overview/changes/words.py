"""The words of what changed: figures, causes, and how a difference is written."""

from decimal import Decimal

from dashboards import formats
from dashboards.formats import Number
from dashboards.texts import _


def figure(code: str) -> str:
    """A headline figure."""
    return {
        "conversion": _("储备→建设转化率"),
        "investment": _("本月完成投资"),
        "lists": _("四张清单项目（不重复）"),
    }[code]


def cause(figure: str, code: str) -> str:
    """Why a project adds to the difference, or takes from it."""
    own = {
        ("conversion", "entered"): _("新计入储备（分母变大）"),
        ("conversion", "left"): _("不再计入储备（分母变小）"),
        ("lists", "entered"): _("新列入清单"),
        ("lists", "left"): _("不再列入清单"),
    }
    words = {
        "converted": _("新转化"),
        "reverted": _("不再计为已转化"),
        "more": _("本月完成比上月多"),
        "less": _("本月完成比上月少"),
        "entered": _("新报送的项目"),
        "left": _("不再报送的项目"),
        "exited": _("出库"),
        "unit_missing": _("所在单位本月未报送"),
        "unit_back": _("所在单位上月未报送"),
    }
    return own.get((figure, code)) or words[code]


def value(figure: str, amount: Number | None, *, missing: str | None = None) -> str:
    """The figure itself."""
    if figure == "conversion":
        return formats.percent(amount, missing=missing)
    if figure == "investment":
        return formats.money(amount, missing=missing)
    return formats.count(None if amount is None else int(amount), missing=missing)


def difference(figure: str, amount: Number | None) -> str:
    """A difference of the figure, or a part of it, by sign."""
    if amount is None:
        return formats.not_comparable()
    if figure == "conversion":
        return formats.points(Decimal(str(amount)) * 100, places=2)
    if figure == "investment":
        return formats.signed(amount, formats.money)
    return formats.signed(int(amount), formats.count)


def standing(figure: str, amount: Number | None) -> str:
    """How a project stood in a month: whether converted, whether listed, what it invested."""
    if figure == "conversion":
        return _("不在储备") if amount is None else _("✓ 已转化") if amount else _("○ 未转化")
    if figure == "lists":
        return _("不在清单") if amount is None else _("在清单")
    return formats.undefined() if amount is None else formats.money(amount)


def definition() -> str:
    """How the difference is taken apart."""
    return _(
        "变化＝本月－上月，各原因相加等于变化。转化率：新转化的每个项目＝1÷本月储备；储备增减的每个项目按分母变化分摊；"
        "每年1月重新计算，不与上年12月相比。完成投资和清单：按项目逐个相减，未填按 0 计。点个数看项目。"
    )
