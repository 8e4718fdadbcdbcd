"""The register of decisions."""

from __future__ import annotations

from typing import Final

from podobat.web.core.roles import Role
from podobat.web.core.rooms import Door, Room, Rule, both

PERMISSIONS: Final = {
    "register": Rule(get=Role.READER),
    "meeting": Rule(get=Role.READER),
    "item": Rule(get=Role.READER),
    "minutes": Rule(get=Role.READER),
    "export": Rule(get=Role.READER),
    "members": Rule(get=Role.READER, post=Role.OFFICER),
    "member-left": Rule(post=Role.OFFICER),
    "meeting-new": both(Role.OFFICER),
    "item-new": both(Role.OFFICER),
    "decide": both(Role.OFFICER),
    "task": Rule(post=Role.OFFICER),
    "task-done": Rule(post=Role.OFFICER),
}

ROOM: Final = Room(
    address="<slug:case>/committee/", permissions=PERMISSIONS, doors=(Door("committee:register", "committee", 65),),
    crumbs={"meeting": "committee.crumb.meeting", "item": "committee.crumb.item"},
)
