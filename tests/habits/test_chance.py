"""Chance comes from engine/randomness.py and nowhere else: any other source would undo the common random numbers."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.habits.repository import gathered, modules, texts

HOME = "engine/randomness.py"
MODULES = {"random", "secrets", "uuid", "numpy.random"}
ATTRIBUTES = {"urandom", "rvs", "random_state", "default_rng", "RandomState", "SeedSequence"}
CLOCKS = {"time", "time_ns", "perf_counter", "monotonic", "now", "today", "utcnow", "getpid"}


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full name of everything a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.lineno, str(node.module)
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def reads_a_clock(node: ast.AST) -> bool:
    """Is there a call of a clock or of the process number anywhere in this expression?"""
    calls = [n.func for n in ast.walk(node) if isinstance(n, ast.Call)]
    return any((f.attr if isinstance(f, ast.Attribute) else getattr(f, "id", "")) in CLOCKS for f in calls)


def seeded_by_the_clock(tree: ast.Module) -> Iterator[int]:
    """Lines in which something called a seed or a key is made from a clock."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg:
            names, value = [node.arg], node.value
        elif isinstance(node, ast.Assign):
            names, value = [ast.unparse(t) for t in node.targets], node.value
        else:
            continue
        if any("seed" in n.lower() or n.lower() == "key" for n in names) and reads_a_clock(value):
            yield node.value.lineno


def other_chance(name: str, tree: ast.Module) -> list[str]:
    """Sources of chance outside the one room for it, as `file:line says what`."""
    if name == HOME:
        return []
    faults = [f"{name}:{line}  imports {what}" for line, what in imports(tree) if what in MODULES]
    faults += [f"{name}:{line}  a seed made from a clock" for line in seeded_by_the_clock(tree)]
    methods = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == "__hash__"]
    hashes_of_types = [inner for method in methods for inner in ast.walk(method)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ATTRIBUTES:
            faults.append(f"{name}:{node.lineno}  uses .{node.attr}")
        if isinstance(node, ast.Attribute) and node.attr == "random":
            faults.append(f"{name}:{node.lineno}  uses {ast.unparse(node)}")
        if isinstance(node, ast.Call):
            function = ast.unparse(node.func)
            if function == "hash" and node not in hashes_of_types:
                faults.append(f"{name}:{node.lineno}  hash() of text differs from process to process")
            if function.split(".")[-1] in {"Sobol", "Halton", "LatinHypercube"} and not unscrambled(node):
                faults.append(f"{name}:{node.lineno}  {function} scrambles with a generator of its own: scramble=False")
    return faults


def unscrambled(call: ast.Call) -> bool:
    """Does a quasi-random sequence say scramble=False?"""
    return any(k.arg == "scramble" and ast.unparse(k.value) == "False" for k in call.keywords)


def test_chance_has_one_home():
    faults = [fault for name, tree in modules() for fault in other_chance(name, tree)]
    assert not faults, gathered(faults)


def test_the_home_of_chance_has_no_generator_with_a_state():
    words = ("numpy.random", "np.random", "import random", "secrets", "urandom")
    found = [f"{name}: {word}" for name, text in texts(".py") if name.endswith(HOME) for word in words if word in text]
    assert not found, gathered(found)


@pytest.mark.parametrize(
    "code",
    [
        "import random", "import numpy.random", "from numpy import random", "from numpy.random import default_rng",
        "import secrets", "import uuid", "x = np.random.normal()", "g = np.random.default_rng(1)", "u = os.urandom(8)",
        "x = norm.rvs(10)", "seed = int(time.time())", "run(seed=time.time_ns())", "seed: int\nseed = os.getpid()",
        "identity = hash(name)", "p = qmc.Sobol(d=3)", "p = qmc.Sobol(d=3, scramble=True)",
    ],
)  # fmt: skip
def test_the_checker_catches_every_other_source(code: str):
    assert other_chance("engine/entry.py", ast.parse(code))
    assert not other_chance(HOME, ast.parse(code))


def test_the_checker_leaves_our_own_draws_alone():
    fine = "from podobat.engine.randomness import uniforms\nu = uniforms(seed, 3)\np = qmc.Sobol(d=3, scramble=False)"
    fine += "\ndef __hash__(self):\n    return hash(self.a)\nstarted = time.perf_counter()\nx = parameters.sample(u)"
    assert not other_chance("forecast/sampling.py", ast.parse(fine))
