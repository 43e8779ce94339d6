"""The outline of the localities that the policy pack of a version brings, if it brings one.

Belongs here: finding and reading it. Does not belong here: how it is drawn (charts.maps).
"""

import json
from pathlib import Path
from typing import Any

import streamlit as st

from dashboards.warehouse import Published
from ingestion.archive import Archive, ArchiveError
from ingestion.settings import Settings


def shapes(published: Published) -> list[dict[str, Any]] | None:
    """GeoJSON features with `adcode`, None where the pack has no map or the archive is not at hand."""
    row = published.row(
        """
        select setting.value as map_file, version.policy_sha256
        from policy.settings as setting cross join marts.meta_version as version
        where setting.key = 'map_file' and setting.value is not null
        """
    )
    if row is None:
        return None
    try:
        pack = Archive(Settings(data_dir=published.data_dir).archive).policy_dir(row["policy_sha256"])
    except ArchiveError:
        return None
    return _read(str(pack / row["map_file"]))


@st.cache_data(show_spinner=False)
def _read(path: str) -> list[dict[str, Any]] | None:
    try:
        features: list[dict[str, Any]] = json.loads(Path(path).read_text("utf-8"))["features"]
    except (OSError, ValueError, KeyError):
        return None
    return features
