"""A clerk's way in a real browser: from a broken file over one with errors to an accepted one, and back in time.

Each step leaves a screenshot in the test's folder.
"""

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from ingestion.policy import load_policy
from ingestion.receive import check_files
from ingestion.settings import Settings
from tests.e2e.dashboards.conftest import NARROW, WIDE, ServedCity

pytestmark = pytest.mark.e2e

UNIT, NAME, MONTH = "421221", "嘉鱼县", "2020-05"
# Great Expectations takes its time to load, once.
CHECK_MS = 180_000
HEADINGS = (
    "序号",
    "项目名称",
    "投资类型",
    "总投资（万元）",
    "本月完成投资（万元）",
    "所在库",
    "入储备库日期",
)
GOOD = [
    (1, f"{UNIT}项目0", "政府投资", 8000, None, "储备库", "2019-06-01"),
    (2, f"{UNIT}项目1", "企业投资", 138000, None, "储备库", "2019-06-02"),
    (3, "石门镇冷链物流园项目", "企业投资", 26000, None, "储备库", "2020-05-11"),
]
BAD = [*GOOD[:2], (3, "石门镇冷链物流园项目", "企业投资", "两亿多", None, "储备库", "去年底")]


def workbook(rows: Sequence[tuple[object, ...]], *, kind: str = "全量") -> bytes:
    book = openpyxl.Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "封面"
    for line in (("报送单位", NAME), ("报送月份", MONTH), ("报送类型", kind), ("模板版本", "1")):
        cover.append(line)
    sheet = book.create_sheet("项目台账")
    for row in (HEADINGS, *rows):
        sheet.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


Visit = Callable[..., Page]


@pytest.fixture
def visit(visitor: BrowserContext, served: ServedCity) -> Iterator[Visit]:
    with contextlib.ExitStack() as tabs:

        def visit_(*, scheme: str = "light", width: int = WIDE) -> Page:
            page = tabs.enter_context(visitor.new_page())
            page.set_viewport_size({"width": width, "height": 1000})
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.goto(f"{served.address}/submit?unit={UNIT}")
            expect(page.locator("[data-testid=stFileUploader]")).to_be_visible(timeout=60_000)
            return page

        yield visit_


def drop(page: Page, name: str, content: bytes) -> None:
    page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


def remove(page: Page) -> None:
    page.locator("[data-testid=stFileChipDeleteBtn]").first.click()
    expect(page.locator("[data-testid=stFileChip]")).to_have_count(0)


def test_from_a_broken_file_to_an_accepted_one(visit: Visit, tmp_path: Path) -> None:
    page = visit()

    def shot(step: str) -> None:
        page.wait_for_timeout(800)
        page.screenshot(path=tmp_path / f"{step}.png", full_page=True)

    shot("1-empty")
    # A picture that was given another ending.
    drop(page, f"{NAME}_{MONTH}_全量.xlsx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 200)
    expect(page.get_by_text("这份文件不能接收")).to_be_visible(timeout=CHECK_MS)
    expect(page.get_by_text("不是电子表格")).to_be_visible()
    expect(page.get_by_role("button", name="确认接收")).to_have_count(0)
    shot("2-refused")

    remove(page)
    drop(page, f"{NAME}_{MONTH}_全量.xlsx", workbook(BAD))
    expect(page.get_by_text("有 1 行有错误")).to_be_visible(timeout=CHECK_MS)
    expect(page.get_by_text("“总投资（万元）”填的“两亿多”不是一个确定的数字", exact=False)).to_be_visible()
    shot("3-with-errors")

    remove(page)
    good = workbook(GOOD)
    drop(page, f"{NAME}_{MONTH}_全量.xlsx", good)
    button = page.get_by_role("button", name="确认接收（全量）")
    expect(button).to_be_enabled(timeout=CHECK_MS)
    expect(page.get_by_text("与 2020年4月 相比")).to_be_visible()
    shot("4-ready")
    button.click()
    expect(page.get_by_text("已接收。下一次更新后计入各项数字。")).to_be_visible(timeout=CHECK_MS)
    expect(page.get_by_text(hashlib.sha256(good).hexdigest())).to_be_visible()
    shot("5-receipt")

    # A second version of the same month has to be meant.
    page.get_by_role("button", name="再交一份").click()
    better = workbook(
        [*GOOD[:2], (3, "石门镇冷链物流园项目", "企业投资", 28000, None, "储备库", "2020-05-11")]
    )
    drop(page, f"{NAME}_{MONTH}_全量.xlsx", better)
    expect(button).to_be_disabled(timeout=CHECK_MS)
    shot("6-replaces")
    page.get_by_text("我确认：用这份文件取代它").click()
    expect(button).to_be_enabled()
    button.click()
    expect(page.get_by_text(hashlib.sha256(better).hexdigest())).to_be_visible(timeout=CHECK_MS)

    # Every version is still there, byte for byte.
    page.get_by_role("tab", name="历次报送").click()
    expect(page.get_by_text("○ 已被取代")).to_be_visible(timeout=CHECK_MS)
    expect(page.get_by_text("● 有效")).to_be_visible()
    shot("7-history")
    page.locator("[data-testid=stSelectbox]").filter(has_text="下载原件").locator("input").click()
    page.get_by_role("option").nth(1).click()
    with page.expect_download() as download:
        page.get_by_role("tabpanel", name="历次报送").get_by_test_id("stDownloadButton").locator(
            "button"
        ).click()
    assert Path(download.value.path()).read_bytes() == good


def test_nothing_changed_is_one_click(visit: Visit, served: ServedCity, tmp_path: Path) -> None:
    page = visit()
    page.goto(f"{served.address}/submit?unit=421222")
    page.get_by_role("tab", name="本月无变化").click()
    button = page.get_by_role("button", name="通城县 2020年5月 无变化，确认报送")
    expect(button).to_be_enabled(timeout=CHECK_MS)
    button.click()
    expect(page.get_by_role("cell", name="通城县_2020-05_无变化.xlsx").first).to_be_visible(timeout=CHECK_MS)
    page.screenshot(path=tmp_path / "no-change.png", full_page=True)
    kept = list((served.data_dir / "archive" / "objects").rglob("*"))
    assert any(path.is_file() and path.read_bytes()[:2] == b"PK" for path in kept)


def test_the_template_that_is_offered_says_what_was_said_last(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    with page.expect_download() as download:
        page.get_by_role("button", name="2020年5月 模板（已填上期数据）").click()
    assert download.value.suggested_filename == f"{NAME}_{MONTH}_全量.xlsx"
    download.value.save_as(tmp_path / download.value.suggested_filename)
    settings = Settings(data_dir=tmp_path / "data")
    [found] = check_files(
        [tmp_path / download.value.suggested_filename],
        settings=settings,
        policy=load_policy(settings.policy_dir),
    )
    assert (found.record.reporting_unit_code, found.record.kind) == (UNIT, "full")
    assert found.record.accepted_row_count > 0
    assert found.record.rejected_row_count == 0


@pytest.mark.parametrize(("scheme", "width"), [("dark", WIDE), ("light", NARROW)])
def test_the_page_is_whole(visit: Visit, scheme: str, width: int, tmp_path: Path) -> None:
    page = visit(scheme=scheme, width=width)
    drop(page, f"{NAME}_2020-06_全量.csv", "项目名称,总投资\n甲,1\n".encode())
    expect(page.locator("[data-testid=stAlert]").first).to_be_visible(timeout=CHECK_MS)
    expect(page.get_by_text("发现的问题")).to_be_visible(timeout=CHECK_MS)
    page.wait_for_timeout(1500)
    page.screenshot(path=tmp_path / f"submit_{scheme}_{width}.png", full_page=True)
    assert page.locator("[data-testid=stException]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
