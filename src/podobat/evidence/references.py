"""Reference classes: what else is known that a plan's numbers can be held against (`references/<class>.csv`).

A row is one figure from elsewhere: id, class, place, quantity, value, unit, years, source (ids apart by a space), with
place_ko and quantity_ko for Korean readers. Classes for which nothing is known are named in `references/gaps.yaml`.
"""

from __future__ import annotations

import csv
import math
from functools import cache
from pathlib import Path

from podobat.errors import Fault, InputFaults
from podobat.evidence.read import HERE, package_parameters
from podobat.plan.document import read_yaml
from podobat.plan.fields import text
from podobat.plan.references import Reference
from podobat.texts import catalogue
from podobat.units import UNITS, Text

_say = catalogue("evidence")

COLUMNS = ("id", "class", "place", "place_ko", "quantity", "quantity_ko", "value", "unit", "years", "source")


@cache
def read_references() -> tuple[Reference, ...]:
    """Every reference of the package, class by class, in the order of the files. Raises InputFaults with all faults."""
    rows: list[Reference] = []
    faults: list[Fault] = []
    for path in sorted((HERE / "references").glob("*.csv")):
        read, wrong = read_class(path, frozenset(package_parameters().sources))
        rows += read
        faults += wrong
    if faults:
        raise InputFaults(faults)
    return tuple(rows)


@cache
def read_gaps() -> dict[str, Text]:
    """Classes of figures for which nothing comparable is known, and why. Raises InputFaults with all faults."""
    root, log = read_yaml(HERE / "references" / "gaps.yaml", "references/gaps.yaml")
    gaps = {} if root is None else {name: text(node, name, log) for name, node in root.value.items()}
    if log.faults:
        raise InputFaults(log.faults)
    return gaps


def read_class(path: Path, known: frozenset[str]) -> tuple[list[Reference], list[Fault]]:
    """The references of one file, and what is wrong with it. `known` are the source ids that may be cited."""
    file = f"references/{path.name}"
    with path.open(encoding="utf-8", newline="") as stream:
        table = csv.DictReader(stream)
        if tuple(table.fieldnames or ()) != COLUMNS:
            head = ",".join(COLUMNS)
            return [], [Fault(file, 1, "", _say("references.wrong_columns"), Text.same(head))]
        lines = [(table.line_num, row) for row in table]
    faults = [Fault(file, line, row["id"], fault) for line, row in lines for fault in _wrong(row, path.stem, known)]
    return ([] if faults else [_reference(row) for _, row in lines]), faults


def _wrong(row: dict[str, str], name: str, known: frozenset[str]) -> list[Text]:
    """What is wrong with one row, in words."""
    faults = []
    if row["class"] != name:
        faults.append(_say("references.class_in_a_file", row=row["class"], name=name))
    if row["unit"] not in UNITS:
        faults.append(_say("references.unknown_unit", row=row["unit"]))
    if not _is_number(row["value"]):
        faults.append(_say("references.value_is_no_number", row=row["value"]))
    cited = row["source"].split()
    if not cited:
        faults.append(_say("references.no_source"))
    faults += [_say("references.unknown_source", id=id) for id in cited if id not in known]
    return faults


def _is_number(value: str) -> bool:
    try:
        return math.isfinite(float(value))
    except ValueError:
        return False


def _reference(row: dict[str, str]) -> Reference:
    place = Text(ko=row["place_ko"], en=row["place"])
    quantity = Text(ko=row["quantity_ko"], en=row["quantity"])
    value = float(row["value"])
    return Reference(row["id"], row["class"], place, quantity, value, row["unit"], row["years"], row["source"])
