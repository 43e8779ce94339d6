"""The rest of the year: what an unmet rule still takes, and where the year may end; parts of the page of conversion.

Belongs here: the order of what is shown in each part. Does not belong here: queries (load), tables (tables), and what
the figures mean (words).
"""

import streamlit as st

from dashboards import clauses, filters, formats, labels, links, notes, theme
from dashboards.charts import bars, drawing, intervals
from dashboards.texts import _
from dashboards.views.conversion.ahead import load, tables, words
from dashboards.warehouse import Published

NEEDS = {"target": ("rpt_to_target",), "outlook": ("rpt_outlook", "rpt_conversion")}
_NUMBERS = {
    "target": ("nearest_count",),
    "outlook": ("outlook_recent_months", "outlook_interval_share", "outlook_least_count"),
}


def parts() -> dict[str, str]:
    """The parts and their names."""
    return {"target": _("达标还差什么"), "outlook": _("年底展望")}


def render(published: Published, part: str, stated: notes.Basis, address: dict[str, str]) -> None:
    """Draw one part."""
    thresholds = load.thresholds(published)
    if not all(name in thresholds for name in _NUMBERS[part]):
        st.info(words.no_numbers(_NUMBERS[part]))
    elif part == "target":
        _to_target(published, stated, address)
    else:
        _outlook(published, stated, address, words.outlook(thresholds))


def _to_target(published: Published, stated: notes.Basis, address: dict[str, str]) -> None:
    options = {code: words.rule(code) for code in load.rules(published, stated.month)}
    if not options:
        with notes.figure(_("达标还差什么"), stated, definition=words.to_target()):
            st.markdown(words.all_met())
        return
    rule = filters.choose("unmet", _("规则"), options, default=next(iter(options)), look="buttons")
    rows = load.unmet(published, stated.month, rule=rule)
    name, _underscore, scope = rule.partition("_")
    clause = (
        clauses.of(published, "quotas", quota_id=name)
        if name == "planning"
        else clauses.of(published, "rates", rule_id=name, scope=scope or "all")
    )
    with notes.figure(
        _("还差多少 · {rule}").format(rule=options[rule]), stated, definition=words.to_target(), clause=clause
    ):
        drawing.show(
            bars.side_by_side(
                load.needed(rows),
                parts=[
                    bars.Part(code="needed", word=_("还差"), colour=theme.WATCH),
                    bars.Part(code="candidates", word=_("可用的储备项目"), colour=theme.ACCENT),
                ],
                unit=_("个"),
            ),
            description=_("各地达标还差的个数和可用的储备项目"),
            key="needed",
            opens=lambda mark: links.here(locality=mark["code"]),
        )
        tables.unmet(rows, month=stated.month, address=address | {"unmet": rule})
    near = load.nearest(published, stated.month, rule=rule, locality=address["locality"])
    with notes.figure(
        _("最接近达标的项目 · {rule}").format(rule=options[rule]),
        stated,
        definition=words.to_target(),
        clause=clause,
    ):
        st.caption(_("共 {count} 个项目").format(count=formats.count(near.height)))
        if near.is_empty():
            st.markdown(_("所选地区已经达标、没有这项目标，或没有可用的储备项目。点上表的地区名换一个。"))
        else:
            tables.nearest(near, month=stated.month)


def _outlook(published: Published, stated: notes.Basis, address: dict[str, str], definition: str) -> None:
    options = {code: labels.outlook_measure(code) for code in words.MEASURES}
    measure = filters.choose("outlook", _("指标"), options, default=words.MEASURES[0], look="buttons")
    rows = load.outlook(published, stated.month, measure=measure)
    drawn = load.drawn(rows)
    with notes.figure(
        _("年底展望 · {measure}").format(measure=options[measure]), stated, definition=definition
    ):
        if drawn.is_empty():
            st.markdown(_("历史不足，各地都没有展望。"))
        else:
            drawing.show(
                intervals.spans(drawn),
                description=_("各地年底展望及其区间，竖线为目标"),
                key="outlook_chart",
                opens=lambda mark: links.members(
                    "rpt_outlook", stated.month, locality=mark["code"], measure=measure
                ),
            )
        tables.outlook(rows, month=stated.month, address=address | {"outlook": measure})
