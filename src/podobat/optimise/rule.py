"""Search for better plans: read what is asked for, look, pick, clean, check in futures that the search never saw."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from podobat.errors import CannotRun, needs
from podobat.explore.counts import counting_error
from podobat.explore.goals import PEOPLE, REGRET, Goal, default_goals, most_open, odds_goal
from podobat.explore.stage import Stage
from podobat.forecast.fingerprints import code_fingerprint
from podobat.forecast.futures import Futures, prior
from podobat.forecast.simulate import LARGEST_SEED, _check_range, _measures
from podobat.optimise.choices import Choices
from podobat.optimise.elsewhere import IN_WORLDS, Elsewhere, regret_of
from podobat.optimise.goals import NPV, asked_goal
from podobat.optimise.limits import Demand, conflict, together
from podobat.optimise.npv import NetValue
from podobat.optimise.portfolios import NAMES, Portfolio, cleaned_up, gain_in, npv_gains, picked, regrets_of
from podobat.optimise.problem import BudgetProblem, Least, stage_columns
from podobat.optimise.result import Better, Curse, Front, made_of
from podobat.optimise.search import Effort, Elite, front_of, search
from podobat.optimise.slopes import Slopes, first_budgets, slopes_of
from podobat.optimise.specialise import specialised
from podobat.optimise.steering import triggers_of
from podobat.optimise.worlds import worlds_of
from podobat.steady import on_one_thread
from podobat.texts import Text, catalogue

if TYPE_CHECKING:
    from podobat.explore.farm import Farm
    from podobat.plan import Case
    from podobat.plan.levers import Levers

Array = NDArray[np.float64]
FRESH: Final = 384
FINALISTS: Final = 10
_say = catalogue("optimise")

Begin = Callable[[int], Callable[[int], None] | None]


@dataclass
class Checkpoint:
    """Where finished generations are left, and taken up: `found` from an earlier attempt, `keep` called after each."""

    found: Elite | None = None
    keep: Callable[[Elite], None] | None = None


@on_one_thread
def optimise(
    case: Case,
    goals: Sequence[str] = (),
    *,
    at_least: Sequence[str] = (),
    levers: Levers | None = None,
    effort: Effort | None = None,
    fresh: int = FRESH,
    seed: int = 1,
    threads: int | None = None,
    begin: Begin | None = None,
    futures: Futures | None = None,
    checkpoint: Callable[[dict[str, str]], Checkpoint] | None = None,
    farm: Farm | None = None,
) -> Better:
    """Search for better budgets of a plan under its limits.

    Parameters
    ----------
    case : Case
        The case, as `read_case` gives it.
    goals : Sequence[str]
        What is to be made better: "jobs.direct@2024-12" (mean of a measure in a month), "odds:<target>",
        "worst:<measure>@<month>" (mean of the worst tenth) or "regret:<measure>@<month>"; five where none are given.
    at_least : Sequence[str]
        Odds that no plan may go below: "jobs-4000=0.5".
    levers : Levers, optional
        What may be chosen, instead of what the plan declares.
    effort : Effort, optional
        How hard to look: candidates a generation (4 to 1,000), generations (0 to 1,000), futures of each rung.
    fresh : int
        Futures of the final check, which the search does not see, 8 to 100,000.
    seed : int
        0 to 2**64 - 1: the same seed gives the same numbers to the bit, however many threads there are.
    threads : int, optional
        Processor threads to use; all of them by default.
    begin : Begin, optional
        Called with the number of simulations to come at most; returns what is called with those just finished.
    futures : Futures, optional
        Who lives the draws, as `futures` gives them: after counting, only what is still open is chosen; by default
        those before anything was counted.
    checkpoint : Callable, optional
        From what makes the search to where its generations are kept, so that a search broken off goes on.
    farm : Farm, optional
        A Dask cluster that simulates; the bits are those of threads.

    Returns
    -------
    Better
        The front, plans with a name, and what is left of their gains in fresh futures.

    Raises
    ------
    CannotRun
        For what is no goal, nothing that may be chosen, limits that cannot hold together, a number outside its range,
        or where the packages of the extra `optimise` are missing.
    InputFaults
        When the parameters have faults.

    Notes
    -----
    Non-dominated sorting and crowding (Deb et al. 2002, by pymoo), crossover and mutation after Deb and Agrawal (1995)
    and Deb and Goyal (1996), successive halving after Karnin, Koren and Somekh (2013).

    Examples
    --------
    >>> import podobat
    >>> from podobat.optimise.search import Effort
    >>> small = Effort(population=4, generations=0, rungs=(8,))
    >>> better = podobat.optimise(podobat.example(), effort=small, fresh=8, seed=1)
    >>> better.gains().columns[:3]
    ['portfolio', 'goal', 'unit']
    """
    needs("optimise", "optimise", "pymoo")
    effort = effort or Effort()
    _check_numbers(effort, fresh, seed, threads)
    started = time.perf_counter()
    futures = prior(case, seed) if futures is None else futures
    choices = Choices.of(case.plan, futures.since, levers)
    _check_possible(choices)
    asked, leasts, open_odds = _goals(case, goals, at_least, futures.since)
    columns = stage_columns([*asked, *open_odds, *(w.goal for w in leasts)]) or [(PEOPLE, case.plan.horizon.end)]
    draws = effort.rungs[-1] + fresh
    _check_range("draws", draws, 4, futures.most or 1_000_000)
    report = begin(_runs(choices, effort, fresh)) if begin is not None else None
    ran = _Counted(report)
    stage = Stage.of(case, futures, draws=draws, seed=seed, columns=columns, threads=threads, report=ran,
                     farm=farm)  # fmt: skip
    problem = BudgetProblem(choices, stage, tuple(asked), tuple(leasts))
    _open_up(case, problem)
    problem.play_base()
    if open_odds:
        chosen = most_open(open_odds, [problem.base[: effort.rungs[-1], problem.column(g)] for g in open_odds])
        problem.asked = (*asked[:3], *([chosen] if chosen is not None else []), *asked[3:])
    fingerprints = {
        "plan": case.plan.fingerprint, "parameters": futures.parameters.fingerprint, "code": code_fingerprint(),
        **({"records": futures.known} if futures.known else {}),
    }  # fmt: skip
    made = made_of(fingerprints, choices, problem.asked, tuple(at_least), effort, (effort.rungs[-1], fresh), seed)
    kept = checkpoint(made) if checkpoint is not None else Checkpoint()
    slopes = slopes_of(problem, effort.rungs[-1])
    start = first_budgets(problem, slopes, effort.population, seed)
    start = np.concatenate([start, *(r.budgets for r in problem.regrets.values())])
    elite = search(problem, start, effort, seed, elite=kept.found, keep=kept.keep)
    better = _finished(case, problem, elite, slopes, effort, fresh, fingerprints, ran, started)
    return replace(better, at_least=tuple(at_least))


class _Counted:
    """Counts simulations, and tells them on."""

    def __init__(self, report: Callable[[int], None] | None) -> None:
        self.report, self.total = report, 0

    def __call__(self, n: int) -> None:
        self.total += n
        if self.report is not None:
            self.report(n)


def _check_numbers(effort: Effort, fresh: int, seed: int, threads: int | None) -> None:
    _check_range("population", effort.population, 4, 1000)
    _check_range("generations", effort.generations, 0, 1000)
    _check_range("fresh", fresh, 8, 100_000)
    _check_range("seed", seed, 0, LARGEST_SEED)
    if threads is not None:
        _check_range("threads", threads, 1, 1024)


def _check_possible(choices: Choices) -> None:
    """Is there anything to choose, and a budget inside the limits? Names the limits that stand against each other."""
    if not choices.cells:
        raise CannotRun(_say("fault.nothing_open"))
    against = conflict(choices.limits, _say("limit.moved"))
    if against:
        lines = [_say("fault.demand_alone" if np.isinf(d.change) else "fault.demand", name=d.name,
                      change=_change(d, choices)) for d in against]  # fmt: skip
        if all(np.isinf(d.change) for d in against):
            lines += [_say("fault.together"), *(_say("fault.demand_together", name=d.name, change=_change(d, choices))
                                                for d in together(choices.limits, _say("limit.moved")))]  # fmt: skip
        raise CannotRun(Text.each(
            lambda lang: "\n".join([_say("fault.conflict")[lang], *(line[lang] for line in lines),
                                    _say("fault.conflict_remedy")[lang]])
        ))  # fmt: skip


def _change(d: Demand, choices: Choices) -> Text:
    """By how much a limit has to give way, in words."""
    return _say("fault.of_share" if d.share else "fault.of_money", change=d.change / (1.0 if d.share else choices.won))


def _goals(
    case: Case, goals: Sequence[str], at_least: Sequence[str], since: int
) -> tuple[list[Goal], list[Least], list[Goal]]:
    """Goals asked for, odds not to be gone below, and - where no goal was asked for - odds of which one is chosen."""
    plan, measures = case.plan, _measures(case.plan)
    asked = [asked_goal(g, plan, measures) for g in dict.fromkeys(goals)]
    leasts = []
    for one in at_least:
        id, _, share = one.partition("=")
        try:
            wanted = float(share)
        except ValueError:
            wanted = float("nan")
        if not 0.0 < wanted < 1.0:
            raise CannotRun(_say("fault.at_least", asked=one))
        leasts.append(Least(odds_goal(plan, id.removeprefix("odds:")), wanted))
    if asked:
        return asked, leasts, []
    still = [t for t in plan.targets if t.by <= plan.horizon.end and plan.month_number(t.by) >= since]
    odds = [odds_goal(plan, t.id) for t in still]
    return default_goals(plan, measures), leasts, odds


def _open_up(case: Case, problem: BudgetProblem) -> None:
    """What some goals need beside the stage: net present value, and what is good in every world that is regretted."""
    stage, choices = problem.stage, problem.choices
    if any(g.measure == NPV for g in problem.asked):
        problem.value = NetValue.of(case, choices.plan, stage)
    for goal in problem.asked:
        if goal.kind == REGRET:
            problem.regrets[goal.id] = regret_of(case, problem, goal)


def _runs(choices: Choices, effort: Effort, fresh: int) -> int:
    """Simulations to come, at most."""
    n = len({c.place for c in choices.cells})
    worlds = 9 * (FINALISTS * IN_WORLDS + len(NAMES) * fresh + effort.rungs[-1] + fresh)
    cleaning = len(NAMES) * (n + 2) * effort.rungs[-1]
    front = (effort.population + len(NAMES) + 1) * fresh
    npv = (len(NAMES) + 2) * (effort.rungs[-1] + fresh)
    directions = 9 * 2 * n * min(IN_WORLDS, fresh)
    turned = 10 * fresh * sum(len(s.ids) for s in choices.sectors)
    after = front + worlds + directions + cleaning + npv + turned + 12 * fresh
    return 2 * n * effort.rungs[-1] + effort.runs(effort.population) + after


def _finished(
    case: Case, problem: BudgetProblem, elite: Elite, slopes: Slopes, effort: Effort, fresh: int,
    fingerprints: dict[str, str], ran: _Counted, started: float,
) -> Better:  # fmt: skip
    """Everything after the search."""
    seen, draws, seed = effort.rungs[-1], effort.rungs[-1] + fresh, problem.stage.seed
    gains = problem.goals(elite.played, 0, seen)
    broken, n = problem.broken(gains), len(problem.asked)
    gains = gains[:, :n]
    on_front = front_of(gains, broken)
    x, claimed = elite.x[on_front], gains[on_front]
    fresh_gains = problem.goals(problem.play(x, seen, draws), seen, draws)[:, :n]
    worlds = worlds_of(case, problem.choices, problem.stage)
    few = min(IN_WORLDS, fresh)
    finalists = _finalists(claimed, x, problem)
    there = Elsewhere.of(case, problem, worlds)
    in_worlds = there.gains(x[finalists], max(seen - few, 0), seen)
    names = picked(problem, x[finalists], claimed[finalists], regrets_of(in_worlds))
    at = {k: finalists[v] for k, v in names.items()}
    portfolios, regrets = _portfolios(problem, at, x, there, seen, fresh, seed)
    plans = [problem.choices.plan_of(p.x) for p in portfolios]
    value = problem.value or NetValue.of(case, problem.choices.plan, problem.stage)
    npvs = npv_gains(value, problem.choices.plan, plans, seen, draws)
    portfolios = tuple(replace(p, npv=gain) for p, gain in zip(portfolios, npvs, strict=True))
    return Better(
        case_id=case.plan.id,
        choices=problem.choices,
        goals=problem.asked,
        today=np.array([float(g.value(problem.base[seen:, problem.column(g)])) for g in problem.asked]),
        front=Front(x, claimed, fresh_gains),
        portfolios=portfolios,
        curse=tuple(_curse(claimed[:, k], fresh_gains[:, k]) for k in range(n)),
        worlds=worlds,
        regrets=regrets,
        directions=there.directions(few),
        slopes=slopes,
        specialised=specialised(problem.choices, there, tuple(w.id for w in worlds), seen, draws),
        triggers=triggers_of(problem, portfolios[0], counting_error(case), seen, draws),
        effort=effort,
        draws=(seen, fresh),
        seed=seed,
        fingerprints=fingerprints,
        looked=elite.seen,
        simulations=ran.total,
        stopped=elite.stopped,
        told=problem.stage.futures.told,
        seconds=time.perf_counter() - started,
    )


def _finalists(claimed: Array, x: Array, problem: BudgetProblem) -> list[int]:
    """Plans of the front that may get a name: the best by each goal, and those best over all of them."""
    scale = np.maximum(claimed.max(axis=0), 1e-12)
    least = (claimed / scale).min(axis=1)
    order = [int(i) for i in np.argmax(claimed, axis=0)]
    first = claimed[:, 0]
    moved = np.array([problem.choices.limits.moved_from_today(row[: problem.choices.limits.n]) for row in x])
    enough = np.flatnonzero(first >= 0.5 * first.max())
    order += [int(enough[np.argmin(moved[enough])])]
    order += [int(i) for i in np.argsort(-least, kind="stable")]
    return list(dict.fromkeys(order))[:FINALISTS]


def _portfolios(
    problem: BudgetProblem, names: dict[str, int], x: Array, there: Elsewhere, seen: int, fresh: int, seed: int
) -> tuple[tuple[Portfolio, ...], Array]:
    """Plans with a name, each once: cleaned, valued again where the search looked, checked in fresh futures."""
    clean = {at: cleaned_up(problem, x[at], seen) for at in dict.fromkeys(names.values())}
    once: dict[bytes, tuple[Array, list[str]]] = {}
    for name in NAMES:
        if name in names:
            row = clean[names[name]]
            once.setdefault(row.tobytes(), (row, []))[1].append(name)
    rows = np.array([row for row, _ in once.values()])
    claimed = problem.goals(problem.play(rows, 0, seen), 0, seen)
    played = problem.play(rows, seen, seen + fresh)
    in_worlds = there.gains(rows, seen, seen + fresh)
    regrets = (np.maximum(in_worlds.max(axis=1, keepdims=True), 0.0) - in_worlds).T
    named = []
    for n, (row, ids) in enumerate(once.values()):
        gains = tuple(
            gain_in(g, float(claimed[n, k]), played[n][:, problem.column(g)], problem.base[seen:, problem.column(g)],  # pyright: ignore[reportArgumentType]
                    seed)
            for k, g in enumerate(problem.asked)
        )
        moved = problem.choices.limits.moved_from_today(row[: problem.choices.limits.n])
        named.append(Portfolio(ids[0], row, moved, gains, tuple(in_worlds[:, n].tolist()), float(regrets[n].max()),
                               tuple(ids[1:])))  # fmt: skip
    return tuple(named), regrets


def _curse(claimed: Array, fresh: Array) -> Curse:
    """How much of what the front claims is not there in fresh futures."""
    a, b = float(claimed.mean()), float(fresh.mean())
    return Curse(a, b, 1.0 - b / a if a > 0 else float("nan"))
