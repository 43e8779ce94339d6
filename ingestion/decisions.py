"""What people decided about similar names: an append-only CSV beside the archive, taken up by the next build.

Belongs here: a decision, the file of them, and what they amount to: aliases that join the policy pack's own, and
pairs that are not proposed again. The latest decision about a pair stands.
Does not belong here: proposing (`similarity`), what an alias does (the warehouse). The policy pack is never written to.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, cast, get_args

from ingestion.durable import storing
from ingestion.lines import LineFile
from ingestion.names import is_code, normalise_code, normalise_name
from ingestion.policy import Policy
from ingestion.policy.loader import with_rows
from ingestion.policy.model import ProjectAlias

Verdict = Literal["same", "different"]


class DecisionsError(ValueError):
    """The file of decisions cannot be read; says where."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One person's word on two names of a unit; a code where the name's project is known by one."""

    decided_at: datetime
    decided_by: str
    reporting_unit_code: str
    name: str
    code: str = ""
    other_name: str
    other_code: str = ""
    verdict: Verdict

    @property
    def pair(self) -> tuple[str, frozenset[str]]:
        """What the decision is about."""
        return self.reporting_unit_code, frozenset(
            {normalise_name(self.name), normalise_name(self.other_name)}
        )


_COLUMNS = tuple(field.name for field in fields(Decision))


def record_decision(path: Path, decision: Decision) -> None:
    """Append one decision; durable on return."""
    file = LineFile(path)
    with storing("认定记录", "the record of the decision", where=path), file.locked() as opened:
        heading = [] if file.read() else [_line(dict(zip(_COLUMNS, _COLUMNS, strict=True)))]
        values = asdict(decision) | {"decided_at": decision.decided_at.astimezone(UTC).isoformat()}
        file.write(opened, [*heading, _line(values)])


def read_decisions(path: Path, *, as_of: datetime | None = None) -> list[Decision]:
    """Every decision made by `as_of`, in the order in which they were made."""
    text = b"\n".join(LineFile(path).read()).decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    made = [_decision(row, number, path) for number, row in enumerate(rows, start=2) if any(row.values())]
    return sorted(
        (decision for decision in made if as_of is None or decision.decided_at <= as_of),
        key=lambda decision: decision.decided_at,
    )


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """The latest decision of each pair."""
    return list({decision.pair: decision for decision in decisions}.values())


def decided_pairs(decisions: Iterable[Decision]) -> set[tuple[str, frozenset[str]]]:
    """The pairs of names that need no proposing."""
    return {decision.pair for decision in decisions}


def with_decisions(policy: Policy, decisions: Iterable[Decision]) -> Policy:
    """The policy with an alias for each name or code that was found to be another's; the pack's own stand first."""
    rows = [
        ProjectAlias(reporting_unit_code=unit, alias=alias, project_code_or_name=target)
        for unit, alias, target in _aliases(standing(decisions), _given(policy))
    ]
    return with_rows(policy, "project_alias", rows)


# Aliases


def _aliases(
    decisions: Iterable[Decision], given: Mapping[tuple[str, str], str]
) -> Iterator[tuple[str, str, str]]:
    """Unit, alias and target; all that is one project by any chain of decisions has one target (no alias is one)."""
    groups: list[tuple[str, list[str]]] = []
    for decision in decisions:
        if decision.verdict != "same":
            continue
        unit = decision.reporting_unit_code
        named = [
            _key(text) for text in (decision.other_code, decision.other_name, decision.code, decision.name)
        ]
        tokens = [token for token in named if token]
        joined = [group for group in groups if group[0] == unit and not set(group[1]).isdisjoint(tokens)]
        groups = [group for group in groups if group not in joined]
        together = [token for _, group in joined for token in group] + tokens
        groups.append((unit, list(dict.fromkeys(together))))
    for unit, tokens in groups:
        target = _target(unit, tokens, given)
        for token in tokens:
            if token != target and (unit, token) not in given:
                yield unit, token, target


def _target(unit: str, tokens: list[str], given: Mapping[tuple[str, str], str]) -> str:
    """What the pack says, else a code, else the earliest name."""
    by_pack = [given[unit, token] for token in tokens if (unit, token) in given]
    are_targets = [
        token for token in tokens if token in {target for (of, _), target in given.items() if of == unit}
    ]
    return [*by_pack, *are_targets, *filter(is_code, tokens), *tokens][0]


def _given(policy: Policy) -> dict[tuple[str, str], str]:
    """The pack's own aliases: unit and alias → target."""
    rows = (
        policy.tables["project_alias"]
        .select("reporting_unit_code", "alias", "project_code_or_name")
        .iter_rows()
    )
    return {(unit, _key(alias)): _key(target) for unit, alias, target in rows}


def _key(text: str) -> str:
    return normalise_code(text) if is_code(text) else normalise_name(text)


# The file


def _line(values: Mapping[str, object]) -> bytes:
    line = io.StringIO()
    # A name on two lines would be two lines of the file.
    csv.writer(line, lineterminator="").writerow(" ".join(str(values[column]).split()) for column in _COLUMNS)
    return line.getvalue().encode()


def _decision(row: Mapping[str, str | None], number: int, path: Path) -> Decision:
    try:
        values = {column: (row[column] or "").strip() for column in _COLUMNS}
        decided_at = datetime.fromisoformat(values.pop("decided_at"))
        verdict = values.pop("verdict")
        if verdict not in get_args(Verdict) or decided_at.tzinfo is None:
            raise ValueError(verdict)
        return Decision(decided_at=decided_at, verdict=cast(Verdict, verdict), **values)
    except (KeyError, ValueError, TypeError) as error:
        raise DecisionsError(
            f"名称认定记录第 {number} 行无法识别，请改正或从备份恢复 / "
            f"line {number} of the decisions on names cannot be read, mend it or restore it from a backup: {path}"
        ) from error
