"""Forest charts: every 80 % interval within the picture, names and numbers in it, and nothing but zeros drawn too."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from podobat.show.charts import NARROW, WIDE, svg
from podobat.show.forest import Line, forest


@pytest.mark.parametrize("canvas", [WIDE, NARROW])
def test_a_forest_holds_every_80_percent_interval(canvas):
    lines = [Line("a", 5, -20, 1, 9, 40, "5"), Line("b", -2, -4, -3, -1, 0, "−2")]
    drawn = svg(forest(canvas, lines, unit="jobs"), canvas, "two lines")
    spec = forest(canvas, lines, unit="jobs")
    low, high = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low < -3
    assert high > 9
    assert all(label in drawn for label in ("a", "b", "two lines"))
    ElementTree.fromstring(drawn)


def test_a_forest_of_nothing_but_zeros_can_be_drawn():
    drawn = svg(forest(WIDE, [Line("a", 0, 0, 0, 0, 0, "0")], unit=""), WIDE, "zero")
    ElementTree.fromstring(drawn)
