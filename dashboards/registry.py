"""The pages there are, in the order of the menu; a new page is one more entry.

Belongs here: name, address, icon and function of each page. Does not belong here: what a page shows.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dashboards.texts import _
from dashboards.views import conversion, investment, lists, overview, quality
from dashboards.warehouse import Published


@dataclass(frozen=True, kw_only=True)
class PageEntry:
    """One page: its address, its name and group, and what draws it for a published version."""

    path: str
    title: str
    group: str
    icon: str
    render: Callable[[Published], None]
    # Tables of the published version without which there is nothing to show.
    needs: tuple[str, ...] = ()
    # Whether there is nothing to show before the first effective submission.
    needs_months: bool = True
    # Whether it shows every unit's details by its nature, so that a reader of one unit's may not open it.
    is_whole_city: bool = False


def pages() -> list[PageEntry]:
    """Every page in the order of the menu; built on each run, because titles follow the language."""
    return [*_city(), *_subjects(), *_data()]


def _city() -> list[PageEntry]:
    group = _("全局")
    return [
        PageEntry(
            path="overview",
            title=_("总览"),
            group=group,
            icon=":material/dashboard:",
            render=overview.render,
        ),
    ]


def _subjects() -> list[PageEntry]:
    group = _("专题")
    return [
        PageEntry(
            path="conversion",
            title=_("谋划转化"),
            group=group,
            icon=":material/conversion_path:",
            render=conversion.render,
        ),
        PageEntry(
            path="lists",
            title=_("四张清单"),
            group=group,
            icon=":material/checklist:",
            render=lists.render,
            needs=("marts.rpt_list_status", "marts.rpt_list_rank"),
        ),
        PageEntry(
            path="investment",
            title=_("投资排名"),
            group=group,
            icon=":material/leaderboard:",
            render=investment.render,
            needs=("marts.rpt_investment_rank",),
        ),
    ]


def _data() -> list[PageEntry]:
    group = _("数据")
    return [
        PageEntry(
            path="quality",
            title=_("报送与质量"),
            group=group,
            icon=":material/fact_check:",
            render=quality.render,
        ),
    ]
