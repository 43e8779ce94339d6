"""Many who receive at once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingestion.archive import Archive
from ingestion.landing import Landing
from ingestion.policy import load_policy
from ingestion.settings import Settings

PROCESSES, TIMES = 4, 10
LEDGER = "项目名称,投资类型,总投资,所在库\n甲项目,企业投资,1200,储备库\n乙项目,企业投资,1300,储备库\n"

# Each process gives the file ten times, one after the other, and prints what its receipts say.
SENDER = """
import json, os, sys
from pathlib import Path
from ingestion.policy import load_policy
from ingestion.receive import receive_files
from ingestion.settings import Settings

settings = Settings.from_env(os.environ)
policy = load_policy(settings.policy_dir)
print("ready", flush=True)
sys.stdin.readline()
said = []
for _ in range(int(sys.argv[2])):
    for receipt in receive_files([Path(sys.argv[1])], settings=settings, policy=policy):
        said.append([receipt.submission_id, receipt.outcome, receipt.is_effective])
print(json.dumps(said))
"""


@pytest.mark.faults
def test_one_file_from_four_processes_ten_times_each_is_stored_once_with_forty_receipts(
    tmp_path: Path,
) -> None:
    path = tmp_path / "嘉鱼县_2020-07_全量.csv"
    path.write_text(LEDGER, encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data")
    senders = [
        subprocess.Popen(
            [sys.executable, "-c", SENDER, path, str(TIMES)],
            env=os.environ | {"SANKU_DATA": str(settings.data_dir)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    for sender in senders:
        assert sender.stdout is not None
        assert sender.stdout.readline() == "ready\n"
    receipts = []
    for sender in senders:
        assert sender.stdin is not None
        sender.stdin.write("go\n")
        sender.stdin.flush()
    for sender in senders:
        said, _ = sender.communicate(timeout=600)
        assert sender.returncode == 0
        receipts += json.loads(said)

    assert len(receipts) == PROCESSES * TIMES
    ((submission, outcome, is_effective),) = {tuple(receipt) for receipt in receipts}
    assert (outcome, is_effective) == ("accepted", True)
    archive = Archive(settings.archive)
    assert len(archive.deliveries()) == PROCESSES * TIMES
    assert len({delivery.sha256 for delivery in archive.deliveries()}) == 1
    objects = [file for file in (settings.archive / "objects").rglob("*") if file.is_file()]
    assert [file.read_text(encoding="utf-8") for file in objects] == [LEDGER]
    assert not list((settings.archive / "tmp").iterdir())
    landing = Landing(settings.landing, policy_sha256=load_policy(settings.policy_dir).sha256)
    assert [folder.name for folder in landing.directory(submission).parent.iterdir()] == [submission]
    assert landing.read_record(submission).accepted_row_count == 2
