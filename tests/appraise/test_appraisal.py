"""The five answers come from one forecast, agree with their parts, and all faults come before anything is simulated."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

import podobat
from podobat.appraise import answers as list_of_answers
from podobat.appraise import console, page, rule, sheets
from podobat.appraise.cost_benefit.sales import USUAL, sales_check
from podobat.appraise.result import Appraisal, json_text
from podobat.appraise.rule import appraise
from podobat.errors import CannotRun, InputFaults
from tests.habits.repository import ROOT

GWANGJU, MAREN = ROOT / "cases/gwangju-phase1", ROOT / "cases/port-maren"
JUDGEMENTS = MAREN / "judgements.yaml"


@pytest.fixture(scope="module")
def gwangju() -> Appraisal:
    return appraise(podobat.read_case(GWANGJU), draws=40, seed=5)


@pytest.fixture(scope="module")
def maren() -> Appraisal:
    return appraise(podobat.read_case(MAREN), draws=20, seed=5, judgements=JUDGEMENTS)


def test_all_answers_are_drawn_from_the_same_futures(gwangju: Appraisal):
    made = gwangju.forecast
    assert gwangju.io.draws == gwangju.cost_benefit.draws == made.draws == 40
    assert gwangju.io.seed == gwangju.cost_benefit.seed == made.seed == 5
    assert gwangju.cost_benefit.fingerprints.items() >= dict(made.fingerprints).items()
    assert gwangju.hierarchy is not None
    assert np.array_equal(gwangju.hierarchy.bc, gwangju.cost_benefit.draws_of("national", "bc"))


def test_the_package_offers_it_and_it_is_frozen(gwangju: Appraisal):
    assert podobat.appraise is appraise
    assert podobat.Appraisal is Appraisal
    with pytest.raises(dataclasses.FrozenInstanceError):
        gwangju.answers = {}  # type: ignore[misc]


def test_without_evaluators_no_score_is_made_up(gwangju: Appraisal):
    found = gwangju.hierarchy
    assert found is not None
    assert not found.judged
    assert not found.evaluators
    assert "no overall score" in found.verdict.en
    assert found.rule.id == "non-capital-2019"


def test_the_streams_add_up_to_the_present_values(gwangju: Appraisal):
    for perspective in gwangju.cost_benefit.perspectives:
        frame = gwangju.cost_benefit.sides_by_year(perspective)
        rules = gwangju.cost_benefit.rules
        factors = (1.0 + rules.rate) ** -(np.array(rules.years, dtype=float) - rules.base_year)
        for side, what in (("cost", "pv_cost"), ("benefit", "pv_benefit")):
            streams = frame.filter(side=side)["mean"].to_numpy()
            assert streams @ factors == pytest.approx(gwangju.cost_benefit.draws_of(perspective, what).mean())


def test_induced_work_is_nowhere_among_counted_jobs(gwangju: Appraisal):
    units = gwangju.unit_costs.rows()
    assert set(units["basis"]) == {"net", "gross"}
    end = gwangju.plan.horizon.end
    counted = units.filter(id="job", basis="net", month=end)["count_mean"].item()
    net = gwangju.forecast.net("jobs.direct").sel(month=end).mean().item()
    assert counted == pytest.approx(net, rel=1e-5)
    assert set(gwangju.io.total().filter(effect="employment")["unit"]) == {"person-years"}


def test_the_balance_is_that_of_the_report_and_adds_up_in_every_future(gwangju: Appraisal):
    end = gwangju.plan.horizon.end
    lines = ("net", "here", "rest", "nation", "region")
    net, here, rest, nation, region = (gwangju.balance.line(name, end) for name in lines)
    sides = [gwangju.forecast.joint_draws(m, end)["net"] for m in ("jobs.startups", "jobs.attracted")]
    assert np.array_equal(net, np.rint(sides[0]) + np.rint(sides[1]))
    assert np.array_equal(here + rest, nation)
    assert np.array_equal(net - region, here)
    (row,) = gwangju.balance.rows().filter(month=end, line="nation").to_dicts()
    assert row["mean"] == pytest.approx(nation.mean())


def test_sales_at_their_own_level_change_nothing_and_the_switch_is_a_root(gwangju: Appraisal):
    check, result = gwangju.cost_benefit.sales, gwangju.cost_benefit
    for perspective in result.perspectives:
        assert np.array_equal(check.at(perspective, 1.0).npv, result.draws_of(perspective, "npv"))
        one, two, four = (check.at(perspective, f).npv for f in (1.0, 2.0, 4.0))
        assert four - one == pytest.approx(3.0 * (two - one), rel=1e-6, abs=1e-3)
        root = check.switching[perspective]
        if root is not None and root > 0.0:
            scale = float(np.abs(one).max())
            assert np.median(check.at(perspective, root).npv) == pytest.approx(0.0, abs=1e-4 * scale)


def test_sales_are_set_beside_the_published_mean_of_the_same_case_only(gwangju: Appraisal, maren: Appraisal):
    ours, theirs = gwangju.cost_benefit.sales, maren.cost_benefit.sales
    assert ours.published == 340.0
    assert ours.simulated is not None
    assert ours.factor == pytest.approx(340.0 / ours.simulated)
    assert theirs.published is None
    assert theirs.factor == USUAL
    kept = {"case": "port-maren", "findings": [
        {"id": "sales-tech/x", "published": {"value": 12.0}, "simulated": {"p50": 4.0}},
    ]}  # fmt: skip
    assert sales_check(maren.cost_benefit, kept).factor == 3.0


def test_evaluators_give_a_score_beside_what_it_would_take(maren: Appraisal):
    found = maren.hierarchy
    assert found is not None
    assert [e.id for e in found.evaluators] == ["harbour-master", "economist", "town-council"]
    assert found.made_up is not None
    mean = np.mean([found.scores().filter(id=e.id)["mean"].item() for e in found.evaluators])
    assert found.group().total.mean() == pytest.approx(mean)
    low, high = found.range_over_weights
    assert low <= high
    assert [e.moved for e in found.evaluators] == [False, True, False]


def test_no_rule_is_said_and_the_other_answers_stand():
    found = appraise(podobat.read_case(MAREN), draws=4)
    assert found.hierarchy is None
    assert found.why_no_hierarchy is not None
    assert found.why_no_hierarchy in found.left_out
    assert found.to_json_dict()["hierarchy"] is None


def test_a_plan_that_spends_nothing_has_no_ratio_and_no_hierarchy():
    found = appraise(podobat.read_case(GWANGJU), scenario="without-plan", draws=4)
    assert found.hierarchy is None
    assert found.why_no_hierarchy is not None
    assert "no benefit-cost ratio" in found.why_no_hierarchy.en
    assert not found.io.spending.any()


def test_all_faults_of_all_files_come_at_once_and_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def never(*_: object, **__: object) -> None:
        raise AssertionError("simulated before the files were checked")

    monkeypatch.setattr(rule, "simulate", never)
    judgements = tmp_path / "judgements.csv"
    judgements.write_text("evaluator,under,a,b,value\nkim,,economic,,0.9\nkim,,policy,,0.3\nkim,,regional,,0.3\n")
    table = tmp_path / "table.csv"
    table.write_text("this,is\nno,table\n")
    with pytest.raises(InputFaults) as caught:
        appraise(podobat.read_case(GWANGJU), io=[table], judgements=judgements)
    assert {f.file for f in caught.value.faults} == {"judgements.csv", "table.csv"}


def test_sizes_of_a_region_need_a_table():
    with pytest.raises(CannotRun, match="--io"):
        appraise(podobat.read_case(GWANGJU), region="sizes.csv")


def test_the_same_seed_gives_the_same_text_whatever_the_threads():
    case = podobat.read_case(MAREN)
    one, two = (appraise(case, draws=8, seed=2, threads=n, judgements=JUDGEMENTS) for n in (1, 2))
    assert json_text(one) == json_text(two)


def test_every_answer_says_what_it_leaves_out_in_both_languages(gwangju: Appraisal):
    assert len(gwangju.left_out) >= 5
    assert len(gwangju.notes) >= 10
    for text in (*gwangju.left_out, *gwangju.notes, gwangju.cost_benefit.sales.warning):
        assert any("가" <= c <= "힣" for c in text.ko)
        assert not any("가" <= c <= "힣" for c in text.en)


def test_the_rules_may_be_varied():
    found = appraise(podobat.read_case(MAREN), draws=4, discount_rate=0.03, period=10)
    assert found.cost_benefit.rules.rate == 0.03
    assert found.cost_benefit.rules.period == 10


def test_a_plan_that_spends_nothing_has_no_parameter_that_decides_it():
    """What never varies moves with nothing: no correlation is made up from ranks of equal values."""
    found = appraise(podobat.read_case(GWANGJU), scenario="without-plan", draws=20)
    assert (found.io.sensitivity()["rank_correlation"] == 0.0).all()


@pytest.mark.parametrize("gone", ["input_output", "cost_benefit", "hierarchy", "unit_costs", "balance"])
def test_an_answer_is_gone_with_its_line_in_the_list(gone: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Page, workbook, console table, JSON and CSV do without any of them; the hierarchy without a ratio says so."""
    kept = tuple(answer for answer in list_of_answers.ANSWERS if answer.id != gone)
    for module in (rule, page, sheets, console):
        monkeypatch.setattr(module, "ANSWERS", kept)
    case = podobat.read_case(GWANGJU)
    found = appraise(case, draws=4)
    assert list(found.answers) == [answer.id for answer in kept]
    assert gone not in found.to_json_dict()
    assert gone not in set(console.long_table(found, "en")["answer"])
    folder = console.keep(found, case, tmp_path, "en")
    text = (folder / "appraisal.html").read_text(encoding="utf-8")
    (answer,) = (a for a in list_of_answers.ANSWERS if a.id == gone)
    assert f'id="{answer.anchor}"' not in text
    assert all(f'id="{a.anchor}"' in text for a in kept)
    if gone == "cost_benefit":
        assert found.hierarchy is None
        assert "no benefit-cost ratio" in text


def test_the_command_asks_for_the_same_again():
    asked = appraise(podobat.read_case(MAREN), draws=4, judgements=JUDGEMENTS, leave_out_inconsistent=True).asked
    assert asked.options == ("--judgements", str(JUDGEMENTS), "--leave-out-inconsistent")
