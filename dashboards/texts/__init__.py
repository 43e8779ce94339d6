"""The words a person reads: every one passes through `_`, its Chinese text being the key of the catalogues.

Belongs here: the language of the page being drawn and the look-up. A language beside Chinese is a catalogue,
`<language>.po`, which `make texts` keeps in step with the code; a text without an entry stays Chinese.
Does not belong here: texts that come with the data (names, messages, advice), nor what a code means (labels).
"""

import gettext
import io
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import get_args

from babel.core import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from ingestion.settings import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
# A language is offered in its own words, whatever the page speaks.
NAMES: dict[str, str] = {code: Locale(code).get_display_name() or code for code in LANGUAGES}

_CATALOGUES = Path(__file__).parent
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
    source = _CATALOGUES / f"{language}.po"
    if not source.is_file():
        return gettext.NullTranslations()
    # gettext reads compiled catalogues alone; compiled here, none can be older than its source.
    with source.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
