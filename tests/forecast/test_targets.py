"""One target by itself: its row and its JSON name every figure, and its notes speak from the place where they begin."""

from __future__ import annotations

import numpy as np
import pytest

from podobat.forecast.targets import (
    TargetResult,
    compute_note,
    draws_note,
    sketch_note,
    target_notes,
    told_note,
    unspent_note,
)
from podobat.forecast.views import Told
from podobat.units import Text

N = 400
WITH = np.linspace(0, 399, N, dtype=np.float32)
TARGET = TargetResult(
    "jobs", Text("일자리", "jobs"), "jobs.direct", "2024-12", 200.0, 200.0, "jobs",
    {"with": WITH, "without": WITH / 4, "net": WITH * 0.75},
)  # fmt: skip
QUANTILES = tuple(TARGET.quantiles())


def test_the_row_of_a_target_names_every_figure():
    row = TARGET.row()
    assert tuple(row) == (
        "id", "name_ko", "name_en", "measure", "by", "value", "unit", "announced", "probability", "standard_error",
        "probability_without", "probability_net", *QUANTILES, *(f"without_{q}" for q in QUANTILES),
        *(f"net_{q}" for q in QUANTILES), "variance_parameters", "variance_chance", "variance_missed",
        "variance_figures", "reached_gross", "reached_net",
    )  # fmt: skip
    assert (row["id"], row["name_ko"], row["name_en"], row["unit"]) == ("jobs", "일자리", "jobs", "jobs")
    assert (row["measure"], row["by"], row["value"], row["announced"]) == ("jobs.direct", "2024-12", 200.0, 200.0)
    assert (row["probability"], row["probability_without"], row["probability_net"]) == (0.5, 0.0, 0.3325)
    assert row["standard_error"] == pytest.approx(np.sqrt(0.25 / (N / 2)), rel=0.01), "draws come in pairs"
    middle = QUANTILES[len(QUANTILES) // 2]
    assert row[middle] == pytest.approx(4 * row[f"without_{middle}"]) == pytest.approx(row[f"net_{middle}"] / 0.75)
    assert (row["reached_gross"], row["reached_net"]) == (True, False), "half of the draws are enough, a third is not"
    parts = TARGET.variance
    assert [row[f"variance_{p}"] for p in ("parameters", "chance", "missed", "figures")] == [
        parts.parameters, parts.chance, parts.missed, parts.figures,
    ]  # fmt: skip
    assert TARGET.row("ko")["name"] == "일자리"
    assert "name_ko" not in TARGET.row("ko")


def test_the_json_of_a_target_holds_the_same():
    said, row = TARGET.to_json_dict(), TARGET.row()
    assert {k: said[k] for k in row.keys() & said.keys()} == {k: row[k] for k in row.keys() & said.keys()}
    assert said["quantiles"] == {q: row[q] for q in QUANTILES}
    assert said["without"] == {q: row[f"without_{q}"] for q in QUANTILES}
    assert said["net"] == {q: row[f"net_{q}"] for q in QUANTILES}
    assert said["variance"] == TARGET.variance._asdict()
    assert list(said) == [
        "id", "name", "measure", "unit", "by", "value", "announced", "probability", "standard_error",
        "probability_without", "probability_net", "quantiles", "without", "net", "variance",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("highest", "shown"), [(9.996, "10"), (9.5, "9.5"), (10.0, "10"), (10.4, "10"), (10.6, "11"), (1234.0, "1,234")]
)
def test_amounts_have_two_places_below_ten_and_none_above(highest, shown):
    drawn = np.linspace(0, highest, N, dtype=np.float32)
    target = TargetResult("t", Text("가", "a"), "m", "2024-12", 5000.0, 5000.0, "jobs",
                          {"with": drawn, "without": 0 * drawn, "net": drawn})  # fmt: skip
    (note,) = target_notes(target)
    assert f"(the highest is {shown})" in note.en
    assert note.about == "t"


def test_notes_begin_where_they_are_due():
    assert [len(list(draws_note(n))) for n in (399, 400)] == [1, 0]
    assert "about 1 of them" in next(draws_note(10)).en
    assert "about 3 of them" in next(draws_note(100)).en
    assert [len(list(compute_note(full))) for full in (0.49, 0.5, float("nan"))] == [0, 1, 0]
    assert [len(list(unspent_note(100.0, unspent, "2024-12"))) for unspent in (9.9, 10.0)] == [0, 1]
    assert not list(unspent_note(0.0, 5.0, "2024-12")), "nothing was granted"
    assert [n.about for n in (*compute_note(1.0), *unspent_note(1.0, 1.0, "2024-12"))] == [
        "compute.utilisation", "budget.unspent",
    ]  # fmt: skip
    assert "1 part in 500" in sketch_note(10_000_000, 0.002, 4_000).en


def test_what_was_counted_and_from_when_on_anything_is_open():
    months = ("2020-01", "2020-02", "2020-03")
    told, opened = told_note(Told(7, "2020-02-28", "2020-02"), months, 2)
    assert "7 records known by 2020-02-28" in told.en
    assert "from 2020-03 on" in opened.en
    assert not list(told_note(None, months, 0)), "from the beginning everything is open"
    assert not list(told_note(None, months, 3)), "after the end nothing is"
    assert len(list(told_note(None, months, 1))) == 1


def test_half_of_the_futures_without_the_plan_are_enough_to_say_so():
    half = {"with": WITH, "without": WITH, "net": WITH}
    notes = list(target_notes(TargetResult("t", Text("가", "a"), "m", "2024-12", 200.0, 200.0, "jobs", half)))
    assert ["met in 50 % of draws" in n.en for n in notes] == [True]
