"""The second factor: codes of an authenticator application (TOTP) and ten codes to recover by, kept by django-otp.

is_on()             is there a second factor on this server at all? (PODOBAT_SECOND_FACTOR)
verify(user, code)  is this their code now? A code works once, and wrong ones make people wait
demanded(user)      must they have one, by what a case asks of their role?
"""

from __future__ import annotations

import re
import time
from base64 import b32encode
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.crypto import get_random_string, salted_hmac
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from podobat.web.accounts.models import User
from podobat.web.core.models import Case, Membership

CODES: Final = 10  # to recover by
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike
LENGTH: Final = 12  # letters of such a code: 59 bits
_DIGITS: Final = re.compile(r"[0-9]{6}")


def is_on() -> bool:
    """Is there a second factor on this server?"""
    return bool(settings.SECOND_FACTOR)


def device_of(user: Any) -> TOTPDevice | None:
    """What somebody has set up; None before, and where there is no second factor."""
    return TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).first() if is_on() else None


def demanded(user: Any) -> bool:
    """Does any case in which this person has a role ask it of that role? Asks the database once."""
    if not is_on():
        return False
    if user.is_superuser:
        return Case.objects.filter(second_factor__isnull=False).exists()
    return Membership.objects.filter(user_id=user.pk, case__second_factor__lte=F("role")).exists()


def verify(user: User, code: str) -> Device | None:
    """The device that took this code, which then takes it no more; None for a wrong, an old, or a hurried one."""
    code = "".join(code.split()).replace("-", "").lower()
    with transaction.atomic():  # two requests with the same code: one of them waits, and is refused
        if _DIGITS.fullmatch(code):
            device: Any = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
        else:
            device, code = StaticDevice.objects.select_for_update().filter(user=user).first(), _kept(user, code)
        return device if device is not None and device.verify_token(code) else None


def new_key() -> str:
    """A secret to set an application up with: 160 bits as hexadecimal digits."""
    return default_key()


def as_typed(key: str) -> str:
    """The same as people type it who cannot scan a picture."""
    letters = b32encode(bytes.fromhex(key)).decode()
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def address_of(user: User, key: str) -> str:
    """What an application reads from the picture."""
    return TOTPDevice(user=user, key=key).config_url


def set_up(user: User, key: str, code: str) -> TOTPDevice | None:
    """Keep an application, once it has shown that it gives the right code; None when it has not."""
    typed = "".join(code.split())
    clock = TOTP(bytes.fromhex(key))
    clock.time = time.time()
    if not _DIGITS.fullmatch(typed) or not clock.verify(int(typed), tolerance=1):
        return None
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        return TOTPDevice.objects.create(
            user=user, name="totp", key=key, confirmed=True, last_t=clock.t(), drift=clock.drift
        )  # fmt: skip


def new_codes(user: User) -> list[str]:
    """Ten codes to recover by, in place of any former ones. Told once: only hashes are kept."""
    codes = [get_random_string(LENGTH, LETTERS) for _ in range(CODES)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="recovery", confirmed=True)
        for code in codes:
            device.token_set.create(token=_kept(user, code))  # type: ignore[attr-defined]
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def codes_left(user: User) -> int:
    """How many codes to recover by have not been used."""
    return StaticDevice.objects.filter(user=user, token_set__isnull=False).count()


def take_away(user: User) -> bool:
    """Forget application and codes; False when there were none."""
    with transaction.atomic():
        had, _ = TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
    return bool(had)


def _kept(user: User, code: str) -> str:
    """What is kept of a code to recover by: 80 bits that only this server can compute."""
    digest = salted_hmac("podobat.recovery", f"{user.pk}:{code}", algorithm="sha256").digest()  # type: ignore[call-arg]
    return b32encode(digest[:10]).decode().lower()
