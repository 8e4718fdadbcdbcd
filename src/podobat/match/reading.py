"""Tables of suppliers, demands and outcomes, as agencies keep them, read into a market.

    market = read_market("suppliers.csv", "demands.xlsx", outcomes="결과.csv")

CSV, XLSX or Parquet, UTF-8 or CP949, heads of several lines, Korean or English names of columns. Every fault of every
table is reported at once. A firm that stands twice in a table is a fault where its number or its name decides it, by
the rule of the directory; where the names are merely alike, or equal under different numbers, a note asks a person.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from podobat.errors import Fault, InputFaults
from podobat.evidence.partners import with_wider
from podobat.match.columns import DEMANDS, LONGEST, OUTCOMES, SUPPLIERS
from podobat.match.language import TERM_MARK, TextReader
from podobat.match.market import Demand, Market, Outcome, Supplier, Wishes
from podobat.match.places import Gazetteer, Spot
from podobat.names import Likeness, legal_forms, may_be_one, name_key
from podobat.tables import (
    Column,
    Limits,
    Row,
    Sheet,
    Table,
    find_heads,
    listed,
    meant,
    one_sheet,
    read_sheets,
    table_of,
)
from podobat.texts import Text, catalogue

say = catalogue("match")
Source = str | Path | bytes
_LIMITS = Limits(longest=LONGEST)
_SEPARATORS = re.compile(r"[;\n|]|(?<=\D),(?=\D)|、|·")
_REGISTRATION = re.compile(r"\d{3}-\d{2}-\d{5}", flags=re.ASCII)
_MOST_NOTES = 12


def read_market(
    suppliers: Source, demands: Source, outcomes: Source | None = None, *, reader: TextReader, gazetteer: Gazetteer
) -> Market:
    """The market of two tables, and of a third with what became of pairs.

    raises  InputFaults with every fault of every table; CannotRun when a file cannot be read at all
    """
    faults: list[Fault] = []
    tables = [
        _table(source, columns, faults)
        for source, columns in ((suppliers, SUPPLIERS), (demands, DEMANDS), (outcomes, OUTCOMES))
        if source is not None
    ]
    notes = [note for table in tables if table for note in table.notes]
    about = About(reader, gazetteer)
    sides = [Side.of(table, faults, notes) for table in tables[:2] if table]
    if len(sides) < 2 or not all(tables):
        raise InputFaults(faults)
    offer, ask = sides
    market = Market.of(
        [_supplier(row, id, offer, ask, about, faults) for row, id in offer.rows],
        [_demand(row, id, offer, ask, about, faults) for row, id in ask.rows],
        _outcomes(tables[2], offer, ask, faults) if len(tables) > 2 and tables[2] else (),
        notes,
    )
    if faults:
        raise InputFaults(faults)
    return dataclasses.replace(market, notes=(*notes, *_what_is_missing(market, offer, ask)))


def _what_is_missing(market: Market, offer: Side, ask: Side) -> list[Text]:
    """What the tables leave unknown and the reader should know of."""
    notes = []
    for side, firms in ((offer, market.suppliers), (ask, market.demands)):
        lost = [f"{f.name} ({f.place})" for f in firms if f.place and f.spot is None]
        if lost:
            notes.append(say("note.no_place", table=side.title, n=len(lost), names=listed(lost, _MOST_NOTES)))
    if any(row["costs"] is None and row["sales"] is not None for row, _ in ask.rows):
        notes.append(say("note.sales_as_costs", table=ask.title))
    return notes


def market_fingerprint(market: Market) -> str:
    """Twelve hex digits that change when anything that was read does, and not with the order of the rows."""
    digest = hashlib.sha256()
    for row in (*market.suppliers, *market.demands, *market.outcomes):
        for field_ in dataclasses.fields(row):
            value = getattr(row, field_.name)
            if field_.name != "line":
                digest.update(f"{sorted(value) if isinstance(value, frozenset) else value!r};".encode())
    return digest.hexdigest()[:12]


def _table(source: Source, columns: Sequence[Column], faults: list[Fault]) -> Table | None:
    """The typed rows of a table; None, with faults noted, when it has none."""

    def fits(sheet: Sheet) -> bool:
        heads = find_heads(sheet, columns)
        return heads is not None and len(heads.placed) >= 2

    try:
        table = table_of(one_sheet(read_sheets(source, limits=_LIMITS), fits=fits), columns)
    except InputFaults as found:
        faults += found.faults
        return None
    faults += table.faults
    if not table.rows and not table.faults:
        found, remedy = _told("no_rows")
        faults.append(Fault(table.sheet.title, None, "", found, remedy=remedy))
        return None
    return table


@dataclass
class Side:
    """The firms of one table: rows with their ids, and which id a number or a name means."""

    title: str
    rows: list[tuple[Row, str]] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, table: Table, faults: list[Fault], notes: list[Text]) -> Side:
        """Gives every row an id - its number, else its name - and notes firms that stand twice."""
        side = cls(table.sheet.title)
        by_id: dict[str, int] = {}
        by_name: dict[str, list[tuple[str, int, bool]]] = {}
        for row in table.rows:
            number, name = _number(row["id"]), _one_line(row["name"])
            if not number and not name:
                faults.append(_fault(row, "name", "nameless"))
                continue
            id = number or name
            if id in by_id:
                faults.append(_twice(row, "id" if number else "name", id, by_id[id]))
                continue
            by_id[id] = row.line
            same = by_name.setdefault(name_key(name), []) if name_key(name) else []
            one = next((s for s in same if _is_one(name, number, s)), None)
            if one is not None:
                faults.append(_twice(row, "name", name, one[1]))
                continue
            same.append((name, row.line, bool(number)))
            side.rows.append((row, id))
            side.ids[id] = id
            side.names.setdefault(name_key(name), id)
        notes += _doubts(side, by_name)
        return side

    def find(self, written: str) -> str | None:
        """The id of a firm written as its number or its name, spelling aside."""
        return self.ids.get(_number(written)) or (self.names.get(name_key(written)) if name_key(written) else None)


def _is_one(name: str, number: str, other: tuple[str, int, bool]) -> bool:
    """Does an equal key decide that two are one firm? Not where both have numbers, or forms of law that differ."""
    return not (number and other[2]) and may_be_one(legal_forms(name), legal_forms(other[0]))


def _twice(row: Row, column: str, name: str, first: int) -> Fault:
    return _fault(row, column, "twice", name=name, line=first)


def _doubts(side: Side, by_name: Mapping[str, list[tuple[str, int, bool]]]) -> list[Text]:
    """Firms that a person should look at: the same name under different numbers, and names that are merely alike."""
    notes = []
    same = [same for same in by_name.values() if len(same) > 1]
    if same:
        shown = listed((f"{s[0][0]} ({', '.join(str(line) for _, line, _ in s)})" for s in same), _MOST_NOTES)
        notes.append(say("note.same_name", table=side.title, names=shown))
    known = [(i, s[0][0], by_name_key) for i, (by_name_key, s) in enumerate(sorted(by_name.items()))]
    alike = Likeness(known)
    pairs = [
        f"{name} = {c.name}?"
        for i, name, _ in known
        for c in alike.near(name)
        if c.id > i and may_be_one(legal_forms(name), legal_forms(c.name))
    ]
    if pairs:
        notes.append(say("note.alike", table=side.title, names=listed(pairs, _MOST_NOTES)))
    return notes


def _told(key: str, **values: object) -> tuple[Text, Text]:
    """What was found, and the remedy."""
    return say(f"fault.{key}.found", **values), say(f"fault.{key}.remedy")


def _fault(row: Row, column: str, key: str, **values: object) -> Fault:
    found, remedy = _told(key, **values)
    return row.fault(column, found, remedy=remedy)


def _unknown(row: Row, column: str, name: str, side: Side) -> Fault:
    """That a firm stands in no row of the other table, with the nearest name there."""
    found = say("fault.unknown_firm.found", table=side.title, name=name)
    return row.fault(column, found, remedy=meant(name, [r["name"] or id for r, id in side.rows]))


def _number(cell: str | None) -> str:
    """An id as it is compared: a business registration number without its dashes, anything else as it is."""
    text = _one_line(cell)
    return text.replace("-", "") if _REGISTRATION.fullmatch(text) else text


def _one_line(cell: str | None) -> str:
    return " ".join((cell or "").split())


def _parts(cell: str | None) -> list[str]:
    """The entries of a list in a cell, separated by semicolons, lines, bars or commas between words."""
    return list(dict.fromkeys(p for part in _SEPARATORS.split(cell or "") if (p := _one_line(part))))


def _lines(cell: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p for part in (cell or "").split("\n") if (p := _one_line(part))))


def _works(cell: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p for part in re.split(r"[;\n]", cell or "") if (p := _one_line(part))))


@dataclass(frozen=True)
class About:
    """What is known of terms and places, by which cells are understood."""

    reader: TextReader
    gazetteer: Gazetteer

    def sectors(self, cell: str | None) -> frozenset[str]:
        """The sectors in a cell: as written, and as terms of the trades (`#car` for 자동차 부품)."""
        parts = [p for part in re.split(r"[;,/·\n]", cell or "") if (p := _one_line(part))]
        named = {t for read in self.reader.read_all(parts) for t in read.terms}
        terms = {wider for t in named for wider in with_wider(t, self.reader.terms)}
        return frozenset({re.sub(r"\W", "", p).casefold() for p in parts} | {TERM_MARK + t for t in terms})


def _spot(row: Row, gazetteer: Gazetteer, faults: list[Fault]) -> Spot | None:
    latitude, longitude = row["latitude"], row["longitude"]
    if (latitude is None) != (longitude is None):
        column = "longitude" if longitude is None else "latitude"
        faults.append(_fault(row, column, "half_coordinates"))
        return None
    return gazetteer.find(row["place"] or "", None if latitude is None else (latitude, longitude))


def _partners(row: Row, sides: Iterable[Side]) -> frozenset[str]:
    """Those it has worked with: as ids where they are known, else as keys of their names."""
    sides = list(sides)
    known = ((next((id for side in sides if (id := side.find(p))), None), p) for p in _parts(row["partners"]))
    return frozenset(id or name_key(p) or p for id, p in known)


def _wishes(row: Row, other: Side, faults: list[Fault]) -> Wishes:
    lists = {}
    for column in ("must", "never", "hoped"):
        ids = []
        for part in _parts(row[column]):
            id = other.find(part)
            if id is None:
                faults.append(_unknown(row, column, part, other))
            elif id not in ids:
                ids.append(id)
        lists[column] = tuple(ids)
    both = set(lists["must"]) & set(lists["never"])
    if both:
        faults.append(_fault(row, "never", "must_and_never", names=listed(sorted(both))))
    return Wishes(**lists)


def _supplier(row: Row, id: str, offer: Side, ask: Side, about: About, faults: list[Fault]) -> Supplier:
    profile, works = _lines(row["text"]), _works(row["works"])
    if not works and row["projects"] and len(profile) == row["projects"]:
        profile, works = (), profile  # a line for each project: the text is the list of its works
    if not profile and not works:
        faults.append(_fault(row, "text", "offers_nothing"))
    done = int(row["projects"] or len(works))
    capacity = 1 if row["capacity"] is None else int(row["capacity"])
    return Supplier(
        id, _one_line(row["name"]) or id, profile, works, done, about.sectors(row["sector"]), row["staff"] or None,
        _one_line(row["place"]), _spot(row, about.gazetteer, faults), capacity, _partners(row, (ask, offer)),
        _wishes(row, ask, faults), row.line,
    )  # fmt: skip


def _demand(row: Row, id: str, offer: Side, ask: Side, about: About, faults: list[Fault]) -> Demand:
    text = _one_line(row["text"])
    if not text:
        faults.append(_fault(row, "text", "needs_nothing"))
    costs = row["costs"] if row["costs"] is not None else row["sales"]
    wanted = 1 if row["wanted"] is None else int(row["wanted"])
    return Demand(
        id, _one_line(row["name"]) or id, text, about.sectors(row["sector"]), row["staff"] or None,
        _one_line(row["place"]), _spot(row, about.gazetteer, faults), wanted, _partners(row, (offer, ask)),
        _wishes(row, offer, faults), costs, row["voucher"], row.line,
    )  # fmt: skip


def _outcomes(table: Table, offer: Side, ask: Side, faults: list[Fault]) -> list[Outcome]:
    outcomes, seen = [], {}
    for row in table.rows:
        pair = []
        for column, side in (("demand", ask), ("supplier", offer)):
            id = side.find(_one_line(row[column]))
            if id is None:
                faults.append(_unknown(row, column, row[column], side))
            pair.append(id)
        if None in pair:
            continue
        if tuple(pair) in seen:
            faults.append(_fault(row, "supplier", "outcome_twice", line=seen[tuple(pair)]))
            continue
        seen[tuple(pair)] = row.line
        outcomes.append(Outcome(pair[0], pair[1], row["stage"], _one_line(row["reason"])))
    return outcomes
