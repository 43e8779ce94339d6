"""The words a person reads: every one passes through `_`, its Chinese text being the key of the catalogues.

Belongs here: the language of the page being drawn and the look-up. A language is a catalogue in `locales/`
(`<language>/LC_MESSAGES/sanku.mo`); a text without an entry stays Chinese.
Does not belong here: texts that come with the data (names, messages, advice), nor what a code means (labels).
"""

import gettext
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from ingestion.settings import Language

_LOCALES = Path(__file__).parent / "locales"
# One script run draws for one person; runs of several people go on at the same time.
_language: ContextVar[Language] = ContextVar("language", default="zh")


def use(language: Language) -> None:
    """Draw what follows in this language."""
    _language.set(language)


def language() -> Language:
    """The language of the page being drawn."""
    return _language.get()


def _(text: str) -> str:
    """The text in the language of the page; placeholders are filled by the caller, after the look-up."""
    return _catalogue(language()).gettext(text)


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    return gettext.translation("sanku", _LOCALES, languages=[language], fallback=True)
