"""A figure made anew from what is behind it, so that the two can be compared: sums, ranks, formulas, changes."""

import re
from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from dashboards.explain.asking import BORROWED, borrowed, city_code, of_key
from dashboards.explain.model import Figure, Query, Value


def sum_of(members: pl.DataFrame) -> Value:
    """A sum over no row is 0; over blanks only it is null (rulebook 0)."""
    amounts = members["amount"].drop_nulls()
    if members.is_empty():
        return Decimal(0)
    total: Value = amounts.sum() if len(amounts) else None
    return total


def ranked_among(query: Query, figure: Figure, key: Mapping[str, str]) -> tuple[pl.DataFrame, Value]:
    """Who the rank was given among, the best first, and the rank counted anew by the pack's method."""
    # A report ranks its localities; one without any ranks what its key names last.
    place = "locality_code" if "locality_code" in key else list(key)[-1]
    others = {name: value for name, value in key.items() if name != place}
    ranked = query(
        f"""
        with place as (
            select
                report.{place} as locality_code,
                coalesce(dim_locality.locality_name, report.{place}) as locality_name,
                dim_locality.tier,
                {figure.expression} as value,
                report.{figure.column} as rank
            from marts.{figure.table} as report
            left join marts.dim_locality as dim_locality on report.{place} = dim_locality.locality_code
            where {of_key(others, of="report")}
                and not coalesce(is_tier_total or is_city_total, false)
            order by sort_order nulls last, locality_code
        )

        select * from place
        where {"tier = (select tier from place where locality_code = $own)" if figure.within else "true"}
        order by rank nulls last
        """,
        dict(key) | {"own": key[place]},
    )
    own = ranked.filter(pl.col("locality_code") == key[place])
    if own.is_empty() or own["value"].item() is None:
        return ranked, None
    mine, values = own["value"].item(), ranked["value"].drop_nulls()
    better = values.filter(values > mine if figure.direction == "desc" else values < mine)
    method = query("select rank_method from staging.stg_setting", {})
    return ranked, 1 + (len(better) if method["rank_method"][0] == "competition" else better.n_unique())


def by_formula(query: Query, figure: Figure, key: Mapping[str, str]) -> Value:
    """The formula over the published row, its city row and its parts."""
    if figure.kind == "change":
        return _change(query, figure, key)
    relations = [f"(select * from marts.{figure.table} where {of_key(key)}) as report"]
    parameters = dict(key)
    if "city." in figure.expression:
        others = {name: value for name, value in key.items() if name != "locality_code"}
        parameters["city_code"] = city_code(query)
        where = " and ".join(filter(None, [of_key(others), "locality_code = $city_code"]))
        relations.append(f"(select * from marts.{figure.table} where {where}) as city")
    own_parts = [name for name, said in figure.parts.items() if BORROWED not in said]
    if own_parts:
        sums = ", ".join(f"{_aggregate(figure.parts[name])} as {name}" for name in own_parts)
        relations.append(f"(select {sums} from {figure.member_view} where {of_key(key)}) as part")
    for name in figure.parts.keys() - set(own_parts):
        relation, values = _borrowed_value(query, figure, name, key)
        relations.append(relation)
        parameters |= values
    # Where a name stands in both rows, the report's own is meant.
    own = re.sub(
        r"(?<![\w.])(" + "|".join(_own_names(query, figure)) + r")\b", r"report.\1", figure.expression
    )
    rows = query(f"select {own} as v from {', '.join(relations)}", parameters)
    return rows["v"].item() if rows.height == 1 else None


def _change(query: Query, figure: Figure, key: Mapping[str, str]) -> Value:
    """Places risen: the rank of the month before, less this one."""
    rows = query(
        f"""
        select before.{figure.expression} - this.{figure.expression} as v
        from (select * from marts.{figure.table} where {of_key(key)}) as this
        inner join marts.{figure.table} as before
            on this.report_month = cast(before.report_month + interval 1 month as date)
            and {" and ".join(f"this.{name} = before.{name}" for name in key if name != "report_month")}
        """,
        key,
    )
    return rows["v"].item() if rows.height == 1 else None


def _aggregate(said: Mapping[str, str]) -> str:
    """A part of the report's own member view, in SQL."""
    condition = said.get("where") or said.get("count") or "true"
    return f"{'sum' if 'sum' in said else 'count'}({said.get('sum', '*')}) filter (where {condition})"


def _borrowed_value(
    query: Query, figure: Figure, name: str, key: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """A part of another report as a relation of one row, with its parameters; null where the row takes over none."""
    found = borrowed(query, figure, name, key)
    if found is None:
        return f"(select null as {name}) as borrowed_{name}", {}
    other, there = found
    where = " and ".join(f"cast({column} as varchar) = ${name}_{column}" for column in there)
    relation = f"(select {other.column} as {name} from marts.{other.table} where {where}) as borrowed_{name}"
    return relation, {f"{name}_{column}": value for column, value in there.items()}


def _own_names(query: Query, figure: Figure) -> list[str]:
    sql = "select column_name from information_schema.columns where table_schema = 'marts' and table_name = $table"
    names = set(query(sql, {"table": figure.table})["column_name"]) - figure.parts.keys()
    return sorted(names, key=len, reverse=True)
