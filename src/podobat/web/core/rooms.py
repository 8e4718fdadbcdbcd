"""What a room of the web application says of itself: its addresses, who may open them, its places in the bar, its work.

Each folder of a room holds `room.py` with one ROOM, and stands in the one list of them (`podobat.web.site.rooms`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from importlib import import_module

from podobat.web.core.roles import Role
from podobat.web.site.rooms import ROOMS


class Who(Enum):
    """Addresses outside any case."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    SUPERUSER = "superuser"


Least = Role | Who | None  # None: the address does not do that


@dataclass(frozen=True, slots=True)
class Rule:
    """The least a person must be to look at an address (GET), and to act on it (POST)."""

    get: Least = None
    post: Least = None


def both(least: Role | Who) -> Rule:
    """Looking and acting need the same."""
    return Rule(least, least)


@dataclass(frozen=True, slots=True)
class Door:
    """A place in the bar of a case.

    address   view name, e.g. "book:records"
    label     the key of its name in the texts of the room's own app, under `nav`
    place     doors stand in the order of this number
    beside    are other addresses of the same room shown as being behind this door?
    """

    address: str
    label: str
    place: int
    beside: bool = True


@dataclass(frozen=True, slots=True)
class Room:
    """A room of the web application.

    address       what its addresses begin with; "<slug:case>/" in it makes them addresses of a case
    permissions   for each view name without its space, the least a person must be to look and to act
    doors         its places in the bar of a case
    crumbs        for pages that others stand below: view name -> key of what that page is called;
                  "{verb}" in it stands for a blank of the address, so that a name may hang on it
    work          where its kinds of jobs are done: kind -> dotted path of a function of a Ticket
    """

    address: str
    permissions: Mapping[str, Rule]
    doors: tuple[Door, ...] = ()
    crumbs: Mapping[str, str] = field(default_factory=dict)
    work: Mapping[str, str] = field(default_factory=dict)


@cache
def rooms() -> dict[str, Room]:
    """Every room by its name, in the order of the list."""
    return {name: import_module(f"podobat.web.{name}.room").ROOM for name in ROOMS}


def doors() -> list[Door]:
    """The bar of a case, from left to right."""
    return sorted((door for room in rooms().values() for door in room.doors), key=lambda door: door.place)
