from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ingestion.policy import Policy, load_policy
from ingestion.settings import DEFAULT_POLICY_DIR


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(DEFAULT_POLICY_DIR)


def values(policy: Policy, stem: str, *columns: str, **where: Any) -> list[tuple[Any, ...]]:
    return policy.tables[stem].filter(**where).select(columns).rows()


def test_six_counties_two_city_units_three_tiers(policy: Policy) -> None:
    assert dict(values(policy, "localities", "locality_code", "tier")) == {
        "421202": "north",
        "421221": "north",
        "421281": "north",
        "421222": "south",
        "421223": "south",
        "421224": "south",
        "XN-GX": "direct",
        "XN-SZ": "direct",
    }
    assert values(policy, "localities", "gb2260_code", tier="direct") == [(None,), (None,)]


def test_enterprise_targets_bind_the_counties_and_the_high_tech_zone(policy: Policy) -> None:
    bound = "421202|421221|421281|421222|421223|421224|XN-GX"
    assert values(policy, "rates", "rule_id", "scope", "target", localities=bound) == [
        ("conversion", "enterprise", Decimal("0.3")),
        ("enterprise_share", "all", Decimal("0.5")),
    ]


def test_quotas_add_up_to_those_of_the_plan(policy: Policy) -> None:
    units = dict(policy.localities.group_by("tier").len().rows())
    total = dict.fromkeys(("planning", "priority"), 0)
    for quota, tier, applies_to, count in values(
        policy, "quotas", "quota_id", "tier", "applies_to", "quota_count"
    ):
        total[quota] += count * (units[tier] if applies_to == "each" else 1)
    assert total == {"planning": 3 * 40 + 3 * 35 + 30, "priority": 3 * 8 + 3 * 6 + 10}


def test_physical_work_is_asked_of_the_funds_of_2020(policy: Policy) -> None:
    assert values(
        policy, "deadlines", "fund_source", "deadline", plan_year=2019, needs_physical_work=False
    ) == [("central_budget", date(2020, 6, 30))]
    later = values(policy, "deadlines", "fund_source", "deadline", plan_year=2020, needs_physical_work=True)
    assert later == [
        (source, date(2020, 8, 15))
        for source in ("central_budget", "special_treasury_bond", "special_local_bond")
    ]


def test_government_projects_of_any_size_are_supervised(policy: Policy) -> None:
    size = dict(values(policy, "supervision", "supervision_code", "min_investment_wan"))
    assert size.pop("government") is None
    assert set(size.values()) == {Decimal(10000)}


def test_every_reason_of_every_supervision_list_is_there(policy: Policy, shared: Path) -> None:
    chapter = (shared / "rulebook.md").read_text("utf-8").split("## 12.")[1].split("## 13.")[0]
    reasons = {reason for (reason,) in values(policy, "supervision", "reason_code")}
    assert {word for word in chapter.replace("`", " ").split() if word.isupper() and "_" in word} == reasons


def test_the_assessment_reads_columns_that_are_published(policy: Policy, shared: Path) -> None:
    lines = (shared / "contract" / "marts.md").read_text("utf-8").splitlines()
    for table, column in values(policy, "assessment", "table_name", "column_name"):
        [line] = [line for line in lines if line.startswith(f"| `{table}`")]
        assert column in line.replace(",", " ").split()


@pytest.mark.parametrize("group", ["county", "department"])
def test_weights_add_up_to_one(group: str, *, policy: Policy) -> None:
    assert sum(weight for (weight,) in values(policy, "assessment", "weight", assessment_group=group)) == 1


@pytest.mark.parametrize("stem", ["leaders", "departments", "baseline", "list_members", "project_alias"])
def test_what_only_the_city_knows_is_left_to_it(stem: str, *, policy: Policy) -> None:
    assert policy.tables[stem].is_empty()


def test_no_programme_of_the_fund_pool_is_invented(policy: Policy) -> None:
    named = policy.tables["fund_programmes"].drop_nulls("programme")
    assert named.is_empty()
