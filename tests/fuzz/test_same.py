"""A table that is merely written otherwise is read as the same figures or refused; no reader takes it for another."""

from __future__ import annotations

from random import Random

import pytest

from podobat.errors import PodobatError
from tests.fuzz import rewrite, same
from tests.fuzz.harness import unfit

#: What nearly every reader takes; the others are refused by some of them, with a place and a remedy.
TAKEN = {
    "bom", "cp949", "utf-16", "utf-16-be", "semicolons", "tabs", "pipes", "crlf", "cr", "nfd", "full-width",
    "decimal-comma", "decimal-comma-tab", "triangles", "brackets", "minus", "spaces", "quoted-heads", "foot-notes",
    "title", "remark", "source", "blank-rows", "blank-column", "trailing-commas", "upper", "xlsx", "xlsx-text",
    "xlsx-lower", "xlsx-hidden-sheet", "xlsx-hidden-row",
}  # fmt: skip


@pytest.mark.parametrize("name", same.READERS)
def test_the_same_figures_written_otherwise(name: str):
    refused: list[str] = []
    unfits: list[str] = []
    for form in rewrite.FORMS:
        try:
            same.one(name, form, Random(form))
        except PodobatError as error:
            refused.append(form)
            unfits += [f"{form}: {why}"] if (why := unfit(error)) else []
    assert not unfits
    assert not TAKEN.intersection(refused)


def test_other_figures_are_seen(monkeypatch):
    twice = rewrite.numbers(same.READERS["demands"][1](), lambda c: f"{2 * float(c):g}")
    monkeypatch.setattr(rewrite, "FORMS", {"twice": lambda luck, table: (rewrite.plain(twice).encode(), ".csv")})
    with pytest.raises(AssertionError, match="otherwise"):
        same.one("demands", "twice", Random(1))
