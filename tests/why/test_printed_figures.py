"""Every figure that an answer prints can be asked about, and every place that an answer names is there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import podobat
from podobat.errors import CannotRun
from podobat.evidence import measure_ids, read_parameters
from podobat.evidence.explained import PER
from podobat.evidence.measures import MECHANISMS
from podobat.plan import Case
from podobat.texts import LANGUAGES
from podobat.why import explained

# What an answer's JSON holds beside its figures: what was asked for, and what was read.
NO_FIGURES = {
    "appraisal": {"draws", "seed", "price_year"},
    "compare": {"draws", "seed", "simulations"},
    "explore": {"draws", "mixed_draws", "seed", "simulations"},
    "forecast": {"draws", "seed"},
    "match": {"options"},
    "optimise": {"seed", "simulations", "worlds"},
    "outlook": {"account"},
    "position": {"table"},
    "value": {"draws", "seed", "simulations"},
}
ROOMS = {"appraisal": "appraise"}


def number_leaves(schema: dict[str, Any], root: dict[str, Any], path: str = "", seen: tuple = ()) -> Iterator[str]:
    """Where a JSON schema allows numbers: "targets.quantiles.p50", lists and free keys left out."""
    if "$ref" in schema:
        name = schema["$ref"].split("/")[-1]
        if name not in seen:
            yield from number_leaves(root["$defs"][name], root, path, (*seen, name))
        return
    kinds = schema.get("type")
    if {"number", "integer"} & set(kinds if isinstance(kinds, list) else [kinds]):
        yield path
    for key, part in schema.get("properties", {}).items():
        yield from number_leaves(part, root, f"{path}.{key}".removeprefix("."), seen)
    inner = [schema.get("items"), schema.get("additionalProperties"), *schema.get("patternProperties", {}).values()]
    inner += [part for key in ("anyOf", "oneOf", "allOf", "prefixItems") for part in schema.get(key, [])]
    for part in inner:
        if isinstance(part, dict):
            yield from number_leaves(part, root, path, seen)


def starts(path: str, heads: set[str]) -> bool:
    """Does a path lie at or below one of these?"""
    return any(path == head or path.startswith(f"{head}.") for head in heads)


def test_no_answer_with_a_schema_is_left_out(repository: Path):
    answers = {path.name.rpartition("-")[0] for path in (repository / "docs" / "schema").glob("*.json")}
    assert answers == set(NO_FIGURES)


@pytest.mark.parametrize("answer", sorted(NO_FIGURES))
def test_every_number_in_the_json_of_an_answer_is_explained(answer: str, repository: Path):
    schema = json.loads(next((repository / "docs" / "schema").glob(f"{answer}-*.json")).read_text(encoding="utf-8"))
    room = ROOMS.get(answer, answer)
    told_by = (room, *(["learn"] if "as_of" in schema["properties"] else []))  # what was counted is told in one place
    printed = {place for f in explained() if f.room.split(".")[0] in told_by for place in f.printed}
    leaves = set(number_leaves(schema, schema))
    assert leaves
    unexplained = {leaf for leaf in leaves if not starts(leaf, printed | NO_FIGURES[answer])}
    assert not unexplained, sorted(unexplained)


def test_the_checker_sees_a_number_that_nobody_explains():
    inner = {"properties": {"b": {"type": ["number", "null"]}, "c": {"type": "string"}}}
    schema = {"properties": {"a": {"items": inner}}}
    assert list(number_leaves(schema, schema)) == ["a.b"]
    assert not starts("a.b", {"a.bc", "b"})
    assert starts("a.b", {"a"})


def named(rule: str) -> Any:
    """What a rule names: a module, or something in it."""
    file, _, name = rule.partition(":")
    module = import_module("podobat." + file.removesuffix(".py").replace("/", "."))
    return reduce(getattr, name.split("."), module) if name else module


@pytest.mark.parametrize("figure", explained(), ids=lambda f: f.id)
def test_the_rule_of_a_figure_is_there(figure, repository: Path):
    assert (repository / "src" / "podobat" / figure.rule.partition(":")[0]).is_file()
    assert named(figure.rule) is not None


def test_the_mechanisms_of_measures_are_files_of_the_engine(repository: Path):
    assert all((repository / "src/podobat/engine" / f"{name}.py").is_file() for name in MECHANISMS)


def test_figures_have_ids_of_their_own_and_words_in_every_language(gwangju: Case):
    ids = [f.id for f in explained()]
    known = {*measure_ids([], []), *read_parameters(gwangju.parameter_files, gwangju.sources).ids}
    known |= {t.id for t in gwangju.plan.targets} | {p.id for p in gwangju.plan.programmes}
    assert len(set(ids)) == len(ids)
    assert not known & set(ids)
    for f in explained():
        assert all(f.name[lang] and f.how[lang] for lang in LANGUAGES)
        assert set(f.per) <= set(PER)


@pytest.mark.parametrize("figure", explained(), ids=lambda f: f.id)
def test_a_figure_has_three_steps_and_leads_to_what_can_be_asked_in_turn(figure, gwangju: Case):
    things = {"target": "jobs-27500", "programme": "founding-grants", "measure": "jobs.direct"}
    for id in (figure.id, *(f"{figure.id}.{things[kind]}" for kind in figure.per)):
        trail = podobat.why(gwangju, id)
        assert (trail.kind, trail.id, len(trail.steps)) == ("figure", id, 3)
        assert all(step.lines for step in trail.steps)
        assert any(figure.rule in line["en"] for line in trail.steps[0].lines)
        for piece in trail.leads_to:
            assert podobat.why(gwangju, piece).steps[0].lines
    if figure.parameters:
        assert podobat.why(gwangju, figure.id).parameters


def test_a_figure_of_a_target_leads_to_its_drivers_and_their_sources(gwangju: Case):
    trail = podobat.why(gwangju, "odds.jobs-27500")
    assert "hiring.turnover" in {p.id for p in trail.parameters}
    assert "ai_turnover_2024" in {s.id for s in trail.sources}
    assert trail.leads_to == ("jobs-27500", "jobs.direct")


def test_npv_leads_to_every_line_and_to_the_discount_rate(gwangju: Case):
    trail = podobat.why(gwangju, "npv")
    assert {"line.works", "line.startups_value_added"} <= set(trail.leads_to)
    assert "appraisal.discount_2017" in {p.id for p in trail.parameters}
    assert any("https://" in line.en or "http://" in line.en for line in trail.steps[2].lines)
    line = podobat.why(gwangju, "line.contingency")
    assert [p.id for p in line.parameters] == ["appraisal.contingency"]


def test_ahp_weights_lead_to_the_guideline(gwangju: Case):
    assert "ahp_econ_nonmetro" in {s.id for s in podobat.why(gwangju, "ahp_weight").sources}


def test_a_misspelt_figure_is_met_with_the_nearest_one(gwangju: Case):
    with pytest.raises(CannotRun, match=r"Did you mean `odds\.jobs-27500`"):
        podobat.why(gwangju, "odds.jobs-2750")
    with pytest.raises(CannotRun, match=r"Did you mean `bc`"):
        podobat.why(gwangju, "bcc")
    with pytest.raises(CannotRun, match="is no target"):
        podobat.why(gwangju, "odds.nothing-of-the-kind-at-all")


def test_all_that_can_be_asked_is_listed(gwangju: Case):
    things = podobat.askable(gwangju)
    listed = {thing.id for thing in things}
    assert {"jobs-27500", "founding-grants", "npv", "odds.<target>", "jobs.direct", "entry.deadweight"} <= listed
    assert all(podobat.why(gwangju, thing.id) for thing in things if thing.kind in ("target", "programme", "line"))
    assert "jobs-27500" not in {thing.id for thing in podobat.askable()}
