"""The map by outline: every province once, in its place, darker where there is more; and how its shapes were made."""

from __future__ import annotations

import re

from shapely import Polygon
from shapely.ops import unary_union
from tools.outlines import rings, simpler

from podobat.evidence.places import read_provinces
from podobat.position.outlines import HIGH, WIDE, outlines, shapes
from podobat.position.tiles import darkness


def land(id: str) -> Polygon:
    """A province as the package holds it."""
    rings = (re.findall(r"[\d.]+ [\d.]+", ring) for ring in shapes()[id].split("Z") if ring)
    return unary_union([Polygon([tuple(map(float, p.split())) for p in ring]).buffer(0) for ring in rings])


def test_every_province_has_a_shape_and_lies_where_it_lies() -> None:
    assert set(shapes()) == {p.id for p in read_provinces()}
    for id in shapes():
        left, top, right, bottom = land(id).bounds
        assert 0 <= left < right <= WIDE, id
        assert 0 <= top < bottom <= HIGH, id
    north = ("KR-11", "KR-30", "KR-29", "KR-49")  # Seoul, Daejeon, Gwangju, Jeju: from north to south
    heights = [land(id).centroid.y for id in north]
    assert heights == sorted(heights)
    assert land("KR-29").centroid.x < land("KR-26").centroid.x, "Gwangju lies west of Busan"
    assert max(shapes(), key=lambda id: land(id).area) == "KR-47", "North Gyeongsang is the largest"


def test_more_is_darker_the_place_has_an_edge_and_every_province_says_its_number() -> None:
    names = {"KR-29": "광주", "KR-11": "서울", "KR-46": "전<남>"}
    drawn = outlines(
        names, {"KR-29": 0.4, "KR-11": 2.5, "KR-46": float("nan")}, dict.fromkeys(names, "–"), "KR-29", "말"
    )
    seoul, jeonnam, gwangju = (float(x) for x in re.findall(r'fill-opacity="([\d.]+)"', drawn))
    assert (seoul, gwangju, jeonnam) == (darkness(2.5), darkness(0.4), 0.0)
    assert seoul > gwangju > jeonnam
    assert drawn.count('stroke="var(--ink)"') == 1
    assert "<title>전&lt;남&gt; –</title>" in drawn
    assert 'aria-label="말: 광주 –' in drawn


def test_relative_moves_become_rings_and_points_on_a_line_are_left_out() -> None:
    path = "m 10,10 20,0 20,0 0,40 -40,0 z m 100,0 1,0 0,1 -1,0 z"
    assert [ring.bounds for ring in rings(path)] == [(10, 10, 50, 50), (110, 10, 111, 11)]
    assert sorted(re.findall(r"[\d.]+ [\d.]+", simpler(path))) == ["10.0 10.0", "10.0 50.0", "50.0 10.0", "50.0 50.0"]
