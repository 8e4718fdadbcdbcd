"""Reports for the committee."""

from __future__ import annotations

from typing import Final

from podobat.web.core.roles import Role
from podobat.web.core.rooms import Door, Room, Rule

PERMISSIONS: Final = {
    "reports": Rule(get=Role.READER, post=Role.OFFICER),
    "file": Rule(get=Role.READER),
}

ROOM: Final = Room(
    address="<slug:case>/reports/",
    permissions=PERMISSIONS,
    doors=(Door("reports:reports", "reports", 60),),
    work={"report": "podobat.web.reports.work.report"},
)
