"""The clauses of the plan behind a table of the policy pack.

Belongs here: reading them, and the word for a row that is a reading of ours and not a clause. Does not belong here:
where they stand on a page (notes).
"""

from dashboards.texts import _
from dashboards.warehouse import Published, Value

_READING = "reading"


def of(published: Published, table: str, **keys: Value) -> str | None:
    """The clauses of a table of the pack, or of its rows with these values; None where it has none."""
    if not published.has(f"policy.{table}"):
        return None
    conditions = " and ".join(f"{column} = ${column}" for column in keys) or "true"
    rows = published.query(
        f"select clause from policy.{table} where clause is not null and {conditions}"
        " group by clause order by clause = $reading, clause",
        reading=_READING,
        **keys,
    )
    return _("、").join(said(clause) for clause in rows["clause"]) or None


def said(clause: str) -> str:
    """A clause as it stands on a page."""
    return _("方案未写明，按解读") if clause == _READING else clause
