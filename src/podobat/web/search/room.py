"""Search."""

from __future__ import annotations

from typing import Final

from podobat.web.core.roles import Role
from podobat.web.core.rooms import Room, Rule

PERMISSIONS: Final = {"search": Rule(get=Role.READER)}

ROOM: Final = Room(address="<slug:case>/search/", permissions=PERMISSIONS)
