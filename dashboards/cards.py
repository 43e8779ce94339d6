"""The few figures that a page opens with, each with the words that put it in its place.

Belongs here: the look of a card. Does not belong here: which figures, and what they are compared with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dashboards import tables
from dashboards.links import Link


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line below the figure."""

    text: str
    tone: tables.Tone = ""


@dataclass(frozen=True, kw_only=True)
class Card:
    """One figure: what it is, its value and unit, lines that say how it stands, and what it opens."""

    label: str
    value: str
    unit: str = ""
    lines: Sequence[Line] = ()
    link: Link | None = None


def show(cards: Sequence[Card]) -> None:
    """Draw the cards side by side, as many as fit."""
    tables.html(f'<div class="sk-cards">{"".join(map(_card, cards))}</div>')


def _card(card: Card) -> str:
    lines = "".join(f'<div class="extra">{tables.span(line.text, line.tone)}</div>' for line in card.lines)
    unit = f" <small>{escape(card.unit)}</small>" if card.unit else ""
    value = escape(card.value) + unit
    if card.link is not None:
        value = f'<a href="{escape(card.link.href)}" target="_self">{value}</a>'
    return (
        f'<div class="sk-card"><div class="label">{escape(card.label)}</div>'
        f'<div class="value">{value}</div>{lines}</div>'
    )
