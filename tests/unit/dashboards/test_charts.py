"""Charts of more than fits: what is left out, and what is drawn from data by name.

Belongs here: shapes of charts. Does not belong here: which figures they show (test_figures).
"""

from datetime import date
from typing import cast

import altair as alt
import polars as pl

from dashboards import export
from dashboards.charts import maps, ranks
from dashboards.charts.drawing import Datasets

UNITS = ranks.MOST + 10


def ranked() -> pl.DataFrame:
    """Two months of ranks, the last unit first in the first month and last in the second."""
    return pl.DataFrame(
        [
            {
                "report_month": date(2020, month, 1),
                "locality_code": f"u{unit}",
                "locality_name": f"单位{unit}",
                "rank": unit + 1 if month == 2 else UNITS - unit,
            }
            for month in (1, 2)
            for unit in range(UNITS)
        ]
    )


def test_a_bump_chart_keeps_the_first_of_the_last_month_and_the_one_chosen() -> None:
    rows = ranked()
    assert ranks.is_cut(rows)
    assert not ranks.is_cut(rows.filter(pl.col("rank") <= 1))
    drawn = ranks.bump(rows, prominent=f"单位{UNITS - 1}").to_dict(validate=False)
    names = {
        row["locality_name"] for data in drawn["datasets"].values() for row in data if "locality_code" in row
    }
    assert names == {f"单位{unit}" for unit in range(ranks.MOST)} | {f"单位{UNITS - 1}"}


def test_a_map_s_picture_has_its_areas() -> None:
    square = [[[0.0, 0.0], [0.0, 9.0], [9.0, 9.0], [9.0, 0.0], [0.0, 0.0]]]
    shape = {
        "type": "Feature",
        "properties": {"adcode": "421221", "centroid": [4.5, 4.5]},
        "geometry": {"type": "Polygon", "coordinates": square},
    }
    values = pl.DataFrame(
        {
            "gb2260_code": ["421221"],
            "locality_code": ["421221"],
            "locality_name": ["嘉鱼县"],
            "value": [1.0],
            "text": ["100.0%"],
        }
    )
    empty = picture(maps.datasets([], values))
    assert empty.startswith(b"\x89PNG")
    assert len(picture(maps.datasets([shape], values))) > len(empty)


def picture(datasets: Datasets) -> bytes:
    spec = maps.coloured().to_dict() | {"datasets": dict(datasets)}
    return export.as_png(cast(alt.TopLevelMixin, alt.Chart.from_dict(spec)))
