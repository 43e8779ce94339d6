"""A made-up county under a pack of its own: the sample city's workbooks with the names of its towns and libraries.

Belongs here: making its files and its published data folder, for tests that show that policy is
data. Does not belong here: what must hold of it.
"""

import csv
from datetime import date
from pathlib import Path

import openpyxl

from ingestion.policy import load_policy
from ingestion.receive import receive_files
from ingestion.sample import write_city
from ingestion.settings import Settings
from orchestration.refresh import refresh

PACK = Path(__file__).resolve().parent / "packs" / "linjiang_2021"
# The sample's words for its units, the longer first, and the county's.
NAMES = {
    "咸宁高新区": "县工业园",
    "咸安区": "城关镇",
    "嘉鱼县": "渡口镇",
    "赤壁市": "沙洲镇",
    "通城县": "竹林镇",
    "崇阳县": "石门乡",
    "通山县": "云雾乡",
    "咸宁市": "临江县",
    "市直": "码头镇",
}

# The names of the libraries, where a cell says nothing else.
LIBRARIES = {"储备库": "谋划库", "建设库": "在建库", "达产库": "投用库", "出库": "退出"}


def write_county(folder: Path, *, seed: int = 11, projects: int = 60) -> Path:
    """The county's files, and the manifest that says when each was received."""
    first, last = date(2020, 1, 1), date(2020, 9, 1)
    city = write_city(
        folder / "city", seed=seed, projects=projects, first_month=first, last_month=last
    ).out_dir
    out = folder / "county"
    with (city / "manifest.csv").open(encoding="utf-8", newline="") as file:
        deliveries = list(csv.DictReader(file))
    for delivery in deliveries:
        target = out / _renamed(delivery["file"])
        target.parent.mkdir(parents=True, exist_ok=True)
        _rename_cells(city / delivery["file"], target)
    manifest = out / "manifest.csv"
    with manifest.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["file", "received_at"])
        writer.writeheader()
        writer.writerows(delivery | {"file": _renamed(delivery["file"])} for delivery in deliveries)
    return manifest


def publish_county(folder: Path) -> Settings:
    """The county's files received and refreshed under its pack, as people do; where its published data lies."""
    manifest = write_county(folder)
    settings = Settings.from_env({"SANKU_DATA": str(folder / "data"), "SANKU_POLICY": str(PACK)})
    receive_files([manifest.parent], settings=settings, policy=load_policy(PACK), manifest=manifest)
    outcome = refresh(settings)
    if outcome.status != "published":
        raise RuntimeError(f"{outcome.status}: {outcome.trouble}")
    return settings


def _rename_cells(source: Path, target: Path) -> None:
    book = openpyxl.load_workbook(source)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = LIBRARIES.get(cell.value) or _renamed(cell.value)
    book.save(target)


def _renamed(text: str) -> str:
    for name, own in NAMES.items():
        text = text.replace(name, own)
    return text
