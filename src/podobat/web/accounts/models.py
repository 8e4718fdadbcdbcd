"""A person with an account, and links that work once."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string

from podobat.web.core.models import Case, Membership
from podobat.web.core.roles import Role

TOKEN_LENGTH = 43  # letters and digits: 256 bits
LIFE = timedelta(days=3)


class User(AbstractUser):
    """A person. `name` is what pages show; `username` is what they sign in with."""

    name = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return self.name or self.username


def hashed(token: str) -> str:
    """What is kept of a token: SHA-256. The token itself has enough chance in it to need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


class Link(models.Model):
    """A link that lets one person in, once, until it expires: the first administrator, an invitation, a new password.

    user   whose password it sets anew; None makes a new account
    case, role   what the new account becomes; without a case, administrator of everything
    email  address for which a log-in at the provider of OpenID Connect takes the place of the link
    """

    token_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="+")
    role = models.PositiveSmallIntegerField(choices=Role.choices, default=Role.ADMINISTRATOR)
    note = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        return f"link {self.pk} until {self.expires:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        """Not used and not expired."""
        return self.used_at is None and self.expires > timezone.now()

    @classmethod
    def make(cls, *, life: timedelta = LIFE, **what: object) -> tuple[Link, str]:
        """A new link and its token. The token is told once; only its hash is kept."""
        token = get_random_string(TOKEN_LENGTH)
        return cls.objects.create(token_hash=hashed(token), expires=timezone.now() + life, **what), token

    @property
    def is_backed(self) -> bool:
        """May whoever made it still let people in? Links of no case are made on the server itself."""
        if self.case is None:
            return True
        maker = self.made_by
        return maker is not None and maker.is_active and (
            maker.is_superuser
            or Membership.objects.filter(user=maker, case=self.case, role=Role.ADMINISTRATOR).exists()
        )

    @classmethod
    def find(cls, token: str) -> Link | None:
        """The open link with this token; none when its maker may let nobody in any more."""
        link = cls.objects.filter(token_hash=hashed(token)).select_related("user", "case", "made_by").first()
        return link if link is not None and link.is_open and link.is_backed else None

    @classmethod
    def open_in(cls, case: Case) -> list[Link]:
        """The links of a case that still let somebody in, the newest first."""
        still = cls.objects.filter(case=case, used_at=None, expires__gt=timezone.now())
        return [link for link in still.select_related("user", "case", "made_by") if link.is_backed]


class Identity(models.Model):
    """A person as a provider of OpenID Connect knows them: its issuer and their subject there."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One account for one person of a provider."""

        constraints = (models.UniqueConstraint(fields=("issuer", "subject"), name="one_account_a_subject"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.subject} of {self.issuer}"
