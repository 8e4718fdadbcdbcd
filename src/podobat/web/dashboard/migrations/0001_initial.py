"""The table of kept results."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table of kept results."""

    initial = True

    dependencies = [
        ("core", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("plan", "plan"), ("learnt", "learnt")], max_length=8)),
                ("key", models.CharField(max_length=64)),
                ("book", models.CharField(blank=True, max_length=64)),
                ("fingerprints", models.JSONField(default=dict)),
                ("content", models.JSONField(default=dict)),
                ("seconds", models.FloatField(default=0.0)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="snapshots", to="core.case"
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "constraints": [models.UniqueConstraint(fields=("case", "kind", "key"), name="one_snapshot_a_key")],
            },
        ),
    ]
