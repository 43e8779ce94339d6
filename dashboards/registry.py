"""The pages there are, in the order of the menu; a new page is one more entry.

Belongs here: name, address, icon and function of each page. Does not belong here: what a page shows.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dashboards.desk import Desk
from dashboards.texts import _
from dashboards.views import (
    approvals,
    assessment,
    board,
    compare,
    conversion,
    deadlines,
    funding,
    investment,
    lists,
    overview,
    policy,
    project,
    projects,
    quality,
    sql,
    submit,
    supervision,
)
from dashboards.warehouse import Published


@dataclass(frozen=True, kw_only=True)
class PageEntry:
    """One page: its address, its name and group, and what draws it for a published version."""

    path: str
    title: str
    group: str
    icon: str
    render: Callable[[Published], None] | None = None
    # In place of `render`: a page at which people work, drawn also where nothing is published yet.
    work: Callable[[Desk], None] | None = None
    # Tables of the published version without which there is nothing to show.
    needs: tuple[str, ...] = ()
    # Whether there is nothing to show before the first effective submission.
    needs_months: bool = True
    # Whether it shows every unit's details by its nature, so that a reader of one unit's may not open it.
    is_whole_city: bool = False


def pages() -> list[PageEntry]:
    """Every page in the order of the menu; built on each run, because titles follow the language."""
    return [*_city(), *_subjects(), *_projects(), *_data()]


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
        PageEntry(
            path="board",
            title=_("挂图作战"),
            group=group,
            icon=":material/map:",
            render=board.render,
            needs=("marts.rpt_investment_rank", "marts.rpt_list_rank"),
        ),
        PageEntry(
            path="compare",
            title=_("对比"),
            group=group,
            icon=":material/compare_arrows:",
            render=compare.render,
            needs=("marts.meta_figure",),
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
        PageEntry(
            path="supervision",
            title=_("四督四促"),
            group=group,
            icon=":material/visibility:",
            render=supervision.render,
            needs=("marts.rpt_supervision",),
        ),
        PageEntry(
            path="deadlines",
            title=_("百日攻坚"),
            group=group,
            icon=":material/timer:",
            render=deadlines.render,
            needs=("marts.rpt_start_deadline", "marts.rpt_catch_up"),
        ),
        PageEntry(
            path="approvals",
            title=_("前期手续与要素"),
            group=group,
            icon=":material/task:",
            render=approvals.render,
            needs=("marts.fct_approval_step", "marts.rpt_factor", "marts.rpt_evaluation"),
        ),
        PageEntry(
            path="funding",
            title=_("资金与招商"),
            group=group,
            icon=":material/payments:",
            render=funding.render,
            needs=("marts.rpt_funding", "marts.rpt_promotion", "marts.rpt_standard_land"),
        ),
        PageEntry(
            path="assessment",
            title=_("考核"),
            group=group,
            icon=":material/military_tech:",
            render=assessment.render,
            needs=("marts.rpt_assessment", "marts.rpt_reporting_quality"),
        ),
    ]


def _projects() -> list[PageEntry]:
    group = _("项目")
    return [
        PageEntry(
            path="projects",
            title=_("项目查询"),
            group=group,
            icon=":material/table_view:",
            render=projects.render,
        ),
        PageEntry(
            path="project",
            title=_("项目详情"),
            group=group,
            icon=":material/article:",
            render=project.render,
        ),
    ]


def _data() -> list[PageEntry]:
    group = _("数据")
    return [
        PageEntry(
            path="submit",
            title=_("报送"),
            group=group,
            icon=":material/upload_file:",
            work=submit.render,
        ),
        PageEntry(
            path="quality",
            title=_("报送与质量"),
            group=group,
            icon=":material/fact_check:",
            render=quality.render,
        ),
        PageEntry(
            path="sql",
            title=_("SQL 工作台"),
            group=group,
            icon=":material/terminal:",
            render=sql.render,
            needs_months=False,
            is_whole_city=True,
        ),
        PageEntry(
            path="definitions",
            title=_("口径与来源"),
            group=group,
            icon=":material/menu_book:",
            render=policy.render,
            needs_months=False,
        ),
    ]
