"""Which names are proposed as one project's, and which never are."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.names import normalise_name
from ingestion.similarity import NAME_SCHEMA, similar_names

PLACES = {"通山县": "T", "通山": "T", "通城县": "C", "通城": "C", "嘉鱼": "J", "赤壁": "B"}
Pair = frozenset[str]


def names(rows: Iterable[tuple[str, dict[str, Any]]], *, unit: str = "T") -> pl.DataFrame:
    defaults: dict[str, Any] = {
        "codes": [],
        "owners": [],
        "lowest_total_wan": None,
        "highest_total_wan": None,
    }
    return pl.DataFrame(
        [
            {"reporting_unit_code": unit, "name_key": normalise_name(name)} | defaults | said
            for name, said in rows
        ],
        schema=NAME_SCHEMA,
    )


def total(wan: int) -> dict[str, Any]:
    return {"lowest_total_wan": Decimal(wan), "highest_total_wan": Decimal(wan)}


def proposed(*rows: str | tuple[str, dict[str, Any]]) -> set[Pair]:
    given_rows = [(row, {}) if isinstance(row, str) else row for row in rows]
    found = similar_names(names(given_rows), places=PLACES, city=("咸宁市",))
    return {frozenset(pair) for pair in found.select("name_key", "other_name_key").iter_rows()}


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("南林桥双创（扶贫）产业园", "南林产业园"),
        ("嘉鱼长江公路大桥", "嘉鱼长江大桥"),
        ("湖北药姑山中医药健康科技产业园", "通城县药姑山中医药健康产业园"),
        ("黄袍山旅游开发", "通城黄袍山旅游开发建设项目"),
        ("云岭—石门公路改扩建工程", "云岭至石门公路"),
        ("晟邦汽车内饰件项目", "通山县晟邦年产32万件汽车内饰件生产项目"),
        ("枫林工业园中药饮片基地", "枫林工业园中药饮片基地（更名）"),
        ("栗木镇河道综合治理工程", "栗木镇河道综合治理工程等13个子项目（打包）"),
        ("湖北南合汽车饰件项目（二期）", "南合汽车饰件生产项目2期"),
    ],
)
def test_a_name_that_only_drifted_is_proposed(name: str, other: str) -> None:
    assert len(proposed(name, other)) == 1


PARTS = [
    ("一期", "二期"),
    ("Ⅰ期", "Ⅱ期"),
    ("一期", "3期"),
    ("（第一标段）", "（第二标段）"),
    ("一标", "二标"),
    ("A标段", "B标段"),
    ("东段", "西段"),
    ("A区", "B区"),
    ("1号楼", "2号楼"),
    ("1#", "2#"),
    ("三号园", "五号园"),
    ("官桥至石埠塘段", "石埠塘至簰洲段"),
    ("（一）", "（二）"),
    ("99MW", "150MW"),
]


@pytest.mark.parametrize(("part", "other"), PARTS)
@pytest.mark.parametrize("name", ["维达力生产基地", "通山县金桥镇标准厂房及配套设施工程"])
def test_parts_of_one_scheme_are_never_proposed(name: str, part: str, other: str) -> None:
    same = {"owners": ["同一公司"], **total(10_000)}
    assert proposed((f"{name}{part}", same), (f"{name}{other}", same)) == set()
    assert proposed((f"{name}{part}", same), (name, same)) == set() or part == "99MW"


@given(
    st.sampled_from(PARTS),
    st.text("云岭石门青溪竹山梅银杏桃源", min_size=2, max_size=6),
    st.sampled_from(("产业园", "公路", "生产项目", "医院", "")),
)
def test_whatever_the_name_is_its_parts_are_apart(parts: tuple[str, str], own: str, kind: str) -> None:
    same = {"owners": ["同一公司"], **total(10_000)}
    assert proposed((f"{own}{kind}{parts[0]}", same), (f"{own}{kind}{parts[1]}", same)) == set()


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("南林产业园", "南山产业园"),
        ("立邦涂料项目", "立邦物流园项目"),
        ("通山县人民医院", "通山县第二人民医院"),
        ("嘉鱼长江大桥", "赤壁长江大桥"),
        ("松涛镇输变电工程", "松涛乡输变电工程"),
        ("晟邦汽车内饰件项目", "晟亿汽车内饰件项目"),
        ("隽水镇老旧小区改造项目", "通城县老旧小区改造项目"),
    ],
)
def test_names_that_mean_two_things_are_not_proposed(name: str, other: str) -> None:
    assert proposed(name, other) == set()


def test_more_words_in_front_need_evidence() -> None:
    name, other = "大幕山抽水蓄能电站", "通山抽水蓄能电站"
    assert proposed(name, other) == set()
    assert proposed((name, total(1_000_000)), (other, total(500_000))) == set()
    assert len(proposed((name, total(1_000_000)), (other, total(935_200)))) == 1
    owner = {"owners": ["国网新源"]}
    assert len(proposed((name, owner), (other, owner))) == 1


def test_a_code_in_common_needs_nobody() -> None:
    code = {"codes": ["2020-421224-44-02-000001"]}
    assert proposed(("南林产业园", code), ("南林桥产业园", code)) == set()


def test_two_codes_must_be_outweighed() -> None:
    one: dict[str, Any] = {"codes": ["2020-421224-44-02-000001"]}
    other: dict[str, Any] = {"codes": ["2020-421224-44-02-000002"]}
    assert proposed(("南林产业园", one), ("南林桥产业园", other)) == set()
    owner = {"owners": ["同一公司"]}
    assert len(proposed(("南林产业园", one | owner), ("南林桥产业园", other | owner))) == 1


def test_units_are_not_mixed_and_every_pair_stands_once() -> None:
    rows = pl.concat([names([("南林产业园", {}), ("南林桥产业园", {})], unit=unit) for unit in ("T", "C")])
    found = similar_names(rows, places=PLACES)
    assert found.height == 2
    assert found["reporting_unit_code"].to_list() == ["C", "T"]
    assert (found["name_key"] < found["other_name_key"]).all()
    assert similar_names(rows.reverse(), places=PLACES).equals(found)


def test_no_names_no_pairs() -> None:
    assert similar_names(pl.DataFrame(schema=NAME_SCHEMA), places=PLACES).is_empty()


def test_what_xianning_published(shared: Path) -> None:
    """The real names: known same projects are proposed, 维达力's phases are not."""
    said: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    with (shared / "real" / "xianning" / "real_projects.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            amounts = said[row["locality"], normalise_name(row["name"])]
            if row["total_investment_yi"]:
                amounts.append(Decimal(row["total_investment_yi"]) * 10_000)
    rows = pl.concat(
        names(
            [(name, {"lowest_total_wan": min(of, default=None), "highest_total_wan": max(of, default=None)})],
            unit=unit,
        )
        for (unit, name), of in said.items()
    )
    found = similar_names(rows, places=PLACES, city=("咸宁市",))
    pairs = {frozenset(pair) for pair in found.select("name_key", "other_name_key").iter_rows()}
    assert {frozenset(("南林产业园", "南林桥双创(扶贫)产业园"))} <= pairs
    assert {frozenset(("大幕山抽水蓄能电站", "通山抽水蓄能电站"))} <= pairs
    assert not [pair for pair in pairs if any("维达力" in name for name in pair)]
    # The list is for people to read: of 90 names a handful.
    assert len(pairs) <= 6
