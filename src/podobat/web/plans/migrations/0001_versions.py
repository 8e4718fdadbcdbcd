"""Versions of the files of a case."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Versions of the files of a case."""

    initial = True

    dependencies = [
        ('core', '0002_versions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(null=True)),
                ('files', models.JSONField(default=dict)),
                ('digest', models.CharField(max_length=64)),
                ('serial', models.PositiveIntegerField(default=0)),
                ('base', models.PositiveIntegerField(null=True)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('origin', models.CharField(default='written', max_length=20)),
                ('who', models.CharField(blank=True, max_length=150)),
                ('at', models.DateTimeField(auto_now=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='core.case')),
            ],
            options={
                'ordering': ('-number',),
                'constraints': [models.UniqueConstraint(fields=('case', 'number'), name='one_version_a_number'), models.UniqueConstraint(condition=models.Q(('number', None)), fields=('case',), name='one_draft_a_case')],
            },
        ),
    ]
