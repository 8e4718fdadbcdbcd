"""Lists of pairs are jobs too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Lists of pairs are jobs too."""

    dependencies = [
        ("jobs", "0002_answers"),
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
                    ("answer", "Answer"),
                    ("match", "Match"),
                ],
                max_length=10,
            ),
        ),
    ]
