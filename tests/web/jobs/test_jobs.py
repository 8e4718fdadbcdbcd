"""The life of a job: asked for once, done, stopped, failed plainly, taken up once after its worker has died."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from podobat.errors import CannotRun
from podobat.units import Text
from podobat.web.core.models import AuditEntry, Case
from podobat.web.core.roles import Role
from podobat.web.jobs import tasks
from podobat.web.jobs.claims import claim, give_back, tidy
from podobat.web.jobs.models import Job, Kind, State
from podobat.web.jobs.services import ask, cancel, queue_of, recover
from podobat.web.jobs.tasks import Ticket, run, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def works(monkeypatch):
    """`works(function)`: scenarios are done by this function of a ticket."""

    def use(function):
        monkeypatch.setattr(tasks, "import_string", lambda path: function)

    return use


def begun(case: Case, **more) -> Job:
    """A job that a worker has begun."""
    job = ask(case, Kind.SCENARIO, {}, key=more.pop("key", "a"))
    taken = claim(job.pk, more.pop("worker", "here:1"))
    Job.objects.filter(pk=job.pk).update(**more)
    taken.refresh_from_db()
    return taken


def test_the_same_work_is_asked_for_once(case, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = ask(case, Kind.SCENARIO, {"a": 1}, key="x")
        again = ask(case, Kind.SCENARIO, {"a": 1}, key="x")
        other = ask(case, Kind.LEARN, {}, key="x")
    assert first == again != other
    queued = DBTaskResult.objects.values_list("queue_name", "args_kwargs")
    assert sorted((queue, found["args"]) for queue, found in queued) == [("long", [other.pk]), ("quick", [first.pk])]


def test_nothing_is_queued_when_the_transaction_fails(case, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        ask(case, Kind.LEARN, {})
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_work_that_has_begun_may_be_asked_for_again_where_it_can_have_changed(case):
    job = begun(case)
    assert ask(case, Kind.SCENARIO, {}, key="a") == job
    assert ask(case, Kind.SCENARIO, {}, key="a", begun=False) != job


def test_a_job_is_done_with_its_progress(case, works):
    seen = []

    def count(ticket: Ticket) -> None:
        ticket.expect(10)
        ticket.progress(4)
        ticket._told = 0.0
        ticket.progress(6)
        seen.append(Job.objects.get().percent)

    works(count)
    job = begun(case)
    work(job)
    assert seen == [100]
    assert (job.state, job.is_open, job.attempts) == (State.DONE, False, 1)
    assert job.seconds is not None
    assert job.seconds >= 0


def test_a_waiting_job_is_stopped_at_once_and_never_begun(case, works):
    works(lambda ticket: pytest.fail("a stopped job was done"))
    job = ask(case, Kind.SCENARIO, {})
    cancel(job)
    assert job.state == State.CANCELLED
    run.call(job.pk)
    assert AuditEntry.objects.filter(action="job.cancelled").count() == 1


def test_a_running_job_is_stopped_at_its_next_sign_of_progress(case, works):
    def endless(ticket: Ticket) -> None:
        for n in range(100):
            if n == 3:
                cancel(ticket.job)
                ticket._told = 0.0
            ticket.progress(1)
        pytest.fail("it went on")

    works(endless)
    job = begun(case)
    work(job)
    assert job.state == State.CANCELLED


def test_a_mistake_of_the_user_is_told_in_both_languages(case, works):
    def refuse(ticket: Ticket) -> None:
        raise CannotRun(Text("할 수 없습니다.", "That cannot be done."))

    works(refuse)
    job = begun(case)
    work(job)
    assert (job.state, job.error("ko"), job.error("en")) == (State.FAILED, "할 수 없습니다.", "That cannot be done.")


def test_a_mistake_of_ours_shows_no_traceback(case, works, caplog):
    def break_down(ticket: Ticket) -> None:
        raise ZeroDivisionError("secret inside")

    works(break_down)
    job = begun(case)
    work(job)
    assert job.state == State.FAILED
    assert "secret" not in job.error_ko + job.error_en
    assert "작업 번호" in job.error_ko
    assert "secret inside" in caplog.text, "the log tells what happened"


def test_a_dead_workers_job_is_taken_up_once_and_then_failed(case):
    job = begun(case)
    assert recover(everyone=True) == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.QUEUED, 1)
    assert [found["args"] for found in DBTaskResult.objects.values_list("args_kwargs", flat=True)] == [[job.pk]]
    assert claim(job.pk, "here:2") is not None
    assert recover(everyone=True) == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.FAILED, 2)
    assert "두 번" in job.error("ko")
    assert "twice" in job.error("en")
    assert recover(everyone=True) == 0


def test_a_worker_that_is_alive_keeps_its_job(case):
    job = begun(case)
    assert recover(everyone=False) == 0
    Job.objects.update(heartbeat=timezone.now() - timedelta(minutes=2))
    job.refresh_from_db()
    assert job.is_abandoned()
    assert recover(everyone=False) == 1


def test_a_stopped_job_of_a_dead_worker_is_not_taken_up(case):
    job = begun(case, cancel_asked=True)
    recover(everyone=True)
    job.refresh_from_db()
    assert job.state == State.CANCELLED


def test_an_orderly_end_does_not_count_as_an_attempt(case):
    job = begun(case, worker="here:7")
    assert give_back("there:7") == 0
    assert give_back("here:7") == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.QUEUED, 0)
    recover(everyone=True)
    assert DBTaskResult.objects.filter(queue_name="quick").count() == 1, "it is queued again"


def test_a_worker_from_which_a_job_was_taken_has_no_say_any_more(case, works):
    def lose(ticket: Ticket) -> None:
        recover(everyone=True)
        assert claim(ticket.job.pk, "here:2") is not None

    works(lose)
    job = begun(case, worker="here:1")
    work(job)
    assert (job.state, job.worker) == (State.RUNNING, "here:2")


def test_two_workers_cannot_begin_the_same_job(case):
    job = ask(case, Kind.SCENARIO, {})
    assert claim(job.pk, "here:1") is not None
    assert claim(job.pk, "here:2") is None


def test_people_do_not_wait_behind_learning():
    assert queue_of(Kind.SCENARIO) != queue_of(Kind.LEARN) == queue_of(Kind.REPORT) == queue_of(Kind.FORECAST)


def test_old_jobs_are_forgotten_but_never_open_ones(case, monkeypatch):
    monkeypatch.setattr("podobat.web.jobs.claims.KEPT", 2)
    waiting = ask(case, Kind.LEARN, {}, key="w")
    closed = [Job.objects.create(case=case, kind=Kind.SCENARIO, key=str(n), state=State.DONE) for n in range(5)]
    tidy(case)
    assert set(Job.objects.all()) == {waiting, *closed[-2:]}


def test_the_page_of_a_job_asks_again_until_it_has_ended(case, signed_in):
    job = begun(case)
    address = f"/{case.slug}/jobs/{job.pk}/"
    officer = signed_in(Role.OFFICER)
    part = officer.get(address, headers={"HX-Request": "true"}).content.decode()
    assert f'hx-get="{address}"' in part
    assert "<html" not in part
    whole = officer.get(address).content.decode()
    assert "계산 중" in whole
    assert "<html" in whole
    assert officer.post(f"{address}stop/", {"next": f"/{case.slug}/"}).headers["Location"] == f"/{case.slug}/"
    job.refresh_from_db()
    assert job.cancel_asked
    Job.objects.update(state=State.CANCELLED)
    assert officer.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_a_job_of_another_case_cannot_be_seen_or_stopped(case, signed_in):
    other = Case.objects.create(slug="other", folder=case.folder, name_ko="다른 사업", name_en="Other", is_public=False)
    job = begun(other)
    officer = signed_in(Role.OFFICER)
    assert officer.get(f"/{case.slug}/jobs/{job.pk}/").status_code == 404
    assert officer.post(f"/{case.slug}/jobs/{job.pk}/stop/").status_code == 404
    assert officer.post(f"/{case.slug}/jobs/{job.pk}/stop/", {"next": "https://elsewhere.example/"}).status_code == 404


def test_stopping_leads_nowhere_else(case, signed_in):
    job = begun(case)
    answer = signed_in(Role.OFFICER).post(f"/{case.slug}/jobs/{job.pk}/stop/", {"next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == f"/{case.slug}/jobs/{job.pk}/"
