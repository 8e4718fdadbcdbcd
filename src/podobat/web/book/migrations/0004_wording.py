"""An index of the words of records, filled with those that are there."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from podobat.evidence import measure
from podobat.web.book import wording


def make(apps: Any, schema_editor: Any) -> None:
    """The table of this database."""
    for said in wording.CREATE.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(said)


def drop(apps: Any, schema_editor: Any) -> None:
    """Back again."""
    schema_editor.execute(f"DROP TABLE {wording.TABLE}")


def fill(apps: Any, schema_editor: Any) -> None:
    """The words of every record."""
    records = apps.get_model("book", "Record").objects
    names: dict[str, str] = {}
    for id in records.values_list("measure", flat=True).distinct():
        try:
            names[id] = f"{measure(id).name.ko} {measure(id).name.en}"
        except KeyError:
            names[id] = id
    some: list[Any] = []
    for record in records.select_related("counter").iterator(chunk_size=wording.AT_ONCE):
        some.append(record)
        if len(some) == wording.AT_ONCE:
            wording.index(some, names)
            some = []
    wording.index(some, names)


class Migration(migrations.Migration):
    """The table first, then its rows."""

    dependencies = [("book", "0003_later_counts_of_a_cohort")]
    operations = [migrations.RunPython(make, drop), migrations.RunPython(fill, migrations.RunPython.noop)]
