"""Local names say what they hold: `found` is what a fault was found to be, and nothing else; `said` says nothing."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from tests.habits.repository import gathered, modules

EMPTY = ("found", "said")
FROM_A_CATALOGUE = ("say", "_say", "_told")
#: Rooms in which such names are left, and how many times at most they are bound: a number here may only fall.
LEFT = {"web": 215}


def is_a_message(value: ast.expr | None) -> bool:
    """Words from a catalogue, chosen perhaps between two: what `found` holds before it goes into a Fault."""
    if isinstance(value, ast.IfExp):
        return is_a_message(value.body) or is_a_message(value.orelse)
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in FROM_A_CATALOGUE


def messages(tree: ast.Module) -> Iterator[ast.Name]:
    """Where `found` is bound to a message."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple):
                values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value] * len(target.elts)
                pairs = list(zip(target.elts, values, strict=False))
            yield from (t for t, value in pairs if isinstance(t, ast.Name) and t.id == "found" and is_a_message(value))


def empty_names(tree: ast.Module) -> Iterator[ast.Name]:
    """Where a local name is bound that does not say what it holds; the field of a record is none."""
    fields = {line.target for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
              for line in node.body if isinstance(line, ast.AnnAssign)}  # fmt: skip
    fine = fields | set(messages(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in EMPTY and node not in fine:
            yield node


def test_no_local_name_leaves_open_what_it_holds():
    bound: dict[str, list[str]] = defaultdict(list)
    for name, tree in modules():
        for node in empty_names(tree):
            bound[name.split("/")[0]].append(f"{name}:{node.lineno}  `{node.id}`: name what it holds")
    more = [line for room, lines in bound.items() if len(lines) > LEFT.get(room, 0) for line in lines]
    assert not more, gathered(more)


def test_the_rule_tells_messages_from_other_names():
    kept = "def f(x):\n    found, remedy = _say('a'), _say('b')\n    found = _say('c') if x else _say('d')\n"
    assert not list(empty_names(ast.parse(kept)))
    for line in ("found = []", "said = _say('a')", "found = rows(x)", "for found in x: pass", "(found := x)"):
        assert len(list(empty_names(ast.parse(line)))) == 1
