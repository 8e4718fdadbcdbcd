"""Firms, supports and people."""

from __future__ import annotations

from typing import Final

from podobat.web.core.roles import Role
from podobat.web.core.rooms import Door, Room, Rule, both

PERMISSIONS: Final = {
    # single firms and trainees are the office's; readers see counts of people without small cells
    "organisations": Rule(get=Role.OFFICER),
    "organisation": Rule(get=Role.OFFICER),
    "double": Rule(get=Role.OFFICER),
    "alike": Rule(get=Role.OFFICER),
    "apart": Rule(post=Role.OFFICER),
    "trainees": Rule(get=Role.OFFICER),
    "people": Rule(get=Role.READER),
    "organisation-new": both(Role.OFFICER),
    "organisation-edit": both(Role.OFFICER),
    "merge": both(Role.OFFICER),
    "support-new": both(Role.OFFICER),
    "counting-new": both(Role.OFFICER),
    "support-edit": both(Role.OFFICER),
    "trainee": both(Role.OFFICER),
    "trainee-new": both(Role.OFFICER),
    "trainee-edit": both(Role.OFFICER),
    "support-withdraw": Rule(post=Role.OFFICER),
    "counting-withdraw": Rule(post=Role.OFFICER),
    "trainee-withdraw": Rule(post=Role.OFFICER),
    "organisations-import": both(Role.OFFICER),
    "organisations-preview": both(Role.OFFICER),
    "organisations-template": Rule(get=Role.OFFICER),
    "organisations-export": Rule(get=Role.OFFICER),
    "supports-import": both(Role.OFFICER),
    "supports-preview": both(Role.OFFICER),
    "supports-template": Rule(get=Role.OFFICER),
    "supports-export": Rule(get=Role.OFFICER),
    "countings-import": both(Role.OFFICER),
    "countings-preview": both(Role.OFFICER),
    "countings-template": Rule(get=Role.OFFICER),
    "countings-export": Rule(get=Role.OFFICER),
    "people-import": both(Role.OFFICER),
    "people-preview": both(Role.OFFICER),
    "people-template": Rule(get=Role.OFFICER),
    "people-export": Rule(get=Role.OFFICER),
}

ROOM: Final = Room(
    address="<slug:case>/",
    permissions=PERMISSIONS,
    doors=(
        Door("directory:organisations", "organisations", 30, beside=False),
        Door("directory:people", "people", 40, beside=False),
    ),
    crumbs={"organisation": "directory.crumb.organisation", "trainee": "directory.crumb.trainee"},
)
