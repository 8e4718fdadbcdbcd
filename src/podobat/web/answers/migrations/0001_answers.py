"""Answers, and evaluators' judgements."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Answers, and evaluators' judgements."""

    initial = True

    dependencies = [
        ('core', '0003_confirmed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=20)),
                ('key', models.CharField(max_length=64)),
                ('lang', models.CharField(max_length=2)),
                ('options', models.JSONField(default=dict)),
                ('told', models.JSONField(default=list)),
                ('files', models.JSONField(default=dict)),
                ('fingerprints', models.JSONField(default=dict)),
                ('ready', models.BooleanField(default=False)),
                ('seconds', models.FloatField(default=0.0)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='core.case')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-id',),
                'indexes': [models.Index(fields=['case', 'verb', '-id'], name='answer_of_case')],
                'constraints': [models.UniqueConstraint(fields=('case', 'key'), name='one_answer_a_key')],
            },
        ),
        migrations.CreateModel(
            name='Judgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('values', models.JSONField(default=dict)),
                ('at', models.DateTimeField(auto_now=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='judgements', to='core.case')),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(fields=('case', 'by'), name='one_judgement_an_evaluator')],
            },
        ),
    ]
