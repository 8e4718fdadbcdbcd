"""Versions of a case: which one holds, the draft, publishing it, going back, what changed.

current(case)                 the version that holds; a folder that was changed by hand becomes a version of its own
draft_of(case, user)          the draft, begun from the current version where there is none
publish(request, draft, why)  checks it, lays its folder out, makes it the plan of the case, asks for new odds
"""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from podobat.errors import InputFaults
from podobat.plan import Case as PlanCase
from podobat.web.book.services import load_records
from podobat.web.core.audit import audit
from podobat.web.core.models import Case, CaseRequest, Membership
from podobat.web.core.roles import Role
from podobat.web.dashboard.services import refresh
from podobat.web.plans.checking import checked
from podobat.web.plans.files import RECORDS, Files, digest_of, files_in, plan_files, put
from podobat.web.plans.models import Version

LINES_SHOWN: Final = 400  # of a difference


class Outdated(Exception):  # noqa: N818 - somebody else was faster
    """The draft was changed by somebody else meanwhile."""


def home() -> Path:
    """Where the folders of cases lie that are written on the web."""
    return Path(settings.DATA) / "cases"


def is_kept_here(case: Case) -> bool:
    """Is the case written on the web, rather than in a folder that somebody else keeps?"""
    return bool(case.folder) and Path(case.folder).is_relative_to(home())


def current(case: Case) -> Version | None:
    """The published version that holds; None for a case that was never published."""
    newest = Version.objects.filter(case=case).exclude(number=None).first()
    if not case.folder or is_kept_here(case):
        return newest
    files = plan_files(files_in(Path(case.folder)))
    digest = digest_of(files)
    if newest is not None and newest.digest == digest:
        return newest
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        version, _ = Version.objects.get_or_create(
            case=case, number=_next(case), defaults={"files": files, "digest": digest, "origin": "folder"}
        )
    return version


def _next(case: Case) -> int:
    return (Version.objects.filter(case=case).aggregate(n=Max("number"))["n"] or 0) + 1


def draft_of(case: Case, user: Any = None) -> Version:
    """The draft of a case; where there is none, one that is not saved yet, with the files of the current version."""
    found = Version.objects.filter(case=case, number=None).first()
    if found is not None:
        return found
    held = current(case)
    files = held.files if held else {}
    return Version(case=case, files=files, digest=digest_of(files), base=held.number if held else None, by=user)


def begin(request: Any, id: str, name: tuple[str, str], files: Files, origin: str) -> Case:
    """A new case with a draft, closed to the public, whose author administers it."""
    with transaction.atomic():
        case = Case.objects.create(slug=id, folder="", name_ko=name[0], name_en=name[1] or name[0], is_public=False)
        if not request.user.is_superuser:
            Membership.objects.create(user=request.user, case=case, role=Role.ADMINISTRATOR)
        Version.objects.create(
            case=case,
            files=files,
            digest=digest_of(files),
            origin=origin,
            by=request.user,
            who=request.user.get_username(),
        )
        audit(request, "plan.begun", id, case=case, origin=origin)
    return case


def save(request: CaseRequest, draft: Version, files: Files, serial: int, origin: str = "") -> Version:
    """Put a draft away. Raises Outdated where somebody else has saved since `serial`."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=request.case.pk)
        now = Version.objects.filter(case=request.case, number=None).first()
        if (now.serial if now else 0) != serial:
            raise Outdated
        draft = now or draft
        draft.files, draft.digest, draft.serial = files, digest_of(files), serial + 1
        draft.by, draft.who = request.user, request.user.get_username()  # type: ignore[assignment]
        draft.origin = origin or draft.origin
        draft.save()
        audit(request, "plan.drafted", request.case.slug, serial=draft.serial)
    return draft


def publish(request: CaseRequest, draft: Version, why: str) -> PlanCase:
    """Make a draft the plan of its case. Nothing changes where it has faults.

    raises   InputFaults with all faults of the files, also of the records that came with them
    """
    case = request.case
    found = checked(draft.files, case.slug)
    if found.case is None:
        raise InputFaults(found.faults)
    plan = found.case.plan
    held = current(case)
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        number = _next(case)
        folder = home() / case.slug / f"v{number}" / case.slug
        put(draft.files, folder)
        before = case.folder
        renaming = not before or (case.name_ko, case.name_en) == _names(held)
        case.folder = str(folder.absolute())
        if renaming:
            case.name_ko, case.name_en = plan.name["ko"][:200], plan.name["en"][:200]
        case.save(update_fields=("folder", "name_ko", "name_en"))
        if any(name in draft.files for name in RECORDS):
            load_records(case)
        draft.number, draft.files, draft.why = number, plan_files(draft.files), why[:300]
        draft.digest = digest_of(draft.files)
        draft.by, draft.who = request.user, request.user.get_username()  # type: ignore[assignment]
        draft.save()
        audit(request, "plan.published", plan.id, number=number, why=why[:300], plan=plan.fingerprint)
    refresh(case, request.user)
    return case.read()


def _names(version: Version | None) -> tuple[str, str]:
    """The names that a version's plan gives the case."""
    from podobat.web.plans.tree import read, value_at

    try:
        doc = read(version.files["plan.yaml"]) if version else {}
    except (ValueError, KeyError):
        return "", ""
    return str(value_at(doc, ("name", "ko")) or ""), str(value_at(doc, ("name", "en")) or "")


def restore(request: CaseRequest, version: Version) -> Version:
    """A draft with the files of an earlier version; publishing it makes it hold again."""
    with transaction.atomic():
        Version.objects.filter(case=request.case, number=None).delete()
        draft = Version.objects.create(
            case=request.case, files=version.files, digest=version.digest, base=version.number, origin="restored",
            by=request.user, who=request.user.get_username(), serial=1,
        )  # fmt: skip
        audit(request, "plan.restored", request.case.slug, number=version.number)
    return draft


def discard(request: CaseRequest) -> None:
    """Throw the draft away. A case that was never published keeps its only one."""
    if request.case.folder:
        with transaction.atomic():
            Version.objects.filter(case=request.case, number=None).delete()
            audit(request, "plan.discarded", request.case.slug)


def lay_out_again(case: Case) -> None:
    """Write the folder of the current version anew where it is gone, as after a backup without `cases/`."""
    if is_kept_here(case) and not (Path(case.folder) / "plan.yaml").is_file():
        version = Version.objects.filter(case=case).exclude(number=None).first()
        if version is not None:
            put(version.files, Path(case.folder))


def differences(before: Files, after: Files) -> list[dict[str, Any]]:
    """What changed from one set of files to another: lines left, lines that came, file by file."""
    found = []
    for name in sorted({*before, *after}):
        old, new = before.get(name, ""), after.get(name, "")
        if old == new:
            continue
        lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=1))[2:]
        shown = [{"kind": {"+": "came", "-": "left", "@": "place"}.get(line[:1], ""), "text": line} for line in lines]
        found.append({"file": name, "lines": shown[:LINES_SHOWN], "more": max(0, len(shown) - LINES_SHOWN),
                      "new": name not in before, "gone": name not in after})  # fmt: skip
    return found


def whole_folder(case: Case, version: Version | None, *, confirmed: bool = False) -> Files:
    """The case as a folder that the command line takes: the files of a version with the records as they are now.

    confirmed   only the records that odds in public rest on
    """
    from podobat.web.book.folder import records_files

    files = dict(version.files) if version is not None else plan_files(files_in(Path(case.folder)))
    return {**files, **records_files(case, trusted=confirmed)}


def stamp() -> str:
    """The day, for the name of a file."""
    return timezone.localdate().isoformat()
