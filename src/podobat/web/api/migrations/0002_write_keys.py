"""Keys that may enter records."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Keys that may enter records."""

    dependencies = [
        ("api", "0001_keys"),
    ]

    operations = [
        migrations.AlterField(
            model_name="key",
            name="scope",
            field=models.CharField(
                choices=[("read", "Read"), ("run", "Run"), ("write", "Write")], default="read", max_length=5
            ),
        ),
    ]
