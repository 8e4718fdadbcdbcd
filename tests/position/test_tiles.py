"""The schematic map: every province a tile of its own, darker where there is more, and told in words as well."""

from __future__ import annotations

import re

from podobat.evidence.places import read_provinces
from podobat.position.tiles import LEAST, layout, provinces_in, tiles
from podobat.texts import Text


def test_every_province_has_a_tile_of_its_own() -> None:
    assert set(layout()) == {p.id for p in read_provinces()}
    assert len(set(layout().values())) == 17


def test_neighbours_stand_near_one_another() -> None:
    def apart(a: str, b: str) -> int:
        (x, y), (u, v) = layout()[a], layout()[b]
        return max(abs(x - u), abs(y - v))

    for a, b in (("KR-11", "KR-41"), ("KR-29", "KR-46"), ("KR-30", "KR-50"), ("KR-26", "KR-31"), ("KR-27", "KR-47"),
                 ("KR-46", "KR-49")):  # fmt: skip
        assert apart(a, b) == 1, (a, b)


def test_regions_are_known_by_any_of_their_names_and_other_tables_have_no_map() -> None:
    full = [Text.same(p.also[0]) for p in read_provinces()]
    assert provinces_in(full) == {p.id: k for k, p in enumerate(read_provinces())}
    assert provinces_in(full[: LEAST - 1]) == {}
    assert provinces_in([Text.same(f"지역{k}") for k in range(20)]) == {}


def test_more_is_darker_and_the_place_has_an_edge() -> None:
    names = {"KR-29": "광주", "KR-11": "서울", "KR-46": "전<남>"}
    drawn = tiles(names, {"KR-29": 0.4, "KR-11": 2.5, "KR-46": float("nan")}, dict.fromkeys(names, "–"), "KR-29", "말")
    dark = [float(x) for x in re.findall(r'fill-opacity="([\d.]+)"', drawn)]
    assert len(dark) == 3
    seoul, gwangju, jeonnam = dark
    assert seoul > gwangju > jeonnam == 0.0
    assert drawn.count("stroke-width") == 1
    assert "전&lt;남&gt;" in drawn
    assert 'aria-label="말: 광주 –' in drawn


def test_a_long_name_stands_on_two_lines() -> None:
    drawn = tiles({"KR-44": "South Chungcheong"}, {"KR-44": 1.0}, {"KR-44": "1.00"}, "", "cars")
    south, chungcheong = (float(re.search(rf'y="(\d+)"[^>]*>{word}<', drawn)[1]) for word in ("South", "Chungcheong"))
    assert south < chungcheong
