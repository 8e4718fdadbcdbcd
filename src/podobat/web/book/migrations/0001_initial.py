"""Records, their revisions, sources, conflicts and uploads."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Records, their revisions, sources, conflicts and uploads."""

    initial = True

    dependencies = [
        ("core", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BookState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.PositiveBigIntegerField(default=0)),
                ("token", models.CharField(blank=True, max_length=16)),
                ("fingerprint", models.CharField(blank=True, max_length=12)),
                ("fingerprint_serial", models.BigIntegerField(default=-1)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="book_state", to="core.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60)),
                ("name_ko", models.CharField(max_length=200)),
                ("name_en", models.CharField(max_length=200)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="counters", to="core.case"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(max_length=200, upload_to="")),
                ("name", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="core.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60)),
                ("measure", models.CharField(max_length=100)),
                ("value", models.FloatField()),
                ("unit", models.CharField(max_length=40)),
                ("as_of", models.DateField()),
                ("period_from", models.DateField(blank=True, null=True)),
                ("period_to", models.DateField(blank=True, null=True)),
                ("scope", models.CharField(blank=True, max_length=60)),
                ("coverage", models.CharField(blank=True, max_length=10)),
                ("definition_ko", models.TextField()),
                ("definition_en", models.TextField()),
                ("grade", models.CharField(max_length=1)),
                ("source", models.CharField(max_length=1000)),
                ("note", models.TextField(blank=True)),
                ("day", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("confirmed", "Confirmed"), ("withdrawn", "Withdrawn")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="records", to="core.case"
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "counter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="records", to="book.counter"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Conflict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("measure", models.CharField(max_length=100)),
                ("kind", models.CharField(max_length=10)),
                ("ratio", models.FloatField()),
                ("chance", models.FloatField()),
                ("text_ko", models.TextField()),
                ("text_en", models.TextField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="record_conflicts", to="core.case"
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="conflicts_first", to="book.record"
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="conflicts_second", to="book.record"
                    ),
                ),
            ],
            options={
                "ordering": ("-ratio", "id"),
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("entered", "Entered"),
                            ("changed", "Changed"),
                            ("confirmed", "Confirmed"),
                            ("withdrawn", "Withdrawn"),
                            ("restored", "Restored"),
                            ("loaded", "Loaded"),
                            ("imported", "Imported"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("confirmed", "Confirmed"), ("withdrawn", "Withdrawn")],
                        max_length=10,
                    ),
                ),
                ("content", models.JSONField()),
                ("why", models.TextField(blank=True)),
                ("who", models.CharField(blank=True, max_length=150)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="book.record"
                    ),
                ),
            ],
            options={
                "ordering": ("-version",),
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=100)),
                ("value", models.CharField(blank=True, max_length=100)),
                ("unit", models.CharField(blank=True, max_length=40)),
                ("as_of", models.CharField(blank=True, max_length=40)),
                ("definition", models.TextField(blank=True)),
                ("publisher", models.CharField(blank=True, max_length=300)),
                ("title", models.CharField(blank=True, max_length=500)),
                ("url", models.CharField(blank=True, max_length=1000)),
                ("grade", models.CharField(blank=True, max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="record_sources", to="core.case"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources",
                        to="book.evidence",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30)),
                ("name", models.CharField(max_length=200)),
                ("rows", models.JSONField(default=list)),
                ("notes", models.JSONField(default=list)),
                ("decisions", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "progress",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("applied", "Applied"), ("discarded", "Discarded")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("result", models.JSONField(default=dict)),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uploads", to="core.case"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="counter",
            constraint=models.UniqueConstraint(fields=("case", "key"), name="one_counter_a_key"),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["case", "-day", "-id"], name="record_day"),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["case", "-changed_at", "-id"], name="record_changed"),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["case", "measure", "-day", "-id"], name="record_measure"),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["case", "counter", "-day", "-id"], name="record_counter"),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["case", "state", "-day", "-id"], name="record_state"),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["case", "grade", "-day", "-id"], name="record_grade"),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.UniqueConstraint(fields=("case", "key"), name="one_record_a_key"),
        ),
        migrations.AddIndex(
            model_name="conflict",
            index=models.Index(fields=["case", "measure"], name="conflict_measure"),
        ),
        migrations.AddConstraint(
            model_name="conflict",
            constraint=models.UniqueConstraint(fields=("first", "second", "kind"), name="one_conflict_a_pair"),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(fields=("record", "version"), name="one_revision_a_version"),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.UniqueConstraint(fields=("case", "key"), name="one_source_a_key"),
        ),
    ]
