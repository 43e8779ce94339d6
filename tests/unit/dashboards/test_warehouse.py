from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dashboards import warehouse
from dashboards.warehouse import Published
from tests.unit.dashboards.city import Publisher

THREADS, QUERIES = 8, 40


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


def test_threads_that_share_a_version_get_their_own_rows(city: Path) -> None:
    published = Published((city / "published" / "current").resolve())

    def ask(thread: int) -> list[tuple[int, int]]:
        return [
            (
                number,
                published.query(
                    "select $number as asked, count(*) from marts.fct_project_month", number=number
                )["asked"].item(),
            )
            for number in range(thread * QUERIES, (thread + 1) * QUERIES)
        ]

    with ThreadPoolExecutor(THREADS) as pool:
        answers = [pair for answer in pool.map(ask, range(THREADS)) for pair in answer]
    assert len(answers) == THREADS * QUERIES
    assert all(asked == answered for asked, answered in answers)


def test_a_page_cannot_write_or_read_files(city: Path) -> None:
    published = Published((city / "published" / "current").resolve())
    for statement in ("create table marts.mine as select 1", "select * from read_text('/etc/hostname')"):
        with pytest.raises(Exception, match=r"read-only|disabled|Permission"):
            published.query(statement)


def test_tables_that_older_code_did_not_publish_are_known_to_be_missing(city: Path) -> None:
    published = Published((city / "published" / "current").resolve())
    assert published.has("marts.rpt_conversion")
    assert not published.has("marts.rpt_of_tomorrow")
