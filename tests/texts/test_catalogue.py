"""A room says things by key: found near first, filled in every language, and one more language is only files."""

import pickle

import pytest

from podobat import texts
from podobat.errors import CannotRun, Fault
from podobat.forecast.targets import Note
from podobat.texts import LANGUAGES, Text, catalogue, language_name, read_words


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Catalogues of two rooms, one inside the other, in three languages; the third lacks what is marked."""
    files = {
        "texts/ko.toml": '[language]\nname = "한국어"\norder = 1\n[unit]\nfirms = "개사"\n',
        "texts/en.toml": '[language]\nname = "English"\norder = 2\n[unit]\nfirms = "firms"\n',
        "texts/fr.toml": '[language]\nname = "Français"\norder = 3\n[unit]\nfirms = "entreprises"\n',
        "show/texts/ko.toml": 'yes = "예"\n', "show/texts/en.toml": 'yes = "yes"\n',
        "show/texts/fr.toml": 'yes = "oui"\n',
        "vine/texts/ko.toml": 'grows = "{what:이/가} {n:,}개 자랍니다"\nrows = ["하나", "{n}"]\n',
        "vine/texts/en.toml": 'grows = "{n:,} {what} grow"\nrows = ["one", "{n}"]\n',
        "vine/grape/texts/ko.toml": 'ripe = "익음"\n', "vine/grape/texts/en.toml": 'ripe = "ripe"\n',
        "vine/grape/texts/fr.toml": 'ripe = "mûr"\n',
    }  # fmt: skip
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    def forget():
        texts._read.cache_clear()
        texts.read_words.cache_clear()

    monkeypatch.setattr(texts.resources, "files", lambda _: tmp_path)
    forget()
    monkeypatch.setattr(texts, "LANGUAGES", texts._languages())
    yield catalogue
    forget()


def test_a_language_is_its_files_and_no_code(written):
    assert texts.LANGUAGES == ("ko", "en", "fr")
    assert texts.language_name("fr") == "Français"
    assert written("vine.grape")("ripe")["fr"] == "mûr"
    with pytest.raises(KeyError, match="known: ko, en, fr"):
        written("vine")("grows", n=1, what="x")["de"]


def test_a_key_is_looked_up_near_first(written):
    say = written("vine.grape")
    assert say("ripe")["ko"] == "익음"
    assert say("yes")["fr"] == "oui", "from the press"
    assert say("unit.firms")["en"] == "firms", "from everyone's"
    assert say("grows", what="포도", n=1000)["ko"] == "포도가 1,000개 자랍니다", "from the room around it"
    assert say.known("ripe")
    assert not written("vine").known("ripe"), "and not the other way round"
    with pytest.raises(KeyError, match="grows_not"):
        say("grows_not")["ko"]


def test_a_blank_is_said_in_the_language_of_its_sentence(written):
    said = written("vine")("grows", what=written("")("unit.firms"), n=2)
    assert (said.ko, said.en) == ("개사가 2개 자랍니다", "2 firms grow")
    assert said["fr"] == "2 entreprises grow", "what French lacks is said in English, its blanks in French"
    assert written("vine").words("ko").lines("rows", n=7) == ("하나", "7")


def test_a_text_from_a_file_may_have_fewer_languages_or_more(written):
    assert Text("가", "b", fr="c")["fr"] == "c"
    assert Text("가", "b")["fr"] == "b"
    assert Text.of({"ko": "가"})["en"] == "가"
    assert Text.each(str.upper).languages == {"ko": "KO", "en": "EN", "fr": "FR"}


def test_texts_are_values():
    said = catalogue("forecast")("headline.all", n=3)
    again = pickle.loads(pickle.dumps(said))
    assert again == said
    assert hash(again) == hash(said)
    assert said == Text(said.ko, said.en)
    assert said != catalogue("forecast")("headline.all", n=4)
    note = Note(said, about="x")
    assert pickle.loads(pickle.dumps(note)) == note != Note(said)
    assert note["ko"] == said["ko"]


def test_errors_carry_texts_by_key():
    said = catalogue("forecast")("headline.all", n=3)
    assert pickle.loads(pickle.dumps(CannotRun(said))).text("ko") == said.ko
    assert said.en in str(Fault("plan.yaml", 3, "targets", said, remedy=said))


def test_the_languages_are_korean_and_english():
    assert LANGUAGES == ("ko", "en")
    assert [language_name(lang) for lang in LANGUAGES] == ["한국어", "English"]
    with pytest.raises(KeyError, match="known: ko, en"):
        read_words("fr")
