"""A further kind of job: lists of pairs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A further kind of job: lists of pairs."""

    dependencies = [
        ("jobs", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="job",
            name="kind",
            field=models.CharField(
                choices=[
                    ("forecast", "Forecast"),
                    ("learn", "Learn"),
                    ("scenario", "Scenario"),
                    ("report", "Report"),
                    ("match", "Match"),
                ],
                max_length=10,
            ),
        ),
    ]
