"""Words that must not be used, and Korean particles that fit the word before them."""

import pytest

from podobat.show.texts import Words, read_words, with_particle

FORBIDDEN = ("예언", "신뢰구간", "신뢰 구간", "prophecy", "confidence interval")


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_words_that_must_not_be_used(lang):
    everything = str(read_words(lang)._entries)
    assert not [word for word in FORBIDDEN if word in everything]


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [("목표", "은/는", "목표는"), ("전망", "은/는", "전망은"), ("서울", "으로/로", "서울로"),
     ("광주", "으로/로", "광주로"),      ("판교권", "으로/로", "판교권으로"), ("4.5%", "이어서/여서", "4.5%여서"),
     ("27,500명", "을/를", "27,500명을"),
     ("일자리 7,000명(재직)", "은/는", "일자리 7,000명(재직)은"), ("‘가정’", "이/가", "‘가정’이"),
     ("2030", "은/는", "2030은"),      ("GIST", "은/는", "GIST는"), ("AI", "을/를", "AI를"), ("1", "으로/로", "1로"),
     ("서울", "`으로/로", "서울`로"), ("`2024-12`", "이/가", "`2024-12`가"),
     ("30%(28~32%)", "으로/로", "30%(28~32%)로")],
)  # fmt: skip
def test_particles(word, pair, expected):
    assert with_particle(word, pair) == expected


def test_a_blank_says_how_it_is_written_and_which_particle_follows():
    words = Words("ko", {"a": "`{unit:`을/를} {value:.2f|으로/로} 고치십시오.", "b": "{share:.0%|이/가} 넘습니다"})
    assert words("a", unit="백만 원", value=1.234) == "`백만 원`을 1.23으로 고치십시오."
    assert words("b", share=0.25) == "25%가 넘습니다"


def test_an_unknown_language_or_key_is_an_error():
    with pytest.raises(KeyError, match="known: ko, en"):
        read_words("fr")
    with pytest.raises(KeyError):
        read_words("ko")("word.nothing")
