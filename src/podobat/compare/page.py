"""Scenarios beside each other, as people read them: tables on the console, a page in both languages, one picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console

from podobat.compare.better import BETTER
from podobat.compare.result import Comparison, json_text
from podobat.evidence.measures import measure
from podobat.forecast.sentences import measure_name
from podobat.money import MINUS, Money, number_text
from podobat.show.charts import CANVASES, drawn_quickly, standing_alone, svg
from podobat.show.console import print_table
from podobat.show.document import Table
from podobat.show.forest import Line, forest
from podobat.show.money import COUNTERS, in_table, interval, month_name, probability_text, share_text
from podobat.show.panels import Page, Panel, other_pages, write_pages
from podobat.show.store import write_table, write_whole
from podobat.units import Text

if TYPE_CHECKING:
    from podobat.compare.result import Difference, OddsChange, Side

#: What a comparison shows first; every other measure is in the page, the JSON and the tables.
FIRST: Final = (
    "jobs.direct", "startups.founded", "startups.operating", "startups.crossed", "people.trained",
    "people.placed_region", "firms.opened", "venture.raised", "adopters", "spending",
)  # fmt: skip
SAME: Final = Text("같음", "the same")
ARROWS: Final = {1: Text("많을수록 좋음", "more is better"), -1: Text("적을수록 좋음", "less is better"),
                 0: Text("좋고 나쁨 없음", "neither is better")}  # fmt: skip
KEY: Final = (
    ("dot", Text("차이의 평균", "mean difference")),
    ("band-dark", Text("80% 전망 구간", "80 % interval")),
    ("band-light", Text("95% 전망 구간", "95 % interval")),
    ("zero", Text("0: 차이 없음", "0: no difference")),
)


@dataclass(frozen=True)
class Pen:
    """Writes the figures of one comparison in one language."""

    comparison: Comparison
    lang: str

    @property
    def money(self) -> Money:
        """The money of the first plan's reader."""
        return Money.of_plan(self.comparison.sides[0].plan)

    def amount(self, x: float, unit: str) -> str:
        """A quantity for a table whose row says the unit."""
        return in_table(x, unit, self.lang, self.money)

    def spread(self, d: Difference, low: str, high: str) -> str:
        """An interval of a difference; 'to' where a dash would stand before a minus."""
        q = d.effect.quantiles
        said = interval(q[low], q[high], d.unit, self.lang, self.money, bare=self.lang == "en")
        return said.replace("–", " to ") if self.lang == "en" and q[low] < 0 else said

    def factor(self, x: float) -> str:
        """By how much pairing cut the variance."""
        return "–" if x != x else Text(f"{number_text(x, 2)}배", f"{number_text(x, 2)} times")[self.lang]

    def points(self, o: OddsChange) -> str:
        """A change of odds in percentage points with its paired error."""
        if o.change == 0 and o.error == 0:
            return SAME[self.lang]
        unit = Text("%p", " pp")[self.lang]
        return f"{MINUS if o.change < 0 else '+'}{abs(100 * o.change):.1f} ± {100 * o.error:.1f}{unit}"

    def pair(self, a: Side, b: Side) -> str:
        """'A against B'."""
        return Text(f"{a.name.ko} 대 {b.name.ko}", f"{a.name.en} against {b.name.en}")[self.lang]


def print_comparison(comparison: Comparison, lang: str, console: Console) -> None:
    """For every pair: the first measures at the plan's end, and the odds of every target."""
    pen = Pen(comparison, lang)
    month = comparison.sides[0].plan.horizon.end
    for a, b in comparison.pairs:
        known = [m for m in FIRST if m in comparison.measure_ids]
        for table in (measures_table(pen, a, b, known, month), odds_table(pen, a, b)):
            print_table(table, console)
    for note in notes(pen):
        console.print(note)


def measures_table(pen: Pen, a: Side, b: Side, measure_ids: list[str], month: str) -> Table:
    """Differences of some measures in one month, one a row."""
    lang, rows = pen.lang, []
    for id in measure_ids:
        d = pen.comparison.difference(a.id, b.id, id, month)
        unit = COUNTERS["en"].get(d.unit, "").strip() if lang == "en" else ""
        name = named(pen, id) + (f" ({unit})" if unit else "")
        if d.effect.nothing:
            cells = (SAME[lang], "–", "–", "–")
        else:
            beats = probability_text(d.beats, pen.comparison.draws, lang) if d.better else "–"
            ties = share_text(d.effect.ties)
            cells = (pen.amount(d.effect.mean, d.unit), pen.spread(d, "p10", "p90"), pen.spread(d, "p2_5", "p97_5"),
                     f"{beats} ({ties})")  # fmt: skip
        rows.append((name, pen.amount(d.mean_a, d.unit), pen.amount(d.mean_b, d.unit), *cells, pen.factor(d.factor)))
    head = (
        Text("지표", "Measure"), a.name, b.name, Text("차이", "Difference"), Text("80% 전망 구간", "80 % interval"),
        Text("95% 전망 구간", "95 % interval"), Text("앞이 나을 확률(같은 비율)", "First is better (ties)"),
        Text("분산 감소", "Variance cut"),
    )  # fmt: skip
    caption = f"{pen.pair(a, b)}, {month_name(month, lang)}"
    return Table(caption, tuple(h[lang] for h in head), tuple(rows))


def named(pen: Pen, id: str) -> str:
    """The name of a measure; by sector or programme, with the name of that."""
    name, part = measure_name(id, pen.lang), id.removeprefix(f"{measure(id).id}").removeprefix(".")
    plan = pen.comparison.sides[0].plan
    names = {x.id: x.name[pen.lang] for x in (*plan.sectors, *plan.programmes)}
    return f"{name}: {names[part]}" if part in names else name


def odds_table(pen: Pen, a: Side, b: Side) -> Table:
    """The odds on every target under both, and their change."""
    lang, draws = pen.lang, pen.comparison.draws
    rows = [
        (o.name[lang], a.plan.target(o.target).by, probability_text(o.odds_a, draws, lang),
         probability_text(o.odds_b, draws, lang), pen.points(o), pen.factor(o.factor))
        for o in pen.comparison.odds if (o.a, o.b) == (a.id, b.id)
    ]  # fmt: skip
    head = (Text("목표", "Target"), Text("목표 시점", "By"), a.name, b.name,
            Text("달성 확률의 변화", "Change of the odds"), Text("분산 감소", "Variance cut"))  # fmt: skip
    caption = Text(f"{pen.pair(a, b)}: 달성 확률(±는 표본 오차)", f"{pen.pair(a, b)}: odds (± Monte Carlo error)")
    return Table(caption[lang], tuple(h[lang] for h in head), tuple(rows))


def notes(pen: Pen) -> tuple[str, ...]:
    """How the tables are read."""
    c = pen.comparison
    said = (
        Text(
            "모든 시나리오가 같은 표본에서 같은 우연을 겪게 하여 표본마다 견주었습니다. 차이는 앞의 것에서 뒤의 것을 "
            "뺀 값이며, 두 값이 같은 표본은 반씩 나누어 셉니다.",
            "Every scenario meets the same chance in the same draw. A difference is the first minus the second, future "
            "by future; ties count half.",
        ),
        Text(
            "분산 감소는 따로따로 모의실험했을 때와 견주어 차이의 분산이 몇 분의 1이 되었는지를 나타냅니다.",
            "The variance cut: by how many times independent simulations would enlarge the variance of a difference.",
        ),
        Text(
            f"표본 {c.draws:,}개, 난수 시드 {c.seed}, 모의실험 {c.simulations:,}회, {c.seconds:.1f}초.",
            f"{c.draws:,} draws, seed {c.seed}, {c.simulations:,} simulations, {c.seconds:.1f} s.",
        ),
    )
    return tuple(text[pen.lang] for text in said)


# --- the page ---------------------------------------------------------------------------------------------------------


def picture(pen: Pen, a: Side, b: Side) -> tuple[str, ...]:
    """Differences at the plan's end as percentages of what B comes to, one line a measure: for a desk and a phone."""
    month, lang = pen.comparison.sides[0].plan.horizon.end, pen.lang
    lines = []
    for id in (m for m in FIRST if m in pen.comparison.measure_ids):
        d = pen.comparison.difference(a.id, b.id, id, month)
        base = d.mean_b if d.mean_b else d.mean_a
        if base:
            ends = {q: 100 * d.effect.quantiles[q] / base for q in ("p2_5", "p10", "p90", "p97_5")}
            label = f"{pen.amount(d.effect.mean, d.unit)}"
            lines.append(Line(named(pen, id), 100 * d.effect.mean / base, **ends, label=label))
    unit = Text(f"'{b.name.ko}'의 평균에 견준 비율(%)", f"% of the mean of '{b.name.en}'")[lang]
    title = f"{pen.pair(a, b)}, {month_name(month, lang)}"
    return tuple(svg(forest(c, lines, unit=unit), c, title) for c in CANVASES)


def comparison_panels(comparison: Comparison, lang: str) -> list[Panel]:
    """A panel for every pair, then how they are read."""
    pen, panels = Pen(comparison, lang), []
    with drawn_quickly():
        for n, (a, b) in enumerate(comparison.pairs):
            month = comparison.sides[0].plan.horizon.end
            ids = [m for m in comparison.measure_ids if measure(m).id == m]
            later = [t for t in comparison.months if t != month]
            tables = [odds_table(pen, a, b), measures_table(pen, a, b, ids, month)]
            tables += [measures_table(pen, a, b, [m for m in FIRST if m in ids], t) for t in later]
            panels.append(
                Panel(f"pair-{n}", pen.pair(a, b), tuple(sentences(pen, a, b)), picture(pen, a, b),
                      tuple((mark, said[lang]) for mark, said in KEY), tuple(tables))
            )  # fmt: skip
    title = Text("읽는 법", "How to read this")[lang]
    return [*panels, Panel("reading", title, notes(pen), tables=(directions(pen),))]


def directions(pen: Pen) -> Table:
    """Which way is better, measure by measure."""
    rows = [(named(pen, id), ARROWS[way][pen.lang]) for id, way in BETTER.items() if id in pen.comparison.measure_ids]
    head = (Text("지표", "Measure")[pen.lang], Text("어느 쪽이 나은가", "Which way is better")[pen.lang])
    return Table(Text("지표마다 나은 쪽", "Which way is better, by measure")[pen.lang], head, tuple(rows))


def sentences(pen: Pen, a: Side, b: Side) -> list[str]:
    """What the pair comes to: people working at the plan's end, and how sure that is."""
    month, lang = pen.comparison.sides[0].plan.horizon.end, pen.lang
    if "jobs.direct" not in pen.comparison.measure_ids:
        return []
    d = pen.comparison.difference(a.id, b.id, "jobs.direct", month)
    if d.effect.nothing:
        return [Text("재직 인원은 모든 표본에서 같습니다.", "People working are the same in every future.")[lang]]
    wide = interval(d.effect.quantiles["p10"], d.effect.quantiles["p90"], d.unit, lang, pen.money)
    beats = probability_text(d.beats, pen.comparison.draws, lang)
    return [
        Text(
            f"{month_name(month, 'ko')} 재직 인원의 차이는 평균 {number_text(d.effect.mean)}명"
            f"(80% 전망 구간 {wide})이며, 앞의 것이 더 많을 확률은 {beats}입니다.",
            f"In {month_name(month, 'en')} the difference in people working is {number_text(d.effect.mean)} on average "
            f"(80 % interval {wide}); the first has more with probability {beats}.",
        )[lang]
    ]


def write_comparison(comparison: Comparison, folder: Path, lang: str) -> Path:
    """Write pages in both languages, a picture a pair, JSON and tables into a folder. Returns the page asked for."""
    write_whole(folder / "compare.json", json_text(comparison) + "\n")
    write_table(comparison.measures(), folder / "differences.parquet")
    if comparison.odds:
        write_table(comparison.targets(), folder / "odds.parquet")
    with drawn_quickly():
        for n, (a, b) in enumerate(comparison.pairs):
            drawn = picture(Pen(comparison, lang), a, b)[0]
            write_whole(folder / f"differences-{n + 1}-{lang}.svg", standing_alone(drawn))
    return write_pages(folder, "compare", lang, {x: comparison_page(comparison, x, lang) for x in ("ko", "en")})


def comparison_page(comparison: Comparison, lang: str, asked: str) -> Page:
    """The whole page; `asked` is the language of compare.html."""
    plan = comparison.sides[0].plan
    facts = (
        (Text("시나리오(가정안)", "Scenarios")[lang], ", ".join(s.name[lang] for s in comparison.sides)),
        (Text("표본", "Draws")[lang], f"{comparison.draws:,}"),
        (Text("난수 시드", "Seed")[lang], str(comparison.seed)),
        (Text("모의실험", "Simulations")[lang], f"{comparison.simulations:,}"),
    )
    asked_for = "".join(f" --scenario {s.id}" for s in comparison.sides)
    return Page(
        title=Text(f"{plan.name.ko}: 시나리오 비교", f"{plan.name.en}: scenarios compared")[lang],
        facts=facts,
        panels=tuple(comparison_panels(comparison, lang)),
        command=f"podobat compare cases/{comparison.case_id}{asked_for} --draws {comparison.draws} "
        f"--seed {comparison.seed} --lang {lang}",
        others=other_pages("compare", asked, lang),
    )
