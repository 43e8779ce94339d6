"""What a page at which people work, and not only read, is given: it draws also where nothing is published yet.

Belongs here: `Desk`, the policy in force, and work that takes longer than a page run. Does not belong here: the pages.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import streamlit as st

from dashboards.scoping import Reader
from dashboards.texts import _
from dashboards.warehouse import Published
from ingestion.desk import Sent, deliveries_stamp, sent
from ingestion.policy import Policy, load_policy
from ingestion.settings import Settings

Result = TypeVar("Result")

# A changed pack is seen within a minute, without reading it on every run.
_POLICY_KEPT_S = 60
# Most often everything is there at once, and nobody sees a page that says wait.
_PATIENCE_S = 2.0
_LOOK_AGAIN_S = 1.0
_PASTS_KEPT = 4


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One run of such a page: whose installation, which version is published (if any), who sits there."""

    settings: Settings
    published: Published | None
    reader: Reader

    @property
    def policy(self) -> Policy:
        """The pack in force."""
        return _policy(str(self.settings.policy_dir))

    def units(self) -> dict[str, str]:
        """The reporting units this person may submit for: code → name."""
        places = self.policy.localities.filter("is_reporting_unit").sort("sort_order")
        names = dict(places.select("locality_code", "locality_name").iter_rows())
        return {code: name for code, name in names.items() if self.reader.unit in (None, code)}


def begin(work: Callable[[], Result]) -> "Future[Result]":
    """Start work beside the page: one at a time for the whole server, in the order asked."""
    return _worker().submit(work)


def received(desk: Desk, unit: str) -> list[Sent] | None:
    """All that a unit ever sent; None while it is looked up, which after an upgrade means reading it all again."""
    future = _received(str(desk.settings.data_dir), deliveries_stamp(desk.settings), desk.policy.sha256, desk)
    with suppress(TimeoutError):
        future.result(timeout=_PATIENCE_S)
    if not future.done():
        _wait(future)
        return None
    if future.exception() is not None:
        # Told this time, tried again the next.
        _received.clear()
    return [one for one in future.result() if one.record.reporting_unit_code == unit]


@st.fragment(run_every=_LOOK_AGAIN_S)
def _wait(future: "Future[list[Sent]]") -> None:
    if future.done():
        st.rerun(scope="app")
    st.info(_("正在整理以往的报送，请稍候……"), icon=":material/hourglass_top:")


@st.cache_resource(show_spinner=False, max_entries=_PASTS_KEPT)
def _received(
    folder: str,  # noqa: ARG001 - these three are the key
    stamp: tuple[int, int],  # noqa: ARG001 - as above
    policy_sha256: str,  # noqa: ARG001 - as above
    _desk: Desk,
) -> "Future[list[Sent]]":
    settings, policy = _desk.settings, _desk.policy
    return begin(lambda: sent(settings=settings, policy=policy))


@st.cache_resource(show_spinner=False)
def _worker() -> ThreadPoolExecutor:
    # One thread: Great Expectations, which takes seconds to load, is then loaded once and used by one at a time.
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")


@st.cache_resource(show_spinner=False, ttl=_POLICY_KEPT_S)
def _policy(folder: str) -> Policy:
    return load_policy(Path(folder))
