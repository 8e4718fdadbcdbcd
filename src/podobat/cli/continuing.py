"""A case that continues another: it starts where the earlier plan has got to, with what is counted of it learnt from.

The region, its money, sectors and parameters are those of the earlier case. Firms, offices and people looking are what
its forecast expects in the month before, with everything in its record book learnt from, as ranges. Facilities that the
earlier plan has opened are in service. What the new plan promises and spends is not known: one target and one programme
stand where they are to be written.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from podobat.errors import CannotRun
from podobat.plan.plain import plain
from podobat.plan.template import checked_id
from podobat.texts import catalogue
from podobat.units import is_month, month_index, month_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from podobat.plan import Case

_say = catalogue("cli")

YEARS, FORECAST_YEARS = 5, 5  # of the new plan, and beyond it
DRAWS = 1000
SHARES = (0.05, 0.5, 0.95)

Watch = Callable[[int], None]


class _Plain(yaml.SafeDumper):
    """Writes a value out wherever it stands; a plan has no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True



def continued_files(case: Case, id: str, start: str, progress: Watch | None = None) -> dict[str, str]:
    """The files of a new case by their path inside its folder.

    case      the earlier case;  id: the new plan's;  start: its first month
    progress  called with the number of particles and draws that have just finished
    raises    CannotRun for a month that the earlier forecast does not reach, or a name that is no id
    """
    checked_id(id)
    earlier = case.plan
    last = month_text(month_index(start) - 1) if is_month(start) else ""
    if not last or not earlier.horizon.start < start or last > earlier.horizon.forecast_to:
        raise CannotRun(
            _say("continuing.month", start=start, first=earlier.horizon.start, last=earlier.horizon.forecast_to)
        )
    plan = _plan(case, id, start, _start(case, last, progress))
    parameters = {f"parameters/{p.parent.name}/{p.name}": _unconfirmed(p) for p in case.parameter_files}
    cited = {name for text in (plan, *parameters.values()) for name in _cited(yaml.safe_load(text))}
    return {"plan.yaml": plan, "sources.csv": _sources(case, cited), **parameters}


def _unconfirmed(path: Path) -> str:
    """A parameter file of the earlier case, which somebody has yet to confirm for the new one."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("confirmed:")]
    return "\n".join([*lines, "confirmed: false", ""])


def _start(case: Case, last: str, progress: Watch | None) -> dict[str, Any]:
    """The block `start`: 5 %, 50 % and 95 % of what the forecast, with the records learnt from, expects in a month."""
    from podobat.forecast import forecast
    from podobat.forecast.profiles import values_at
    from podobat.learn.steering import futures

    known = futures(case, None, draws=DRAWS, progress=progress)
    result = forecast(case, draws=DRAWS, futures=known, progress=progress)
    expected = _say("continuing.expected", month=last, case=case.plan.id)

    def at(measure: str) -> NDArray[np.float64]:
        return values_at(result, measure, last)

    def figure(values: NDArray[np.float64], digits: int) -> dict[str, Any] | None:
        low, middle, high = (round(float(q), digits) for q in np.quantile(values, SHARES))
        if middle <= 0:
            return None
        ends = {"low": low, "high": high} if 0 < low <= middle <= high else {}
        return {"value": middle, **ends, "assumed": plain(expected)}

    startups, offices = at("startups.operating"), at("firms.operating")
    start: dict[str, Any] = {}
    if firms := figure(startups, 0):
        staff = figure(np.maximum(1.0, at("jobs.startups") / np.maximum(startups, 1.0)), 1)
        start["startups"] = {"firms": firms, "staff": staff}
    if firms := figure(offices, 0):
        staff = figure(np.maximum(1.0, at("jobs.attracted") / np.maximum(offices, 1.0)), 1)
        start["offices"] = {"firms": firms, "staff": staff}
    if looking := figure(at("people.looking"), 0):
        start["looking"] = {"course": looking}
    return start


def _plan(case: Case, id: str, start: str, there: Mapping[str, Any]) -> str:
    """plan.yaml: the earlier plan's region, what stands, and one target and one programme to be replaced."""
    earlier = case.plan.to_dict()
    first_year = int(start[:4])
    end = month_text(month_index(start) + 12 * YEARS - 1)
    to_write = plain(_say("continuing.to_write"))
    content: dict[str, Any] = {
        "podobat": earlier["podobat"], "id": id,
        "name": plain(_say("continuing.name", name=case.plan.name)),
        **{key: earlier[key] for key in ("region", "pull", "money")},
        "horizon": {
            "start": start, "end": end, "forecast_to": month_text(month_index(end) + 12 * FORECAST_YEARS),
        },
        "total_budget": {"value": 0, "assumed": to_write},
        "sectors": earlier["sectors"],
        "start": dict(there),
        "targets": [_target(case, end, to_write)],
        "programmes": [*_in_service(case, start, first_year), _programme(first_year, to_write)],
        "law": earlier["law"],
        "elections": [m for m in earlier["elections"] if m >= start],
        "elections_note": earlier["elections_note"],
    }  # fmt: skip
    head = "".join(f"# {line}\n" for lang in ("ko", "en") for line in _say("continuing.head")[lang].split("\n"))
    return head + yaml.dump(content, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=110)


def _target(case: Case, end: str, to_write: Any) -> dict[str, Any]:
    """A first target, to be replaced: all firms of the cluster."""
    source = next((list(t.source) for t in case.plan.targets if t.source), [])
    return {
        "id": "to-write", "name": to_write, "measure": "firms.all", "value": 1, "by": end,
        "definition": to_write, "reading": to_write, "source": source, "counts": "total",
    }  # fmt: skip


def _programme(year: int, to_write: Any) -> dict[str, Any]:
    """A first programme without money, to be replaced."""
    return {
        "id": "to-write", "name": to_write, "kind": "operations", "budget": {year: 0},
        "funding": {"city": 1}, "spending": {"public_admin": 1}, "assumed": to_write,
    }  # fmt: skip


def _in_service(case: Case, start: str, year: int) -> Iterator[dict[str, Any]]:
    """Facilities of the earlier plan that open before the new one begins, as they stand, without new money."""
    for p in case.plan.programmes:
        if p.facility is None or p.facility.opens >= start:
            continue
        kept = plain(p)
        free = {"value": 0, "assumed": plain(_say("continuing.no_new_money"))}
        yield {**kept, "budget": {year: 0}, "unit_cost": free, "apportioned": None}


def _cited(value: Any) -> Iterator[str]:
    """Every source id below a value."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "source" and inner is not None:
                yield from [inner] if isinstance(inner, str) else inner
            else:
                yield from _cited(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _cited(inner)


def _sources(case: Case, cited: Iterable[str]) -> str:
    """The rows of the earlier case's sources that are still cited."""
    from podobat.plan.read import SOURCE_COLUMNS

    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(SOURCE_COLUMNS)
    for name in sorted(set(cited) & set(case.sources)):
        writer.writerow([getattr(case.sources[name], column) for column in SOURCE_COLUMNS])
    return out.getvalue()
