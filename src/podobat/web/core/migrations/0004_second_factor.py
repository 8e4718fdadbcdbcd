"""The least role that needs a second factor."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The least role that needs a second factor."""

    dependencies = [
        ("core", "0003_confirmed"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="second_factor",
            field=models.PositiveSmallIntegerField(
                blank=True, choices=[(1, "Reader"), (2, "Officer"), (3, "Analyst"), (4, "Administrator")], null=True
            ),
        ),
    ]
