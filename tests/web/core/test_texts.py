"""The words of the pages: both languages say the same, templates ask only for what is there, actions have names."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
from django.apps import apps

from podobat.web.core.texts import action_names, text_files, tree, words
from podobat.web.site.settings import HERE
from tests.habits.test_words import differing_texts, leaves

ASKED = re.compile(r"\bt\.(\w+(?:\.[\w-]+)+)")
SAID = re.compile(r"""{%\s*say\s+["']([\w.-]+)["']""")


def test_both_languages_say_the_same_things():
    korean, english = text_files("ko"), text_files("en")
    assert korean.keys() == english.keys()
    faults = [f for app in korean for f in differing_texts(app, tree("ko")[app], tree("en")[app])]
    assert not faults, "\n".join(faults)


def missing_keys(template: str, known: set[str], tables: set[str]) -> list[str]:
    """Words that a template asks for and no text file has."""
    asked = set(ASKED.findall(template))
    said = set(SAID.findall(template))
    return sorted({key for key in asked if key not in known | tables} | {key for key in said if key not in known})


def test_templates_ask_only_for_words_that_are_there():
    known = {key for key, _ in leaves(tree("ko"))}
    tables = {key.rsplit(".", depth)[0] for key in known for depth in range(1, key.count(".") + 1)}
    templates = [path for path in HERE.rglob("*.html") if "templates" in path.parts]
    assert len(templates) > 10
    faults = [
        f"{p.name}: {key}" for p in templates for key in missing_keys(p.read_text(encoding="utf-8"), known, tables)
    ]
    assert not faults, "\n".join(faults)


def test_the_search_for_missing_words_sees_them():
    known, tables = {"core.save", "core.nav.audit"}, {"core", "core.nav"}
    assert not missing_keys("{{ t.core.save }}{% say 'core.nav.audit' %}", known, tables)
    assert missing_keys("{{ t.core.sav }}", known, tables) == ["core.sav"]
    assert missing_keys('{% say "core.nav" %}', known, tables) == ["core.nav"]


def audited(module: ast.Module) -> list[str]:
    """Actions that a module writes into the audit log."""
    calls = [n for n in ast.walk(module) if isinstance(n, ast.Call) and ast.unparse(n.func).split(".")[-1] == "audit"]
    literals = [call.args[1] for call in calls if len(call.args) > 1]
    return [str(node.value) for node in literals if isinstance(node, ast.Constant)]


def test_every_action_of_the_audit_log_has_a_name():
    sources = [p for p in HERE.rglob("*.py") if "migrations" not in p.parts]
    written = {action for p in sources for action in audited(ast.parse(p.read_text(encoding="utf-8")))}
    assert {"member.invited", "account.signed-in", "case.opened"} <= written
    for lang in ("ko", "en"):
        assert not written - action_names(lang).keys(), f"no name in {lang}"


def test_blanks_are_filled_and_particles_fitted():
    assert words("ko")("accounts.member_added", name="김포도") == "김포도를 추가했습니다."
    assert words("ko")("accounts.member_added", name="박밭") == "박밭을 추가했습니다."
    assert words("en")("accounts.member_added", name="Kim") == "Kim was added."
    with pytest.raises(KeyError):
        words("ko")("accounts.no_such_word")


def test_every_app_of_ours_has_words():
    ours = {a.label for a in apps.get_app_configs() if a.name.startswith("podobat.web.")}
    silent: set[Any] = {"jobs"}  # shows no page of its own
    assert ours - silent <= set(text_files("ko"))
