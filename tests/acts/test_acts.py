"""Acts: none adds nothing, all is more than a part, and the page says what was simulated."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

import podobat
from podobat.acts.page import acts_page, panels, write_acts
from podobat.acts.rule import acts_of, runs_of, variants_of
from podobat.engine import Job, columns, run_jobs
from podobat.errors import CannotRun
from podobat.forecast.futures import prior


@pytest.fixture(scope="module")
def case():
    """The small made-up case."""
    return podobat.read_case("cases/port-maren")


@pytest.fixture(scope="module")
def acts(case):
    """Its acts in few draws."""
    return acts_of(case, draws=100)


def test_a_full_act_does_more_than_each_provision_and_than_a_general_act(acts):
    jobs = f"jobs.direct@{acts.plan.horizon.forecast_to}"
    full = acts.effect("special", jobs).mean
    assert full > 0
    assert full > acts.effect("general", jobs).mean
    for p in acts.provisions:
        assert acts.effect(f"only:{p.id}", jobs).mean < full
    late = acts.effect("special-late", jobs).mean
    sooner = acts.month_sooner[acts.outcomes.index(jobs)].mean
    assert sooner == pytest.approx((full - late) / 12)


def test_variants_and_the_runs_they_come_to(case, acts):
    names = [name for name, _ in variants_of(case.plan)]
    assert names[:5] == ["sought", "none", "general", "special", "special-late"]
    assert runs_of(10) == 10 * len(names)
    assert set(acts.variants) == set(names) - {"none"}
    shares = list(acts.passed.values())
    assert all(0 <= share <= 1 for share in shares)
    assert shares == sorted(shares), "an act that has passed stays in force"
    assert {acts.plan.horizon.end, acts.plan.horizon.forecast_to} <= set(acts.passed)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_page_has_every_kind_and_every_provision(acts, lang):
    shown = panels(acts, lang)
    assert [p.id for p in shown] == ["kinds", "sooner", "provisions"]
    text = str(shown)
    assert all(p.name[lang] in text for p in acts.provisions)
    assert acts_page(acts, lang, lang).command.endswith(f"--lang {lang}")


def test_files_of_a_run(acts, tmp_path):
    page = write_acts(acts, tmp_path, "ko")
    said = json.loads((tmp_path / "acts.json").read_text(encoding="utf-8"))
    assert page.name == "acts.html"
    assert (tmp_path / "acts.en.html").exists()
    assert {p["id"] for p in said["provisions"]} == {p.id for p in acts.provisions}
    assert said["variants"]["special"].keys() == said["month_sooner"].keys()


def test_after_a_date_only_what_is_open_differs(case):
    early = podobat.futures(case, "2026-06-30")  # nothing was counted, but eighteen months have passed
    assert early.since == 18
    month = case.plan.months[18]
    acts = acts_of(case, draws=100, futures=early)
    assert acts.month == max(case.plan.law.earliest, month)
    assert acts.effect("special", f"jobs.direct@{case.plan.horizon.forecast_to}").mean > 0
    assert " --as-of 2026-06" in acts_page(acts, "en", "en").command
    assert acts.to_json_dict()["open_from"] == month


def test_acts_of_one_case_agree_in_every_draw_until_anything_is_open():
    case = podobat.read_case("cases/gwangju-phase1")  # an act is sought, which may pass from 2023-01 on
    since, plan = 48, case.plan
    early = replace(prior(case, 1), since=since)
    values, lives = early.lived(0, 40)
    runs = {}
    for name, x in variants_of(plan, since):
        out = np.empty((40, plan.n_months, len(columns(plan))), np.float32)
        run_jobs([Job(x, lives, out)], values, 1)
        runs[name] = out
    for name in ("sought", "special", "general", "only:tax"):
        assert np.array_equal(runs[name][:, :since], runs["none"][:, :since]), name
        assert not np.array_equal(runs[name][:, since:], runs["none"][:, since:]), name


def test_when_nothing_is_open_an_act_can_change_nothing(case):
    with pytest.raises(CannotRun, match="Nothing is forecast after 2032-12"):
        acts_of(case, draws=100, futures=podobat.futures(case, "2033-01-31"))


def test_an_act_that_is_in_force_leaves_nothing_to_choose(case):
    changed = replace(case, plan=case.plan.with_values({"law.wanted": True, "law.effective": "2026-03"}))
    with pytest.raises(CannotRun, match="in force since 2026-03"):
        acts_of(changed, draws=100, futures=podobat.futures(case, "2026-06-30"))


def test_too_few_draws_are_refused(case):
    with pytest.raises(CannotRun, match="100"):
        acts_of(case, draws=3)
