"""Charts of a position obey the grammar, and keep what they show apart by shape."""

import altair
import pytest

from podobat.position.figures import SHAPES, Dot, Line, Row, changes, courses, dots, fitted, places
from podobat.show.charts import HALF, NARROW, WIDE, svg, themed

DOTS = [
    Dot(1.7, 1.5, 1.9, "자동차\u20021.70"),
    Dot(0.0, None, None, "금속\u20020.00"),
    Dot(900.0, 1.0, 2000.0, "b\u2002900"),
]


def charts(canvas):
    """One of each kind."""
    yield dots(canvas, DOTS, unit="배", at=1.0, log_scale=True)
    yield dots(canvas, DOTS[:1], unit="%", domain=(0.0, 100.0))
    given = [Row("a\u20021", (1.0, 0.001, float("nan"))), Row("b\u20022", (2.0, 3.0, 4.0))]
    yield places(canvas, given, unit="배", at=1.0)
    yield changes(canvas, [Dot(5, None, None, "전국\u2002+5"), Dot(-3, None, None, "구성\u2002−3")], unit="명")
    given = [Line(((8, 18000), (20, 117000)), "실리콘밸리"), Line(((3, 70000),), "판교", grown=False)]
    yield courses(canvas, given, [Line(((0, 0), (5, 27500)), "약속")], x_title="년", y_title="명")


@pytest.mark.parametrize("canvas", [WIDE, NARROW, HALF], ids=lambda c: c.name)
def test_every_chart_is_valid(canvas):
    for made in charts(canvas):
        altair.Chart.from_dict(themed(made, canvas), validate=True)


def test_every_chart_becomes_a_drawing():
    for made in charts(NARROW):
        drawn = svg(made, NARROW, "설명")
        assert "var(--" in drawn
        assert "NaN" not in drawn


def test_places_differ_in_shape_and_the_first_is_filled():
    made = places(WIDE, [Row("a\u20021", (1.0, 2.0, 3.0))], unit="배", at=1.0)
    points = [part["mark"] for part in made["layer"] if part["mark"]["type"] == "point"]
    assert [p["shape"] for p in points] == [*SHAPES[1:3], SHAPES[0]]
    assert [p["filled"] for p in points] == [False, False, True]


def test_what_lies_beyond_the_scale_stands_at_its_edge():
    made = dots(WIDE, DOTS, unit="배", at=1.0, domain=(0.5, 2.0))
    assert [v["x"] for v in made["data"]["values"]] == [1.7, 0.5, 2.0]
    assert made["data"]["values"][1]["low"] is None


def test_labels_fit_a_phone_and_keep_their_figures():
    label = "semiconductors, electronics, computers and telecoms equipment\u20020.2% (0.2–0.3%)"
    assert fitted(label, WIDE) == label
    narrow = fitted(label, NARROW)
    assert narrow.startswith("semiconductors, electronics")
    assert narrow.endswith("…\u20020.2% (0.2–0.3%)")
    assert len(narrow) <= 2 * NARROW.width / NARROW.font
    korean = fitted("반도체·전자부품·컴퓨터·통신장비와 그 밖의 여러 가지 제조업\u20020.71", NARROW)
    assert "…\u20020.71" in korean
    assert len(korean) < len(narrow), "Hangul is twice as wide"
