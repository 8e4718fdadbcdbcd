"""The public names of `podobat` and their signatures stand in api.txt: one that changes does so on purpose.

After a change on purpose: `python tests/habits/test_api.py` writes the file anew, and CHANGELOG.md says what changed.
"""

from __future__ import annotations

import dataclasses
import doctest
import inspect
import re
import warnings
from pathlib import Path

import pytest

import podobat

ROOT = Path(__file__).parents[2]
FROZEN = ROOT / "tests/habits/api.txt"
# Functions that take minutes, or tables too long for an example. The list may only grow shorter.
WITHOUT = {"acts", "backtest", "learn", "match", "outlook_of", "validate"}
# What is told elsewhere, field by field: a plan by the reference of plan.yaml.
ELSEWHERE = {"Plan"}
FUNCTIONS = [name for name in podobat.__all__ if inspect.isroutine(getattr(podobat, name))]
EXAMPLES = [name for name in FUNCTIONS if name not in WITHOUT]
RESULTS = [name for name in podobat.__all__ if dataclasses.is_dataclass(getattr(podobat, name))]


def parameters(thing: object) -> str:
    """The signature as one writes a call: names, kinds and defaults."""
    try:
        signature = inspect.signature(thing)  # pyright: ignore[reportArgumentType]
    except (TypeError, ValueError):
        return ""
    plain = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
    return str(inspect.Signature(plain))


def lines() -> list[str]:
    """A line for every public name: functions and results with what they take."""
    return [f"{name}{parameters(thing(name))}" for name in sorted([*podobat.__all__, *podobat.LEAVING])]


def thing(name: str) -> object:
    """A public name; those that are to go too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return getattr(podobat, name)


def test_the_public_names_and_their_signatures_are_as_promised():
    assert lines() == FROZEN.read_text(encoding="utf-8").splitlines(), "on purpose? python tests/habits/test_api.py"


def test_every_public_function_says_what_it_does_and_every_public_name_is_loadable():
    unsaid = [name for name in podobat.__all__ if not (inspect.getdoc(thing(name)) or "").strip()]
    assert not unsaid
    assert set(podobat.__all__) <= set(dir(podobat))


def test_every_verb_has_a_function_of_the_same_name():
    from typer.main import get_command

    from podobat.cli import app

    verbs = set(get_command(app).commands)  # pyright: ignore[reportAttributeAccessIssue]
    programs = {"serve", "new", "demo", "records"}  # these start a program or write files
    assert not verbs - programs - set(podobat.__all__)


def test_a_name_that_is_to_go_warns_with_what_to_write_instead(monkeypatch):
    monkeypatch.setitem(podobat.LEAVING, "Case", ("Plan", "9.0"))
    monkeypatch.delitem(vars(podobat), "Case", raising=False)
    with pytest.warns(DeprecationWarning, match=r"podobat\.Case goes with version 9\.0: use podobat\.Plan"):
        assert podobat.Case.__name__ == "Case"
    assert all(instead in podobat.__all__ for instead, _ in podobat.LEAVING.values())


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_in_docstrings_run(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    done = doctest.DocTestRunner()
    (found,) = doctest.DocTestFinder(recurse=False).find(thing(name), name, globs={})
    done.run(found)
    assert done.summarize(verbose=False).failed == 0
    assert found.examples


def described(docstring: str) -> set[str]:
    """Names that have a line of their own in numpydoc: `name : type`, or several before one type."""
    lines = re.findall(r"^(\**\w+(?:, \w+)*)(?: :.*)?$", docstring, re.MULTILINE)
    return {word.strip("*") for line in lines for word in line.split(", ")}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_docstrings_follow_numpydoc_and_name_every_parameter(name):
    docstring = inspect.getdoc(thing(name)) or ""
    taken = set(inspect.signature(thing(name)).parameters)  # pyright: ignore[reportArgumentType]
    assert not taken - described(docstring)
    assert ("Parameters\n----------" in docstring) == bool(taken)
    assert "Returns\n-------" in docstring


@pytest.mark.parametrize("name", sorted({*RESULTS} - ELSEWHERE))
def test_docstrings_of_results_name_every_field(name):
    docstring = inspect.getdoc(thing(name)) or ""
    head, _, attributes = docstring.partition("Attributes\n----------\n")
    assert head.strip()
    fields = {field.name for field in dataclasses.fields(thing(name))}  # pyright: ignore[reportArgumentType]
    assert fields == described(attributes) & fields
    assert all(line.startswith(" ") or " : " in line for line in attributes.split("\n\n")[0].splitlines())


if __name__ == "__main__":
    FROZEN.write_text("\n".join(lines()) + "\n", encoding="utf-8")
