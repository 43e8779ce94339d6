"""Which pairs of names are proposed, how alike they are and what speaks for it.

Belongs here: finding candidates without comparing every name with every other, and judging them.
Does not belong here: taking a name apart (`features`).

A name that goes on where the other ends (南林, 南林桥双创) speaks for itself when both are of one kind. One that has
something more in front (抽水蓄能电站 of a county, 大幕山抽水蓄能电站) needs evidence: the same owner, or total
investments that meet within a tenth. One that differs in a character needs the same owner. Parts of a scheme, sizes
and localities that differ rule a pair out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl
from rapidfuzz import fuzz

from ingestion.similarity.features import Features, Form, NameReader

NAME_SCHEMA = pl.Schema(
    {
        "reporting_unit_code": pl.String(),
        "name_key": pl.String(),
        # All that rows of this name ever said.
        "codes": pl.List(pl.String()),
        "owners": pl.List(pl.String()),
        "lowest_total_wan": pl.Decimal(18, 4),
        "highest_total_wan": pl.Decimal(18, 4),
    }
)
SIMILAR_NAME_SCHEMA = pl.Schema(
    {
        "reporting_unit_code": pl.String(),
        "name_key": pl.String(),
        "other_name_key": pl.String(),
        # 0..100; what the reviewer sees first.
        "score": pl.Int32(),
        "has_same_owner": pl.Boolean(),
        "has_near_investment": pl.Boolean(),
    }
)
_UNIT, _HEAD, _TAIL = "reporting_unit_code", 2, 3
# Points out of 100.
_PROPOSED_FROM = 80
_ALONE_FROM = 93
_SAME = 100
_SAME_BUT_KIND = 95
_GOES_ON = 82
_FOR_EVIDENCE = 4
# Two names of no told kind are one's continuation of the other only when most of it is there already.
_MOST_OF = 60
_SHORTEST_TAIL = 4
_SHORTEST_TYPO = 4


@dataclass(frozen=True, kw_only=True)
class _Evidence:
    has_same_owner: bool
    has_near_investment: bool
    has_other_code: bool

    @property
    def speaks_for(self) -> bool:
        return self.has_same_owner or self.has_near_investment


def similar_names(
    names: pl.DataFrame, *, places: Mapping[str, str], city: tuple[str, ...] = ()
) -> pl.DataFrame:
    """Proposed pairs, each once with its names in order, most alike first.

    `names` as in NAME_SCHEMA, a row per unit and name. `places` maps spellings of localities to their codes, `city`
    spells what means no single one.
    """
    reader = NameReader(places=tuple(places.items()), city=city)
    numbered = names.with_row_index("at")
    features = [reader.read(name) for name in numbered["name_key"]]
    pairs = _with_evidence(_candidates(numbered, features), numbered)
    keys = numbered["name_key"].to_list()
    units = numbered[_UNIT].to_list()
    found = [
        {
            _UNIT: units[row["at"]],
            "name_key": min(keys[row["at"]], keys[row["other"]]),
            "other_name_key": max(keys[row["at"]], keys[row["other"]]),
            "score": score,
            "has_same_owner": row["has_same_owner"],
            "has_near_investment": row["has_near_investment"],
        }
        for row in pairs.iter_rows(named=True)
        if (score := _score(features[row["at"]], features[row["other"]], _evidence(row))) >= _PROPOSED_FROM
    ]
    return pl.DataFrame(found, schema=SIMILAR_NAME_SCHEMA).sort(
        "score", _UNIT, "name_key", "other_name_key", descending=[True, False, False, False]
    )


# Candidates


def _candidates(names: pl.DataFrame, features: list[Features]) -> pl.DataFrame:
    """Pairs of a unit that begin alike, end alike, or have owner and investment in common."""
    forms = pl.DataFrame(
        [
            (at, units, one.parts, one.sizes, one.place, form.stem, form.kind)
            for at, (units, one) in enumerate(zip(names[_UNIT], features, strict=True))
            for form in one.forms
            if len(form.stem) >= _HEAD
        ],
        schema={
            "at": pl.UInt32(),
            _UNIT: pl.String(),
            "parts": pl.String(),
            "sizes": pl.String(),
            "place": pl.String(),
            "stem": pl.String(),
            "kind": pl.Int32(),
        },
        orient="row",
    )
    by_owner = (
        names.select("at", _UNIT, pl.col("owners").alias("owner"), pl.col("highest_total_wan").alias("total"))
        .explode("owner")
        .drop_nulls()
    )
    heads = forms.with_columns(head=pl.col("stem").str.slice(0, _HEAD))
    tails = forms.with_columns(tail=pl.col("stem").str.slice(-_TAIL))
    length, other_length = pl.col("stem").str.len_chars(), pl.col("stem_other").str.len_chars()
    goes_on = pl.col("stem").str.starts_with(pl.col("stem_other")) | pl.col("stem_other").str.starts_with(
        pl.col("stem")
    )
    is_near_in_length = (length - other_length.cast(pl.Int64)).abs() <= 2
    begin = _joined(heads, ["head"]).filter(goes_on | is_near_in_length)
    end = _joined(tails, ["tail", "kind"]).filter(
        pl.col("stem").str.ends_with(pl.col("stem_other"))
        | pl.col("stem_other").str.ends_with(pl.col("stem"))
    )
    same = by_owner.join(by_owner, on=[_UNIT, "owner", "total"], suffix="_other")
    return (
        pl.concat([pairs.select("at", pl.col("at_other").alias("other")) for pairs in (begin, end, same)])
        .filter(pl.col("at") < pl.col("other"))
        .unique()
        .sort("at", "other")
    )


def _joined(forms: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    """Forms that share a key and are not ruled out by the part of a scheme they name."""
    keys = [_UNIT, "parts", *on]
    return forms.join(forms, on=keys, suffix="_other").filter(
        pl.col("at") < pl.col("at_other"),
        (pl.col("sizes") == "") | (pl.col("sizes_other") == "") | (pl.col("sizes") == pl.col("sizes_other")),
        (pl.col("place") == "") | (pl.col("place_other") == "") | (pl.col("place") == pl.col("place_other")),
    )


def _with_evidence(pairs: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    said = names.select("at", "codes", "owners", "lowest_total_wan", "highest_total_wan")
    other = said.rename(lambda column: f"{column}_other").rename({"at_other": "other"})
    higher = pl.max_horizontal("lowest_total_wan", "lowest_total_wan_other").cast(pl.Float64)
    lower = pl.min_horizontal("highest_total_wan", "highest_total_wan_other").cast(pl.Float64)
    is_known = pl.col("lowest_total_wan").is_not_null() & pl.col("lowest_total_wan_other").is_not_null()
    shared_codes = pl.col("codes").list.set_intersection("codes_other").list.len()
    return (
        pairs.join(said, on="at")
        .join(other, on="other")
        .with_columns(
            has_same_owner=pl.col("owners").list.set_intersection("owners_other").list.len() > 0,
            has_near_investment=is_known & (lower > 0) & (higher * 10 <= lower * 11),
            has_other_code=(pl.col("codes").list.len() > 0) & (pl.col("codes_other").list.len() > 0),
        )
        # A code in common makes them one project without anybody's decision.
        .filter(shared_codes == 0)
        .select("at", "other", "has_same_owner", "has_near_investment", "has_other_code")
        .sort("at", "other")
    )


def _evidence(row: Mapping[str, bool]) -> _Evidence:
    return _Evidence(
        has_same_owner=row["has_same_owner"],
        has_near_investment=row["has_near_investment"],
        has_other_code=row["has_other_code"],
    )


# Judging


def _score(one: Features, other: Features, evidence: _Evidence) -> int:
    """How alike two names are; 0 where something rules it out."""
    differs = (
        one.parts != other.parts
        or (one.sizes and other.sizes and one.sizes != other.sizes)
        or (one.place and other.place and one.place != other.place)
    )
    if differs:
        return 0
    best = max(_scores(one, other, evidence), default=0)
    points = _FOR_EVIDENCE * (evidence.has_same_owner + evidence.has_near_investment)
    return min(_SAME, best + points) if best else 0


def _scores(one: Features, other: Features, evidence: _Evidence) -> Iterator[int]:
    for form in one.forms:
        for other_form in other.forms:
            yield _score_forms(form, other_form, evidence)


def _score_forms(one: Form, other: Form, evidence: _Evidence) -> int:
    short, long = sorted((one.stem, other.stem), key=len)
    if len(short) < _HEAD or (one.kind and other.kind and one.kind != other.kind):
        return 0
    is_one_kind = one.kind == other.kind
    share = 100 * len(short) // len(long)
    if short == long:
        return _SAME if is_one_kind else _SAME_BUT_KIND
    is_told = is_one_kind and one.kind > 0
    if long.startswith(short) and (is_told or share >= _MOST_OF):
        # Two codes are two entries of the national register: that must be outweighed.
        speaks = evidence.speaks_for or not evidence.has_other_code
        return _goes_on(share) if speaks else 0
    if long.endswith(short) and len(short) >= _SHORTEST_TAIL and evidence.speaks_for:
        return _goes_on(share)
    if len(short) >= _SHORTEST_TYPO and is_one_kind:
        alike = int(fuzz.ratio(short, long))
        return alike if alike >= _ALONE_FROM or evidence.has_same_owner else 0
    return 0


def _goes_on(share: int) -> int:
    return _GOES_ON + (_SAME_BUT_KIND - _GOES_ON) * share // 100
