"""The fan of one measure with its targets and records, drawn once for each state of forecast and book, then kept."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Final

from podobat.evidence import measure
from podobat.forecast import QUANTILES
from podobat.forecast.sentences import measure_name
from podobat.plan import Plan
from podobat.show import pictures
from podobat.show.charts import NARROW, WIDE, svg
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
    found = bands(snapshot, measure_id)
    if found is None or found.shape[-1] != len(plan.months):
        return ""
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
    drawings = [
        svg(
            pictures.fan(canvas, x, band, without, list(flags.values()), unit=unit,
                         plan_end=(_year(end), write.say("label.plan_end")), counted=dots),
            canvas, description,
        )
        for canvas in (WIDE, NARROW)
    ]  # fmt: skip
    return _key(write, bool(dots)) + "".join(drawings)


def _year(month: str) -> float:
    return int(month[:4]) + int(month[5:7]) / 12


def _key(write: Writer, dots: bool) -> str:
    swatch = templates().get_template("swatch.html.j2").module.swatch  # pyright: ignore[reportAttributeAccessIssue]
    marks = write.key((*KEY, *(("dot-third=counted",) if dots else ())))
    items = "".join(f"<li>{swatch(mark)}{escape(text)}</li>" for mark, text in marks)
    return f'<ul class="key">{items}</ul>'
