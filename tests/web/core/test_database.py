"""Which database the tests run on, and how it is set up."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.web.conftest import ON_POSTGRESQL


@pytest.mark.django_db
def test_the_tests_run_on_the_database_that_was_asked_for():
    assert connection.vendor == ("postgresql" if ON_POSTGRESQL else "sqlite")


@pytest.mark.django_db
def test_every_model_has_its_migration():
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)  # exits with 1 when one is missing
