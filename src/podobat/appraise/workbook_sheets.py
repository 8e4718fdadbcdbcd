"""What stands on each sheet of the workbook: tables of values, with formulas that check sums and present values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from openpyxl.utils import get_column_letter

from podobat.appraise.ahp.section import (
    ahp_answer,
    break_even_table,
    consistency_table,
    judged_table,
    scores_table,
    weights_table,
)
from podobat.appraise.office import Office, Row
from podobat.appraise.sections import io_answer, unit_answer
from podobat.show.document import Table
from podobat.units import UNITS, Text

if TYPE_CHECKING:
    import polars as pl

    from podobat.plan import Case

SHEETS: dict[str, Text] = {
    "summary": Text("요약", "Summary"),
    "io": Text("투입산출", "Input-output"),
    "cba": Text("비용편익", "Cost-benefit"),
    "ahp": Text("계층화분석", "Hierarchy"),
    "units": Text("단가", "Unit costs"),
    "sources": Text("가정과 출처", "Assumptions and sources"),
    "left_out": Text("제외 항목", "Left out"),
}
CHECK = Text("검산(수식)", "Check (formula)")
TOTAL = Text("합계", "Total")
_WHAT = Text("구분", "Item")
_ANSWER = Text("답", "Answer")
_NAME = Text("설명", "Description")
MONEY, COUNT, RATIO, SHARE, FACTOR = "#,##0.0", "#,##0", "0.000", "0.0%", "0.0000"
_BY_YEAR = Text("연도별 평균(할인 전)", "means by year (undiscounted)")
_STREAMS = Text("연도별 흐름과 현재가치(평균)", "streams by year and present values (means)")
_DISCOUNT = Text("할인 계수", "Discount factor")
MOST_DECIDING = 15  # assumptions of each perspective on the sheet; the rest decides nothing
_QUANTILES = ("p2_5", "p10", "p50", "p90", "p97_5")
_HEADS = {
    "p2_5": Text("2.5%", "2.5 %"), "p10": Text("10%", "10 %"), "p50": Text("중앙값", "Median"),
    "p90": Text("90%", "90 %"), "p97_5": Text("97.5%", "97.5 %"),
}  # fmt: skip


@dataclass(frozen=True)
class Number:
    """A value with its number format; None or infinity prints as a dash."""

    value: float | None
    format: str = MONEY


@dataclass(frozen=True)
class Formula:
    """A formula: {r} is its own row, other names are rows counted from the first row of the table."""

    text: str
    format: str = MONEY
    rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Block:
    """A table of a sheet; `totals` are rows set apart, `wrapped` holds prose, `own_page` begins a page in print."""

    caption: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    note: str = ""
    totals: frozenset[int] = frozenset()
    wrapped: bool = False
    own_page: bool = False


@dataclass(frozen=True)
class _Desk:
    """The office with one scale for all money of the workbook."""

    office: Office
    factor: float
    unit: str

    def money(self, value: float | None) -> Number:
        """KRW million in the workbook's money."""
        return Number(None if value is None else value * self.factor)

    def number(self, value: float | None, unit: str) -> Number:
        """A value of a unit as a cell."""
        if unit.startswith("KRW_m"):
            return self.money(value)
        formats = {"ratio": RATIO, "1/year": SHARE, "share": SHARE, "year": "0.0", "1": RATIO}
        return Number(value, formats.get(unit, COUNT))

    def unit_of(self, unit: str) -> str:
        """How a unit is written in a column of units."""
        return self.unit if unit.startswith("KRW_m") else UNITS[unit].label[self.office.lang]


def sheets_of(office: Office, case: Case, front: Sequence[tuple[str, str]]) -> dict[str, list[Block]]:
    """The blocks of every sheet, in the order of the sheets."""
    plan = office.appraisal.plan
    factor, unit = office.axis(plan.won_m(plan.budget) or 1.0)
    desk = _Desk(office, factor, unit)
    return {
        "summary": _summary(desk, front),
        "io": _io(desk),
        "cba": _cba(desk),
        "ahp": _ahp(desk),
        "units": _units(desk),
        "sources": _sources(desk, case),
        "left_out": _left_out(desk),
    }


def _from_table(table: Table, *, wrapped: bool = False) -> Block:
    return Block(table.caption, table.head, table.rows, wrapped=wrapped)


def _money_note(desk: _Desk) -> str:
    year = desk.office.appraisal.cost_benefit.rules.price_year
    return Text(
        f"금액 단위: {desk.unit}, {year}년 가격. 평균은 더할 수 있으나 중앙값과 분위수는 더할 수 없습니다.",
        f"Money in {desk.unit} at prices of {year}. Means add up; medians and quantiles do not.",
    )[desk.office.lang]


# --- summary -----------------------------------------------------------------------------------------------------


def _summary(desk: _Desk, front: Sequence[tuple[str, str]]) -> list[Block]:
    office, lang = desk.office, desk.office.lang
    said = [
        (office.say("io"), io_answer(office)),
        (office.say("cba"), office.appraisal.cost_benefit.verdict("national")[lang]),
        (office.say("warning"), office.appraisal.sales.warning[lang]),
        (office.say("ahp"), ahp_answer(office)),
        (office.say("units"), unit_answer(office)),
    ]
    draws = f"{office.appraisal.draws:,}"
    return [
        Block(office.say("answers"), (_WHAT[lang], _ANSWER[lang]), tuple(said),
              note=office.say("answers_lead", draws=draws), wrapped=True),
        _cba_summary(desk),
        Block(office.say("made"), (_WHAT[lang], office.say("value")), tuple(front), wrapped=True,
              own_page=True),
    ]  # fmt: skip


# --- input-output ------------------------------------------------------------------------------------------------

_COLUMNS = (("spending", "nation"), ("output", "nation"), ("output", "region"), ("value_added", "nation"),
            ("value_added", "region"), ("employment", "nation"), ("employment", "region"))  # fmt: skip


def _io(desk: _Desk) -> list[Block]:
    office, lang = desk.office, desk.office.lang
    io = office.appraisal.io
    head = (office.say("effect"), office.say("place"), Text("유형", "Type")[lang], office.say("unit_of"),
            office.say("mean"), *(_HEADS[q][lang] for q in _QUANTILES))  # fmt: skip
    rows = [
        (r[f"effect_{lang}"], r[f"place_{lang}"], r["kind"], desk.unit_of(r["unit"]), desk.number(r["mean"], r["unit"]),
         *(desk.number(r[q], r["unit"]) for q in _QUANTILES))
        for r in io.total().to_dicts()
    ]  # fmt: skip
    caption, note = Text("유발효과 합계", "Effects in total")[lang], f"{_money_note(desk)} {office.say('io_lead')}"
    return [
        Block(caption, head, tuple(rows), note=note),
        _io_block(desk, io.by_sector(), "sector"),
        _io_block(desk, io.by_year(), "year"),
        _io_block(desk, io.by_programme(), "programme"),
        Block(office.say("notes"), (), tuple((note,) for note in office.notes(io.notes)), wrapped=True),
    ]  # fmt: skip


def _io_block(desk: _Desk, frame: pl.DataFrame, first: str) -> Block:
    """Means by item, which add up: with their total and a formula that adds them again."""
    office, lang = desk.office, desk.office.lang
    means = {(r["id"], r["effect"], r["place"]): r for r in frame.filter(kind="I").to_dicts()}
    ids = [id for id in dict.fromkeys(id for id, _, _ in means) if means[id, "spending", "nation"]["mean"] > 0]
    units = ["KRW_m"] * 5 + ["person-years"] * 2
    head = [office.say(first), f"{office.say('spending')} ({desk.unit})"]
    for (effect, place), unit in zip(_COLUMNS[1:], units[1:], strict=True):
        head.append(f"{office.say(effect)}, {office.say(place)} ({desk.unit_of(unit)})")
    rows: list[tuple[Any, ...]] = []
    for id in ids:
        name = means[id, "spending", "nation"][f"name_{lang}"]
        cells = [desk.number(means[id, e, p]["mean"], u) for (e, p), u in zip(_COLUMNS, units, strict=True)]
        rows.append((name, *cells))
    sums = [sum(means[id, e, p]["mean"] for id in ids) for e, p in _COLUMNS]
    rows.append((TOTAL[lang], *(desk.number(s, u) for s, u in zip(sums, units, strict=True))))
    checks = []
    for column, unit in enumerate(units, 2):
        letter = get_column_letter(column)
        text = f"=SUM({letter}{{first}}:{letter}{{last}})" if ids else "=0"
        span = {"first": 0, "last": len(ids) - 1}
        checks.append(Formula(text, MONEY if unit == "KRW_m" else COUNT, span))
    rows.append((CHECK[lang], *checks))
    what = {"sector": "io_by_sector", "year": "io_by_year", "programme": "io_by_programme"}[first]
    caption = office.say(what).split(":")[0] + Text(": 평균", ": mean")[lang]
    return Block(caption, tuple(head), tuple(rows), totals=frozenset({len(ids)}))


# --- cost-benefit ------------------------------------------------------------------------------------------------


def _cba(desk: _Desk) -> list[Block]:
    office, lang = desk.office, desk.office.lang
    result = office.appraisal.cost_benefit
    blocks = [_cba_summary(desk)]
    for perspective in result.perspectives:
        blocks += [_cba_streams(desk, perspective)]
        blocks += [_cba_lines_by_year(desk, perspective, side) for side in ("cost", "benefit")]
    blocks += [_cba_sales(desk), _cba_variants(desk), _cba_deciding(desk)]
    reasons = tuple((text[lang],) for text in (*result.rules.reasons, *result.notes))
    blocks.append(Block(office.say("rules"), (), reasons, wrapped=True))
    return blocks


def _cba_summary(desk: _Desk) -> Block:
    office, lang = desk.office, desk.office.lang
    head = (office.say("perspective"), office.say("result"), office.say("unit_of"), office.say("mean"),
            *(_HEADS[q][lang] for q in _QUANTILES), office.say("probability"))  # fmt: skip
    rows = [
        (office.say(r["perspective"]), r[f"name_{lang}"], desk.unit_of(r["unit"]), desk.number(r["mean"], r["unit"]),
         *(desk.number(r[q], r["unit"]) for q in _QUANTILES), Number(r["probability"], SHARE))
        for r in office.appraisal.cost_benefit.summary().to_dicts()
    ]  # fmt: skip
    return Block(office.say("summary"), head, tuple(rows), note=_money_note(desk))


def _cba_lines_by_year(desk: _Desk, perspective: str, side: str) -> Block:
    """Means of every line of one side by year, their sums, and formulas that add them again."""
    office, lang = desk.office, desk.office.lang
    result = office.appraisal.cost_benefit
    lines = result.benefits().filter(perspective=perspective, side=side).to_dicts()
    lines = [r for r in lines if result.line(perspective, r["line"]).any()]
    values = [result.line(perspective, r["line"]).mean(axis=0) for r in lines]
    head = (office.say("year"), *(r[f"name_{lang}"] for r in lines), TOTAL[lang], CHECK[lang])
    last = get_column_letter(1 + len(lines))
    rows: list[tuple[Any, ...]] = []
    for t, year in enumerate(result.years):
        here = [float(v[t]) for v in values]
        again = Formula(f"=SUM(B{{r}}:{last}{{r}})") if lines else Formula("=0")
        rows.append((str(year), *map(desk.money, here), desk.money(sum(here)), again))
    sums = [float(v.sum()) for v in values]
    rows.append((TOTAL[lang], *map(desk.money, sums), desk.money(sum(sums)), Formula(f"=SUM(B{{r}}:{last}{{r}})")))
    span = {"first": 0, "last": len(result.years) - 1}
    checks = [Formula(f"=SUM({c}{{first}}:{c}{{last}})", rows=span) for c in _letters(2, len(lines) + 1)]
    rows.append((CHECK[lang], *checks))
    caption = f"{office.say(perspective)}: {office.say(side)}, {_BY_YEAR[lang]}"
    return Block(caption, head, tuple(rows), totals=frozenset({len(rows) - 2}), note=_money_note(desk))


def _letters(first: int, count: int) -> list[str]:
    return [get_column_letter(first + i) for i in range(count)]


def _cba_streams(desk: _Desk, perspective: str) -> Block:
    """Mean streams discounted: every present value beside the formula that works it out from the streams.

    Discounting is linear, so the mean over draws of a present value is the present value of the means.
    """
    office, lang = desk.office, desk.office.lang
    appraisal = office.appraisal
    rules = appraisal.cost_benefit.rules
    frame = appraisal.sides_by_year(perspective)
    cost, benefit = (frame.filter(side=side)["mean"].to_list() for side in ("cost", "benefit"))
    head = (office.say("year"), office.say("cost"), office.say("benefit"), office.say("net_benefit"),
            f"{office.say('net_benefit')}: {CHECK[lang]}", _DISCOUNT[lang])  # fmt: skip
    rows: list[tuple[Any, ...]] = []
    for year, c, b in zip(rules.years, cost, benefit, strict=True):
        time = year - rules.base_year - (0.5 if rules.timing == "mid" else 0.0)
        factor = Formula(f"=1/(1+{rules.rate!r})^{time!r}", FACTOR)
        rows.append((str(year), desk.money(c), desk.money(b), desk.money(b - c), Formula("=C{r}-B{r}"), factor))
    span = {"first": 0, "last": len(rules.years) - 1}
    mean = {r["what"]: r["mean"] for r in appraisal.cost_benefit.summary().filter(perspective=perspective).to_dicts()}
    cells = [desk.money(mean[what]) for what in ("pv_cost", "pv_benefit", "npv")]
    rows.append((office.say("present_value"), *cells))
    checks = [Formula(f"=SUMPRODUCT({c}{{first}}:{c}{{last}},F{{first}}:F{{last}})", rows=span) for c in "BCD"]
    rows.append((CHECK[lang], *checks))
    if rules.timing == "end":
        npv = [Formula(f"=NPV({rules.rate!r},{c}{{first}}:{c}{{last}})", rows=span) for c in "BCD"]
        rows.append((f"{CHECK[lang]}: NPV", *npv))
    caption = f"{office.say(perspective)}: {_STREAMS[lang]}"
    note = Text(
        f"할인율 {rules.rate:.1%}, 기준 시점 {rules.base_year}년 말. 표본마다 셈한 현재가치의 평균은 평균 흐름의 "
        "현재가치와 같습니다.",
        f"At {rules.rate:.1%} to the end of {rules.base_year}. The mean over draws of a present value equals the "
        "present value of the mean streams.",
    )[lang]
    return Block(caption, head, tuple(rows), totals=frozenset({len(rules.years)}), note=note)


def _cba_lines(desk: _Desk) -> Block:
    """What each line counts, and how it is kept from being counted twice; stands with the sources, being prose."""
    office, lang = desk.office, desk.office.lang
    head = ("id", office.say("line"), f"{office.say('mean')} ({desk.unit})", _HEADS["p10"][lang], _HEADS["p90"][lang],
            office.say("perspective"), office.say("definition"), office.say("duplicates"),
            office.say("avoided"))  # fmt: skip
    rows = [
        (r["line"], f"{office.say(r['side'])}: {r[f'name_{lang}']}", desk.money(r["mean"]), desk.money(r["p10"]),
         desk.money(r["p90"]), office.say(r["perspective"]), r[f"definition_{lang}"], r[f"duplicates_{lang}"],
         r[f"avoided_{lang}"])
        for r in office.appraisal.cost_benefit.benefits().to_dicts()
    ]  # fmt: skip
    return Block(office.say("lines"), head, tuple(rows), note=_money_note(desk), wrapped=True)


def _cba_sales(desk: _Desk) -> Block:
    office, lang = desk.office, desk.office.lang
    sales = office.appraisal.sales
    head = (office.say("sales_factor"), office.say("perspective"), f"{office.say('npv')} ({desk.unit})",
            _HEADS["p10"][lang], _HEADS["p90"][lang], office.say("bc"), office.say("bc_over_1"))  # fmt: skip
    rows = [
        (f"{r['factor']:.2f}", office.say(r["perspective"]), desk.money(r["p50"]), desk.money(r["p10"]),
         desk.money(r["p90"]), Number(r["bc"], RATIO), Number(r["probability"], SHARE))
        for r in sales.rows()
    ]  # fmt: skip
    rows += [
        (office.say("switching_sales", factor="–" if factor is None else f"{factor:.2f}"), office.say(perspective))
        for perspective, factor in sales.switching.items()
    ]
    return Block(office.say("sales"), head, tuple(rows), note=sales.warning[lang])


def _cba_variants(desk: _Desk) -> Block:
    office, lang = desk.office, desk.office.lang
    head = (office.say("rule"), office.say("perspective"), f"{office.say('npv')} ({desk.unit})", _HEADS["p10"][lang],
            _HEADS["p90"][lang], office.say("bc"), office.say("bc_over_1"))  # fmt: skip
    rows = [
        (r[f"name_{lang}"], office.say(r["perspective"]), desk.money(r["npv"]), desk.money(r["p10"]),
         desk.money(r["p90"]), Number(r["bc"], RATIO), Number(r["probability"], SHARE))
        for r in office.appraisal.cost_benefit.variants().to_dicts()
    ]  # fmt: skip
    return Block(Text("다른 규칙으로 셈하면", "Under other rules")[lang], head, tuple(rows))


def _cba_deciding(desk: _Desk) -> Block:
    office, lang = desk.office, desk.office.lang
    head = (
        "id",
        office.say("assumption"),
        office.say("perspective"),
        office.say("correlation"),
        f"{office.say('at_low')} ({desk.unit})",
        f"{office.say('at_high')} ({desk.unit})",
        office.say("switching"),
    )
    rows = [
        (r["id"], r[f"description_{lang}"], office.say(r["perspective"]), Number(r["rank_correlation"], "0.00"),
         desk.money(r["npv_low"]), desk.money(r["npv_high"]), Number(r["switching"], "0.000"))
        for r in office.appraisal.cost_benefit.sensitivity().to_dicts()
        if r["rank"] <= MOST_DECIDING
    ]  # fmt: skip
    return Block(Text("무엇이 결과를 정하는가", "What decides the result")[lang], head, tuple(rows))


# --- the other sheets --------------------------------------------------------------------------------------------


def _ahp(desk: _Desk) -> list[Block]:
    office = desk.office
    found = office.appraisal.hierarchy
    said = Block(office.say("ahp"), (), ((ahp_answer(office),),), wrapped=True)
    if found is None:
        return [said]
    tables = [weights_table(office, found)]
    if found.judged:
        tables += [scores_table(office, found), judged_table(office, found), consistency_table(office, found)]
    tables.append(break_even_table(office, found))
    notes = tuple((note,) for note in office.notes(found.notes))
    blocks = [said, *(_from_table(t, wrapped=True) for t in tables)]
    return [*blocks, Block(office.say("notes"), (), notes, wrapped=True)]


def _units(desk: _Desk) -> list[Block]:
    office, lang = desk.office, desk.office.lang
    costs = office.appraisal.unit_costs
    per = Text(f"단가({desk.unit}): ", f"cost ({desk.unit}): ")[lang]
    head = (office.say("unit"), office.say("month"), office.say("count"), office.say("ratio_of_means"),
            *(f"{per}{_HEADS[q][lang]}" for q in _QUANTILES), office.say("nothing_added"),
            office.say("place_of"))  # fmt: skip
    blocks = []
    for basis in ("net", "gross"):
        rows = [_unit_row(desk, r) for r in costs.rows().to_dicts() if r["basis"] == basis]
        blocks.append(Block(office.say(f"unit_{basis}"), head, tuple(rows), note=office.say("unit_lead")))
    names = [office.say(key) for key in ("place", "quantity", "value", "unit_of", "years", "source")]
    rows = [
        (r[f"place_{lang}"], r[f"quantity_{lang}"], desk.number(r["value"], r["unit"]), desk.unit_of(r["unit"]),
         str(r["years"]), str(r["source"]))
        for r in costs.references().to_dicts()
    ]  # fmt: skip
    notes = tuple((note,) for note in office.notes(costs.notes))
    return [*blocks, Block(office.say("references"), tuple(names), tuple(rows), wrapped=True),
            Block(office.say("notes"), (), notes, wrapped=True)]  # fmt: skip


def _unit_row(desk: _Desk, r: Row) -> tuple[Any, ...]:
    place = None if r["percentile"] is None else r["percentile"] / 100.0
    return (
        r[f"name_{desk.office.lang}"], str(r["month"]), Number(r["count_mean"], "#,##0.0"),
        desk.money(r["ratio_of_means"]), *(desk.money(r[q]) for q in _QUANTILES), Number(r["nothing_added"], SHARE),
        Number(place, "0%"),
    )  # fmt: skip


def _sources(desk: _Desk, case: Case) -> list[Block]:
    office, lang = desk.office, desk.office.lang
    appraisal = office.appraisal
    parameters = [*appraisal.parameters_of("appraisal"), *appraisal.parameters_of("multipliers")]
    head = ("id", _NAME[lang], office.say("value"), Text("하한", "Low")[lang], Text("상한", "High")[lang],
            office.say("unit_of"), office.say("grade"), office.say("source"), office.say("assumed"))  # fmt: skip
    rows = []
    for p in parameters:
        d = p.distribution
        spread = (None, None) if d.fixed else (d.low, d.high)
        rows.append((
            p.id, p.description[lang], Number(d.value, "General"), *(Number(x, "General") for x in spread),
            UNITS[p.unit].label[lang], office.say(p.evidence), ", ".join(p.source),
            p.assumed[lang] if p.assumed is not None else "",
        ))  # fmt: skip
    known = {**appraisal.sources, **case.sources}
    cited = dict.fromkeys(id for p in parameters for id in p.source)
    if appraisal.hierarchy is not None:
        cited |= dict.fromkeys(appraisal.hierarchy.rules.cited)
    cited |= dict.fromkeys(
        id for r in appraisal.unit_costs.references().to_dicts() for id in str(r["source"]).split() if id in known
    )
    columns = ("id", "definition", "value", "unit", "as_of", "grade", "publisher", "title", "url")
    names = ("id", office.say("definition"), office.say("value"), office.say("unit_of"),
             Text("기준 시점", "As of")[lang], office.say("grade"), Text("발행 기관", "Publisher")[lang],
             Text("제목", "Title")[lang], "URL")  # fmt: skip
    figures = [tuple(str(getattr(known[id], column)) for column in columns) for id in cited if id in known]
    return [
        Block(office.say("sources"), head, tuple(rows), note=office.say("grades"), wrapped=True),
        Block(office.say("source"), names, tuple(figures), wrapped=True),
        _cba_lines(desk),
    ]


def _left_out(desk: _Desk) -> list[Block]:
    office, lang = desk.office, desk.office.lang
    head = (Text("번호", "No.")[lang], office.say("left_out"))
    rows = tuple((str(i), text[lang]) for i, text in enumerate(office.appraisal.left_out, 1))
    notes = tuple((str(i), note[lang]) for i, note in enumerate(office.appraisal.notes, 1))
    return [
        Block(office.say("left_out"), head, rows, note=office.say("left_out_lead"), wrapped=True),
        Block(office.say("notes"), (head[0], office.say("notes")), notes, wrapped=True),
    ]
