"""Results as they would be if every record were confirmed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Results as they would be if every record were confirmed."""

    dependencies = [
        ('dashboard', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='snapshot',
            name='kind',
            field=models.CharField(choices=[('plan', 'plan'), ('learnt', 'learnt'), ('pending', 'pending')], max_length=8),
        ),
    ]
