"""A case may be a draft, without a folder."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A case may be a draft, without a folder."""

    dependencies = [
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='case',
            name='folder',
            field=models.CharField(blank=True, max_length=500),
        ),
    ]
