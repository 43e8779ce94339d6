"""Names that the policy pack gives to codes: what a page shows for a library or a list.

Belongs here: code → name from the published policy tables. Does not belong here: codes of the marts' own (labels).
"""

from dashboards.texts import language
from dashboards.warehouse import Published


def libraries(published: Published) -> dict[str, str]:
    """The libraries' names; empty where the pack published has none, so that codes stand for themselves."""
    return _names(published, "libraries", "library", "library")


def lists(published: Published) -> dict[str, str]:
    """The lists' names in the plan's order."""
    return _names(published, "lists", "list_code", "list", order="sort_order")


def _names(published: Published, table: str, code: str, stem: str, *, order: str = "1") -> dict[str, str]:
    if not published.has(f"policy.{table}"):
        return {}
    name = f"{stem}_name_en" if language() == "en" else f"{stem}_name"
    return dict(published.query(f"select {code}, {name} from policy.{table} order by {order}").iter_rows())
