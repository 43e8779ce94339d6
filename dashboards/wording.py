"""A column of codes or numbers in words, in the language of the page.

Belongs here: the one way to run a function of labels or formats over a frame. Does not belong here: the words.

polars calls Python from threads of its own, which know nothing of the page being drawn; so the language goes along.
"""

from collections.abc import Callable
from typing import Any

import polars as pl

from dashboards import texts


def in_words(column: str | pl.Expr, word: Callable[[Any], str | None], *, skip_nulls: bool = True) -> pl.Expr:
    """What `word` says of each value; of a struct it gets a dict."""
    spoken = texts.language()

    def said(value: Any) -> str | None:
        before = texts.language()
        texts.use(spoken)
        try:
            return word(value)
        finally:
            texts.use(before)

    values = pl.col(column) if isinstance(column, str) else column
    return values.map_elements(said, return_dtype=pl.String, skip_nulls=skip_nulls)
