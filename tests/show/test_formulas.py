"""What begins like a formula is text wherever it is opened."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest

from podobat.show.formulas import FORMULA, csv_of, guarded, unguarded


@pytest.mark.parametrize("sign", FORMULA)
def test_a_text_that_begins_like_a_formula_is_guarded_and_comes_back(sign: str):
    name = f"{sign}HYPERLINK(1)"
    assert guarded(name) == f"'{name}"
    assert unguarded(str(guarded(name))) == name


def test_a_table_keeps_its_numbers_and_guards_its_names():
    table = pl.DataFrame({"name": ["＝1+1", "포도밭", None, "@x"], "n": [-1.5, 2.0, 3.0, None]})
    rows = list(csv.reader(io.StringIO(csv_of(table))))
    assert rows == [["name", "n"], ["'＝1+1", "-1.5"], ["포도밭", "2.0"], ["", "3.0"], ["'@x", ""]]
