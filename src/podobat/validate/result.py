"""Known patterns: what literature and official statistics report, and what the simulated world does.

    result = validate(case, seed=1)
    result.counted, result.inside        # how many figures were not used to set the model; how many it reproduces

The plan is simulated at many points of the uncertain parameters, several runs at each, with the plan and without it,
once more without its research programmes, and once more as if the region were the nation (`NATION`), beside which the
nation's figures stand. Each statistic is worked out point by point, so its 80 % interval says how far it moves with
what is uncertain; several runs a point keep pure luck, which a national statistic does not show, low.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from podobat.evidence import Parameters
from podobat.evidence.patterns import Pattern, read_patterns
from podobat.forecast import parameters_of
from podobat.forecast.fingerprints import code_fingerprint
from podobat.plan import Case
from podobat.show.json import cleaned
from podobat.show.notebook import Shown
from podobat.texts import catalogue
from podobat.units import Text
from podobat.validate import statistics as st
from podobat.validate.matching import Half, match_halves
from podobat.validate.runs import Runs, simulate, simulated

_say = catalogue("validate")

POINTS, RUNS = 256, 8  # points of the parameters, runs at each (an even number)
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Finding:
    """One published figure beside the simulated one.

    standing  counted: no parameter cites it;  used: a parameter does, or one of its series (`cited` names the figures)
    low, median, high  simulated 80 % interval;  verdict  inside | below | above (where the simulated figure lies)
    kin       cited figures that come from the same publication though they are about something else
    """

    pattern: Pattern
    standing: str
    cited: tuple[str, ...]
    kin: tuple[str, ...]
    low: float
    median: float
    high: float

    @property
    def verdict(self) -> str:
        """Where the simulated interval lies against the published figure."""
        if not np.isfinite(self.median):
            return "unknown"
        if self.pattern.series.relation == "at_most":
            return "inside" if self.low <= self.pattern.value else "above"
        if self.low <= self.pattern.value <= self.high:
            return "inside"
        return "below" if self.high < self.pattern.value else "above"

    @property
    def inside(self) -> bool:
        """Does the simulated 80 % interval hold the published figure?"""
        return self.verdict == "inside"

    @property
    def meaning(self) -> Text | None:
        """What a miss means for the answers; None when there is none."""
        if self.inside:
            return None
        return self.pattern.meaning or _plain_meaning(self)


@dataclass(frozen=True)
class Validation(Shown, printer="podobat.validate.page:print_validation"):
    """Every published figure beside the simulated one, and what made the comparison.

    Attributes
    ----------
    case : Case
        The case that was simulated.
    findings : tuple of Finding
        One a published figure, in its unit.
    points : int
        Points of the parameters.
    runs : int
        Runs of each.
    seed : int
        The seed that gives the same numbers again.
    fingerprints : Mapping of str to str
        Short hashes of plan, parameters and code.
    halves : tuple of Half
        What one half of the groups of figures teaches about the other.
    """

    case: Case
    findings: tuple[Finding, ...]
    points: int
    runs: int
    seed: int
    fingerprints: Mapping[str, str]
    halves: tuple[Half, ...] = ()

    @cached_property
    def counted(self) -> tuple[Finding, ...]:
        """The figures that no parameter was set by: the test."""
        return tuple(f for f in self.findings if f.standing == "counted")

    @cached_property
    def inside(self) -> tuple[Finding, ...]:
        """Those of them that the simulated interval holds."""
        return tuple(f for f in self.counted if f.inside)

    @cached_property
    def misses(self) -> tuple[Finding, ...]:
        """Those of them that it does not hold."""
        return tuple(f for f in self.counted if not f.inside)

    def by_group(self) -> dict[str, tuple[int, int]]:
        """Group -> (inside, counted), in the order of the list."""
        groups = dict.fromkeys(f.pattern.group for f in self.counted)
        return {g: (_n(f.inside for f in self.counted if f.pattern.group == g),
                    _n(f.pattern.group == g for f in self.counted)) for g in groups}  # fmt: skip

    def by_series(self) -> tuple[int, int]:
        """(series with all their counted figures inside, series counted): figures of one series hang together."""
        series = {f.pattern.series.id for f in self.counted}
        return len(series - {f.pattern.series.id for f in self.misses}), len(series)

    def by_fit(self, fit: str) -> tuple[int, int]:
        """(inside, counted) among the figures whose definitions are close, or only loosely related."""
        of_fit = [f for f in self.counted if f.pattern.series.fit == fit]
        return _n(f.inside for f in of_fit), len(of_fit)

    def to_json_dict(self) -> dict[str, Any]:
        """Plain dicts, lists, strings and numbers (docs/validation.md says what they mean)."""
        return cleaned({
            "schema": "podobat-validation/1",
            "case": self.case.plan.id,
            "points": self.points,
            "runs_per_point": self.runs,
            "seed": self.seed,
            "fingerprints": dict(self.fingerprints),
            "counted": len(self.counted),
            "inside": len(self.inside),
            "series": dict(zip(("inside", "counted"), self.by_series(), strict=True)),
            "history_matching": [half.told() for half in self.halves],
            "groups": {g: {"inside": k, "counted": n} for g, (k, n) in self.by_group().items()},
            "findings": [_finding_dict(f) for f in self.findings],
        })


def _n(flags: Iterable[bool]) -> int:
    return sum(flags)


def validate(
    case: Case,
    *,
    points: int = POINTS,
    runs: int = RUNS,
    seed: int = 1,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Validation:
    """Simulate what is published about such a world, and set both side by side.

    points    points of the uncertain parameters;  runs  runs at each, an even number
    progress  called with the number of runs that have just finished, of `work(points, runs)` in all
    returns   the same bits for the same seed, whatever the threads;  raises InputFaults as read_patterns does
    """
    patterns = read_patterns()
    parameters = parameters_of(case)
    done = simulate(case, parameters, patterns, points=points, runs=runs, seed=seed, threads=threads, progress=progress)
    findings = tuple(find(pattern, done, parameters) for pattern in patterns)
    counted = [f.pattern for f in findings if f.standing == "counted"]
    halves = match_halves(counted, [simulated(pattern.statistic, done) for pattern in counted], done.parameters)
    prints = {"plan": case.plan.fingerprint, "parameters": parameters.fingerprint, "code": code_fingerprint()}
    return Validation(case, findings, points, runs, seed, prints, halves)


def work(points: int = POINTS, runs: int = RUNS) -> int:
    """How many runs a validation takes."""
    return 3 * points * runs


def find(pattern: Pattern, runs: Runs, parameters: Parameters) -> Finding:
    """One published figure beside its simulated counterpart."""
    low, median, high = st.interval(simulated(pattern.statistic, runs))
    cited, kin = cited_of(pattern, parameters)
    standing = "used" if cited else "counted"
    return Finding(pattern, standing, cited, kin, low, median, high)


def cited_of(pattern: Pattern, parameters: Parameters) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Figures that set a parameter: of this figure or its series (it counts as used), and of its publication (kin)."""
    used = {id for parameter in parameters for id in parameter.source}
    mine = {s.id for s in pattern.sources} | set(pattern.series.siblings)
    pages = {s.url for s in pattern.sources if s.url}
    kin = {id for id in used - mine if id in parameters.sources and parameters.sources[id].url in pages}
    return tuple(sorted(used & mine)), tuple(sorted(kin))


# --- in words --------------------------------------------------------------------------------------------------------


def _plain_meaning(f: Finding) -> Text:
    """What can be said of any miss: on which side, and what to be careful about."""
    low = f.verdict == "below"
    care = (
        _say("result.definitions_differ_so_part")
        if f.pattern.series.fit == "loose"
        else _say("result.answers_that_lean")
    )
    return _say("result.below_published" if low else "result.above_published", care=care)


def _finding_dict(f: Finding) -> dict[str, Any]:
    p, series = f.pattern, f.pattern.series
    return {
        "id": p.id,
        "group": p.group,
        "name": p.name,
        "unit": series.unit,
        "sources": [{"id": s.id, "publisher": s.publisher, "as_of": s.as_of, "grade": s.grade, "url": s.url}
                    for s in p.sources],
        "published": {"value": p.value, "low": p.low, "high": p.high, "definition": series.published,
                      "how": p.how},
        "simulated": {"p10": f.low, "p50": f.median, "p90": f.high,
                      "world": p.statistic.world, "definition": series.simulated},
        "fit": series.fit,
        "relation": series.relation,
        "standing": f.standing,
        "cited": list(f.cited),
        "same_publication_as_cited": list(f.kin),
        "verdict": f.verdict,
        "meaning": f.meaning,
    }  # fmt: skip
