"""Whether what is published is still news: how old it is, and whether the last refresh failed.

Belongs here: the one line above a page that says so. Does not belong here: figures; none of them reads the clock.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from dashboards import formats
from dashboards.texts import _
from dashboards.warehouse import Published

# Ledgers come once a month: after two months without a new version somebody should look.
STALE_AFTER_DAYS = 62
_LAST_REFRESH = "last_refresh.json"


def show(published: Published, data_dir: Path) -> None:
    """Say what is the matter, if anything is."""
    row = published.row("select built_at from marts.meta_version")
    built_at = None if row is None else row["built_at"]
    if has_failed(data_dir):
        st.warning(
            _("最近一次更新失败，下面显示的是更早发布的版本。请运行 sanku status 查看原因。"),
            icon=":material/sync_problem:",
        )
    elif built_at is not None and (age := datetime.now(UTC) - built_at).days > STALE_AFTER_DAYS:
        st.warning(
            _("数据已有 {days} 天没有更新（发布于 {time}）。").format(
                days=age.days, time=formats.day(built_at)
            ),
            icon=":material/history:",
        )


def has_failed(data_dir: Path) -> bool:
    """Whether the last refresh ended without publishing; a record that cannot be read says nothing."""
    try:
        status = json.loads((data_dir / _LAST_REFRESH).read_text("utf-8")).get("status")
    except (OSError, ValueError, AttributeError):
        return False
    return bool(status == "failed")
