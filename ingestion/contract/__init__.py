"""The contract of the submission workbook: its closed model and the data of each template version.

Belongs here: what a file may contain.
Does not belong here: how files are read (`readers`), and how cells are (`parsing`).
"""

from ingestion.contract.loader import load_workbook_contract
from ingestion.contract.model import (
    COVER_LABELS,
    COVER_SHEET,
    DECIMAL,
    CellType,
    Content,
    Field,
    Sheet,
    Workbook,
)

__all__ = [
    "COVER_LABELS",
    "COVER_SHEET",
    "DECIMAL",
    "CellType",
    "Content",
    "Field",
    "Sheet",
    "Workbook",
    "load_workbook_contract",
]
