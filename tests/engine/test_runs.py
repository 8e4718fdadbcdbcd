"""Any plan in any draws with any parameters: the same bits as a forecast, and what it takes to ask for them."""

from __future__ import annotations

import numpy as np
import pytest

from podobat.engine import Ensemble, Job, Lives, Pick, columns, lives_of, pairs, run, run_ensemble, run_jobs
from podobat.engine.inputs import MONEY, first_months, plan_arrays
from podobat.engine.variants import delayed, law_in, together, twins
from podobat.engine.world import Diagnostics
from podobat.plan import Plan
from tests.engine.worlds import case, rows

NAME = "port-maren"
DRAWS, SEED = 13, 5


def pick_all(plan: Plan) -> Pick:
    """Every measure in the plan's last month and in the last month of all."""
    months = [plan.month_number(plan.horizon.end), plan.n_months - 1]
    at = [(t, m) for t in months for m in range(len(columns(plan)))]
    return Pick(np.array([t for t, _ in at]), np.array([m for _, m in at]))


def played(plan: Plan, x=None, *, name: str = NAME, threads: int = 1, told: list[int] | None = None) -> np.ndarray:
    """Outcomes of one variant, (draw, outcome)."""
    pick = pick_all(plan)
    out = np.empty((DRAWS, len(pick.months)), np.float32)
    job = Job(x if x is not None else plan_arrays(plan), pairs(DRAWS), out)
    report = told.append if told is not None else None
    run_jobs([job], rows(name, 7), SEED, keep=pick, threads=threads, progress=report)
    return out


def forecast(plan: Plan, name: str = NAME) -> Ensemble:
    """What a forecast runs."""
    return run_ensemble(plan, rows(name, 7), DRAWS, SEED)


def ensemble(plan: Plan, world: int = 0) -> np.ndarray:
    """The same outcomes from a forecast's two worlds."""
    pick = pick_all(plan)
    return forecast(plan).values[world][:, pick.months, pick.columns]


def room(plan: Plan, draws: int, months: int | None = None) -> np.ndarray:
    """Room for everything of so many runs."""
    return np.full((draws, months or plan.n_months, len(columns(plan))), np.nan, np.float32)


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_the_same_bits_as_a_forecast_whatever_the_threads(threads):
    plan, told = case(NAME).plan, []
    assert (played(plan, threads=threads, told=told) == ensemble(plan)).all()
    assert sum(told) == DRAWS


def test_a_coalition_is_the_plan_with_the_others_money_set_to_nothing():
    plan = case(NAME).plan
    out = {plan.programmes[i].id for i in (1, 3)}
    x = together(plan_arrays(plan), plan_arrays(plan.without()), [p.id not in out for p in plan.programmes], False)
    written = plan.with_values({f"programmes.{id}.budget.*": 0.0 for id in out} | {"law.wanted": False})
    assert (played(plan, x) == ensemble(written)).all()
    nobody = together(plan_arrays(plan), plan_arrays(plan.without()), [False] * len(plan.programmes), False)
    assert (played(plan, nobody) == ensemble(plan, 1)).all()


def test_a_year_late_is_the_plan_written_a_year_later():
    """The same as moving every figure of the plan by hand, the plan's end included."""
    plan = case(NAME).plan
    values: dict[str, object] = {"horizon.end": f"{int(plan.horizon.end[:4]) + 1}-12"}
    for p in plan.programmes:
        values[f"programmes.{p.id}.budget"] = {year + 1: money for year, money in p.budget.items()}
        if p.facility is not None:
            values[f"programmes.{p.id}.facility.start"] = plan.month_at(plan.month_number(p.facility.start) + 12)
            values[f"programmes.{p.id}.facility.opens"] = plan.month_at(plan.month_number(p.facility.opens) + 12)
    written = plan_arrays(plan.with_values(values))
    late = delayed(plan_arrays(plan), range(len(plan.programmes)), 12)
    assert (late.x.budget == written.budget).all()
    assert (late.x.programmes == written.programmes).all()
    assert late.lost == 0
    assert (played(plan, late.x) != ensemble(plan)).any()


def test_money_that_comes_after_the_last_month_is_lost_and_said():
    plan = case(NAME).plan
    near = plan.with_values({"horizon.forecast_to": plan.horizon.end})
    x = plan_arrays(near)
    late = delayed(x, [0, 2], 12)
    assert late.lost == pytest.approx(float(x.budget[[0, 2], -12:].sum()) / 1000)
    assert late.x.budget[[0, 2]].sum() == x.budget[[0, 2], :-12].sum()
    assert (late.x.budget[1] == x.budget[1]).all()


def test_an_act_with_a_date_is_a_scenario_with_that_date():
    gwangju = case("gwangju-phase1")
    written = gwangju.scenario("special-act-2021").apply(gwangju.plan)
    assert (law_in(gwangju.plan, "2021-07").law == plan_arrays(written).law).all()
    late = delayed(plan_arrays(gwangju.plan), [], 12, law=True)
    later = plan_arrays(gwangju.plan.with_values({"law.earliest": "2021-07"}))
    assert (late.x.law == later.law).all()
    fixed = delayed(plan_arrays(written), [], 12, law=True)
    assert fixed.x.law[2] == plan_arrays(written).law[2] + 12


def test_twins_are_the_same_in_everything_but_name():
    plan = case(NAME).plan
    assert twins(plan_arrays(plan)) == []
    first = plan.programmes[4]
    twin = {**plan.to_dict()["programmes"][4], "id": "twin"}
    two = plan.with_values({"programmes": [*plan.to_dict()["programmes"], twin]})
    assert twins(plan_arrays(two)) == [[4, len(plan.programmes)]]
    other = two.with_values({f"programmes.twin.budget.{next(iter(first.budget))}": 7.0})
    assert twins(plan_arrays(other)) == []


def test_more_start_ups_than_a_column_holds_make_longer_columns(monkeypatch):
    plan = case(NAME).plan
    expected = ensemble(plan)
    monkeypatch.setattr(run, "SLOTS", 16)
    assert (played(plan, threads=2) == expected).all()


@pytest.mark.parametrize("at_once", [1, 2, 5, 100])
def test_chosen_draws_have_their_own_parameters_and_luck(at_once):
    """Out of order, one of them twice, each with the row of its pair: the draws of a forecast, bit for bit."""
    plan, numbers = case(NAME).plan, np.array([9, 2, 2, 11, 0])
    out, again = room(plan, 5), room(plan, 5)
    x, shared, own = plan_arrays(plan), lives_of(numbers // 2, numbers), lives_of(range(5), numbers)
    run_jobs([Job(x, shared, out)], rows(NAME, 7), SEED, at_once=at_once, threads=2)
    run_jobs([Job(x, own, again)], rows(NAME, 5), SEED, at_once=at_once)
    assert np.array_equal(out, forecast(plan).values[0][numbers])
    assert np.array_equal(again, out), "all rows are the same here, so a row of one's own changes nothing"


def test_the_row_of_a_draw_is_the_one_it_names():
    plan, values = case(NAME).plan, rows(NAME, 3)
    values[1] = rows(NAME, 1, entry_deadweight=0.1)
    out = room(plan, 3)
    run_jobs([Job(plan_arrays(plan), lives_of([0, 1, 2], [4, 4, 4]), out)], values, SEED)
    assert np.array_equal(out[0], out[2])
    assert not np.array_equal(out[0], out[1])


def test_a_run_cut_short_is_the_beginning_of_the_whole_run():
    plan = case(NAME).plan
    out = room(plan, 4, 30)
    job = Job(first_months(plan_arrays(plan), 30), pairs(4), out)
    run_jobs([job], rows(NAME, 2), SEED)
    assert np.array_equal(out, forecast(plan).values[0][:4, :30])


def test_any_function_may_say_what_is_kept():
    plan = case(NAME).plan
    jobs = columns(plan).index("jobs.direct")
    most, lived = np.empty((DRAWS, 1), np.float32), []

    def keep(runs: np.ndarray, lives: Lives) -> np.ndarray:
        lived.extend(lives.luck[:, 0].tolist())
        return runs[:, :, jobs].max(axis=1, keepdims=True)

    run_jobs([Job(plan_arrays(plan), pairs(DRAWS), most)], rows(NAME, 7), SEED, keep=keep, threads=2)
    assert np.array_equal(most[:, 0], forecast(plan).values[0, :, :, jobs].max(axis=1))
    assert sorted(lived) == list(range(DRAWS)), "it is told whose lives they are"


def test_plans_of_several_sizes_share_the_threads():
    small, large = case("port-maren").plan, case("gwangju-phase1").plan
    plans = [small, large, small, large]
    jobs = [Job(plan_arrays(p), pairs(1, 3), room(p, 1)) for p in plans]
    run_jobs(jobs, rows(NAME, 2), SEED, threads=1)
    assert np.array_equal(jobs[0].out, jobs[2].out)
    assert np.array_equal(jobs[1].out, jobs[3].out)
    assert np.array_equal(jobs[0].out[0], forecast(small).values[0, 3])


def test_histograms_are_gathered_for_the_world_that_a_job_names():
    plan = case(NAME).plan
    x, none = plan_arrays(plan), plan_arrays(plan.without())
    jobs = [Job(x, pairs(2), room(plan, 2)), Job(none, pairs(DRAWS), room(plan, DRAWS), world=1)]
    jobs.append(Job(x, lives_of(np.arange(2, DRAWS) // 2, np.arange(2, DRAWS)), room(plan, DRAWS - 2)))
    tallies = run_jobs(jobs, rows(NAME, 7), SEED, worlds=2, threads=2)
    expected = forecast(plan)
    for name in Diagnostics._fields:
        k = slice(1, None) if name == "survival" else slice(None)  # months lived in are worked out at the end
        for world, tally in enumerate(tallies):
            assert np.array_equal(getattr(tally.diagnostics, name)[k], expected.diagnostics[name][world][k]), name
    assert sum(tally.firm_months for tally in tallies) == expected.firm_months
    assert run_jobs(jobs, rows(NAME, 7), SEED) == ()


def test_long_lists_of_jobs_are_made_as_they_are_needed():
    plan, made = case(NAME).plan, []
    x, out = plan_arrays(plan), room(plan, 20)

    def jobs():
        for d in range(20):
            made.append(d)
            yield Job(x, lives_of([d // 2], [d]), out[d : d + 1])

    def stop(n: int) -> None:
        raise KeyboardInterrupt

    run_jobs(jobs(), rows(NAME, 10), SEED, threads=2)
    assert np.array_equal(out[:DRAWS], forecast(plan).values[0])
    made.clear()
    endless = (job for _ in range(10**9) for job in jobs())
    with pytest.raises(KeyboardInterrupt):
        run_jobs(endless, rows(NAME, 10), SEED, progress=stop)


def test_figures_of_another_plan_are_refused():
    """A kernel reads where it is told, so a factor that is not there would be whatever lies behind the others."""
    plan = case(NAME).plan
    x, out = plan_arrays(plan), room(plan, 2)
    years = int(x.years[-1]) + 1
    for shape in [(1, x.programmes.size - 1, MONEY + years), (1, x.programmes.size, years)]:
        job = Job(x, pairs(2), out)
        with pytest.raises(ValueError, match="figures"):
            run_jobs([job], rows(NAME, 1), SEED, figures=np.ones(shape))


@pytest.mark.parametrize(
    ("rows_given", "places", "shape", "words"),
    [(1, 3, None, "rows of parameters"), (2, 2, None, "room"), (2, 3, (3, 2, 2), "room")],
)
def test_what_does_not_fit_is_refused_before_it_runs(rows_given, places, shape, words):
    plan = case(NAME).plan
    out = np.empty(shape, np.float32) if shape else room(plan, places)
    with pytest.raises(ValueError, match=words):
        run_jobs([Job(plan_arrays(plan), pairs(3), out)], rows(NAME, rows_given), SEED)
