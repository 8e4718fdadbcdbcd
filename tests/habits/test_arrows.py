"""A room imports only from rooms before it, its files in no circle; some rooms read, and some write."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp

from tests.habits.repository import ROOT, SOURCE, gathered, modules

MAY_READ = ("texts/", "plan/", "evidence/", "records/read.py", "outlook/model.py", "tables/")
MAY_WRITE = ("show/", "web/", "cli/")
# The mouth of an answer: what it prints, sets on a page or leaves in the folder of a run, through the press.
SPEAKS = {"page.py", "console.py", "store.py", "pdf.py", "workbook.py"}
# These touch nothing of a user's: one reads our own source to say which code made a result, the other finds the folder
# of the compiled engine that fits that source.
OWN_FILES_ONLY = ("forecast/fingerprints.py", "engine/compiled.py")

READS = {
    "open", "read_text", "read_bytes", "iterdir", "glob", "rglob", "scandir", "listdir", "load_npz",
    "read_csv", "read_parquet", "read_json", "read_excel", "scan_csv", "scan_parquet", "loadtxt", "genfromtxt",
}  # fmt: skip
WRITES = {
    "print", "write_text", "write_bytes", "mkdir", "makedirs", "unlink", "rmtree", "touch", "savetxt", "savez",
    "write_csv", "write_parquet", "write_json", "write_excel", "to_csv", "to_parquet", "to_netcdf", "to_excel", "echo",
}  # fmt: skip


def contracts(folder: Path, source: Path) -> str:
    """What import-linter says about the package under `source` by the contracts in the pyproject.toml of a folder.

    Nothing where all of them are kept.
    """
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"
    environment = os.environ | {"PYTHONPATH": str(source), "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr if done.returncode else ""


def circles(arrows: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Modules that import one another, also through others: each circle in the order of its arrows."""
    left, found = {name: set(there) for name, there in arrows.items()}, []
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            circle = error.args[1][:0:-1]
            left[circle[0]].discard(circle[1 % len(circle)])
            found.append(circle)
        else:
            return found


def called(tree: ast.Module) -> Iterator[tuple[int, str, ast.Call]]:
    """Line and last name of every call: `a.b.open(x)` is "open"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.lineno, node.func.id, node
            elif isinstance(node.func, ast.Attribute):
                yield node.lineno, node.func.attr, node


def opens_to_write(call: ast.Call) -> bool:
    """Does this `open` ask for a mode that writes?"""
    given = [*call.args, *(k.value for k in call.keywords if k.arg == "mode")]
    modes = [a.value for a in given if isinstance(a, ast.Constant) and isinstance(a.value, str) and len(a.value) <= 3]
    return any(set(mode) & set("wax+") for mode in modes)


def wrong_doors(name: str, tree: ast.Module) -> list[str]:
    """Reading or writing outside the rooms for it, as `file:line says what`."""
    if name in OWN_FILES_ONLY:
        return []
    faults = []
    speaks = name.startswith(MAY_WRITE) or name.rsplit("/", 1)[-1] in SPEAKS
    for line, called_name, call in called(tree):
        writes = called_name in WRITES or (called_name == "open" and opens_to_write(call))
        reads = called_name in READS and not writes
        if reads and not speaks and not name.startswith(MAY_READ):
            faults.append(f"{name}:{line}  {called_name}() reads; only {', '.join(MAY_READ)} do")
        if writes and not speaks:
            faults.append(f"{name}:{line}  {called_name}() writes or prints; only {', '.join(MAY_WRITE)} and pages do")
    if not speaks:
        screens = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr in {"stdout", "stderr"}]
        faults += [f"{name}:{n.lineno}  {n.attr} is for {', '.join(MAY_WRITE)} only" for n in screens]
    return faults


def test_every_import_points_to_an_earlier_room():
    faults = contracts(ROOT, SOURCE.parent)
    assert not faults, faults


def test_no_files_of_a_room_import_one_another_in_a_circle():
    """Also imports inside functions and those for type checkers only: they say who knows whom."""
    graph = grimp.build_graph("podobat", cache_dir=None)
    found = circles({name: graph.find_modules_directly_imported_by(name) for name in graph.modules})
    assert not found, gathered(" -> ".join(circle) for circle in found)


def test_only_the_reading_rooms_read_and_the_speaking_rooms_write():
    faults = [fault for name, tree in modules() for fault in wrong_doors(name, tree)]
    assert not faults, gathered(faults)


ROOMS = "cli web appraise value compare learn validate forecast records engine evidence plan"
WRONG = {
    "engine/a.py": ("import podobat.learn.x", "podobat.engine is not allowed to import podobat.learn"),
    "engine/b.py": ("def f():\n  import podobat.value.x", "podobat.engine is not allowed to import podobat.value"),
    "engine/c.py": ("from ..compare import x", "podobat.engine is not allowed to import podobat.compare"),
    "plan/a.py": ("from podobat.records import x", "podobat.plan is not allowed to import podobat.records"),
    "records/a.py": ("from podobat.forecast import x", "podobat.records is not allowed to import podobat.forecast"),
}
RIGHT = {
    "engine/a.py": "from ..plan import x\nfrom .x import g",
    "learn/a.py": "from podobat.plan import x\nimport numpy",
    "money.py": "from podobat import units",
}


def built(folder: Path, files: Mapping[str, str]) -> str:
    """What the contracts of this repository say about a made-up house with these files in its rooms."""
    empty = (
        "__init__",
        "__main__",
        "errors",
        "leaving",
        "money",
        "units",
        "texts",
        "names",
        "steady",
        "show",
        "tables",
    )
    modules = (*empty, *(f"{room}/{module}" for room in ROOMS.split() for module in ("__init__", "x")))
    made = {f"{module}.py": "" for module in modules}
    for name, code in (made | dict(files)).items():
        path = folder / "podobat" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code, encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", folder)
    return contracts(folder, folder)


def test_the_contract_sees_wrong_arrows(tmp_path: Path):
    said = built(tmp_path, {name: code for name, (code, _) in WRONG.items()})
    assert not [words for _, words in WRONG.values() if words not in said], said


def test_the_contract_lets_right_arrows_pass_and_wants_to_know_every_room(tmp_path: Path):
    assert not built(tmp_path, RIGHT)
    assert "not listed as layers" in built(tmp_path, {"helpers.py": ""})


def test_the_circle_checker_sees_a_circle():
    assert circles({"a": ["b"], "b": ["c"], "c": ["a", "d"], "d": []}) == [["a", "b", "c"]]
    assert len(circles({"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c"]})) == 2
    assert not circles({"a": ["b", "c"], "b": ["c"], "c": []})


def test_the_door_checker_sees_reading_and_writing():
    for code in ("open(p)", "p.read_text()", "pl.read_csv(p)", "print(1)", "open(p, 'w')", "sys.stdout.flush()"):
        assert wrong_doors("engine/month.py", ast.parse(code)), code
    assert wrong_doors("plan/read.py", ast.parse("p.open('w')"))
    assert not wrong_doors("plan/read.py", ast.parse("p.open('rb')"))
    assert not wrong_doors("value/page.py", ast.parse("console.print(1)")), "an answer speaks through its page"
    assert not wrong_doors("show/store.py", ast.parse("p.write_text(html)"))
