"""Guessing over many names: django-axes counts wrong passwords for a name from an address; this counts the address.

shut_out(request)   has this address tried too many wrong passwords lately, whatever the names?
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from axes.helpers import get_client_ip_address
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone

from podobat.web.core.audit import audit
from podobat.web.core.models import AuditEntry

MOST: Final = 20  # wrong passwords from one address in the time for which django-axes closes a name
LOCKED: Final = "account.address-locked-out"


def shut_out(request: HttpRequest) -> bool:
    """Has this address used up its wrong passwords? Noted once in the audit log each time that it has."""
    address = get_client_ip_address(request)
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    lately = AccessAttempt.objects.filter(ip_address=address, attempt_time__gt=since)
    wrong = lately.aggregate(n=Sum("failures_since_start"))["n"] or 0
    if wrong < MOST:
        return False
    if not AuditEntry.objects.filter(action=LOCKED, subject=address or "", at__gt=since).exists():
        audit(None, LOCKED, address or "", wrong=wrong)
    return True
