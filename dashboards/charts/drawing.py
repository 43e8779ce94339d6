"""Putting a chart on a page: its look, what a click on a mark opens, and the menu to take it away.

Belongs here: what is the same for every chart. Does not belong here: what is drawn (the modules beside this one).
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import altair as alt
import streamlit as st

from dashboards import export, links, theme

_LABEL_PIXELS = 170
_CLICKED = "clicked"

Opens = Callable[[dict[str, Any]], links.Link]


def clickable(chart: alt.Chart, fields: Sequence[str]) -> alt.Chart:
    """A layer whose marks may be clicked; a click tells these fields of the mark."""
    return chart.add_params(alt.selection_point(name=_CLICKED, fields=list(fields)))


def show(
    chart: theme.Drawing,
    *,
    description: str,
    key: str,
    opens: Opens | None = None,
) -> None:
    """Draw a chart at the width of its place, names uncut, with a description for who cannot see it.

    `opens`: what a click on a mark leads to; some layer must be `clickable`.
    """
    drawn = (
        chart.configure_axis(labelLimit=_LABEL_PIXELS, titlePadding=8)
        .configure_legend(
            orient="top", title=None, labelLimit=_LABEL_PIXELS, columns=4, columnPadding=8, padding=0
        )
        .configure_view(strokeWidth=0)
    )
    if opens is None:
        st.altair_chart(drawn, width="stretch", key=key, alt=description)
    else:
        st.altair_chart(
            drawn, width="stretch", key=key, alt=description, on_select=partial(_open, key, opens)
        )
    export.chart_menu(drawn, name=description, key=key)


def _open(key: str, opens: Opens) -> None:
    """A click that takes the choice back opens nothing."""
    marks = st.session_state[key]["selection"].get(_CLICKED)
    if marks:
        links.open_soon(opens(dict(marks[0])))
