"""The oracle: the rulebook once more, in plain Python, written without knowledge of the SQL.

`compute(world)` gives the rows every mart of rulebook 2 to 20 should hold. What differs from the
warehouse is a mistake on one of the two sides. Nothing of the product is imported here, ever.
"""

from __future__ import annotations

from tests.oracle.compute import compute
from tests.oracle.model import AnnexRow, LedgerRow, Row, Submission, World

__all__ = ["AnnexRow", "LedgerRow", "Row", "Submission", "World", "compute"]
