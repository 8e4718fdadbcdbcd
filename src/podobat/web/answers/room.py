"""Answers: every verb with its page, why a figure is what it is, and evaluators' judgements."""

from __future__ import annotations

from typing import Final

from podobat.web.core.roles import Role
from podobat.web.core.rooms import Door, Room, Rule, both

PERMISSIONS: Final = {
    "answers": Rule(get=Role.READER),
    "verb": Rule(get=Role.READER, post=Role.OFFICER),
    "shown": Rule(get=Role.READER),
    "page": Rule(get=Role.READER),
    "data": Rule(get=Role.READER),
    "why": Rule(get=Role.READER),
    "judgements": both(Role.OFFICER),
}

ROOM: Final = Room(
    address="<slug:case>/answers/",
    permissions=PERMISSIONS,
    doors=(Door("answers:answers", "answers", 45),),
    crumbs={"verb": "answers.verb.{verb}"},
    work={"answer": "podobat.web.answers.work.answer"},
)
