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
    """One page: its address, its name, and what draws it for a published version."""

    path: str
    title: str
    icon: str
    render: Callable[[Published], None]
    # Tables of the published version without which there is nothing to show.
    needs: tuple[str, ...] = ()


def pages() -> list[PageEntry]:
    """Every page; built on each run, because titles follow the language."""
    return [
        PageEntry(path="overview", title=_("总览"), icon=":material/dashboard:", render=overview.render),
        PageEntry(
            path="conversion",
            title=_("谋划转化"),
            icon=":material/conversion_path:",
            render=conversion.render,
        ),
        PageEntry(
            path="lists",
            title=_("四张清单"),
            icon=":material/checklist:",
            render=lists.render,
            needs=("marts.rpt_list_status", "marts.rpt_list_rank"),
        ),
        PageEntry(
            path="investment",
            title=_("投资排名"),
            icon=":material/leaderboard:",
            render=investment.render,
            needs=("marts.rpt_investment_rank",),
        ),
        PageEntry(path="quality", title=_("报送与质量"), icon=":material/fact_check:", render=quality.render),
    ]
