"""Who may do what in a case: four roles, each including those before it."""

from __future__ import annotations

from django.db import models

from podobat.texts import catalogue

_say = catalogue("web.core")


class Role(models.IntegerChoices):
    """What a person is in a case. A role may do everything that lower roles may."""

    READER = 1  # sees
    OFFICER = 2  # enters, imports, confirms and exports records; runs scenarios
    ANALYST = 3  # saves scenarios, starts learning
    ADMINISTRATOR = 4  # people, settings, audit log


ROLE_NAMES = {
    Role.READER: _say("roles.reader"),
    Role.OFFICER: _say("roles.officer"),
    Role.ANALYST: _say("roles.analyst"),
    Role.ADMINISTRATOR: _say("roles.administrator"),
}
