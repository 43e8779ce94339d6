"""百日攻坚: which projects met their start deadline, and who catches up with last year before the window closes.

Belongs here: the order of what is shown. Does not belong here: queries (load), cards and tables (tables), and what
the figures mean (words).
"""

import polars as pl
import streamlit as st

from dashboards import cards, clauses, filters, formats, labels, links, narrowing, notes, theme
from dashboards.charts import bars, drawing
from dashboards.texts import _
from dashboards.views.deadlines import catching_up, load, tables, words
from dashboards.warehouse import Published

_STATUSES = {
    "overdue": theme.RED,
    "to_verify": theme.ACCENT,
    "met_late": theme.YELLOW,
    "met": theme.GREEN,
    "pending": theme.FAINT,
}


def render(published: Published) -> None:
    """Draw the page."""
    localities = filters.localities(published)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = filters.month(published)
        locality = filters.locality(localities)
    stated = notes.basis(published, month)
    address = {"month": formats.month_code(month), "locality": locality}
    catching_up.show(published, stated, address)
    rules = load.rules(published)
    if rules.is_empty():
        with notes.figure(_("开工时限"), stated, definition=words.deadlines()):
            st.info(words.no_deadlines())
        return
    _deadlines(published, stated, rules, address)


def _deadlines(
    published: Published, stated: notes.Basis, rules: pl.DataFrame, address: dict[str, str]
) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        narrowed = narrowing.choose(published)
    rows = load.statuses(published, stated.month, locality=address["locality"], narrowed=narrowed)
    clause = clauses.of(published, "deadlines")
    with notes.figure(_("开工时限"), stated, definition=words.deadlines(), clause=clause):
        cards.show(tables.cards_of(rules, rows, address))
    names = {row["rule_id"]: words.rule(row) for row in rules.iter_rows(named=True)}
    rule = filters.choose(
        "rule", _("时限"), {filters.EVERY: _("全部"), **names}, default=filters.EVERY, look="buttons"
    )
    if rule != filters.EVERY:
        rows = rows.filter(pl.col("rule_id") == rule)
    with notes.figure(_("各地达到时限要求的情况"), stated, definition=words.statuses(), clause=clause):
        if rows.is_empty():
            st.markdown(_("没有适用这些时限的项目。"))
        else:
            drawing.show(
                bars.stacked(
                    load.counted(rows),
                    parts=[
                        bars.Part(code=code, word=labels.deadline_status(code), colour=colour)
                        for code, colour in _STATUSES.items()
                    ],
                    unit=_("个"),
                ),
                description=_("各地按时、迟后、待核实、未到期和逾期的项目个数"),
                key="statuses",
                opens=lambda mark: links.here(locality=mark["code"], deadline=mark["part"]),
            )
    with notes.figure(_("时限项目"), stated, definition=words.statuses(), clause=clause):
        options = {code: labels.deadline_status(code) for code in _STATUSES}
        status = filters.choose(
            "deadline",
            _("情况"),
            {filters.EVERY: _("全部"), **options},
            default=filters.EVERY,
            look="buttons",
        )
        kept = load.projects(
            published,
            stated.month,
            locality=address["locality"],
            narrowed=narrowed,
            rule=rule,
            status=status,
        )
        st.caption(_("共 {count} 个项目").format(count=formats.count(kept.height)))
        if kept.height:
            tables.projects(kept, month=stated.month, rules=names)
