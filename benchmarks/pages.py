"""How long a page takes to be drawn again, on the sample city and on a province of seventeen such cities.

    .venv/bin/python benchmarks/pages.py FOLDER [PAGE…]

Belongs here: each page opened once and drawn again on the very versions that `province` left below FOLDER, both in
turn, so that a busy machine slows both. Does not belong here: what pages show. A page is drawn by Streamlit itself,
without a browser: the script, its queries, and all that is sent.
"""

import math
import os
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.testing.v1 import AppTest

from dashboards.registry import pages
from ingestion.settings import DEFAULT_POLICY_DIR

_RERUNS = 20
_PATIENCE_S = 300
_MOST_TIMES = 2.0


def _draw(path: str) -> None:
    """What Streamlit runs: one page in its frame."""
    from dashboards.app import draw

    draw(path)


@dataclass(kw_only=True)
class Measured:
    """One page on one data folder: milliseconds of its first drawing, and of each later one."""

    environment: dict[str, str]
    page: AppTest
    first_ms: float = 0.0
    again_ms: list[float] = field(default_factory=list)

    def draw(self) -> float:
        """Draw it once more."""
        os.environ.update(self.environment)
        started = time.perf_counter()
        self.page.run()
        taken = (time.perf_counter() - started) * 1000
        if self.page.exception:
            raise SystemExit(f"{self.environment}: {self.page.exception}")
        return taken

    @property
    def median_ms(self) -> float:
        return statistics.median(self.again_ms)

    @property
    def p95_ms(self) -> float:
        return sorted(self.again_ms)[math.ceil(0.95 * len(self.again_ms)) - 1]


def measure(path: str, folder: Path) -> tuple[Measured, Measured]:
    """A page on the city and on the province."""
    of_city = {"SANKU_DATA": str(folder / "city"), "SANKU_POLICY": str(DEFAULT_POLICY_DIR)}
    of_province = {"SANKU_DATA": str(folder / "province"), "SANKU_POLICY": str(folder / "pack")}
    both = tuple(
        Measured(
            environment=environment,
            page=AppTest.from_function(_draw, kwargs={"path": path}, default_timeout=_PATIENCE_S),
        )
        for environment in (of_city, of_province)
    )
    for one in both:
        one.first_ms = one.draw()
    for _ in range(_RERUNS):
        for one in both:
            one.again_ms.append(one.draw())
    return both[0], both[1]


def main(arguments: Sequence[str]) -> None:
    folder = Path(arguments[0]).resolve()
    # At the others people work: what they wait for is their own files.
    wanted = arguments[1:] or [entry.path for entry in pages() if entry.render is not None]
    print(f"{_RERUNS} reruns, ms: {'city':>16} {'province':>24} {'p95':>10}")
    print(f"{'page':<14}{'first':>8}{'median':>8}{'p95':>8}{'first':>10}{'median':>8}{'p95':>8}{'times':>8}")
    over = []
    for path in wanted:
        city, province = measure(path, folder)
        times = province.p95_ms / city.p95_ms
        over += [path] if times > _MOST_TIMES else []
        print(
            f"{path:<14}{city.first_ms:8.0f}{city.median_ms:8.0f}{city.p95_ms:8.0f}"
            f"{province.first_ms:10.0f}{province.median_ms:8.0f}{province.p95_ms:8.0f}{times:8.2f}",
            flush=True,
        )
    print(f"more than {_MOST_TIMES:g} times the city's p95: {', '.join(over) or 'none'}")


if __name__ == "__main__":
    main(sys.argv[1:])
