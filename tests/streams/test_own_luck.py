"""One firm or founder more: everybody else's luck, and where nobody meets everybody else's life, is the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from podobat.engine import world
from podobat.engine.counting import STARTUPS_FOUNDED
from podobat.engine.inputs import first_months, plan_arrays
from podobat.engine.world import APPLICANT, INCUMBENT, ORGANIC, World
from tests.engine.worlds import arrays, by_identity, case, lived, rows

MONTHS = 60
# Nobody meets: no spill-overs between firms, posts that are always filled, no contracts to compete for.
APART = {
    "entry_agglomeration": 0.0,
    "entry_displacement": 0.0,
    "hiring_match_efficiency": 1e6,
    "region_specialists_looking": 1e6,
    "region_specialists_inflow": 1e5,
    "adoption_local_share": 0.0,
}
BORN_WITH = ("SECTOR", "FOUNDED", "UID")


def founders(w: World, origin: int) -> set[int]:
    """Identities of living start-ups of this origin."""
    return {uid for uid in by_identity(w) if uid >> 29 == origin}


def differing(a: World, b: World, identities: set[int]) -> list[str]:
    """Columns that differ between two worlds for any of these start-ups."""
    at, other = by_identity(a), by_identity(b)
    slots, others = [at[uid] for uid in sorted(identities)], [other[uid] for uid in sorted(identities)]
    whole = [k for k in range(a.firms.ints.shape[0]) if (a.firms.ints[k, slots] != b.firms.ints[k, others]).any()]
    real = [k for k in range(a.firms.floats.shape[0]) if (a.firms.floats[k, slots] != b.firms.floats[k, others]).any()]
    return [f"whole {k}" for k in whole] + [f"real {k}" for k in real]


@pytest.fixture(scope="module")
def without_plan():
    return first_months(plan_arrays(case().plan.without()), MONTHS)


@pytest.mark.parametrize(
    ("more", "origin", "at_least"),
    [({"region_incumbents": 13.0}, INCUMBENT, 1), ({"region_organic_rate": 1.5}, ORGANIC, 5)],
)
def test_one_firm_more_changes_no_other_life(without_plan, more, origin, at_least):
    few = {"region_incumbents": 12.0, "region_organic_rate": 1.0, **APART}
    a = lived(without_plan, rows("port-maren", 1, **few))
    b = lived(without_plan, rows("port-maren", 1, **{**few, **more}))
    assert set(by_identity(a)) < set(by_identity(b))
    added = set(by_identity(b)) - set(by_identity(a))
    assert len(added) >= at_least
    assert {uid >> 29 for uid in added} == {origin}
    assert not differing(a, b, set(by_identity(a)))


def test_where_firms_meet_they_still_keep_their_birth_and_identity(without_plan):
    a = lived(without_plan, rows("port-maren", 1, region_incumbents=12.0))
    b = lived(without_plan, rows("port-maren", 1, region_incumbents=40.0))
    both = set(by_identity(a)) & set(by_identity(b))
    assert len(both) > 10
    at, other = by_identity(a), by_identity(b)
    for column in BORN_WITH:
        k = getattr(world, column)
        assert [a.firms.ints[k, at[u]] for u in both] == [b.firms.ints[k, other[u]] for u in both], column


def test_a_programme_more_leaves_everybody_elses_life_as_it_is():
    """Where nobody meets, founding grants change the lives of those who get one, and of nobody else."""
    plan = case().plan.without()
    given = case().plan.programme("founding")
    programmes = tuple(given if g.id == "founding" else g for g in plan.programmes)
    x = first_months(plan_arrays(plan), MONTHS)
    y = first_months(plan_arrays(replace(plan, programmes=programmes)), MONTHS)
    values = rows("port-maren", 1, **APART, entry_deadweight=0.5)
    a, b = lived(x, values), lived(y, values)
    assert b.counts[STARTUPS_FOUNDED] > a.counts[STARTUPS_FOUNDED]
    supported = {uid for uid, i in by_identity(b).items() if b.firms.ints[world.SUPPORTED, i]}
    assert supported
    assert {uid >> 29 for uid in supported} == {APPLICANT}
    others = set(by_identity(b)) - supported
    assert others == set(by_identity(a)) - supported
    assert not differing(a, b, others)


def test_a_programmes_facility_is_as_late_whatever_else_is_built():
    """Delay hangs on the programme's own id."""
    values = rows("port-maren", 1)
    whole = lived(arrays(), values)
    alone = case().plan.with_values({"programmes.quay-house.budget.*": 0.0})
    turned = replace(case().plan, programmes=case().plan.programmes[::-1])
    opens = int(whole.ledger[world.OPENS, 0])
    assert opens > 0
    assert int(lived(plan_arrays(alone), values).ledger[world.OPENS, 0]) == opens
    assert int(lived(plan_arrays(turned), values).ledger[world.OPENS, -1]) == opens


def test_the_helper_sees_a_difference(without_plan):
    a, b = lived(without_plan, rows("port-maren", 1)), lived(without_plan, rows("port-maren", 1))
    everyone = set(by_identity(a))
    assert not differing(a, b, everyone)
    b.firms.floats[world.CASH, 0] += np.float32(1)
    assert differing(a, b, everyone) == [f"real {world.CASH}"]
    assert founders(a, ORGANIC)
