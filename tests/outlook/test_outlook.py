"""The outside view: tables as people keep them, odds that agree with quantiles, offices, warnings, deadlines."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import numpy as np
import pytest
from openpyxl import Workbook

import podobat
from podobat.errors import InputFaults
from podobat.outlook.asked import read_asked
from podobat.outlook.model import read_model, unpacked
from podobat.outlook.networks import LEVELS
from podobat.outlook.page import page_of
from podobat.outlook.result import json_text
from podobat.outlook.rule import outlook_of
from podobat.outlook.series import Count, Series
from podobat.outlook.warnings import SIGNALS, signal_of
from tests.habits.repository import ROOT

LONG = "series,group,kind,unit,target,deadline,as_of,count,promised\n"
WIDE = (
    "지표,단위,담당 부서,2020 목표,2021 목표,2022 목표,2020 실적,2021 실적\n"
    "창업기업 수,개사,전략과,50,150,300,41,120\n"
    "양성 인원(누계),명,전략과,300,900,1800,280,1750\n"
)


def long_table(*rows):
    return (LONG + "\n".join(rows) + "\n").encode()


def series(target, *counts, deadline=2024, **further):
    made = tuple(Count(2021 + at, float(c), float(p)) for at, (c, p) in enumerate(counts))
    return Series("s", float(target), deadline, made, **further)


def test_a_long_table_gives_odds_and_quantiles_that_agree_for_every_series():
    rows = [
        f"s{k},me,auto,건,{10 * k + 5},2024,{year},{8 * k + year - 2020},{9 * k + 3}"
        for k in range(1, 60)
        for year in (2021, 2022)
    ]
    found = podobat.outlook(long_table(*rows), "표.csv")
    assert len(found) == 59
    for e in found.expectations:
        q = list(e.quantiles.values())
        assert q == sorted(q)
        for level, value in zip(LEVELS.values(), q, strict=True):
            assert (value >= e.series.target) == (level >= 1 - e.probability - 1e-6) or abs(
                level - 1 + e.probability
            ) < 1e-3
        assert e.signal == signal_of(e.probability)


def test_a_series_without_counts_has_one_row_and_wider_ends():
    found = podobat.outlook(long_table("a,,auto,건,100,2024,2022,,", "b,,auto,건,100,2024,2022,95,95"), "표.csv")
    spread = {id: found[id].quantiles["p90"] - found[id].quantiles["p10"] for id in "ab"}
    assert found["a"].series.horizon == 2
    assert spread["a"] > spread["b"]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_wide_table_of_korean_heads_asks_about_every_open_year(tmp_path, suffix):
    path = tmp_path / f"성과지표.{suffix}"
    if suffix == "csv":
        path.write_bytes(WIDE.encode("cp949"))
    else:
        book = Workbook()
        for line in WIDE.splitlines():
            book.active.append([int(c) if c.isdigit() else c for c in line.split(",")])
        book.save(path)
    asked = read_asked(path)
    assert [(s.name, s.target, s.deadline, len(s.counts)) for s in asked.series] == [
        ("창업기업 수", 300, 2022, 2), ("양성 인원(누계)", 1800, 2022, 2),
    ]  # fmt: skip
    found = podobat.outlook(path)
    total = found.expectations[1]
    assert total.quantiles["p2_5"] >= 1750  # a running total never falls
    assert found.habits[0].rows == 4


def test_more_counted_gives_better_odds_and_a_higher_target_worse():
    odds = [outlook_of([series(100, (c, 50), (1.2 * c, 80))])["s"].probability for c in (20, 50, 85)]
    assert odds == sorted(odds)
    assert odds[0] < 0.2 < 0.5 < odds[2]
    assert (
        outlook_of([series(200, (40, 50), (80, 80))])["s"].probability
        < outlook_of([series(90, (40, 50), (80, 80))])["s"].probability
    )


def test_a_deadline_that_is_counted_is_a_fact_and_one_that_passed_is_said():
    facts = outlook_of(
        [series(100, (50, 50), (80, 80), (99, 100), (120, 100)), replace(series(100, (50, 50)), id="late", as_of=2026)]
    )
    assert facts["s"].status == "met"
    assert facts["s"].probability == 1.0
    assert facts["late"].status == "passed"
    assert "지났으나" in facts["late"].evidence["ko"]
    assert 0 < facts["late"].reported < 1


def test_the_interval_for_uncounted_ends_is_wider_downwards():
    e = outlook_of([series(100, (50, 50), (80, 80))])["s"]
    assert e.wide is not None
    assert e.wide[0] < e.quantiles["p10"]


def test_an_office_that_always_falls_short_is_expected_to_again():
    def office(share):
        made = tuple(Count(y, share * 100.0 + y % 3, 100.0) for y in range(2016, 2024))
        return [Series(f"past {k}", 100.0, 2023, made, office="new", name=f"past {k}") for k in range(12)]

    asked = Series("now", 100.0, 2024, (Count(2023, 90.0),), office="new")
    low, high = (outlook_of([asked], history=office(share)) for share in (0.6, 1.2))
    alone = outlook_of([replace(asked, office="")])
    assert low["now"].probability < alone["now"].probability < high["now"].probability
    assert low.habits[0].series == 12


def test_the_order_of_rows_and_who_else_is_asked_change_no_bit():
    many = [replace(series(50 + k, (40, 45), (44, 47)), id=f"s{k}") for k in range(300)]
    one = {e.series.id: e.to_json_dict() for e in outlook_of(many).expectations}
    assert {e.series.id: e.to_json_dict() for e in outlook_of(many[::-1]).expectations} == one
    assert outlook_of(many[7:8]).expectations[0].to_json_dict() == one["s7"]


def test_the_json_is_true_to_its_schema_and_the_page_speaks_both_languages():
    found = podobat.outlook(WIDE.encode(), "성과지표.csv")
    document = json.loads(json_text(found))
    jsonschema.validate(document, json.loads((ROOT / "docs/schema/outlook-1.json").read_text(encoding="utf-8")))
    assert document["model"]["licence"] == "CC BY 4.0"
    for lang, said in (("ko", "실제로 미달이었습니다"), ("en", "were missed in the end")):
        page = page_of(found, lang, "ko")
        assert said in " ".join(s for p in page.panels for s in p.sentences)
        assert page.panels[1].pictures[0].startswith("<svg")


def test_warnings_were_measured_and_are_mostly_right():
    rates = {(r.signal, r.years_left): r for r in outlook_of([series(9, (5, 5))]).rates}
    assert set(rates) == {(s, y) for s in SIGNALS for y in (0, 1, 2, 3)}
    assert rates["warn", 0].right > 0.8
    assert rates["warn", 0].missed > rates["watch", 0].missed > rates["green", 0].missed


def test_the_model_is_small_says_its_source_and_comes_back_from_its_file():
    model = read_model()
    data = model.write()
    assert len(data) < 1_000_000
    assert unpacked(data).write() == data
    assert len(model.about["source"]) == 2


FAULTS = {
    "target": (["a,,auto,건,0,2024,2022,5,"], "nought or less"),
    "differs": (["a,,auto,건,10,2024,2021,5,", "a,,auto,건,12,2024,2022,5,"], "differs from another row"),
    "no year": (["a,,auto,건,10,2024,,5,"], "without its year"),
    "number": (["a,,auto,건,ten,2024,2022,5,"], "ten"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_of_a_table_are_told_with_their_place(name):
    rows, said = FAULTS[name]
    with pytest.raises(InputFaults) as refused:
        read_asked(long_table(*rows), "표.csv")
    assert said in refused.value.text("en")
    assert "표.csv" in refused.value.text("ko")


def test_two_counts_of_one_year_are_said_and_the_later_row_holds():
    asked = read_asked(long_table("a,,auto,건,10,2024,2022,5,", "a,,auto,건,10,2024,2022,6,"), "표.csv")
    assert asked.series[0].counts == (Count(2022, 6.0),)
    assert "twice" in asked.notes[-1]["en"]
    assert np.isfinite(asked.account["rows"])
