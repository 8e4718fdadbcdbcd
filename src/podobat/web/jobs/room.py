"""What is being computed."""

from __future__ import annotations

from typing import Final

from podobat.web.core.roles import Role
from podobat.web.core.rooms import Room, Rule

PERMISSIONS: Final = {
    "jobs": Rule(get=Role.READER),
    "status": Rule(get=Role.READER),
    "stop": Rule(post=Role.OFFICER),
}

ROOM: Final = Room(
    address="<slug:case>/jobs/",
    permissions=PERMISSIONS,
    crumbs={"jobs": "jobs.title"},
)
