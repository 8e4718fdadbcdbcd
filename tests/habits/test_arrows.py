"""A room imports only from rooms before it; only the reading rooms read, only the speaking rooms write."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.habits.repository import gathered, modules

# The order of rooms. Rooms of the same rank do not know one another; texts, errors, units and money are one floor.
RANK = {
    "texts": 0, "units": 0, "errors": 0, "money": 0, "show": 1, "tables": 2, "plan": 3, "evidence": 4, "engine": 5,
    "forecast": 6, "records": 6, "outlook": 7, "learn": 8, "validate": 8, "compare": 9, "value": 10, "appraise": 11,
    "explore": 12, "optimise": 12, "position": 12, "match": 12, "web": 13, "cli": 14, "__main__": 15,
}  # fmt: skip
SHARED_FLOOR = {"texts", "units", "errors", "money"}
FACADE = "__init__"  # podobat/__init__.py hands out names of every room
MAY_READ = ("texts/", "plan/", "evidence/", "records/read.py", "tables/")
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


def imported_rooms(room: str, package_depth: int, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and room of every import of podobat in a module, also inside functions and for type checking only."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            inside = room if node.level <= package_depth else ""
            names = [".".join(filter(None, ("podobat", inside, node.module, alias.name))) for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "podobat":
                yield node.lineno, parts[1] if len(parts) > 1 else FACADE


def wrong_arrows(name: str, tree: ast.Module) -> list[str]:
    """Imports that point the wrong way, as `file:line says what`."""
    parts = name.removesuffix(".py").split("/")
    room = parts[0]
    if room == FACADE:
        return []
    if room not in RANK:
        return [f"{name}: `{room}` is no room in the order of rooms; add it to RANK here and to docs/decisions.md"]
    faults = []
    for line, other in imported_rooms(room, len(parts) - 1, tree):
        if other in {room, "__version__"} or {room, other} <= SHARED_FLOOR:
            continue
        if other not in RANK or RANK[other] >= RANK[room]:
            faults.append(f"{name}:{line}  {room} imports {other}, which does not come before it")
    return faults


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
    faults = [fault for name, tree in modules() for fault in wrong_arrows(name, tree)]
    assert not faults, gathered(faults)


def test_only_the_reading_rooms_read_and_the_speaking_rooms_write():
    faults = [fault for name, tree in modules() for fault in wrong_doors(name, tree)]
    assert not faults, gathered(faults)


def test_the_arrow_checker_sees_every_way_to_import():
    later = ["import podobat.learn", "from podobat.learn import page", "from podobat import learn"]
    later += ["from .. import learn", "from ..learn import x", "from podobat import read_case"]
    later += ["def f():\n    from podobat.cli import main"]
    for code in later:
        assert wrong_arrows("engine/month.py", ast.parse(code)), code
    earlier = ["from podobat.plan import Plan", "from ..plan import Plan", "from . import world"]
    earlier += ["from .world import World", "import numpy", "from podobat.units import Text"]
    earlier += ["from podobat import __version__"]
    for code in earlier:
        assert not wrong_arrows("engine/month.py", ast.parse(code)), code
    assert wrong_arrows("appraise/a.py", ast.parse("from podobat.match import b")), "rooms of one rank stay apart"
    assert wrong_arrows("helpers.py", ast.parse("")), "a new room has to be named"


def test_the_door_checker_sees_reading_and_writing():
    for code in ("open(p)", "p.read_text()", "pl.read_csv(p)", "print(1)", "open(p, 'w')", "sys.stdout.flush()"):
        assert wrong_doors("engine/month.py", ast.parse(code)), code
    assert wrong_doors("plan/read.py", ast.parse("p.open('w')"))
    assert not wrong_doors("plan/read.py", ast.parse("p.open('rb')"))
    assert not wrong_doors("value/page.py", ast.parse("console.print(1)")), "an answer speaks through its page"
    assert not wrong_doors("show/store.py", ast.parse("p.write_text(html)"))
