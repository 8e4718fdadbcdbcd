"""Read a case: plan.yaml, sources.csv, scenarios/*.yaml and the names of its parameter files.

    case = read_case("cases/gwangju-phase1")     raises InputFaults with every fault of every file
    result = check_case("cases/gwangju-phase1")  the same, but hands the faults back

A folder that is not there at all is CannotRun; whatever is wrong inside it is a fault.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from pathlib import Path

from podobat.errors import CannotRun, Fault, InputFaults
from podobat.plan.check import citations
from podobat.plan.document import LARGEST_TABLE, Log, Node, read_text, read_yaml
from podobat.plan.fields import FrozenDict, did_you_mean, known_list
from podobat.plan.plan import Plan, plan_of
from podobat.plan.publishers import publisher, title
from podobat.plan.scenarios import Scenario, scenario_of
from podobat.texts import catalogue
from podobat.units import Text, nearest

_say = catalogue("plan")

MOST_FAULTS = 200  # of one file; more say nothing new

_SOURCE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*", flags=re.ASCII)
GRADES = ("A", "B", "C", "D", "assumed")  # A official ... D recalled; `assumed` for made-up cases


@dataclass(frozen=True, slots=True)
class Source:
    """One figure and where it was found. `value` is kept as written; some figures are dates."""

    id: str
    value: str
    unit: str
    as_of: str
    definition: str
    publisher: str
    title: str
    url: str
    grade: str

    @property
    def who(self) -> Text:
        """The publisher, in every language."""
        return publisher(self.publisher)

    @property
    def called(self) -> Text:
        """The title, in every language."""
        return title(self.title)

    @property
    def meaning(self) -> Text:
        """What is counted, in every language; tables write it as `Korean / English`, or in one for both."""
        ko, slash, en = self.definition.partition(" / ")
        return Text.of({"ko": ko, "en": en}) if slash else Text.same(self.definition)

    @property
    def number(self) -> float | None:
        """The value as a number, or None for a date or a word."""
        try:
            return float(self.value)
        except ValueError:
            return None


SOURCE_COLUMNS = tuple(f.name for f in fields(Source))
_NEEDED = ("id", "value", "unit", "definition", "publisher", "grade")


@dataclass(frozen=True)
class Case:
    """A folder that an agency keeps: the plan, its scenarios, its sources, and where its parameters are.

    Attributes
    ----------
    folder : Path
        Where it was read from.
    plan : Plan
        What is decided, from plan.yaml.
    scenarios : Mapping of str to Scenario
        By id, from scenarios/.
    sources : Mapping of str to Source
        By id, from sources.csv.
    parameter_files : tuple of Path
        The case's own parameters, which go before those of the package.
    """

    folder: Path
    plan: Plan
    scenarios: FrozenDict[str, Scenario]
    sources: FrozenDict[str, Source]
    parameter_files: tuple[Path, ...]

    def scenario(self, id: str) -> Scenario:
        """The scenario with this id. Raises CannotRun, with the nearest known one, when there is none."""
        if id in self.scenarios:
            return self.scenarios[id]
        near = did_you_mean(id, self.scenarios)
        known = known_list(sorted(self.scenarios)) or "-"
        raise CannotRun(_say("read.no_scenario", id=id, near=near, known=known))


@dataclass(frozen=True)
class CaseCheck:
    """What checking a case found: the case when it is sound, and all faults when it is not."""

    case: Case | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...] = ()  # what is sound and may still not be meant

    @property
    def ok(self) -> bool:
        """Is the case sound?"""
        return not self.faults


def read_case(folder: str | Path, measure_ids: Collection[str] | None = None) -> Case:
    """The case in a folder.

    Parameters
    ----------
    folder : str | Path
        The folder, which holds plan.yaml.
    measure_ids : Collection[str], optional
        Ids that targets may be set against, `<sector>` and `<programme>` standing for the plan's own; None: any.

    Returns
    -------
    Case

    Raises
    ------
    InputFaults
        With all faults.
    CannotRun
        When there is no such folder.

    Examples
    --------
    >>> import podobat
    >>> from podobat.plan.example import example_folder
    >>> case = podobat.read_case(example_folder())
    >>> case.plan.horizon.start, "without-plan" in case.scenarios
    ('2020-01', True)
    """
    result = check_case(folder, measure_ids)
    if result.case is None:
        raise InputFaults(result.faults)
    return result.case


def check_case(folder: str | Path, measure_ids: Collection[str] | None = None) -> CaseCheck:
    """Read a case and hand back every fault of every file. Raises CannotRun when there is no such folder."""
    folder = _existing(Path(folder))
    root, plan_log = read_yaml(folder / "plan.yaml")
    plan = plan_of(root, plan_log, folder=folder.resolve().name, measure_ids=measure_ids) if root is not None else None
    sources, source_log = read_sources(folder / "sources.csv")
    scenarios, cited, logs = _read_scenarios(folder, plan, sources, measure_ids)
    parameter_files, cited_too, parameter_logs = _read_parameter_citations(folder)
    if root is not None and sources is not None:
        here = _check_citations(root, sources, plan_log)
        _check_uncited(sources, here | cited | cited_too, source_log)
    logs = [plan_log, source_log, *logs, *parameter_logs, *_misnamed(folder), *_unreadable(folder)]
    faults = tuple(f for log in logs for f in in_order(log))
    if faults or plan is None or sources is None:
        return CaseCheck(None, faults)
    return CaseCheck(Case(folder, plan, FrozenDict(scenarios), FrozenDict(sources), parameter_files), ())


def _existing(folder: Path) -> Path:
    try:
        if folder.is_dir():
            return folder
        there = folder.exists()
    except OSError as error:
        raise CannotRun(_say("read.folder_unreadable", folder=folder, reason=error.strerror)) from error
    if there:
        raise CannotRun(_say("read.is_a_file", folder=folder, folder_of_it=folder.parent))
    siblings = [p.name for p in folder.parent.iterdir() if p.is_dir()] if folder.parent.is_dir() else []
    near = did_you_mean(folder.name, siblings)
    raise CannotRun(_say("read.no_folder", folder=folder, near=near))


def in_order(log: Log) -> list[Fault]:
    """A file's faults by line, each once; beyond a few hundred only their number."""
    faults = sorted(dict.fromkeys(log.faults), key=lambda f: f.line or 0)
    more = len(faults) - MOST_FAULTS
    if more <= 0:
        return faults
    return [
        *faults[:MOST_FAULTS],
        Fault(log.file, None, "", _say("read.more_faults", n=more)),
    ]


# --- sources.csv -------------------------------------------------------------------------------------------------


def read_sources(path: Path, name: str | None = None) -> tuple[dict[str, Source] | None, Log]:
    """The figures that a case cites, by id; None when the table cannot be read. Faults are in the log."""
    log = Log(name or path.name)
    content = read_text(path, log, LARGEST_TABLE)
    if content is None:
        return None, log
    rows = _rows(content, log)
    if rows is None:
        return None, log
    sources: dict[str, Source] = {}
    lines: dict[str, int] = {}
    for line, row in rows:
        source = _source(row, line, log)
        if source is None:
            continue
        log.lines[source.id] = line
        if source.id in sources:
            log.fault(
                source.id,
                _say("read.duplicate_id", id=source.id, line=lines[source.id]),
                remedy=_say("read.keep_one"),
            )
            continue
        sources[source.id], lines[source.id] = source, line
    return sources, log


def _rows(content: str, log: Log) -> list[tuple[int, dict[str, str]]] | None:
    """The rows of the table with their lines, or None when its head is not the one agreed."""
    columns = ",".join(SOURCE_COLUMNS)
    reader = csv.DictReader(io.StringIO(content, newline=""), strict=True, restkey="?", restval="")
    log.lines[""] = 1
    try:
        head = [h.strip() for h in reader.fieldnames or []]
        reader.fieldnames = head
        if sorted(head) != sorted(SOURCE_COLUMNS):
            missing, odd = [c for c in SOURCE_COLUMNS if c not in head], [h for h in head if h not in SOURCE_COLUMNS]
            log.fault(
                "",
                _say("read.wrong_columns", missing=known_list(missing) or "-", unknown=known_list(odd) or "-"),
                Text.same(columns),
                _say("read.first_line"),
            )
            return None
        return [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        log.lines[""] = reader.line_num
        log.fault(
            "",
            _say("read.no_csv", error=error),
            remedy=_say("read.look_at_quotes"),
        )
        return None


def _source(row: dict[str, str], line: int, log: Log) -> Source | None:
    id = (row.get("id") or "").strip()
    log.lines[id] = line
    before = len(log.faults)
    if "?" in row:
        log.fault(
            id,
            _say("read.too_many_values"),
            remedy=_say("read.quote_commas"),
        )
    if not _SOURCE_ID.fullmatch(id):
        log.fault(
            id,
            _say("read.unusable_id", id=id[:40]),
            _say("read.id_letters"),
        )
    for column in _NEEDED[1:]:
        if not (row.get(column) or "").strip():
            log.fault(f"{id}.{column}", _say("read.is_empty"), remedy=_say("read.fill_in"))
    grade = (row.get("grade") or "").strip()
    if grade and grade not in GRADES:
        log.fault(
            f"{id}.grade",
            _say("read.unknown_grade", grade=grade[:20]),
            Text.same(known_list(GRADES)),
        )
    if len(log.faults) > before:
        return None
    return Source(**{column: (row.get(column) or "").strip() for column in SOURCE_COLUMNS})


def _check_citations(root: Node, sources: Collection[str], log: Log) -> set[str]:
    """Every id that a file cites is in sources.csv. Returns the ids cited."""
    cited = set()
    for path, line, id in citations(root):
        cited.add(id)
        if id not in sources:
            log.faults.append(
                Fault(
                    log.file,
                    line,
                    path,
                    _say("read.unknown_source", id=id),
                    _say("read.known_source"),
                    did_you_mean(id, sources) if nearest(id, sources) else _say("read.add_row"),
                )
            )
    return cited


def _check_uncited(sources: Iterable[str], cited: set[str], log: Log) -> None:
    for id in sources:
        if id not in cited:
            log.fault(
                id,
                _say("read.never_cited"),
                remedy=_say("read.remove_or_cite"),
            )


# --- scenarios and parameters ------------------------------------------------------------------------------------


def _read_scenarios(
    folder: Path, plan: Plan | None, sources: Collection[str] | None, measure_ids: Collection[str] | None
) -> tuple[dict[str, Scenario], set[str], list[Log]]:
    """Every scenario of the case, tried on the plan; the sources they cite; their logs."""
    scenarios: dict[str, Scenario] = {}
    cited: set[str] = set()
    logs: list[Log] = []
    for path in sorted((folder / "scenarios").glob("*.yaml")):
        root, log = read_yaml(path, f"scenarios/{path.name}")
        logs.append(log)
        if root is None:
            continue
        cited |= _check_citations(root, sources, log) if sources is not None else set()
        scenario = scenario_of(root, path.stem, log)
        if scenario is None:
            continue
        scenarios[scenario.id] = scenario
        if plan is not None:
            try:
                scenario.apply(plan, measure_ids)
            except InputFaults as error:
                log.faults.extend(error.faults)
    return scenarios, cited, logs


def _unreadable(folder: Path) -> list[Log]:
    """Folders of scenarios or parameters that may not be looked into: what is in them would pass unseen."""
    logs: list[Log] = []

    def note(error: OSError) -> None:
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            return
        place = Path(error.filename or folder)
        log = Log(place.relative_to(folder).as_posix() if place.is_relative_to(folder) else str(place))
        log.fault(
            "",
            _say("read.folder_cannot_be_read", strerror=error.strerror),
            remedy=_say("read.check_that_you_may_read"),
        )
        logs.append(log)

    for part in ("scenarios", "parameters"):
        for _ in os.walk(folder / part, onerror=note):
            pass
    return logs


def _misnamed(folder: Path) -> list[Log]:
    """A scenario or parameter under another ending than .yaml would be left out without a word; it is a fault."""
    logs: list[Log] = []
    for path in sorted(p for part in ("scenarios", "parameters") for p in (folder / part).rglob("*.y*ml")):
        if path.suffix != ".yaml":
            logs.append(Log(path.relative_to(folder).as_posix()))
            logs[-1].fault(
                "",
                _say("read.not_read", suffix=path.suffix),
                Text.same(".yaml"),
                _say("read.rename", stem=path.stem),
            )
    return logs


def _read_parameter_citations(folder: Path) -> tuple[tuple[Path, ...], set[str], list[Log]]:
    """The case's parameter files and the sources they cite. What the files mean is read with the evidence."""
    files = tuple(sorted((folder / "parameters").rglob("*.yaml")))
    cited: set[str] = set()
    logs: list[Log] = []
    for path in files:
        root, log = read_yaml(path, path.relative_to(folder).as_posix())
        logs.append(log)
        if root is not None:
            cited |= {id for _, _, id in citations(root)}
    return files, cited, logs
