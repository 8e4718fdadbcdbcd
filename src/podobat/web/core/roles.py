"""Who may do what in a case: four roles, each including those before it."""

from __future__ import annotations

from django.db import models

from podobat.units import Text


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
