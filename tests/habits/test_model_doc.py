"""docs/model.md says what the code does: every parameter, measure and file, and the order of the month."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

import pytest

from podobat.engine import PARAMETER_IDS
from podobat.engine.counting import BASE_IDS
from podobat.evidence import read_parameters
from podobat.evidence.measures import measure
from podobat.plan import read_case
from tests.habits.repository import CASES, ROOT, SOURCE, gathered

DOCUMENT, KOREAN = ROOT / "docs" / "model.md", ROOT / "docs" / "model.ko.md"
ENGINE = SOURCE / "engine"
MONTH = ENGINE / "month.py"
SCHEDULE = re.compile(r"^### Schedule$(.*?)^##", flags=re.MULTILINE | re.DOTALL)
CALL = re.compile(r"`(\w+)\(\)`")
ROW = re.compile(r"^\| `([a-z_.]+)`(?: S)? \| ([^|]+) \| ([^|]+) \|", flags=re.MULTILINE)
BY_CASE = "by case"  # the grade of parameters that each case states for itself


def read(path) -> str:
    """A document as text."""
    return path.read_text(encoding="utf-8")


def unnamed(document: str, names: Iterator[str] | tuple[str, ...] | list[str]) -> list[str]:
    """Names that do not stand in the document, in backticks and in full."""
    return [f"`{name}` is not mentioned" for name in names if f"`{name}`" not in document]


def calls_in_order(node: ast.AST) -> Iterator[str]:
    """Names of the functions called, in the order in which they are called: arguments before the call they are for."""
    for child in ast.iter_child_nodes(node):
        yield from calls_in_order(child)
    if isinstance(node, ast.Call):
        yield ast.unparse(node.func)


def month_of(code: str) -> list[str]:
    """What one_month calls, in order."""
    (month,) = [n for n in ast.parse(code).body if isinstance(n, ast.FunctionDef) and n.name == "one_month"]
    return [name for statement in month.body for name in calls_in_order(statement)]


def schedule_of(document: str) -> list[str]:
    """The calls that the document lists under `### Schedule`, in order."""
    found = SCHEDULE.search(document)
    return CALL.findall(found[1]) if found else []


def differing_order(document: str, code: str) -> list[str]:
    """Where the schedule of the document and the month of the code part."""
    said, done = schedule_of(document), month_of(code)
    length = max(len(said), len(done))
    pairs = zip(said + ["nothing"] * (length - len(said)), done + ["nothing"] * (length - len(done)), strict=True)
    faults = [f"step {n}: the document says {a}, the code does {b}" for n, (a, b) in enumerate(pairs, 1) if a != b]
    return faults[:1]  # one step too many shifts all that follow


def differing_rows(document: str, expected: Mapping[str, tuple[str, str]]) -> list[str]:
    """Rows of the tables that are missing, stand twice, or say something else in their second and third column."""
    rows = [(name, (second.strip(), third.strip())) for name, second, third in ROW.findall(document)]
    names = [name for name, _ in rows]
    faults = [f"`{name}` has {names.count(name)} rows, not one" for name in expected if names.count(name) != 1]
    for name, said in rows:
        if name in expected and said != expected[name]:
            faults.append(f"`{name}`: the table says {' | '.join(said)}, it is {' | '.join(expected[name])}")
        if name not in expected:
            faults.append(f"`{name}` has a row, and there is no such thing")
    return faults


def parameter_rows() -> dict[str, tuple[str, str]]:
    """Unit and grade of every parameter, as its file states them."""
    case = read_case(CASES[0])
    parameters = read_parameters(case.parameter_files, case.sources)
    return {
        i: (parameters[i].unit, BY_CASE if i.startswith("region.") else parameters[i].evidence) for i in PARAMETER_IDS
    }


def measure_rows() -> dict[str, tuple[str, str]]:
    """Kind and unit of every measure, as the catalogue states them."""
    return {i: (measure(i).kind, measure(i).unit) for i in BASE_IDS}


@pytest.mark.parametrize(
    "names",
    [PARAMETER_IDS, BASE_IDS, tuple(p.name for p in sorted(ENGINE.glob("*.py")) if p.name != "__init__.py")],
    ids=["parameter", "measure", "file of the engine"],
)
def test_the_document_mentions_every(names: tuple[str, ...]):
    assert names, "nothing to look for"
    faults = unnamed(read(DOCUMENT), names)
    assert not faults, gathered(faults)


def test_the_document_lists_the_month_in_the_order_of_the_code():
    faults = differing_order(read(DOCUMENT), read(MONTH))
    assert not faults, gathered(faults)


def test_the_tables_state_unit_grade_and_kind_as_the_evidence_does():
    faults = differing_rows(read(DOCUMENT), parameter_rows() | measure_rows())
    assert not faults, gathered(faults)


def test_the_korean_companion_names_only_what_exists():
    known = {*PARAMETER_IDS, *BASE_IDS}
    named = set(re.findall(r"`([a-z_]+\.[a-z_]+)`", read(KOREAN)))
    assert named, "the companion names no parameter and no measure"
    assert not {name for name in named if not name.endswith((".py", ".md"))} - known


CODE = "def one_month(w):\n    climb(w)\n    if w.full:\n        return\n    place(w, hire(w))\n"
GOOD = "### Schedule\n\n| up | `climb()` |\n| staff | `hire()`, `place()` |\n\n## Next\n"


def test_the_checker_reads_a_good_document():
    assert month_of(CODE) == ["climb", "hire", "place"]
    assert schedule_of(GOOD) == ["climb", "hire", "place"]
    assert not differing_order(GOOD, CODE)
    assert not unnamed("`a.b` and `c.py`", ["a.b", "c.py"])
    assert not differing_rows("| `a.b` S | stock | jobs | people |", {"a.b": ("stock", "jobs")})


@pytest.mark.parametrize(
    "bad",
    [
        GOOD.replace("`climb()`", "`fall()`"),
        GOOD.replace("`hire()`, `place()`", "`place()`, `hire()`"),
        GOOD.replace("`hire()`, ", ""),
        GOOD.replace("`place()`", "`place()`, `place()`"),
        GOOD.replace("### Schedule", "### Steps"),
    ],
)
def test_the_checker_sees_another_order(bad: str):
    assert len(differing_order(bad, CODE)) == 1


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "| `a.b` | stock | people | x |",
        "| `a.b` | stock | jobs | x |\n" * 2,
        "| `a.b` | stock | jobs | x |\n| `c.d` | a | b |",
    ],
)
def test_the_checker_sees_a_wrong_row(bad: str):
    assert differing_rows(bad, {"a.b": ("stock", "jobs")})


@pytest.mark.parametrize("bad", ["", "a.b without backticks", "`a.bc`", "`x.a.b`"])
def test_the_checker_sees_a_name_that_is_missing(bad: str):
    assert unnamed(bad, ["a.b"])
