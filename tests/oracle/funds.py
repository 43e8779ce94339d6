"""Rulebook 16: the fund pool, its rolling plan, preliminary funds; and of rulebook 6 the question "funds won?"."""

from __future__ import annotations

from datetime import date
from functools import partial

from tests.oracle.annexes import Annexes, Said
from tests.oracle.areas import area_rows, total
from tests.oracle.model import Row
from tests.oracle.rules import Area, Rules
from tests.oracle.stages import ProjectMonth
from tests.oracle.submissions import Register

Shown = dict[date, dict[str, ProjectMonth]]

# What can be won from above (rulebook 6): money of one's own or of the city is none of it.
FROM_ABOVE = ("central_budget", "special_treasury_bond", "special_local_bond")
FOUR_ABLE = ("is_admissible", "is_landable", "is_applicable", "is_sustainable")


def has_won_funds(project: ProjectMonth, annexes: Annexes) -> bool:
    """In the year of the month: by the sheet of funds; by the ledger where that has no row of the project."""
    year = project.month.year
    said = annexes.of(project, "funding")
    if said:
        return any(
            one.value("plan_year") == year
            and one.value("fund_source") in FROM_ABOVE
            and (one.value("won_wan") or 0) > 0
            for one in said
        )
    return (
        project.value("is_fund_won") is True
        and project.value("fund_plan_year") == year
        and any(source in FROM_ABOVE for source in sources(project))
    )


def sources(project: ProjectMonth) -> list[str]:
    """Every source that the ledger's cell names."""
    cell = project.value("fund_sources") or project.value("fund_source") or ""
    return [part for part in cell.split("|") if part]


Pool = list[tuple[ProjectMonth, Said]]


def _pool(projects: dict[str, ProjectMonth], annexes: Annexes, *, source: str) -> Pool:
    return [
        (project, said)
        for project in projects.values()
        for said in annexes.of(project, "funding")
        if said.value("fund_source") == source
    ]


def _inside(pool: Pool, area: Area) -> Pool:
    return [(project, said) for project, said in pool if project.unit in area.units]


def _pool_sources(rules: Rules) -> list[str]:
    return list(dict.fromkeys(row["fund_source"] for row in rules.table("fund_programmes")))


def rpt_funding(shown: Shown, *, known: Register, annexes: Annexes, rules: Rules) -> list[Row]:
    rows: list[Row] = []
    for month, projects in shown.items():
        for source in _pool_sources(rules):
            pool = _pool(projects, annexes, source=source)
            made = area_rows(rules, month=month, known=known, figures=partial(_funding, pool=pool))
            rows += [{"fund_source": source} | row for row in made]
    return rows


def _funding(area: Area, *, pool: Pool) -> Row:
    inside = _inside(pool, area)

    def count(*flags: str) -> int:
        return len({p.project_id for p, said in inside if all(said.value(flag) is True for flag in flags)})

    return {
        "project_count": count(),
        "applied_wan": total(said.value("applied_wan") for _, said in inside),
        "won_wan": total(said.value("won_wan") for _, said in inside),
        "paid_wan": total(said.value("paid_wan") for _, said in inside),
        "four_able_count": count(*FOUR_ABLE),
        "in_national_library_count": count("is_in_national_library"),
    }


def rpt_rolling_plan(shown: Shown, *, known: Register, annexes: Annexes, rules: Rules) -> list[Row]:
    """The plan years from that of the month on, as many as the pack says."""
    rows: list[Row] = []
    years = int(rules.threshold("rolling_plan_years") or 0)
    for month, projects in shown.items():
        for source in _pool_sources(rules):
            pool = _pool(projects, annexes, source=source)
            for year in range(month.year, month.year + years):
                of_year = [(project, said) for project, said in pool if said.value("plan_year") == year]
                made = area_rows(rules, month=month, known=known, figures=partial(_planned, pool=of_year))
                rows += [{"fund_source": source, "plan_year": year} | row for row in made]
    return rows


def _planned(area: Area, *, pool: Pool) -> Row:
    inside = _inside(pool, area)
    return {
        "project_count": len({project.project_id for project, _ in inside}),
        "planned_wan": total(said.value("planned_wan") for _, said in inside),
    }


def rpt_preliminary_fund(shown: Shown, *, known: Register, annexes: Annexes, rules: Rules) -> list[Row]:
    """For the years that any unit speaks of in the month."""
    rows: list[Row] = []
    for month in shown:
        said = [one for unit in rules.units for one in annexes.of_unit(unit.code, month, "preliminary_funds")]
        for year in sorted({one.value("fund_year") for one in said}):
            of_year = [one for one in said if one.value("fund_year") == year]
            made = area_rows(rules, month=month, known=known, figures=partial(_preliminary, said=of_year))
            rows += [{"fund_year": year} | row for row in made]
    return rows


def _preliminary(area: Area, *, said: list[Said]) -> Row:
    """Not said is not 0 (reading R62)."""
    inside = [one for one in said if one.unit in area.units]
    if not inside:
        return {"budget_wan": None, "spent_wan": None}
    return {
        "budget_wan": total(one.value("budget_wan") for one in inside),
        "spent_wan": total(one.value("spent_wan") for one in inside),
    }
