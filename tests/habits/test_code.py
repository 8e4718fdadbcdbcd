"""What a reader of the code may rely on: a docstring on everything public, and sorted lists of what a room offers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module

import pytest

import podobat
from tests.habits.repository import gathered, modules, texts

Documented = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


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


def undocumented(name: str, tree: ast.Module) -> list[str]:
    """Public things without a docstring, the module itself included."""
    faults = [] if ast.get_docstring(tree) else [f"{name}:1  the module has no docstring"]
    for what, node in public(tree.body):
        if not ast.get_docstring(node) and not follows_a_protocol(node):
            faults.append(f"{name}:{node.lineno}  {what} has no docstring")
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


def test_everything_public_has_a_docstring():
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
    bare += "    def _age(self): ..."
    assert undocumented("a.py", ast.parse(bare)) == [
        "a.py:1  the module has no docstring",
        "a.py:1  adopt has no docstring",
        "a.py:5  Firm.grow has no docstring",
    ]


def test_the_export_checker_sees_disorder():
    assert untidy_exports("a/__init__.py", ast.parse('__all__ = ["b", "a"]'))
    assert untidy_exports("a/__init__.py", ast.parse('__all__ = ["a", "a"]'))
    assert untidy_exports("a/__init__.py", ast.parse("from podobat.a.b import c"))
    assert not untidy_exports("a/__init__.py", ast.parse('__all__ = ["NAMES", "Firm", "adopt"]'))
    assert not untidy_exports("a/b.py", ast.parse("from podobat.units import Text"))
