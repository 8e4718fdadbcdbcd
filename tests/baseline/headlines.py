"""The headline figures of a reference plan: what a change of the model may not move unnoticed."""

from __future__ import annotations

import json
from pathlib import Path

import podobat

HERE = Path(__file__).parent
CASES = HERE.parents[1] / "cases"
REFERENCE_PLANS = ("gwangju-phase1", "port-maren")
DRAWS, SEED = 200, 1
MEASURES = (
    "firms.mou", "firms.opened", "startups.founded", "startups.operating", "startups.crossed", "startups.closed",
    "jobs.direct", "jobs.hired", "jobs.induced", "people.trained", "people.placed_region", "people.placed_outside",
    "venture.raised", "fund.invested_region", "adoption.savings", "revenue", "patents", "spending",
)  # fmt: skip


def headlines(case: str) -> dict[str, float]:
    """Medians at the plan's end and at the horizon, with the plan and net, to four significant digits."""
    read = podobat.read_case(CASES / case)
    forecast = podobat.forecast(read, draws=DRAWS, seed=SEED)
    months = {"end": str(read.plan.horizon.end), "horizon": forecast.months[-1]}
    found = {}
    for measure in MEASURES:
        for when, month in months.items():
            draws = forecast.draws_of(measure, month)
            for world in ("with", "net"):
                found[f"{measure}, {world}, {when}"] = median(draws[world])
    for target in forecast.targets().iter_rows(named=True):
        found[f"odds of {target['id']}"] = round(float(target["probability"]), 4)
    return found


def median(values) -> float:
    """The median to four significant digits."""
    ordered = sorted(map(float, values))
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    return float(f"{middle:.4g}")


def moved(old: dict[str, float], new: dict[str, float]) -> list[str]:
    """What differs, as `name: old -> new (ratio)`: the lines a commit message quotes."""
    lines = []
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name), new.get(name)
        if before != after:
            ratio = f" ({after / before - 1:+.1%})" if before and after else ""
            lines.append(f"{name}: {before} -> {after}{ratio}")
    return lines


def kept(case: str) -> dict[str, float]:
    """The figures as committed; empty before the first time."""
    path = HERE / f"{case}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
