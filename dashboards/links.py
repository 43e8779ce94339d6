"""Addresses of pages, as every link on them writes them.

Belongs here: the one way to write a link, so that it opens what it promises in the reader's language.
Does not belong here: what a page does with its address (filters).
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from dashboards.texts import language

LANGUAGE_KEY = "lang"
DEFAULT_LANGUAGE = "zh"


def href(parameters: Mapping[str, str], *, page: str = "") -> str:
    """`page?…`, or another view of the page it stands on."""
    spoken = {} if language() == DEFAULT_LANGUAGE else {LANGUAGE_KEY: language()}
    return f"{page}?{urlencode({**parameters, **spoken})}"
