"""The answer as a whole: consistent with its parts, told in both languages, honest where the table cannot tell."""

import json
import re
from importlib import import_module

import jsonschema
import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

import podobat
from podobat.cli import app
from podobat.errors import CannotRun
from podobat.evidence.places import read_clusters, read_sectors
from podobat.forecast.balance import Balance, balances_of
from podobat.plan import read_case
from podobat.position import position, position_of
from podobat.position.long_view import Reached, long_view, shares_at, when_reached
from podobat.position.page import keep, position_page
from podobat.position.panels import panels
from podobat.position.pen import Pen
from podobat.position.quotients import location_quotients
from podobat.position.result import json_text
from podobat.position.sentences import headline, long_sentences
from podobat.position.standing import sectors_of_plan, topics_of_plan
from podobat.position.with_plan import placed, shared_out
from podobat.show.panels import render_page
from tests.cli.process import ROOT
from tests.cli.process import podobat as run
from tests.position.made_up import PROVINCES, counts_of, moving, provinces_table, table

SCHEMA = json.loads((ROOT / "docs/schema/position-1.json").read_text(encoding="utf-8"))
SHARES = (("year", "industry", "share_gwangju_pct", "share_national_pct"), (2020, "x", 60, 30), (2020, "y", 40, 70),
          (2023, "x", 55, 35), (2023, "y", 45, 65))  # fmt: skip
BLANK = re.compile(r"\{\w+[^{}]*\}")


@pytest.fixture(scope="module")
def case():
    return read_case(ROOT / "cases/gwangju-phase1")


@pytest.fixture(scope="module")
def made():
    return provinces_table()


@pytest.fixture(scope="module")
def gwangju(made, case):
    return position(made, case, draws=24)


# --- disparity with the plan ------------------------------------------------------------------------------------------


def test_persons_are_shared_out_to_the_last_by_the_largest_remainders():
    weights = np.array([5.0, 3.0, 0.0, 2.0])
    shared = shared_out(np.array([7, -7, 0, 10]), weights)
    assert (shared.sum(axis=1) == [7, -7, 0, 10]).all()
    assert shared[3].tolist() == [5, 3, 0, 2], "what divides evenly is divided evenly"
    assert shared[0].tolist() == [4, 2, 0, 1], "3.5, 2.1, 1.4: the one left over goes where most was cut off"
    assert (shared[:, 2] == 0).all()


def test_what_one_province_gains_others_lose_to_the_person_and_nothing_changes_without_jobs(gwangju, case):
    changed = gwangju.with_plan
    sheets = balances_of(podobat.forecast(case, draws=24, seed=1), case)
    for month, moved in changed.moved.items():
        assert (moved.sum(axis=1) == sheets[month].nation).all()
        assert (moved[:, gwangju.place] == sheets[month].here).all()
    assert (changed.year, gwangju.now.year) == (2020, 2023), "without the plan: before it acted, and not as it is now"
    nobody = Balance(*(np.zeros(3, np.int64) for _ in range(4)))
    capital = np.arange(len(gwangju.counts.regions)) == 0
    basket = next(b for b in gwangju.baskets if b.id == "ai")
    assert not placed(nobody, basket, capital, gwangju.place).any()


def test_a_table_without_provinces_says_that_disparity_with_the_plan_was_left_out(case):
    rows = [("시도", "산업코드", "연도", "종사자수"), *(("광주" if r == 0 else f"고을{r}", c, 2020, 10 + r)
            for r in range(5) for c in ("J58", "C30"))]  # fmt: skip
    answer = position(table(rows), case, draws=24)
    assert answer.with_plan is None
    assert any("시도" in note.ko for note in answer.notes)


# --- the answer is what its parts say ---------------------------------------------------------------------------------


def test_the_public_name(made):
    assert podobat.position is position
    assert podobat.position(made).name.en == "Gwangju"


def test_lines_and_cells_are_the_quotients_of_the_table(gwangju):
    cells = gwangju.quotients()
    q = location_quotients(gwangju.now.counts)
    assert cells["quotient"].to_numpy() == pytest.approx(q.ravel())
    here = cells.filter(pl.col("region") == "광주")
    for line, row in zip(gwangju.portrait.lines, here.iter_rows(named=True), strict=True):
        assert line.quotient.value == pytest.approx(row["quotient"])
        assert line.quotient.low <= line.quotient.value <= line.quotient.high
        assert (line.odds is None) == (row["entry_odds"] is None) == (line.quotient.value >= 1)
        if line.odds is not None:
            assert line.odds.value == pytest.approx(row["entry_odds"])
            assert line.odds.low <= line.odds.value <= line.odds.high
        assert line.count - line.excess == pytest.approx(gwangju.now.margins.expected[gwangju.place, line.at])


def test_more_less_and_entrants_are_what_they_say(gwangju):
    here = gwangju.portrait
    assert here.more()
    assert all(line.quotient.low >= 1 for line in here.more())
    assert all(line.quotient.high < 1 for line in here.less())
    assert not {line.at for line in here.more()} & {line.at for line in here.less()}
    odds = [line.odds.value for line in here.entrants() if line.odds]
    assert odds == sorted(odds, reverse=True)
    assert all(line.pull_rank >= 0.5 and line.traded for line in here.entrants())


def test_the_parts_of_growth_add_up_and_the_dynamic_ones_too(case):
    three = position(provinces_table((2017, 2020, 2023)), case, draws=0)
    g = three.portrait.growth
    assert sum(g.whole) == pytest.approx(g.after - g.before)
    assert sum(g.steps) == pytest.approx(g.after - g.before)
    assert three.scores.how == "later"


def test_baskets_are_quotients_of_their_industries_together(gwangju):
    now = gwangju.now
    for b in (*gwangju.baskets, *gwangju.supports):
        held = now.counts[:, list(b.industries)].sum(1)
        share = held / now.counts.sum(1)
        assert b.quotients == pytest.approx(share / (held.sum() / now.counts.sum()))
        assert np.all(b.low <= b.quotients)
        assert np.all(b.quotients <= b.high)
        assert b.rank(int(np.argmax(b.quotients))) == 1


def test_resemblance_is_mutual(gwangju):
    nearest, share = gwangju.portrait.alike[0]
    back = dict(gwangju.portrait_of(nearest).alike)
    assert back[gwangju.place] == pytest.approx(share)
    assert gwangju.of("Daegu").at == PROVINCES.index("대구")


@pytest.mark.parametrize("factor", [2.0, 5.0])
def test_more_of_an_industry_raises_its_quotient_rank_and_odds(factor):
    values = moving(n_years=2)
    before = position_of(counts_of(values, (2020, 2023)), place="나루")
    line = next(x for x in before.portrait.lines if x.quotient.value < 0.3)
    values[1, before.place, line.at] *= factor
    after = position_of(counts_of(values, (2020, 2023)), place="나루").portrait.lines[line.at]
    assert after.quotient.value > line.quotient.value
    assert after.odds is None or after.odds.value > line.odds.value


def test_the_unit_of_an_amount_changes_nothing():
    values = moving(n_years=3)
    one, thousand = (
        position_of(counts_of(values * unit, (2020, 2021, 2022), kind="value"), place="가람") for unit in (1.0, 1000.0)
    )
    for a, b in zip(one.portrait.lines, thousand.portrait.lines, strict=True):
        assert a.quotient.low == pytest.approx(b.quotient.low, rel=1e-6)
        assert (a.odds is None) == (b.odds is None)
        if a.odds:
            assert a.odds.value == pytest.approx(b.odds.value, rel=1e-4)


def test_the_same_table_gives_the_same_answer_to_the_bit(made, case, gwangju):
    assert json_text(position(made, case, draws=24)) == json_text(gwangju)


# --- what the table cannot tell ---------------------------------------------------------------------------------------


def test_one_year_has_no_odds_and_says_where_its_intervals_come_from(monkeypatch):
    undraw(monkeypatch)
    values = moving(n_years=1)[0]
    for kind, basis in (("workers", "borrowed"), ("firms", "counted"), ("value", "")):
        answer = position_of(counts_of(values, kind=kind), place="가람")
        assert answer.basis == basis
        assert answer.movement is None
        assert all(line.odds is None for line in answer.portrait.lines)
        assert all(line.quotient.known == bool(basis) for line in answer.portrait.lines)
        said = " ".join(s for p in panels(Pen(answer, "en")) for s in (*p.sentences, *p.notes))
        assert "Only one year" in said


def test_borrowed_intervals_are_those_of_the_table_they_were_borrowed_from():
    """A cell of 4,078 workers moves by 0.086 (t, four degrees): 2 / (2 * 0.086^2) decisions."""
    counts = counts_of(np.full((4, 4), 4078.0))
    answer = position_of(counts, place="가람")
    assert answer.decisions[0, 0] == pytest.approx(1 / 0.086**2, rel=1e-3)


def test_shares_have_quotients_and_no_growth():
    answer = position(table(SHARES))
    assert answer.portrait.growth is None
    assert answer.portrait.lines[0].quotient.value == pytest.approx(55 / 35)
    assert headline(Pen(answer, "ko"))


def test_a_table_of_regions_alone_gives_disparity_with_its_parts():
    rows = [("province", "district", "year", "grdp", "population")]
    rows += [(p, f"{p}{k}", y, (k + 1) * (3 if p == "p" else 1) * 10 + y - 2020, 5 + k) for p in "pq" for k in range(4)
             for y in (2020, 2021)]  # fmt: skip
    answer = position(table(rows))
    last = answer.spreads[-1]
    assert (last.base, last.year, last.n) == ("people", 2021, 8)
    assert last.measures.between > 0
    assert last.measures.between + last.measures.within == pytest.approx(last.measures.theil_t)
    said = headline(Pen(answer, "en"))
    assert any("Theil" in s for s in said)


def test_a_place_that_is_not_there_is_refused_with_the_nearest(made, case):
    with pytest.raises(CannotRun) as caught:
        position(made, place="Gwangjoo")
    assert "Did you mean `Gwangju`" in caught.value.text("en")
    assert "서울" in caught.value.text("ko")
    assert position(made, place="판교").name.en == "Gyeonggi"


# --- the plan ---------------------------------------------------------------------------------------------------------


def test_sectors_and_topics_of_the_plan_find_their_industries(gwangju, case):
    sectors = {id: b.id if b else None for id, _, b in sectors_of_plan(case.plan, gwangju.baskets)}
    assert sectors == {"cars": "cars", "energy": "energy", "health": "health", "general": None}
    topics = [b.id if b else None for _, b in topics_of_plan(case.plan, gwangju.baskets)]
    assert topics == ["semiconductors", "cars", "energy", "health"]


def test_suggestions_hold_the_evidence_they_rest_on(gwangju):
    by_reason: dict[str, list] = {}
    for s in gwangju.suggestions:
        by_reason.setdefault(s.reason, []).append(s)
    assert [s.id for s in by_reason["planned"]][:3] == ["cars", "energy", "health"]
    assert all(s.standing == "ahead" for s in by_reason.get("speciality", ()))
    assert all(s.odds is not None for s in by_reason.get("entry", ()))
    assert all(s.standing == "behind" for s in by_reason.get("lacking", ()))
    assert [gwangju.counts.regions[r].en for r in gwangju.beside][:2] == ["Seoul", "Gyeonggi"]


def test_every_sector_is_made_of_known_industries():
    from podobat.evidence.places import read_industries

    known = read_industries("ksic")
    for sector in read_sectors().sectors:
        assert set(sector.ksic) <= set(known), sector.id
    for support in read_sectors().leans_on:
        assert set(support.codes.ksic) <= set(known)


# --- decades ----------------------------------------------------------------------------------------------------------


def test_when_a_size_was_reached_is_known_reached_or_not_known():
    cluster = read_clusters()[0]
    r = Reached(cluster, True, after=8, by=20)
    assert [r.at(age) for age in (5, 8, 10, 20, 30)] == [False, False, None, True, True]
    never = Reached(cluster, True, after=33, by=None)
    assert [never.at(age) for age in (20, 33, 40)] == [False, False, None]
    shares = shares_at([r, never], (5, 10, 40))
    assert [(s.reached, s.not_yet, s.unknown) for s in shares] == [(0, 2, 0), (0, 1, 1), (1, 0, 1)]
    assert (shares[2].low, shares[2].high) == (0.5, 1.0)


def test_bounds_hold_one_another_and_fall_with_the_size(case):
    view = long_view(case.plan)
    for measure in ("jobs", "firms"):
        small, large = (shares_at(when_reached(view.courses, measure, v), (5, 20, 40)) for v in (2000, 60000))
        for s, b in zip(small, large, strict=True):
            assert 0 <= s.low <= s.high <= 1
            assert (s.low, s.high) >= (b.low, b.high)
        assert [s.low for s in small] == sorted(s.low for s in small), "a size once reached stays reached"


def test_every_course_is_sourced_and_begins_somewhere(case):
    view = long_view(case.plan)
    assert len({c.cluster.id for c in view.courses}) >= 12
    for c in view.courses:
        assert all(p.source.publisher and p.source.grade in "ABCD" for p in c.points)
        assert list(c.ages) == sorted(c.ages)
        assert c.ages[0] >= 0
        assert c.cluster.founding.source or c.cluster.founding.recalled
    assert {"silicon-valley", "pangyo", "daedeok", "hsinchu"} <= {c.cluster.id for c in view.courses}


def test_the_promises_of_the_plan_are_set_beside_them(case):
    view = long_view(case.plan)
    jobs = next(p for p in view.promises if p.target.id == "jobs-27500")
    assert (jobs.measure, jobs.years, jobs.share().age) == ("jobs", 5.0, 5)
    assert jobs.share().n == len(jobs.reached)
    assert jobs.share(grown=True).n < jobs.share().n
    assert not long_view(None).promises


def undraw(monkeypatch):
    """Charts are made and checked, and not drawn, which takes most of the time of a page."""
    for name in ("panels", "plan_panels"):
        module = import_module(f"podobat.position.{name}")
        monkeypatch.setattr(module, "svg", lambda chart, canvas, said: f'<svg role="img" aria-label="{said}"></svg>')


# --- what people read -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_page_is_told_whole_in_each_language(gwangju, lang, monkeypatch):
    if lang == "en":  # drawn once is enough
        undraw(monkeypatch)
    page = position_page(gwangju, lang, "ko", "podobat position t.csv")
    html = render_page(page, lang)
    text = re.sub(r"<style.*?</style>|<svg.*?</svg>|<[^>]+>", " ", html, flags=re.DOTALL)
    assert not BLANK.search(text)
    assert "nan" not in re.findall(r"\b\w+\b", text.lower())
    if lang == "en":
        assert not re.search(r"[가-힣]", text.replace("한국어", "").replace("시도", "").replace("산업코드", "")
                             .replace("산업명", "").replace("연도", "").replace("종사자수", ""))  # fmt: skip
    assert len(page.panels) == 13
    assert html.count("<svg") > 12
    for panel in page.panels:
        assert panel.sentences or panel.tables
        for drawn in panel.pictures:
            assert 'role="img"' in drawn
            assert 'aria-label="' in drawn


def test_the_sentences_a_planner_would_quote_carry_their_figures(gwangju):
    said = headline(Pen(gwangju, "ko"))
    first = gwangju.portrait.more()
    named = [line for line in first if line.traded][:3]
    for line in named:
        assert f"{line.industry.name.ko} {line.quotient.value:.2f}배" in said[0]
    best = gwangju.portrait.entrants()[0]
    assert best.industry.name.ko in said[1]
    assert long_sentences(Pen(gwangju, "ko"))


def test_the_json_fits_its_schema(gwangju, made):
    for answer in (gwangju, position(made), position_of(counts_of(moving(n_years=1)[0]), place="가람")):
        document = json.loads(json_text(answer))
        jsonschema.validate(document, SCHEMA)
    assert document["case"] is None


def test_a_run_is_kept_whole_and_again_under_the_same_name(tmp_path):
    small = position(table(SHARES), place="광주")
    folder = keep(small, tmp_path, "ko", "podobat position t.csv")
    assert keep(small, tmp_path, "ko", "podobat position t.csv") == folder
    assert {p.name for p in folder.iterdir()} == {"position.html", "position.en.html", "position.json", "cells.csv"}
    assert pl.read_csv(folder / "cells.csv").height == small.now.counts.size
    assert [p.name for p in folder.parent.iterdir()] == [folder.name]


def test_the_verb_says_faults_plainly(tmp_path, made):
    bad = tmp_path / "t.csv"
    bad.write_bytes(table((("region", "industry", "workers"), ("a", "x", "?"), ("b", "x", -3))))
    done = run("position", bad, "--out", tmp_path / "runs", "--lang", "en")
    assert (done.returncode, done.stdout) == (1, "")
    assert "t.csv:2" in done.stderr
    assert "t.csv:3" in done.stderr
    assert "Traceback" not in done.stderr
    for arguments, word in (((tmp_path / "none.csv",), "none.csv"), ((bad, "--where", "nothing"), "열=값")):
        refused = CliRunner().invoke(app, ["position", *map(str, arguments), "--lang", "ko"])
        assert refused.exit_code == 2
        assert word in refused.stderr
