"""Where firms are: addresses, codes and names, and how far apart."""

from __future__ import annotations

import pytest

from podobat.match.features import nearness
from podobat.match.places import kilometres_between
from tests.match.made_up import gazetteer, reader


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("광주광역시 북구 첨단과기로 208", "gwangju_buk"), ("광주 광산구", "gwangju_gwangsan"), ("전남 나주시", "naju"),
        ("경기도 광주시", "gyeonggi_gwangju"), ("광주시", "gwangju"), ("서울 강남구", "gangnam"), ("나주", "naju"),
        ("DE", "germany"), ("EL", "greece"), ("Hamburg, Germany", "hamburg"), ("Gwangju", "gwangju"),
    ],
)  # fmt: skip
def test_places_are_found_as_people_write_them(written: str, place: str):
    spot = gazetteer().find(written)
    assert spot is not None
    assert spot.chain[0] == place


@pytest.mark.parametrize("written", ["", "북구", "모르는 곳", "ZZ"])
def test_what_is_not_known_is_not_guessed(written: str):
    assert gazetteer().find(written) is None


def test_a_degree_of_latitude_and_a_known_distance():
    equator, north = (gazetteer().find("", c) for c in ((0.0, 0.0), (1.0, 0.0)))
    assert equator
    assert north
    assert kilometres_between(equator, north) == pytest.approx(2 * 3.14159265 * 6371 / 360, rel=1e-6)
    seoul, busan = gazetteer().find("서울"), gazetteer().find("부산")
    assert seoul
    assert busan
    assert kilometres_between(seoul, busan) == pytest.approx(325, abs=5)


def test_one_region_is_near_and_nearness_falls_with_distance():
    buk = gazetteer().find("광주 북구")
    near = nearness(buk, [gazetteer().find(p) for p in ("광주 광산구", "나주시", "대전", "서울")] + [None])
    assert near[0] == 1.0
    assert near[:4].tolist() == sorted(near[:4], reverse=True)
    assert near[4] == 0.0


def test_places_named_in_a_text():
    def named(text: str) -> frozenset[str]:
        return gazetteer().named_in(reader().read(text))

    assert named("실증은 광주 북구와 나주에서 합니다.") >= {"gwangju", "gwangju_buk", "naju"}
    assert named("Pilots in Hamburg and in Spanish towns") >= {"germany", "hamburg", "spain"}
    assert not named("경기 침체로 진도가 늦음"), "a state of trade and progress, not provinces"
    assert not named("a nice reading of the split bath")
