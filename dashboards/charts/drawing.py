"""Putting a chart on a page: its look, what a click on a mark opens, and the menu to take it away.

Belongs here: what is the same for every chart. Does not belong here: what is drawn (the modules beside this one).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, cast

import altair as alt
import streamlit as st

from dashboards import export, links, theme

_LABEL_PIXELS = 170
_CLICKED = "clicked"

Opens = Callable[[dict[str, Any]], links.Link]
# Name → rows, of data that a chart refers to by name.
Datasets = Mapping[str, list[dict[str, Any]]]


class _Unchecked:
    """A chart that Streamlit writes out without holding it against Vega-Lite's schema, half of a page's time.

    The tests hold every chart of every page against it.
    """

    def __init__(self, chart: alt.TopLevelMixin, datasets: Datasets) -> None:
        self._chart = chart
        self._datasets = datasets

    def to_dict(self) -> dict[str, Any]:
        spec = self._chart.to_dict(validate=IS_CHECKED)
        return spec | {"datasets": {**spec.get("datasets", {}), **self._datasets}}


IS_CHECKED = False


def clickable(chart: alt.Chart, fields: Sequence[str]) -> alt.Chart:
    """A layer whose marks may be clicked; a click tells these fields of the mark."""
    return chart.add_params(alt.selection_point(name=_CLICKED, fields=list(fields)))


def show(
    chart: theme.Drawing,
    *,
    description: str,
    key: str,
    opens: Opens | None = None,
    datasets: Datasets | None = None,
) -> None:
    """Draw a chart at the width of its place, names uncut, with a description for who cannot see it.

    `opens`: what a click on a mark leads to; some layer must be `clickable`. `datasets`: what the chart names.
    """
    drawn = (
        chart.configure_axis(labelLimit=_LABEL_PIXELS, titlePadding=8)
        .configure_legend(
            orient="top", title=None, labelLimit=_LABEL_PIXELS, columns=4, columnPadding=8, padding=0
        )
        .configure_view(strokeWidth=0)
    )
    written = cast(alt.Chart, _Unchecked(drawn, datasets or {}))
    if opens is None:
        st.altair_chart(written, width="stretch", key=key, alt=description)
    else:
        on_select = partial(_open, key, opens)
        st.altair_chart(written, width="stretch", key=key, alt=description, on_select=on_select)
    export.chart_menu(written, name=description, key=key)


def _open(key: str, opens: Opens) -> None:
    """A click that takes the choice back opens nothing."""
    marks = st.session_state[key]["selection"].get(_CLICKED)
    if marks:
        links.open_soon(opens(dict(marks[0])))
