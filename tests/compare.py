"""Two tables said to be the same: readable differences, or none.

Exact for everything but floats, which may differ in the last digits; null is never 0, and True never 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import isclose
from typing import Any

Row = Mapping[str, Any]
RELATIVE_TOLERANCE = 1e-12


def compare(
    actual: Iterable[Row],
    expected: Iterable[Row],
    keys: Sequence[str],
    *,
    columns: Sequence[str] | None = None,
) -> list[str]:
    """Differences by key, over `columns` (default: every column an expected row has); [] when there are none.

    Rows that share a key are compared as a bag: in the order of their other values.
    """
    actual_rows, expected_rows = _by_key(actual, keys), _by_key(expected, keys)
    differences = []
    for key in sorted(actual_rows.keys() | expected_rows.keys(), key=_sortable):
        have, want = actual_rows.get(key, []), expected_rows.get(key, [])
        label = ", ".join(f"{name}={_text(value)}" for name, value in zip(keys, key, strict=True))
        if len(have) != len(want):
            differences.append(f"[{label}] {len(have)} row(s), expected {len(want)}")
            continue
        names = list(columns if columns is not None else dict.fromkeys(name for row in want for name in row))
        for one, other in zip(_ordered(have, names), _ordered(want, names), strict=True):
            differences += [
                f"[{label}] {name}: {_text(one.get(name))}, expected {_text(other.get(name))}"
                for name in names
                if not _same(one.get(name), other.get(name))
            ]
            differences += [f"[{label}] {name}: no such column" for name in names if name not in one]
    return differences


def assert_same(
    actual: Iterable[Row],
    expected: Iterable[Row],
    keys: Sequence[str],
    *,
    columns: Sequence[str] | None = None,
    label: str = "",
) -> None:
    """Fail with the first differences."""
    differences = compare(actual, expected, keys, columns=columns)
    if differences:
        more = f"\n… and {len(differences) - 20} more" if len(differences) > 20 else ""
        raise AssertionError(
            f"{label} {len(differences)} difference(s)\n" + "\n".join(differences[:20]) + more
        )


def _by_key(rows: Iterable[Row], keys: Sequence[str]) -> dict[tuple[Any, ...], list[Row]]:
    grouped: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        grouped[tuple(row[key] for key in keys)].append(row)
    return grouped


def _ordered(rows: list[Row], names: Sequence[str]) -> list[Row]:
    if len(rows) == 1:
        return rows
    return sorted(rows, key=lambda row: _sortable(row.get(name) for name in names))


def _sortable(values: Iterable[Any]) -> tuple[tuple[bool, str], ...]:
    return tuple((value is not None, _text(value)) for value in values)


def _same(one: Any, other: Any) -> bool:
    if one is None or other is None or isinstance(one, bool) != isinstance(other, bool):
        return one is other
    if isinstance(one, float) or isinstance(other, float):
        return isclose(float(one), float(other), rel_tol=RELATIVE_TOLERANCE, abs_tol=0)
    if (
        isinstance(one, datetime)
        and isinstance(other, datetime)
        and (one.tzinfo is None) != (other.tzinfo is None)
    ):
        return False
    return bool(one == other)


def _text(value: Any) -> str:
    return "null" if value is None else str(value)
