"""What the figures on planning mean, in words."""

from collections.abc import Mapping

import polars as pl

from dashboards import labels
from dashboards.texts import _
from dashboards.wording import in_words


def named(rows: pl.DataFrame, dimension: str, pack: Mapping[str, str]) -> pl.DataFrame:
    """The rows with the value's name as a reader knows it."""

    def name(code: str) -> str:
        if code == "none":
            return _("未填")
        word = labels.of_column(dimension)
        return (word(code) if word else None) or pack.get(code, code)

    return rows.with_columns(name=in_words("value", name))


def quotas() -> str:
    """The quotas of planned and of priority projects."""
    return _(
        "实际＝今年入储备库、未出库、达到规模的项目，或列入年度重点推进的项目；序时应有＝全年任务×月份÷12，"
        "年度重点项目一年定一次，不按月计。由片区承担的合并计一个任务；片区有单位未报送时没有任务数。"
    )


def priority() -> str:
    """The permits of a priority project."""
    return _(
        "审批、规划、用地、环评按前期手续表；已有批复日期的审批即为办结；没有填报显示为 —。没有包保领导的排在前面。"
    )


def readiness() -> str:
    """Approved, started or funded."""
    return _(
        "分母＝本年曾在储备库的项目（同转化率年初至今口径）；今年获批复、今年开工、今年争取到上级资金，"
        "有一样即算，不重复计。"
    )


def enterprise() -> str:
    """The enterprise share."""
    return _("今年入储备库、未出库的项目中企业投资的占比；个数和投资额两项都要达到目标。")


def breakdown() -> str:
    """The breakdown."""
    return _(
        "未出库项目按所选维度分类，个数为 0 的分类不出现；领域另列本年已转化（年初至今口径）。点数字看项目。"
    )


def no_rule(file: str) -> str:
    """A pack without the rule."""
    return _(
        "当前政策包没有这项规定，所以没有数字。要启用，请在政策包的 {file} 里加入，再运行 sanku refresh。"
    ).format(file=file)
