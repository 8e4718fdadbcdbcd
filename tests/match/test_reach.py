"""What a contract adds to a plan's targets, and what one list brings beside another."""

from __future__ import annotations

import numpy as np
import pytest

import podobat
from podobat.errors import CannotRun
from podobat.evidence import read_parameters
from podobat.match.gain import brought, share_from, spread_of
from podobat.match.reach import ratio_of_means, reach_of
from podobat.match.result import Options, times
from podobat.match.rule import checked
from podobat.match.worth import drawn_of, worth_of


@pytest.fixture(scope="module")
def drawn():
    """Chances in 400 draws."""
    return drawn_of(read_parameters(), draws=400)


def test_a_ratio_of_means_and_its_error_on_pairs_of_draws():
    """u = 2 l exactly: ratio 2, error 0; with noise the error is that of the linearised ratio."""
    low = np.array([1.0, 3.0, 2.0, 2.0, 5.0, 1.0])
    assert ratio_of_means(2 * low, low) == pytest.approx((2.0, 0.0))
    u = np.array([1.0, 1.0, 3.0, 3.0, 2.0, 2.0, 2.0, 2.0])
    ratio, error = ratio_of_means(u, np.ones(8))
    assert ratio == pytest.approx(2.0)
    assert error == pytest.approx(np.std([1, 3, 2, 2], ddof=1) / 2)


def test_what_a_list_brings_is_the_sum_of_what_its_pairs_bring(drawn):
    fits, costs = np.array([0.13, 0.5, 0.97]), np.array([900.0, 100.0, 4000.0])
    worth, all_of_them = worth_of(read_parameters(), (), draws=400), brought(fits, costs, drawn)
    assert spread_of(all_of_them.pilots, drawn.weight)[0] == pytest.approx(worth.begun(fits).mean.sum())
    assert spread_of(all_of_them.savings, drawn.weight)[0] == pytest.approx(worth.added(fits, costs).mean.sum())
    each = [brought(fits[i : i + 1], costs[i : i + 1], drawn).users for i in range(3)]
    assert all_of_them.users == pytest.approx(np.sum(each, axis=0))


def test_better_fits_bring_more_in_every_draw_and_the_same_list_brings_nothing_more(drawn):
    costs = np.full(20, 1000.0)
    good, poor = brought(np.full(20, 0.9), costs, drawn), brought(np.full(20, 0.2), costs, drawn)
    assert ((good - poor).pilots > 0).all()
    assert not (good - good).users.any()


def test_holding_what_is_assumed_takes_its_part_of_the_variance(drawn):
    fits, costs = np.full(5, 0.6), np.full(5, 1000.0)
    assumed = ("match.begun", "match.success_slope", "adoption.pilot_success", "adoption.voucher_additionality")
    held = brought(fits, costs, drawn_of(read_parameters(), draws=400, fixed=assumed))
    free = brought(fits, costs, drawn)
    assert share_from(free.users, held.users, drawn.weight) == pytest.approx(1.0), "nothing else acts on users"
    assert 0.2 < share_from(free.savings, held.savings, drawn.weight) < 0.95, "the share saved is borrowed"


def test_a_negative_effect_turns_its_interval_round():
    assert times((2.0, 1.0, 2.0, 3.0), -2.0) == (-4.0, -6.0, -4.0, -2.0)


@pytest.fixture(scope="module")
def reach():
    """A contract of the small made-up case."""
    return reach_of(podobat.read_case("cases/port-maren"), draws=200)


def test_contracts_here_raise_what_firms_sell_and_employ(reach):
    assert reach.contracts > 0
    jobs = reach.of(reach.usual)
    assert jobs.outcome.measure == "jobs.direct"
    assert jobs.low <= jobs.mean <= jobs.high
    assert reach.fingerprint == reach_of(podobat.read_case("cases/port-maren"), draws=200, threads=1).fingerprint


def test_a_target_by_its_id_and_the_choices_where_there_is_none(reach):
    known = next(e.outcome for e in reach.effects if e.outcome.target)
    assert reach.of(known.target).outcome is known
    with pytest.raises(CannotRun, match=r"jobs\.direct"):
        reach.of("happiness")
    with pytest.raises(CannotRun, match="--case CASE"):
        checked(Options(by="target"))
    assert checked(Options(by="target"), reach).by == "target"


def test_a_plan_without_vouchers_says_so():
    case = podobat.read_case("cases/port-maren")
    names = [p.id for p in case.plan.programmes if p.kind == "adoption"]
    bare = case.plan.with_values({f"programmes.{id}.budget.*": {"times": 0.0} for id in names})
    without = type(case)(**{**{f: getattr(case, f) for f in case.__dataclass_fields__}, "plan": bare})
    with pytest.raises(CannotRun, match="no money for vouchers"):
        reach_of(without, draws=100)
