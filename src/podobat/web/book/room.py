"""The record book."""

from __future__ import annotations

from typing import Final

from podobat.web.core.roles import Role
from podobat.web.core.rooms import Door, Room, Rule, both

PERMISSIONS: Final = {
    "records": Rule(get=Role.READER),
    "record": Rule(get=Role.READER),
    "findings": Rule(get=Role.READER),
    "sources": Rule(get=Role.READER),
    "waiting": both(Role.OFFICER),
    "fields": Rule(get=Role.OFFICER),
    "record-new": both(Role.OFFICER),
    "record-edit": both(Role.OFFICER),
    "record-confirm": Rule(post=Role.OFFICER),
    "record-withdraw": Rule(post=Role.OFFICER),
    "record-restore": Rule(post=Role.OFFICER),
    "record-comment": Rule(post=Role.OFFICER),
    "evidence": Rule(get=Role.OFFICER),  # files may name persons
    "counters": both(Role.OFFICER),
    "records-import": both(Role.OFFICER),
    "records-preview": both(Role.OFFICER),
    "records-template": Rule(get=Role.OFFICER),
    "records-export": Rule(get=Role.OFFICER),
    "history-export": Rule(get=Role.OFFICER),
}

ROOM: Final = Room(
    address="<slug:case>/records/",
    permissions=PERMISSIONS,
    doors=(Door("book:records", "records", 20),),
    crumbs={"record": "book.crumb.record", "records-import": "book.crumb.upload"},
)
