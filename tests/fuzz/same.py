"""The same figures written otherwise, in front of every reader: it reads the same, or refuses; never anything else.

READERS    what each reader makes of a sound table, as something that can be compared
same       a kind of the fuzz: one table of one reader in one form of `rewrite.FORMS`
"""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from tests.appraise import made_up_tables as io_tables
from tests.fuzz import inputs, rewrite
from tests.fuzz.harness import Kind
from tests.fuzz.mutate import Table
from tests.habits.repository import ROOT

KOREAN = ROOT / "tests" / "match" / "korean"


def _kept(data: bytes, name: str) -> Path:
    path = Path(tempfile.mkdtemp(prefix="fuzz-same-")) / name
    path.write_bytes(data)
    return path


def _rounded(values: Any) -> Any:
    """To nine digits: a workbook keeps other last bits than a text."""
    return None if values is None else [float(f"{v:.9g}") for v in np.asarray(values, float).ravel()]


def _io(data: bytes, ending: str) -> Any:
    from podobat.evidence.input_output import read_table

    table = read_table(_kept(data, f"표{ending}"), price_year=2020)
    region = None if table.region is None else (_rounded(table.region.region), _rounded(table.region.nation))
    figures = (table.A, table.value_added, table.employment, table.pay, table.basket)
    return [*map(_rounded, figures), table.imports_counted, table.codes, region]


def _outlook(data: bytes, ending: str) -> Any:
    from podobat.outlook.asked import read_asked

    asked = read_asked(data, f"표{ending}")
    return [(s.id, s.target, s.deadline, s.counts, s.kind, s.unit) for s in (*asked.series, *asked.history)]


def _position(data: bytes, ending: str) -> Any:
    from podobat.position.reading import read_counts

    found = read_counts(data, name=f"표{ending}")
    return [_rounded(found.values), found.years, [r.ko for r in found.regions], [i.code for i in found.industries]]


@cache
def _market_tools() -> tuple[Any, Any]:
    from podobat.evidence.partners import TERMS, read_places, read_terms
    from podobat.match.language import TextReader
    from podobat.match.places import Gazetteer

    return TextReader(read_terms(TERMS)), Gazetteer(read_places())


def _match(side: str) -> Callable[[bytes, str], Any]:
    def read(data: bytes, ending: str) -> Any:
        from podobat.match.reading import read_market

        other = "demands" if side == "suppliers" else "suppliers"
        path = _kept(data, f"{side}{ending}")
        beside = path.with_name(f"{other}.csv")
        beside.write_bytes(rewrite.plain(inputs._table(KOREAN / f"{other}.csv")[:12]).encode())
        reader, gazetteer = _market_tools()
        tables = (path, beside) if side == "suppliers" else (beside, path)
        market = read_market(*tables, reader=reader, gazetteer=gazetteer)
        rows = market.suppliers if side == "suppliers" else market.demands
        return [[_plainly(getattr(r, f.name)) for f in dataclasses.fields(r) if f.name != "line"] for r in rows]

    return read


def _plainly(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else repr(value)


def _judgements(data: bytes, ending: str) -> Any:
    from podobat.errors import InputFaults
    from podobat.plan.judgement_files import read_judgements

    said = read_judgements(_kept(data, f"판단{ending}"))
    if said.log.faults:
        raise InputFaults(said.log.faults)
    return [repr(said.rows), repr(said.names), repr(said.parts)]


def _wide() -> Table:
    return [*inputs.WIDE[:3], ["매출액", "백만원", "기업과", "1000.5", "2500", "4000", "900.25", "2600"],
            ["순이익", "백만원", "기업과", "10", "25.5", "40", "-3.5", "-12"]]  # fmt: skip


def _long() -> Table:
    return [*inputs.LONG[:5], ["s9", "me", "auto", "건", "1234.5", "2024", "2021", "1200.5", "1300"]]


def _counts() -> Table:
    head, *rows = inputs._counts(Random(1))
    return [head, *([*row[:4], f"{int(row[4]) * 10}.5"] for row in rows)]


READERS: dict[str, tuple[Callable[[bytes, str], Any], Callable[[], Table]]] = {
    "square": (_io, lambda: io_tables.texts(io_tables.square_rows(region=True))),
    "oecd": (_io, lambda: io_tables.texts(io_tables.oecd_rows())),
    "bank of korea": (_io, lambda: [
        io_tables.HEAD, *io_tables.long_rows(io_tables.INPUT_TABLE, io_tables.A),
        *io_tables.long_rows(io_tables.JOBS_TABLE, io_tables.JOBS[:, None] * io_tables.L, "명/10억원")]),
    "outlook, wide": (_outlook, _wide),
    "outlook, long": (_outlook, _long),
    "position": (_position, _counts),
    "suppliers": (_match("suppliers"), lambda: inputs._table(KOREAN / "suppliers.csv")[:12]),
    "demands": (_match("demands"), lambda: inputs._table(KOREAN / "demands.csv")[:12]),
    "judgements": (_judgements, inputs._judged),
}  # fmt: skip


#: A mark behind what is a name of a person or a number of a firm is part of it.
#: Where every number has three digits behind a point, points are decimals, and a note says so.
OTHERS = {("demands", "german-in-commas"), ("demands", "xlsx-german"),
          ("suppliers", "row-notes"), ("demands", "row-notes"), ("judgements", "row-notes")}  # fmt: skip


@cache
def plainly_read(name: str) -> Any:
    """What a reader makes of its table as a plain CSV."""
    read, table = READERS[name]
    return read(rewrite.plain(table()).encode(), ".csv")


def one(name: str, form: str, luck: Random, folder: Path | None = None) -> str:
    """Read a table in a form. Raises PodobatError when it is refused, AssertionError when it reads other figures."""
    read, table = READERS[name]
    data, ending = rewrite.FORMS[form](luck, table())
    if folder is not None:
        (folder / f"{name}{ending}").write_bytes(data)
    found = read(data, ending)
    if (name, form) in OTHERS:
        return "sound"
    assert found == plainly_read(name), f"{name} as {form}: read without a word, and otherwise"
    return "sound"


def same(luck: Random, folder: Path) -> str:
    """One of them, by luck."""
    return one(luck.choice(sorted(READERS)), luck.choice(sorted(rewrite.FORMS)), luck, folder)


SAME_KINDS = (Kind("same", 0.06, same),)
