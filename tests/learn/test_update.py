"""Learning on problems with known answers, calibrated and recovered; then on the real engine, to the bit."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import chisquare

from podobat.engine.randomness import uniforms
from podobat.errors import CannotRun
from podobat.forecast.discrepancy import Layout
from podobat.learn.diagnostics import divergence, normal_shift, pareto_k, weighted_quantiles
from podobat.learn.population import Population, Proposal, effective, normalised, sample_population
from podobat.learn.update import learn
from tests.engine.worlds import case
from tests.learn.counted import counted

IDS = ("a", "b", "c", "d", "e")
SLOPES = np.array([[0.8, 0.0, 0.3, 0.0, 0.0], [0.5, 0.6, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.9, 0.1]])
CHANCE, ERROR = 0.2, 0.25
STREAM = 90


def simulate(z: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """3 + B z + luck: linear and normal, so the posterior is known."""
    luck = np.stack([ndtri(uniforms(7, STREAM, numbers, k)) for k in range(len(SLOPES))], axis=1)
    return (3.0 + z @ SLOPES.T + CHANCE * luck).astype(np.float32)


def weigh(y: np.ndarray):
    """The log-likelihood of three measures with normal errors."""
    return lambda worlds: -0.5 * (((y - worlds) / ERROR) ** 2).sum(axis=1)


def exact(y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance of the posterior of z."""
    s = SLOPES @ SLOPES.T + (ERROR**2 + CHANCE**2) * np.eye(len(y))
    gain = SLOPES.T @ np.linalg.inv(s)
    return gain @ (y - 3.0), np.eye(len(IDS)) - gain @ SLOPES


def learnt(y: np.ndarray, size: int = 1500, seed: int = 1, **options) -> tuple[Population, np.ndarray]:
    settings = {"generations": 7, "enough": 1e9} | options
    found = sample_population(simulate, weigh(y), IDS, seed=seed, size=size, **settings)
    return found, found.tempered(0.0)[0]


def test_the_posterior_of_a_linear_problem_is_found():
    y = np.array([5.0, 2.0, 4.0])
    found, w = learnt(y)
    mean, covariance = exact(y)
    assert effective(w) > 200
    assert w @ found.z == pytest.approx(mean, abs=0.1)
    assert (w[:, None] * (found.z - w @ found.z)).T @ found.z == pytest.approx(covariance, abs=0.12)


def test_proposals_are_far_better_than_the_prior():
    y = np.array([6.0, 1.0, 5.0])
    first = effective(learnt(y, generations=1)[1])
    assert effective(learnt(y)[1]) > 5 * first


def test_ranks_of_the_truth_are_uniform():
    """Simulation-based calibration (Talts et al. 2018), through the code that learns from the real records."""
    runs, bins = 160, 8
    truth = ndtri(uniforms(3, STREAM, range(runs * 8)).reshape(runs, 8))
    p = []
    ranks = np.empty((runs, len(IDS)))
    for i in range(runs):
        z, noise = truth[i, :5], truth[i, 5:]
        x = simulate(z[None, :], np.array([100_000 + i]))[0]
        found, w = learnt(x + ERROR * noise, size=300, seed=i, generations=2)
        ranks[i] = w @ (found.z < z)
    for j in range(len(IDS)):
        counts = np.histogram(ranks[:, j], bins, (0.0, 1.0))[0]
        p.append(chisquare(counts).pvalue)
    assert min(p) > 0.01 / len(IDS), p


def test_known_parameters_are_recovered():
    z = np.array([1.5, -1.0, 0.5, -1.2, 0.0])
    far = 0
    for i in range(20):
        x = simulate(z[None, :], np.array([200_000 + i]))[0]
        found, w = learnt(x.astype(np.float64), size=400, generations=2)
        low, high = (np.array([weighted_quantiles(found.z[:, j], w, [q])[0] for j in range(5)]) for q in (0.025, 0.975))
        far += int(((z < low) | (z > high)).sum())
    assert far <= 12  # 5 of 100 expected


def test_a_narrow_proposal_is_a_normal_density():
    mean, u, d = np.array([1.0, 0.0]), np.array([[1.0], [0.0]]), np.array([0.75])
    q = Proposal(mean, u, d)
    z = q.draw(np.array([[1.0, 1.0], [0.0, -2.0]]))
    assert z == pytest.approx(np.array([[1.5, 1.0], [1.0, -2.0]]))
    expected = 0.5 * (z[:, 0] ** 2 - (z[:, 0] - 1) ** 2 / 0.25) - 0.5 * np.log(0.25)
    assert q.log_ratio(z) == pytest.approx(expected)


def test_an_interrupted_run_goes_on_to_the_same_bits():
    class Place:
        def __init__(self):
            self.kept = {}

        def load(self):
            return dict(self.kept)

        def save(self, arrays):
            self.kept = dict(arrays)

    y, place, calls = np.array([5.0, 2.0, 4.0]), Place(), []

    def breaks(z, numbers):
        calls.append(len(z))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return simulate(z, numbers)

    options = {"seed": 1, "size": 200, "generations": 3, "enough": 1e9}
    with pytest.raises(KeyboardInterrupt):
        sample_population(breaks, weigh(y), IDS, checkpoint=place, **options)
    again = sample_population(breaks, weigh(y), IDS, checkpoint=place, **options)
    through = sample_population(simulate, weigh(y), IDS, **options)
    assert len(calls) == 4, "the first generation is not simulated twice"
    assert again.log_likelihood.tobytes() == through.log_likelihood.tobytes()
    assert again.log_prior.tobytes() == through.log_prior.tobytes()


def test_diagnostics_can_fail():
    even = np.full(1000, 1e-3)
    assert effective(even) == pytest.approx(1000)
    assert np.isnan(pareto_k(even))
    u = (np.arange(4000) + 0.5) / 4000
    assert pareto_k(normalised(-1.2 * np.log(u))) > 0.9
    assert pareto_k(normalised(-0.2 * np.log(u))) < 0.4
    assert divergence(even, even) == 0
    assert normal_shift(np.array([[0.0], [2.0]]), np.array([0.5, 0.5]))[0] == pytest.approx(0.5)


def test_records_that_leave_hardly_a_particle_are_given_less_weight():
    """Far out and exact: the power of the likelihood falls until enough particles count, and it says which."""
    y = np.array([30.0, -20.0, 40.0])
    found = sample_population(simulate, weigh(y), IDS, seed=1, size=300, generations=1, enough=1e9)
    all_of_it, whole = found.tempered(0.0)
    some, power = found.tempered(100.0)
    assert whole == 1.0
    assert effective(all_of_it) < 20
    assert effective(some) == pytest.approx(100.0, rel=0.01)
    assert 0.0 < power < 1.0
    assert found.tempered(2.0)[1] > power


def test_without_records_every_particle_of_the_prior_counts_alike():
    found = sample_population(simulate, weigh(np.full(3, 3.0)), IDS, seed=1, size=200, generations=1, enough=1e9)
    assert found.prior_weights == pytest.approx(np.full(200, 1 / 200))


RECORDS = (counted("o", value=40.0), counted("m", measure="firms.mou", value=90.0, as_of="2021-07-20"))


@pytest.fixture(scope="module")
def posterior():
    return learn(case("gwangju-phase1"), RECORDS, draws=150, generations=2, threads=1)


@pytest.fixture(scope="module")
def forecast(posterior):
    return posterior.forecast(40)


def test_threads_change_no_bit(posterior, forecast):
    again = learn(case("gwangju-phase1"), RECORDS, draws=150, generations=2, threads=2)
    assert again.weights.tobytes() == posterior.weights.tobytes()
    assert np.array_equal(again.forecast(40).values, forecast.values)


def test_the_bits_do_not_depend_on_how_draws_are_batched(posterior, forecast):
    assert np.array_equal(posterior.forecast(40, batch=7).values, forecast.values)


def test_draws_of_a_couple_share_their_past_and_differ_after_it(posterior):
    """In the simulated world: one particle, lived on twice."""
    months = posterior.setting.likelihood.months
    rows, lives = posterior.futures(40).lived(0, 40)
    assert np.array_equal(lives.points, np.repeat(np.arange(20), 2))
    assert (lives.luck[::2, 0] == lives.luck[1::2, 0]).all()
    assert (lives.luck[:, 1] == np.arange(40)).all()
    assert lives.until[0] == months == 19
    assert len(rows) == 20


def test_counts_hold_the_re_forecast(posterior, forecast):
    """Before: some 50 offices or many fewer. After 40 were counted in June 2021, the draws lie about it."""
    opened = forecast["firms.opened"].sel(world="with", month="2021-06").to_numpy()
    before = posterior.population.worlds[posterior.population.generation == 0, 0, 17]
    low, high = np.quantile(opened, [0.1, 0.9])
    assert low < 40.0 < high
    assert high / low < np.quantile(before, 0.9) / max(np.quantile(before, 0.1), 1.0)


def test_cumulative_counts_never_fall(forecast):
    for name in ("firms.opened", "firms.mou", "jobs.hired", "people.trained"):
        assert (np.diff(forecast[name].sel(world="with").to_numpy(), axis=1) >= 0).all()


def test_who_lives_the_draws_is_the_same_for_part_of_them(posterior):
    plan = posterior.setting.plan
    layout, learnt = Layout.of(("firms.opened", "jobs.direct"), plan.months), posterior.futures(40)
    whole = learnt.missed(layout, ("firms.opened", "jobs.direct"), 0, 40)
    part = learnt.missed(layout, ("firms.opened", "jobs.direct"), 10, 25)
    anew = learnt.missed(layout, ("firms.opened", "jobs.direct"), 0, 40, anew=True)
    assert np.array_equal(part.values, whole.values[10:25])
    assert not np.array_equal(anew.values, whole.values)


def test_json_is_a_forecast_with_a_posterior_beside_it(posterior):
    said = posterior.to_json_dict(40)
    assert said["schema"] == 1
    assert set(said["measures"]) == set(posterior.forecast(40).measures)
    assert said["as_of"] == {"records": 2, "until": "2021-07-20", "month": "2021-07"}
    block = said["posterior"]
    assert set(block["parameters"]) == set(posterior.setting.free)
    assert block["parameters"]["attraction.conversion"].keys() == {"prior", "posterior", "learnt"}
    assert block["effective_sample_size"] == pytest.approx(posterior.effective, rel=1e-6)
    assert len(block["lessons"]) == 2
    assert block["likelihood_power"] == posterior.power


@pytest.mark.parametrize("wrong", ["2021", "2021-13-01", "last year"])
def test_a_date_that_is_none_is_refused(wrong):
    with pytest.raises(CannotRun, match="2021-12-31"):
        learn(case("gwangju-phase1"), RECORDS, until=wrong, draws=50)
