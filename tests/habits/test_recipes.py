"""What a change touches: the files that docs/architecture.md names for a new measure are those that name one."""

from __future__ import annotations

import re
from pathlib import Path

from podobat.engine.counting import BASE_IDS

SRC = Path(__file__).parents[2] / "src" / "podobat"
#: A measure that was added by the recipe, and where its id (or its column) may stand.
MEASURE = "startups.spun_off"
RECIPE = {"engine/counting.py", "engine/entry.py", "evidence/measures.yaml", "compare/better.py"}
BESIDES = {"evidence/kinds.yaml", "explore/counts.py"}  # that research is expected to bring it


def naming(measure: str) -> set[str]:
    """Files of code and evidence that name a measure, by its id or its column."""
    word = re.compile(rf"{re.escape(measure)}|\b{measure.upper().replace('.', '_')}\b")
    files = [p for p in SRC.rglob("*") if p.suffix in (".py", ".yaml")]
    return {p.relative_to(SRC).as_posix() for p in files if word.search(p.read_text(encoding="utf-8"))}


def test_a_measure_stands_in_the_four_files_of_its_recipe():
    assert MEASURE in BASE_IDS
    assert naming(MEASURE) - BESIDES == RECIPE


def test_the_search_finds_columns_and_ids():
    assert "engine/entry.py" in naming(MEASURE)  # by its column alone
    assert not naming("startups.nobody_counts")
