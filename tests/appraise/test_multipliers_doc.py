"""docs/input-output.md states what the code gives for Gwangju, and names parameters that there are."""

from __future__ import annotations

import re

import numpy as np
import pytest

import podobat
from podobat.appraise.input_output.rule import PARAMETER_IDS, effects, parameters_of_effects, spending_of

ROWS = {"output, type I": ("output", "I"), "value added, type I": ("value_added", "I"),
        "employment, type I": ("employment", "I"), "output, type II": ("output", "II"),
        "value added, type II": ("value_added", "II"), "employment, type II": ("employment", "II")}  # fmt: skip
PLACES = ("nation", "region", "outside")
CLOSE = 0.03  # a change of the world moves these a little; more is a document out of date


@pytest.fixture(scope="module")
def document(repository):
    return (repository / "docs/input-output.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def result(repository):
    case = podobat.read_case(repository / "cases/gwangju-phase1")
    forecast = podobat.forecast(case, draws=2000, seed=1)
    return effects(case.plan, spending_of(forecast), parameters_of_effects(case), seed=forecast.seed)


def numbers(text: str) -> list[float]:
    """The numbers in a cell."""
    return [float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*\.?\d*", text)]


@pytest.mark.parametrize("row", ROWS)
def test_the_table_of_gwangju(document, result, row: str):
    (cells,) = re.findall(rf"^\| {row} \|(.*)\|$", document, flags=re.MULTILINE)
    effect, kind = ROWS[row]
    scale = 1.0 if effect == "employment" else 1000.0
    for place, cell in zip(PLACES, cells.split("|"), strict=True):
        found = np.quantile(result.draws_of(effect, place, kind) / scale, [0.5, 0.1, 0.9])
        np.testing.assert_allclose(numbers(cell), found, rtol=CLOSE)


def test_where_the_money_is_spent_first(document, result):
    (row,) = re.findall(r"^\| spent first \|(.*)\|$", document, flags=re.MULTILINE)
    drawn = [result.draws_of("spending", p) / 1000 for p in ("nation", "abroad", "region", "outside")]
    found = [q for draws in drawn for q in np.quantile(draws, [0.5, 0.1, 0.9])]
    np.testing.assert_allclose(numbers(row), found, rtol=CLOSE)


def test_the_steps_from_the_forecasts_measure(document, result):
    (row,) = re.findall(r"^\| as the forecast counts .*\n\|---.*\n\| (.*) \|$", document, flags=re.MULTILINE)
    first, *_, last = numbers(row.replace("|", " "))
    assert first == pytest.approx(np.median(result.as_forecast), rel=CLOSE)
    assert last == pytest.approx(np.median(result.draws_of("employment")), rel=CLOSE)


def test_two_programmes_with_the_same_money(document, result):
    stated = numbers(re.search(r"\((\d+ and \d+) person-years\)", document)[1])
    found = [np.median(result.draws_of("employment", programme=p)) for p in ("startup-building", "compute-centre")]
    np.testing.assert_allclose(stated, found, rtol=CLOSE)


def test_the_document_names_parameters_that_there_are(document):
    named = set(re.findall(r"`(multipliers\.[a-z_]+\*?)`", document))
    assert named
    for name in named:
        assert any(id.startswith(name.removesuffix("*")) for id in PARAMETER_IDS), name
