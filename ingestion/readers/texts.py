"""The text of a file that is one: its encoding.

Belongs here: UTF-8, UTF-16 and GB18030, with a mark at the start or without. Does not belong here: what the text says
(`delimited`, `document`).
"""

import codecs
import unicodedata

from ingestion.readers.model import RefusedError

_MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAMPLE = 20_000
# Characters that no text holds: unassigned, private, half a pair.
_NO_TEXT = ("Cn", "Co", "Cs")


def decoded(content: bytes) -> str:
    """The text of some bytes; RefusedError where they are none."""
    for text in _readings(content):
        if "\x00" in text:
            raise RefusedError("TEXT_HAS_NUL")
        return text
    raise RefusedError("ENCODING_UNKNOWN")


def _readings(content: bytes) -> list[str]:
    """The text in the first encoding that fits."""
    encodings = [encoding for mark, encoding in _MARKED if content.startswith(mark)]
    if not encodings and b"\x00" in content:
        # UTF-16 without its mark; anything else with zero bytes is no text.
        encodings = ["utf-16-le", "utf-16-be"]
    for encoding in encodings or ["utf-8", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding not in ("utf-16-le", "utf-16-be") or _is_text(text):
            return [text]
    if b"\x00" in content:
        raise RefusedError("TEXT_HAS_NUL")
    return []


def _is_text(text: str) -> bool:
    sample = text[:_SAMPLE]
    return "\n" in sample and not any(unicodedata.category(character) in _NO_TEXT for character in sample)
