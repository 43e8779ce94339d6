"""The submission page as Streamlit draws it: before anything is published, and deciding about names."""

import errno
from pathlib import Path

import pytest

from ingestion.decisions import read_decisions
from ingestion.settings import Settings
from tests.factories import NORTH
from tests.unit.dashboards.test_pages import opened, texts


def test_before_anything_is_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANKU_DATA", str(tmp_path))
    said = texts(opened("submit"))
    assert "这个单位还没有交过文件" in said
    assert "还没有发布任何数据" in said
    assert "第一次请交全量文件" in said


def test_a_person_says_that_two_names_are_one_project(city: Path) -> None:
    page = opened("submit", unit=NORTH)
    assert "名称相近 90 分" in texts(page)
    assert page.button(key="submit.names.same.0").disabled
    page.text_input(key="submit.names.by").input("张某某").run()
    page.button(key="submit.names.same.0").click().run()
    [made] = read_decisions(Settings(data_dir=city).decisions)
    assert (made.decided_by, made.verdict, made.reporting_unit_code) == ("张某某", "same", NORTH)
    assert {made.name, made.other_name} == {f"{NORTH}项目0", f"{NORTH}项目1"}
    assert "没有待认定的名称" in texts(page)


@pytest.mark.usefixtures("city")
def test_a_reader_of_an_unknown_unit_is_told_so() -> None:
    page = opened("submit", unit="nowhere")
    assert "没有为这个单位报送的权限" in texts(page)
    assert not page.button


@pytest.mark.usefixtures("city")
def test_a_reader_of_one_unit_submits_for_that_alone() -> None:
    page = opened("submit", unit=NORTH)
    assert page.selectbox(key="widget.unit").options == ["嘉鱼县"]


@pytest.mark.usefixtures("city")
def test_a_full_disk_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened("submit", unit=NORTH)
    button = next(button for button in page.button if "无变化" in button.label)

    def full(self: Path, content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    button.click().run()
    monkeypatch.undo()
    assert not page.exception
    assert "磁盘已满" in page.error[0].value
    assert "请腾出空间" in texts(page)
