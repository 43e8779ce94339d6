"""Names that the policy pack gives to codes: what a page shows for a library or a list.

Belongs here: code → name from the published policy tables. Does not belong here: codes of the marts' own (labels).
"""

from dashboards.warehouse import Published


def libraries(published: Published) -> dict[str, str]:
    """The libraries' names; empty where the pack published has none, so that codes stand for themselves."""
    return _names(published, "libraries", "library", "library_name")


def lists(published: Published) -> dict[str, str]:
    """The lists' names in the plan's order."""
    return _names(published, "lists", "list_code", "list_name", order="sort_order")


def themes(published: Published) -> dict[str, str]:
    """The names of the plan's themes."""
    return _names(published, "themes", "code", "name")


def planning_types(published: Published) -> dict[str, str]:
    """The names of the plan's kinds of planning."""
    return _names(published, "planning_types", "code", "name")


def _names(published: Published, table: str, code: str, name: str, *, order: str = "1") -> dict[str, str]:
    if not published.has(f"policy.{table}"):
        return {}
    return dict(published.query(f"select {code}, {name} from policy.{table} order by {order}").iter_rows())
