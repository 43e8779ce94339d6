"""The handbook of the warehouse as one page: every table and column, its SQL, and the lineage from file to figure.

Belongs here: what its first page says beside dbt's own documentation (the glossary, the worked queries), and writing
it, which `make docs` does. Does not belong here: descriptions (dbt_project), dbt's interface (dbt).
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from ingestion.durable import write_atomic
from ingestion.policy import load_policy
from ingestion.settings import DEFAULT_POLICY_DIR
from orchestration import dbt
from orchestration.inputs import ROOT
from orchestration.load import load_policy_frames, load_raw_frames
from orchestration.progress import of_stage, silent
from orchestration.versions import WAREHOUSE_FILE

# Beside the documents that the glossary links to.
PAGE = ROOT / "docs" / "warehouse.html"
_GLOSSARY = ROOT / "docs" / "glossary.md"
_QUERIES = ROOT / "dashboards" / "views" / "sql" / "queries"


def write_handbook(page: Path) -> None:
    """Write the page, from a warehouse in which nothing was received: it tells shapes, never figures."""
    with TemporaryDirectory() as scratch:
        warehouse = Path(scratch) / WAREHOUSE_FILE
        with duckdb.connect(str(warehouse)) as connection:
            load_raw_frames(connection, {})
            load_policy_frames(connection, load_policy(DEFAULT_POLICY_DIR))
        tell_nobody = of_stage(silent, "building")
        built = dbt.build(warehouse, scratch=Path(scratch), with_unit_tests=False, progress=tell_nobody)
        dbt.raise_failures(built)
        write_atomic(page, dbt.documentation(warehouse, scratch=Path(scratch), first_page=_first_page()))


def _first_page() -> str:
    """Markdown: the glossary and the worked queries, after what dbt_project/models/overview.md says."""
    queries = "\n".join(f"```sql\n{path.read_text('utf-8')}```\n" for path in sorted(_QUERIES.glob("*.sql")))
    # Its headings stand one level below the page's own.
    glossary = _GLOSSARY.read_text("utf-8").replace("\n#", "\n##").removeprefix("#").strip()
    return f"## 查询示例 Worked queries\n\n{queries}\n##{glossary}\n"


def main(arguments: Sequence[str]) -> None:
    """Write the page where the one argument says, else to docs/warehouse.html."""
    write_handbook(Path(arguments[0]) if arguments else PAGE)


if __name__ == "__main__":
    main(sys.argv[1:])
