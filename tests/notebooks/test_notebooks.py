"""The notebooks run from top to bottom, with few draws and without a kernel; results show themselves."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
FEW = {"DRAWS": 60, "PLANS": 3}


def cells(path: Path, kind: str) -> list[str]:
    """The cells of a kind as text."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in document["cells"] if cell["cell_type"] == kind]


def last_value(code: str, name: str, space: dict[str, object]) -> object:
    """Run a cell; the value of the expression it ends in, as a notebook would show it."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), space)
    return None if last is None else eval(compile(ast.Expression(last.value), name, "eval"), space)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_its_results(path, monkeypatch):
    monkeypatch.chdir(FOLDER)
    monkeypatch.setenv("PODOBAT_LANG", "en")
    space: dict[str, object] = {}
    shown = []
    for code in cells(path, "code"):
        quick = re.sub(r"^(DRAWS|PLANS) = \d+", lambda m: f"{m[1]} = {FEW[m[1]]}", code, flags=re.MULTILINE)
        value = last_value(quick, path.name, space)
        if value is not None:
            html = getattr(value, "_repr_html_", None)
            shown.append(html() if html else repr(value))
    assert shown
    assert all(shown)


def test_there_are_four_and_they_keep_no_output_and_speak_both_languages():
    assert len(NOTEBOOKS) == 4
    for path in NOTEBOOKS:
        document = json.loads(path.read_text(encoding="utf-8"))
        assert not [cell for cell in document["cells"] if cell.get("outputs")]
        for text in cells(path, "markdown"):
            assert re.search("[가-힣]{2}", text), text
            assert re.search(r"[a-z]{3} [a-z]{2}", text), text
