"""What `podobat check` says of the files of a draft, for a page: faults with their fields, or what the plan implies."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from podobat.errors import CannotRun, Fault, InputFaults
from podobat.evidence import read_references
from podobat.evidence.measures import measure_ids
from podobat.forecast import parameters_of
from podobat.plan import Case as PlanCase
from podobat.plan import Ratio, check_case, implied_ratios
from podobat.records.read import RECORDS, read_records
from podobat.web.plans.files import laid_out
from podobat.web.plans.tree import value_at

_LISTS = ("sectors", "targets", "programmes", "milestones")


@dataclass(frozen=True)
class Checked:
    """Faults, or the sound case and its ratios. The folder is gone: nothing may be read from it any more."""

    case: PlanCase | None
    faults: tuple[Fault, ...]
    ratios: tuple[Ratio, ...]


def checked(files: Mapping[str, str], name: str) -> Checked:
    """Check the files of a case as the command line would in a folder of this name."""
    with laid_out(files, name) as folder:
        result = check_case(folder, measure_ids=measure_ids(["<sector>"], ["<programme>"]))
        if result.case is None:
            return Checked(None, result.faults, ())
        try:
            parameters_of(result.case)
            ratios = tuple(implied_ratios(result.case, read_references()))
            if RECORDS in files:
                read_records(folder, result.case.plan)
        except InputFaults as error:
            return Checked(None, error.faults, ())
        except CannotRun as error:
            return Checked(None, (Fault(RECORDS, None, "", error.message),), ())
        return Checked(result.case, (), ratios)


def field_of(fault: Fault, doc: Any, names: Collection[str]) -> str:
    """The field of the form that a fault belongs to; "" where the form has none."""
    if fault.file != "plan.yaml" or not fault.path:
        return ""
    steps = fault.path.split(".")
    if steps[0] in _LISTS and len(steps) > 1:
        items = value_at(doc, (steps[0],)) or ()
        at = next((i for i, item in enumerate(items) if str(value_at(item, ("id",))) == steps[1]), None)
        steps[1] = str(at) if at is not None else steps[1]
    while steps:
        name = ".".join(steps)
        if name in names:
            return name
        inside = next((n for n in names if n.startswith(f"{name}.")), "")
        if inside and len(steps) > 1:
            return inside
        steps.pop()
    return ""


def told(faults: Sequence[Fault], doc: Any, names: Collection[str], lang: str, most: int = 60) -> list[dict[str, Any]]:
    """Faults as a page lists them: where (file, line, field), what, what is allowed, what to do."""
    return [
        {"where": f"{f.file}:{f.line}" if f.line else f.file, "path": f.path, "found": f.found[lang],
         "allowed": f.allowed[lang], "remedy": f.remedy[lang],
         "field": field_of(f, doc, names) if doc is not None else "",
         "source": _source(f)}
        for f in faults[:most]
    ]  # fmt: skip


def _source(fault: Fault) -> str:
    """The row of sources.csv that a fault is about."""
    return re.split(r"\.(?=\w+$)", fault.path)[0] if fault.file == "sources.csv" else ""
