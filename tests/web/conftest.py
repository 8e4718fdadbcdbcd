"""What the tests of the web application share: its settings, the Gwangju case in a database, people of every role.

PODOBAT_TEST_DATABASE=postgresql runs them on PostgreSQL, which is started in a temporary directory; otherwise SQLite.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.web.postgresql import start_postgresql

DATA = Path(tempfile.mkdtemp(prefix="podobat-tests-"))
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
os.environ["PODOBAT_DATA"] = str(DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "podobat.web.site.settings"
for name in ("PODOBAT_HTTPS", "PODOBAT_PUBLIC", "PODOBAT_HOSTS", "PODOBAT_DEBUG", "DATABASE_URL"):
    os.environ.pop(name, None)
ON_POSTGRESQL = os.environ.get("PODOBAT_TEST_DATABASE") == "postgresql"
if ON_POSTGRESQL:
    os.environ["DATABASE_URL"] = start_postgresql()

import django  # noqa: E402
from django.conf import settings  # noqa: E402

if not ON_POSTGRESQL:  # in a file, as in service: one in memory locks tables instead of letting writers wait
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(DATA / "test.sqlite3")
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # slow ones are for thieves
django.setup()

from django.test import Client  # noqa: E402

from podobat.web.accounts.models import User  # noqa: E402
from podobat.web.core.models import Case, Membership  # noqa: E402
from podobat.web.core.roles import Role  # noqa: E402
from tests.web.filling import counted, filled  # noqa: E402, F401 - fixtures

GWANGJU = Path(__file__).parents[2] / "cases" / "gwangju-phase1"


@pytest.fixture
def case(db: None) -> Case:
    """The Gwangju case, public, without records."""
    return Case.objects.create(
        slug="gwangju-phase1",
        folder=str(GWANGJU),
        name_ko="광주 인공지능 집적단지 1단계",
        name_en="Gwangju AI cluster, phase 1",
    )


@pytest.fixture
def person(case: Case) -> Callable[..., User]:
    """`person(Role.OFFICER)`: somebody with that role in the case; `person(None)` without one; `name=` for several."""

    def make(role: Role | None, name: str = "") -> User:
        user = User.objects.create_user(name or (role.name.lower() if role else "stranger"), password="correct horse 9")
        if role is not None:
            Membership.objects.create(user=user, case=case, role=role)
        return user

    return make


@pytest.fixture
def signed_in(person: Callable[..., User]) -> Callable[..., Client]:
    """`signed_in(Role.OFFICER)`: a browser in which such a person is signed in."""

    def make(role: Role | None, name: str = "") -> Client:
        browser = Client()
        browser.force_login(person(role, name), backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return make
