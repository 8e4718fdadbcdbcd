"""Keys of names once more, now that forms of farming and fishing corporations are known for what they are."""

from django.db import migrations

from podobat.names import name_key


def keys_again(apps, editor):
    """Every key as it is worked out today; an alias that now says the same as its entry or another one goes."""
    organisations = apps.get_model("directory", "Organisation")
    for entry in organisations.objects.all().iterator():
        key = name_key(entry.name)
        if key != entry.name_key:
            organisations.objects.filter(pk=entry.pk).update(name_key=key)
    aliases = apps.get_model("directory", "Alias")
    seen = set()
    for alias in aliases.objects.order_by("id").iterator():
        key = name_key(alias.name)
        if (alias.organisation_id, key) in seen:
            alias.delete()
            continue
        seen.add((alias.organisation_id, key))
        if key != alias.name_key:
            aliases.objects.filter(pk=alias.pk).update(name_key=key)


class Migration(migrations.Migration):
    """Work the keys out again."""

    dependencies = [("directory", "0001_initial")]
    operations = [migrations.RunPython(keys_again, migrations.RunPython.noop)]
