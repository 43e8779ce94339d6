"""A data folder and the command line on it, for tests that do it harm."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingestion.settings import DEFAULT_POLICY_DIR, Settings
from orchestration.publish import content_sha256, marts
from orchestration.versions import CURRENT, WAREHOUSE_FILE, Version, current_version

ROOT = Path(__file__).parents[2]
PROGRAM = "import sys; from orchestration.cli import main; sys.exit(main())"
HEADINGS = "项目名称,投资类型,总投资(万元),所在库,入储备库日期,转建设库日期,实际开工日期"


@dataclass(frozen=True)
class Installation:
    """A data folder, and the command line on it."""

    data: Path
    policy: Path = DEFAULT_POLICY_DIR
    checkout: Path = ROOT

    @property
    def settings(self) -> Settings:
        return Settings(data_dir=self.data, policy_dir=self.policy)

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-c", PROGRAM, *arguments]

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "SANKU_DATA": str(self.data),
            "SANKU_POLICY": str(self.policy),
            "SANKU_LANG": "en",
            "PYTHONPATH": str(self.checkout),
        }

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(*arguments),
            cwd=self.checkout,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    def drop(self, name: str, content: str | bytes) -> None:
        """A file into the inbox, there long enough to be whole."""
        inbox = self.settings.inbox
        inbox.mkdir(parents=True, exist_ok=True)
        path = inbox / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(path, (1_596_500_000, 1_596_500_000))

    def assert_whole(self) -> Version:
        """`current` opens, is whole, and is what it says it is."""
        version = current_version(self.settings.published)
        assert version is not None
        warehouse = (self.settings.published / CURRENT).resolve() / WAREHOUSE_FILE
        assert not warehouse.with_name(f"{WAREHOUSE_FILE}.wal").exists()
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            tables = marts(connection)
            assert content_sha256(connection, tables) == version.content_sha256
            stated = connection.execute(
                "SELECT version_id, content_sha256 FROM marts.meta_version"
            ).fetchall()
        assert stated == [(version.version_id, version.content_sha256)]
        for table, count in version.tables.items():
            (row,) = duckdb.execute(
                "SELECT count(*) FROM read_parquet(?)", [str(warehouse.parent / "marts" / f"{table}.parquet")]
            ).fetchall()
            assert row == (count,)
        return version


def ledger(*names: str, library: str = "储备库") -> str:
    """A ledger of a few projects."""
    rows = [f"{name},企业投资,20000,{library},2020-02-03,," for name in names]
    return "\n".join([HEADINGS, *rows]) + "\n"
