"""Write into the audit log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from podobat.web.core.models import AuditEntry, Case

LONGEST = 300  # characters of a subject


def audit(
    request: HttpRequest | None,
    action: str,
    subject: str = "",
    /,
    *,
    case: Case | None = None,
    person: Any = None,
    **detail: Any,
) -> None:
    """Note what was done. Call it inside the transaction that does it, so that both happen or neither.

    request   whose user and case are noted; None for what the system did by itself
    case      when the address does not say it
    person    who did it, where they are not signed in yet
    detail    anything JSON can hold
    """
    user = person or getattr(request, "user", None)
    known = user if user is not None and user.is_authenticated else None
    AuditEntry.objects.create(
        user=known,
        who=known.get_username() if known else "",
        case=case or getattr(request, "case", None),
        action=action,
        subject=subject[:LONGEST],
        detail=detail,
    )
