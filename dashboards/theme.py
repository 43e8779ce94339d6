"""The colours of charts and tables, and the style sheet of what we write as HTML.

Belongs here: meaning → colour, chosen to stand out on white and on the dark ground and to be told apart by the
colour-blind; every use also has a shape or a word. Does not belong here: Streamlit's own theme (.streamlit/).
"""

from pathlib import Path

import altair as alt
import streamlit as st

GOOD = "#2A9D74"
BAD = "#D05B2C"
WATCH = "#C99A12"
NEUTRAL = "#7F8792"
ACCENT = "#2F7FC1"
FAINT = "#8F99A3"
# Localities side by side in one chart.
SERIES = ("#B0559B", "#D9730D", "#2A9D74", "#8A7B1F", "#6C63B5", "#C44536", "#4F8A8B", "#7F6A55", "#5B8DB8")
# The lights: red and green apart also in lightness.
RED = "#C23B2E"
YELLOW = "#E0A91B"
GREEN = "#2A9D74"

Drawing = alt.Chart | alt.LayerChart | alt.FacetChart

_STYLE = Path(__file__).parent / "style.css"
TEXT_ON_LIGHT = "#1B2733"
TEXT_ON_DARK = "#E8EDF2"


def inject_style() -> None:
    """Give the page the style sheet of our tables, cards and notes."""
    st.html(f"<style>{_STYLE.read_text('utf-8')}</style>")


def text_colour() -> str:
    """Vega gives text marks no colour of the theme; the page knows which ground it is on."""
    return TEXT_ON_DARK if st.context.theme.type == "dark" else TEXT_ON_LIGHT
