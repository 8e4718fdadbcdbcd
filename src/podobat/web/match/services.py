"""What the matching room does: change where a pair stands, invite its firms, and say what the register holds."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.db import transaction
from django.utils import timezone

from podobat.errors import CannotRun
from podobat.texts import Text, catalogue
from podobat.web.core.audit import audit
from podobat.web.core.models import Case
from podobat.web.match.models import DECLINED, DEMAND, INVITED, REASONED, STEPS, SUPPLIER, Key, Pair, Step
from podobat.web.tables.private import private_in

_say = catalogue("web.match")

MOST_REASON = 500  # letters
NO_STAGE = _say("services.no_stage")
NO_REASON = _say("services.no_reason")
BAD_DAY = _say("services.bad_day")  # fmt: skip
OVERTAKEN = _say("services.overtaken")  # fmt: skip


def checked_reason(text: str) -> str:
    """A reason without anything of a person in it. Raises CannotRun."""
    reason = " ".join(text.split())[:MOST_REASON]
    found = private_in(reason)
    if found is not None:
        what, _, remedy = found
        raise CannotRun(Text.each(lambda lang: f"{what[lang]} - {remedy[lang]}"))
    return reason


def day_of(text: str) -> dt.date:
    """A day that has come; today where nothing is written. Raises CannotRun."""
    today = timezone.localdate()
    try:
        day = dt.date.fromisoformat(text) if text else today
    except ValueError:
        raise CannotRun(BAD_DAY) from None
    if day > today:
        raise CannotRun(BAD_DAY)
    return day


def set_stage(
    request: Any, pair: Pair, stage: str, *, reason: str = "", day: str = "", version: int | None = None,
    by_firm: str = "",
) -> None:  # fmt: skip
    """Move a pair to a stage, and keep the step. Raises CannotRun when something is missing or was overtaken.

    by_firm   the side that decided through its own link
    """
    if stage not in STEPS:
        raise CannotRun(NO_STAGE)
    why, when = checked_reason(reason), day_of(day)
    if stage in REASONED and not why:
        raise CannotRun(NO_REASON)
    who = "" if by_firm else request.user.get_username()
    with transaction.atomic():
        now = Pair.objects.select_for_update().get(pk=pair.pk)
        if version is not None and now.version != version:
            raise CannotRun(OVERTAKEN)
        now.stage, now.reason, now.version = stage, why, now.version + 1
        if by_firm and stage == DECLINED:
            setattr(now, f"{by_firm}_says", "no")
        now.save()
        Step.objects.create(pair=now, stage=stage, day=when, reason=why, by_firm=by_firm, who=who)
        audit(request, "pair.moved", str(now), case=now.case, pair=now.pk, stage=stage, by=by_firm)


def welcome(request: Any, pair: Pair, side: str) -> None:
    """A firm says that it wants to meet the other."""
    with transaction.atomic():
        now = Pair.objects.select_for_update().get(pk=pair.pk)
        setattr(now, f"{side}_says", "yes")
        now.version += 1
        now.save()
        Step.objects.create(pair=now, stage=now.stage, day=timezone.localdate(), by_firm=side)
        audit(request, "pair.welcomed", str(now), case=now.case, pair=now.pk, by=side)


def invite(request: Any, pair: Pair) -> dict[str, str]:
    """Links for both firms of a pair, by side. Links that a firm had before end."""
    with transaction.atomic():
        tokens = {side: Key.give(pair.case, side, getattr(pair, side)) for side in (DEMAND, SUPPLIER)}
        if pair.stage in ("proposed", "accepted"):
            set_stage(request, pair, INVITED)
        audit(request, "pair.invited", str(pair), case=pair.case, pair=pair.pk)
    return tokens


def register_of(case: Case) -> dict[str, int]:
    """How many pairs stand at each stage."""
    return dict(Counter(Pair.objects.filter(case=case).values_list("stage", flat=True)))
