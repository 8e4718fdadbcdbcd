"""What accounts listens to."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Notes in the audit log when a name is locked out."""

    name = "podobat.web.accounts"

    def ready(self) -> None:
        """Listen to django-axes."""
        from axes.signals import user_locked_out

        user_locked_out.connect(note_lockout, dispatch_uid="podobat.note-lockout")


def note_lockout(sender: Any, request: Any = None, username: str = "", **more: Any) -> None:
    """One entry of the audit log; the name that was tried, since nobody has signed in."""
    from podobat.web.core.audit import audit

    audit(None, "account.locked-out", username or "", address=more.get("ip_address") or "")
