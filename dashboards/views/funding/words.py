"""What funds, promotion and standard land mean, in words, and what to do where there is nothing."""

from dashboards import theme
from dashboards.charts import bars
from dashboards.texts import _


def funding() -> str:
    """Money sought from above."""
    return _("申报、下达、支付额度为该来源全部申报行之和；项目数每个项目只计一次。点数字看项目。")


def four_able() -> str:
    """The four conditions."""
    return _("四可：可准入、可落地、可申报、可持续，四样都具备才算；国家库：已纳入国家重大建设项目库。")


def rolling() -> str:
    """The plan of the coming years."""
    return _("各计划年度、各资金来源的计划投资，按资金争取表填报；没有填报的年度显示为 0 个项目。")


def preliminary() -> str:
    """Money for preliminary work."""
    return _("各单位填报的前期经费预算安排与已支出；片区和全市为已报送单位之和。")


def pool() -> str:
    """The promoted pool."""
    return _("推介库：招商引资表里注明列入推介库的项目，同一单位同名只计一次；目标取自政策包。")


def leaders() -> str:
    """What each leader has to bring."""
    return _(
        "名册上的每位领导各招引一个达到规模的项目：签约、落地才算完成，谋划、洽谈另列；一个都没有的也列出。"
    )


def land() -> str:
    """Standard land."""
    return _(
        "标准地占比＝以标准地出让的新增工业用地面积÷出让的新增工业用地面积，按年初至今；没有出让的没有占比。"
    )


def nothing_sold() -> str:
    """No land sold, so no share."""
    return _("无出让")


def post(code: str) -> str:
    """A leader's post."""
    return {
        "principal": _("主要负责人"),
        "promotion_deputy": _("分管招商负责人"),
        "other_deputy": _("其他负责人"),
    }.get(code, code)


def leader_parts() -> list[bars.Part]:
    """Leaders who have met what is asked of them, and those who have not."""
    return [
        bars.Part(code="false", word=_("✕ 未完成"), colour=theme.BAD),
        bars.Part(code="true", word=_("✓ 已完成"), colour=theme.GOOD),
        bars.Part(code="unknown", word=_("○ 未报送"), colour=theme.FAINT),
    ]


def no_roster() -> str:
    """A pack without leaders."""
    return _(
        "政策包里还没有领导名册，所以没有逐人的招商任务。请在政策包的 leaders.csv 里填写单位、职务、姓名和应招引投资，"
        "再运行 sanku refresh。"
    )


def no_sources() -> str:
    """A pack that names no source of funds."""
    return _(
        "当前政策包没有列出资金来源。要启用，请在政策包里加入 fund_programmes.csv，再运行 sanku refresh。"
    )


def nothing(subject: str) -> str:
    """Nobody reported the sheet."""
    return _(
        "所选月份没有“{subject}”的数据。请在报送文件里填写同名工作表，再报送；不涉及的可以没有这张表。"
    ).format(subject=subject)
