"""Suppliers and demand firms: pairs, decisions, invitations, outcomes."""

from __future__ import annotations

from typing import Final

from podobat.web.core.roles import Role
from podobat.web.core.rooms import Door, Room, Rule, Who, both

PERMISSIONS: Final = {
    # pairs name single firms: they are the office's; a firm sees its own through a link that was given to it
    "room": Rule(get=Role.OFFICER),
    "make": Rule(post=Role.OFFICER),
    "pair": Rule(get=Role.OFFICER),
    "step": Rule(post=Role.OFFICER),
    "invite": Rule(post=Role.OFFICER),
    "register": Rule(get=Role.OFFICER),
    "own": both(Who.ANYONE),
}

ROOM: Final = Room(
    address="",
    permissions=PERMISSIONS,
    doors=(Door("match:room", "match", 45),),
    work={"match": "podobat.web.match.work.put_together"},
)
