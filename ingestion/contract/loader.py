"""Loads the contract's data file into its model, once.

Belongs here: finding and reading `workbook_v1.toml`. Does not belong here: what the model allows (`model`).
"""

import tomllib
from functools import cache
from importlib.resources import files

from ingestion.contract.model import Workbook

CONTRACT_FILE = "workbook_v1.toml"


@cache
def load_workbook_contract() -> Workbook:
    """The submission workbook, checked whole."""
    text = files("ingestion.contract").joinpath(CONTRACT_FILE).read_text(encoding="utf-8")
    return Workbook.model_validate(tomllib.loads(text))
