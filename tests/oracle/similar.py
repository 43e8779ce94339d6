"""Rulebook 3, readings R90 to R92: similar names and cross-unit duplicates that people are asked about.

Which names are similar is an input (`World.similar_names`): the matcher is the product's. What arises from a
proposed pair is decided here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from tests.oracle.model import Row, World
from tests.oracle.portfolio import Effective, Portfolio
from tests.oracle.rules import Rules

# The rows of one name of one unit.
Name = tuple[str, str]


class Review:
    """The proposed pairs that are still two projects, over the months that are published."""

    def __init__(self, world: World, portfolio: Portfolio, rules: Rules) -> None:
        self._portfolio = portfolio
        self._first_month = rules.first_month
        own = (
            row
            for rows in portfolio.effective.values()
            for row in rows.values()
            if not row.is_repeated and row.month >= rules.first_month
        )
        self._rows: dict[Name, list[Effective]] = defaultdict(list)
        for row in sorted(own, key=_place):
            self._rows[row.unit, row.source.row.name_key or ""].append(row)
        self.pairs = [pair for proposed in world.similar_names for pair in self._open(proposed)]

    def _open(self, proposed: Row) -> Iterable[tuple[Name, Name, Row]]:
        """The later name, the earlier one, and what was proposed."""
        unit = proposed["reporting_unit_code"]
        names = [(unit, proposed["name_key"]), (unit, proposed["other_name_key"])]
        if not all(name in self._rows for name in names):
            return
        ids = [{row.project_id for row in self._rows[name]} for name in names]
        if ids[0].isdisjoint(ids[1]):
            earlier, later = sorted(names, key=lambda name: _place(self._rows[name][0]))
            yield later, earlier, proposed

    def alike(self) -> Iterable[Effective]:
        """Rows that get the finding: of the later name, in the month that first has it, each once."""
        for later in dict.fromkeys(later for later, _, _ in self.pairs):
            rows = self._rows[later]
            yield from (row for row in rows if row.month == rows[0].month)

    def listed(self) -> list[Row]:
        return [*self._similar(), *self._cross_unit()]

    def _similar(self) -> Iterable[Row]:
        for later, earlier, proposed in self.pairs:
            yield {
                "pair_kind": "similar_name",
                **_of_row(self._rows[later][-1], ""),
                **_of_row(self._rows[earlier][-1], "other_"),
                "first_report_month": self._rows[later][0].month,
                "other_first_report_month": self._rows[earlier][0].month,
                "similarity_score": proposed["score"],
                "has_same_owner": proposed["has_same_owner"],
                "has_near_investment": proposed["has_near_investment"],
            }

    def _cross_unit(self) -> Iterable[Row]:
        """Duplicates of each unit's last ledger."""
        last: dict[str, date] = {}
        for (unit, _), rows in self._rows.items():
            last[unit] = max(last.get(unit, rows[-1].month), rows[-1].month)
        first: dict[tuple[str, str, str], date] = {}
        uncounted = [
            row for row in self._portfolio.uncounted if not row.is_repeated and row.month >= self._first_month
        ]
        for row in sorted(uncounted, key=_place):
            counted = self._portfolio.counted[row.month][row.project_id]
            since = first.setdefault((row.unit, row.project_id, counted.unit), row.month)
            if row.month == last[row.unit]:
                yield {
                    "pair_kind": "cross_unit",
                    **_of_row(row, ""),
                    **_of_row(counted, "other_"),
                    "first_report_month": since,
                    "other_first_report_month": None,
                    "similarity_score": None,
                    "has_same_owner": None,
                    "has_near_investment": None,
                }


def _place(row: Effective) -> tuple[object, ...]:
    source = row.source
    return (
        row.month,
        source.submission.received_at,
        source.submission.submission_id,
        source.row.sheet,
        source.row.row_number,
    )


def _of_row(row: Effective, prefix: str) -> Row:
    fields = row.source.row.fields
    return {
        f"{prefix}reporting_unit_code": row.unit,
        f"{prefix}project_name": fields["project_name"],
        f"{prefix}project_id": row.project_id,
        f"{prefix}project_code": fields["project_code"],
        f"{prefix}total_investment_wan": fields["total_investment_wan"],
    }
