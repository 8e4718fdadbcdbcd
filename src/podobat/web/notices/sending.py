"""The letters: what is due in a case, to everyone who asked for it and whose time it is. Nothing due, no letter."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from podobat.errors import CannotRun, PodobatError
from podobat.texts import catalogue
from podobat.web.core.membership import role_of
from podobat.web.core.roles import Role
from podobat.web.core.texts import words
from podobat.web.notices.due import due_of
from podobat.web.notices.models import DAYS, Often, Wish

_say = catalogue("web.notices")


def send(now: datetime | None = None) -> tuple[int, int]:
    """Write to all whose time it is; how many letters left, and how many could not.

    raises   CannotRun without a mail server
    """
    if not settings.EMAIL_HOST:
        raise CannotRun(_say("mail.no_server"))
    now = now or timezone.now()
    sent, failed = 0, 0
    for wish in Wish.objects.select_related("case", "user"):
        soon = timedelta(days=DAYS[Often(wish.often)]) - timedelta(hours=1)
        role = role_of(wish.user, wish.case)
        if not wish.user.is_active or role is None or role < Role.OFFICER or not wish.user.email:
            continue
        if wish.sent_at is not None and now - wish.sent_at < soon:
            continue
        try:
            letter = letter_of(wish, now)
            if letter is not None:
                letter.send()
                sent += 1
        except (OSError, PodobatError):  # one address, or one case with faults, does not stop the others
            failed += 1
            continue
        Wish.objects.filter(pk=wish.pk).update(sent_at=now)
    return sent, failed


def letter_of(wish: Wish, now: datetime) -> EmailMessage | None:
    """The letter to one person; None where nothing is due."""
    said = words(wish.lang)
    found = due_of(wish.case, timezone.localdate(now), wish.user, wish.lang)
    if not found:
        return None
    name = wish.case.name(wish.lang)
    where = reverse("notices:notices", kwargs={"case": wish.case.slug})
    address = f"{settings.ADDRESS.rstrip('/')}{where}" if settings.ADDRESS else where
    lines = [said("notices.mail.lead", name=name), "", *(f"- {d.text}" for d in found), "",
             said("notices.mail.end", address=address)]  # fmt: skip
    subject = said("notices.mail.subject", name=name, n=len(found))
    return EmailMessage(subject, "\n".join(lines), None, [cast(Any, wish.user).email])
