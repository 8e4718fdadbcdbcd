"""Who may do what in a case: four roles, each including those before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models

from podobat.units import Text

if TYPE_CHECKING:
    from podobat.web.core.models import Case


class Role(models.IntegerChoices):
    """What a person is in a case. A role may do everything that lower roles may."""

    READER = 1  # sees
    OFFICER = 2  # enters, imports, confirms and exports records; runs scenarios
    ANALYST = 3  # saves scenarios, starts learning
    ADMINISTRATOR = 4  # people, settings, audit log


ROLE_NAMES = {
    Role.READER: Text("열람자", "reader"),
    Role.OFFICER: Text("담당자", "officer"),
    Role.ANALYST: Text("분석가", "analyst"),
    Role.ADMINISTRATOR: Text("관리자", "administrator"),
}


def role_of(user: AbstractBaseUser | AnonymousUser, case: Case) -> Role | None:
    """The role of a person in a case; None when the case is closed to them. Asks the database once."""
    if getattr(user, "is_superuser", False):
        return Role.ADMINISTRATOR
    if user.is_authenticated:
        found = case.memberships.filter(user=user).values_list("role", flat=True).first()
        if found is not None:
            return Role(found)
    return Role.READER if case.is_public and settings.PUBLIC else None
