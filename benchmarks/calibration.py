"""Does learning find a truth as often as it says, and does it hold on books of all kinds?

    python benchmarks/calibration.py sbc [--truths N] [--particles N] [--case FOLDER]
    python benchmarks/calibration.py books [--books N] [--case FOLDER]

`sbc` is simulation-based calibration (Talts et al. 2018) on the real engine: worlds drawn as they are believed before
counting, the counts that the case's counters would have written of them, learning from these, and the rank of the truth
among draws afterwards, of ten measures at the plan's end and of ten parameters that the case's own records tell most
of. Ranks of a calibrated posterior are uniform. `books` learns from made-up books of 20 to 300 records, many
counters, conflicts included, and tells effective sample size, Pareto k, power of the likelihood and seconds.

Prints a table, writes benchmarks/results/calibration-*.json.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.stats import chisquare, kstest

import podobat
from forecast import CASE, RESULTS, machine
from podobat.engine.randomness import MADE_UP, uniforms
from podobat.forecast.discrepancy import Layout, carry
from podobat.learn.learnt import Learnt
from podobat.learn.made_up import made_book, truths, written
from podobat.learn.observation import usable
from podobat.learn.runs import series_of
from podobat.learn.setting import Setting
from podobat.learn.update import learn, threads_of
from podobat.outlook.warnings import SIGNALS, signal_of
from podobat.records.read import read_records

MEASURES = ("firms.mou", "firms.opened", "startups.founded", "startups.operating", "jobs.direct", "jobs.hired",
            "jobs.attracted", "people.trained", "people.placed_region", "venture.raised")  # fmt: skip
RANKED = 50  # draws that a truth is ranked among
ENOUGH = 200.0  # effective sample size behind them: four times as many
BINS = 10


def book_of(case: Any) -> list[Any]:
    """The case's records that count a measure itself."""
    return [r for r in read_records(case.folder, case.plan) if usable(r) and r.coverage == "whole"]


def sbc(case: Any, n: int, particles: int) -> dict[str, Any]:
    """Ranks of the truth: p-values of uniform ones, and how wide they are beside uniform ones (1: as wide)."""
    setting = Setting.of(case, book_of(case), 1, threads_of(None))
    windows = setting.likelihood.windows
    shifts = learn(case, setting.records, draws=particles, seed=1).shifts
    told = list(shifts)[:10]
    columns = [setting.free.index(name) for name in told]
    targets, end = setting.plan.targets, setting.plan.month_number(setting.plan.horizon.end)
    due = [setting.plan.month_number(t.by) for t in targets]
    asked = tuple(dict.fromkeys((*MEASURES, *(t.measure for t in targets))))
    measures = tuple(dict.fromkeys((*asked, *setting.likelihood.measures)))
    months = 1 + max(end, *due)
    truth = truths(setting, measures, months, n, 20_261_130)
    ranks, sizes, powers = np.empty((n, len(MEASURES) + len(told))), [], []
    odds, met = np.empty((n, len(targets))), np.empty((n, len(targets)), bool)
    RESULTS.mkdir(exist_ok=True)
    started = time.perf_counter()
    for k in range(n):
        values = written(truth, k, setting.records, windows, setting, 20_261_130)
        book = [replace(r, value=float(v)) for r, v in zip(setting.records, values, strict=True)]
        posterior = learn(case, book, draws=particles, seed=1000 + k, enough=ENOUGH)
        after = posterior.futures(2 * RANKED)
        worlds = worlds_of(after, setting, asked, months)
        ends, true = worlds[:, end], truth.values[k, : len(MEASURES), end]
        for j, (t, month) in enumerate(zip(targets, due, strict=True)):
            at, promised = asked.index(t.measure), np.float32(setting.promised[j])
            odds[k, j] = float((worlds[:, month, at] >= promised).mean())
            met[k, j] = truth.values[k, at, month] >= promised
        jitter = uniforms(7, MADE_UP, range(len(MEASURES)), 9, k)
        for j in range(len(MEASURES)):
            below, same = (ends[:, j] < true[j]).sum(), (ends[:, j] == true[j]).sum()
            ranks[k, j] = (below + jitter[j] * (same + 1)) / (RANKED + 1)
        z = after.particles.z[after.chosen][:, columns]
        jitter = uniforms(7, MADE_UP, range(len(told)), 10, k)
        ranks[k, len(MEASURES) :] = ((z < truth.z[k, columns]).sum(axis=0) + jitter) / (RANKED + 1)
        sizes.append(posterior.effective)
        powers.append(posterior.power)
        if (k + 1) % 10 == 0:
            print(f"{k + 1} of {n}, {time.perf_counter() - started:.0f} s", flush=True)
            np.savez(RESULTS / "calibration-sbc.npz", ranks=ranks[: k + 1], odds=odds[: k + 1], met=met[: k + 1])
    rows = {}
    for name, x in zip((*MEASURES, *told), ranks.T, strict=True):
        counts = np.histogram(x, BINS, (0.0, 1.0))[0]
        inside = float(np.mean(np.abs(x - 0.5) <= 0.4))
        rows[name] = {"chi_square_p": float(chisquare(counts).pvalue), "inside_80": inside, "mean": float(x.mean()),
                      "kolmogorov_p": float(kstest(x, "uniform").pvalue),
                      "variance_beside_uniform": float(x.var() * 12)}  # fmt: skip
    return {"truths": n, "particles": particles, "records": len(setting.records), "ranked_among": RANKED,
            "effective_least": min(sizes), "effective_median": float(np.median(sizes)),
            "tempered": int(sum(p < 1.0 for p in powers)), "rows": rows, "signals": signals_of(odds, met),
            "brier": float(((odds - met) ** 2).mean()), "brier_of_shares": float(met.mean(axis=0) @ (
                1 - met.mean(axis=0)) / met.shape[1])}  # fmt: skip


def signals_of(odds: np.ndarray, met: np.ndarray) -> dict[str, dict[str, float]]:
    """Of every signal: how many targets stood under it, the odds stated on average, and the share that was missed."""
    signal = np.array([[signal_of(p) for p in row] for row in odds])
    found = {}
    for name in SIGNALS:
        own = signal == name
        if own.any():
            found[name] = {"targets": int(own.sum()), "odds": float(odds[own].mean()),
                           "missed": float(1.0 - met[own].mean())}  # fmt: skip
    return found


def worlds_of(after: Learnt, setting: Setting, measures: tuple[str, ...], months: int) -> np.ndarray:
    """True values of every second draw, (RANKED, month, measure), by the counts alone."""
    rows, lives = after.lived(0, 2 * RANKED)
    figures = after.figures(setting.plan, 0, 2 * RANKED)
    values = series_of(setting.plan, rows, lives, setting.seed, measures, months, figures=figures)
    layout = Layout.of(measures, setting.plan.months[:months])
    drawn = after.from_inside(layout, measures, 0, 2 * RANKED)
    worlds = np.ascontiguousarray(values.transpose(0, 2, 1))
    carry(worlds, layout, drawn.missed, drawn.floor)
    return worlds[::2]


def books(case: Any, n: int) -> dict[str, Any]:
    """Learning from made-up books of 20 to 300 records."""
    setting = Setting.of(case, book_of(case), 1, threads_of(None))
    rows = []
    for k in range(n):
        size = round(20 * 15 ** (k / max(n - 1, 1)))
        book = made_book(case, (*MEASURES, *setting.likelihood.measures), size, 500 + k)
        started = time.perf_counter()
        posterior = learn(case, book, seed=1)
        seconds = time.perf_counter() - started
        said = [note.languages["en"] for note in posterior.doubts]
        rows.append({"records": size, "effective": posterior.effective, "pareto_k": posterior.pareto_k,
                     "power": posterior.power, "seconds": seconds, "said": said})  # fmt: skip
        print(f"{size:4d} records  effective {posterior.effective:6.0f}  k {posterior.pareto_k:5.2f}  "
              f"power {posterior.power:.2f}  {seconds:.1f} s", flush=True)  # fmt: skip
    return {"books": n, "effective_least": min(r["effective"] for r in rows),
            "tempered": sum(r["power"] < 1.0 for r in rows), "heavy_tails": sum(r["pareto_k"] > 0.7 for r in rows),
            "seconds_most": max(r["seconds"] for r in rows), "rows": rows}  # fmt: skip


def main() -> None:
    """One of the two."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ask.add_argument("what", choices=("sbc", "books"))
    ask.add_argument("--case", default=CASE)
    ask.add_argument("--truths", type=int, default=200)
    ask.add_argument("--particles", type=int, default=1000)
    ask.add_argument("--books", type=int, default=40)
    asked = ask.parse_args()
    case = podobat.read_case(asked.case)
    found = sbc(case, asked.truths, asked.particles) if asked.what == "sbc" else books(case, asked.books)
    if asked.what == "sbc":
        for name, row in found["rows"].items():
            print(f"{name:32s}" + "".join(f"  {k} {v:.3f}" for k, v in row.items()))
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps({**found, "machine": machine()}, indent=1) + "\n"
    (RESULTS / f"calibration-{asked.what}.json").write_text(text, encoding="utf-8")
    print({k: v for k, v in found.items() if k != "rows"})


if __name__ == "__main__":
    main()
