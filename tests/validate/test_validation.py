"""Known patterns: every figure resolves, what set the model is not counted, and the statistics are what they say."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from podobat.engine.world import (
    ACQUIRED_AT,
    COHORT_REACHED,
    GREW_FAST,
    MONEY_IN,
    SUPPORTED_FIRMS,
    SUPPORTED_SALES,
    SUPPORTED_STAFF,
)
from podobat.errors import InputFaults
from podobat.evidence import Parameters, measure, read_parameters
from podobat.evidence.patterns import GROUPS, Pattern, read_pattern_gaps, read_patterns
from podobat.forecast import parameters_of
from podobat.plan import Case
from podobat.validate import statistics as st
from podobat.validate.page import document, findings_table, summary, validation_text
from podobat.validate.result import Finding, Validation, cited_of, find, validate
from podobat.validate.runs import Runs, simulated
from tests.engine.worlds import case

PATTERNS = read_patterns()
IDS = [p.id for p in PATTERNS]


@pytest.fixture(scope="module")
def gwangju() -> Case:
    return case("gwangju-phase1")


@pytest.fixture(scope="module")
def small(gwangju: Case) -> Validation:
    return validate(gwangju, points=6, runs=4, seed=3)


def named(id: str) -> Pattern:
    return next(p for p in PATTERNS if p.id == id)


# --- the list --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pattern", PATTERNS, ids=IDS)
def test_every_figure_has_its_source_and_its_measures(pattern: Pattern):
    sources = read_parameters().sources
    assert pattern.sources
    assert all(sources[s.id] == s for s in pattern.sources)
    for name in (*pattern.statistic.of, *pattern.statistic.per):
        assert measure(name)
    if pattern.how is None:
        assert len(pattern.sources) == 1
        assert pattern.value == pattern.sources[0].number
    if pattern.low is not None and pattern.high is not None:
        assert pattern.low <= pattern.value <= pattern.high


def test_no_figure_stands_twice():
    assert max(Counter(IDS).values()) == 1
    assert max(Counter(p.name.ko for p in PATTERNS).values()) == 1


def test_at_least_25_figures_of_8_groups_are_counted(gwangju: Case):
    parameters = parameters_of(gwangju)
    counted = [p for p in PATTERNS if not cited_of(p, parameters)[0]]
    assert len(counted) >= 25
    assert len({p.group for p in counted}) >= 8
    assert {p.group for p in counted} <= set(GROUPS)


def test_a_range_worked_out_of_two_figures_is_the_quotient_it_says():
    for id, times in (
        ("funded-share/gj_ccei_funded+gj_ccei_startups", 100),
        ("hires-per-firm/tips_jobs_2025+tips_firms_2025", 1),
    ):
        pattern = named(id)
        a, b = (s.number for s in pattern.sources)
        assert a is not None
        assert b
        assert pattern.value == pytest.approx(times * a / b, rel=0.01)  # fmt: skip


def test_a_broken_list_says_what_is_wrong(tmp_path):
    path = tmp_path / "patterns.yaml"
    path.write_text(
        "- id: x\n  group: survival\n  name: {ko: 가, en: a}\n  unit: {ko: 명, en: people}\n"
        "  published: {ko: 가, en: a}\n  simulated: {ko: 가, en: a}\n  statistic: {kind: survivol, at: 1}\n"
        "  figures: [{source: nowhere}]\n",
        encoding="utf-8",
    )
    with pytest.raises(InputFaults) as caught:
        read_patterns(path)
    assert "survival" in caught.value.faults[0].text("en")
    path.write_text(path.read_text(encoding="utf-8").replace("survivol", "survival"), encoding="utf-8")
    with pytest.raises(InputFaults) as caught:
        read_patterns(path)
    assert "nowhere" in caught.value.faults[0].text("en")


def test_what_cannot_be_compared_is_named_in_both_languages():
    gaps = read_pattern_gaps()
    assert {"works", "memoranda", "sales_by_age"} <= set(gaps)
    assert all(g.ko and g.en for g in gaps.values())


# --- used or not -----------------------------------------------------------------------------------------------------


def test_a_figure_that_a_parameter_cites_is_used_and_not_counted(small: Validation):
    standing = {s.id: f.standing for f in small.findings for s in f.pattern.sources}
    cited = {id for parameter in parameters_of(small.case) for id in parameter.source}
    assert standing["surv_supported_3y_2017"] == "used"
    assert standing["surv_supported_2y_2017"] == "used", "a neighbour in the series of a cited figure"
    assert standing["surv_gwangju_5y_2023"] == "counted"
    assert not {s.id for f in small.counted for s in f.pattern.sources} & cited


def test_the_marking_sees_a_parameter_that_begins_to_cite_a_figure(gwangju: Case):
    parameters, pattern = parameters_of(gwangju), named("survival-gwangju-2023/surv_gwangju_5y_2023")
    assert cited_of(pattern, parameters) == ((), ())
    changed = [
        replace(p, source=(*p.source, "surv_gwangju_5y_2023")) if p.id == "exit.hazard_new" else p for p in parameters
    ]
    assert cited_of(pattern, Parameters(tuple(changed), parameters.sources))[0] == ("surv_gwangju_5y_2023",)


def test_another_figure_of_a_cited_publication_is_flagged(gwangju: Case):
    _, kin = cited_of(named("adoption-mfg/adopt_nia_mfg_2021"), parameters_of(gwangju))
    assert kin == ("adopt_nia_mfg_2019",)


# --- statistics ------------------------------------------------------------------------------------------------------


def test_survival_is_the_exponential_of_a_constant_hazard():
    lived = np.array([[1200.0, 600.0, 300.0]])
    closed = lived * 0.02  # a month
    assert st.survival(lived, closed, 1) == pytest.approx(np.exp(-0.24))
    assert st.survival(lived, closed, 2.5) == pytest.approx(np.exp(-0.02 * 30))
    assert np.isnan(st.survival(np.array([0.0, 1.0]), np.array([0.0, 0.0]), 1))


def test_ratios_growth_and_shares():
    assert st.share([3.0, 1.0], [4.0, 0.0]) == pytest.approx([0.75, np.nan], nan_ok=True)
    assert st.yearly_growth([100.0], [144.0], 2) == pytest.approx([0.2])
    assert st.within([2.0], [100.0], 5) == pytest.approx([1 - np.exp(-0.1)])
    assert st.share_of_size([[6, 3, 1]], [1, 5, 10], 5) == pytest.approx([0.4])
    with pytest.raises(ValueError, match="no edge"):
        st.share_of_size([[6, 3, 1]], [1, 5, 10], 7)


def test_placing_follows_the_geometric_law():
    # A tenth leaves the pool each month, four of five of them placed: of those who leave within six months.
    assert st.placed_within(1000.0, 80.0, 20.0, 6) == pytest.approx(0.8 * (1 - 0.9**6))
    assert st.placed_within(100.0, 100.0, 0.0, 1) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("kind", "after", "value"),
    [("cumulative", 1, 2 + 3), ("cumulative", None, 6), ("cumulative", -1, 6), ("flow", 1, 9), ("flow", None, 10),
     ("stock", None, 6), ("stock", 1, 4.5)],
)  # fmt: skip
def test_a_measure_adds_up_as_its_kind_says(kind, after, value):
    series = np.array([0.0, 1.0, 3.0, 6.0])
    assert st.period(series, kind, after, 3) == pytest.approx(value)


def test_the_interval_leaves_out_points_without_a_value():
    values = [np.nan, *range(101)]
    assert st.interval(values) == pytest.approx((10, 50, 90))
    assert np.isnan(st.interval([np.nan])).all()


def made_up(gwangju: Case) -> Runs:
    """Two points over 36 months: one firm more a month, two people a firm, 12 sold by each; 4 of 10 seeds reach A.

    Of 8 early seeds 4 reach A, half of them after 20 months and half after 26. At the end of the third year 50
    supported firms have 300 people, and 40 had 200 a year before.
    """
    months = tuple(f"{y}-{m:02d}" for y in (2020, 2021, 2022) for m in range(1, 13))
    firms = np.broadcast_to(np.arange(1.0, 37.0), (2, 2, 36))
    tallies = np.zeros((2, 2, 7, 5))
    tallies[:, :, 0] = [40, 10, 4, 1, 0]
    tallies[:, :, 1, 2] = 96
    tallies[:, :, COHORT_REACHED] = [0, 8, 4, 1, 0]
    tallies[:, :, ACQUIRED_AT] = [3, 1, 1, 0, 0]
    tallies[:, :, MONEY_IN] = [0, 1000, 12000, 8000, 0]
    gaps = np.zeros((2, 2, 5, 61))
    gaps[:, :, 2, [10, 13]] = 2
    panel = np.zeros((2, 2, 4, 16))
    panel[:, :, [SUPPORTED_FIRMS, GREW_FAST, SUPPORTED_STAFF, SUPPORTED_SALES], 2] = [50, 2, 300, 1500]
    panel[:, :, [SUPPORTED_FIRMS, SUPPORTED_STAFF], 1] = [40, 200]
    diagnostics = {"tallies": tallies, "gaps": gaps, "panel": panel}
    series = {"startups.operating": firms, "jobs.startups": 2 * firms, "revenue": 12 * firms, "venture.raised": firms,
              "adopters": firms, "startups.moved_out": firms / 100}  # fmt: skip
    research = {name: values / 1.1 for name, values in series.items()}
    return Runs(
        gwangju.plan, months, 8, series, diagnostics,
        {"region.wage_gap": np.array([1.2, 1.4]), "multipliers.price_growth": np.array([0.0, 10.0])}, research,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("id", "value"),
    [
        ("headcount-tech/emp_startup7_tech_2022", 2.0),
        ("sales-tech/sales_startup7_tech_2022", [12 * 12, 12 * 12 * 1.1**3]),
        ("reach-second/cbi_seed_to_2nd", 50.0),
        ("reach-second-korea/seed_a_ratio_kr_implied", 40.0),
        ("months-to-a/carta_time_seed_a", 22.0),
        ("money-per-deal/vc_mean_deal_2024", [36 * 8 / 15, 36 * 8 / 15 * 1.1**5]),
        ("leverage/tips_leverage_2023+tips_exits_2023", 20000 / 10),
        ("acquired/tips_exits_2023", 20.0),
        ("region-rounds/funded_startups_honam", 10 / (8 * 3)),
        ("wage-gap/grad_wage_gap_jeolla_keis", [1.2, 1.4]),
        ("adoption-national/adopt_korea_2022", 100 * 36 / 892),
    ],
)
def test_statistics_of_runs_that_can_be_worked_out_by_hand(gwangju: Case, id: str, value):
    found = simulated(named(id).statistic, made_up(gwangju))
    assert found == pytest.approx(np.broadcast_to(value, 2))


def test_growth_and_effect_of_made_up_runs(gwangju: Case):
    runs = made_up(gwangju)
    third = {"after": "2021-12", "until": "2022-12"}
    for id, value in (
        ("headcount-growth/emp_growth_supported_2017", 20.0),
        ("high-growth/hgf_supported_share_2017", 4.0),
        ("headcount-supported/emp_supported_2017", 300 / 50 - 1),
    ):
        assert simulated(replace(named(id).statistic, **third), runs) == pytest.approx(value)
    sales = replace(named("sales-supported/sales_supported_2017").statistic, until="2022-12")
    assert simulated(sales, runs) == pytest.approx([12 * 30, 12 * 30 * 1.1**-2])
    growth = replace(
        named("firms-growth/gjinno_firms_2017+gjinno_firms_2019").statistic, after="2020-12", until="2022-12"
    )
    assert simulated(growth, runs) == pytest.approx(100 * (np.sqrt(36 / 12) - 1))
    effect = replace(named("research-jobs/uk_rd_grant_emp_3y").statistic, until="2022-12")
    assert simulated(effect, runs) == pytest.approx(10.0)


def test_a_figure_of_the_nation_stands_beside_the_nation(gwangju: Case):
    runs = made_up(gwangju)
    richer = replace(runs, parameters={**runs.parameters, "multipliers.price_growth": np.array([10.0, 10.0])})
    nation = simulated(named("money-per-deal/vc_mean_deal_2024").statistic, replace(runs, nation=richer))
    assert nation == pytest.approx(36 * 8 / 15 * 1.1**5)
    here = named("survival-gwangju-2023/surv_gwangju_5y_2023").statistic
    assert here.place == "here"


def test_a_survey_of_few_firms_adds_its_chance():
    # Of 300 firms of which 2 % use it a survey finds six in the middle, and one to eleven in all but a hundredth.
    luck = np.array([0.005, 0.5, 0.995])
    assert st.surveyed(np.full(3, 0.02), 300, luck) * 300 == pytest.approx([1, 6, 13])


def test_the_median_of_bins_lies_within_its_bin():
    assert st.median_of_bins([0, 2, 2, 0], 2.0) == pytest.approx(4.0)
    assert st.median_of_bins([1, 2, 1], 2.0) == pytest.approx(3.0)
    assert np.isnan(st.median_of_bins([0, 0], 2.0))


# --- verdicts --------------------------------------------------------------------------------------------------------


def finding(pattern: Pattern, low: float, high: float) -> Finding:
    return Finding(pattern, "counted", (), (), low, (low + high) / 2, high)


def test_verdicts_say_on_which_side_the_simulated_figure_lies():
    pattern = named("survival-gwangju-2023/surv_gwangju_5y_2023")
    assert finding(pattern, 30, 40).inside
    assert finding(pattern, 30, 40).meaning is None
    assert finding(pattern, 10, 20).verdict == "below"
    assert finding(pattern, 40, 60).verdict == "above"
    assert finding(pattern, np.nan, np.nan).verdict == "unknown"
    ceiling = named("region-rounds/funded_startups_honam")
    assert finding(ceiling, 1, 3).inside, "a ceiling is kept by any interval that does not lie above it"
    assert finding(ceiling, 8, 12).verdict == "above"


def test_a_miss_without_words_of_its_own_says_on_which_side():
    pattern = replace(named("survival-ai/surv_ai_startup_3y_2023"), meaning=None)
    missed = finding(pattern, 10, 20).meaning
    assert missed is not None
    assert "below" in missed.en
    assert "작습니다" in missed.ko
    assert "definitions differ" in missed.en


# --- the whole -------------------------------------------------------------------------------------------------------


def test_every_figure_gets_a_number_that_is_finite(small: Validation):
    assert [f.pattern.id for f in small.findings] == IDS
    assert all(np.isfinite([f.low, f.median, f.high]).all() for f in small.findings)
    assert len(small.inside) + len(small.misses) == len(small.counted)
    assert sum(n for _, n in small.by_group().values()) == len(small.counted)
    assert sum(small.by_fit(fit)[1] for fit in ("close", "loose")) == len(small.counted)


def test_the_same_seed_gives_the_same_bits_whatever_the_threads(small: Validation, gwangju: Case):
    again = validate(gwangju, points=6, runs=4, seed=3, threads=1)
    assert again.to_json_dict() == small.to_json_dict()


def test_runs_at_a_point_come_in_pairs(gwangju: Case):
    with pytest.raises(ValueError, match="even"):
        validate(gwangju, points=2, runs=3)


def test_json_table_and_page_say_the_same_in_both_languages(small: Validation):
    found = json.loads(validation_text(small))
    assert found["counted"] == len(small.counted)
    assert all(row["simulated"]["p10"] <= row["simulated"]["p90"] for row in found["findings"])
    page = document(small)
    korean, english = page.split("\n---\n")
    for f in small.findings:
        assert f.pattern.name.ko in korean
        assert f.pattern.name.en in english
    for lang, part in (("ko", korean), ("en", english)):
        assert summary(small, lang) in part
        assert findings_table(small.counted, lang, "x").row_count == len(small.counted)
        for f in small.misses:
            assert f.meaning is not None
            assert f.meaning[lang] in part


def test_a_used_figure_is_judged_but_never_among_the_counted(small: Validation, gwangju: Case):
    used = find(named("survival-supported-2017/surv_supported_5y_2017"), made_runs(small), parameters_of(gwangju))
    assert used.standing == "used"
    assert used.cited
    assert all(f.standing == "counted" for f in small.counted)


def made_runs(small: Validation) -> Runs:
    """Runs whose firms close at two per cent a month."""
    lived = np.full((3, 2, 12), 1200.0)
    return Runs(small.case.plan, ("2020-01",), 8, {}, {"survival": np.stack([lived, 0.02 * lived], axis=2)}, {})
