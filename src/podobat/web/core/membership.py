"""The role of a person in a case."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from podobat.web.core.models import Case
from podobat.web.core.roles import Role


def role_of(user: AbstractBaseUser | AnonymousUser, case: Case) -> Role | None:
    """The role of a person in a case; None when the case is closed to them. Asks the database once."""
    if getattr(user, "is_superuser", False):
        return Role.ADMINISTRATOR
    if user.is_authenticated:
        found = case.memberships.filter(user=user).values_list("role", flat=True).first()
        if found is not None:
            return Role(found)
    return Role.READER if case.is_public and settings.PUBLIC else None
