"""The policy pack: every rule, target, threshold and name of one city and plan, as checked data.

`model` declares what a pack may hold, `loader` reads and checks one, `packs/` holds the bundled ones. What
the rules do to projects does not belong here: that is SQL.
"""

from ingestion.policy.loader import (
    Policy,
    PolicyError,
    Problem,
    choice_words,
    load_policy,
    locality_lookup,
    spelling,
)
from ingestion.policy.model import PolicySettings

__all__ = [
    "Policy",
    "PolicyError",
    "PolicySettings",
    "Problem",
    "choice_words",
    "load_policy",
    "locality_lookup",
    "spelling",
]
