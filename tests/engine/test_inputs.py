"""The plan as the kernel reads it: money by month to the won, facilities, pins, and what a run refuses."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podobat.engine import PARAMETER_IDS, run_ensemble
from podobat.engine.inputs import KINDS, monthly_budget, parameter_records, plan_arrays
from podobat.units import month_index, month_text
from tests.engine.worlds import CASES, arrays, case, record, rows


def a_plan(start: str, end: str, to: str) -> SimpleNamespace:
    """A plan in billions of won, as far as its budget needs one."""
    months = month_index(to) - month_index(start) + 1
    return SimpleNamespace(horizon=SimpleNamespace(start=start, end=end), n_months=months, won_m=lambda x: x * 1000)


@given(
    st.integers(2020 * 12, 2020 * 12 + 11),
    st.integers(0, 60),
    st.integers(0, 60),
    st.dictionaries(st.integers(2020, 2026), st.floats(0, 500), max_size=7),
)
def test_a_years_money_is_granted_to_the_won_within_the_plan(start, length, after, yearly):
    end = start + length
    budget = monthly_budget(a_plan(month_text(start), month_text(end), month_text(end + after)), yearly)
    assert budget.size == length + after + 1
    assert (budget >= 0).all()
    assert (budget[length + 1 :] == 0).all(), "nothing after the plan's end"
    for year, amount in yearly.items():
        months = [m for m in range(length + 1) if (start + m) // 12 == year]
        if months:
            assert budget[months].sum() == round(amount * 1e6)
            assert budget[months].max() - budget[months].min() < len(months) + 1


def test_the_odd_won_comes_in_the_first_month():
    budget = monthly_budget(a_plan("2020-01", "2020-12", "2020-12"), {2020: 0.000101})
    assert budget.tolist() == [13, *[8] * 11]


@pytest.mark.parametrize("name", CASES)
def test_arrays_say_what_the_plan_says(name):
    plan, x = case(name).plan, arrays(name)
    assert x.budget.shape == (len(plan.programmes), plan.n_months)
    assert [KINDS[g["kind"]] for g in x.programmes] == [g.kind for g in plan.programmes]
    assert x.sectors["startup_share"].sum() == pytest.approx(1)
    assert x.sectors["demand_firms"].tolist() == [s.demand_firms.value for s in plan.sectors]
    assert len(set(x.programmes["identity"])) == len(plan.programmes)
    for g, programme in zip(x.programmes, plan.programmes, strict=True):
        assert g["total"] == pytest.approx(plan.won_m(programme.total) * 1000, abs=5)
        assert g["spending"].sum() == pytest.approx(1)
        if programme.facility is None:
            assert (g["starts"], g["opens"]) == (-1, -1)
        else:
            assert plan.month_at(int(g["opens"])) == programme.facility.opens
            assert g["cost"] == pytest.approx(g["total"] * programme.facility.built_share.value, abs=1)


def test_a_facility_without_money_is_not_built():
    x = plan_arrays(case().plan.without())
    assert (x.programmes["starts"] == -1).all()
    assert x.budget.sum() == 0


def test_pins_and_elections_stand_in_their_months():
    pins = [{"from": "2025-03", "to": "2025-05", "value": 0.6}]
    x = plan_arrays(case().plan.with_values({"climate.pins": pins, "elections": ["2026-02"]}))
    assert x.pins[:6].tolist() == [-1, -1, 0.6, 0.6, 0.6, -1]
    assert (x.pins[6:] == -1).all()
    assert np.flatnonzero(x.elections).tolist() == [13]


def test_a_pinned_climate_is_counted_as_pinned_and_moves_on_from_there():
    pins = [{"from": "2025-03", "to": "2026-02", "value": 0.5}]
    plan = case().plan.with_values({"climate.pins": pins})
    e = run_ensemble(plan, rows("port-maren", 2, climate_persistence=0.9, climate_volatility=0.0), 4, 1)
    climate = e.values[0, :, :, e.measures.index("climate.venture")]
    assert climate[:, :2] == pytest.approx(1.0)
    assert climate[:, 2:14] == pytest.approx(0.5, rel=1e-5)
    assert climate[:, 14] == pytest.approx(0.5**0.9, rel=1e-5)


def test_a_parameter_is_read_under_its_own_name():
    values = np.arange(len(PARAMETER_IDS), dtype=float)[None]
    p = parameter_records(values)[0]
    assert all(p[name.replace(".", "_")] == k for k, name in enumerate(PARAMETER_IDS))
    assert record(entry_deadweight=0.123)["entry_deadweight"] == 0.123


def test_wrong_shapes_are_refused():
    with pytest.raises(ValueError, match="parameter values"):
        parameter_records(np.zeros((2, 3)))
    with pytest.raises(ValueError, match="rows of parameters"):
        run_ensemble(case().plan, rows("port-maren", 2), 6, 1)
    with pytest.raises(ValueError, match="rows of parameters"):
        run_ensemble(case().plan, rows("port-maren", 2), 4, 1, first=1)
