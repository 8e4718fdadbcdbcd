"""The sheet of costs and benefits: streams by year, present values that formulas work out again, lines, variants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from podobat.appraise.cost_benefit.section import MOST_DECIDING
from podobat.appraise.ledger import FACTOR, QUANTILES, RATIO, SHARE, Block, Formula, Ledger, Number, letter

if TYPE_CHECKING:
    from podobat.appraise.result import Appraisal


def sheet(ledger: Ledger, appraisal: Appraisal) -> list[Block]:
    """The result, streams and lines of each perspective, other sales, other rules, what decides, the rules applied."""
    result, lang = appraisal.cost_benefit, ledger.lang
    by_perspective = (
        block
        for perspective in result.perspectives
        for block in (
            _streams(ledger, appraisal, perspective),
            *(_lines_by_year(ledger, appraisal, perspective, side) for side in ("cost", "benefit")),
        )
    )
    reasons = tuple(text[lang] for text in (*result.rules.reasons, *result.notes))
    return [
        *summary(ledger, appraisal),
        *by_perspective,
        _sales(ledger, appraisal),
        _variants(ledger, appraisal),
        _deciding(ledger, appraisal),
        Block.lines(ledger.say("caption.rules"), reasons),
    ]


def _money_note(ledger: Ledger, appraisal: Appraisal) -> str:
    return ledger.say("money.note", unit=ledger.unit, year=appraisal.cost_benefit.rules.price_year)


def _heads(ledger: Ledger, *names: str) -> tuple[str, ...]:
    return tuple(ledger.say(f"head.{name}") for name in names)


def _in_money(ledger: Ledger, name: str) -> str:
    return ledger.say("head.in_money", head=ledger.say(f"head.{name}"), unit=ledger.unit)


def _perspective(ledger: Ledger, perspective: str) -> str:
    return ledger.say(f"perspective.{perspective}")


def summary(ledger: Ledger, appraisal: Appraisal) -> Iterator[Block]:
    """Every result of both perspectives with its quantiles."""
    head = (*_heads(ledger, "perspective", "result", "unit_of", "mean"),
            *(ledger.say(f"quantile.{q}") for q in QUANTILES), ledger.say("head.probability"))  # fmt: skip
    rows = tuple(
        (_perspective(ledger, r["perspective"]), r[f"name_{ledger.lang}"], ledger.unit_of(r["unit"]),
         ledger.number(r["mean"], r["unit"]), *ledger.quantiles(r, r["unit"]), Number(r["probability"], SHARE))
        for r in appraisal.cost_benefit.summary().to_dicts()
    )  # fmt: skip
    yield Block(ledger.say("caption.summary"), head, rows, note=_money_note(ledger, appraisal))


def _lines_by_year(ledger: Ledger, appraisal: Appraisal, perspective: str, side: str) -> Block:
    """Means of every line of one side by year, their sums, and formulas that add them again."""
    result, total, check = appraisal.cost_benefit, ledger.say("sum.total"), ledger.say("sum.check")
    lines = result.benefits().filter(perspective=perspective, side=side).to_dicts()
    lines = [r for r in lines if result.line(perspective, r["line"]).any()]
    values = [result.line(perspective, r["line"]).mean(axis=0) for r in lines]
    last = letter(1 + len(lines))
    across = f"=SUM(B{{r}}:{last}{{r}})" if lines else "=0"
    rows: list[tuple[Any, ...]] = []
    for t, year in enumerate(result.years):
        here = [float(v[t]) for v in values]
        rows.append((str(year), *map(ledger.money, here), ledger.money(sum(here)), ledger.formula(across, sum(here))))
    sums = [float(v.sum()) for v in values]
    rows.append((total, *map(ledger.money, sums), ledger.money(sum(sums)), ledger.formula(across, sum(sums))))
    span = {"first": 0, "last": len(result.years) - 1}
    checks = (
        ledger.formula(f"=SUM({letter(2 + i)}{{first}}:{letter(2 + i)}{{last}})", s, span)
        for i, s in enumerate([*sums, sum(sums)])
    )
    rows.append((check, *checks))
    caption = ledger.say("caption.by_year", perspective=_perspective(ledger, perspective),
                         side=ledger.say(f"side.{side}"))  # fmt: skip
    head = (ledger.say("head.year"), *(r[f"name_{ledger.lang}"] for r in lines), total, check)
    return Block(caption, head, tuple(rows), totals=frozenset({len(rows) - 2}), note=_money_note(ledger, appraisal))


def _streams(ledger: Ledger, appraisal: Appraisal, perspective: str) -> Block:
    """Mean streams discounted: every present value beside the formula that works it out from the streams.

    Discounting is linear, so the mean over draws of a present value is the present value of the means.
    """
    result, rules, check = appraisal.cost_benefit, appraisal.cost_benefit.rules, ledger.say("sum.check")
    frame = result.sides_by_year(perspective)
    cost, benefit = (frame.filter(side=side)["mean"].to_list() for side in ("cost", "benefit"))
    rows: list[tuple[Any, ...]] = []
    for year, c, b in zip(rules.years, cost, benefit, strict=True):
        time = year - rules.base_year - (0.5 if rules.timing == "mid" else 0.0)
        factor = Formula(f"=1/(1+{rules.rate!r})^{time!r}", (1.0 + rules.rate) ** -time, FACTOR)
        net = ledger.formula("=C{r}-B{r}", b - c)
        rows.append((str(year), ledger.money(c), ledger.money(b), ledger.money(b - c), net, factor))
    mean = {r["what"]: r["mean"] for r in result.summary().filter(perspective=perspective).to_dicts()}
    worth = [mean[what] for what in ("pv_cost", "pv_benefit", "npv")]
    rows.append((ledger.say("cell.present_value"), *map(ledger.money, worth)))
    span = {"first": 0, "last": len(rules.years) - 1}
    again = "=SUMPRODUCT({c}{{first}}:{c}{{last}},F{{first}}:F{{last}})"
    rows.append((check, *_checks(ledger, again, worth, span)))
    if rules.timing == "end":
        again = f"=NPV({rules.rate!r},{{c}}{{{{first}}}}:{{c}}{{{{last}}}})"
        rows.append((ledger.say("cell.check_npv", check=check), *_checks(ledger, again, worth, span)))
    net = ledger.say("head.net")
    head = (*_heads(ledger, "year", "cost", "benefit"), net, ledger.say("head.net_check", net=net, check=check),
            ledger.say("head.discount"))  # fmt: skip
    caption = ledger.say("caption.streams", perspective=_perspective(ledger, perspective))
    note = ledger.say("caption.discounted", rate=rules.rate, base=rules.base_year)
    return Block(caption, head, tuple(rows), totals=frozenset({len(rules.years)}), note=note)


def _checks(ledger: Ledger, formula: str, worth: list[float], span: dict[str, int]) -> Iterator[Formula]:
    """The same formula over costs, benefits and their difference."""
    return (ledger.formula(formula.format(c=c), value, span) for c, value in zip("BCD", worth, strict=True))


def definitions(ledger: Ledger, appraisal: Appraisal) -> Iterator[Block]:
    """What each line counts, and how it is kept from being counted twice; stands with the sources, being prose."""
    lang = ledger.lang
    mean = ledger.say("head.in_money", head=ledger.say("head.mean"), unit=ledger.unit)
    head = ("id", ledger.say("head.line"), mean, ledger.say("quantile.p10"), ledger.say("quantile.p90"),
            *_heads(ledger, "perspective", "definition", "duplicates", "avoided"))  # fmt: skip
    rows = tuple(
        (r["line"], ledger.say("side.of", side=ledger.say(f"side.{r['side']}"), line=r[f"name_{lang}"]),
         *(ledger.money(r[q]) for q in ("mean", "p10", "p90")), _perspective(ledger, r["perspective"]),
         *(r[f"{key}_{lang}"] for key in ("definition", "duplicates", "avoided")))
        for r in appraisal.cost_benefit.benefits().to_dicts()
    )  # fmt: skip
    yield Block(ledger.say("caption.lines"), head, rows, note=_money_note(ledger, appraisal), wrapped=True)


def _worth(ledger: Ledger, r: dict[str, Any], npv: str) -> tuple[Number, ...]:
    """NPV with its 80 % interval, median B/C, odds that it exceeds 1."""
    return (*(ledger.money(r[q]) for q in (npv, "p10", "p90")), Number(r["bc"], RATIO), Number(r["probability"], SHARE))


def _worth_heads(ledger: Ledger) -> tuple[str, ...]:
    ends = (ledger.say("quantile.p10"), ledger.say("quantile.p90"))
    return (_in_money(ledger, "npv"), *ends, *_heads(ledger, "bc", "bc_over_1"))


def _sales(ledger: Ledger, appraisal: Appraisal) -> Block:
    sales = appraisal.cost_benefit.sales
    rows: list[tuple[Any, ...]] = [
        (f"{r['factor']:.2f}", _perspective(ledger, r["perspective"]), *_worth(ledger, r, "p50")) for r in sales.rows()
    ]
    for perspective, factor in sales.switching.items():
        name = ledger.say("cell.switching_sales", factor="–" if factor is None else f"{factor:.2f}")
        rows.append((name, _perspective(ledger, perspective)))
    head = (*_heads(ledger, "sales_factor", "perspective"), *_worth_heads(ledger))
    return Block(ledger.say("caption.sales"), head, tuple(rows), note=sales.warning[ledger.lang])


def _variants(ledger: Ledger, appraisal: Appraisal) -> Block:
    rows = tuple(
        (r[f"name_{ledger.lang}"], _perspective(ledger, r["perspective"]), *_worth(ledger, r, "npv"))
        for r in appraisal.cost_benefit.variants().to_dicts()
    )
    head = (*_heads(ledger, "rule", "perspective"), *_worth_heads(ledger))
    return Block(ledger.say("caption.sheet_variants"), head, rows)


def _deciding(ledger: Ledger, appraisal: Appraisal) -> Block:
    """The assumptions that decide most, by perspective; the rest decides nothing."""
    rows = tuple(
        (r["id"], r[f"description_{ledger.lang}"], _perspective(ledger, r["perspective"]),
         Number(r["rank_correlation"], "0.00"), ledger.money(r["npv_low"]), ledger.money(r["npv_high"]),
         Number(r["switching"], "0.000"))
        for r in appraisal.cost_benefit.sensitivity().to_dicts()
        if r["rank"] <= MOST_DECIDING
    )  # fmt: skip
    head = ("id", *_heads(ledger, "assumption", "perspective", "correlation"), _in_money(ledger, "at_low"),
            _in_money(ledger, "at_high"), ledger.say("head.switching"))  # fmt: skip
    return Block(ledger.say("caption.sheet_deciding"), head, rows)
