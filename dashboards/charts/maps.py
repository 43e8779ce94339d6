"""The map of localities, coloured by a measure.

Belongs here: how shapes are drawn. Does not belong here: which measure.
"""

from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from dashboards import theme
from dashboards.charts import drawing

_PIXELS = 430
_SHAPES = "shapes"


def datasets(shapes: Sequence[dict[str, Any]], values: pl.DataFrame) -> drawing.Datasets:
    """What `coloured` draws: the shapes that have a row of `values`, each with what it says.

    `values`: gb2260_code, locality_code, locality_name, value, text.
    """
    by_code = {row["gb2260_code"]: row for row in values.iter_rows(named=True)}
    features = [
        {
            **shape,
            **{name: row[name] for name in ("locality_code", "locality_name", "value", "text")},
            "longitude": shape["properties"]["centroid"][0],
            "latitude": shape["properties"]["centroid"][1],
        }
        for shape in shapes
        if (row := by_code.get(shape["properties"]["adcode"])) is not None
    ]
    return {_SHAPES: features}


def coloured() -> theme.Drawing:
    """Shapes in the depth of their value, name and value written on each; grey where there is none."""
    # By name: Altair would go through every point of every outline several times.
    data = alt.NamedData(name=_SHAPES)
    tooltip = [alt.Tooltip("locality_name:N", title=" "), alt.Tooltip("text:N", title="  ")]
    areas = (
        alt.Chart(data)
        .mark_geoshape(stroke=theme.NEUTRAL, strokeWidth=1, cursor="pointer")
        .encode(
            color=alt.condition(
                "isValid(datum.value)",
                alt.Color("value:Q", scale=alt.Scale(range=["#D9E8F5", "#2F7FC1"]), legend=None),
                alt.value("#C9CED4"),
            ),
            tooltip=tooltip,
        )
    )
    place = alt.Chart(data).encode(longitude="longitude:Q", latitude="latitude:Q", tooltip=tooltip)
    # On the areas' own light colours, so in dark ink on either ground.
    names = place.mark_text(dy=-8, fontSize=13, fontWeight=600, color=theme.TEXT_ON_LIGHT).encode(
        text="locality_name:N"
    )
    numbers = place.mark_text(dy=9, fontSize=13, color=theme.TEXT_ON_LIGHT).encode(text="text:N")
    return (
        alt.layer(drawing.clickable(areas, ["locality_code"]), names, numbers)
        .project(type="mercator")
        .properties(height=_PIXELS)
    )
