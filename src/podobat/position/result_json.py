"""The answer as JSON: docs/schema/position-1.json."""

from __future__ import annotations

import io
import json
import math
from typing import TYPE_CHECKING, Any

from podobat.position.portrait import Growth, Line, Portrait
from podobat.position.spread import Spread
from podobat.position.standing import Basket
from podobat.texts import Text

if TYPE_CHECKING:
    from podobat.position.result import Position

FORMAT = "podobat/position-1"


def json_text(position: Position) -> str:
    """The answer as a JSON document."""
    return json.dumps(position_json(position), ensure_ascii=False, indent=1, allow_nan=False)


def position_json(position: Position) -> dict[str, Any]:
    """The answer as plain values; figures that cannot be told are null."""
    counts = position.counts
    answer = {
        "format": FORMAT,
        "place": _text(position.name),
        "beside": [_text(counts.regions[r]) for r in position.beside],
        "case": position.case.plan.id if position.case is not None else None,
        "table": {
            "file": counts.file, "kind": counts.kind, "measure": counts.measure,
            "classification": counts.classification, "years": [y if y > 0 else None for y in counts.years],
            "regions": [_text(r) for r in counts.regions],
            "industries": [{"code": i.code, "name": _text(i.name)} for i in counts.industries]
            if counts.has_industries else [],
            "partial_years": {str(year): n for year, n in counts.partial.items()},
            "account": counts.account.to_json() if counts.account is not None else None,
        },
        "sentences": {lang: _sentences(position, lang) for lang in ("ko", "en")},
        "intervals": {"rest_on": position.basis or None, "step_years": position.step},
        "portrait": _portrait(position, position.portrait),
        "sectors": [_basket(position, b) for b in position.baskets],
        "leans_on": [_basket(position, b) for b in position.supports],
        "scores": position.scores.to_json() if position.scores is not None else None,
        "movement": _movement(position),
        "disparity": [_spread(s) for s in position.spreads],
        "suggestions": [s.to_json() for s in position.suggestions],
        "long_view": position.long_view.to_json() if position.long_view is not None else None,
        "notes": [_text(note) for note in position.notes],
        "fingerprints": dict(position.fingerprints),
    }  # fmt: skip
    return _finite(answer)


def cells_csv(position: Position) -> str:
    """Every cell of the last year as CSV, with a byte order mark so that spreadsheets read the Korean."""
    buffer = io.StringIO()
    position.quotients().write_csv(buffer)
    return "\ufeff" + buffer.getvalue()


def _sentences(position: Position, lang: str) -> list[str]:
    from podobat.position.pen import Pen
    from podobat.position.sentences import headline

    return headline(Pen(position, lang))


def _text(text: Text) -> dict[str, str]:
    return dict(text.languages)


def _portrait(position: Position, p: Portrait) -> dict[str, Any]:
    return {
        "size": p.size, "share": p.share, "rank": p.rank,
        "industries": [_line(line) for line in p.lines] if position.counts.has_industries else [],
        "more": [line.at for line in p.more()], "less": [line.at for line in p.less()],
        "entrants": [line.at for line in p.entrants()],
        "alike": [{"region": r, "share": s} for r, s in p.alike],
        "structure": {
            "krugman": p.krugman, "herfindahl": p.herfindahl, "coherence": p.coherence,
            "coherence_z": p.coherence_z, "complexity": p.complexity, "complexity_rank": p.complexity_rank,
            "fitness_rank": p.fitness_rank,
        },
        "growth": _growth(p.growth),
    }  # fmt: skip


def _line(line: Line) -> dict[str, Any]:
    return {
        "industry": line.at, "count": line.count, "quotient": line.quotient.to_json(), "excess": line.excess,
        "density": line.density, "pull": line.pull, "pull_rank": line.pull_rank,
        "entry_odds": line.odds.to_json() if line.odds is not None else None, "complexity": line.complexity,
        "traded": line.traded, "related": [{"industry": i, "share": s} for i, s in line.related],
    }  # fmt: skip


def _growth(g: Growth | None) -> dict[str, Any] | None:
    if g is None:
        return None
    nation, mix, own = g.whole
    return {
        "from": g.start, "to": g.end, "before": g.before, "after": g.after,
        "parts": {"nation": nation, "mix": mix, "own": own},
        "by_industry": {"nation": g.nation.tolist(), "mix": g.mix.tolist(), "own": g.own.tolist()},
        "dynamic": dict(zip(("nation", "mix", "own"), g.steps, strict=True)) if g.steps is not None else None,
    }  # fmt: skip


def _basket(position: Position, b: Basket) -> dict[str, Any]:
    at = position.place
    return {
        "id": b.id, "name": _text(b.name), "industries": list(b.industries), "count": float(b.counts[at]),
        "quotient": b.band(at).to_json(), "rank": b.rank(at), "ahead": list(b.ahead(at)),
        "by_region": [b.band(r).to_json() for r in range(len(position.counts.regions))],
        "why": _text(b.why) if b.why is not None else None,
        "assumed": _text(b.assumed) if b.assumed is not None else None,
    }  # fmt: skip


def _movement(position: Position) -> dict[str, Any] | None:
    m = position.movement
    if m is None:
        return None
    constant, own, pull = m.drift
    return {
        "step_years": position.step, "constant": constant, "own": own, "pull": pull, "log_scale": m.log_scale,
        "exponent": m.exponent, "at_size": m.size, "changes": m.n, "covariance": m.covariance.tolist(),
    }  # fmt: skip


def _spread(s: Spread) -> dict[str, Any]:
    m = s.measures
    return {
        "id": s.id, "name": _text(s.name), "year": s.year if s.year > 0 else None, "weight": s.base, "regions": s.n,
        "groups": [_text(g) for g in s.groups], "theil_t": m.theil_t, "theil_l": m.theil_l, "gini": m.gini,
        "williamson": m.williamson, "between": m.between, "within": m.within,
    }  # fmt: skip


def _finite(value: Any) -> Any:
    """Plain values, with null for what is not finite."""
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value
