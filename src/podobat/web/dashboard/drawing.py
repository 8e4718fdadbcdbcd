"""The fan of one measure with its targets and records, drawn once for each state of forecast and book, then kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

from podobat.evidence import measure
from podobat.forecast import QUANTILES
from podobat.forecast.sentences import measure_name
from podobat.plan import Plan
from podobat.show import pictures
from podobat.show.charts import NARROW, WIDE, Canvas, Spec, svg, themed
from podobat.show.document import templates
from podobat.show.store import write_whole
from podobat.show.writer import Writer
from podobat.units import Lang
from podobat.web.book.models import Record, State
from podobat.web.core.models import Case
from podobat.web.dashboard.models import Snapshot
from podobat.web.dashboard.services import bands

MOST_DOTS: Final = 300
KEY: Final = ("line=p50", "band-dark=band80", "band-light=band95", "dash=without", "diamond=target", "up=beyond")


def fan_of(snapshot: Snapshot, case: Case, plan: Plan, measure_id: str, lang: Lang, token: str) -> str:
    """Drawings for desk and phone with their key, as HTML; "" where the forecast has no such measure."""
    path = snapshot.folder / f"fan-{measure_id}-{lang}-{token or 'empty'}.html"
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        drawn = _drawn(snapshot, case, plan, measure_id, lang)
    if drawn and path.parent.is_dir():
        _put(path, drawn)
    return drawn


def _put(path: Path, text: str) -> None:
    for old in path.parent.glob(path.name.rsplit("-", 1)[0] + "-*.html"):  # of earlier states of the book
        old.unlink(missing_ok=True)
    write_whole(path, text)


def _drawn(snapshot: Snapshot, case: Case, plan: Plan, measure_id: str, lang: Lang) -> str:
    fan = _fan(snapshot, case, plan, measure_id, lang)
    if fan is None:
        return ""
    drawings = [svg(fan.spec(canvas), canvas, fan.description) for canvas in (WIDE, NARROW)]
    return _key(fan.write, bool(fan.dots)) + '<div class="still">' + "".join(drawings) + "</div>"


def chart_of(snapshot: Snapshot, case: Case, plan: Plan, measure_id: str, lang: Lang) -> Spec | None:
    """The same fan as a specification that a browser can draw; None where the forecast has no such measure."""
    fan = _fan(snapshot, case, plan, measure_id, lang)
    if fan is None:
        return None
    spec = _unedged(themed(fan.spec(WIDE), WIDE))
    spec["config"] = {**spec.get("config", {}), "mark": {"tooltip": {"content": "encoding"}}, "font": "sans-serif"}
    return {**spec, "$schema": "https://vega.github.io/schema/vega-lite/v5.json"}


def _unedged(part: Any) -> Any:
    """Without the edge around letters, which a canvas paints over them instead of behind."""
    if isinstance(part, dict):
        letters = part.get("type") == "text"
        return {k: _unedged(v) for k, v in part.items() if not (letters and k in ("stroke", "strokeWidth"))}
    return [_unedged(inner) for inner in part] if isinstance(part, list) else part


def table_of(snapshot: Snapshot, plan: Plan, measure_id: str) -> list[tuple[str, list[float]]]:
    """Every month with the quantiles with the plan and the median without it, in the unit of the measure."""
    found = bands(snapshot, measure_id)
    if found is None or found.shape[-1] != len(plan.months):
        return []
    middle = list(QUANTILES).index("p50")
    return [(m, [*found[0, :, i].tolist(), float(found[1, middle, i])]) for i, m in enumerate(plan.months)]


@dataclass(frozen=True)
class Fan:
    """A fan before it is drawn for one width or another."""

    write: Writer
    spec: Callable[[Canvas], Spec]
    description: str
    dots: list[tuple[float, float]]


def _fan(snapshot: Snapshot, case: Case, plan: Plan, measure_id: str, lang: Lang) -> Fan | None:
    found = bands(snapshot, measure_id)
    if found is None or found.shape[-1] != len(plan.months):
        return None
    write, what = Writer.of("forecast", lang, plan), measure(measure_id)
    names = list(QUANTILES)
    factor, unit = write.axis(what.unit, float(found[0].max()))
    x = [_year(m) for m in plan.months]
    band = {q: (factor * found[0, i]).tolist() for i, q in enumerate(names)}
    without = (factor * found[1, names.index("p50")]).tolist()
    flags = {}
    for t in plan.targets:
        if t.measure == measure_id:
            value = plan.won_m(t.value) if what.unit.startswith("KRW_m") else t.value
            label = write.say("label.target", value=write.quantity(value, what.unit, None))
            flags[t.by, value] = pictures.Flag(_year(t.by), factor * value, label)
    rows = Record.objects.filter(case=case, measure=measure_id, coverage__in=("", "whole"), scope="")
    values = rows.exclude(state=State.WITHDRAWN).order_by("-day").values_list("day", "value")[:MOST_DOTS]
    dots = [(day.year + (day.month - 1 + day.day / 31) / 12, factor * value) for day, value in values]
    if what.kind == "flow":
        dots = []  # a sum over a period stands at no single month
    end = str(plan.horizon.end)
    description = f"{measure_name(measure_id, lang)}, {write.month(plan.months[0])} – {write.month(plan.months[-1])}"

    def spec(canvas: Canvas) -> Spec:
        return pictures.fan(canvas, x, band, without, list(flags.values()), unit=unit,
                            plan_end=(_year(end), write.say("label.plan_end")), counted=dots)  # fmt: skip

    return Fan(write, spec, description, dots)


def _year(month: str) -> float:
    return int(month[:4]) + int(month[5:7]) / 12


def _key(write: Writer, dots: bool) -> str:
    swatch = templates().get_template("swatch.html.j2").module.swatch  # pyright: ignore[reportAttributeAccessIssue]
    marks = write.key((*KEY, *(("dot-third=counted",) if dots else ())))
    items = "".join(f"<li>{swatch(mark)}{escape(text)}</li>" for mark, text in marks)
    return f'<ul class="key">{items}</ul>'
