"""Partners, agreements, missions, and the network of who has worked with whom."""

from __future__ import annotations

from typing import Final

from podobat.web.core.roles import Role
from podobat.web.core.rooms import Door, Room, Rule, both

PERMISSIONS: Final = {
    # agreements name single partners: they are the office's; readers see the conversion and the network in numbers
    "agreements": Rule(get=Role.OFFICER),
    "agreement": Rule(get=Role.OFFICER),
    "agreement-new": both(Role.OFFICER),
    "agreement-step": Rule(post=Role.OFFICER),
    "missions": both(Role.OFFICER),
    "network": Rule(get=Role.READER),
    "export": Rule(get=Role.OFFICER),
}

ROOM: Final = Room(
    address="<slug:case>/ties/", permissions=PERMISSIONS,
    doors=(Door("ties:agreements", "agreements", 46), Door("ties:network", "network", 47, beside=False)),
)  # fmt: skip
