"""What must hold for any judgements and any weights a rule allows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podobat.appraise.ahp.analysis import economic_score
from podobat.appraise.ahp.polytope import centre, corners, nearest_within, share_above, size
from podobat.appraise.ahp.priorities import aggregate_judgements, deviations, priorities
from podobat.appraise.ahp.rule import hierarchy
from podobat.evidence.hierarchy import hierarchy_rules
from podobat.plan import read_case
from podobat.plan.judgement_files import read_judgements
from tests.appraise.judged import from_upper
from tests.habits.repository import ROOT

JUDGEMENT = st.floats(1 / 9, 9)
LOW, HIGH = (0.30, 0.25, 0.30), (0.45, 0.40, 0.40)


def matrices(n: int):
    return st.lists(JUDGEMENT, min_size=n * (n - 1) // 2, max_size=n * (n - 1) // 2).map(lambda v: from_upper(v, n))


@given(st.integers(2, 7).flatmap(matrices))
@settings(max_examples=60, deadline=None)
def test_weights_add_to_one_and_consistency_is_never_negative(matrix):
    found = priorities(matrix)
    assert found.weights.sum() == pytest.approx(1.0)
    assert bool(np.all(found.weights > 0.0))
    assert found.lambda_max >= len(matrix) - 1e-9
    assert found.cr >= 0.0
    assert matrix @ found.weights == pytest.approx(found.lambda_max * found.weights, rel=1e-8)


@given(matrices(5), st.permutations(range(5)))
@settings(max_examples=40, deadline=None)
def test_the_order_of_criteria_does_not_matter(matrix, order):
    moved = priorities(matrix[np.ix_(order, order)])
    assert moved.weights == pytest.approx(priorities(matrix).weights[list(order)], rel=1e-7)
    assert moved.cr == pytest.approx(priorities(matrix).cr, abs=1e-9)


@given(matrices(4), matrices(4))
@settings(max_examples=40, deadline=None)
def test_a_group_of_opposites_is_undecided(one, other):
    assert priorities(aggregate_judgements([one, one.T])).weights == pytest.approx(np.full(4, 0.25))
    assert aggregate_judgements([one, other]) == pytest.approx(aggregate_judgements([other, one]))


@given(matrices(5))
@settings(max_examples=40, deadline=None)
def test_the_furthest_judgement_is_at_least_as_far_as_any(matrix):
    w = priorities(matrix).weights
    ratio = matrix * w[None, :] / w[:, None]
    found = deviations(matrix)
    assert all(d.times == pytest.approx(np.maximum(ratio, 1 / ratio).max()) for d in found)


def test_the_corners_of_the_rule_worked_by_hand():
    """Economic 30-45, policy 25-40, regional 30-40 %: four corners; the square less two triangles is 0.01."""
    expected = {(0.45, 0.25, 0.30), (0.30, 0.40, 0.30), (0.30, 0.30, 0.40), (0.35, 0.25, 0.40)}
    assert {tuple(np.round(w, 12)) for w in corners(LOW, HIGH)} == expected
    assert size(corners(LOW, HIGH)) == pytest.approx(0.15 * 0.15 - 0.05**2 / 2 - 0.15**2 / 2)


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3), st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_the_share_of_weights_agrees_with_a_fine_grid(scores, mark):
    e, p = np.meshgrid(np.linspace(0.3, 0.45, 301), np.linspace(0.25, 0.40, 301))
    r = 1.0 - e - p
    inside = (r >= 0.30) & (r <= 0.40)
    passes = e * scores[0] + p * scores[1] + r * scores[2] >= mark
    grid = passes[inside].mean()
    found = share_above(corners(LOW, HIGH), scores, mark)
    assert 0.0 <= found <= 1.0
    if np.ptp(scores) > 0.02:  # else every weight gives the same score, and the grid and the area round apart
        assert found == pytest.approx(grid, abs=0.02)


def test_two_criteria_form_a_segment():
    ends = corners((0.6, 0.3), (0.7, 0.4))
    assert share_above(ends, (0.4, 0.6), 0.47) == pytest.approx(0.5)
    assert centre((0.6, 0.3), (0.7, 0.4)) == pytest.approx([0.65, 0.35])
    assert share_above(corners((0.5, 0.5), (0.5, 0.5)), (0.4, 0.6), 0.5) == 1.0


@given(st.lists(st.floats(0.01, 1), min_size=3, max_size=3))
@settings(max_examples=40, deadline=None)
def test_weights_moved_into_the_rule_are_allowed_and_nearest(raw):
    w = np.array(raw) / sum(raw)
    found = nearest_within(w, LOW, HIGH)
    assert found.sum() == pytest.approx(1.0)
    assert bool(np.all((found >= np.array(LOW) - 1e-9) & (found <= np.array(HIGH) + 1e-9)))
    best = min(float(((w - other) ** 2).sum()) for other in (*corners(LOW, HIGH), centre(LOW, HIGH)))
    assert float(((w - found) ** 2).sum()) <= best + 1e-12


def test_bounds_that_allow_nothing_are_refused():
    for low, high in (((0.5, 0.5, 0.5), (0.6, 0.6, 0.6)), ((0.1, 0.1, 0.1), (0.2, 0.2, 0.2)), ((1.0,), (1.0,))):
        with pytest.raises(ValueError, match=r"bounds|criteria"):
            corners(low, high)


def test_the_economic_score_is_half_where_benefits_equal_costs():
    assert economic_score([1.0], 2.0) == pytest.approx([0.5])
    assert economic_score([0.5, 2.0], 1.0) == pytest.approx([1 / 3, 2 / 3])
    assert economic_score([-3.0, 0.0, 1e9], 2.0) == pytest.approx([0.1, 0.1, 0.9])


def test_the_score_needed_is_the_score_that_passes():
    plan = read_case(ROOT / "cases" / "gwangju-phase1").plan
    found = hierarchy(plan, [0.3, 0.8, 1.4])
    assert found is not None
    assert not found.judged
    for w in (*found.corners, found.centre):
        for needed, economic in zip(found.needed(w), found.economic, strict=True):
            assert w @ [economic, needed, needed] == pytest.approx(0.5)
    highest = max(found.needed(w)[0] for w in found.corners)
    assert found.passing(highest + 1e-9)[0] == 1.0
    assert found.passing(min(found.needed(w)[0] for w in found.corners) - 1e-9)[0] == 0.0
    shares = found.curve()["share"].to_list()
    assert shares == sorted(shares)


def test_evaluators_who_agree_are_one_evaluator(tmp_path):
    rows = "evaluator,under,a,b,value\n"
    for id in ("kim", "lee", "choi"):
        rows += f"{id},,economic,policy,1\n{id},,economic,regional,1\n{id},,policy,regional,1\n"
        rows += f"{id},policy,project,no-project,3\n{id},regional,project,no-project,1/2\n"
    path = tmp_path / "same.csv"
    path.write_text(rows, encoding="utf-8")
    found = hierarchy(read_case(ROOT / "cases" / "gwangju-phase1").plan, [0.5, 1.0, 2.0], read_judgements(path))
    assert found is not None
    one = found.weights().filter(id="kim")
    for way in ("mean", "aij", "aip"):
        group = found.group(way)
        assert group.total == pytest.approx(np.array([0.2, 0.5, 0.8]) / 3 + 0.75 / 3 + (1 / 3) / 3)
        assert group.weights == pytest.approx(one["allowed"].to_numpy())
    assert found.range_over_weights[0] <= np.median(found.group().total) <= found.range_over_weights[1]


def test_every_rule_allows_weights_and_none_overlap_in_time():
    rules = hierarchy_rules()
    for rule in rules.rules:
        assert corners(rule.low, rule.high).sum(axis=1) == pytest.approx(1.0)
    for month in ("2018-06", "2019-04", "2019-05", "2024-12"):
        for region in ("capital", "non-capital"):
            assert len([r for r in rules.rules if region in r.regions and r.holds(month)]) == 1
