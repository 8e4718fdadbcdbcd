"""`{% say "app.key" name=value %}`: a text of the page's language with its blanks filled in."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from podobat.web.core.texts import words

register = template.Library()


@register.filter
def who(source: Any, lang: str) -> str:
    """The publisher of a source of the record book: `{{ s|who:lang }}`."""
    return source.who(lang)


@register.filter
def called(source: Any, lang: str) -> str:
    """Its title."""
    return source.called(lang)


@register.simple_tag(takes_context=True)
def say(context: template.Context, key: str, /, **values: Any) -> SafeString:
    """The text, its blanks escaped. Raises KeyError for a key that is not there."""
    return mark_safe(conditional_escape(words(context["lang"])(key, **values)))
