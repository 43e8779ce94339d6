"""How a project's name and code become the keys that projects are matched by.

Belongs here: the normalised form of a name and of a code, for one value and for a column; both say the same.
Does not belong here: aliases, joined codes and every other question of identity across submissions (the
warehouse).
"""

import re
import unicodedata

import polars as pl

# Marks that people put beside a name to single a project out; ○ is left alone, it also stands for 〇 (zero).
NAME_MARKS = "☆★※*⭐✩✪✫✬✭✮✯✰▲△◆◇●■□◎"
# \s of Python and of Rust differ by the separators x1c..x1f; zero-width characters are blanks to neither.
_BLANKS = r"\s\x1c-\x1f\u00ad\u200b-\u200f\u2060\ufeff"
# Rust's regex wants \u{..}, and no bare [ or ] inside a class; Python's reads \uXXXX.
_BLANKS_RUST = r"\s\x1c-\x1f\u{ad}\u{200b}-\u{200f}\u{2060}\u{feff}"
_NAME_NOISE = re.compile(f"[{_BLANKS}{re.escape(NAME_MARKS)}]+")
_NAME_NOISE_RUST = f"[{_BLANKS_RUST}{NAME_MARKS}]+"
_CODE_NOISE = re.compile(f"[{_BLANKS}]+")
_CODE_NOISE_RUST = f"[{_BLANKS_RUST}]+"

CODE_SHAPE = re.compile(r"^[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}$")


def normalise_name(value: str) -> str:
    """The key of a name: NFKC, no whitespace, no marks; an empty text where nothing is left."""
    return _NAME_NOISE.sub("", unicodedata.normalize("NFKC", value))


def normalise_code(value: str) -> str:
    """The key of a project code: NFKC, upper case, no whitespace."""
    return _CODE_NOISE.sub("", unicodedata.normalize("NFKC", value)).upper()


def is_code(value: str) -> bool:
    """Whether a cell that may hold a code or a name has the shape of a project code."""
    return CODE_SHAPE.match(normalise_code(value)) is not None


def name_key(column: pl.Expr) -> pl.Expr:
    """`normalise_name` over a column; null where nothing is left."""
    return _null_if_empty(column.str.normalize("NFKC").str.replace_all(_NAME_NOISE_RUST, ""))


def code_key(column: pl.Expr) -> pl.Expr:
    """`normalise_code` over a column; null where nothing is left."""
    return _null_if_empty(
        column.str.normalize("NFKC").str.replace_all(_CODE_NOISE_RUST, "").str.to_uppercase()
    )


def has_leading_star(column: pl.Expr) -> pl.Expr:
    """Whether a name opens with ☆, which marks a provincial key project."""
    return column.str.contains(r"^\s*☆")


def _null_if_empty(column: pl.Expr) -> pl.Expr:
    return pl.when(column != "").then(column)
