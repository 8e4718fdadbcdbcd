"""What code says to people stands in catalogues: no language in code, every key known, every blank filled."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache

from podobat.texts import LANGUAGES, Words, read_words
from tests.habits.repository import gathered, modules

HANGUL = re.compile(r"[가-힣]")
# Rooms whose words are still pairs in their code: none, and none comes back.
STILL_IN_CODE: tuple[str, ...] = ()
# What reads and writes people's tables has to know Korean names of columns and units, and particles.
READS_KOREAN = (
    "texts/particles.py", "tables/", "units.py", "names.py", "match/columns.py", "match/places.py", "plan/schema.py",
    "plan/judgement_files.py", "outlook/asked.py", "outlook/features.py", "records/cells.py", "records/read.py",
    "position/", "evidence/input_output/", "web/book/recordsheet.py", "web/book/officials.py",
    "web/directory/exports.py", "web/directory/forms.py", "web/directory/kinds.py", "web/directory/peoplesheet.py",
    "plan/publishers.py", "web/book/wording.py", "web/plans/starting.py", "web/tables/private.py",
    "web/reports/migrations/",
)  # fmt: skip
TOLD_BY_TYPER = "cli/"  # the help of a verb is its docstring, in both languages side by side


def outside(name: str, rooms: tuple[str, ...]) -> bool:
    """Is a module in none of these rooms?"""
    return not name.startswith(rooms)


def docstrings(tree: ast.Module) -> set[int]:
    """Identities of the nodes that are docstrings."""
    found = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            found.add(id(body[0].value))
    return found


def words_in_code(name: str, tree: ast.Module) -> Iterator[str]:
    """Texts written in a language inside code: a Text of two literals, a Korean string that is no docstring."""
    told = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("Text", "Note"):
            given = [*node.args[:2], *(k.value for k in node.keywords if k.arg in ("ko", "en"))]
            written = [a for a in given if isinstance(a, ast.JoinedStr) or getattr(a, "value", "") != ""]
            if len(given) == 2 and all(isinstance(a, ast.Constant | ast.JoinedStr) for a in written) and written:
                yield f"{name}:{node.lineno}  {ast.unparse(node.func)} of literals: say it by key"
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and HANGUL.search(node.value):
            helps = name.startswith(TOLD_BY_TYPER) and (" · " in node.value or "\n\n" in node.value)
            if id(node) not in told and not helps:
                yield f"{name}:{node.lineno}  Korean in code: {node.value[:30]!r}"


def rooms_of(tree: ast.Module) -> dict[str, str]:
    """Names of a module that are catalogues (`_say = catalogue("plan")`), with their rooms."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            call = node.value
            if ast.unparse(call.func) == "catalogue" and isinstance(call.args[0], ast.Constant):
                found[ast.unparse(node.targets[0])] = str(call.args[0].value)
    return found


@cache
def said_by(room: str, lang: str) -> Words:
    """The words of a room."""
    return read_words(lang, room)


def blanks(words: Words, key: str) -> set[str]:
    """Names of the blanks of a text; `{value: ...}` and `{ko, en}` are YAML shown to the reader, and no blanks."""
    parts = string.Formatter().parse(words(key))
    return {name for _, name, spec, _ in parts if name and name.isidentifier() and not (spec or "").startswith(" ")}


def wrong_keys(name: str, tree: ast.Module) -> Iterator[str]:
    """Calls of a catalogue with a key that no language knows, or with other blanks than its text has."""
    rooms = rooms_of(tree)
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and ast.unparse(node.func) in rooms and node.args):
            continue
        if not (isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)):
            continue
        key, given = node.args[0].value, {k.arg for k in node.keywords}
        for lang in LANGUAGES:
            words = said_by(rooms[ast.unparse(node.func)], lang)
            if not words.known(key):
                yield f"{name}:{node.lineno}  no {key!r} in {lang}"
            elif None not in given and given and not blanks(words, key) <= given:
                yield f"{name}:{node.lineno}  {key!r} has a blank that nothing fills in {lang}"
            elif not given and blanks(words, key):
                yield f"{name}:{node.lineno}  {key!r} has blanks and gets nothing"


def test_no_language_is_written_into_code():
    faults = [
        fault for name, tree in modules() if outside(name, STILL_IN_CODE) for fault in words_in_code(name, tree)
        if outside(name, READS_KOREAN) or "of literals" in fault
    ]  # fmt: skip
    assert not faults, gathered(faults)


def test_the_list_of_rooms_still_to_be_told_by_key_holds_none_that_is_done():
    undone = {name for name, tree in modules() if next(words_in_code(name, tree), None)}
    kept = [room for room in STILL_IN_CODE if any(name.startswith(room) for name, _ in modules())]
    done = [room for room in kept if not any(name.startswith(room) for name in undone)]
    assert not done, gathered([f"{room} has no words in its code any more: take it from the list" for room in done])


def test_every_key_in_code_is_known_and_its_blanks_are_filled():
    faults = [fault for name, tree in modules() for fault in wrong_keys(name, tree)]
    assert not faults, gathered(faults)


def test_the_checkers_see_what_is_wrong():
    for bad in ('Text("값", "value")', 'Text(ko=f"{n}개", en=f"{n}")', 'x = "값"', 'Note("값", "value", about="a")'):
        assert list(words_in_code("a.py", ast.parse(bad))), bad
    for good in ('"""값"""', 'Text(ko=row["ko"], en=row["en"])', 'Text("", "")', 'say("a.b")', "x = 'value'"):
        assert not list(words_in_code("a.py", ast.parse(good))), good
    head = 'say = catalogue("forecast")\n'
    assert list(wrong_keys("a.py", ast.parse(head + 'say("headline.nobody")')))
    assert list(wrong_keys("a.py", ast.parse(head + 'say("headline.all", k=3)')))
    assert list(wrong_keys("a.py", ast.parse(head + 'say("headline.all")')))
    assert not list(wrong_keys("a.py", ast.parse(head + 'say("headline.all", n=3)')))
