"""Runs rules over rows with Great Expectations.

Belongs here: all that knows Great Expectations: compiling a suite, polars to pandas, reading its results.
Does not belong here: the rules themselves (`rules`), and what a failure means (`outcome`).
Importing Great Expectations takes 8 s and 200 MB: the function that runs a suite does, nothing before it.
"""

import os
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any

import polars as pl

from ingestion.contract import Content
from ingestion.expectations.rules import NOT_NULL, NULL, Condition, Rule
from ingestion.expectations.unused import put_off

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.expectations.expectation import Expectation

FAILURE_SCHEMA = pl.Schema({"rule_index": pl.Int32, "row_id": pl.Int64})

# Failures are indexed by the pandas frame's own index, which is the row's position. Asking for a named index
# column instead builds a dictionary per failing row: 6.7 s against 0.2 s over 33,000 rows.
_RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "include_unexpected_rows": False,
    "return_unexpected_index_query": False,
}


class SuiteError(Exception):
    """A rule could not be evaluated: a fault of the program, not of a submission."""


def failures(frames: Mapping[Content, pl.DataFrame], rules: Sequence[Rule]) -> pl.DataFrame:
    """Which rows (`row_id`: place in their content's frame) break which rule (`rule_index`: in `rules`)."""
    found = [pl.DataFrame(schema=FAILURE_SCHEMA)]
    offered = {content: frame for content, frame in frames.items() if not frame.is_empty()}
    if not offered:
        return pl.concat(found)
    context = _context()
    for content, frame in offered.items():
        numbered = {number: rule for number, rule in enumerate(rules) if rule.content == content}
        columns = sorted(set().union(*(rule.columns for rule in numbered.values())))
        results = _validate(
            context,
            content=content,
            frame=_to_pandas(frame.select(columns), compared=_compared(numbered.values())),
            expectations=[_expectation(number, rule) for number, rule in numbered.items()],
        )
        for result in results:
            config = result.expectation_config
            if any(_raised(result.exception_info)):
                raise SuiteError(f"{config.type} {config.kwargs}: {result.exception_info}")
            rows = result.result.get("unexpected_index_list") or []
            found.append(
                pl.DataFrame(
                    {"rule_index": [config.meta["rule_index"]] * len(rows), "row_id": rows},
                    schema=FAILURE_SCHEMA,
                )
            )
    return pl.concat(found).sort("row_id", "rule_index")


def _context() -> "EphemeralDataContext":
    """A context that lives in memory alone, reports to nobody and prints nothing."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with put_off():
        import great_expectations as gx
        from great_expectations.data_context.types.base import (
            DataContextConfig,
            InMemoryStoreBackendDefaults,
            ProgressBarsConfig,
        )

    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(),
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def _validate(
    context: "EphemeralDataContext", *, content: str, frame: "pd.DataFrame", expectations: list["Expectation"]
) -> list[Any]:
    import great_expectations as gx

    asset = context.data_sources.add_pandas(content).add_dataframe_asset(content)
    batch = asset.add_batch_definition_whole_dataframe(content).get_batch(
        batch_parameters={"dataframe": frame}
    )
    suite = gx.ExpectationSuite(name=content, expectations=expectations)
    return list(batch.validate(suite, result_format=_RESULT_FORMAT).results)


def _expectation(number: int, rule: Rule) -> "Expectation":
    from great_expectations.expectations.registry import get_expectation_impl

    arguments: dict[str, Any] = {
        **rule.kwargs,
        "severity": "critical" if rule.severity == "error" else "warning",
        "meta": {"rule_index": number, "rule_id": rule.rule_id},
    }
    if rule.where:
        arguments["row_condition"] = reduce(and_, [_condition(term) for term in rule.where])
    return get_expectation_impl(rule.expectation)(**arguments)


def _condition(term: Condition) -> Any:
    from great_expectations.expectations.row_conditions import Column

    column = Column(term.column)
    match term.test:
        case "equals":
            return column == term.value
        case "in":
            return column.is_in(list(term.value)) if isinstance(term.value, tuple) else column == term.value
        case "is_null":
            return column.is_null()
        case "not_null":
            return column.is_not_null()


def _raised(info: Mapping[str, Any]) -> list[bool]:
    """Whether an expectation raised; a failure in a shared metric is reported one level deeper."""
    if "raised_exception" in info:
        return [bool(info["raised_exception"])]
    return [bool(inner.get("raised_exception")) for inner in info.values()]


def _compared(rules: Iterable[Rule]) -> set[str]:
    """The columns that are compared with another, or among themselves."""
    alone = (NOT_NULL, NULL)
    return {
        str(value)
        for rule in rules
        if rule.expectation not in alone
        for key, value in rule.kwargs.items()
        if key.startswith("column")
    }


def _to_pandas(frame: pl.DataFrame, *, compared: Set[str]) -> "pd.DataFrame":
    """The one way from polars to pandas, which is all that Great Expectations reads.

    Money goes as doubles: compared only, and two amounts of up to 15 digits never change their order by that.
    Texts that are only blank or not, or one of some words, go as categories: pandas copies rows for each condition.
    """
    words = pl.selectors.string() - pl.selectors.by_name(*compared, require_all=False)
    return frame.with_columns(pl.selectors.decimal().cast(pl.Float64), words.cast(pl.Categorical)).to_pandas()
