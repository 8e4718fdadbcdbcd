"""Signing in, passwords, and the people of a case."""

from __future__ import annotations

from typing import Final

from podobat.web.core.roles import Role
from podobat.web.core.rooms import Door, Room, Rule, Who, both

PERMISSIONS: Final = {
    "sign-in": both(Who.ANYONE),
    "sign-out": Rule(post=Who.ANYONE),
    "first": both(Who.ANYONE),
    "code": both(Who.ANYONE),
    "openid": Rule(get=Who.ANYONE),
    "openid-back": Rule(get=Who.ANYONE),
    "password": both(Who.SIGNED_IN),
    "security": both(Who.SIGNED_IN),
    "members": both(Role.ADMINISTRATOR),
    "member": Rule(post=Role.ADMINISTRATOR),
    "end-link": Rule(post=Role.ADMINISTRATOR),
}

ROOM: Final = Room(
    address="",
    permissions=PERMISSIONS,
    doors=(Door("accounts:members", "members", 90, beside=False),),
)
