"""Similar names on their way into a build: the proposals, and the decisions that people made meanwhile.

Belongs here: gathering the names of all submissions, leaving out what is decided, keeping the decisions used.
Does not belong here: which names are similar, what a decision means (ingestion), every finding (dbt).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import polars as pl

from ingestion.archive import Archive
from ingestion.decisions import Decision, decided_pairs, read_decisions
from ingestion.landing import LandingIndex
from ingestion.policy import Policy, locality_lookup
from ingestion.settings import Settings
from ingestion.similarity import NAME_SCHEMA, SIMILAR_NAME_SCHEMA, similar_names
from orchestration.load import FirstDelivery

_UNIT = "reporting_unit_code"
_READ = ("submission_id", "is_accepted", "name_key", "project_code", "owner", "total_investment_wan")


def keep_decisions(settings: Settings, *, as_of: datetime | None) -> tuple[str, list[Decision]]:
    """The decisions made by a time, and the hash under which the file they stand in is archived.

    They are read from the archived copy: what was kept is what was used, whoever decides meanwhile.
    """
    if not settings.decisions.is_file():
        return "", []
    archive = Archive(settings.archive)
    sha256 = archive.store(settings.decisions)
    return sha256, read_decisions(archive.object_path(sha256), as_of=as_of)


def proposals(
    submissions: Sequence[FirstDelivery], *, policy: Policy, decisions: Iterable[Decision]
) -> pl.DataFrame:
    """Pairs of similar names of one unit that nobody has decided about."""
    index = LandingIndex([item.directory for item in submissions])
    files = index.parquet_files("ledger")
    if not files:
        return pl.DataFrame(schema=SIMILAR_NAME_SCHEMA)
    found = similar_names(
        _names(files, _units(index)), places=locality_lookup(policy), city=(policy.settings.city_name,)
    )
    decided = decided_pairs(decisions)
    is_open = [
        (unit, frozenset(pair)) not in decided
        for unit, *pair in found.select(_UNIT, "name_key", "other_name_key").iter_rows()
    ]
    return found.filter(pl.Series(is_open, dtype=pl.Boolean))


def _units(index: LandingIndex) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (record.submission_id, record.reporting_unit_code)
            for record in index.records()
            if record.outcome != "rejected" and record.reporting_unit_code
        ],
        schema={"submission_id": pl.String(), _UNIT: pl.String()},
        orient="row",
    )


def _names(files: Sequence[Path], units: pl.DataFrame) -> pl.DataFrame:
    """Every name that counted anywhere, by unit, with all that its rows said."""
    total = pl.col("total_investment_wan")
    return (
        pl.scan_parquet(list(files))
        .select(_READ)
        .filter("is_accepted", pl.col("name_key").is_not_null())
        .join(units.lazy(), on="submission_id")
        .group_by(_UNIT, "name_key")
        .agg(
            codes=pl.col("project_code").drop_nulls().unique().sort(),
            owners=pl.col("owner").drop_nulls().unique().sort(),
            lowest_total_wan=total.min(),
            highest_total_wan=total.max(),
        )
        .sort(_UNIT, "name_key")
        .select(NAME_SCHEMA.names())
        .cast(NAME_SCHEMA)
        .collect()
    )
