"""Values and comparisons as people read them: words in both languages, honest cells, pages that stand alone."""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO
from xml.etree import ElementTree

import pytest
from rich.console import Console

import podobat
from podobat.compare.page import comparison_page, print_comparison, write_comparison
from podobat.forecast.effects import Effect
from podobat.show.charts import NARROW, WIDE, svg
from podobat.show.forest import Line, forest
from podobat.show.panels import render_page
from podobat.value.cells import CANNOT_TELL, NO_UNIT, Pen, cost_line
from podobat.value.more_panels import pairs_panel
from podobat.value.page import print_value, value_page, value_panels, value_section, write_value
from tests.engine.worlds import case

NAME = "port-maren"


@pytest.fixture(scope="module")
def value() -> podobat.Value:
    return podobat.value(case(NAME), draws=16, seed=1, sweep=["entry.deadweight"])


@pytest.fixture(scope="module")
def comparison() -> podobat.Comparison:
    return podobat.compare(case(NAME), ["basin-a-year-late", "plan"], draws=16, seed=1)


def shown(print_it, result, lang: str) -> str:
    console = Console(width=160, record=True, file=StringIO())
    print_it(result, lang, console)

    return console.export_text()


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_programme_stands_in_the_table_with_the_whole_below(value, lang):
    text = shown(print_value, value, lang)
    for p in value.players:
        assert p.name[lang] in text
    assert text.index({"ko": "계획 전체", "en": "The whole plan"}[lang]) > text.index(value.players[0].name[lang])
    assert f"{value.simulations:,}" in text


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_cost_is_printed_only_where_the_interval_leaves_out_zero(value, lang):
    pen, k = Pen(value, lang), value.outcomes.index(f"jobs.direct@{value.plan.horizon.end}")
    said = set()
    for i, p in enumerate(value.players):
        line, effect = cost_line(value, p.id, value.outcomes.counted[k].id), value.effects["added"][i][k]
        assert line is not None
        cell = pen.cost(line, effect)
        if effect.nothing:
            assert cell == NO_UNIT[lang]
        elif effect.quantiles["p10"] <= 0 <= effect.quantiles["p90"]:
            assert cell == CANNOT_TELL[lang]
        else:
            assert re.search(r"\d", cell)
        said.add(cell)
    assert {CANNOT_TELL[lang], NO_UNIT[lang]} < said


def effect(mean: float, error: float) -> Effect:
    ends = dict.fromkeys(("p2_5", "p10", "p25", "p50", "p75", "p90", "p97_5"), mean)
    return Effect(mean, error, ends, 1.0, 0.0, 0.5)


@pytest.mark.parametrize(
    ("mean", "error", "unit", "said"),
    [
        (12.345, 1.26, "jobs", "12.3 ± 1.3"), (-0.00228, 0.00098, "jobs", "−0.00228 ± 0.00098"),
        (1234.5, 45.0, "jobs", "1,234 ± 45"), (0.0972, 0.012, "share", "9.7 ± 1.2 pp"),
        (3.0, 0.0, "jobs", "3.00 ± 0.00"),
    ],
)  # fmt: skip
def test_means_are_no_finer_than_their_error(value, mean, error, unit, said):
    assert Pen(value, "en").mean(effect(mean, error), unit) == said


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_pages_stand_alone_and_speak_one_language(value, comparison, lang):
    for html in (render_page(value_page(value, lang, lang), lang),
                 render_page(comparison_page(comparison, lang, lang), lang)):  # fmt: skip
        assert f'<html lang="{lang}">' in html
        assert "<script" not in html
        assert not re.search(r'(?:src|href)="https?://', html)
        body = re.sub(r"<style>.*?</style>", "", html, flags=re.S)
        body = re.sub(r'<a href="[^"]+" hreflang="\w+">[^<]+</a>', "", body)
        if lang == "en":
            assert not re.search(r"[가-힣]", body), re.findall(r".{20}[가-힣]+.{20}", body)[:3]
        assert "nan" not in re.sub(r"<[^>]+>", "", body).lower().split()
        assert "None" not in re.sub(r"<[^>]+>", "", body)


def test_the_section_for_a_report_is_the_page_without_its_frame(value):
    html = str(value_section(value, "ko"))
    assert html.startswith("<section") or html.lstrip().startswith("<section")
    assert "<html" not in html
    assert html.count("<section") == html.count("</section>") == len(value_panels(value, "ko"))


def test_ids_of_panels_are_their_own(value):
    ids = [p.id for p in value_panels(value, "en")]
    assert len(ids) == len(set(ids))
    assert "value-sweep" in ids


def test_files_of_a_run(value, comparison, tmp_path):
    page = write_value(value, tmp_path, "en")
    assert page.name == "value.html"
    assert 'href="value.ko.html"' in page.read_text(encoding="utf-8")
    assert 'href="value.html"' in (tmp_path / "value.ko.html").read_text(encoding="utf-8")
    page = write_comparison(comparison, tmp_path, "ko")
    assert (tmp_path / "compare.en.html").is_file()
    for picture in tmp_path.glob("*.svg"):
        ElementTree.parse(picture)
    assert len(list(tmp_path.glob("*.svg"))) == 2


def test_more_money_is_counted_by_a_round_sum_of_the_plans_own(value):
    tables = [t for p in value_panels(value, "en") for t in p.tables]
    (more,) = [t for t in tables if t.caption.startswith("For each ")]
    assert more.caption.startswith("For each EUR 1 m more")
    at = next(i for i, p in enumerate(value.players) if p.id == "founding")
    jobs = value.effects["more"][at][value.outcomes.index(f"jobs.direct@{value.plan.horizon.end}")]
    euros = Pen(value, "en").money.won_per_unit  # won in a euro; effects are kept for each KRW bn, so 1,000 won
    assert jobs.mean != 0
    assert more.rows[at][1] == Pen(value, "en").effect(jobs.times(euros / 1000), "jobs", bare=True)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_mean_outside_its_interval_is_explained(value, lang):
    (first,) = [p for p in value_panels(value, lang) if p.id == "value-0"]
    outside = [
        e for found in value.effects["added"] for e in found
        if not e.nothing and not e.quantiles["p10"] <= e.mean <= e.quantiles["p90"]
    ]  # fmt: skip
    assert outside, "the made-up case has effects that come in few draws only"
    said = {"ko": "평균이 80% 전망 구간 밖에 있으면", "en": "A mean outside its 80 % interval"}[lang]
    assert any(said in note for note in first.notes)


def test_a_plan_without_telling_pairs_says_that_there_are_none(value):
    none = replace(value, pairs=())
    panel = pairs_panel(Pen(none, "ko"))
    assert not panel.tables
    assert panel.sentences[-1] == "그런 짝은 없습니다."


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_comparison_says_both_names_and_every_target(comparison, lang):
    text = re.sub(r"\s+", "", shown(print_comparison, comparison, lang))
    for side in comparison.sides:
        assert re.sub(r"\s+", "", side.name[lang]) in text
    for target in comparison.sides[0].plan.targets:
        assert re.sub(r"\s+", "", target.name[lang]) in text


@pytest.mark.parametrize("canvas", [WIDE, NARROW])
def test_a_forest_holds_every_80_percent_interval(canvas):
    lines = [Line("a", 5, -20, 1, 9, 40, "5"), Line("b", -2, -4, -3, -1, 0, "−2")]
    drawn = svg(forest(canvas, lines, unit="jobs"), canvas, "two lines")
    spec = forest(canvas, lines, unit="jobs").to_dict()
    low, high = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low < -3
    assert high > 9
    assert all(label in drawn for label in ("a", "b", "two lines"))
    ElementTree.fromstring(drawn)


def test_a_forest_of_nothing_but_zeros_can_be_drawn():
    drawn = svg(forest(WIDE, [Line("a", 0, 0, 0, 0, 0, "0")], unit=""), WIDE, "zero")
    ElementTree.fromstring(drawn)
