"""What a person has chosen, kept in the address so that a link shows the same view.

Belongs here: one choice, from the address to the widget and back; the choices that several pages share.
Does not belong here: what a page does with a choice.

The address holds codes, not labels, so a link holds in either language. A choice survives a change of page in the
session. (Streamlit's own binding of widgets to the address writes labels.)
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Literal, cast

import polars as pl
import streamlit as st

from dashboards import formats, labels, links, texts
from dashboards.texts import _
from dashboards.warehouse import Published
from ingestion.settings import Language

EVERY = "all"
PAGE_ROWS = 1_000


def choose(
    key: str,
    label: str,
    options: Mapping[str, str],
    *,
    default: str,
    look: Literal["list", "buttons"] = "list",
    width: int = 190,
    is_always_in_address: bool = False,
    is_label_shown: bool = True,
) -> str:
    """One of the options (code → words): of the address, else as chosen before, else the default."""
    remembered, widget = f"filter.{key}", f"widget.{key}"
    wanted = _wanted(key, options, default=default)
    st.session_state[widget] = wanted
    _write(key, wanted, is_default=wanted == default and not is_always_in_address)

    def changed() -> None:
        chosen = st.session_state[widget]
        st.session_state[remembered] = chosen
        _write(key, chosen, is_default=chosen == default and not is_always_in_address)

    codes = list(options)
    if look == "buttons":
        st.segmented_control(
            label,
            codes,
            format_func=options.__getitem__,
            key=widget,
            on_change=changed,
            required=True,
            label_visibility="visible" if is_label_shown else "collapsed",
        )
    else:
        st.selectbox(
            label, codes, format_func=options.__getitem__, key=widget, on_change=changed, width=width
        )
    return wanted


def _wanted(key: str, options: Collection[str], *, default: str) -> str:
    """What the address asks for, else what was chosen before; remembered from here on."""
    remembered = f"filter.{key}"
    asked = st.query_params.get(key)
    before = st.session_state.get(remembered)
    candidates = [asked if asked is not None and asked != before else before, default, *options]
    wanted = next(str(code) for code in candidates if code in options)
    st.session_state[remembered] = wanted
    return wanted


def speak() -> None:
    """Draw what follows in the reader's language: Chinese unless the address or an earlier choice says otherwise."""
    texts.use(cast(Language, _wanted(links.LANGUAGE_KEY, texts.LANGUAGES, default=links.DEFAULT_LANGUAGE)))


def language_switch() -> None:
    """The languages, each in its own words."""
    choose(
        links.LANGUAGE_KEY,
        _("语言"),
        texts.NAMES,
        default=links.DEFAULT_LANGUAGE,
        look="buttons",
        is_label_shown=False,
    )


def months(published: Published) -> list[date]:
    """The report months there are, newest first; none before the first effective submission."""
    return published.query(
        "select distinct report_month from marts.rpt_submission_status order by report_month desc"
    )["report_month"].to_list()


def month(published: Published) -> date:
    """The report month; always in the address, because the newest of today is not the newest of next month."""
    codes = {formats.month_code(value): value for value in months(published)}
    chosen = choose(
        "month",
        _("报送月份"),
        {code: formats.month(value) for code, value in codes.items()},
        default=next(iter(codes)),
        width=150,
        is_always_in_address=True,
    )
    return codes[chosen]


def scope(published: Published) -> str:
    """Which projects a conversion rate is about: the scopes the policy pack has."""
    codes = published.query(
        "select scope from policy.rates where rule_id = 'conversion' group by scope"
        " order by array_position(['all', 'yi', 'enterprise', 'government'], scope), scope"
    )["scope"].to_list()
    return choose(
        "scope", _("范围"), {code: labels.scope(code) for code in codes}, default="all", look="buttons"
    )


def basis() -> str:
    """On which basis a conversion rate is computed."""
    options = {code: labels.basis(code) for code in ("year_to_date", "cohort_12m")}
    return choose("basis", _("口径"), options, default="year_to_date", look="buttons")


def localities(published: Published) -> pl.DataFrame:
    """Every locality a figure is given for: city, tiers, units."""
    return published.query(
        """
        select locality_code, locality_name, tier, is_city_total, is_tier_total
        from marts.dim_locality
        where is_city_total or is_tier_total or is_reporting_unit
        order by is_city_total desc, is_tier_total desc, sort_order
        """
    )


def tier(localities: pl.DataFrame) -> str:
    """One tier or all."""
    tiers = localities.filter(pl.col("is_tier_total"))
    options = {EVERY: _("全部片区"), **dict(tiers.select("locality_code", "locality_name").iter_rows())}
    return choose("tier", _("片区"), options, default=EVERY, width=130)


def locality(localities: pl.DataFrame, *, label: str | None = None) -> str:
    """One locality, tier or the city; the city unless chosen."""
    options = dict(localities.select("locality_code", "locality_name").iter_rows())
    city = localities.filter(pl.col("is_city_total"))["locality_code"].item(0)
    return choose("locality", label or _("地区"), options, default=city)


def project_list(names: Mapping[str, str]) -> str:
    """One of the lists, or all of them together."""
    return choose("list", _("清单"), {EVERY: _("四张清单合计"), **names}, default=EVERY, look="buttons")


def page(rows: int, *, key: str, size: int = PAGE_ROWS) -> tuple[int, int]:
    """Which rows of a long list are shown: from, to. One that fits on a page has no choice."""
    if rows <= size:
        return 0, rows
    starts = {
        str(number + 1): f"{start + 1:,}–{min(start + size, rows):,}"
        for number, start in enumerate(range(0, rows, size))
    }
    chosen = int(choose(f"{key}_page", _("第几行"), starts, default="1", width=150))
    return (chosen - 1) * size, min(chosen * size, rows)


def text(key: str, label: str, *, placeholder: str = "") -> str:
    """Words to look for, trimmed; empty when nothing is looked for."""
    remembered, widget = f"filter.{key}", f"widget.{key}"
    asked = st.query_params.get(key)
    before = st.session_state.get(remembered, "")
    wanted = str(asked if asked is not None and asked != before else before).strip()
    st.session_state[remembered] = wanted
    st.session_state[widget] = wanted
    _write(key, wanted, is_default=not wanted)

    def changed() -> None:
        typed = str(st.session_state[widget]).strip()
        st.session_state[remembered] = typed
        _write(key, typed, is_default=not typed)

    st.text_input(label, key=widget, on_change=changed, placeholder=placeholder, width=220)
    return wanted


def _write(key: str, value: str, *, is_default: bool) -> None:
    if is_default:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != value:
        st.query_params[key] = value
