"""The plan of a case: looked at, written, checked, published, taken along."""

from __future__ import annotations

from typing import Final

from podobat.web.core.roles import Role
from podobat.web.core.rooms import Door, Room, Rule, Who, both

PERMISSIONS: Final = {
    "new": both(Who.SIGNED_IN),
    "plan": Rule(get=Role.READER),
    "edit": both(Role.ANALYST),
    "check": Rule(post=Role.ANALYST),
    "file": both(Role.ANALYST),
    "discard": Rule(post=Role.ANALYST),
    "publish": Rule(post=Role.ADMINISTRATOR),
    "versions": Rule(get=Role.OFFICER),
    "version": Rule(get=Role.OFFICER),
    "restore": Rule(post=Role.ANALYST),
    "calendar": Rule(get=Role.READER),
    "download": Rule(get=Role.READER),
    "download-version": Rule(get=Role.OFFICER),
}

ROOM: Final = Room(
    address="",
    permissions=PERMISSIONS,
    doors=(Door("plans:plan", "plan", 15),),
    crumbs={"versions": "plans.versions"},
)
