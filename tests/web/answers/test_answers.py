"""Answers on the web: what is asked, what is wrong with it, the verb itself that is run, its page, and why."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from podobat.forecast import forecast
from podobat.forecast.futures import prior
from podobat.plan import read_case
from podobat.web.answers import work as working
from podobat.web.answers.judging import PAIRS, judgements_csv
from podobat.web.answers.models import Answer
from podobat.web.answers.verbs import BY_ID, VERBS
from podobat.web.book.services import load_records
from podobat.web.core.roles import Role
from podobat.web.dashboard.drivers import drivers_of
from podobat.web.jobs.claims import claim
from podobat.web.jobs.models import Job, Kind, State
from podobat.web.jobs.tasks import work
from tests.web.conftest import GWANGJU

TABLE = "program,target,measure,date,value\nA,1000,jobs,2021-12-31,150\nA,1000,jobs,2022-12-31,300\n"


def done(case) -> Job:
    """The answer's job, done in this process."""
    job = claim(Job.objects.get(case=case, kind=Kind.ANSWER, state=State.QUEUED).pk, "here:1")
    assert job is not None
    work(job)
    return job


def pretended(monkeypatch, script: str) -> list[list[str]]:
    """Let a few lines of Python stand for the verb; what it would have been told is kept."""
    told, popen = [], subprocess.Popen

    def begin(words, **how):
        told.append(list(words))
        return popen([sys.executable, "-c", script], **how)

    monkeypatch.setattr(working.subprocess, "Popen", begin)
    return told


def test_every_verb_has_a_page_a_reader_may_open(case):
    page = Client().get(f"/{case.slug}/answers/").content.decode()
    for verb in VERBS:
        assert f"/{case.slug}/answers/{verb.id}/" in page
        assert Client().get(f"/{case.slug}/answers/{verb.id}/").status_code == 200
    assert {"forecast", "compare", "value", "appraise", "learn", "backtest", "validate", "outlook"} <= BY_ID.keys()


@pytest.mark.parametrize(
    ("verb", "field", "value"),
    [("forecast", "draws", "nan"), ("forecast", "draws", "9" * 500), ("forecast", "draws", "-5"),
     ("forecast", "as_of", "2024-13-01"), ("forecast", "scenario", "no-such"), ("backtest", "until", ""),
     ("value", "seed", "1e9"), ("outlook", "table", "")],
)  # fmt: skip
def test_what_makes_no_sense_is_said_beside_its_field_and_nothing_is_asked(case, signed_in, verb, field, value):
    answer = signed_in(Role.OFFICER).post(f"/{case.slug}/answers/{verb}/", {field: value})
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert not Job.objects.exists()


def test_the_very_verb_is_run_on_the_folder_of_the_case(case, signed_in, monkeypatch, settings, tmp_path):
    settings.RESULTS = tmp_path
    load_records(case)
    Job.objects.all().delete()
    script = (
        "import json, os, pathlib\n"
        "out = pathlib.Path('out/run'); out.mkdir(parents=True)\n"
        "(out / 'report.html').write_text('<html><style>b{}</style><b>page</b></html>')\n"
        "print(json.dumps({'fingerprints': {'plan': 'x'}, 'files': sorted(os.listdir('gwangju-phase1'))}))"
    )
    told = pretended(monkeypatch, script)
    browser = signed_in(Role.OFFICER)
    answer = browser.post(f"/{case.slug}/answers/value/", {"draws": "50", "seed": "3", "as_of": "2021-12-31"})
    where = answer.headers["Location"]
    assert done(case).state == State.DONE
    assert told[0][1:] == ["-m", "podobat", "value", "gwangju-phase1", "--as-of", "2021-12-31", "--draws", "50",
                           "--seed", "3", "--lang", "ko", "--format", "json", "--out", "out"]  # fmt: skip
    page = Client().get(where).content.decode()
    assert "podobat value gwangju-phase1 --as-of 2021-12-31 --draws 50 --seed 3" in page
    assert "podobat.value(case, as_of=&#x27;2021-12-31&#x27;, draws=50, seed=3)" in page
    frame = Client().get(f"{where}page.html")
    assert b"<b>page</b>" in frame.content
    assert "frame-ancestors 'self'" in frame.headers["Content-Security-Policy"]
    data = json.loads(b"".join(Client().get(f"{where}answer.json").streaming_content))
    assert {"plan.yaml", "records.csv", "sources.csv", "parameters"} <= set(data["files"])
    again = browser.post(f"/{case.slug}/answers/value/", {"draws": "50", "seed": "3", "as_of": "2021-12-31"})
    assert again.headers["Location"] == where, "the same question has the same answer"
    assert Job.objects.filter(kind=Kind.ANSWER).count() == 1


def test_what_the_verb_complains_of_is_told(case, signed_in, monkeypatch, settings, tmp_path):
    settings.RESULTS = tmp_path
    pretended(monkeypatch, "import sys; print('plan.yaml:3 is wrong', file=sys.stderr); sys.exit(1)")
    where = signed_in(Role.OFFICER).post(f"/{case.slug}/answers/value/", {"draws": "50"}).headers["Location"]
    assert done(case).state == State.FAILED
    assert "plan.yaml:3 is wrong" in Client().get(where).content.decode()
    assert not Answer.objects.get().ready


def test_a_job_that_is_stopped_takes_its_process_with_it(case, signed_in, monkeypatch, settings, tmp_path):
    settings.RESULTS = tmp_path
    pretended(monkeypatch, "import time; time.sleep(60)")
    signed_in(Role.OFFICER).post(f"/{case.slug}/answers/value/", {"draws": "50"})
    monkeypatch.setattr(working.time, "sleep", lambda s: Job.objects.update(cancel_asked=True))
    monkeypatch.setattr("podobat.web.jobs.tasks.REPORTED", 0.0)
    assert done(case).state == State.CANCELLED


def test_an_uploaded_table_is_answered_from_outside(case, signed_in, monkeypatch, settings, tmp_path):
    settings.RESULTS = tmp_path
    script = "import pathlib, json; print(json.dumps({'text': pathlib.Path('table.csv').read_text()}))"
    told = pretended(monkeypatch, script)
    table = SimpleUploadedFile("목표와 실적.csv", TABLE.encode())
    where = signed_in(Role.OFFICER).post(f"/{case.slug}/answers/outlook/", {"table": table}).headers["Location"]
    assert done(case).state == State.DONE
    assert told[0][3:5] == ["outlook", "table.csv"]
    assert TABLE in json.loads(b"".join(Client().get(f"{where}answer.json").streaming_content))["text"]


def test_judgements_of_evaluators_become_the_table_of_the_appraisal(case, signed_in):
    browser = signed_in(Role.OFFICER)
    given = {"economic_policy": "3", "economic_regional": "1/2", "policy_regional": "1", "policy_project": "4",
             "regional_project": "5"}  # fmt: skip
    assert browser.post(f"/{case.slug}/answers/judgements/", given | {"policy_project": "40"}).status_code == 200
    assert judgements_csv(case) == ""
    assert browser.post(f"/{case.slug}/answers/judgements/", given).status_code == 302
    lines = judgements_csv(case).splitlines()
    assert lines[0] == "evaluator,under,a,b,value"
    assert len(lines) == 1 + len(PAIRS)
    assert "evaluator-1,,economic,policy,3" in lines


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_figure_is_followed_to_its_sources(case, lang):
    browser = Client(headers={"accept-language": lang})
    page = browser.get(f"/{case.slug}/answers/why/?id=jobs-27500").content.decode()
    assert "27,500" in page
    assert "podobat why gwangju-phase1 jobs-27500" in page
    assert browser.get(f"/{case.slug}/answers/why/?id=no-such-figure").status_code == 404
    found = browser.get(f"/{case.slug}/answers/why/?q=27,500").content.decode()
    assert "jobs-27500" in found


def test_one_list_of_jobs_with_time_left(case, signed_in):
    signed_in(Role.OFFICER).post(f"/{case.slug}/answers/value/", {"draws": "50"})
    page = Client().get(f"/{case.slug}/jobs/").content.decode()
    assert "대기 중" in page
    assert "officer" not in page, "who asked is nobody's business but the office's"


def test_the_draws_of_a_target_follow_what_decides_it():
    case = read_case(GWANGJU)
    futures = prior(case, 1)
    found = drivers_of(forecast(case, draws=400, seed=1, futures=futures), futures)
    first = found["firms-310-opened"][0]
    assert first["id"] == "attraction.memorandum_cost"
    assert first["r"] < -0.4, "a dearer memorandum, fewer offices"
    assert all(abs(d["r"]) >= 0.1 for told in found.values() for d in told)


def test_why_a_target_has_its_odds_names_numbers_programmes_and_counts(filled):
    """Not another count of the same thing: what can be argued about, and what the records did."""
    kept = filled.snapshots.get(kind="learnt")
    name = {"ko": "협약 한 건의 비용", "en": "cost of a memorandum"}
    for target in kept.content["targets"]:
        target["drivers"] = [{"id": "attraction.memorandum_cost", "name": name, "r": -0.5}]
    kept.save()
    page = Client().get(f"/{filled.slug}/answers/why/?id=firms-310-opened").content.decode()
    for said in ("달성 확률을 좌우하는 것", "협약 한 건의 비용", "클수록 결과가 작습니다", "25.0%",
                 "이 지표를 움직이는 세부사업", "확률을 가장 크게 바꾼 실적",
                 f'href="/{filled.slug}/records/'):  # fmt: skip
        assert said in page, said
