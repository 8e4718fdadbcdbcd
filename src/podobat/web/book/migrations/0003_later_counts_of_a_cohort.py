"""A later count of a cohort that is greater is no conflict any more: those that are kept go."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import F


def forget(apps: Any, schema_editor: Any) -> None:
    """Conflicts between counts of one cohort on days of different months."""
    conflicts = apps.get_model("book", "Conflict").objects
    rows = conflicts.filter(kind="differs", first__scope=F("second__scope")).exclude(first__scope="")
    days = rows.values_list("pk", "first__day", "second__day")
    conflicts.filter(pk__in=[pk for pk, a, b in days if (a.year, a.month) != (b.year, b.month)]).delete()


class Migration(migrations.Migration):
    """Rows only."""

    dependencies = [("book", "0002_unchecked")]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
