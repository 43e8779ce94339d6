"""What a project's name says: its own words, what kind of thing it is, which part of a scheme, how large.

Belongs here: taking one name apart. Does not belong here: comparing two (`pairs`), words themselves (`words.toml`).
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_NUMBER = "(?:[0-9]+|[一二三四五六七八九十]+|[ivx]{1,4})"
_BRACKETED = re.compile(r"[(\[【〔<《]([^()\[\]【】〔〕<>《》]*)[)\]】〕>》]")
_PUNCTUATION = re.compile(r"[^\w\u4e00-\u9fff]+")
_DIGITS = {character: str(value) for value, character in enumerate("一二三四五六七八九", start=1)}
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
# A name in brackets is one only when it is longer than a remark such as 在建.
_SHORTEST_NAME_IN_BRACKETS = 3


@dataclass(frozen=True, kw_only=True)
class Form:
    """One way to read a name: the words of its own, and the group and length of its kind (0: it tells none)."""

    stem: str
    kind: int


@dataclass(frozen=True, kw_only=True)
class Features:
    """A name taken apart."""

    forms: tuple[Form, ...]
    # Phase, lot, section, number: what a part of a scheme is told apart by.
    parts: str
    sizes: str
    # The locality a name begins with, when it is not the city or a province.
    place: str


@dataclass(frozen=True)
class _Words:
    generic: re.Pattern[str]
    linking: re.Pattern[str]
    kind: re.Pattern[str]
    groups: Mapping[str, int]
    regions: tuple[str, ...]
    parts: re.Pattern[str]
    measures: re.Pattern[str]
    noise: re.Pattern[str]


class NameReader:
    """Takes names apart; `places` are the spellings of localities, `city` those that mean no single one."""

    def __init__(self, *, places: Collection[tuple[str, str]], city: Collection[str]) -> None:
        own = [(spelling, code) for spelling, code in places if len(spelling) > 1]
        wide = [(spelling, "") for spelling in (*city, *_words().regions)]
        spelled = {text: code for spelling, code in [*wide, *own] for text in _spellings(spelling)}
        self._codes = spelled
        # Not the whole of a text: one that is a place and nothing else keeps it.
        self._place = re.compile(f"(?:{_any_of(spelled)})(?=.)")

    def read(self, name: str) -> Features:
        """A name as the landing normalises it."""
        words = _words()
        text = words.noise.sub("", name.casefold())
        sizes = [found[0] for found in words.measures.finditer(text)]
        text = words.measures.sub("", text)
        parts, bare = [], text
        for found in words.parts.finditer(text):
            parts.append(_numbered(found[0]))
            bare = bare.replace(found[0], "", 1)
        outside = _BRACKETED.sub("", bare)
        inside = [
            content for content in _BRACKETED.findall(bare) if len(content) >= _SHORTEST_NAME_IN_BRACKETS
        ]
        place, own = self._without_place(_plain(outside))
        readings = [
            own,
            self._without_place(_plain(bare))[1],
            *(self._without_place(_plain(text))[1] for text in inside),
        ]
        return Features(
            forms=tuple(dict.fromkeys(_form(reading) for reading in readings)),
            parts="|".join(sorted(parts)),
            sizes="|".join(sorted(sizes)),
            place=place,
        )

    def _without_place(self, text: str) -> tuple[str, str]:
        """The locality a text begins with, and the rest; a text that is a place and nothing else stays."""
        named = ""
        while found := self._place.match(text):
            text, named = text[found.end() :], self._codes[found[0]] or named
        return named, text


def _form(text: str) -> Form:
    """The end of a name says its kind, what stands before is its own."""
    words = _words()
    stem, kind = words.linking.sub("", text), 0
    while True:
        shorter = words.generic.sub("", stem)
        if not kind and (found := words.kind.search(shorter)):
            shorter, kind = shorter[: found.start()], words.groups[found[0]]
        if not shorter or shorter == stem:
            return Form(stem=stem, kind=kind)
        stem = shorter


def _plain(text: str) -> str:
    return _PUNCTUATION.sub("", text)


def _numbered(part: str) -> str:
    """二期, 2期 and II期 are the same part; so are 第二标段 and 二标."""
    text = re.sub(r"^第|[()（）]", "", part).replace("标段", "标").replace("首", "1")
    roman = re.search(r"[ivx]+", text)
    if roman and roman[0] in _ROMAN:
        text = text.replace(roman[0], _ROMAN[roman[0]], 1)
    return _arabic(text)


def _arabic(text: str) -> str:
    return re.sub("[一二三四五六七八九十]+", lambda found: _value(found[0]), text)


def _value(numeral: str) -> str:
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return "".join(_DIGITS.get(character, character) for character in numeral)
    return f"{_DIGITS.get(tens, '1')}{_DIGITS.get(ones, '0')}"


def _spellings(name: str) -> Iterator[str]:
    """A place as it may open a name: with its rank and without."""
    text = name.casefold()
    yield text
    if len(text) > 2 and text[-1] in "省市县区":
        yield text[:-1]
    if text[-1] not in "省市县区":
        yield from (f"{text}{rank}" for rank in "省市县区")


@cache
def _words() -> _Words:
    data = tomllib.loads(files("ingestion.similarity").joinpath("words.toml").read_text(encoding="utf-8"))
    groups = {word: group for group, words in enumerate(data["kinds"], start=1) for word in words}
    patterns = [pattern.format(n=_NUMBER, c="a-z") for pattern in data["parts"]]
    return _Words(
        generic=re.compile(f"(?:{_any_of(data['generic'])})+$"),
        linking=re.compile(_any_of(data["linking"])),
        # The longest that ends the name, where something is left before it.
        kind=re.compile(f"(?<=.)(?:{_any_of(groups)})$"),
        groups=groups,
        regions=tuple(data["regions"]),
        parts=re.compile("|".join(patterns)),
        measures=re.compile(data["measures"]),
        noise=re.compile(data["noise"]),
    )


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
