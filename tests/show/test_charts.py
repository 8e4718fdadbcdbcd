"""Charts obey the grammar, and become drawings that follow the theme."""

import re

import altair
import pytest
from jsonschema import ValidationError

from podobat.show import pictures
from podobat.show.charts import COLOURS, HALF, MEASURED, NARROW, WIDE, pen, svg, themable, themed
from podobat.show.forest import Line, forest
from podobat.show.pictures import Flag, Parts, Reach, Row, spread_labels, top_of

QUANTILES = ("p2_5", "p10", "p25", "p50", "p75", "p90", "p97_5")
X = [2020 + i / 12 for i in range(1, 61)]
BAND = {q: [(k + 1) * i for i in range(60)] for k, q in enumerate(QUANTILES)}


def charts(canvas):
    """One of each kind."""
    flags = [Flag(X[40], 100, "in"), Flag(X[3], 200, "early"), Flag(X[59], 9e9, "beyond")]
    yield pictures.fan(canvas, X, BAND, BAND["p10"], flags, unit="명", plan_end=(X[50], "끝"))
    yield pictures.curve(
        canvas, [0, 1, 2], {q: v[:3] for q, v in BAND.items()}, [Flag(1, 2, "low")], unit="u", x_title="x"
    )
    yield pictures.steps_down(
        canvas, [0, 1, 2], {"with": [100, 80, 60], "without": [100, 70, 50]}, unit="%", x_title="x"
    )
    yield pictures.bars(canvas, [Row("a", 3, 1, 5, 2, "3"), Row("b", 0)], unit="n")
    yield pictures.reaches(canvas, [Reach("a", dict.fromkeys(QUANTILES, 500.0), "5")], unit="%", promise="약속")
    yield pictures.halves(canvas, [Parts("a", 40, "40%")], unit="%", colours=("net", "without"))
    yield pictures.years_of_money(canvas, [2020, 2021], [1, 2], [1, 1], [0, 1], unit="억원")
    yield pictures.span(canvas, 20, 60, "20~60%", unit="%")
    yield forest(canvas, [Line("a", 3, -5, -1, 6, 20, "3")], unit="명")


@pytest.mark.parametrize("canvas", [WIDE, NARROW, HALF], ids=lambda c: c.name)
def test_every_chart_is_valid_and_becomes_a_drawing(canvas):
    for chart in charts(canvas):
        altair.Chart.from_dict(themed(chart, canvas), validate=True)
        drawn = svg(chart, canvas, 'a "quoted" <description>')
        assert drawn.startswith("<svg")
        assert "&quot;quoted&quot; &lt;description&gt;" in drawn
        assert not [c for c in COLOURS.values() if c in drawn]
        assert "var(--with)" in drawn or "var(--net)" in drawn
        assert "font-family" not in drawn
        assert drawn.count("aria-label") == 1


def test_a_chart_outside_the_grammar_is_seen():
    spec = themed(next(charts(WIDE)), WIDE)
    spec["layer"][0]["mark"]["opacity"] = "thick"
    with pytest.raises(ValidationError, match="thick"):
        altair.Chart.from_dict(spec, validate=True)


def test_text_is_laid_out_by_the_bundled_font_on_every_machine():
    """Digits of Noto Sans CJK KR are 0.555 em wide, Hangul 0.92; a bar of labels leaves room for just that."""
    drawn = pen().vegalite_to_svg({
        "config": {"font": MEASURED, "padding": 0, "view": {"stroke": None}}, "data": {"values": [{"a": "가나다00"}]},
        "mark": {"type": "bar"}, "width": 100, "height": 100,
        "encoding": {"y": {"field": "a", "type": "nominal", "title": None,
                           "axis": {"labelFontSize": 100, "labelLimit": 0, "ticks": False, "domain": False,
                                    "labelPadding": 0}}},
    })  # fmt: skip
    width = float(re.search(r'viewBox="0 0 ([\d.]+)', drawn)[1])
    assert width == pytest.approx(100 * (3 * 0.92 + 2 * 0.555) + 100, abs=2)


def test_the_edge_of_a_label_lies_under_its_letters():
    drawn = svg(next(charts(WIDE)), WIDE, "x")
    edged = [text for text in re.findall(r"<text[^>]*>", drawn) if 'stroke="var(--paper)"' in text]
    assert edged
    assert all('paint-order="stroke"' in text and 'fill="var(--ink)"' in text for text in edged)


def test_numbers_in_a_drawing_are_short():
    drawn = '<svg width="100" height="50" viewBox="0 0 100 50"><path d="M1.23456,-0.0456L10,20.98765"/></svg>'
    assert 'd="M1.2,-0L10,21"' in themable(drawn, WIDE, "x")


def test_a_drawing_without_size_is_refused():
    with pytest.raises(ValueError, match="no size"):
        themable("<svg></svg>", WIDE, "x")


def test_a_far_target_does_not_flatten_the_fan():
    band = {"p97_5": [0.0, 100.0]}
    assert top_of(band, [0.0], [Flag(0, 150, "")]) > 150
    assert top_of(band, [0.0], [Flag(0, 10_000, "")]) < 130


def test_labels_are_kept_apart():
    placed = spread_labels([10.0, 10.0, 11.0, 50.0], 5.0)
    assert placed == [10.0, 15.0, 20.0, 50.0]
