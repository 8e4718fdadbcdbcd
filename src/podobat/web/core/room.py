"""The list of cases, the language, the audit log and a case's settings."""

from __future__ import annotations

from typing import Final

from podobat.web.core.roles import Role
from podobat.web.core.rooms import Door, Room, Rule, Who, both

PERMISSIONS: Final = {
    "cases": Rule(get=Who.ANYONE),
    "health": Rule(get=Who.ANYONE),
    "glossary": Rule(get=Who.ANYONE),
    "language": Rule(post=Who.ANYONE),
    "audit": Rule(get=Role.ADMINISTRATOR),
    "log": Rule(get=Who.SUPERUSER),
    "settings": both(Role.ADMINISTRATOR),
}

ROOM: Final = Room(
    address="",
    permissions=PERMISSIONS,
    doors=(
        Door("core:audit", "audit", 91, beside=False),
        Door("core:settings", "settings", 92, beside=False),
    ),
)
