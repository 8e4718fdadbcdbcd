"""One vocabulary from the plan file to what is printed: lever, uncertainty, constant, outcome."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import podobat
from podobat.evidence import read_parameters
from podobat.evidence.read import ROLES as ROLES_OF_PARAMETERS
from podobat.plan.roles import _OF_A_PLAN, ROLES, fields_of, role_of
from podobat.plan.schema import PlanFile

GONE = {"player", "players", "sides", "overlay", "play", "played"}


def keys(value: Any) -> Iterator[str]:
    """Every key of a JSON document, and every value of a closed list."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield key
            yield from keys(child)
    elif isinstance(value, list):
        for child in value:
            yield from keys(child)
            if isinstance(child, str):
                yield child


def test_every_field_of_a_plan_has_a_role():
    fields = set(fields_of(PlanFile))
    assert {"programmes.facility.start", "money.currency", "climate.pins.from", "targets.measure"} <= fields
    assert {role_of(field) for field in fields} == set(ROLES)
    assert set(_OF_A_PLAN) - {""} <= fields, "a role is stated for a field that no plan has"


@pytest.mark.parametrize(
    ("field", "role"),
    [
        ("programmes.budget", "lever"), ("programmes.facility.opens", "lever"), ("programmes.id", "constant"),
        ("programmes.facility.built_share", "constant"), ("law.wanted", "lever"), ("law.effective", "uncertainty"),
        ("climate.pins.value", "uncertainty"), ("targets.value", "outcome"), ("horizon.start", "constant"),
    ],
)  # fmt: skip
def test_what_is_ours_to_choose_is_a_lever_and_what_comes_of_it_an_outcome(field: str, role: str):
    assert role_of(field) == role


def test_parameters_use_the_same_words_and_a_lever_is_not_drawn():
    parameters = read_parameters()
    assert set(ROLES_OF_PARAMETERS) <= set(ROLES)
    assert {p.role for p in parameters} <= set(ROLES_OF_PARAMETERS)
    assert all(p.distribution.fixed for p in parameters if p.role in ("lever", "constant"))
    assert all(not p.distribution.fixed for p in parameters if p.role == "uncertainty")


def test_the_json_of_no_answer_calls_a_lever_anything_else(repository: Path):
    for path in sorted((repository / "docs" / "schema").glob("*.json")):
        found = GONE & set(keys(json.loads(path.read_text(encoding="utf-8"))))
        assert not found, f"{path.name}: {', '.join(sorted(found))}"
    assert GONE & set(keys({"players": [{"id": 1}]}))


def test_what_can_be_asked_says_its_role():
    roles = {thing.id: thing.role for thing in podobat.askable()}
    assert (roles["jobs.direct"], roles["npv"], roles["match.wish"]) == ("outcome", "outcome", "lever")
    assert (roles["hiring.turnover"], roles["appraisal.discount_2017"]) == ("uncertainty", "constant")


@pytest.mark.parametrize("room", ["value", "compare"])
def test_code_that_compares_choices_calls_them_by_the_names_of_the_field(room: str, repository: Path):
    for path in (repository / "src" / "podobat" / room).rglob("*.py"):
        if path.name != "shapley.py":  # a game has players
            found = re.findall(r"\b(Player|players?|Side|sides|overlay)\b", path.read_text(encoding="utf-8"))
            assert not found, f"{path.name}: {', '.join(sorted(set(found)))}"
