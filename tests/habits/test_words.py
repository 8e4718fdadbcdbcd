"""Everything a person reads stands in Korean and in English: same keys, same blanks to fill, the right script."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from ruamel.yaml import YAML

from podobat.texts import LANGUAGES
from tests.habits.repository import SOURCE, gathered, modules, texts, tracked

HANGUL = re.compile(r"[가-힣]")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
BLANK = re.compile(r"\{(\w+)(?:[:!](?! )[^{}]*)?\}")  # `{ko: ...}` with a space is YAML shown to the reader
# A Korean counter, or a place that an English sentence does not say again.
SAID_ONCE = {"n", "path", "unit"}


def wrong_pair(ko: str, en: str) -> str | None:
    """What is wrong with one text in two languages, if anything."""
    if not ko.strip() and not en.strip():
        return None
    if not ko.strip() or not en.strip():
        return "one language is empty"
    words_ko, words_en = (set(LATIN_WORD.findall(BLANK.sub("", text))) for text in (ko, en))
    if not HANGUL.search(ko) and words_ko and words_ko != words_en:  # a formula or a name may be the same in both
        return f"no Korean in the Korean text {ko!r}"
    if HANGUL.search(en) and not LATIN_WORD.search(en):
        return f"no English in the English text {en!r}"
    return None


def leaves(tree: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Dotted key and text of every entry; entries of lists are numbered."""
    for key, value in tree.items():
        here = f"{path}.{key}" if path else str(key)
        if isinstance(value, Mapping):
            yield from leaves(value, here)
        elif isinstance(value, list):
            yield from leaves({str(i): entry for i, entry in enumerate(value)}, here)
        else:
            yield here, str(value)


def differing_texts(name: str, ko: Mapping[str, Any], other: Mapping[str, Any], lang: str = "en") -> list[str]:
    """Keys that only one language has, and pairs that do not fit; scripts are known of Korean and English."""
    korean, english = (
        {key: text for key, text in leaves(tree) if not key.startswith("language.")} for tree in (ko, other)
    )  # languages differ in how they count
    faults = [f"{name}: {key} is missing in one language" for key in sorted(korean.keys() ^ english.keys())]
    for key in sorted(korean.keys() & english.keys()):
        wrong = wrong_pair(korean[key], english[key]) if lang == "en" else None
        if wrong:
            faults.append(f"{name}: {key}: {wrong}")
        here, there = set(BLANK.findall(korean[key])), set(BLANK.findall(english[key]))
        if there - here or here - there - SAID_ONCE:
            faults.append(f"{name}: {key}: the blanks to fill differ")
    return faults


def pairs_in(value: Any, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every mapping with a `ko` or an `en` key in a YAML document, with its dotted path."""
    if isinstance(value, Mapping):
        if "ko" in value or "en" in value:
            yield path, value
        for key, inner in value.items():
            yield from pairs_in(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from pairs_in(inner, f"{path}[{i}]")


def one_sided(name: str, document: Any) -> list[str]:
    """Bilingual entries of a YAML file that lack a language or have the wrong one."""
    faults = []
    for path, pair in pairs_in(document):
        if set(pair) != {"ko", "en"}:
            faults.append(f"{name}: {path} has {', '.join(map(str, pair))} instead of ko and en")
        elif wrong := wrong_pair(str(pair["ko"]), str(pair["en"])):
            faults.append(f"{name}: {path}: {wrong}")
    return faults


def literal(node: ast.expr | None) -> str | None:
    """The fixed part of a string in code, blanks as {x}; None when it is not a literal."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(p.value) if isinstance(p, ast.Constant) else "{x}" for p in node.values)
    return None


def half_literals(name: str, tree: ast.Module) -> list[str]:
    """`Text(...)` in code with a language missing, empty, or in the wrong script."""
    faults = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Text":
            given: dict[str, ast.expr] = dict(zip(("ko", "en"), node.args, strict=False))
            given |= {k.arg: k.value for k in node.keywords if k.arg}
            if any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords):
                continue
            if set(given) != {"ko", "en"}:
                faults.append(f"{name}:{node.lineno}  Text has {', '.join(given) or 'nothing'} instead of ko and en")
                continue
            ko, en = literal(given["ko"]), literal(given["en"])
            wrong = wrong_pair(ko, en) if ko is not None and en is not None else None
            if wrong:
                faults.append(f"{name}:{node.lineno}  {wrong}")
    return faults


def catalogues() -> dict[str, dict[str, Any]]:
    """Room ("appraise/ahp") -> language -> what its catalogue says."""
    found: dict[str, dict[str, Any]] = {}
    for path in tracked(".toml"):
        if path.is_relative_to(SOURCE) and path.parent.name == "texts":
            room = path.parent.parent.relative_to(SOURCE).as_posix()
            found.setdefault(room, {})[path.stem] = tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def test_every_catalogue_says_the_same_things_in_every_language():
    assert {".", "show"} <= catalogues().keys()
    faults = []
    for room, said in catalogues().items():
        if missing := set(LANGUAGES) - said.keys():
            faults.append(f"{room}/texts: no {', '.join(sorted(missing))}.toml")
        for lang in said.keys() - {"ko"}:
            faults += differing_texts(f"{room}/texts/{lang}.toml", said["ko"], said[lang], lang)
    assert not faults, gathered(faults)


def test_every_yaml_file_parses_and_its_texts_are_bilingual():
    faults = []
    for name, text in texts(".yaml", ".yml"):
        documents = list(YAML(typ="safe", pure=True).load_all(text))
        faults += [fault for document in documents for fault in one_sided(name, document)]
    assert not faults, gathered(faults)


def test_every_text_in_code_is_bilingual():
    faults = [fault for name, tree in modules() for fault in half_literals(name, tree)]
    assert not faults, gathered(faults)


def test_the_text_checker_sees_missing_keys_blanks_and_scripts():
    good = {"a": {"b": "{n}개사", "list": ["하나"]}}
    assert not differing_texts("t", good, {"a": {"b": "{n} firms", "list": ["one"]}})
    assert differing_texts("t", good, {"a": {"b": "{n} firms"}})
    assert differing_texts("t", good, {"a": {"b": "{m} firms", "list": ["one"]}})
    assert differing_texts("t", {"a": "firms of the region"}, {"a": "firms"})
    assert differing_texts("t", {"a": "기업"}, {"a": "기업"})


@pytest.mark.parametrize("bad", ["{ko: 기업}", "{ko: firms there, en: firms}", "{ko: 값, en: 값}", "{ko: 값, en: ''}"])
def test_the_yaml_checker_sees_one_sided_entries(bad: str):
    assert one_sided("a.yaml", YAML(typ="safe", pure=True).load(f"names: [{bad}]"))
    assert not one_sided("a.yaml", {"name": {"ko": "기업", "en": "firms"}, "unit": {"ko": "AI", "en": "AI"}})


@pytest.mark.parametrize("bad", ['Text(ko="값")', 'Text(ko="firms x", en="x")', 'Text("값", "값")', 'Text("", "x")'])
def test_the_literal_checker_sees_half_texts(bad: str):
    assert half_literals("a.py", ast.parse(bad))
    for good in ('Text("기업", "firms")', 'Text(ko=f"{n}개", en=f"{n} firms")', "Text(**pair)", 'Text("", "")'):
        assert not half_literals("a.py", ast.parse(good)), good
