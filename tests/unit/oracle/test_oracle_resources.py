"""Rulebook 16 to 19 by hand: funds, themes, standard land, investment promotion."""

from datetime import date
from typing import Any

import pytest

from tests.factories import CITY, NORTH, SOUTH, annex_row, leader, ledger_row, pack, submission, world
from tests.oracle import AnnexRow, Row, compute

JUNE = date(2020, 6, 1)


def report(mart: str, *annexes: AnnexRow, locality: str = NORTH, **options: Any) -> list[Row]:
    """The locality's rows of June, of a unit with two projects that says this."""
    fields = options.pop("fields", {})
    projects = [ledger_row(2, **fields), ledger_row(3, name="乙项目")]
    said = submission(NORTH, JUNE, projects, annexes=annexes)
    rows = compute(world([said], policy=pack(**options)))[mart]
    return [
        row for row in rows if row["report_month"] == JUNE and row.get("locality_code", NORTH) == locality
    ]


# Funds


def fund(number: int = 2, **fields: Any) -> AnnexRow:
    return annex_row("funding", number, **fields)


def test_a_project_counts_once_per_source_and_amounts_add_up() -> None:
    rows = report(
        "rpt_funding",
        fund(2, programme="一", applied_wan=100, won_wan=60),
        fund(3, programme="二", applied_wan=None, won_wan=40, paid_wan=None),
        fund(4, programme="一", name="乙项目", applied_wan=50, is_in_national_library=True),
        fund(5, fund_source="self_raised", applied_wan=999),
        fund(6, name="不在台账", applied_wan=999),
    )
    of_source = {row["fund_source"]: row for row in rows}
    assert of_source.keys() == {"central_budget", "special_treasury_bond", "special_local_bond"}
    central = of_source["central_budget"]
    assert (central["project_count"], central["applied_wan"], central["won_wan"]) == (2, 150, 100)
    assert (central["paid_wan"], central["in_national_library_count"]) == (None, 1)
    assert of_source["special_local_bond"]["applied_wan"] == 0


def test_all_four_and_of_one_row() -> None:
    four = dict.fromkeys(("is_admissible", "is_landable", "is_applicable", "is_sustainable"), True)
    assert report("rpt_funding", fund(**four))[0]["four_able_count"] == 1
    split = (fund(2, programme="一", **four | {"is_landable": None}), fund(3, is_landable=True))
    assert report("rpt_funding", *split)[0]["four_able_count"] == 0


def test_the_rolling_plan_has_three_years_from_this_one() -> None:
    rows = report(
        "rpt_rolling_plan", fund(2, plan_year=2019, planned_wan=1), fund(3, plan_year=2022, planned_wan=7)
    )
    planned = {row["plan_year"]: row["planned_wan"] for row in rows if row["fund_source"] == "central_budget"}
    assert planned == {2020: 0, 2021: 0, 2022: 7}


def test_preliminary_funds_not_told_are_not_zero() -> None:
    said = annex_row("preliminary_funds", budget_wan=100)
    [own] = report("rpt_preliminary_fund", said)
    assert (own["fund_year"], own["budget_wan"], own["spent_wan"]) == (2020, 100, None)
    both = [submission(NORTH, JUNE, [], annexes=[said]), submission(SOUTH, JUNE, [])]
    rows = compute(world(both))["rpt_preliminary_fund"]
    assert {row["locality_code"]: row["budget_wan"] for row in rows} == {
        NORTH: 100,
        "north": 100,
        SOUTH: None,
        "south": None,
        CITY: 100,
    }


# By theme, and by what else a project is


def test_themes_are_the_packs_and_sizes_begin_at_their_limits() -> None:
    fields = {"plan_theme": "key_industries", "total_investment_wan": 10000}
    themes = {row["plan_theme"]: row["project_count"] for row in report("rpt_theme", fields=fields)}
    assert themes == {"key_industries": 1, "social_livelihood": 0}
    sizes = [
        {row["value"] for row in report("rpt_breakdown", fields=fields | {"total_investment_wan": total})}
        & {"below_yi", "yi", "ten_yi"}
        for total in ("9999.9999", 10000, "99999.9999", 100000)
    ]
    assert sizes == [{"below_yi", "yi"}, {"yi"}, {"yi"}, {"yi", "ten_yi"}]  # the other project has 2亿


def test_a_blank_category_is_none_and_the_exited_are_left_out() -> None:
    rows = report("rpt_breakdown", fields={"category": "industry"})
    assert {row["value"] for row in rows if row["dimension"] == "category"} == {"industry", "none"}
    rows = report("rpt_breakdown", fields={"library": "exited"})
    assert [row["project_count"] for row in rows if row["dimension"] == "stage"] == [1]


# Standard land


def parcel(number: int, area: int, *, is_standard: bool, **fields: Any) -> AnnexRow:
    return annex_row(
        "standard_land", number, parcel=f"{number}号", area_mu=area, is_standard_land=is_standard, **fields
    )


def test_five_of_a_hundred_is_the_target_of_2020_exactly() -> None:
    rows = report("rpt_standard_land", parcel(2, 5, is_standard=True), parcel(3, 95, is_standard=False))
    national, provincial = (
        {row["zone_level"]: row for row in rows}[level] for level in ("national", "provincial")
    )
    assert (national["standard_share"], national["is_target_met"]) == (0.05, True)
    assert (provincial["sold_area_mu"], provincial["standard_share"], provincial["is_target_met"]) == (
        0,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("fields", "sold"),
    [
        ({"sold_on": "2020-01-01"}, 10),
        ({"sold_on": "2019-12-31"}, 0),
        ({"sold_on": "2020-06-30"}, 10),
        ({"sold_on": "2020-07-01"}, 0),
        ({"is_new_industrial": True}, 10),
        ({"is_new_industrial": False}, 0),
    ],
)
def test_new_industrial_land_sold_this_year_counts(fields: dict[str, Any], sold: int) -> None:
    national = report("rpt_standard_land", parcel(2, 10, is_standard=True, **fields))[0]
    assert national["sold_area_mu"] == sold


# Promotion


@pytest.mark.parametrize(
    ("fields", "in_progress", "qualifying"),
    [
        ({"total_investment_wan": 270000}, 0, 1),  # nine tenths of 30亿
        ({"total_investment_wan": "269999.9999"}, 0, 0),
        ({"state": "landed"}, 0, 1),
        ({"state": "planned"}, 1, 0),
        ({"state": "negotiating"}, 1, 0),
        ({"is_excluded_kind": True}, 0, 0),
        ({"leader_name": "钱某"}, 0, 0),
        ({"leader_name": "赵 某"}, 0, 1),
    ],
)
def test_one_investment_of_about_the_size(fields: dict[str, Any], in_progress: int, qualifying: int) -> None:
    [row] = report("rpt_promotion", annex_row("promotions", **{"leader_name": "赵某"} | fields))
    assert (row["in_progress_count"], row["qualifying_count"]) == (in_progress, qualifying)
    assert row["is_met"] == (qualifying > 0)


def test_leaders_with_nothing_are_rows_and_those_who_left_are_not() -> None:
    roster = [
        leader(NORTH, "principal", "赵某"),
        leader(NORTH, "principal", "孙某", effective_to="2020-05-31"),
    ]
    [row] = report("rpt_promotion", leaders=roster)
    assert (row["leader_name"], row["qualifying_count"], row["is_met"]) == ("赵某", 0, False)


def test_the_pool_counts_a_project_once_however_many_court_it() -> None:
    pooled = [
        annex_row("promotions", 2, leader_name="赵某", is_in_promoted_pool=True),
        annex_row("promotions", 3, leader_name="钱某", is_in_promoted_pool=True),
        annex_row("promotions", 4, name="乙项目", is_in_promoted_pool=None),
    ]
    [row] = report("rpt_promoted_pool", *pooled)
    assert (row["project_count"], row["target_count"], row["is_met"]) == (1, 2, False)
    pooled.append(annex_row("promotions", 5, name="丙项目", is_in_promoted_pool=True))
    assert report("rpt_promoted_pool", *pooled)[0]["is_met"] is True
