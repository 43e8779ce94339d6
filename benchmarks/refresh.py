"""How long a refresh takes: everything new, one new file, nothing new. Run as `.venv/bin/python benchmarks/refresh.py`.

Belongs here: the commands as an operator types them, timed as whole processes. Does not belong here: verdicts.
With folders as arguments (a policy pack and the files of its inbox), measures those instead of the sample city.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from ingestion.sample import write_city

SANKU = Path(sys.executable).with_name("sanku")


def timed(label: str, command: Sequence[str | Path], env: dict[str, str]) -> None:
    started = time.perf_counter()
    subprocess.run(
        command, env=os.environ | env, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    print(f"{time.perf_counter() - started:7.1f} s  {label}", flush=True)


def measure(files: Path, manifest: Path | None, held_back: Path, env: dict[str, str]) -> None:
    """Receive and refresh all but one file, then that file, then nothing."""
    options: list[str | Path] = ["--manifest", manifest] if manifest else []
    timed("receive every file", [SANKU, "receive", files, *options], env)
    timed("refresh, everything new", [SANKU, "refresh"], env)
    inbox = Path(env["SANKU_DATA"]) / "inbox"
    inbox.mkdir(exist_ok=True)
    shutil.copy(held_back, inbox)
    time.sleep(3)
    timed("refresh, one new file", [SANKU, "refresh"], env)
    timed("refresh, nothing new", [SANKU, "refresh"], env)


def main(arguments: Sequence[str]) -> None:
    with TemporaryDirectory() as folder:
        env = {"SANKU_DATA": f"{folder}/data"}
        if arguments:
            policy, inbox = arguments
            env["SANKU_POLICY"] = str(Path(policy).resolve())
            files = Path(folder, "files")
            shutil.copytree(inbox, files)
            held_back = max(files.iterdir())
            shutil.move(held_back, folder)
            measure(files, None, Path(folder, held_back.name), env)
            return
        started = time.perf_counter()
        city = Path(folder, "city")
        write_city(city)
        print(f"{time.perf_counter() - started:7.1f} s  make the sample city", flush=True)
        extra = Path(folder, "extra")
        write_city(extra, seed=7, projects=200, first_month=date(2020, 9, 1))
        held_back = next(path for path in sorted((extra / "submissions").rglob("*2020-12_全量*.xlsx")))
        measure(city / "submissions", city / "manifest.csv", held_back, env)


if __name__ == "__main__":
    main(sys.argv[1:])
