"""The sheet of input-output effects: totals with their quantiles, and means by item that formulas add up again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from podobat.appraise.input_output.section import UNITS_OF
from podobat.appraise.ledger import QUANTILES, Block, Ledger

if TYPE_CHECKING:
    import polars as pl

    from podobat.appraise.result import Appraisal

_COLUMNS: Final = (("spending", "nation"), *((e, p) for e in UNITS_OF for p in ("nation", "region")))
_UNITS: Final = {"spending": "KRW_m", **UNITS_OF}


def sheet(ledger: Ledger, appraisal: Appraisal) -> list[Block]:
    """Effects in total, by sector, year and programme."""
    io = appraisal.io
    return [
        _totals(ledger, appraisal),
        _by(ledger, io.by_sector(), "sector"),
        _by(ledger, io.by_year(), "year"),
        _by(ledger, io.by_programme(), "programme"),
        Block.lines(ledger.say("page.notes"), tuple(note[ledger.lang] for note in io.notes)),
    ]


def _totals(ledger: Ledger, appraisal: Appraisal) -> Block:
    say, lang = ledger.say, ledger.lang
    head = (*(say(f"head.{h}") for h in ("effect", "place", "type")), say("head.unit_of"), say("head.mean"),
            *(say(f"quantile.{q}") for q in QUANTILES))  # fmt: skip
    rows = tuple(
        (r[f"effect_{lang}"], r[f"place_{lang}"], r["kind"], ledger.unit_of(r["unit"]),
         ledger.number(r["mean"], r["unit"]), *ledger.quantiles(r, r["unit"]))
        for r in appraisal.io.total().to_dicts()
    )  # fmt: skip
    money = say("money.note", unit=ledger.unit, year=appraisal.plan.money.price_year)
    return Block(say("sheet.totals"), head, rows, note=f"{money} {say('lead.method')}")


def _by(ledger: Ledger, frame: pl.DataFrame, item: str) -> Block:
    """Means by item, which add up: with their total and a formula that adds them again."""
    say, lang = ledger.say, ledger.lang
    means = {(r["id"], r["effect"], r["place"]): r for r in frame.filter(kind="I").to_dicts()}
    ids = [id for id in dict.fromkeys(id for id, _, _ in means) if means[id, "spending", "nation"]["mean"] > 0]
    rows: list[tuple[Any, ...]] = []
    for id in ids:
        cells = (ledger.number(means[id, e, p]["mean"], _UNITS[e]) for e, p in _COLUMNS)
        rows.append((means[id, "spending", "nation"][f"name_{lang}"], *cells))
    sums = [sum(means[id, e, p]["mean"] for id in ids) for e, p in _COLUMNS]
    rows.append((say("sum.total"), *(ledger.number(s, _UNITS[e]) for s, (e, _) in zip(sums, _COLUMNS, strict=True))))
    span = {"first": 0, "last": len(ids) - 1}
    checks = (
        ledger.formula(f"=SUM({letter}{{first}}:{letter}{{last}})" if ids else "=0", s, span, _UNITS[e])
        for letter, s, (e, _) in zip("BCDEFGH", sums, _COLUMNS, strict=True)
    )
    rows.append((say("sum.check"), *checks))
    heads = (_head(ledger, e, p) for e, p in _COLUMNS)
    return Block(say(f"sheet.{item}"), (say(f"head.{item}"), *heads), tuple(rows), totals=frozenset({len(ids)}))


def _head(ledger: Ledger, effect: str, place: str) -> str:
    name, unit = ledger.say(f"head.{effect}"), ledger.unit_of(_UNITS[effect])
    if effect == "spending":
        return ledger.say("head.spending_in", effect=name, unit=unit)
    return ledger.say("head.effect_in", effect=name, place=ledger.say(f"head.{place}"), unit=unit)
