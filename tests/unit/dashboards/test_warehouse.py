from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from dashboards import warehouse
from dashboards.scoping import Reader, views
from dashboards.warehouse import Published, WarehouseError
from tests.unit.dashboards.city import Publisher

THREADS, QUERIES = 8, 150


def test_before_the_first_publication_there_is_no_version(tmp_path: Path) -> None:
    assert warehouse.current(tmp_path / "published") is None


def test_a_pointer_to_a_version_that_is_gone_is_no_version(tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to("gone")
    assert warehouse.current(tmp_path) is None


def test_the_version_is_where_current_points_now(tmp_path: Path, publish: Publisher) -> None:
    publish(tmp_path, "first", 2)
    first = warehouse.current(tmp_path / "published")
    publish(tmp_path, "second", 4)
    second = warehouse.current(tmp_path / "published")
    assert first is not None
    assert second is not None
    months = "select count(distinct report_month) as months from marts.rpt_conversion"
    # The page run that began with the first version ends with it.
    assert first.row(months) == {"months": 2}
    assert second.row(months) == {"months": 4}


def test_two_readers_of_different_scopes_taking_turns_get_their_own_rows(city: Path) -> None:
    everything = Published((city / "published" / "current").resolve())
    units = everything.query(
        "select reporting_unit_code as unit, count(*) as rows from marts.fct_project_month group by all"
    )
    rows_of = dict(units.iter_rows())
    first, second, *_others = sorted(rows_of)
    views = {unit: everything.read_by(Reader(unit=unit)) for unit in (first, second)}
    sql = """
        select $number as asked, count(*) as rows, count_if(reporting_unit_code <> $unit) as foreign_rows,
            any_value(reporting_unit_code) as unit
        from marts.fct_project_month
    """

    def ask(thread: int) -> list[tuple[int, int, int, str, str]]:
        answers = []
        for number in range(thread * QUERIES, (thread + 1) * QUERIES):
            unit = (first, second)[number % 2]
            row = views[unit].row(sql, number=number, unit=unit)
            assert row is not None
            answers.append((number, row["asked"], row["rows"], row["foreign_rows"], unit))
        return answers

    with ThreadPoolExecutor(THREADS) as pool:
        answers = [one for answer in pool.map(ask, range(THREADS)) for one in answer]
    assert len(answers) == THREADS * QUERIES == 1200
    wrong = [one for one in answers if one[0] != one[1] or one[2] != rows_of[one[4]]]
    foreign = [one for one in answers if one[3]]
    assert (wrong, foreign) == ([], [])


def test_many_rows_are_counted_and_read_in_parts(city: Path) -> None:
    published = Published((city / "published" / "current").resolve(), Reader(unit="421221"))
    rows = published.rows(
        "select report_month, project_id from marts.fct_project_month where report_month > $month order by all",
        month=date(2020, 1, 1),
    )
    whole = rows.whole()
    assert rows.height == whole.height > 10
    parts = [rows.part(begin, begin + 7) for begin in range(0, rows.height, 7)]
    assert {part.height for part in parts[:-1]} == {7}
    assert pl.concat(parts).equals(whole)


def test_a_unit_s_reader_sees_its_own_details_and_all_public_figures(city: Path) -> None:
    everything = Published((city / "published" / "current").resolve())
    own = everything.read_by(Reader(unit="421221"))
    details = ("fct_project_month", "fct_submission", "fct_finding", "dim_project", "rpt_list_status")
    for table in details:
        seen = own.query(f"select distinct reporting_unit_code as unit from marts.{table}")
        assert set(seen["unit"]) <= {"421221"}, table
    assert own.query("select 1 from marts.fct_project_month").height > 0
    submissions = set(own.query("select submission_id from marts.fct_submission")["submission_id"])
    for table in (
        "marts.fct_source_column",
        "marts.fct_submission_sheet",
        "intermediate.rpt_conversion_member",
    ):
        found = set(own.query(f"select distinct submission_id from {table}")["submission_id"])
        assert found <= submissions, table
    projects = set(own.query("select project_id from marts.dim_project")["project_id"])
    assert set(own.query("select project_id from marts.dim_project_key")["project_id"]) <= projects
    for table in ("rpt_conversion", "rpt_investment_rank", "rpt_submission_status", "dim_locality"):
        count = f"select count(*) as rows from marts.{table}"
        assert own.row(count) == everything.row(count)


def test_a_unit_that_is_no_unit_sees_no_details(city: Path) -> None:
    published = Published((city / "published" / "current").resolve(), Reader(unit="x' or '1'='1"))
    assert published.query("select 1 from marts.fct_project_month").is_empty()
    assert published.query("select 1 from marts.fct_source_column").is_empty()


def test_what_nobody_declared_public_is_not(city: Path) -> None:
    unit = Reader(unit="421221")
    tables = {("marts", "rpt_new"): ["report_month", "locality_code"], ("raw", "anything"): ["cell"]}
    made = list(views(tables, unit, source="warehouse"))
    assert sum(statement.endswith("WHERE false") for statement in made) == len(tables)
    assert city.is_dir()


def test_names_follow_the_reader_s_language(city: Path) -> None:
    published = Published((city / "published" / "current").resolve())
    names = "select locality_name from marts.dim_locality where locality_code = '421221'"
    assert published.row(names) == {"locality_name": "嘉鱼县"}
    # The small city's English names are its codes.
    assert published.read_by(Reader(language="en")).row(names) == {"locality_name": "421221"}


@pytest.mark.parametrize(
    "statement",
    [
        "create table marts.mine as select 1",
        "drop view marts.rpt_conversion",
        "select 1; select 2",
        "attach ':memory:' as mine",
        "use memory",
    ],
)
def test_a_page_reads_and_does_nothing_else(city: Path, statement: str) -> None:
    published = Published((city / "published" / "current").resolve())
    with pytest.raises(WarehouseError):
        published.query(statement)


def test_no_page_can_name_the_file_behind_the_views(city: Path) -> None:
    published = Published((city / "published" / "current").resolve(), Reader(unit="421221"))
    for catalog in ("warehouse", "memory", "main", "file"):
        with pytest.raises(Exception, match=r"does not exist|not found"):
            published.query(f"select * from {catalog}.marts.fct_project_month")


def test_a_page_reads_no_file(city: Path) -> None:
    published = Published((city / "published" / "current").resolve())
    with pytest.raises(Exception, match="disabled"):
        published.query("select * from read_text('/etc/hostname')")


def test_tables_that_older_code_did_not_publish_are_known_to_be_missing(city: Path) -> None:
    published = Published((city / "published" / "current").resolve())
    assert published.has("marts.rpt_conversion")
    assert not published.has("marts.rpt_of_tomorrow")
