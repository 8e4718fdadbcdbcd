"""Answers are jobs too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Answers are jobs too."""

    dependencies = [
        ('jobs', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='job',
            name='kind',
            field=models.CharField(choices=[('forecast', 'Forecast'), ('learn', 'Learn'), ('scenario', 'Scenario'), ('report', 'Report'), ('answer', 'Answer')], max_length=10),
        ),
    ]
