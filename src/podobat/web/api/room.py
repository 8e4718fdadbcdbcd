"""The HTTP interface and its keys."""

from __future__ import annotations

from typing import Final

from podobat.web.core.roles import Role
from podobat.web.core.rooms import Room, Rule, Who, both

PERMISSIONS: Final = {
    "reference": Rule(get=Who.ANYONE),
    "openapi": Rule(get=Who.ANYONE),
    "records": Rule(get=Role.READER),
    "records-write": Rule(post=Role.OFFICER),
    "record": Rule(get=Role.READER),
    "forecast": Rule(get=Role.READER),
    "course": Rule(get=Role.READER),
    "scenarios": Rule(get=Role.READER),
    "scenario": Rule(get=Role.READER),
    "scenario-ask": Rule(post=Role.OFFICER),
    "answers": Rule(get=Role.READER),
    "answer": Rule(get=Role.READER),
    "keys": both(Role.OFFICER),
    "end": Rule(post=Role.OFFICER),
}

ROOM: Final = Room(address="", permissions=PERMISSIONS)
