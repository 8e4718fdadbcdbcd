"""The report: complete, self-contained, readable by everyone, and never half-written."""

import os
import re
from html.parser import HTMLParser

import pytest

from podobat.forecast.page import render, write_report
from podobat.show.charts import COLOURS


class Page(HTMLParser):
    """Collects what the tests ask about, and complains about tags that do not match."""

    def __init__(self, source):
        super().__init__()
        self.open, self.ids, self.headings, self.links, self.tags = [], [], [], [], []
        self.tables_without_caption = 0
        self._after_table = False
        self.drawings = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if self._after_table and tag != "caption":
            self.tables_without_caption += 1
        self._after_table = tag == "table"
        self.tags.append((tag, found))
        if "id" in found:
            self.ids.append(found["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "svg" and "chart" in (found.get("class") or ""):
            self.drawings.append(found)
        self.links += [found[key] for key in ("href", "src") if found.get(key)]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> at {self.getpos()} closes another tag"


@pytest.fixture(scope="module")
def pages(made_up):
    forecast, case = made_up()
    return {lang: render(forecast, case, lang) for lang in ("ko", "en")}


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_it_is_well_formed_and_small(pages, lang):
    page = Page(pages[lang])
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert f'<html lang="{lang}">' in pages[lang]
    assert len(pages[lang].encode()) < 1_500_000


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_headings_come_in_order_and_tables_have_captions(pages, lang):
    page = Page(pages[lang])
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(b <= a + 1 for a, b in zip(page.headings, page.headings[1:], strict=False))
    assert page.tables_without_caption == 0


def test_it_needs_no_network(pages):
    page = Page(pages["ko"])
    assert not [tag for tag, _ in page.tags if tag in ("script", "link", "img", "iframe")]
    assert all(link.startswith(("#", "https://", "http://")) for link in page.links)
    assert not re.search(r"url\(|@import|@font-face", pages["ko"])
    assert {tag for tag, found in page.tags if "href" in found} == {"a"}


def test_every_drawing_says_what_it_shows_and_follows_the_theme(pages):
    page = Page(pages["en"])
    assert len(page.drawings) > 20
    assert all(d.get("role") == "img" and len(d.get("aria-label", "")) > 30 for d in page.drawings)
    body = pages["en"].split("</style>")[1]
    assert not [colour for colour in COLOURS.values() if colour in body]
    assert set(re.findall(r"var\(--([a-z]+)\)", body)) <= set(COLOURS)


def test_every_chart_has_a_data_table(pages):
    figures = re.findall(r"<figure id=.*?</figure>", pages["ko"], flags=re.DOTALL)
    assert len(figures) > 20
    assert all("<details>" in figure and "<table>" in figure for figure in figures)


def test_the_answer_comes_first(pages, made_up):
    forecast, _ = made_up()
    text = pages["ko"]
    assert (
        text.index('id="answer"')
        < text.index('id="paths"')
        < text.index('id="assumptions"')
        < text.index('id="limits"')
    )
    first = text[text.index('id="answer"') : text.index("<nav")]
    assert all(target.name.ko in first for target in forecast.target_results)
    assert "달성 확률" in first
    assert "27,500명" in first


def test_every_parameter_is_listed_with_its_sources(pages, made_up):
    forecast, _ = made_up()
    assert all(f"<code>{name}</code>" in pages["en"] for name in forecast.parameters.ids)
    assert "https://" in pages["en"]


def test_fingerprints_seed_and_draws(pages, made_up):
    forecast, _ = made_up()
    assert all(value in pages["ko"] for value in forecast.fingerprints.values())
    assert f"--draws {forecast.draws} --seed {forecast.seed}" in pages["ko"]


def test_words_of_the_house(pages):
    assert not [word for word in ("예언", "신뢰구간") if word in pages["ko"]]
    sentences = re.findall(r'<span class="why">(.*?)</span>', pages["ko"])
    assert sentences
    assert all(s.endswith(("니다.", "오.")) for s in sentences)


def test_a_scenario_shows_its_own_budget(made_up):
    from dataclasses import replace

    forecast, case = made_up()
    half = replace(forecast, plan=case.scenarios["half-budget"].apply(case.plan), scenario="half-budget")
    page = render(half, case, "ko")
    assert "2,030억원, 발표된 계획은 4,061억원" in page
    assert "--scenario half-budget" in page


def test_text_from_a_plan_cannot_break_the_page(made_up):
    from dataclasses import replace

    from podobat.units import Text

    forecast, case = made_up("port-maren")
    plan = replace(forecast.plan, name=Text("<script>나쁜</script>", "<script>bad</script>"))
    page = render(replace(forecast, plan=plan), case, "en")
    assert "<script>" not in page
    assert "&lt;script&gt;bad" in page


def test_it_appears_whole_or_not_at_all(made_up, tmp_path, monkeypatch):
    forecast, case = made_up("port-maren")
    path = write_report(forecast, case, tmp_path / "deep" / "report.html")
    before = path.read_text(encoding="utf-8")
    assert before.endswith("</html>") or before.rstrip().endswith("</html>")

    def broken(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(KeyboardInterrupt):
        write_report(forecast, case, path, "en")
    assert path.read_text(encoding="utf-8") == before
    assert [p.name for p in path.parent.iterdir()] == ["report.html"]


def _luminance(colour):
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(a, b):
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_contrast_is_enough_in_both_themes(pages, theme):
    blocks = re.findall(r":root \{(.*?)\}", pages["ko"], flags=re.DOTALL)
    colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", blocks[theme]))
    for ground in ("paper", "sheet"):
        for text in ("ink", "muted", "accent", "link"):
            assert _contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for mark in ("with", "without", "net", "third", "fourth"):
        assert _contrast(colours[mark], colours["paper"]) >= 3, mark
