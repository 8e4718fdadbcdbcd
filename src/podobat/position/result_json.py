"""Parts of the answer as plain values for JSON: docs/schema/position-1.json."""

from __future__ import annotations

from typing import Any

from podobat.position.counts import Counts
from podobat.position.movement import Movement
from podobat.position.portrait import Growth, Line, Portrait
from podobat.position.spread import Spread
from podobat.position.standing import Basket


def table_json(counts: Counts) -> dict[str, Any]:
    """What was read: names and codes, to which every number of a region or industry in the JSON points, from 0."""
    return {
        "file": counts.file, "kind": counts.kind, "measure": counts.measure,
        "classification": counts.classification, "years": [y if y > 0 else None for y in counts.years],
        "regions": list(counts.regions),
        "industries": [{"code": i.code, "name": i.name} for i in counts.industries] if counts.has_industries else [],
        "partial_years": dict(counts.partial),
        "account": counts.account.to_json() if counts.account is not None else None,
    }  # fmt: skip


def portrait_json(p: Portrait, has_industries: bool) -> dict[str, Any]:
    """One place."""
    return {
        "size": p.size, "share": p.share, "rank": p.rank,
        "industries": [_line(line) for line in p.lines] if has_industries else [],
        "more": [line.at for line in p.more()], "less": [line.at for line in p.less()],
        "entrants": [line.at for line in p.entrants()],
        "alike": [{"region": r, "share": s} for r, s in p.alike],
        "structure": {
            "krugman": p.krugman, "herfindahl": p.herfindahl, "coherence": p.coherence,
            "coherence_z": p.coherence_z, "complexity": p.complexity, "complexity_rank": p.complexity_rank,
            "fitness_rank": p.fitness_rank,
        },
        "growth": _growth(p.growth) if p.growth is not None else None,
    }  # fmt: skip


def _line(line: Line) -> dict[str, Any]:
    return {
        "industry": line.at, "count": line.count, "quotient": line.quotient.to_json(), "excess": line.excess,
        "density": line.density, "pull": line.pull, "pull_rank": line.pull_rank,
        "entry_odds": line.odds.to_json() if line.odds is not None else None, "complexity": line.complexity,
        "traded": line.traded, "related": [{"industry": i, "share": s} for i, s in line.related],
    }  # fmt: skip


def _growth(g: Growth) -> dict[str, Any]:
    names = ("nation", "mix", "own")
    return {
        "from": g.start, "to": g.end, "before": g.before, "after": g.after,
        "parts": dict(zip(names, g.whole, strict=True)),
        "by_industry": {"nation": g.nation, "mix": g.mix, "own": g.own},
        "dynamic": dict(zip(names, g.steps, strict=True)) if g.steps is not None else None,
    }  # fmt: skip


def basket_json(b: Basket, at: int, n_regions: int) -> dict[str, Any]:
    """A sector or what is leaned on: here, and the quotient of every region."""
    return {
        "id": b.id, "name": b.name, "industries": list(b.industries), "count": float(b.counts[at]),
        "quotient": b.band(at).to_json(), "rank": b.rank(at), "ahead": list(b.ahead(at)),
        "by_region": [b.band(r).to_json() for r in range(n_regions)], "why": b.why, "assumed": b.assumed,
    }  # fmt: skip


def movement_json(m: Movement, step: int | None) -> dict[str, Any]:
    """How quotients move between counts."""
    constant, own, pull = m.drift
    return {
        "step_years": step, "constant": constant, "own": own, "pull": pull, "log_scale": m.log_scale,
        "exponent": m.exponent, "at_size": m.size, "changes": m.n, "covariance": m.covariance,
    }  # fmt: skip


def spread_json(s: Spread) -> dict[str, Any]:
    """Disparity of one thing at one year."""
    m = s.measures
    return {
        "id": s.id, "name": s.name, "year": s.year if s.year > 0 else None, "weight": s.base, "regions": s.n,
        "groups": list(s.groups), "theil_t": m.theil_t, "theil_l": m.theil_l, "gini": m.gini,
        "williamson": m.williamson, "between": m.between, "within": m.within,
    }  # fmt: skip
