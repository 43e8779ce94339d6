"""The official workbook of every unit of the sample city, filled from the published warehouse."""

from collections import Counter
from datetime import date

import duckdb
import pytest

from ingestion.assemble import Source, assemble
from ingestion.contract import load_workbook_contract
from ingestion.landing import Submission
from ingestion.template.rows import LastRows, last_rows
from ingestion.template.workbook import template
from tests.cities import City

# What the rows said of themselves before; a template cannot know better.
OF_THE_ROWS = {
    "START_DATE_MISSING",
    "STAGE_DATES_OUT_OF_ORDER",
    "EXIT_DATE_MISSING",
    "EXIT_REASON_MISSING",
    "CONDITIONAL_INCOMPLETE",
}


@pytest.fixture(scope="module", params=[date(2020, 8, 1), date(2021, 1, 1)], ids=["August", "January"])
def filled(
    request: pytest.FixtureRequest, city: City, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[LastRows, Submission]]:
    """Per unit, what it said last and what its filled workbook is read as."""
    month: date = request.param
    folder = tmp_path_factory.mktemp("templates")
    units = city.policy.localities.filter("is_reporting_unit")["locality_code"].to_list()
    given: dict[str, LastRows] = {}
    with duckdb.connect(city.database, read_only=True) as connection:
        for unit in units:
            last = last_rows(connection, unit=unit, month=month)
            assert last is not None
            given[unit] = last
    sources = [Source(path=folder / unit, sha256=unit, file_name=f"{unit}.xlsx") for unit in given]
    for source in sources:
        content = template(policy=city.policy, unit=source.sha256, month=month, last=given[source.sha256])
        source.path.write_bytes(content)
    return {
        source.sha256: (given[source.sha256], submissions[0])
        for source, submissions in assemble(sources, policy=city.policy)
    }


def test_it_is_read_back_without_a_finding_of_its_own(filled: dict[str, tuple[LastRows, Submission]]) -> None:
    for unit, (last, said) in filled.items():
        assert set(said.findings["rule_id"]) <= OF_THE_ROWS, unit
        assert said.record.rejected_row_count == 0
        counted = Counter({count.content: count.accepted_row_count for count in said.record.sheets})
        assert counted == {content: rows.height for content, rows in last.rows.items()}


def test_every_row_comes_back_as_the_unit_said_it(filled: dict[str, tuple[LastRows, Submission]]) -> None:
    contract = load_workbook_contract()
    for last, said in filled.values():
        assert set(last.rows) == set(contract.by_content)
        for content, rows in last.rows.items():
            names = [
                field.name
                for field in contract.by_content[content].landed_fields
                # One no longer asked for, one that is checked and never used, and what a blank means.
                if field.name not in {"ambiguous_cumulative_wan"} and field.blank_means is None
            ]
            back = said.rows[content].select(names)
            assert back.rows() == rows.select(names).cast(back.schema).rows()


def test_what_belongs_to_the_month_is_blank_and_shown_beside(
    filled: dict[str, tuple[LastRows, Submission]],
) -> None:
    for last, said in filled.values():
        ledger = said.rows["ledger"]
        for name in ("month_investment_wan", "ytd_investment_wan", "plan_completion_reported"):
            assert ledger[name].null_count() == ledger.height
        is_new_year = said.record.report_month is not None and said.record.report_month.month == 1
        assert (ledger["annual_plan_wan"].null_count() == ledger.height) == is_new_year
        assert bool(ledger["is_municipal_key"].any()) != is_new_year
        assert ("ytd_investment_wan" in last.cumulative.columns) != is_new_year


def test_before_the_first_report_there_is_nothing_to_go_on_from(city: City) -> None:
    with duckdb.connect(city.database, read_only=True) as connection:
        assert last_rows(connection, unit="421221", month=date(2000, 1, 1)) is None
