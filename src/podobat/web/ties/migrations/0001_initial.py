"""The tables of partners and agreements."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The tables of partners and agreements."""

    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("directory", "0002_name_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=160)),
                ("place", models.CharField(max_length=120)),
                ("day", models.DateField()),
                ("cost", models.FloatField()),
                ("result", models.TextField(blank=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="missions", to="core.case"
                    ),
                ),
            ],
            options={
                "ordering": ("-day", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=12)),
                ("subject", models.CharField(max_length=300)),
                ("sector", models.CharField(blank=True, max_length=60)),
                ("abroad", models.BooleanField(default=False)),
                ("inside", models.BooleanField(default=False)),
                ("step", models.CharField(default="talk", max_length=12)),
                ("furthest", models.CharField(default="talk", max_length=12)),
                ("next_day", models.DateField(null=True)),
                ("next_what", models.CharField(blank=True, max_length=300)),
                ("office", models.CharField(max_length=120)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="agreements", to="core.case"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="directory.organisation",
                    ),
                ),
                (
                    "mission",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="agreements",
                        to="ties.mission",
                    ),
                ),
            ],
            options={
                "ordering": (models.OrderBy(models.F("next_day"), nulls_last=True), "id"),
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=12)),
                ("day", models.DateField()),
                ("note", models.CharField(blank=True, max_length=500)),
                ("who", models.CharField(max_length=150)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="ties.agreement"
                    ),
                ),
            ],
            options={
                "ordering": ("-day", "-id"),
            },
        ),
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(fields=["case", "step"], name="agreement_step"),
        ),
    ]
