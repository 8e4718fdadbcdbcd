"""Files are read as YAML 1.2: every scalar, line and value as another reader of YAML has them."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode

from podobat.plan.document import Log, parse_yaml, plain_scalar
from tests.habits.repository import tracked

KINDS = {"null": type(None), "bool": bool, "int": int, "float": float}


@pytest.mark.parametrize(
    ("text", "value"),
    [("", None), ("~", None), ("null", None), ("True", True), ("no", "no"), ("on", "on"), ("010", 10), ("0o10", 8),
     ("0x1F", 31), ("1_000", 1000), ("1e3", 1000.0), ("-.5", -0.5), (".inf", math.inf), ("2024-01", "2024-01"),
     ("2024-01-02", "2024-01-02"), ("1:30", "1:30"), ("_", "_"), ("１", "１")],
)  # fmt: skip
def test_plain_scalars(text, value):
    assert plain_scalar(text) == value
    assert type(plain_scalar(text)) is type(value)


@given(st.text("0123456789_.eE+-xobinfaNull~tTrRuUfsS:", max_size=8))
@example("0b")
@example("1.e5")
@example("+.inf")
@example("-0x1f")
def test_numbers_and_truths_are_those_of_another_reader(text):
    tag = YAML(typ="safe", pure=True).resolver.resolve(ScalarNode, text, (True, False))
    kind = str(tag).rpartition(":")[2]
    found = plain_scalar(text)
    if kind in KINDS:
        assert isinstance(found, KINDS[kind]) or text.strip("+-_.0oxb") == "", "a sign alone is no number"
    else:
        assert found == text


@pytest.mark.parametrize("path", [p for p in tracked(".yaml") if p.stat().st_size < 50_000][::7], ids=lambda p: p.name)
def test_whole_files_are_those_of_another_reader(path):
    text = path.read_text(encoding="utf-8")
    root, reference = parse_yaml(text, Log(path.name)), YAML(typ="safe", pure=True)
    reference.constructor.yaml_constructors["tag:yaml.org,2002:timestamp"] = lambda loader, node: node.value
    assert root is not None
    assert root.plain() == reference.load(text)
