"""The scenario room."""

from __future__ import annotations

from typing import Final

from podobat.web.core.roles import Role
from podobat.web.core.rooms import Door, Room, Rule

PERMISSIONS: Final = {
    "room": Rule(get=Role.READER),
    "try": Rule(post=Role.OFFICER),
    "shown": Rule(get=Role.READER),
    "outcome": Rule(get=Role.READER),
    "save": Rule(post=Role.ANALYST),
    "again": Rule(post=Role.OFFICER),
    "download": Rule(get=Role.READER),
}

ROOM: Final = Room(
    address="<slug:case>/scenarios/",
    permissions=PERMISSIONS,
    doors=(Door("scenarios:room", "scenarios", 50),),
    work={"scenario": "podobat.web.scenarios.work.compare"},
)
