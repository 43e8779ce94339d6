"""How long the dbt part takes for the sample city and for a province of seventeen such cities, and its slowest models.

    .venv/bin/python benchmarks/province.py FOLDER

Belongs here: the build as a refresh runs it (`orchestration.dbt`), timed. Does not belong here: making the province
(`seventeen_cities`). Both are left published below FOLDER, as FOLDER/city and FOLDER/province, with the province's
pack in FOLDER/pack; a city that is there already is taken as it is.
"""

import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.seventeen_cities import CITIES, copy_raw, write_pack
from ingestion.archive import Archive
from ingestion.policy import Policy, load_policy
from ingestion.receive import receive_files
from ingestion.sample import write_city
from ingestion.settings import Settings
from orchestration.dbt import NodeResult, build, manifest_path, raise_failures
from orchestration.inputs import current_inputs
from orchestration.load import load_policy as fill_policy
from orchestration.publish import seal
from orchestration.refresh import refresh
from orchestration.versions import WAREHOUSE_FILE, current_folder, make_current, put_in_place

_SLOWEST = 5
_VERSION = "benchmark"


@dataclass(frozen=True, kw_only=True)
class Built:
    """One timed build: where it is, how long dbt took, and how each model and test fared."""

    warehouse: Path
    seconds: float
    results: Sequence[NodeResult]

    @property
    def models(self) -> list[NodeResult]:
        """The models, the slowest first."""
        models = [result for result in self.results if result.kind == "model"]
        return sorted(models, key=lambda result: -result.seconds)


def measure(source: Path, folder: Path, *, cities: int, policy: Policy) -> Built:
    """The dbt part over the raw tables of a published city, as they are or so many times."""
    folder.mkdir(parents=True)
    warehouse = folder / WAREHOUSE_FILE
    copy_raw(source, warehouse, cities=cities)
    fill_policy(warehouse, policy)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "UPDATE raw.run_context SET policy_pack = ?, policy_sha256 = ?", [policy.name, policy.sha256]
        )
    started = time.perf_counter()
    results = build(
        warehouse,
        scratch=folder.parent / "dbt",
        with_unit_tests=False,
        progress=lambda _done, _total: None,
    )
    seconds = time.perf_counter() - started
    raise_failures(results)
    return Built(warehouse=warehouse, seconds=seconds, results=results)


def report(name: str, built: Built) -> None:
    """Print what was measured; models run two at a time, so their seconds overlap."""
    with duckdb.connect(str(built.warehouse)) as connection:
        sizes = connection.execute(
            "SELECT count(DISTINCT project_id), count(DISTINCT report_month), count(*) FROM marts.fct_project_month"
        ).fetchall()
    projects, months, rows = sizes[0]
    tests = [result for result in built.results if result.kind != "model"]
    print(f"{name}: {projects:,} projects, {months} months, {rows:,} project months")
    print(f"{built.seconds:8.1f} s  the whole dbt part, without unit tests")
    print(f"{sum(r.seconds for r in built.models):8.1f} s  {len(built.models)} models, one after another")
    print(f"{sum(r.seconds for r in tests):8.1f} s  {len(tests)} tests, one after another")
    for result in built.models[:_SLOWEST]:
        print(f"{result.seconds:8.2f} s  {result.name}", flush=True)


def published_city(settings: Settings) -> Path:
    """The warehouse of the sample city, made first where there is none."""
    if current_folder(settings.published) is None:
        files = settings.data_dir / "files"
        write_city(files)
        policy = load_policy(settings.policy_dir)
        receive_files(
            [files / "submissions"], settings=settings, policy=policy, manifest=files / "manifest.csv"
        )
        refresh(settings)
    folder = current_folder(settings.published)
    if folder is None:
        raise SystemExit("the sample city could not be published: sanku status says why")
    return folder / WAREHOUSE_FILE


def publish(built: Built, settings: Settings, *, policy: Policy, files: Archive) -> None:
    """Make the province what pages find below its data folder, with the city's originals to download."""
    archive = Archive(settings.archive)
    archive.store_policy(policy)
    for delivery in files.deliveries():
        archive.store(files.object_path(delivery.sha256))
    seal(built.warehouse, inputs=current_inputs(settings))
    put_in_place(built.warehouse.parent, settings.published / _VERSION)
    make_current(settings.published / _VERSION)


def main(arguments: Sequence[str]) -> None:
    folder = Path(arguments[0]).resolve()
    city = Settings(data_dir=folder / "city")
    source = published_city(city)
    manifest_path()
    for place in (folder / "builds", folder / "pack", folder / "province"):
        shutil.rmtree(place, ignore_errors=True)
    own = load_policy(city.policy_dir)
    report("city", measure(source, folder / "builds" / "city", cities=1, policy=own))
    policy = load_policy(write_pack(own, folder / "pack"))
    built = measure(source, folder / "builds" / "province", cities=CITIES, policy=policy)
    report("province", built)
    province = Settings(data_dir=folder / "province", policy_dir=folder / "pack")
    publish(built, province, policy=policy, files=Archive(city.archive))


if __name__ == "__main__":
    main(sys.argv[1:])
