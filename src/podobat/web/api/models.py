"""Keys with which programs call in a person's name."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import get_random_string

from podobat.web.core.models import Case

MARK: Final = "pdb_"  # keys begin with it, so that one that strays into a file is known for what it is
MOST_A_MINUTE: Final = 120  # calls with one key
MOST_KEYS: Final = 20  # of one person in one case
COUNTED: Final = timedelta(minutes=1)


class Scope(models.TextChoices):
    """What a key may be used for, within what its person may do."""

    READ = "read"
    RUN = "run"  # besides, have scenarios worked out
    WRITE = "write"  # besides reading, enter records, which a second person confirms


class Key(models.Model):
    """A key of one person for one case, kept as a hash. It may do what the person may, within its scope.

    start    its first letters, by which people tell keys apart
    minute   when the calls that are counted began, and how many they are;  calls  how many there were in all
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="api_keys")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    scope = models.CharField(max_length=5, choices=Scope.choices, default=Scope.READ)
    start = models.CharField(max_length=12)
    hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    last_used = models.DateTimeField(null=True)
    minute = models.DateTimeField(null=True)
    in_minute = models.PositiveIntegerField(default=0)
    calls = models.PositiveBigIntegerField(default=0)

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.name} ({self.start})"

    @property
    def is_open(self) -> bool:
        """Does it still open anything?"""
        return self.ended_at is None and self.expires > timezone.now() and self.user.is_active

    @classmethod
    def make(cls, days: int, **what: object) -> tuple[Key, str]:
        """A new key and its letters, which are shown this once."""
        letters = MARK + get_random_string(43)
        expires = timezone.now() + timedelta(days=days)
        return cls.objects.create(start=letters[:10], hash=hashed(letters), expires=expires, **what), letters

    @classmethod
    def find(cls, letters: str) -> Key | None:
        """The key with these letters, while it is open."""
        key = cls.objects.select_related("user", "case").filter(hash=hashed(letters)).first()
        return key if key is not None and key.is_open else None

    def count(self) -> bool:
        """Count a call; False when there were too many within a minute."""
        now = timezone.now()
        rows = Key.objects.filter(pk=self.pk)
        if self.minute is None or now - self.minute >= COUNTED:
            rows.update(minute=now, in_minute=1, calls=F("calls") + 1, last_used=now)
            return True
        return bool(rows.filter(in_minute__lt=MOST_A_MINUTE).update(
            in_minute=F("in_minute") + 1, calls=F("calls") + 1, last_used=now))  # fmt: skip


def hashed(letters: str) -> str:
    """What is kept of a key: 256 random bits need no slow hash."""
    return hashlib.sha256(letters.encode()).hexdigest()
