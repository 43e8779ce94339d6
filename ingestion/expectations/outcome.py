"""From failures to breaches: which cell of which submission, which rows are refused, and how each rule fared.

Belongs here: what a failure means beside others (the first good duplicate stands, no unread cell is blank).
Does not belong here: the rules (`rules`), running them (`suite`), wording (`feedback`).
"""

from collections.abc import Mapping, Sequence

import polars as pl

from ingestion.contract import Content
from ingestion.expectations.rules import DUPLICATES, REQUIRED_BLANK, Rule

# What is wrong, before it is put into words. `other_field` names the cell compared with, `other_row_number`
# the row that stands where this one is a duplicate.
BREACH_SCHEMA = pl.Schema(
    {
        "submission_id": pl.String,
        "content": pl.String,
        "sheet": pl.String,
        "row_number": pl.Int32,
        "rule_id": pl.String,
        "severity": pl.String,
        "field": pl.String,
        "other_field": pl.String,
        "other_row_number": pl.Int32,
    }
)
SUMMARY_SCHEMA = pl.Schema(
    {
        "submission_id": pl.String,
        "rule_id": pl.String,
        "severity": pl.String,
        "checked_row_count": pl.Int64,
        "failed_row_count": pl.Int64,
    }
)
_ROW = ["submission_id", "sheet", "row_number"]
_CELL = [*_ROW, "field"]


def breaches(
    frames: Mapping[Content, pl.DataFrame],
    failures: pl.DataFrame,
    *,
    rules: Sequence[Rule],
    unread_cells: pl.DataFrame,
) -> pl.DataFrame:
    """Every breach of a rule, by content, submission and row as in `frames`, then by the order of the rules.

    `frames` are those the suite ran over and `failures` its result; `unread_cells` (`submission_id`, `sheet`,
    `row_number`, `field`) are those that parsing found an error in: their rows are refused already.
    """
    found = _located(frames, failures, rules=rules)
    is_blank_rule = pl.col("rule_id") == REQUIRED_BLANK
    blank = found.filter(is_blank_rule).join(unread_cells, on=_CELL, how="anti", nulls_equal=True)
    refused = pl.concat([unread_cells.select(_ROW), blank.select(_ROW)]).unique()
    is_duplicate_rule = pl.col("rule_id").is_in(DUPLICATES)
    told = pl.concat(
        [
            blank.with_columns(other_row_number=pl.lit(None, pl.Int32)),
            found.filter(~is_blank_rule & ~is_duplicate_rule).with_columns(
                other_row_number=pl.lit(None, pl.Int32)
            ),
            _later_duplicates(found.filter(is_duplicate_rule), refused=refused),
        ]
    )
    return (
        told.sort("content_order", "row_id", "rule_index").select(BREACH_SCHEMA.names()).cast(BREACH_SCHEMA)
    )


def refused_rows(found: pl.DataFrame) -> pl.DataFrame:
    """The rows (`submission_id`, `sheet`, `row_number`) that an error among the breaches refuses."""
    return found.filter(pl.col("severity") == "error").select(_ROW).unique()


def rule_summary(
    frames: Mapping[Content, pl.DataFrame], found: pl.DataFrame, *, rules: Sequence[Rule]
) -> pl.DataFrame:
    """How each rule fared in each submission: rows of the sheets it speaks of, rows that broke it."""
    sizes = pl.concat(
        [
            frame.group_by("submission_id").agg(
                checked_row_count=pl.len().cast(pl.Int64), content=pl.lit(content)
            )
            for content, frame in frames.items()
        ]
        or [
            pl.DataFrame(
                schema={"submission_id": pl.String, "checked_row_count": pl.Int64, "content": pl.String}
            )
        ]
    )
    offered = pl.DataFrame(
        [(rule.rule_id, rule.severity, rule.content) for rule in rules],
        schema=["rule_id", "severity", "content"],
        orient="row",
    ).unique(maintain_order=True)
    failed = found.group_by("submission_id", "rule_id").agg(
        failed_row_count=pl.struct("sheet", "row_number").n_unique().cast(pl.Int64)
    )
    return (
        sizes.join(offered, on="content")
        .group_by("submission_id", "rule_id", "severity")
        .agg(pl.col("checked_row_count").sum())
        .join(failed, on=["submission_id", "rule_id"], how="left")
        .with_columns(pl.col("failed_row_count").fill_null(0))
        .select(SUMMARY_SCHEMA.names())
        .sort("submission_id", "rule_id")
    )


def _located(
    frames: Mapping[Content, pl.DataFrame], failures: pl.DataFrame, *, rules: Sequence[Rule]
) -> pl.DataFrame:
    """Each failure with its rule and the place of its row."""
    places = [
        frame.select(*_ROW, "row_key").with_columns(
            content=pl.lit(content),
            content_order=pl.lit(order, pl.Int32),
            row_id=pl.int_range(pl.len(), dtype=pl.Int64),
        )
        for order, (content, frame) in enumerate(frames.items())
    ]
    told_by = pl.DataFrame(
        [
            (number, rule.content, rule.rule_id, rule.severity, rule.field, rule.other_field)
            for number, rule in enumerate(rules)
        ],
        schema={
            "rule_index": pl.Int32,
            "content": pl.String,
            "rule_id": pl.String,
            "severity": pl.String,
            "field": pl.String,
            "other_field": pl.String,
        },
        orient="row",
    )
    named = failures.join(told_by, on="rule_index")
    return pl.concat([named.join(place, on=["content", "row_id"]) for place in places] or [_nowhere(named)])


def _nowhere(named: pl.DataFrame) -> pl.DataFrame:
    return named.clear().with_columns(
        submission_id=pl.lit(None, pl.String),
        sheet=pl.lit(None, pl.String),
        row_number=pl.lit(None, pl.Int32),
        row_key=pl.lit(None, pl.String),
        content_order=pl.lit(None, pl.Int32),
    )


def _later_duplicates(found: pl.DataFrame, *, refused: pl.DataFrame) -> pl.DataFrame:
    """Of rows with one key the first that nothing else refuses stands; later ones are its duplicates."""
    standing = (
        found.join(refused, on=_ROW, how="anti")
        .sort("row_id")
        .group_by("content", "row_key", maintain_order=True)
        .agg(
            pl.col("row_id").first().alias("standing_row_id"),
            pl.col("row_number").first().alias("other_row_number"),
        )
    )
    return (
        found.join(standing, on=["content", "row_key"])
        .filter(pl.col("row_id") > pl.col("standing_row_id"))
        .drop("standing_row_id")
    )
