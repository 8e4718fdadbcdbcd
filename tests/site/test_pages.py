"""The pages of the site run: files, commands and Python, quickly (few draws, one process), and the two languages match.

`make test-site` runs every page as written.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from podobat.cli import app
from tests.site.pages import DOCS, LANGUAGES, Block, blocks, commands, pages

RUNNER = CliRunner()
# Pages that run here; their commands are the same in both languages, their tables are not. `make test-site` runs all.
RUN = [
    *(("ko", f"{page}.md") for page in ("tutorial", "own-plan", "recipes", "howto/odds", "howto/python")),
    *((lang, f"howto/{page}.md") for lang in LANGUAGES for page in ("outlook", "position", "match")),
]


def shape(text: str) -> list[str]:
    """What two pages of one name share: their headings' depth, blocks, lists of pages and links."""
    code = [f"{b.language} {b.file} {b.code if b.language != 'text' else ''}" for b in blocks(text)]
    code = [re.sub(r'#.*|"(ko|en)"|--place \S+|.*PODOBAT_LANG.*', "", line).strip() for line in code]
    headings = re.findall(r"^(#+) ", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return [*headings, *code, *re.findall(r"^(?:howto|explain|reference)/\w+$", text, re.MULTILINE)]


def test_both_languages_have_the_same_pages_with_the_same_parts():
    assert pages("ko") == pages("en")
    for page in pages("ko"):
        korean, english = ((DOCS / lang / page).read_text(encoding="utf-8") for lang in LANGUAGES)
        assert shape(korean) == shape(english), page


def test_korean_pages_are_polite_and_english_ones_hold_no_korean():
    for page in pages("en"):
        prose = re.sub(r"^```.*?^```", "", (DOCS / "en" / page).read_text(encoding="utf-8"), flags=re.M | re.S)
        assert set(re.findall("[가-힣]+", prose)) <= {"포도밭"}, page
    for page in pages("ko"):
        prose = re.sub(r"^```.*?^```", "", (DOCS / "ko" / page).read_text(encoding="utf-8"), flags=re.M | re.S)
        assert not re.findall(r"[가-힣]+(?<![니습])다\.(?:\s|$)", prose), page


def test_every_page_is_reached_from_the_first_one():
    for lang in LANGUAGES:
        first = (DOCS / lang / "index.md").read_text(encoding="utf-8")
        assert not [p for p in pages(lang) if p != "index.md" and not re.search(rf"^{p[:-3]}$", first, re.MULTILINE)]


def few(words: list[str], known: set[str]) -> list[str]:
    """The words of a command with few draws."""
    if "--draws" in words:
        at = words.index("--draws") + 1
        return [*words[:at], _draws(words[0]), *words[at + 1 :]]
    return [*words, "--draws", _draws(words[0])] if words[0] in known else words


def _draws(verb: str) -> str:
    return "50" if verb == "learn" else "20"


def draws_of(verb: str) -> bool:
    """Does a verb take --draws?"""
    from typer.main import get_command

    found = get_command(app).commands.get(verb)  # pyright: ignore[reportAttributeAccessIssue]
    return found is not None and any("--draws" in getattr(p, "opts", ()) for p in found.params)


@pytest.fixture
def quick(monkeypatch, tmp_path_factory):
    """Learning with few particles, wherever a verb or a page begins it; none of it is kept for anyone else."""
    from podobat.learn import steering, update

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))  # compiled code is found already

    monkeypatch.setattr(update, "DRAWS", 60)
    learn = update.learn

    def little(case, book, **options):
        return learn(case, book, **{**options, "draws": 60})

    monkeypatch.setattr(steering, "learn", little)


@pytest.mark.parametrize(("lang", "page"), RUN, ids=[f"{lang}/{page}" for lang, page in RUN])
def test_a_page_runs_from_top_to_bottom(lang, page, tmp_path, monkeypatch, quick):
    found = blocks((DOCS / lang / page).read_text(encoding="utf-8"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PODOBAT_LANG", lang)
    space: dict[str, object] = {}
    for block in found:
        if block.file:
            Path(block.file).write_text(block.code, encoding="utf-8")
        elif block.language == "python":
            exec(compile(re.sub(r"draws=\d+", "draws=60", block.code), page, "exec"), space)
        else:
            shell(block)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_of_every_page_is_one_that_the_program_takes(lang):
    from typer.main import get_command

    for page in pages(lang):
        for block in blocks((DOCS / lang / page).read_text(encoding="utf-8")):
            for words in commands(block) if block.language == "sh" else ():
                command, rest = get_command(app), words[1:]
                if words[0] != "podobat" or rest[0].startswith("--"):
                    continue
                while hasattr(command, "commands"):
                    command, rest = command.commands[rest[0]], rest[1:]
                command.make_context(page, rest)  # raises for an option or a value that it does not take


def shell(block: Block) -> None:
    """Run the commands of ours in a block, with few draws."""
    verbs = {words[1] for words in commands(block) if words[0] == "podobat" and draws_of(words[1])}
    for words in commands(block):
        if words[0] == "podobat" and "completion" not in words[1]:
            done = RUNNER.invoke(app, few(words[1:], verbs))
            assert done.exit_code == 0, (words, done.output, done.exception)


def test_every_word_of_the_glossary_is_told_in_both_languages():
    with (DOCS / "glossary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(set(row) == {"ko", "en", "meaning_ko", "meaning_en"} and all(row.values()) for row in rows)
    for lang in LANGUAGES:
        words = [row[lang] for row in rows]
        assert len(words) == len(set(words))
