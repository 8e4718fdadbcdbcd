"""The report as a PDF: the page's words and figures, in our font, tagged, and the same file every time."""

from __future__ import annotations

import ctypes
import re
import sys
from dataclasses import replace

import pypdfium2
import pytest

from podobat.errors import CannotRun
from podobat.forecast.page import content, page_of
from podobat.forecast.pdf import pdf_of, printed, sheet, write_pdf
from tests.cli.process import podobat


@pytest.fixture(scope="module")
def said(made_up):
    """The content of the report in both languages."""
    forecast, case = made_up("gwangju-phase1")
    return {lang: content(forecast, case, lang) for lang in ("ko", "en")}


@pytest.fixture(scope="module")
def files(said):
    """The PDF in both languages."""
    return {lang: pdf_of(one) for lang, one in said.items()}


def words_of(file: bytes) -> str:
    """All text of a PDF, without the places where lines break."""
    document = pypdfium2.PdfDocument(file)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return squeezed(text)


def squeezed(text: str) -> str:
    """A text without spaces and hyphens: a hyphen at the end of a line is not told from a broken word."""
    return re.sub(r"[\s\-\u00ad\u0002\ufffe]+", "", text)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_pdf_says_what_the_page_says(said, files, lang):
    page, found = said[lang], words_of(files[lang])
    wanted = [page["title"], page["headline"], page["hardest"], page["again"], *page["limits"], *page["notes"]]
    wanted += [part for fact in page["facts"] for part in fact]
    for a in page["answers"]:
        wanted += [a.name, a.promise, a.median, a.interval80, a.probability, a.net, a.why, a.definition, a.reading]
    for figures in page["figures"].values():
        wanted += [part for f in figures for part in (f.title, f.note, f.table.caption)]
        wanted += [cell for f in figures for row in f.table.rows for cell in row]
    wanted += [x for g in page["groups"] for a in g.assumptions for x in (a.description, a.id, a.value, a.range)]
    wanted += [s.title for a in page["answers"] for s in a.sources]
    missing = [text for text in wanted if squeezed(text) not in found]
    assert not missing


def test_every_page_is_numbered(files):
    document = pypdfium2.PdfDocument(files["ko"])
    n = len(document)
    assert n > 10
    for i in range(n):
        assert f"{i + 1}/{n}" in squeezed(document[i].get_textpage().get_text_bounded())
    document.close()


def test_only_the_bundled_font_is_used_and_embedded(files):
    fonts = set(re.findall(rb"/BaseFont\s*/\w{6}\+([\w-]+)", files["ko"]))
    assert fonts, "no embedded fonts found"
    assert {name.split(b"-")[0] for name in fonts} == {b"NotoSansCJKkr"}


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_no_character_is_missing_from_the_font(files, lang):
    document = pypdfium2.PdfDocument(files[lang])
    for page in document:
        text = page.get_textpage()
        for i in range(text.count_chars()):
            assert pypdfium2.raw.FPDFText_HasUnicodeMapError(text.raw, ctypes.c_int(i)) == 0
    document.close()


def test_the_file_is_tagged_and_names_its_language(files):
    for lang, file in files.items():
        document = pypdfium2.PdfDocument(file)
        assert pypdfium2.raw.FPDFCatalog_IsTagged(document.raw)
        document.close()
        assert f"({lang})".encode() in file or f"<dc:language><rdf:Bag><rdf:li>{lang}".encode() in file


def test_the_same_report_is_the_same_file(said, files):
    assert pdf_of(said["ko"]) == files["ko"]


def test_text_is_never_taken_for_markup(said):
    odd = '#panic("x") *not bold* $x$ <label> @ref `code` \\ "quoted"'
    answers = (replace(said["ko"]["answers"][0], name=odd), *said["ko"]["answers"][1:])
    assert squeezed(odd) in words_of(pdf_of({**said["ko"], "answers": answers}))


def test_drawings_stand_alone_in_the_colours_of_paper(said):
    data = sheet(said["ko"])
    drawings = [f["drawing"] for figures in data["figures"].values() for f in figures]
    drawings += [mark for figures in data["figures"].values() for f in figures for mark, _ in f["key"]]
    assert len(drawings) > 40
    assert all("var(" not in d and d.startswith("<svg ") and "xmlns=" in d for d in drawings)
    assert printed('<svg viewBox="0 0 1 1"><path fill="var(--with)"/></svg>').count("#0072b2") == 1


def test_a_failed_compilation_leaves_no_file(made_up, tmp_path, monkeypatch):
    forecast, case = made_up("gwangju-phase1")
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(CannotRun, match="pip install"):
        write_pdf(forecast, case, tmp_path / "a" / "report.pdf")
    assert not list(tmp_path.rglob("*"))


def test_the_page_carries_no_style_attributes_and_no_scripts(said):
    html = page_of(said["ko"])
    assert " style=" not in html
    assert "<script" not in html


def test_the_command_line_writes_it_beside_the_page(tmp_path):
    said = podobat("forecast", "cases/port-maren", "--draws", 4, "--lang", "en", "--pdf", "--out", tmp_path)
    assert said.returncode == 0, said.stderr
    (file,) = tmp_path.rglob("report.pdf")
    assert file.with_name("report.html").is_file()
    assert str(file) in said.stdout.replace("\n", "")
    assert squeezed("Port Maren") in words_of(file.read_bytes())
