"""Firms, people and money balance in every month, every draw and both worlds, for any plan and any parameters."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podobat.engine import PARAMETER_IDS, Ensemble, run_ensemble
from podobat.engine.counting import FUND_COMMITTED, FUND_INVESTED_OUTSIDE, FUND_INVESTED_REGION
from podobat.engine.inputs import FUND, plan_arrays
from podobat.engine.randomness import uniforms
from podobat.engine.world import CHARGED, GRANTED, PILOTING, SPENT, USERS, USERS_AT_START
from podobat.forecast import parameters_of
from podobat.plan import Plan
from tests.engine.worlds import CASES, arrays, case, lived, rows
from tests.identity.balances import imbalances

DRAWS = 4
factors = st.sampled_from([0.0, 0.001, 0.3, 1.0, 1.7, 12.0])
costs = st.sampled_from([0.2, 1.0, 3.3])
shares = st.floats(0, 1)


@dataclass(frozen=True)
class Variant:
    """A case's plan, with a second programme beside every programme or not, and the values set differently."""

    name: str
    twice: bool
    values: dict[str, object]

    @property
    def plan(self) -> Plan:
        """The plan it stands for."""
        plan = case(self.name).plan
        return (doubled(plan) if self.twice else plan).with_values(self.values)


def changes(draw, plan: Plan) -> dict[str, object]:
    """Other money in every line and year, other unit costs, dates, duties, law, climate and elections."""
    values: dict[str, object] = {}
    end = plan.month_number(plan.horizon.end)
    for g in plan.programmes:
        values |= {f"programmes.{g.id}.budget.{year}": {"times": draw(factors)} for year in g.budget}
        if g.unit_cost is not None:
            values[f"programmes.{g.id}.unit_cost"] = {
                "times": draw(costs if g.facility is None else st.just(0.0) | costs)
            }
        if g.facility is not None:
            start = draw(st.integers(0, end - 1))
            values[f"programmes.{g.id}.facility.start"] = plan.month_at(start)
            values[f"programmes.{g.id}.facility.opens"] = plan.month_at(draw(st.integers(start + 1, end)))
            values[f"programmes.{g.id}.facility.built_share"] = draw(shares)
            values[f"programmes.{g.id}.facility.capacity"] = draw(st.sampled_from([1, 3.5, 40, 1000]))
        if g.training is not None:
            values[f"programmes.{g.id}.training.months"] = draw(st.sampled_from([1, 5, 24, 72]))
        if g.fund is not None:
            values[f"programmes.{g.id}.fund.local_duty"] = draw(shares)
            values[f"programmes.{g.id}.fund.months"] = draw(st.sampled_from([1, 48, 240]))
    earliest = draw(st.integers(0, end))
    values |= {"law.wanted": draw(st.booleans()), "law.earliest": plan.month_at(earliest)}
    values["law.effective"] = draw(st.sampled_from([None, plan.month_at(draw(st.integers(earliest, end)))]))
    values["elections"] = [plan.month_at(m) for m in sorted(draw(st.sets(st.integers(0, end), max_size=3)))]
    pinned = draw(st.integers(0, end))
    values["climate.pins"] = draw(
        st.sampled_from([[], [{"from": plan.month_at(pinned), "to": plan.month_at(end), "value": 0.05}]])
    )
    return values


def doubled(plan: Plan) -> Plan:
    """The plan with a second programme beside every programme, of the same kind and money."""
    return replace(plan, programmes=(*plan.programmes, *(replace(g, id=f"{g.id}-2") for g in plan.programmes)))


@st.composite
def variants(draw) -> Variant:
    """A variant of one of the cases."""
    name, twice = draw(st.sampled_from(CASES)), draw(st.booleans())
    plan = case(name).plan
    return Variant(name, twice, changes(draw, doubled(plan) if twice else plan))


def drawn(name: str, seed: int, reach: float) -> np.ndarray:
    """Parameters of two points, anywhere within `reach` of the ends of their distributions."""
    u = uniforms(seed, 900, range(2 * len(PARAMETER_IDS))).reshape(2, -1)
    return parameters_of(case(name)).sample(reach + (1 - 2 * reach) * u)


def incumbents(values: np.ndarray) -> tuple[int, ...]:
    """The whole numbers of incumbents that the drawn numbers can be rounded to."""
    at = values[:, PARAMETER_IDS.index("region.incumbents")]
    return tuple(int(v) + k for v in at for k in (0, 1))


@settings(max_examples=40)
@given(variants(), st.integers(0, 2**32 - 1), st.sampled_from([1e-6, 0.1]))
def test_everything_balances(variant, seed, reach):
    plan, values = variant.plan, drawn(variant.name, seed, reach)
    ensemble = run_ensemble(plan, values, DRAWS, seed)
    assert not (faults := imbalances(ensemble, plan, incumbents(values))), "\n".join(faults)


@settings(max_examples=15)
@given(variants(), st.integers(0, 2**32 - 1))
def test_the_ledgers_balance_to_the_won(variant, seed):
    """In whole thousand won: granted is the budget, nothing is overspent, all that is spent is charged once."""
    x = plan_arrays(variant.plan)
    w = lived(x, drawn(variant.name, seed, 0.01)[:1], seed=seed)
    assert (w.ledger[GRANTED] == x.budget.sum(axis=1)).all()
    assert (w.ledger[SPENT] >= 0).all()
    assert (w.ledger[SPENT] <= w.ledger[GRANTED]).all()
    assert (w.ledger[CHARGED] == w.ledger[SPENT]).all()
    s, c = w.state[0], w.counts
    funds = x.programmes[x.programmes["kind"] == FUND]
    assert c[FUND_COMMITTED] == pytest.approx((funds["total"] / 1000 * funds["leverage"]).sum(), rel=1e-9)
    uninvested = float(s["fund_local"] + s["fund_outside"])
    assert uninvested >= -1e-6
    invested = c[FUND_INVESTED_REGION] + c[FUND_INVESTED_OUTSIDE]
    assert c[FUND_COMMITTED] == pytest.approx(invested + uninvested, rel=1e-9)
    assert (w.looking >= 0).all()
    assert (w.industries >= 0).all()
    assert (w.industries[USERS] >= w.industries[USERS_AT_START]).all()
    assert (w.industries[USERS] + w.industries[PILOTING] <= x.sectors["demand_firms"]).all()


@pytest.mark.parametrize("name", CASES)
def test_the_cases_themselves_balance(name):
    ensemble = run_ensemble(case(name).plan, rows(name, 8), 16, 3)
    assert not (faults := imbalances(ensemble, case(name).plan, incumbents(rows(name, 1)))), "\n".join(faults)


@pytest.fixture(scope="module")
def sound() -> Ensemble:
    return run_ensemble(case().plan, rows("port-maren", 1), 2, 3)


@pytest.mark.parametrize(
    ("measure", "change", "words"),
    [
        ("startups.founded", 1, "incumbents change"),
        ("startups.closed", 1, "incumbents"),
        ("firms.opened", 1, "offices"),
        ("people.enrolled", -1, "enrolled"),
        ("people.untraced", 1, "trained"),
        ("budget.granted", 100, "granted"),
        ("spending.founding", 100, "spending"),
        ("fund.invested_outside", 10, "invests more"),
        ("jobs.direct", 1, "jobs"),
        ("revenue.software", 10, "revenue"),
        ("patents", -1000, "patents is negative"),
        ("patents", 1000, "patents falls"),
        ("climate.venture", np.nan, "not a number"),
        ("law.in_force", 2, "above 1"),
    ],
)
def test_a_spoilt_number_is_noticed(sound, measure, change, words):
    values = sound.values.copy()
    values[0, 1, 40, sound.measures.index(measure)] += change
    spoilt = replace(sound, values=values)
    assert not imbalances(sound, case().plan, incumbents(rows("port-maren", 1)))
    found = imbalances(spoilt, case().plan, incumbents(rows("port-maren", 1)))
    assert any(words in fault for fault in found), found


def test_histograms_add_up_to_the_measures():
    """Exits by cause, and where trained people went, are the measures at the horizon, summed over draws."""
    e = run_ensemble(case("gwangju-phase1").plan, rows("gwangju-phase1", 8), 16, 5)
    last = {name: e.values[:, :, -1, k].astype(float).sum(axis=1) for k, name in enumerate(e.measures)}
    exits, destinations = e.diagnostics["tallies"][:, 2], e.diagnostics["tallies"][:, 3]
    assert (exits[:, 0] + exits[:, 1] == last["startups.closed"]).all()
    assert (exits[:, 2] == last["startups.acquired"]).all()
    assert (exits[:, 3] == last["startups.moved_out"]).all()
    assert (destinations[:, 0] + destinations[:, 1] == last["people.placed_region"]).all()
    assert (destinations[:, 2] == last["people.placed_outside"]).all()
    assert (destinations[:, 3] == last["people.untraced"]).all()
    assert (e.diagnostics["tallies"][:, 0, 0] == last["startups.founded"]).all()
    assert (e.diagnostics["headcount"][:, 1].sum(axis=1) == last["startups.operating"]).all()
    operating = e.values[..., e.measures.index("startups.operating")].astype(float)
    assert e.firm_months == operating.sum()


def test_the_arrays_hold_the_whole_budget():
    for name in CASES:
        plan, x = case(name).plan, arrays(name)
        assert x.budget.sum() == pytest.approx(plan.won_m(plan.budget) * 1000, abs=len(plan.programmes) * 5)
