"""What is known about partners: the terms of the trades, where places lie, and how much each thing in common counts.

    terms = read_terms(FOLDER / "terms.csv")         welding = 용접, and that spot welding is a kind of it
    places = read_places(FOLDER / "places.csv")      Gwangju 35.16 N 126.85 E, within Korea
    weights = read_weights(FOLDER / "weights.yaml")  learnt from partnerships that are known, or said to be assumed

An office may add terms of its own in a file of the same four columns; what it says twice or of nothing is a fault.
"""

# ruff: noqa: RUF009 - entry(...) declares a field and how it is read

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from podobat.errors import Fault, InputFaults
from podobat.evidence.read import GRADES
from podobat.plan.document import LARGEST_TABLE, Log, Node, read_text, read_yaml
from podobat.plan.fields import Kind, choice, entry, number, record, sources, text
from podobat.texts import Text, catalogue
from podobat.units import nearest

_say = catalogue("evidence")

HERE = Path(__file__).parent / "partners"
TERMS, PLACES, WEIGHTS = HERE / "terms.csv", HERE / "places.csv", HERE / "weights.yaml"
LEVELS = ("country", "province", "city")
TERM_COLUMNS = ("id", "broader", "ko", "en")
_ID = _say("partners.lower_case_letters_digits")


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a trade: its name, everything it is called in Korean and English, and the wider term it belongs to."""

    id: str
    broader: str
    name: Text
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place: the place it lies in ("" for a country), what it is called, codes that tables use, degrees north, east.

    latitude, longitude  of its middle or its town hall, rounded: good for distances of tens of kilometres
    """

    id: str
    level: str
    within: str
    codes: tuple[str, ...]
    ko: tuple[str, ...]
    en: tuple[str, ...]
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Weight:
    """How much one thing that a demand and a supplier have in common adds to the log-odds of working together.

    value     log-odds per unit of the feature
    error     standard deviation of what else it may be, of the estimate or of the assumption
    evidence  estimated (from partnerships that are known) or assumed;  note says from which, or why
    """

    id: str
    name: Text
    value: float
    error: float
    evidence: str
    note: Text


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights by feature, and what their sum is among pairs that did work together.

    stands_out   mean of the standardised sum over the partnerships that are known (0 = the mean of all pairs)
    spread       its standard deviation
    background, background_spread   mean and standard deviation of the sum over all pairs of the tables learnt from
    learnt_from  the partnerships they were learnt from
    """

    weights: Mapping[str, Weight]
    stands_out: float
    spread: float
    background: float
    background_spread: float
    learnt_from: Text

    def __getitem__(self, id: str) -> Weight:
        return self.weights[id]

    @property
    def ids(self) -> tuple[str, ...]:
        """The features, in the order of the file."""
        return tuple(self.weights)


def _rows(path: Path, columns: Sequence[str], log: Log) -> list[tuple[int, dict[str, str]]]:
    """The lines of a table in UTF-8 with exactly these columns; faults go to the log."""
    content = read_text(path, log, LARGEST_TABLE)
    if content is None:
        return []
    reader = csv.reader(io.StringIO(content.lstrip("\ufeff"), newline=""))
    rows: list[tuple[int, dict[str, str]]] = []
    head: list[str] | None = None
    shape = _say("partners.columns", names=", ".join(columns))
    for cells in reader:
        if head is None:
            head = [cell.strip() for cell in cells]
            if head != list(columns):
                found = _say("partners.other_columns", head=", ".join(head)[:80])
                log.faults.append(Fault(log.file, 1, "", found, shape))
                return []
        elif len(cells) != len(columns):
            found = _say("partners.has_cells", n=len(cells))
            fix = _say("partners.put_text_that_holds_a_comma")
            log.faults.append(Fault(log.file, reader.line_num, "", found, shape, fix))
        else:
            rows.append((reader.line_num, dict(zip(columns, (c.strip() for c in cells), strict=True))))
    return rows


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def spelling_key(spelling: str) -> str:
    """What makes two spellings of a term the same: without spaces, hyphens and capitals."""
    return "".join(spelling.casefold().replace("-", "").split())


def read_terms(*paths: Path) -> tuple[Term, ...]:
    """The terms of one or more files, later ones adding spellings to terms of earlier ones.

    raises  InputFaults with everything that is wrong with any of the files
    """
    terms: dict[str, Term] = {}
    owners: dict[str, tuple[str, str]] = {}
    logs = [Log(path.name) for path in paths]
    wider: list[tuple[Log, int, str]] = []
    for path, log in zip(paths, logs, strict=True):
        for line, row in _rows(path, TERM_COLUMNS, log):
            if _check_term(row, line, owners, log):
                _keep_term(terms, row)
                wider += [(log, line, row["broader"])] if row["broader"] else []
    for log, line, broader in wider:
        if broader not in terms:
            near = nearest(broader, terms)
            remedy = _say("partners.did_you_mean", near=near) if near else Text("", "")
            found = _say("partners.unknown_wider_term", broader=broader)
            log.faults.append(Fault(log.file, line, f"{line}.broader", found, remedy=remedy))
    _check_circles(terms, logs[-1])
    faults = [fault for log in logs for fault in log.faults]
    if faults:
        raise InputFaults(faults)
    return tuple(terms.values())


def _check_term(row: Mapping[str, str], line: int, owners: dict[str, tuple[str, str]], log: Log) -> bool:
    """Has the row an id and names that no other term has? Faults go to the log."""
    before = len(log.faults)
    if not row["id"] or not all(c.isdigit() or c == "_" or "a" <= c <= "z" for c in row["id"]):
        found = _say("partners.not_an_id", id=row["id"] or _say("partners.empty"))
        log.faults.append(Fault(log.file, line, f"{line}.id", found, _ID))
    names = [*_list(row["ko"]), *_list(row["en"])]
    if not names:
        found = _say("partners.neither_korean_nor_english")
        fix = _say("partners.write_the_term_several")
        log.faults.append(Fault(log.file, line, f"{line}.ko", found, remedy=fix))
    for name in names:
        owner, where = owners.setdefault(spelling_key(name), (row["id"], f"{log.file}:{line}"))
        if owner != row["id"]:
            found = _say("partners.found_5", name=name, owner=owner, where=where)
            fix = _say("partners.leave_it_with_one")
            log.faults.append(Fault(log.file, line, f"{line}.ko", found, remedy=fix))
    return len(log.faults) == before


def _keep_term(terms: dict[str, Term], row: Mapping[str, str]) -> None:
    ko, en = _list(row["ko"]), _list(row["en"])
    known = terms.get(row["id"])
    if known:
        spellings = tuple(dict.fromkeys((*known.spellings, *ko, *en)))
        terms[known.id] = Term(known.id, known.broader or row["broader"], known.name, spellings)
    else:
        name = Text.of({lang: names[0] for lang, names in (("ko", ko), ("en", en)) if names})
        terms[row["id"]] = Term(row["id"], row["broader"], name, tuple(dict.fromkeys((*ko, *en))))


def _check_circles(terms: Mapping[str, Term], log: Log) -> None:
    for term in terms.values():
        seen, at = {term.id}, term.broader
        while at in terms and at not in seen:
            seen.add(at)
            at = terms[at].broader
        if at == term.id:
            found = _say("partners.wider_terms_go_in_a_circle", term_id=term.id)
            log.faults.append(Fault(log.file, None, term.id, found))


def with_wider(id: str, terms: Mapping[str, Term]) -> tuple[str, ...]:
    """A term and everything it is a kind of, nearest first."""
    chain = []
    while id:
        chain.append(id)
        id = terms[id].broader
    return tuple(chain)


@cache
def read_places(path: Path = PLACES) -> tuple[Place, ...]:
    """The gazetteer. Raises InputFaults."""
    log = Log(path.name)
    columns = ("id", "level", "within", "code", "ko", "en", "lat", "lon")
    places = tuple(
        Place(
            row["id"], row["level"], row["within"], _list(row["code"]), _list(row["ko"]), _list(row["en"]),
            float(row["lat"]), float(row["lon"]),
        )
        for _, row in _rows(path, columns, log)
    )  # fmt: skip
    if log.faults:
        raise InputFaults(log.faults)
    return places


@dataclass(frozen=True, slots=True)
class _Weight:
    """A weight as it is written."""

    name: Text = entry(text)
    value: float = entry(number())
    error: float = entry(number(above=0.0))
    evidence: str = entry(choice(*GRADES))
    note: Text = entry(text)


@dataclass(frozen=True, slots=True)
class _Weights:
    """The file of weights as it is written."""

    stands_out: float = entry(number())
    spread: float = entry(number(above=0.0))
    background: float = entry(number())
    background_spread: float = entry(number(above=0.0))
    learnt_from: Text = entry(text)
    source: tuple[str, ...] = entry(sources)


@cache
def read_weights(path: Path = WEIGHTS) -> Weights:
    """The weights that the package ships. Raises InputFaults with everything that is wrong with the file."""
    root, log = read_yaml(path)
    weights: dict[str, Weight] = {}
    whole: Any = None
    if root is not None:
        parts = dict(root.value)
        features = parts.pop("features", Node({}))
        whole = record(_Weights)(Node(parts, root.line), "", log)
        kind: Kind = record(_Weight)
        for id, node in features.value.items():
            log.lines[id] = node.line
            read = kind(node, id, log)
            if isinstance(read, _Weight):
                weights[id] = Weight(id, read.name, read.value, read.error, read.evidence, read.note)
    if log.faults:
        raise InputFaults(log.faults)
    return Weights(
        MappingProxyType(weights), whole.stands_out, whole.spread, whole.background, whole.background_spread,
        whole.learnt_from,
    )  # fmt: skip


def fingerprint(terms: Sequence[Term], weights: Weights) -> str:
    """Twelve hex digits that change when a term or a weight does."""
    counted = [(w.id, w.value, w.error) for w in weights.weights.values()]
    whole = (weights.stands_out, weights.spread, weights.background, weights.background_spread)
    content = [(t.id, t.broader, t.spellings) for t in terms], counted, whole
    return hashlib.sha256(repr(content).encode()).hexdigest()[:12]
