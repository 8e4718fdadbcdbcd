"""Editions of reports."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Three columns."""

    dependencies = [
        ('reports', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='report',
            name='approval',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='report',
            name='edition',
            field=models.CharField(default='all', max_length=4),
        ),
        migrations.AddField(
            model_name='report',
            name='parts',
            field=models.JSONField(default=list),
        ),
    ]
