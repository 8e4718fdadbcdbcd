"""Several people at once, and a server that dies: exactly one change goes through, and nothing stays half-done.

These tests commit, so that threads with connections of their own see one another.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from podobat.web.book import writing
from podobat.web.book.content import Checker, cells_of
from podobat.web.book.models import BookState, Record, Revision, Upload
from podobat.web.book.services import load_records
from podobat.web.core.roles import Role
from tests.web.book.conftest import AT, typed
from tests.web.book.test_import import good, table

pytestmark = pytest.mark.django_db(transaction=True)
BACKEND = "django.contrib.auth.backends.ModelBackend"


def at_once(work: Callable[[int], Any], n: int) -> list[Any]:
    """What each of n threads, let loose together, returned or raised."""
    gate, results = threading.Barrier(n), [None] * n

    def run(i: int) -> None:
        try:
            gate.wait(timeout=20)
            results[i] = work(i)
        except Exception as error:
            results[i] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(i,)) for i in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def test_of_several_changes_of_one_version_exactly_one_goes_through(transactional_db, case):
    load_records(case)
    plan_case = case.read()
    record = Record.objects.select_related("case", "counter").get(key="hired-2021-city")

    def change(i: int) -> Record:
        cells = {**cells_of(record), "value": str(2000 + i)}
        checker = Checker(case, plan_case.plan, record.sources)
        read, faults = checker.check(cells, 0)
        assert read is not None, faults
        return writing.change(case, plan_case, checker, [(record, 1, read, cells)], None, f"{i}")[0]

    results = at_once(change, 4)
    stale = [r for r in results if isinstance(r, writing.Stale)]
    (done,) = (r for r in results if isinstance(r, Record))
    assert len(stale) == 3, results
    record.refresh_from_db()
    assert (record.version, record.value) == (2, done.value)
    assert Revision.objects.filter(record=record).count() == 2, "those who came second left no trace"
    assert BookState.objects.get(case=case).serial == 2


def test_changes_of_different_records_all_go_through(transactional_db, case, person):
    load_records(case)
    plan_case = case.read()
    users = [person(Role.OFFICER, f"officer{i}") for i in range(4)]
    records = list(Record.objects.select_related("case", "counter").order_by("id")[:4])
    results = at_once(lambda i: writing.confirm(records[i], 1, users[i]), 4)
    assert all(isinstance(r, Record) and r.state == "confirmed" for r in results), results
    assert BookState.objects.get(case=case).serial == 5
    assert plan_case is case.read(), "the plan is read once"


def test_two_browsers_saving_the_same_form(transactional_db, case, person):
    load_records(case)
    record = Record.objects.get(key="hired-2021-city")
    browsers = [Client(), Client()]
    for i, browser in enumerate(browsers):
        browser.force_login(person(Role.OFFICER, f"officer{i}"), backend=BACKEND)
    sent = typed(period_to="2021-12-31", as_of="2022-03-30", link="", source=record.source, version="1", why="재집계")
    at = f"{AT}{record.pk}/edit/"
    results = at_once(lambda i: browsers[i].post(at, {**sent, "value": str(1200 + i)}).status_code, 2)
    assert sorted(map(str, results)) == ["302", "409"]
    assert Revision.objects.filter(record=record).count() == 2


def test_an_import_confirmed_in_two_windows_is_saved_once(transactional_db, case, person):
    load_records(case)
    browsers = [Client(), Client()]
    user = person(Role.OFFICER)
    for browser in browsers:
        browser.force_login(user, backend=BACKEND)
    data = SimpleUploadedFile("a.csv", table(good(), good(종료일="2022-05-31")))
    at = browsers[0].post(f"{AT}import/", {"file": data}).url
    shown = browsers[0].get(at)
    sent = {"version": shown.context["upload"].version, "digest": shown.context["digest"], "do": "confirm"}
    results = at_once(lambda i: browsers[i].post(at, sent).status_code, 2)
    assert results == [302, 302]
    assert Record.objects.count() == 59
    assert Upload.objects.get().progress == "applied"


KILLED = """
import os, signal, sys
from podobat.web.site import settings
settings.DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
import django
django.setup()
from django.test.utils import setup_test_environment
setup_test_environment()
from django.test import Client
from podobat.web.accounts.models import User
from podobat.web.book import writing
from podobat.web.book.models import Record

def die(*_):
    assert Record.objects.count() == 59, "the rows stand in the open transaction"
    os.kill(os.getpid(), signal.SIGKILL)

at = sys.argv[1]
browser = Client(SERVER_NAME="localhost")
browser.force_login(User.objects.get(username="officer"), backend="django.contrib.auth.backends.ModelBackend")
shown = browser.get(at)
writing.refresh_conflicts = die
browser.post(at, {"version": shown.context["upload"].version, "digest": shown.context["digest"], "do": "confirm"})
"""


def test_a_server_killed_while_saving_leaves_the_upload_waiting_and_nothing_else(transactional_db, case, person):
    load_records(case)
    browser = Client()
    browser.force_login(person(Role.OFFICER), backend=BACKEND)
    data = SimpleUploadedFile("a.csv", table(good(), good(종료일="2022-05-31")))
    at = browser.post(f"{AT}import/", {"file": data}).url
    given = {**os.environ, "DJANGO_SETTINGS_MODULE": "podobat.web.site.settings", "TEST_DATABASE": name_of_database()}
    done = subprocess.run([sys.executable, "-c", KILLED, at], env=given, capture_output=True, text=True, timeout=120)
    assert done.returncode == -signal.SIGKILL, done.stderr[-3000:]
    assert Record.objects.count() == 57
    assert Revision.objects.count() == 57
    assert Upload.objects.get().progress == "waiting"
    shown = browser.get(at)
    sent = {"version": shown.context["upload"].version, "digest": shown.context["digest"], "do": "confirm"}
    assert browser.post(at, sent).url == AT
    assert Record.objects.count() == 59


def name_of_database() -> str:
    """The test database, as another process can open it."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and ("memory" in name or not os.path.exists(name)):
        pytest.skip("a database in memory cannot be opened by another process")
    return name
