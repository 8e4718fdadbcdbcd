"""What a reader may rely on: docstrings that say more than names, functions told in steps, sorted lists of exports."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module

import pytest

import podobat
from tests.habits.repository import gathered, modules, texts

Documented = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_LITTLE = "the a an of in is are to it and or for that this with from be as at by on its one all"
LITTLE = {word[:4] for word in re.findall("[a-z]+", _LITTLE)}
MISTAKES = {"CannotRun", "InputFaults"}  # of a user: who calls has to know
WITHOUT_ERRORS = ("cli/",)  # verbs print them: their docstrings are the help
ARRAYS = re.compile(r"^(NDArray|Array|Floats|Drawn)\b")
SHAPED = re.compile(r"\(|shape|draw|each|every|elementwise|row|column|entry|one by one|series", re.I)
LONGEST_FUNCTION, LONGEST_CLASS = 60, 250
GENERATED = "/migrations/"


def public(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, Documented]]:
    """Public functions and classes of a module, and public methods of its public classes."""
    for node in body:
        if isinstance(node, Documented) and not node.name.startswith("_"):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{node.name}.")


def follows_a_protocol(node: Documented) -> bool:
    """An overload, a setter or an overriding method says nothing that its other half does not say."""
    marks = {ast.unparse(d).split(".")[-1] for d in node.decorator_list}
    return bool(marks & {"overload", "setter", "override"})


def takes_nothing(what: str, node: Documented) -> bool:
    """A property, or a method that takes nothing: its name may say all there is to say."""
    if "." not in what or isinstance(node, ast.ClassDef):
        return False
    given = [*node.args.posonlyargs, *node.args.args[1:], *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
    return not any(given)


def raised(node: ast.AST) -> Iterator[str]:
    """What a function raises itself, by name."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Raise) and child.exc is not None:
            yield ast.unparse(child.exc.func if isinstance(child.exc, ast.Call) else child.exc)
        if not isinstance(child, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            yield from raised(child)


def stems(words: str) -> set[str]:
    """Words by their first letters, little words left out: "Costs and benefits" and `cost_benefit` have the same."""
    return {word[:4] for word in re.findall(r"[a-z]+", words.lower())} - LITTLE


def undocumented(name: str, tree: ast.Module) -> list[str]:
    """Public things that need a docstring and have none, or none that says what matters."""
    faults = [] if ast.get_docstring(tree) else [f"{name}:1  the module has no docstring"]
    for what, node in public(tree.body):
        said, where = ast.get_docstring(node) or "", f"{name}:{node.lineno}  {what}"
        if not said and not follows_a_protocol(node) and not takes_nothing(what, node):
            faults.append(f"{where} has no docstring")
        if isinstance(node, ast.ClassDef):
            continue
        if said and takes_nothing(what, node) and stems(said) <= stems(what.replace("_", " ")):
            faults.append(f"{where}: the docstring only says the name again")
        if not name.startswith(WITHOUT_ERRORS) and MISTAKES & set(raised(node)) and "rais" not in said.lower():
            faults.append(f"{where} does not say what it raises")
        returned = ast.unparse(node.returns) if node.returns is not None else ""
        if said and "." not in what and ARRAYS.search(returned) and not SHAPED.search(said):
            faults.append(f"{where} returns an array and does not say of what there is an entry each")
    return faults


def long_ones(name: str, tree: ast.Module) -> list[str]:
    """Functions of more than sixty lines below their docstring, classes of more than 250."""
    faults = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        steps = node.body[1:] if ast.get_docstring(node) else node.body
        lines = (steps[-1].end_lineno or 0) - steps[0].lineno + 1 if steps else 0
        if isinstance(node, ast.ClassDef):
            if lines > LONGEST_CLASS:
                faults.append(f"{name}:{node.lineno}  {node.name} has more than {LONGEST_CLASS} lines")
        elif lines > LONGEST_FUNCTION:
            faults.append(f"{name}:{node.lineno}  {node.name} has {lines} lines: tell it in steps")
    return faults


def by_kind(name: str) -> tuple[int, str]:
    """Order of exported names: constants, classes, functions, each by letter (as ruff sorts them)."""
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2, name)


def exported(tree: ast.Module) -> list[str] | None:
    """The names in `__all__`, or None when a module has none."""
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if any(isinstance(t, ast.Name) and t.id == "__all__" for t in targets):
            return list(ast.literal_eval(node.value))
    return None


def untidy_exports(name: str, tree: ast.Module) -> list[str]:
    """A list of exported names that is unsorted or says a name twice; a room without one."""
    names = exported(tree)
    if names is None:
        room = f"podobat/{name}".removesuffix("/__init__.py").replace("/", ".")
        own = [n for n in tree.body if isinstance(n, ast.ImportFrom) and (n.level or str(n.module).startswith(room))]
        return [f"{name}: offers names of its files and has no __all__"] if name.endswith("__init__.py") and own else []
    if names != sorted(set(names), key=by_kind):
        return [f"{name}: __all__ is not sorted: {', '.join(sorted(set(names), key=by_kind))}"]
    return []


def test_functions_and_classes_are_told_in_steps():
    faults = [fault for name, tree in modules() if GENERATED not in name for fault in long_ones(name, tree)]
    assert not faults, gathered(faults)


def test_everything_public_that_needs_one_has_a_docstring_that_says_what_matters():
    faults = [fault for name, tree in modules() for fault in undocumented(name, tree)]
    assert not faults, gathered(faults)


def test_exported_names_are_sorted():
    faults = [fault for name, tree in modules() for fault in untidy_exports(name, tree)]
    assert not faults, gathered(faults)


@pytest.mark.parametrize("name", [name for name, tree in modules() if exported(tree)])
def test_exported_names_exist(name: str):
    tree = next(tree for other, tree in modules() if other == name)
    module = import_module(f"podobat/{name}".removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    missing = [what for what in exported(tree) or [] if not hasattr(module, what)]
    assert not missing, f"{name}: __all__ names {', '.join(missing)}, which does not exist"


def test_the_package_offers_every_name_it_says():
    assert all(getattr(podobat, name) is not None for name in podobat.__all__)
    assert callable(podobat.forecast), "podobat.forecast is the verb, not the room of that name"


def test_every_python_file_parses_without_a_warning():
    for name, text in texts(".py"):
        compile(text, name, "exec", dont_inherit=True)


def test_the_docstring_checker_sees_what_is_missing():
    bare = 'def adopt(x):\n    return x\nclass Firm:\n    """A firm."""\n    def grow(self): ...\n'
    bare += "    def _age(self): ...\n    def pay(self, staff): ..."
    assert undocumented("a.py", ast.parse(bare)) == [
        "a.py:1  the module has no docstring",
        "a.py:1  adopt has no docstring",
        "a.py:7  Firm.pay has no docstring",
    ]


def test_the_docstring_checker_asks_for_errors_and_shapes_and_against_restating():
    head = '"""A."""\n'
    restated = 'class A:\n    """B."""\n    def all_costs(self):\n        """All the costs."""\n'
    assert "only says the name" in undocumented("a.py", ast.parse(head + restated))[0]
    silent = 'def read(path):\n    """What is there."""\n    if path:\n        raise CannotRun("no")\n'
    assert "does not say what it raises" in undocumented("a.py", ast.parse(head + silent))[0]
    assert not undocumented("a.py", ast.parse(head + silent.replace("there.", "there. Raises CannotRun.")))
    flat = 'def pay(x) -> NDArray[np.float64]:\n    """Wages."""\n    return x\n'
    assert "returns an array" in undocumented("a.py", ast.parse(head + flat))[0]
    assert not undocumented("a.py", ast.parse(head + flat.replace("Wages.", "Wages, (draw, month).")))


def test_the_checker_of_length_counts_below_the_docstring():
    def told(lines: int) -> list[str]:
        body = "".join(f"    x = {i}\n" for i in range(lines))
        return long_ones("a.py", ast.parse(f'def f():\n    """Says.\n\n    much\n    """\n{body}'))

    assert not told(LONGEST_FUNCTION)
    assert told(LONGEST_FUNCTION + 1)
    assert long_ones("a.py", ast.parse("class A:\n" + "    x = 1\n" * (LONGEST_CLASS + 1)))


def test_the_export_checker_sees_disorder():
    assert untidy_exports("a/__init__.py", ast.parse('__all__ = ["b", "a"]'))
    assert untidy_exports("a/__init__.py", ast.parse('__all__ = ["a", "a"]'))
    assert untidy_exports("a/__init__.py", ast.parse("from podobat.a.b import c"))
    assert not untidy_exports("a/__init__.py", ast.parse('__all__ = ["NAMES", "Firm", "adopt"]'))
    assert not untidy_exports("a/b.py", ast.parse("from podobat.units import Text"))
