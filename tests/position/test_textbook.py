"""Published values and closed forms: quotients, Krugman, Gini, Theil, shift-share, proximity, complexity, fitness."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from podobat.position import disparity as d
from podobat.position.complexity import complexity, fitness
from podobat.position.quotients import Margins, location_quotients, presence, quotient_interval
from podobat.position.relatedness import coherence, colocation, density, proximity
from podobat.position.shift_share import dynamic_shift_share, shift_share
from podobat.position.structure import gini_of_quotients, herfindahl, herfindahl_standardised, krugman, overlap, shares


def a(*values: float) -> np.ndarray:
    return np.array(values, float)


# --- quotients: Farhauer and Kroell (2013); G. Krumme, University of Washington, Geog 350 ---------------------------


def test_the_location_quotient_of_the_textbook():
    base = Margins(a(79006), a(879213, 15593224 - 879213))
    assert location_quotients(a(1714, np.nan)[None], base)[0, 0] == pytest.approx(0.3847623, abs=1e-7)


def test_the_quotients_and_the_shift_share_of_a_course():
    before, after = a(500, 100, 200, 200), a(1000, 100, 250, 280)
    national_share, growth = a(0.1, 0.2, 0.4, 0.3), a(0.1, 0.2, 0.3, 0.4)
    nation = 1e6 * national_share
    q = location_quotients(before[None], Margins(a(before.sum()), nation))[0]
    assert q == pytest.approx([5, 0.5, 0.5, 0.667], abs=5e-4)
    parts = shift_share(before[None], after[None], nation, nation * (1 + growth))
    assert parts.nation.sum() == pytest.approx(290)
    assert parts.mix.sum() == pytest.approx(-80)
    assert parts.own.sum() == pytest.approx(420)
    assert parts.change[0] == pytest.approx(after - before)


def test_withheld_cells_have_no_quotient_and_add_nothing():
    x = np.array([[10, np.nan], [30, 60.0]])
    q = location_quotients(x)
    assert np.isnan(q[0, 1])
    assert q[1, 1] == pytest.approx((60 / 90) / (60 / 100))
    assert not presence(q)[0, 1]


# --- intervals ------------------------------------------------------------------------------------------------------


def test_with_a_decision_a_head_the_interval_is_clopper_and_pearsons():
    x = np.array([[7.0, 93], [40, 860]])
    low, high = quotient_interval(x, x, 0.95)
    for r, i in itertools.product(range(2), range(2)):
        exact = binomtest(int(x[r, i]), int(x[:, i].sum())).proportion_ci(0.95, "exact")
        to_quotient = x.sum() / x[r].sum()
        assert (low[r, i], high[r, i]) == pytest.approx((exact.low * to_quotient, exact.high * to_quotient))


def test_nothing_seen_has_the_closed_form_and_few_decisions_widen():
    x = np.array([[0.0, 100], [50, 850]])
    low, high = quotient_interval(x, np.where(x == 0, 1.0, x), 0.95)
    assert low[0, 0] == 0
    assert high[0, 0] == pytest.approx((1 - 0.025 ** (1 / 50)) * x.sum() / x[0].sum())
    few = quotient_interval(x, np.where(x == 0, 0.1, x / 10), 0.95)
    assert np.all(few[1] >= high)
    assert np.all(few[0] <= low + 1e-12)


def test_a_quotient_cannot_exceed_the_whole_industry():
    x = np.array([[20.0, 80], [0, 900]])
    low, high = quotient_interval(x, np.where(x == 0, 1.0, x), 0.95)
    assert high[0, 0] == pytest.approx(x.sum() / x[0].sum())
    assert low[0, 0] < location_quotients(x)[0, 0]


# --- structure: Farhauer and Kroell (2013), Doersam (2004), by the manual of R's REAT -------------------------------


def test_krugman_of_the_textbook():
    mining = a(4320, 7811, 3900, 2300, 47560)
    others = [a(20000, 11000, 31000, 8000, 20000), a(40000, 10000, 25000, 9000, 16000),
              a(10000, 11000, 14000, 14000, 13000), a(7000, 7500, 11000, 1500, 36000)]  # fmt: skip
    assert krugman(mining, np.mean([shares(o) for o in others], axis=0)) == pytest.approx(0.8619, abs=5e-5)
    assert krugman(a(20, 10, 70, 0, 0), a(0, 0, 0, 60, 40)) == 2
    assert krugman(a(4388, 37489, 129423, 60941), a(2194, 18744.5, 64711.5, 30470.5)) == pytest.approx(0)


def test_herfindahl_and_ginis_of_the_textbook():
    x = a(20, 50, 20, 10)
    assert (herfindahl(x), herfindahl_standardised(x), 1 / herfindahl(x)) == pytest.approx((0.34, 0.12, 2.94), abs=2e-3)
    assert d.gini(x) == pytest.approx(0.3)
    grouped, people = a(500, 1500, 2500, 4000, 7500, 15000), a(1000, 1200, 1600, 400, 200, 600)
    assert d.gini(grouped, people) == pytest.approx(0.5278, abs=5e-5)
    special = gini_of_quotients(a(700, 600, 500, 10000, 40000), a(30000, 15000, 10000, 60000, 50000))
    assert special == pytest.approx(0.6222222, abs=1e-7)
    spread = gini_of_quotients(a(500, 500, 1000, 7000, 1000), a(20000, 15000, 20000, 40000, 5000))
    assert spread == pytest.approx(0.4068966, abs=1e-7)


def test_overlap_is_what_krugman_leaves():
    assert overlap(a(50, 50), a(50, 50)) == 1
    assert overlap(a(80, 20), a(50, 50)) == pytest.approx(0.7)


# --- disparity ------------------------------------------------------------------------------------------------------


def test_the_mean_log_deviation_of_the_textbook():
    assert d.theil_l(a(10, 10, 10, 20, 50)) == pytest.approx(0.2326302, abs=1e-7)  # Stoermann (2009)


def test_williamson_by_hand():
    assert d.williamson(a(1, 3), a(1, 1)) == pytest.approx(0.5)
    assert d.williamson(a(1, 3), a(3, 1)) == pytest.approx(np.sqrt(0.75) / 1.5)


def test_inequality_agrees():
    from inequality.gini import Gini
    from inequality.theil import Theil, TheilD

    y = a(12, 7, 31, 4, 19, 8, 25, 3)
    groups = ["a", "a", "b", "b", "b", "c", "c", "c"]
    ours, parted = d.disparity(y, None, groups), TheilD(y, np.array(groups))
    assert ours.theil_t == pytest.approx(Theil(y).T)
    assert (ours.between, ours.within) == pytest.approx((parted.bg.item(), parted.wg.item()))
    assert ours.gini == pytest.approx(Gini(y).g)


_amounts = st.lists(st.tuples(st.floats(0.1, 1e4), st.integers(1, 50), st.integers(0, 3)), min_size=3, max_size=12)


@given(_amounts)
def test_theil_parts_add_up_and_people_count_as_people(cells):
    y, n, g = (np.array(column, float) for column in zip(*cells, strict=True))
    whole = d.disparity(y, n, list(g))
    assert whole.between + whole.within == pytest.approx(whole.theil_t, abs=1e-9)
    one_by_one = d.disparity(np.repeat(y, n.astype(int)), None, list(np.repeat(g, n.astype(int))))
    for name in ("theil_t", "theil_l", "gini", "williamson", "between"):
        assert getattr(whole, name) == pytest.approx(getattr(one_by_one, name), abs=1e-9), name


def test_disparity_refuses_what_theil_does_not_know():
    with pytest.raises(ValueError, match="negative"):
        d.disparity(a(1, -1))
    assert d.theil_l(a(0, 1)) == np.inf


# --- shift-share ----------------------------------------------------------------------------------------------------


def test_the_shift_share_of_three_regions():
    """Farhauer and Kroell's three regions; the nation is theirs added up. Parts by Dunn's formula, by hand."""
    before = np.array([[90, 20, 10, 60], [60, 30, 30, 40], [250, 100, 110, 300.0]])
    after = np.array([[100, 40, 10, 55], [85, 55, 40, 35], [255, 115, 85, 390.0]])
    parts = shift_share(before, after, before.sum(0), after.sum(0))
    assert parts.nation.sum(1) == pytest.approx([27, 24, 114], abs=0.5)
    assert parts.mix.sum(1) == pytest.approx([1, -1, 0], abs=0.5)
    assert parts.own.sum(1) == pytest.approx([-3, 32, -29], abs=0.5)
    assert parts.mix.sum() == pytest.approx(0, abs=1e-9)
    assert parts.own.sum(0) == pytest.approx(0, abs=1e-9)


_counts = st.lists(st.lists(st.integers(0, 500), min_size=3, max_size=3), min_size=4, max_size=4)


@given(_counts, _counts, _counts)
def test_the_parts_add_up_to_the_change_whatever_the_counts(first, second, third):
    steps = [np.array(x, float) + np.eye(4, 3) for x in (first, second, third)]
    nation = [x.sum(axis=0) for x in steps]
    classic = shift_share(steps[0], steps[2], nation[0], nation[2])
    dynamic = dynamic_shift_share(steps, nation)
    assert classic.change == pytest.approx(steps[2] - steps[0])
    assert dynamic.change == pytest.approx(steps[2] - steps[0])
    two = dynamic_shift_share(steps[:2], nation[:2])
    assert two.mix == pytest.approx(shift_share(*steps[:2], *nation[:2]).mix)


def test_dynamic_shift_share_needs_two_years():
    with pytest.raises(ValueError, match="two years"):
        dynamic_shift_share([np.ones((1, 2))], [np.ones(2)])


# --- product space --------------------------------------------------------------------------------------------------

# Regions by industries: worked by hand below.
M = np.array([[1, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 0], [0, 0, 1, 1]], bool)


def test_proximity_and_density_by_hand():
    phi = proximity(M)
    assert phi[0, 1] == pytest.approx(2 / 3), "both in two regions; the commoner one is in three"
    assert phi[0, 2] == pytest.approx(1 / 3)
    assert phi[0, 3] == 0
    assert np.all(phi == phi.T)
    omega = density(M, phi)
    assert omega[0, 2] == pytest.approx((phi[0, 2] + phi[1, 2]) / phi[:, 2].sum())


@pytest.fixture(scope="module")
def trade() -> pd.DataFrame:
    luck = np.random.default_rng(4)
    value = np.exp(luck.normal(0, 1.5, (15, 30)) + np.outer(luck.normal(0, 1, 15), luck.normal(0, 1, 30)))
    return pd.DataFrame(
        [(2000, f"r{r:02d}", f"p{p:02d}", value[r, p]) for r in range(15) for p in range(30)],
        columns=["year", "region", "industry", "value"],
    )  # fmt: skip


@pytest.mark.filterwarnings("ignore")
def test_ecomplexity_agrees(trade: pd.DataFrame, capsys: pytest.CaptureFixture[str]):
    from ecomplexity import ecomplexity
    from ecomplexity import proximity as their_proximity

    columns = {"time": "year", "loc": "region", "prod": "industry", "val": "value"}
    theirs = ecomplexity(trade, columns)
    ours = trade.pivot(index="region", columns="industry", values="value").to_numpy()
    present = presence(location_quotients(ours))
    index, phi = complexity(present), proximity(present)
    assert theirs.groupby("region").eci.first().to_numpy() == pytest.approx(index.region)
    assert theirs.groupby("industry").pci.first().to_numpy() == pytest.approx(index.industry)
    omega = theirs.pivot(index="region", columns="industry", values="density").to_numpy()
    assert omega == pytest.approx(density(present, phi))
    pairs = their_proximity(trade, columns).pivot(index="industry_1", columns="industry_2", values="proximity")
    assert pairs.to_numpy() == pytest.approx(phi)


def test_complexity_is_the_mean_of_the_specialities_and_apart_from_diversity():
    luck = np.random.default_rng(2)
    m = luck.random((12, 25)) < luck.random(12)[:, None]
    m[np.arange(12), np.arange(12)] = True
    index = complexity(m)
    for r in range(12):
        assert index.region[r] == pytest.approx(np.nanmean(index.industry[m[r]]), abs=1e-9)
    assert index.region.std() == pytest.approx(1)
    assert np.corrcoef(index.region, m.sum(1))[0, 1] > 0


def test_complexity_of_too_little_cannot_be_told():
    assert np.isnan(complexity(np.ones((2, 5), bool)).region).all()
    empty = np.vstack([M, np.zeros(4, bool)])
    assert np.isnan(complexity(empty).region[4])


def test_fitness_by_hand():
    """Two steps of Tacchella's map on a nested table: r0 has both industries, r1 only the common one."""
    m = np.array([[1, 1], [0, 1]], bool)
    f, q = a(1, 1), a(1, 1)
    for _ in range(2):
        f, q = a(q[0] + q[1], q[1]), a(f[0], 1 / (1 / f[0] + 1 / f[1]))
        f, q = f / f.mean(), q / q.mean()
    ours = fitness(m, steps=2)
    assert ours[0] == pytest.approx(f)
    assert ours[1] == pytest.approx(q)


# --- relatedness by co-location -------------------------------------------------------------------------------------


def test_colocation_leaves_out_the_region_it_speaks_about():
    luck = np.random.default_rng(7)
    q = luck.normal(0, 1, (9, 6))
    found = colocation(q)
    for r in range(9):
        w = np.maximum(np.corrcoef(np.delete(q, r, axis=0), rowvar=False), 0)
        np.fill_diagonal(w, 0)
        assert found.pull[r] == pytest.approx(q[r] @ w / w.sum(0))
    changed = q.copy()
    changed[3] = 10 * luck.normal(0, 1, 6)
    again = colocation(np.clip(changed, -4, 4))
    assert np.any(again.pull[3] != found.pull[3]), "its own industries pull it"
    assert found.weights == pytest.approx(found.weights.T)


def test_an_industry_alone_or_withheld_pulls_nothing():
    q = np.zeros((8, 3))
    q[:, 0] = np.linspace(-1, 1, 8)
    q[0, 1] = np.nan
    assert np.all(np.isfinite(colocation(q).pull))
    assert np.all(colocation(q).pull == 0)


def test_the_coherence_of_a_lot_by_counting_every_lot():
    luck = np.random.default_rng(3)
    phi = luck.random((7, 7))
    phi = (phi + phi.T) / 2
    np.fill_diagonal(phi, 1)
    lots = [
        np.mean([phi[i, j] for i, j in itertools.combinations(lot, 2)]) for lot in itertools.combinations(range(7), 3)
    ]
    present = np.zeros((1, 7), bool)
    present[0, [0, 2, 5]] = True
    found = coherence(present, phi)
    assert found.by_lot == pytest.approx(np.mean(lots))
    assert found.z[0] == pytest.approx((found.mean[0] - np.mean(lots)) / np.std(lots))


def test_coherence_of_one_speciality_cannot_be_told():
    assert np.isnan(coherence(np.eye(3, 7, dtype=bool), np.ones((7, 7))).z).all()
