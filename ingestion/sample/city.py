"""From a seed to a folder: the simulated city's submissions, their manifest, and the ground truth beside them.

Here: the order of things and the folder. Not here: any of the things (life, lists, events, write, truth).
"""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ingestion.sample.events import plant_events
from ingestion.sample.filings import file_everything
from ingestion.sample.life import simulate
from ingestion.sample.lists import choose_lists
from ingestion.sample.model import City, CityConfig
from ingestion.sample.schedule import plan_slots, quiet_months
from ingestion.sample.stage import Stage
from ingestion.sample.tables import write_truth
from ingestion.sample.truth import find_truth
from ingestion.sample.write import workbook_bytes

Progress = Callable[[int, int], None]
_README = "说明.txt"


@dataclass(frozen=True, slots=True)
class CitySummary:
    """What was written, and where."""

    out_dir: Path
    manifest: Path
    truth_dir: Path
    seed: int
    project_count: int
    month_count: int
    file_count: int
    row_count: int
    event_count: int

    @property
    def text(self) -> str:
        """One line for people."""
        return (
            f"模拟数据（种子 {self.seed}）：{self.project_count} 个虚构项目，{self.month_count} 个月，"
            f"{self.file_count} 份报送文件、{self.row_count} 行台账，埋设事件 {self.event_count} 件。"
            "所有项目、单位人员和金额均为程序生成，不代表任何真实项目。"
        )


def simulate_city(config: CityConfig) -> City:
    """Let the city live and file; nothing is written."""
    slots = plan_slots(config)
    projects = simulate(config, quiet=quiet_months(slots))
    stage = Stage(config=config, projects=projects, slots=slots, rng=config.rng("events"))
    choose_lists(stage)
    plant_events(stage)
    filings = file_everything(stage)
    return City(config, tuple(projects), tuple(filings), tuple(stage.events))


def write_city(
    out_dir: Path | str,
    *,
    seed: int = 2020,
    projects: int = 1500,
    first_month: date = date(2019, 1, 1),
    last_month: date = date(2020, 12, 1),
    progress: Progress | None = None,
) -> CitySummary:
    """Write the simulated city into a folder, replacing what an earlier run of this function left there.

    `submissions/` holds the workbooks, `manifest.csv` when each was received, `truth/` the ground truth.
    `progress` is called with the files done and the files in all.
    """
    city = simulate_city(
        CityConfig(seed=seed, projects=projects, first_month=first_month, last_month=last_month)
    )
    out = Path(out_dir)
    for folder in (out / "submissions", out / "truth"):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    digests: dict[str, str] = {}
    deliveries: list[tuple[str, datetime]] = []
    for done, filing in enumerate(city.filings, start=1):
        content = workbook_bytes(filing)
        digests[filing.file] = hashlib.sha256(content).hexdigest()
        deliveries.append((filing.file, filing.received_at))
        if filing.delivered_again is not None:
            deliveries.append(filing.delivered_again)
        for file in (filing.file, *([filing.delivered_again[0]] if filing.delivered_again else [])):
            (out / file).parent.mkdir(exist_ok=True)
            (out / file).write_bytes(content)
        if progress is not None:
            progress(done, len(city.filings))
    manifest = out / "manifest.csv"
    with manifest.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("file", "received_at"))
        for file, received_at in sorted(deliveries, key=lambda delivery: (delivery[1], delivery[0])):
            writer.writerow((file, received_at.isoformat()))
    write_truth(find_truth(city), out / "truth", digests=digests)
    summary = CitySummary(
        out_dir=out,
        manifest=manifest,
        truth_dir=out / "truth",
        seed=seed,
        project_count=len(city.projects),
        month_count=city.config.month_count,
        file_count=len(deliveries),
        row_count=sum(len(filing.rows) for filing in city.filings),
        event_count=len(city.events),
    )
    (out / _README).write_text(summary.text + "\n", encoding="utf-8")
    return summary
