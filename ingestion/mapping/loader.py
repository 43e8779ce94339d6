"""Reads a mapping file and tells everything that is wrong with it at once, each problem with its line.

Belongs here: YAML with its lines, and what a mapping says against the contract: fields, types, words of choices.
Does not belong here: what a mapping may say at all (`model`), and the columns of a file (`apply`).
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from ingestion.arrivals import ArrivalError, Problem
from ingestion.contract import CellType, Content, Field, load_workbook_contract
from ingestion.identify import KIND_WORDS
from ingestion.mapping.model import Condition, MappingFile, Rule
from ingestion.parsing.cells import spelled

Place = tuple[str | int, ...]

_LARGEST = 1 << 20
_NUMBERS = (CellType.MONEY, CellType.DECIMAL, CellType.PERCENT, CellType.INTEGER)
_YES_NO = ("true", "false", *map(spelled, ("是", "否")))


@dataclass(frozen=True, kw_only=True)
class LoadedMapping:
    """A mapping file that is right in itself, with its bytes' hash and the line of each of its places."""

    sha256: str
    file_name: str
    file: MappingFile
    lines: Mapping[Place, int] = field(repr=False)

    def problem(self, place: Place, message: str, message_en: str) -> Problem:
        """Something wrong at a place of the file."""
        return _problem(self.file_name, self.lines, place, message, message_en)

    def columns(self) -> Iterator[tuple[Place, str]]:
        """Every column that the mapping names, and where."""
        mapping = self.file
        for number, condition in enumerate(mapping.read.skip_rows_where):
            yield ("read", "skip_rows_where", number, "column"), condition.column
        for name in ("unit", "month", "kind"):
            yield from _columns(getattr(mapping, name), (name,))
        for content, rules in mapping.contents.items():
            for name, rule in rules.items():
                yield from _columns(rule, _place(content, name))


def load_mapping(path: Path) -> LoadedMapping:
    """The mapping in a file; ArrivalError with all its problems where it has any."""
    try:
        content = path.read_bytes()
    except OSError:
        raise ArrivalError(
            [
                Problem(
                    file=str(path),
                    row=None,
                    message="无法读取映射文件",
                    message_en="the mapping cannot be read",
                )
            ]
        ) from None
    return parse_mapping(content, file_name=path.name)


def parse_mapping(content: bytes, *, file_name: str) -> LoadedMapping:
    """The mapping in some bytes; ArrivalError with all its problems where it has any."""
    lines: dict[Place, int] = {}
    problems: list[Problem] = []
    data = _data(content, file_name, lines, problems)
    if problems:
        raise ArrivalError(problems)
    try:
        mapping = MappingFile.model_validate(data)
    except ValidationError as error:
        problems += _of_the_model(error, file_name, lines)
        problems += _unknown_fields(data, file_name, lines)
        raise ArrivalError(_in_order(problems)) from None
    loaded = LoadedMapping(
        sha256=hashlib.sha256(content).hexdigest(), file_name=file_name, file=mapping, lines=lines
    )
    problems += [*_unknown_fields(data, file_name, lines), *_against_the_contract(loaded)]
    if problems:
        raise ArrivalError(_in_order(problems))
    return loaded


# YAML


def _data(content: bytes, name: str, lines: dict[Place, int], problems: list[Problem]) -> Any:
    """The file as plain dictionaries, lists and texts; every scalar stays as typed."""
    try:
        text = content[: _LARGEST + 1].decode("utf-8-sig")
        if len(content) > _LARGEST:
            raise yaml.YAMLError("larger than 1 MB")
        # An alias repeats what it stands for, a few lines of them without end.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            raise yaml.YAMLError("aliases (&, *) are not used here")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if not isinstance(node, yaml.MappingNode):
            raise yaml.YAMLError("not a YAML mapping of keys")
        return _plain(node, (), name, lines, problems)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error)
        problems.append(
            Problem(
                file=name,
                row=mark.line + 1 if mark else None,
                message=f"不是可读的 YAML：{reason}",
                message_en=f"no YAML that can be read: {reason}",
            )
        )
        return {}


def _plain(node: yaml.Node, place: Place, name: str, lines: dict[Place, int], problems: list[Problem]) -> Any:
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [
            _plain(item, (*place, number), name, lines, problems) for number, item in enumerate(node.value)
        ]
    if not isinstance(node, yaml.MappingNode):
        return node.value
    found: dict[str, Any] = {}
    for key, value in node.value:
        inner = (*place, str(key.value))
        lines[inner] = key.start_mark.line + 1
        if str(key.value) in found:
            said = f"“{key.value}”写了两次", f"“{key.value}” stands twice"
            problems.append(_problem(name, lines, inner, *said))
        found[str(key.value)] = _plain(value, inner, name, lines, problems)
    return found


def _problem(name: str, lines: Mapping[Place, int], place: Place, message: str, message_en: str) -> Problem:
    """A problem with the line of its place, or of the nearest one around it."""
    around: Place = place
    while around not in lines and around:
        around = around[:-1]
    shown = ".".join(str(part) for part in place)
    before = f"{shown}：" if shown else ""
    return Problem(
        file=name,
        row=lines.get(around),
        message=f"{before}{message}",
        message_en=f"{shown}: {message_en}" if shown else message_en,
    )


def _in_order(problems: Sequence[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.row or 0)


# Against the model

_MODEL_WORDS = {
    "extra_forbidden": ("不认识这个键", "this key is not known"),
    "missing": ("缺少这个键", "this key is missing"),
}


def _of_the_model(error: ValidationError, name: str, lines: Mapping[Place, int]) -> Iterator[Problem]:
    for item in error.errors():
        text = item["msg"].removeprefix("Value error, ")
        zh, _, en = text.partition(" / ")
        words = _MODEL_WORDS.get(item["type"], (zh, en or zh))
        yield _problem(name, lines, item["loc"], *words)


# Against the contract


def _unknown_fields(data: Any, name: str, lines: Mapping[Place, int]) -> Iterator[Problem]:
    """Fields that no sheet has; also told where the file has other problems."""
    contract = load_workbook_contract()
    sheets = data.get("sheets")
    named: dict[Content, Any] = {"ledger": data.get("fields")}
    for content in contract.by_content:
        if content != "ledger" and isinstance(sheets, dict):
            named[content] = sheets.get(content)
    for content, rules in named.items():
        for field_name in rules if isinstance(rules, dict) else ():
            if field_name not in contract.by_content[content].by_name:
                yield _problem(
                    name, lines, _place(content, field_name), "没有这个字段", "there is no such field"
                )


def _against_the_contract(mapping: LoadedMapping) -> Iterator[Problem]:
    contract = load_workbook_contract()
    kind = mapping.file.kind
    if kind.value is None or kind.value not in {*KIND_WORDS, *KIND_WORDS.values()}:
        yield mapping.problem(
            ("kind",), "写 value: full、correction 或 no_change", "write value: full, correction or no_change"
        )
    for content, rules in mapping.file.contents.items():
        sheet = contract.by_content[content]
        for described in sheet.required_fields:
            if described.name not in rules:
                place = ("fields",) if content == "ledger" else ("sheets", content)
                yield mapping.problem(
                    place,
                    f"缺少必填字段 {described.name}（{described.heading}）",
                    f"the required field {described.name} ({described.heading}) is missing",
                )
        for name, rule in rules.items():
            if name in sheet.by_name:
                yield from _of_a_rule(mapping, sheet.by_name[name], rule, _place(content, name))


def _of_a_rule(mapping: LoadedMapping, described: Field, rule: Rule, place: Place) -> Iterator[Problem]:
    """What a rule says that its field's type has no use for, and words that its choice does not know."""
    if rule.multiply is not None and described.type not in _NUMBERS:
        yield mapping.problem((*place, "multiply"), "只有数字可以相乘", "only numbers can be multiplied")
    if rule.format is not None and described.type is not CellType.DATE:
        yield mapping.problem((*place, "format"), "只有日期有格式", "only dates have a format")
    said: dict[Place, str | None] = {
        ("value",): rule.value,
        ("otherwise",): rule.otherwise,
        **{("values", key): value for key, value in (rule.values or {}).items()},
    }
    known = _known_words(described)
    for inner, word in said.items():
        if known and word and spelled(word) not in known:
            yield mapping.problem(
                (*place, *inner),
                f"“{word}”不是 {described.name} 可用的词",
                f"“{word}” is no word of {described.name}",
            )
    for number, branch in enumerate(rule.first_of or ()):
        yield from _of_a_rule(mapping, described, branch, (*place, "first_of", number))


def _known_words(described: Field) -> set[str]:
    """What a choice or a yes/no may be set to; empty for everything else."""
    if described.type is CellType.BOOLEAN:
        return set(_YES_NO)
    if described.has_several:
        return set()
    words = [word for words in described.choices.values() for word in words]
    return {spelled(word) for word in (*described.choices, *words)}


def _place(content: Content, name: str) -> Place:
    return ("fields", name) if content == "ledger" else ("sheets", content, name)


def _columns(rule: Rule, place: Place) -> Iterator[tuple[Place, str]]:
    if rule.column is not None:
        yield (*place, "column"), rule.column
    for name in rule.named_in_template:
        yield (*place, "template"), name
    for number, branch in enumerate(rule.first_of or ()):
        condition: Condition = branch.when
        yield (*place, "first_of", number, "when", "column"), condition.column
        yield from _columns(branch, (*place, "first_of", number))
