"""The tables of the matching room."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The tables of the matching room."""

    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("directory", "0002_name_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Listing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("options", models.JSONField(default=dict)),
                ("summary", models.JSONField(default=dict)),
                ("ready", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="listings", to="core.case"
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
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Pair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField()),
                ("demand", models.CharField(max_length=200)),
                ("demand_name", models.CharField(max_length=400)),
                ("demand_text", models.TextField(blank=True)),
                ("supplier", models.CharField(max_length=200)),
                ("supplier_name", models.CharField(max_length=400)),
                ("supplier_text", models.TextField(blank=True)),
                ("fit", models.FloatField()),
                ("told", models.JSONField(default=dict)),
                ("stage", models.CharField(default="proposed", max_length=10)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("demand_says", models.CharField(blank=True, max_length=3)),
                ("supplier_says", models.CharField(blank=True, max_length=3)),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pairs", to="core.case"
                    ),
                ),
                (
                    "demand_entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="directory.organisation",
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pairs", to="match.listing"
                    ),
                ),
                (
                    "supplier_entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("place", "id"),
            },
        ),
        migrations.CreateModel(
            name="Roll",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("side", models.CharField(max_length=8)),
                ("name", models.CharField(max_length=200)),
                ("content", models.BinaryField()),
                ("firms", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rolls", to="core.case"
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
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.AddField(
            model_name="listing",
            name="demands",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="match.roll"),
        ),
        migrations.AddField(
            model_name="listing",
            name="suppliers",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="match.roll"),
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stage", models.CharField(max_length=10)),
                ("day", models.DateField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("by_firm", models.CharField(blank=True, max_length=8)),
                ("who", models.CharField(blank=True, max_length=150)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "pair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="match.pair"
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Key",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("side", models.CharField(max_length=8)),
                ("firm", models.CharField(max_length=200)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("expires", models.DateTimeField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="core.case"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "side", "firm"], name="key_firm")],
            },
        ),
        migrations.AddIndex(
            model_name="pair",
            index=models.Index(fields=["case", "stage", "place"], name="pair_stage"),
        ),
        migrations.AddConstraint(
            model_name="pair",
            constraint=models.UniqueConstraint(fields=("case", "demand", "supplier"), name="one_row_a_pair"),
        ),
    ]
