"""Forms of accounts: signing in, a first password, a new one, people of a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm, UserCreationForm
from django.utils.translation import get_language

from podobat.web.accounts.models import User
from podobat.web.core.forms import Worded
from podobat.web.core.roles import ROLE_NAMES, Role
from podobat.web.core.texts import words


class SignInForm(Worded, AuthenticationForm):
    """Name and password."""

    texts = "accounts.known"

    def get_invalid_login_error(self) -> forms.ValidationError:
        """One sentence for a wrong name, a wrong password and a closed account: it tells a guesser nothing."""
        return forms.ValidationError(words(get_language() or "ko")("accounts.wrong"), code="invalid_login")


class FirstForm(Worded, UserCreationForm):
    """A new account, from a one-time link: sign-in name, name, password twice."""

    texts = "accounts.fields"

    class Meta:
        """The columns a person fills in."""

        model = User
        fields = ("username", "name")


class NewPasswordForm(Worded, SetPasswordForm):
    """A new password for a person who has lost theirs, from a one-time link."""

    texts = "accounts.fields"


class OtherPasswordForm(Worded, PasswordChangeForm):
    """A new password in place of the one a person knows."""

    texts = "accounts.fields"


def role_choices(lang: str) -> list[tuple[int, str]]:
    """Roles as a list to choose from, the least first."""
    return [(int(role), ROLE_NAMES[role][lang]) for role in Role]


class RoleForm(Worded, forms.Form):
    """One of the four roles."""

    texts = "accounts.fields"
    role = forms.TypedChoiceField(coerce=lambda value: Role(int(value)), initial=int(Role.OFFICER))

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lang = lang
        self.fields["role"].choices = role_choices(lang)  # type: ignore[attr-defined]


class InviteForm(RoleForm):
    """Whom to let in: somebody new, by a link that is handed over, or somebody who has an account already."""

    texts = "accounts.invite"
    note = forms.CharField(max_length=100, required=False)
    email = forms.EmailField(required=False)
    account = forms.CharField(max_length=150, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.OIDC_ISSUER:
            del self.fields["email"]

    def clean_account(self) -> User | None:
        """The account with this sign-in name, when one was named."""
        name = self.cleaned_data["account"].strip()
        if not name:
            return None
        user = User.objects.filter(username=name, is_active=True).first()
        if user is None:
            raise forms.ValidationError(words(self.lang)("accounts.no_account"), code="unknown")
        return user
