"""What a count says of a simulated world: closed forms where there are any, direction where there are none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from podobat.engine import columns, lives_of, run_ensemble
from podobat.evidence import read_parameters
from podobat.forecast.discrepancy import Discrepancy
from podobat.learn.missed import normal_share
from podobat.learn.observation import Errors, Group, Likelihood, Window, counter_of, usable, window
from podobat.learn.runs import series_of
from tests.engine.worlds import case, rows
from tests.learn.counted import counted

START, MONTHS = "2020-01", 60


def likelihood(*records, threads: int = 1) -> Likelihood:
    windows = [window(r, START, MONTHS) for r in records]
    return Likelihood.of(records, windows, read_parameters(), START, threads)


def worlds(found: Likelihood, *levels: float) -> np.ndarray:
    """Worlds in which every measure grows evenly to a level in its last month: (world, measure, month)."""
    path = np.linspace(0.0, 1.0, found.months + 1)[1:]
    return np.array([[level * path] * len(found.measures) for level in levels], dtype=np.float32)


def levels(found: Likelihood, *values: float) -> np.ndarray:
    """Worlds in which every measure stands still."""
    return np.array([[np.full(found.months, v)] * len(found.measures) for v in values], dtype=np.float32)


def plain(group: Group) -> Group:
    """The same records with normal errors, no pseudo-count and counters that never do worse: a linear problem."""
    errors = group.errors._replace(offset=1e-9, tails=1e9, careless=1e-12, mistaken=0.0)
    return replace(group, errors=errors, y=np.log(np.exp(group.y) - 1.0), v=group.v)


STOCK = (
    counted("a", measure="jobs.attracted", value=90.0, as_of="2020-06-15"),
    counted("b", measure="jobs.attracted", value=140.0, as_of="2021-03-15"),
    counted("c", measure="jobs.attracted", value=200.0, as_of="2021-09-15", counter="press", grade="C"),
)


def closed_form(group: Group, x: float) -> tuple[float, list]:
    """Log marginal likelihood of a stock that stands at x, and by scale its weight and the posterior of (d, b)."""
    at, weight = group.acting
    w = np.zeros((3, group.stretches))
    w[range(3), at] = weight
    w[range(3), np.minimum(at + 1, group.stretches - 1)] += 1.0 - weight
    h = np.hstack([w, (group.who[:, None] == np.arange(len(group.counters))) * group.bias[:, None]])
    parts = []
    for scale in group.discrepancy.scales:
        k = group.law.offset**2 + scale**2 * group.law.covariance(group.stretches)
        k += np.diag(np.full(group.stretches, 1.0 / (1.0 + x)))
        prior = np.block([[k, np.zeros((len(k), len(group.counters)))],
                          [np.zeros((len(group.counters), len(k))), np.eye(len(group.counters))]])  # fmt: skip
        s = h @ prior @ h.T + np.diag(group.v)
        gain = prior @ h.T @ np.linalg.inv(s)
        r = group.y - np.log(x)
        parts.append((multivariate_normal(np.zeros(3), s).logpdf(r), gain @ r, prior - gain @ h @ prior))
    logs = np.array([p[0] for p in parts]) - np.log(len(parts))
    return float(np.logaddexp.reduce(logs)), parts


def test_the_evidence_of_a_stock_is_that_of_a_linear_problem():
    found = likelihood(*STOCK)
    group = plain(found.groups[0])
    for x in (100.0, 300.0):
        evidence = group.evidence(found.read(group, levels(found, x)))
        assert np.logaddexp.reduce(evidence[0]) == pytest.approx(closed_form(group, x)[0], abs=2e-3)


def test_draws_have_the_mean_and_the_spread_of_the_posterior():
    found, n = likelihood(*STOCK), 20_000
    group = plain(found.groups[0])
    _, parts = closed_form(group, 100.0)
    size = group.stretches + len(group.counters)
    u = (np.arange(n) + 0.5) / n
    from scipy.special import ndtri
    from scipy.stats import qmc

    normals = ndtri(qmc.Halton(size, scramble=False).random(n + 1)[1:])[:, None, :]
    for c in (0, 4):
        x = found.read(group, np.repeat(levels(found, 100.0), n, axis=0))
        drawn = group.draw(x, np.full(n, 2 * c), normals, u)
        assert drawn.mean(axis=0) == pytest.approx(parts[c][1], abs=0.01)
        assert np.cov(drawn.T) == pytest.approx(parts[c][2], abs=0.02)


def test_the_compiled_normal_distribution_is_the_normal_distribution():
    x = np.linspace(-6, 6, 101)
    assert [normal_share(v) for v in x] == pytest.approx(norm.cdf(x), abs=2e-7)


def test_counts_pull_towards_worlds_that_have_them():
    found = likelihood(counted("a", value=50.0), counted("b", value=80.0, as_of="2021-12-10"))
    small, right, large = found.log(worlds(found, 10.0, 80.0, 800.0))
    assert right > small
    assert right > large


def test_a_world_that_is_far_off_is_not_ruled_out():
    """What the model misses may be threefold: such a world loses some nats, not its life."""
    found = likelihood(counted("a", value=90.0))
    right, off = found.log(worlds(found, 90.0, 30.0))
    assert 0.5 < right - off < 5.0


def test_ten_counts_by_one_counter_teach_less_than_ten_by_different_ones():
    days = [f"2021-{m:02d}-10" for m in range(1, 11)]
    same = likelihood(*(counted(d, value=50.0, as_of=d) for d in days))
    other = likelihood(*(counted(d, value=50.0, as_of=d, counter=f"counter-{d}") for d in days))
    gap = [np.diff(f.log(np.stack([worlds(f, 50.0)[0], worlds(f, 200.0)[0]])))[0] for f in (same, other)]
    assert gap[1] < gap[0] < 0.0


def test_contradictions_make_counters_careless():
    agree = likelihood(counted("a", value=100.0), counted("b", value=110.0, counter="press"))
    fight = likelihood(counted("a", value=100.0), counted("b", value=700.0, counter="press"))
    careless = []
    for found in (agree, fight):
        group = found.groups[0]
        evidence = group.evidence(found.read(group, worlds(found, 200.0)))[0]
        careless.append(np.exp(evidence[1::2] - np.logaddexp.reduce(evidence)).sum())
    assert careless[0] < 0.1 < 0.5 < careless[1]


def test_a_bound_only_speaks_on_its_side():
    lower = likelihood(counted("a", value=100.0, coverage="part"))
    far, near, wrong = lower.log(worlds(lower, 100_000.0, 100.0, 1.0))
    assert far == pytest.approx(0.0, abs=0.05)
    assert far > near > wrong
    assert wrong > np.log(lower.errors.mistaken) - 0.05, "a bound may be none"
    upper = likelihood(counted("a", value=100.0, coverage="wider"))
    above, below = upper.log(worlds(upper, 100_000.0, 1.0))
    assert above < below


def test_zero_is_a_count_like_any_other():
    zero = likelihood(counted("a", value=0.0))
    found = zero.log(worlds(zero, 0.0, 1.0, 50.0))
    assert np.isfinite(found).all()
    assert np.all(np.diff(found) < 0)


def test_a_part_of_the_records_gives_the_likelihood_of_that_part():
    records = counted("a", value=40.0), counted("b", measure="firms.mou"), counted("c", value=60.0, as_of="2021-12-10")
    whole, alone = likelihood(*records), likelihood(*records[:1])
    part = whole.part([0])
    world = worlds(whole, 70.0)
    group = whole.groups[0]
    assert len(part) == 1
    assert part.log(world)[0] == pytest.approx(alone.log(world[:, :1, : alone.months])[0], abs=0.02)
    assert whole.part([]).log(world).tolist() == [0.0]
    assert group.part(np.array([True, False]), np.array([0])).months == group.months


@pytest.mark.parametrize("threads", [1, 3])
def test_threads_change_no_bit(threads):
    found = likelihood(*STOCK, counted("o", value=40.0), threads=threads)
    x = np.repeat(worlds(found, 10.0, 50.0, 90.0), 300, axis=0)
    one = replace(found, threads=1)
    assert found.log(x).tobytes() == one.log(x).tobytes()


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (counted("a", as_of="2020-06-09"), Window("firms.opened", 0, 5)),
        (counted("a", period_from="2021-01-01", period_to="2021-12-31"), Window("firms.opened", 12, 23)),
        (counted("a", period_from="2019-01-01", period_to="2020-12-31"), Window("firms.opened", 0, 11)),
        (counted("a", measure="jobs.direct", as_of="2020-02-01"), Window("jobs.direct", 1, 1)),
        (counted("a", measure="revenue", period_from="2020-01-01", period_to="2020-03-31"), Window("revenue", 0, 2)),
        (counted("a", measure="revenue", as_of="2020-06-09"), Window("revenue", 0, 5)),
        (counted("a", as_of="2019-06-01"), None),
    ],
)  # fmt: skip
def test_a_record_looks_at_its_own_months(record, expected):
    """A flow without a period counts everything since the plan began, as the record book itself reads it."""
    assert window(record, START, MONTHS) == expected


def test_windows_add_up_what_their_measure_adds():
    month = np.arange(1.0, 13.0)
    assert Window("firms.mou", 3, 6).of(month) == 7.0 - 3.0
    assert Window("firms.mou", 0, 6).of(month) == 7.0
    assert Window("revenue", 3, 6).of(month) == 4.0 + 5.0 + 6.0 + 7.0
    assert Window("jobs.direct", 6, 6).of(month) == 7.0


def test_periods_and_running_totals_are_one_book():
    """69 in one year and 22 in the next are what a running total grows by: both teach of the same months."""
    total = likelihood(counted("a", measure="firms.mou", value=131.0, as_of="2021-12-31"))
    years = likelihood(
        counted(
            "a", measure="firms.mou", value=62.0, as_of="2021-01-31", period_from="2020-01-01", period_to="2020-12-31"
        ),
        counted(
            "b", measure="firms.mou", value=69.0, as_of="2022-01-31", period_from="2021-01-01", period_to="2021-12-31"
        ),
    )
    for found in (total, years):
        low, right, high = found.log(worlds(found, 20.0, 131.0, 900.0))
        assert right > max(low, high)


def test_what_merely_overlaps_teaches_nothing():
    assert not usable(counted("a", coverage="overlap"))
    assert usable(counted("a", coverage="part"))


def test_a_count_that_begins_with_the_plan_subtracts_nothing():
    path = np.array([[3.0, 5.0, 9.0, 20.0]])
    assert Window("startups.founded", 0, 2).of(path)[0] == 9.0
    assert Window("startups.founded", 1, 2).of(path)[0] == 6.0
    found = likelihood(counted("a", period_from="2020-01-01", period_to="2020-12-31", as_of="2021-06-10"))
    group = found.groups[0]
    x = found.read(group, worlds(found, 60.0))
    added = x[0, 0, found.windows[0].last]
    assert group.looked_at(x)[0].sum() == pytest.approx(added, abs=0.6), "half an event a year, and nothing taken away"


def test_a_period_ends_on_its_last_day_whenever_it_became_known():
    late = counted("a", as_of="2022-03-31", period_from="2020-07-01", period_to="2020-12-31")
    assert window(late, START, MONTHS) == Window("firms.opened", 6, 11)
    assert window(counted("a", as_of="2022-03-31"), START, MONTHS) == Window("firms.opened", 0, 26)
    assert window(counted("a", measure="jobs.direct", as_of="2022-03-31", period_to="2020-12-31"), START, MONTHS) == (
        Window("jobs.direct", 26, 26)
    ), "a level is that of its date"
    assert window(counted("a", as_of="2019-12-31"), START, MONTHS) is None
    assert window(counted("a", as_of="2024-12-31"), START, MONTHS) == Window("firms.opened", 0, 59)
    assert window(counted("a", as_of="2025-01-31"), START, MONTHS) is None
    assert window(counted("a", measure="jobs.direct", as_of="2025-01-31"), START, MONTHS) is None
    early = counted("a", period_from="2019-07-01", period_to="2020-03-31")
    assert window(early, START, MONTHS) == Window("firms.opened", 0, 2), "what was before the plan is not simulated"


def test_a_group_counted_for_the_whole_teaches_nothing_of_the_whole():
    assert not usable(counted("a", scope="cohort-2"))
    assert usable(counted("a", scope="cohort-2", coverage="part"))
    assert usable(counted("a"))


def test_who_counts_one_group_only_has_a_bias_of_its_own():
    whole, group, other = counted("a"), counted("b", scope="cohort-2"), counted("c", counter="press")
    assert len({counter_of(r) for r in (whole, group, other)}) == 3
    assert counter_of(whole) == counter_of(counted("d", value=7.0))
    assert counter_of(whole) != counter_of(counted("d", measure="firms.mou"))


def test_sectors_and_their_total_share_one_discrepancy():
    found = likelihood(
        counted("a", measure="startups.founded", value=50.0),
        counted("b", measure="startups.founded.cars", value=10.0, as_of="2021-12-10"),
    )
    assert [g.name for g in found.groups] == ["startups.founded"]
    assert found.groups[0].columns == ("startups.founded", "startups.founded.cars")
    assert np.isfinite(found.log(worlds(found, 50.0))).all()


def test_nothing_is_missed_of_money_that_was_granted():
    found = likelihood(counted("g", measure="budget.granted", value=100_000.0, grade="A"))
    assert found.groups[0].exact
    near, far = found.log(worlds(found, 100_000.0, 150_000.0))
    assert near - far > 4.0


@pytest.mark.parametrize("threads", [1, 2])
def test_chosen_draws_are_those_of_the_engine(threads):
    plan, values = case("gwangju-phase1").plan, rows("gwangju-phase1", 3)
    expected = run_ensemble(plan, values, 6, 5, threads=1)
    lives = lives_of([2, 0], [4, 1])
    found = series_of(plan, values, lives, 5, ["firms.mou", "jobs.hired"], 40, threads=threads)
    at = [columns(plan).index(m) for m in ("firms.mou", "jobs.hired")]
    assert np.array_equal(found, expected.values[0][[4, 1]][:, :40][:, :, at].transpose(0, 2, 1))


def test_the_laws_come_from_the_parameters():
    law, errors = Discrepancy.of(read_parameters()), Errors.of(read_parameters())
    assert law.rate.memory == read_parameters()["discrepancy.rate_memory"].value
    assert errors.bias["B"] == read_parameters()["observation.bias_b"].value
    assert len(law.scales) == 5
    assert np.median(law.scales) == pytest.approx(1.0)


def test_the_first_month_and_the_last_are_inside():
    first = "2020-01-20"
    assert window(counted("a", as_of=first), START, MONTHS) == Window("firms.opened", 0, 0)
    assert window(counted("a", measure="jobs.direct", as_of=first), START, MONTHS) == Window("jobs.direct", 0, 0)


def test_windows_of_many_worlds_are_added_month_by_month_in_double_precision():
    many = np.array([[[1.0, 2.0, 4.0, 8.0]], [[16_777_216.0, 1.0, 1.0, 1.0]]], dtype=np.float32)  # (world, 1, month)
    added = Window("revenue", 0, 3).of(many)
    assert added.shape == (2, 1)
    assert added.ravel().tolist() == [15.0, 16_777_219.0], "single precision would stop at 2**24"
    for look in (
        Window("revenue", 1, 2),
        Window("firms.mou", 1, 2),
        Window("firms.mou", 0, 2),
        Window("jobs.direct", 2, 2),
    ):
        assert look.of(many).dtype == np.float64


def test_a_record_that_says_neither_scope_nor_coverage_is_of_the_whole():
    plain = counted("a", counter=counted("city"))  # a counter with an id of its own
    whole = counted("b", counter="b")
    del plain.coverage, plain.scope
    assert usable(plain)
    assert counter_of(plain) == ("city", "firms.opened", "")
    assert counter_of(whole) == ("b", "firms.opened", "")
    assert likelihood(plain).side.tolist() == likelihood(plain).groups[0].side.tolist() == [0]


def test_what_records_look_at_is_cut_where_discrepancies_change():
    """Half calendar years of what adds up, single months of a flow, one of a level; this plan begins in March."""
    records = (
        counted("a", period_from="2020-04-01", period_to="2021-02-28"),
        counted("b", measure="firms.opened", as_of="2020-06-30"),
    )
    start = "2020-03"
    looks = [window(r, start, MONTHS) for r in records]
    group = Likelihood.of(records, looks, read_parameters(), start).groups[0]
    cells, ends = group.cells
    assert [(c.first, c.last) for c in cells] == [(1, 3), (4, 9), (10, 11), (0, 3)]
    assert ends.tolist() == [0, 3, 4]
    flow = likelihood(counted("r", measure="revenue", period_from="2020-03-01", period_to="2020-05-31")).groups[0]
    assert [(c.first, c.last) for c in flow.cells[0]] == [(2, 2), (3, 3), (4, 4)]
    level = likelihood(counted("j", measure="jobs.direct", as_of="2020-08-31")).groups[0]
    assert [(c.first, c.last) for c in level.cells[0]] == [(7, 7)]


def test_events_are_looked_at_with_half_a_one_a_year_and_money_as_it_is():
    found = likelihood(counted("a", period_from="2020-04-01", period_to="2021-03-31"))
    path = np.cumsum(np.arange(1.0, found.months + 1))  # k + 1 firms in month k
    x = np.array([[path]])
    by_hand = [4 + 5 + 6 + 1.5 / 12, 7 + 8 + 9 + 10 + 11 + 12 + 3 / 12, 13 + 14 + 15 + 1.5 / 12]
    assert found.groups[0].looked_at(x)[0] == pytest.approx(by_hand)
    money = likelihood(counted("g", measure="budget.granted", period_from="2020-04-01", period_to="2020-06-30"))
    assert money.groups[0].looked_at(x[:, :, : money.months])[0].sum() == pytest.approx(4 + 5 + 6)
    flow = likelihood(counted("r", measure="revenue", period_from="2020-04-01", period_to="2020-06-30"))
    assert flow.groups[0].looked_at(x[:, :, : flow.months])[0].tolist() == [10.0, 15.0, 21.0], "month by month"


def test_the_luck_of_a_half_year_is_that_of_its_own_events():
    found = likelihood(counted("a", as_of="2021-03-31"))
    path = np.cumsum(np.full(found.months, 2.0))
    luck = found.groups[0].luck(np.array([[path], [np.zeros(found.months)]]))
    assert luck[0, :3] == pytest.approx([1 / 13, 1 / 13, 1 / 7]), "12, 12 and 6 firms"
    assert luck[1, :3] == pytest.approx([1.0, 1.0, 1.0])
    level = likelihood(counted("j", measure="jobs.direct", as_of="2020-09-30"))
    assert level.groups[0].luck(np.array([[np.arange(9.0)]]))[0, :2] == pytest.approx([1 / 3.5, 1 / 8]), (
        "means 2.5 and 7"
    )
    for measure in ("budget.granted", "revenue"):
        money = likelihood(counted("g", measure=measure, as_of="2021-03-31"))
        assert not money.groups[0].luck(np.array([[path]])).any()


def test_what_is_true_of_a_record_is_the_world_times_what_it_misses():
    found = likelihood(counted("a", as_of="2021-03-31"), counted("b", period_from="2020-07-01", period_to="2020-12-31"))
    group, x = found.groups[0], np.array([[np.cumsum(np.full(found.months, 2.0))]])
    state = np.zeros((1, group.middle.shape[1]))
    assert group.true_at(0, x, state)[0] == pytest.approx(30 + 15 * 0.5 / 12)
    state[0, :3] = np.log([2.0, 3.0, 5.0])
    half = 12 + 3 / 12
    assert group.true_at(0, x, state)[0] == pytest.approx(2 * half + 3 * half + 5 * half / 2)
    assert group.true_at(1, x, state)[0] == pytest.approx(3 * half)
    money = likelihood(counted("g", measure="budget.granted", as_of="2021-03-31")).groups[0]
    assert money.true_at(0, x, np.ones((1, 1)))[0] == pytest.approx(30.0)


def test_some_of_the_records_are_what_they_were_among_all():
    records = (
        counted("a", value=40.0), counted("b", value=60.0, as_of="2021-12-10", counter="press", grade="C"),
        counted("c", value=9.0, coverage="part", grade="A"),
    )  # fmt: skip
    whole = likelihood(*records)
    keep = np.array([False, True, True])
    part, alone = whole.groups[0].part(keep, np.array([0, 1])), likelihood(*records[1:]).groups[0]
    assert part.windows == alone.windows
    assert part.places.tolist() == alone.places.tolist() == [0, 1]
    for name in ("y", "v", "bias", "side"):
        assert getattr(part, name).tolist() == getattr(alone, name).tolist(), name
    assert [part.counters[k] if k >= 0 else None for k in part.who] == [counter_of(records[1]), None]
    with pytest.raises(ValueError, match="zip"):
        whole.groups[0].part(keep[:2], np.array([0]))


def test_the_error_of_a_count_of_single_events_is_of_the_number_expected():
    group = likelihood(counted("a", value=99.0, grade="A")).groups[0]
    offset = group.errors.offset
    by_grade = read_parameters()["observation.error_a"].value ** 2
    assert group.y[0] == pytest.approx(np.log(offset + 99.0))
    assert group.v[0] == pytest.approx(by_grade + 1.0 / (offset + 99.0))
    assert group.error_at(0, np.log(np.array([50.0])))[0] == pytest.approx(by_grade + 1.0 / 50.0)
    bound = likelihood(counted("a", value=99.0, grade="A", coverage="part")).groups[0]
    bias = read_parameters()["observation.bias_a"].value
    assert bound.v[0] == pytest.approx(group.v[0] + bias**2), "a bound has no counter to learn about"


def test_a_power_of_the_likelihood_is_a_larger_variance():
    group = likelihood(*STOCK).groups[0]
    assert group.tempered(1.0) is group
    assert group.tempered(0.25).v == pytest.approx(4.0 * group.v)
    assert np.isfinite(group.tempered(0.0).v).all()


def test_measures_with_discrepancies_of_their_own_add_up_and_worlds_are_weighed_one_by_one():
    records = counted("a", value=40.0), counted("b", measure="jobs.attracted", value=90.0, as_of="2020-12-31")
    both = likelihood(*records)
    x = np.repeat(worlds(both, 20.0, 60.0, 180.0), 200, axis=0) * np.linspace(0.5, 1.5, 600)[:, None, None]
    x = x.astype(np.float32)
    logs = both.log(x)
    assert logs == pytest.approx(both.part([0]).log(x) + both.part([1]).log(x), abs=1e-12)
    some = [0, 249, 250, 599]
    assert logs[some].tolist() == [both.log(x[[k]])[0] for k in some], "whatever worlds are weighed beside them"


def test_between_the_middles_of_half_years_a_level_misses_by_what_lies_between():
    group = likelihood(counted("j", measure="jobs.direct", as_of="2020-08-31")).groups[0]
    x, state = np.full((1, 1, 8), 100.0), np.zeros((1, group.middle.shape[1]))
    state[0, :2] = 0.2, 0.6  # middles at the end of March and of September; August is 4.5 months on of six
    assert group.true_at(0, x, state)[0] == pytest.approx(100.0 * np.exp(0.25 * 0.2 + 0.75 * 0.6))
    assert likelihood(counted("m", value=0.0, measure="budget.granted")).groups[0].true_at(
        0, np.zeros((1, 1, 18)), np.ones((1, 1))
    ).tolist() == [0.0]


def test_a_likelihood_knows_its_records_their_months_and_whose_bias_is_how_large():
    records = (
        counted("a", measure="startups.founded.cars", value=0.0, as_of="2020-06-30", grade="C"),
        counted("b", measure="jobs.attracted", as_of="2021-01-31", coverage="wider"),
    )
    found = likelihood(*records)
    cars, jobs = found.groups
    assert (found.months, cars.months, jobs.months, likelihood().months) == (13, 6, 13, 0)
    assert cars.columns == ("startups.founded.cars",), "the total was not counted, and need not be simulated"
    assert found.law == cars.discrepancy
    assert cars.y.tolist() == found.y[:1].tolist() == [np.log(found.errors.offset)]
    assert cars.v[0] == pytest.approx(found.errors.error["C"] ** 2 + 1.0 / found.errors.offset)
    assert (cars.who.tolist(), cars.sizes.tolist()) == ([0], [found.errors.bias["C"]])
    assert (jobs.who.tolist(), jobs.sizes.tolist()) == ([-1], [])
    last = found.part([1])
    assert (last.records, last.windows) == (records[1:], found.windows[1:])
    assert [g.places.tolist() for g in last.groups] == [[0]]
