"""Simulated cities, received and built as a refresh builds them, for the tests that look at them."""

from dataclasses import dataclass
from pathlib import Path

from ingestion.archive import Archive
from ingestion.policy import Policy, load_policy
from ingestion.receive import receive_files
from ingestion.sample import write_city
from ingestion.settings import Settings
from tests import warehouse


@dataclass(frozen=True)
class City:
    """Where a simulated city lies: its files and truth, its archive and landing, its built warehouse."""

    files: Path
    settings: Settings
    policy: Policy
    database: Path


def make_city(folder: Path, *, seed: int, projects: int) -> City:
    """24 months of submissions of a city, received as its manifest says, loaded and built."""
    files = folder / "city"
    write_city(files, seed=seed, projects=projects)
    settings = Settings.from_env({"SANKU_DATA": str(folder / "data")})
    policy = load_policy(settings.policy_dir)
    receive_files([files / "submissions"], settings=settings, policy=policy, manifest=files / "manifest.csv")
    database = warehouse.build(
        folder, Archive(settings.archive).deliveries(), settings=settings, policy=policy
    )
    return City(files=files, settings=settings, policy=policy, database=database)
