"""Every way in which the directory changes: each makes the next version and keeps it whole, in one transaction.

As with records, a change goes through only from the version that was read (`Stale`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.utils.crypto import get_random_string

from podobat.names import name_key
from podobat.web.book.models import iso, user_or_none
from podobat.web.book.writing import NotAllowed, Stale
from podobat.web.core.models import Case
from podobat.web.directory.models import Alias, Change, Counting, FollowUp, Organisation, Support, Trainee

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is taken for another
CODE_LENGTH = 8
_CELLS: dict[type[models.Model], tuple[str, tuple[str, ...]]] = {
    Organisation: ("organisation", ("name", "registration", "note", "merged_into_id")),
    Support: ("support", ("organisation_id", "programme", "since", "until", "amount", "kind", "purpose", "counter_id",
                          "record_id", "note", "withdrawn")),
    Counting: ("counting", ("organisation_id", "measure", "counter_id", "day", "record_id", "note", "withdrawn")),
    Trainee: ("trainee", ("code", "course", "programme", "completed", "note", "withdrawn")),
}  # fmt: skip


def kind_of(subject: models.Model) -> str:
    """The word under which the changes of such a thing are kept."""
    return _CELLS[type(subject)][0]


def content_of(subject: models.Model) -> dict[str, Any]:
    """Everything that a version consists of, as JSON."""
    cells = {name: _plain(getattr(subject, name)) for name in _CELLS[type(subject)][1]}
    if isinstance(subject, Organisation):
        cells["aliases"] = list(subject.aliases.values_list("name", flat=True))
    if isinstance(subject, Trainee):
        cells["follow_ups"] = [[iso(f.day), f.status, f.note] for f in subject.follow_ups.all()]
    return cells


def _plain(value: Any) -> Any:
    return iso(value) if hasattr(value, "isoformat") else value


def changes_of(
    subjects: Iterable[models.Model], user: Any, action: str, why: str = "", more: Mapping[str, Any] | None = None
) -> list[Change]:
    """The versions of things as they are now, not yet saved."""
    person = user_or_none(user)
    return [
        Change(
            case_id=s.case_id, kind=kind_of(s), subject=s.pk, version=s.version, action=action,  # type: ignore[attr-defined]
            content={**content_of(s), **(more or {})}, why=why, by=person, who=str(person) if person else "",
        )
        for s in subjects
    ]  # fmt: skip


def note(subject: models.Model, user: Any, action: str, why: str = "", more: Mapping[str, Any] | None = None) -> None:
    """Keep the version that a thing has now."""
    changes_of([subject], user, action, why, more)[0].save(force_insert=True)


def change(
    subject: models.Model, version: int, fields: Mapping[str, Any], user: Any, why: str, action: str = "changed"
) -> Any:
    """The one conditional update of a support, a counting or a trainee. Raises Stale."""
    model = type(subject)
    with transaction.atomic():
        rows = model._default_manager.filter(pk=subject.pk, version=version)
        if not rows.update(version=version + 1, **fields):
            raise Stale
        after = model._default_manager.get(pk=subject.pk)
        note(after, user, action, why)
    return after


def new_organisation(
    case: Case, cells: Mapping[str, str], aliases: Sequence[str], user: Any, action: str = "entered"
) -> Organisation:
    """A new entry. Raises IntegrityError when the registration number is taken."""
    with transaction.atomic():
        made = Organisation.objects.create(
            case=case, name=cells["name"], name_key=name_key(cells["name"]),
            registration=cells.get("registration", ""), note=cells.get("note", ""),
        )  # fmt: skip
        add_aliases(made, aliases)
        note(made, user, action)
    return made


def add_aliases(entry: Organisation, names: Iterable[str]) -> None:
    """Further names of an entry; those it has already are passed over."""
    known = {entry.name_key, *entry.aliases.values_list("name_key", flat=True)}
    for name in names:
        key = name_key(name)
        if key and key not in known:
            known.add(key)
            Alias.objects.create(organisation=entry, name=name.strip()[:200], name_key=key[:200])


def change_organisation(
    entry: Organisation, version: int, cells: Mapping[str, str], aliases: Sequence[str] | None, user: Any, why: str,
    action: str = "changed",
) -> Organisation:  # fmt: skip
    """An entry with other cells. `aliases` replaces its further names; None keeps them. Stale, IntegrityError."""
    with transaction.atomic():
        rows = Organisation.objects.filter(pk=entry.pk, version=version, merged_into=None)
        fields = {**cells, "name_key": name_key(cells["name"])} if "name" in cells else dict(cells)
        if not rows.update(version=version + 1, **fields):
            raise Stale
        after = Organisation.objects.get(pk=entry.pk)
        if aliases is not None:
            keys = {name_key(name) for name in aliases}
            after.aliases.exclude(name_key__in=keys).delete()
            add_aliases(after, aliases)
        note(after, user, action, why)
    return after


def merge(kept: Organisation, other: Organisation, versions: tuple[int, int], user: Any, why: str) -> Organisation:
    """`other` turned out to be `kept`: its names, supports and counts move there; it stays as a pointer.

    raises   NotAllowed when both have registration numbers, which differ: two firms by law; Stale
    """
    if kept.pk == other.pk or kept.case_id != other.case_id or (kept.registration and other.registration):  # type: ignore[attr-defined]
        raise NotAllowed
    with transaction.atomic():
        gone = Organisation.objects.filter(pk=other.pk, version=versions[1], merged_into=None)
        if not gone.update(version=versions[1] + 1, merged_into=kept, registration=""):
            raise Stale
        stays = Organisation.objects.filter(pk=kept.pk, version=versions[0], merged_into=None)
        if not stays.update(version=versions[0] + 1, registration=kept.registration or other.registration):
            raise Stale
        moved = {
            "supports": list(other.supports.values_list("pk", flat=True)),
            "countings": list(other.countings.values_list("pk", flat=True)),
            "aliases_before": list(kept.aliases.values_list("name", flat=True)),
            "registration": other.registration, "other": other.pk, "kept": kept.pk,
        }  # fmt: skip
        Support.objects.filter(organisation=other).update(organisation=kept)
        Counting.objects.filter(organisation=other).update(organisation=kept)
        add_aliases(kept, [other.name, *other.aliases.values_list("name", flat=True)])
        after = Organisation.objects.get(pk=kept.pk)
        note(after, user, "merged", why, {"moved": moved})
        note(Organisation.objects.get(pk=other.pk), user, "merged", why, {"moved": moved})
    return after


def unmerge(other: Organisation, user: Any, why: str) -> Organisation:
    """Undo a merge: the entry stands by itself again, with the supports and counts that came from it. Raises Stale."""
    done = Change.objects.filter(kind="organisation", subject=other.pk, action="merged").first()
    if other.merged_into is None or done is None:
        raise NotAllowed
    moved, kept = done.content["moved"], other.merged_into
    with transaction.atomic():
        stays = Organisation.objects.filter(pk=kept.pk, version=kept.version)
        number = moved["registration"]
        fields: dict[str, Any] = {"version": kept.version + 1}
        if number and kept.registration == number:
            fields["registration"] = ""
        if not stays.update(**fields):
            raise Stale
        gone = Organisation.objects.filter(pk=other.pk, version=other.version, merged_into=kept)
        if not gone.update(version=other.version + 1, merged_into=None, registration=number):
            raise Stale
        Support.objects.filter(pk__in=moved["supports"], organisation=kept).update(organisation=other)
        Counting.objects.filter(pk__in=moved["countings"], organisation=kept).update(organisation=other)
        came = {name_key(other.name), *other.aliases.values_list("name_key", flat=True)}
        own = {name_key(name) for name in moved["aliases_before"]}
        kept.aliases.filter(name_key__in=came - own).delete()
        note(Organisation.objects.get(pk=kept.pk), user, "unmerged", why)
        after = Organisation.objects.get(pk=other.pk)
        note(after, user, "unmerged", why)
    return after


def new_code() -> str:
    """A chance code for a trainee: no clue to who it is, and hard to mistype for another."""
    return get_random_string(CODE_LENGTH, CODE_LETTERS)


def new_trainees(case: Case, rows: Sequence[Mapping[str, Any]], user: Any, action: str = "entered") -> list[Trainee]:
    """Trainees with their codes and follow-ups.

    rows  fields of a trainee, with "follow_ups": (day, status, note) of each
    """
    with transaction.atomic():
        used = set(Trainee.objects.filter(case=case).values_list("code", flat=True)) if rows else set()
        made = []
        for row in rows:
            code = new_code()
            while code in used:
                code = new_code()
            used.add(code)
            fields = {name: row[name] for name in ("course", "programme", "completed", "note")}
            made.append(Trainee(case=case, code=code, **fields))
        trainees = Trainee.objects.bulk_create(made, batch_size=500)
        FollowUp.objects.bulk_create(
            [
                FollowUp(trainee=t, day=day, status=status, note=said)
                for t, row in zip(trainees, rows, strict=True)
                for day, status, said in row["follow_ups"]
            ],
            batch_size=500,
        )
        Change.objects.bulk_create(changes_of(trainees, user, action), batch_size=500)
    return trainees


def follow_up(
    trainee: Trainee, version: int, found: Mapping[str, Any], user: Any, why: str = "", action: str = "changed"
) -> Trainee:
    """Where a trainee was found on a day; a correction of it keeps the former one in the history. Raises Stale."""
    with transaction.atomic():
        if not Trainee.objects.filter(pk=trainee.pk, version=version, withdrawn=False).update(version=version + 1):
            raise Stale
        FollowUp.objects.update_or_create(
            trainee=trainee, day=found["day"], defaults={"status": found["status"], "note": found.get("note", "")}
        )
        after = Trainee.objects.get(pk=trainee.pk)
        note(after, user, action, why)
    return after
