"""What is due."""

from __future__ import annotations

from typing import Final

from podobat.web.core.roles import Role
from podobat.web.core.rooms import Door, Room, both

PERMISSIONS: Final = {"notices": both(Role.OFFICER)}

ROOM: Final = Room(
    address="<slug:case>/notices/", permissions=PERMISSIONS, doors=(Door("notices:notices", "notices", 70),)
)
