"""Records of a large upload that are still to be held against the others."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table of unchecked records."""

    dependencies = [("book", "0001_initial"), ("core", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Unchecked",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="unchecked",
                        serialize=False,
                        to="book.record",
                    ),
                ),
                ("measure", models.CharField(max_length=100)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="unchecked_records", to="core.case"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["case", "measure"], name="unchecked_measure")]},
        ),
    ]
