"""The contract of the submission workbook: its closed model and the data of each template version.

Belongs here: what a file may contain.
Does not belong here: how files are read (`readers`), and how cells are (`parsing`).
"""

from ingestion.contract.loader import load_workbook_contract
from ingestion.contract.model import DECIMAL, CellType, Content, Field, Sheet, Workbook

__all__ = ["DECIMAL", "CellType", "Content", "Field", "Sheet", "Workbook", "load_workbook_contract"]
