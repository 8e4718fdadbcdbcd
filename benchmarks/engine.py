"""The engine itself on the Gwangju plan: speed, how cost grows, memory, and what common random numbers save.

    python benchmarks/engine.py [--quick]

Cost is measured against firms, months, draws and programmes, one at a time; a straight line through the points says
what one more costs, and R2 how straight the line is. Prints tables, writes benchmarks/results/engine.json.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from forecast import CASE, RESULTS, inputs, machine, part
from podobat.engine import PARAMETER_IDS, run_ensemble

RESULT = RESULTS / "engine.json"
MEASURES = ("jobs.direct", "startups.operating", "people.trained")
INFLOWS = ("region.incumbents", "region.applicants", "region.organic_rate")
TIMES_FIRMS = (1, 2, 4, 8, 16)
LAST_YEARS = (2027, 2029, 2032, 2035, 2039)
COPIES = (1, 2, 3, 4)


def seconds(plan: Any, values: np.ndarray, draws: int, threads: int = 1, tries: int = 8) -> tuple[float, int]:
    """Best time of some tries, and firm-months simulated.

    One thread is timed by the processor's clock, which other people's work does not stop; several by the wall's.
    """
    clock = time.process_time if threads == 1 else time.perf_counter
    best, firm_months = float("inf"), 0
    for _ in range(tries):
        started = clock()
        firm_months = run_ensemble(plan, values, draws, 1, threads=threads).firm_months
        best = min(best, clock() - started)
    return best, firm_months


def line(x: list[float], y: list[float]) -> dict[str, float]:
    """Least squares y = at_zero + slope x, and R2."""
    slope, at_zero = np.polyfit(x, y, 1)
    left = np.array(y) - (at_zero + slope * np.array(x))
    return {"slope": float(slope), "at_zero": float(at_zero), "r2": float(1 - left.var() / np.var(y))}


def more_firms(plan: Any, values: np.ndarray) -> Iterator[tuple[int, Any, np.ndarray]]:
    """The same plan in regions with more incumbents, founders and applicants."""
    for k in TIMES_FIRMS:
        scaled = values.copy()
        scaled[:, [PARAMETER_IDS.index(name) for name in INFLOWS]] *= k
        yield k, plan, scaled


def more_months(plan: Any, values: np.ndarray) -> Iterator[tuple[int, Any, np.ndarray]]:
    """The same plan, looked at for longer."""
    for year in LAST_YEARS:
        horizon = dataclasses.replace(plan.horizon, forecast_to=f"{year}-12")
        longer = dataclasses.replace(plan, horizon=horizon)
        yield longer.n_months, longer, values


def more_programmes(plan: Any, values: np.ndarray) -> Iterator[tuple[int, Any, np.ndarray]]:
    """The same money in more programmes: each is divided into several of the same kind."""
    for n in COPIES:
        parts = [
            dataclasses.replace(
                g, id=f"{g.id}-{k}" if k else g.id, budget=type(g.budget)({y: v / n for y, v in g.budget.items()})
            )
            for g in plan.programmes
            for k in range(n)
        ]
        yield len(parts), dataclasses.replace(plan, programmes=tuple(parts)), values


def growth(draws: int) -> dict[str, Any]:
    """Milliseconds a draw (both worlds, one thread) against firms, months, draws and programmes."""
    plan, values = inputs(CASE, draws)
    found = {}
    for what, series in (("firms", more_firms), ("months", more_months), ("programmes", more_programmes)):
        points = []
        for x, variant, parameters in series(plan, values):
            took, firm_months = seconds(variant, parameters, draws)
            firms = firm_months / draws / 2 / variant.n_months
            points.append(
                {"x": firms if what == "firms" else x, "ms": took / draws * 1e3, "firm_months": firm_months / draws}
            )
        found[what] = {"points": points} | line([p["x"] for p in points], [p["ms"] for p in points])
        by_work = line([p["firm_months"] / 1e3 for p in points], [p["ms"] for p in points])
        found[what]["us_per_firm_month"] = by_work["slope"]
        found[what]["r2_firm_months"] = by_work["r2"]
    points = [{"x": n, "ms": seconds(plan, values, n)[0] * 1e3} for n in (draws // 8, draws // 4, draws // 2, draws)]
    found["draws"] = {"points": points} | line([p["x"] for p in points], [p["ms"] for p in points])
    return found


def contrasts(plan: Any) -> dict[str, tuple[Any, int]]:
    """What the plan is compared with, as (plan, world): no plan at all, and a little more money for founders."""
    more = {
        f"programmes.{g.id}.budget.{year}": value * 1.1
        for g in plan.programmes
        if g.kind == "founding"
        for year, value in g.budget.items()
    }
    return {"with - without": (plan, 1), "grants + 10 %": (plan.with_values(more), 0)}


def variance_reduction(draws: int) -> dict[str, dict[str, float | None]]:
    """Variance of a difference at the plan's end: the same luck on both sides, other luck, other everything.

    saves_luck   draws that independent luck needs for one draw with common luck, parameters shared in both cases
    saves        the same with parameters drawn anew for each side too, as two separate studies would
                 None: nothing differs between the two sides, in any draw
    """
    plan, values = inputs(CASE, draws)
    _, others = inputs(CASE, draws, seed=2)
    base = run_ensemble(plan, values, draws, 1)
    end, found = base.months.index(plan.horizon.end), {}
    for contrast, (other, world) in contrasts(plan).items():
        sides = [run_ensemble(other, v, draws, seed) for v, seed in ((values, 1), (values, 2), (others, 2))]
        for name in MEASURES:
            m = base.measures.index(name)
            sign = 1.0 if world else -1.0
            paired, luck, separate = (
                sign * (base.values[0, :, end, m].astype(float) - side.values[world, :, end, m]) for side in sides
            )
            found[f"{name}, {contrast}"] = {
                "net": float(paired.mean()),
                "sd_paired": float(paired.std(ddof=1)),
                "sd_other_luck": float(luck.std(ddof=1)),
                "sd_separate": float(separate.std(ddof=1)),
                "saves_luck": float(luck.var() / paired.var()) if paired.var() else None,
                "saves": float(separate.var() / paired.var()) if paired.var() else None,
            }
    return found


def memory(draws: int) -> dict[str, float]:
    """Peak memory of a whole forecast in a process of its own, MB, with few and with many draws."""
    few, many = (part("forecast", CASE, n, 2)[1]["peak_mb"] for n in (draws // 8, draws))
    return {"few": few, "many": many, "mb_per_1000_draws": (many - few) / (draws - draws // 8) * 1e3}


def tables(result: dict[str, Any]) -> str:
    """Everything as text."""
    speed, lines = result["speed"], []
    about = result["machine"]
    lines.append(f"{about['processor']}, {about['cores']} cores; load before {about['load_before']}")
    lines += [f"{speed[f'rate_{n}']:8.1f}  million firm-months a second, {n} thread(s)" for n in (1, 2)]
    lines.append(f"{speed['seconds_1000']:8.2f}  s for 1,000 paired draws, both worlds, 2 threads")
    lines.append(
        f"{result['memory']['many']:8.0f}  MB peak of a forecast, {result['memory']['mb_per_1000_draws']:.0f} MB"
    )
    lines[-1] += " more for each 1,000 draws"
    lines.append(f"\n{'ms a draw against':20}{'slope':>10}{'at zero':>10}{'R2':>8}   points")
    for what, g in result["growth"].items():
        points = ", ".join(f"{p['x']:,.0f}: {p['ms']:.3g}" for p in g["points"])
        lines.append(f"{what:20}{g['slope']:10.4f}{g['at_zero']:10.3f}{g['r2']:8.4f}   {points}")
    heads = ("mean", "sd paired", "other luck", "separate", "saves", "of luck")
    lines.append(f"\n{'difference at the end of the plan':36}" + "".join(f"{head:>11}" for head in heads))
    for name, v in result["variance"].items():
        text = [f"{v[key]:11,.1f}" for key in ("net", "sd_paired", "sd_other_luck", "sd_separate")]
        text += [f"{v[key]:11,.1f}" if v[key] is not None else f"{'-':>11}" for key in ("saves", "saves_luck")]
        lines.append(f"{name:36}" + "".join(text))
    return "\n".join(lines)


def main() -> None:
    """Measure, print, keep."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--quick", action="store_true", help="a tenth of the draws")
    scale = 10 if options.parse_args().quick else 1
    about = machine()
    plan, values = inputs(CASE, 1000)
    run_ensemble(plan, values, 2, 1)  # compile, or load
    speed = {}
    for threads in (1, 2):
        took, firm_months = seconds(plan, values, 1000 // scale, threads)
        speed[f"rate_{threads}"] = firm_months / took / 1e6
        speed["seconds_1000"] = took * scale
    result = {
        "schema": 1,
        "machine": about,
        "speed": speed,
        "growth": growth(400 // scale),
        "memory": memory(4000 // scale),
        "variance": variance_reduction(2000 // scale),
    }
    print(tables(result))
    RESULTS.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
