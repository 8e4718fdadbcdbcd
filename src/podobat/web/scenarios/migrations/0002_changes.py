"""What a scenario sets is called its changes, as everywhere."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    """A name only."""

    dependencies = [("scenarios", "0001_initial")]
    operations = [migrations.RenameField("scenario", "overlay", "changes")]
