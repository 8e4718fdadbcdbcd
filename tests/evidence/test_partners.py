"""The glossary, the gazetteer and the weights that ship; and what an office's own glossary may get wrong."""

from __future__ import annotations

from collections import Counter

import pytest

from podobat.errors import InputFaults
from podobat.evidence.partners import LEVELS, TERMS, fingerprint, read_places, read_terms, read_weights, with_wider
from podobat.match.features import FEATURES


def own(tmp_path, rows: str, head: str = "id,broader,ko,en"):
    """A glossary beside that of the package."""
    path = tmp_path / "own.csv"
    path.write_text(f"{head}\n{rows}", encoding="utf-8")
    return read_terms(TERMS, path)


def test_every_term_has_both_languages_and_leads_somewhere():
    terms = {t.id: t for t in read_terms(TERMS)}
    assert len(terms) > 150
    for term in terms.values():
        assert any("가" <= c <= "힣" for c in term.name.ko) or term.name.ko == term.name.en or term.name.ko.isascii()
        assert any(s.isascii() for s in term.spellings), term.id
        assert with_wider(term.id, terms)[0] == term.id


def test_an_office_adds_terms_and_spellings(tmp_path):
    terms = {t.id: t for t in own(tmp_path, "welding,,이음매 용착,\nhairpin,motor,헤어핀 권선,hairpin winding\n")}
    assert "이음매 용착" in terms["welding"].spellings
    assert terms["welding"].name.ko == "용접"
    assert with_wider("hairpin", terms) == ("hairpin", "motor")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("Wrong Id,,가,a\n", "Wrong Id"), ("new_one,nowhere,가나다,\n", "nowhere"), ("new_one,,,\n", "neither"),
        ("new_one,,용접,\n", "welding"), ("one,two,가나다,\ntwo,one,라마바,\n", "circle"),
        ("new_one,,가나다\n", "3 cells"),
    ],
)  # fmt: skip
def test_faults_of_a_glossary(tmp_path, rows: str, said: str):
    with pytest.raises(InputFaults, match=said):
        own(tmp_path, rows)


def test_a_glossary_with_other_columns(tmp_path):
    with pytest.raises(InputFaults, match="other columns"):
        own(tmp_path, "a,b\n", head="용어,뜻")


def test_places_lie_in_places_and_on_the_earth():
    places = {p.id: p for p in read_places()}
    assert len(places) == len(read_places())
    codes = Counter(code for p in places.values() for code in p.codes)
    assert max(codes.values()) == 1
    for place in places.values():
        assert place.level in LEVELS
        assert (place.within == "") == (place.level == "country")
        assert not place.within or LEVELS.index(places[place.within].level) < LEVELS.index(place.level)
        assert -90 <= place.latitude <= 90
        assert -180 <= place.longitude <= 180


def test_every_feature_has_a_weight_that_says_where_it_comes_from():
    weights = read_weights()
    assert weights.ids == FEATURES
    for id in FEATURES:
        assert weights[id].value >= 0
        assert weights[id].error > 0
        assert weights[id].evidence in ("estimated", "assumed")
    assert {id for id in FEATURES if weights[id].evidence == "assumed"} == {"sector", "size"}


def test_the_fingerprint_moves_with_a_spelling(tmp_path):
    weights = read_weights()
    usual = fingerprint(read_terms(TERMS), weights)
    assert usual == fingerprint(read_terms(TERMS), weights)
    assert usual != fingerprint(own(tmp_path, "welding,,이음매 용착,\n"), weights)
