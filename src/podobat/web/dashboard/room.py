"""Every target: promise, count, forecast, odds."""

from __future__ import annotations

from typing import Final

from podobat.web.core.roles import Role
from podobat.web.core.rooms import Door, Room, Rule

PERMISSIONS: Final = {
    "home": Rule(get=Role.READER),
    "measure": Rule(get=Role.READER),
    "chart": Rule(get=Role.READER),
    "chart-table": Rule(get=Role.READER),
    "refresh": Rule(post=Role.ANALYST),
}

ROOM: Final = Room(
    address="<slug:case>/",
    permissions=PERMISSIONS,
    doors=(Door("dashboard:home", "dashboard", 10),),
    work={"forecast": "podobat.web.dashboard.work.forecast", "learn": "podobat.web.dashboard.work.learn"},
)
