"""A comparison as people read it: the numbers of the result, both names, every target, pages that stand alone."""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO
from xml.etree import ElementTree

import jsonschema
import numpy as np
import pytest
from rich.console import Console

import podobat
from podobat.compare import page
from podobat.compare.result import Difference, OddsChange
from podobat.forecast.effects import effect_of
from podobat.forecast.views import Told
from podobat.show.panels import render_page
from podobat.texts import Text
from tests.compare.test_compare import SCHEMA
from tests.engine.worlds import case

NAME = "port-maren"
NAN = float("nan")


@pytest.fixture(scope="module")
def comparison() -> podobat.Comparison:
    return podobat.compare(case(NAME), ["basin-a-year-late", "plan"], draws=16, seed=1)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_both_names_and_every_target_are_printed(comparison, lang):
    console = Console(width=160, record=True, file=StringIO())
    page.print_comparison(comparison, lang, console)
    text = re.sub(r"\s+", "", console.export_text())
    for alternative in comparison.alternatives:
        assert re.sub(r"\s+", "", alternative.name[lang]) in text
    for target in comparison.alternatives[0].plan.targets:
        assert re.sub(r"\s+", "", target.name[lang]) in text


def test_a_row_prints_the_means_the_difference_and_who_is_better(comparison):
    a, b = comparison.alternatives
    write, month = page.writer_of(comparison, "en"), a.plan.horizon.end
    table = page.measures_table(write, comparison, a, b, ["jobs.direct", "spending"], month)
    jobs, spending = table.rows
    d = comparison.difference(a.id, b.id, "jobs.direct", month)
    one, two = (comparison.drawn(alternative.id, "jobs.direct", month) for alternative in (a, b))
    assert jobs[0] == "People working at cluster firms (jobs)"
    assert jobs[1:3] == (write.count(one.mean(), "jobs"), write.count(two.mean(), "jobs"))
    assert jobs[3] == write.count((one - two).mean(), "jobs")
    share_better = (one > two).mean() + (one == two).mean() / 2
    assert jobs[6] == f"{write.odds(share_better, 16)} ({write.share((one == two).mean())})"
    assert d.beats == share_better
    assert spending[6].startswith("– ("), "nobody is better for spending more"


def test_what_is_the_same_in_every_future_has_no_interval():
    write = page.Writer.of("compare", "en")
    nothing = Difference("a", "b", "firms.left", "2028-12", "firms", -1, 1.0, 1.0, effect_of(np.zeros(4)), 0.5, NAN)
    assert page._difference(write, nothing, 4) == ("the same", "–", "–", "–")
    assert page._factor(write, NAN) == "–"
    assert page._factor(write, 12.34) == "12 times"


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        (0.034, 0.0121, "+3.4 ± 1.2 pp"), (-0.2, 0.05, "−20.0 ± 5.0 pp"), (0.0, 0.0, "the same"),
        (0.0, 0.01, "+0.0 ± 1.0 pp"),
    ],
)  # fmt: skip
def test_a_change_of_odds_is_said_in_points_with_its_error(change: float, error: float, said: str):
    o = OddsChange("a", "b", "t", Text("목표", "target"), 0.5, 0.5 - change, change, error, NAN)
    assert page._change(page.Writer.of("compare", "en"), o) == said


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_page_stands_alone_and_speaks_one_language(comparison, lang):
    html = render_page(page.comparison_page(comparison, lang, lang), lang)
    assert f'<html lang="{lang}">' in html
    assert "<script" not in html
    assert not re.search(r'(?:src|href)="https?://', html)
    body = re.sub(r"<style>.*?</style>|<a href=\"[^\"]+\" hreflang=\"\w+\">[^<]+</a>", "", html, flags=re.S)
    assert lang == "ko" or not re.search(r"[가-힣]", body)
    assert not re.search(r"\b(nan|None)\b|[{}]", re.sub(r"<[^>]+>", "", body))


def test_files_of_a_run(comparison, tmp_path):
    written = page.write_comparison(comparison, tmp_path, "ko")
    assert written.name == "compare.html"
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "compare.en.html", "compare.html", "compare.json", "differences-1-ko.svg", "differences.parquet",
        "odds.parquet",
    ]  # fmt: skip
    assert 'href="compare.html"' in (tmp_path / "compare.en.html").read_text(encoding="utf-8")
    ElementTree.parse(tmp_path / "differences-1-ko.svg")


def test_the_command_and_the_page_name_the_day_it_rests_on(comparison):
    month = comparison.alternatives[0].plan.months[11]
    counted = replace(comparison, told=Told(3, f"{month}-28", month), since=12)
    made = page.comparison_page(counted, "en", "en")
    assert f" --as-of {month}-28 " in made.command
    assert f"3 records known by {month}-28 are taken in" in render_page(made, "en")
    document = counted.to_json_dict()
    assert document["as_of"] == {"records": 3, "until": f"{month}-28", "month": month}
    assert document["open_from"] == comparison.alternatives[0].plan.months[12]
    jsonschema.validate(document, SCHEMA)
    assert " --as-of start " in page.comparison_page(comparison, "en", "en").command
