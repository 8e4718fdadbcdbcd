"""Whether odds rest on confirmed records alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Whether odds rest on confirmed records alone."""

    dependencies = [
        ('core', '0002_versions'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='confirmed_only',
            field=models.BooleanField(default=True),
        ),
    ]
