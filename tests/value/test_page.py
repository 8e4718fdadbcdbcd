"""A value as people read it: the numbers that were simulated, honest cells, both languages, pages that stand alone."""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO
from types import SimpleNamespace as Thing
from typing import Any
from xml.etree import ElementTree

import jsonschema
import numpy as np
import pytest
from rich.console import Console

import podobat
from podobat.forecast.effects import Effect, effect_of
from podobat.forecast.views import Told
from podobat.show.panels import render_page
from podobat.show.writer import Writer
from podobat.texts import Text
from podobat.value.page import excerpt, print_value, value_page, value_panels, write_value, writer_of
from podobat.value.panels import changes, held, limits, pairs, programmes, shares, targets
from podobat.value.panels.cells import cost_text, effect_text, mean_text, of_whole
from tests.engine.worlds import case
from tests.value.test_value import SCHEMA

NAME = "port-maren"
BOTH = ("ko", "en")


@pytest.fixture(scope="module")
def value() -> podobat.Value:
    return podobat.value(case(NAME), draws=16, seed=1, sweep=["entry.deadweight"])


@pytest.fixture(scope="module")
def write(value) -> Writer:
    return writer_of(value, "en")


def first_number(cell: str) -> float:
    """The number a cell begins with."""
    found = re.match(r"(−?)([\d,.]+)", cell)
    assert found, cell
    return float(found[2].replace(",", "")) * (-1 if found[1] else 1)


# --- cells ------------------------------------------------------------------------------------------------------------


def effect(mean: float, error: float = 1.0, low: float | None = None, high: float | None = None) -> Effect:
    ends = {"p2_5": low, "p10": low, "p25": mean, "p50": mean, "p75": mean, "p90": high, "p97_5": high}
    return Effect(mean, error, {q: mean if x is None else x for q, x in ends.items()}, 1.0, 0.0, 0.5)


@pytest.mark.parametrize(
    ("mean", "error", "unit", "said"),
    [
        (12.345, 1.26, "jobs", "12.3 ± 1.3"), (-0.00228, 0.00098, "jobs", "−0.00228 ± 0.00098"),
        (1234.5, 45.0, "jobs", "1,234 ± 45"), (0.0972, 0.012, "share", "9.7 ± 1.2 pp"),
        (3.0, 0.0, "jobs", "3.00 ± 0.00"),
    ],
)  # fmt: skip
def test_means_are_no_finer_than_their_error(write, mean, error, unit, said):
    assert mean_text(write, effect(mean, error), unit) == said


def test_an_effect_says_its_interval_and_exactly_nothing_as_such(write):
    assert effect_text(write, effect(12.3, low=-4.4, high=20.2), "jobs") == "12 jobs (−4.4 to 20 jobs)"
    assert effect_text(write, effect(12.3, low=4.4, high=20.2), "jobs", bare=True) == "12 (4.4–20)"
    assert effect_text(write, effect(0.1, low=-0.05, high=0.2), "share") == "10 pp (−5 to 20 pp)"
    assert effect_text(write, effect_of(np.zeros(4)), "jobs") == "nothing (0)"


def test_a_part_of_no_effect_or_of_a_loss_is_no_percentage(write):
    assert of_whole(write, effect(2.0), effect(8.0)) == "25%"
    assert of_whole(write, effect(2.0), effect(0.0)) == of_whole(write, effect(2.0), effect(-8.0)) == "–"


@pytest.mark.parametrize("lang", BOTH)
def test_a_cost_is_printed_only_where_the_interval_leaves_out_zero(value, lang):
    write, k = writer_of(value, lang), value.outcomes.index(f"jobs.direct@{value.plan.horizon.end}")
    kinds = set()
    for i, p in enumerate(value.levers):
        line, added = value.cost(p.id, value.outcomes.counted[k].id), value.effects["added"][i][k]
        assert line is not None
        cell = cost_text(write, line, added)
        if added.nothing:
            kind = "adds_none"
        elif added.quantiles["p10"] <= 0 <= added.quantiles["p90"]:
            kind = "cannot_tell"
        else:
            kind = "cost"
            assert cell.startswith(write.amount(line.cost_a_unit, 3))
        assert kind == "cost" or cell == write.say(f"cell.{kind}")
        kinds.add(kind)
    assert kinds == {"adds_none", "cannot_tell", "cost"}
    assert cost_text(write, None, effect(1.0)) == write.say("cell.no_budget"), "the special act"


# --- what each programme adds -----------------------------------------------------------------------------------------


def test_the_table_prints_what_was_played_the_whole_below(value, write):
    month = value.plan.horizon.end
    k = value.outcomes.index(f"jobs.direct@{month}")
    table = programmes.programmes_table(write, value, month)
    full, none = (value.simulated.full[:, k].astype(float), value.simulated.none[:, k].astype(float))
    added = {p.name.en: (full - value.simulated.left_out[i][:, k]).mean() for i, p in enumerate(value.levers)}
    added["The whole plan"] = (full - none).mean()
    jobs = table.head.index("Net jobs")
    assert [row[0] for row in table.rows][-1] == "The whole plan"
    assert {row[0] for row in table.rows} == added.keys()
    for row in table.rows:
        printed = 0.0 if row[jobs] == "nothing (0)" else first_number(row[jobs])
        assert printed == pytest.approx(added[row[0]], abs=0.5 if abs(added[row[0]]) >= 9.95 else 0.05), row[0]
    assert table.rows[-1][table.head.index("Share")] == "100%"
    assert table.rows[-1][1] == write.amount(sum(p.cost for p in value.levers))


def test_the_cheapest_net_job_comes_first_and_who_cannot_tell_last(value, write):
    month = value.plan.horizon.end
    k = value.outcomes.index(f"jobs.direct@{month}")
    costs = [value.cost(value.levers[i].id, value.outcomes.counted[k].id) for i in value.ranked(k)]
    told = [c.cost_a_unit for c in costs if c is not None and c.told]
    assert told == sorted(told)
    assert [c is not None and c.told for c in costs] == [True] * len(told) + [False] * (len(costs) - len(told))
    names = [row[0] for row in programmes.programmes_table(write, value, month).rows[:-1]]
    assert names == [value.levers[i].name.en for i in value.ranked(k)]


def made_up(costs: list[float], added: list[Effect], shares: list[float], whole: float) -> Any:
    """Levers with these costs, effects on one outcome and Shapley parts of it."""
    levers = tuple(Thing(id=f"p{i}", name=Text(f"가{i}", f"P{i}"), cost=c) for i, c in enumerate(costs))
    outcome = Thing(name=Text("일자리", "Jobs"), month="2028-12", unit="jobs")
    effects = {"added": [[e] for e in added], "share": [[effect(s)] for s in shares]}
    return Thing(levers=levers, outcomes=Thing(counted=[outcome]), wholes=[effect(whole)], effects=effects,
                 budget=sum(costs))  # fmt: skip


def test_the_sentences_name_the_carriers_the_dearest_and_the_unsure(write):
    nothing, less = effect_of(np.zeros(4)), effect(-3.0, low=-5.0, high=-1.0)
    sure, unsure = effect(9.0, low=5.0, high=12.0), effect(1.0, low=-2.0, high=4.0)
    value = made_up([100.0, 300.0, 50.0, 550.0, 0.0], [sure, sure, unsure, less, nothing], [50, 25, 15, 10, 0], 100.0)
    said = programmes.findings(write, value, 0)
    assert said[0] == "Jobs added by the whole plan in December 2028: 100 jobs (100–100 jobs)."
    assert said[1] == "75% of it is the share of P0 and P1, which have 40% of the money.", "P2 may add nothing"
    assert said[2].startswith("The largest budget, P3 (")
    assert said[2].endswith("55% of all), has a share of 10%.")
    assert said[3:] == [
        "The 80 % interval covers zero, so the data cannot tell: P2.", "Changes nothing in any future: P4.",
        "Takes away: P3.",
    ]  # fmt: skip
    lost = programmes.findings(write, made_up([1.0], [less], [-3.0], -3.0), 0)
    assert len(lost) == 2, "nobody carries a loss"


@pytest.mark.parametrize("lang", BOTH)
def test_a_mean_outside_its_interval_is_explained(value, lang):
    write = writer_of(value, lang)
    outside = [
        e for of_player in value.effects["added"] for e in of_player
        if not e.nothing and not e.quantiles["p10"] <= e.mean <= e.quantiles["p90"]
    ]  # fmt: skip
    assert outside, "the made-up case has effects that come in few draws only"
    assert write.say("programmes.rarely") in programmes.reading(write, value)
    plain = Thing(effects={"added": [[effect(1.0, low=0.0, high=2.0)]], "share": [[effect_of(np.zeros(4))]]})
    assert write.say("programmes.rarely") not in programmes.reading(write, plain)  # type: ignore[arg-type]


# --- the other panels -------------------------------------------------------------------------------------------------


def test_shares_are_drawn_largest_first_and_sum_to_the_whole(value, write):
    k = value.outcomes.index(f"jobs.direct@{value.plan.horizon.end}")
    lines = shares._lines(write, value, k, 1.0)
    assert [line.mean for line in lines] == sorted((line.mean for line in lines), reverse=True)
    assert sum(line.mean for line in lines) == pytest.approx(value.wholes[k].mean)
    assert [t.caption for t in shares.panel(write, value).tables] == [
        f"{write.month(month)}: shares of the whole effect (mean, 80 % interval)" for month in value.ends
    ]


def test_every_target_stands_in_the_table_or_among_those_that_nothing_moves(value, write):
    panel = targets.panel(write, value)
    (odds,) = [t for t in panel.tables if t.caption.startswith("Change of the odds")]
    moved = {row[0]: row[2] for row in odds.rows}
    still = " ".join(panel.notes)
    for k, o in enumerate(value.outcomes.odds, len(value.outcomes.counted)):
        assert (o.name.en in moved) == (abs(value.wholes[k].mean) >= 0.005) != (o.name.en in still)
        if o.name.en in moved:
            assert first_number(moved[o.name.en]) == pytest.approx(100 * value.wholes[k].mean, abs=0.5)
    assert panel.tables[-1].caption.startswith("What the plan adds"), "values of all targets"
    assert len(panel.tables[-1].rows) == len({(o.measure, o.month) for o in value.outcomes.odds})


def test_more_money_is_counted_by_a_round_sum_of_the_plans_own(value, write):
    (more,) = [t for t in changes.panel(write, value).tables if t.caption.startswith("For each ")]
    assert more.caption.startswith("For each EUR 1 m more")
    at = next(i for i, p in enumerate(value.levers) if p.id == "founding")
    jobs = value.effects["more"][at][value.outcomes.index(f"jobs.direct@{value.plan.horizon.end}")]
    euros = write.money.won_per_unit  # won in a euro; effects are kept for each KRW bn, so 1,000 won
    assert jobs.mean != 0
    assert more.rows[at][1] == effect_text(write, jobs.times(euros / 1000), "jobs", bare=True)


def test_a_year_late_is_printed_as_it_was_played(value, write):
    late = changes.panel(write, value).tables[2]
    k = value.outcomes.index(f"jobs.direct@{value.plan.horizon.end}")
    for i, row in enumerate(late.rows):
        change = (value.simulated.later[i][:, k].astype(float) - value.simulated.full[:, k]).mean()
        assert (0.0 if row[1] == "nothing (0)" else first_number(row[1])) == pytest.approx(change, abs=0.5)
    assert any(row[1] != "nothing (0)" for row in late.rows)


@pytest.mark.parametrize(
    ("drawn", "reading"),
    [
        ([0.0, 0.0, 0.0, 0.0, 0.0, 0.0], "neither notices the other"),
        ([2.0, 2.1, 1.9, 2.0, 2.2, 1.8], "need each other, on average"),
        ([-2.0, -2.1, -1.9, -2.0, -2.2, -1.8], "overlap, on average"),
        ([9.0, 9.0, -9.0, -9.0, 1.0, 1.0], "the data cannot tell"),
    ],
)
def test_pairs_are_read_by_their_sign_and_their_error(write, drawn: list[float], reading: str):
    assert write.say(f"pairs.{pairs._together(effect_of(np.array(drawn)))}") == reading


def test_a_plan_without_telling_pairs_says_that_there_are_none(value):
    panel = pairs.panel(writer_of(value, "ko"), replace(value, pairs=()))
    assert not panel.tables
    assert panel.sentences[-1] == "그런 짝은 없습니다."


def test_ranks_under_a_held_parameter_are_those_of_its_means(value, write):
    panel = held.panel(write, value)
    (table,) = panel.tables
    k = value.outcomes.index(f"jobs.direct@{value.plan.horizon.forecast_to}")
    ranked = [[int(cell.rpartition("(")[2].rstrip(")")) for cell in row[1:]] for row in table.rows[:-1]]
    assert [row[0] for row in ranked] == list(range(1, len(value.levers) + 1)), "as known, in order"
    for column, sweep in enumerate(value.sweeps, 1):
        means = {p.name.en: sweep.added[p.id][k].mean for p in value.levers}
        ranks = {row[0]: places[column] for row, places in zip(table.rows, ranked, strict=False)}
        assert sorted(ranks.values()) == list(range(1, len(means) + 1))
        assert all(means[a] >= means[b] for a in means for b in means if ranks[a] < ranks[b])


@pytest.mark.parametrize(
    ("one", "two", "share"),
    [([0, 1, 2], [0, 1, 2], 1.0), ([0, 1, 2], [2, 1, 0], 0.0), ([0, 1, 2], [1, 0, 2], 2 / 3), ([0], [0], 1.0)],
)
def test_agreement_is_the_share_of_pairs_in_the_same_order(one: list[int], two: list[int], share: float):
    assert held._agreement(one, two) == pytest.approx(share)


def test_limits_say_what_a_delay_loses_and_who_has_no_money(value, write):
    late = [p.name.en for p in value.levers if p.lost > 0]
    said = " ".join(limits.panel(write, value).sentences)
    assert f"{value.simulations:,} simulations of one world" in said
    assert ("moves money past the end of the forecast" in said) == bool(late)
    poor = replace(value, cannot_act=("growth",))
    assert "Without money, exactly 0: Growth grants." in limits.panel(write, poor).sentences


# --- pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", BOTH)
def test_the_console_shows_every_programme_and_what_the_page_says(value, lang):
    console = Console(width=160, record=True, file=StringIO())
    print_value(value, lang, console)
    text = re.sub(r"\s+", "", console.export_text())
    write, k = writer_of(value, lang), value.outcomes.index(f"jobs.direct@{value.plan.horizon.end}")
    for said in (*(p.name[lang] for p in value.levers), *programmes.findings(write, value, k)):
        assert re.sub(r"\s+", "", said) in text


@pytest.mark.parametrize("lang", BOTH)
def test_a_page_stands_alone_and_speaks_one_language(value, lang):
    html = render_page(value_page(value, lang, lang), lang)
    assert f'<html lang="{lang}">' in html
    assert "<script" not in html
    assert not re.search(r'(?:src|href)="https?://', html)
    body = re.sub(r"<style>.*?</style>|<a href=\"[^\"]+\" hreflang=\"\w+\">[^<]+</a>", "", html, flags=re.S)
    assert lang == "ko" or not re.search(r"[가-힣]", body)
    assert not re.search(r"\b(nan|None)\b|[{}]", re.sub(r"<[^>]+>", "", body))


def test_panels_stand_in_order_and_a_sweep_only_where_one_was_asked_for(value):
    ids = [p.id for p in value_panels(value, "en")]
    rest = ["adopted", "shares", "balance", "targets", "changes", "pairs", "sweep", "limits"]
    assert ids == ["value-0", "value-1", *(f"value-{name}" for name in rest)]
    without = [p.id for p in value_panels(replace(value, sweeps=()), "en")]
    assert without == [id for id in ids if id != "value-sweep"]


def test_files_of_a_run(value, tmp_path):
    page = write_value(value, tmp_path, "en")
    assert page.name == "value.html"
    assert 'href="value.ko.html"' in page.read_text(encoding="utf-8")
    assert 'href="value.html"' in (tmp_path / "value.ko.html").read_text(encoding="utf-8")
    tables = ("changes", "costs", "interactions", "programmes", "shapley", "sweep")
    assert {p.stem for p in tmp_path.glob("*.parquet")} == set(tables)
    ElementTree.parse(tmp_path / "shares-en.svg")


def test_the_command_and_the_page_name_the_day_it_rests_on(value):
    month = value.plan.months[11]
    counted = replace(value, told=Told(3, f"{month}-28", month), since=12)
    made = value_page(counted, "en", "en")
    assert f" --as-of {month}-28 " in made.command
    assert f"3 records known by {month}-28 are taken in" in render_page(made, "en")
    document = counted.to_json_dict()
    assert document["as_of"] == {"records": 3, "until": f"{month}-28", "month": month}
    assert document["open_from"] == value.plan.months[12]
    jsonschema.validate(document, SCHEMA)
    assert " --as-of start " in value_page(value, "en", "en").command


@pytest.mark.parametrize("lang", BOTH)
def test_what_a_report_takes_over_are_the_very_cells_of_the_page(value, lang):
    taken, page = excerpt(value, lang), value_panels(value, lang)
    ends = [panel for panel in page if panel.id.startswith("value-")]
    (table,) = taken.tables
    wide = next(t for panel in ends for t in panel.tables if t.caption == table.caption)
    for row, whole in zip(table.rows, wide.rows, strict=True):
        assert set(row) <= set(whole)
    assert set(taken.sentences) <= {sentence for panel in ends for sentence in panel.sentences}
