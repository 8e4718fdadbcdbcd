"""Where each rule of a plan begins to speak: the last value that is taken, and the first that is not.

The example runs from 2026-01 to 2029-12 and is forecast to 2034-12; its compute centre is built from 2026-06 on and
opens in 2027-12.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import pytest

from podobat.plan.check import _check_horizon, checked_values, citations, expand_measures
from podobat.plan.document import Log, node_of, parse_yaml
from podobat.plan.plan import plan_of
from podobat.plan.schema import Horizon
from podobat.plan.template import template_files

CENTRE, HOMES = "programmes.compute-centre.facility", "programmes.homes.infrastructure"
PROMISE = "milestones.centre-open.month"
GIVEN = {"value": 0.5, "source": ["example_plan"]}
A_PIN = {"from": "2026-01", "to": "2034-12", "value": 1.0}


@cache
def town() -> dict[str, Any]:
    """The example as plain values."""
    log = Log("plan.yaml")
    plan = plan_of(parse_yaml(template_files("town")["plan.yaml"], log), log)  # type: ignore[arg-type]
    assert plan is not None
    assert not log.faults
    return plan.to_dict()


def put(tree: Any, path: str, value: Any) -> None:
    """Set a value at a path, through lists by id or position."""
    *above, last = path.split(".")
    for step in above:
        if isinstance(tree, list | tuple):
            tree = (
                next((item for item in tree if isinstance(item, dict) and item.get("id") == step), None)
                or tree[int(step)]
            )
        else:
            tree = tree[int(step) if int in map(type, tree) else step]
    tree[int(last) if isinstance(tree, list) or int in map(type, tree) else last] = value


def faults(changes: dict[str, Any], **how: Any) -> set[str]:
    """The paths at which the example is refused after changes."""
    tree, log = copy.deepcopy(town()), Log("plan.yaml")
    for path, value in changes.items():
        put(tree, path, value)
    read = checked_values(node_of(tree), log, **how)
    assert (read is None) == bool(log.faults)
    return {fault.path for fault in log.faults}


EDGES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "forecast to its last month": (
        {"horizon.forecast_to": "2029-12"}, {"horizon.forecast_to": "2029-11"}, "horizon.forecast_to",
    ),
    "fifty years": ({"horizon.forecast_to": "2075-12"}, {"horizon.forecast_to": "2076-01"}, "horizon"),
    "a target in the first month": (
        {"targets.jobs-500.by": "2026-01"}, {"targets.jobs-500.by": "2025-12"}, "targets.jobs-500.by",
    ),
    "a target in the last month": (
        {"targets.jobs-500.by": "2034-12"}, {"targets.jobs-500.by": "2035-01"}, "targets.jobs-500.by",
    ),
    "an election in the last month": (
        {"elections": ["2034-12"]}, {"elections": ["2035-01"]}, "elections.0",
    ),
    "works of one month": ({f"{CENTRE}.start": "2027-11"}, {f"{CENTRE}.start": "2027-12"}, f"{CENTRE}.opens"),
    "works that begin with the plan's end": (
        {f"{CENTRE}.start": "2029-12", f"{CENTRE}.opens": "2034-12", PROMISE: "2029-12"},
        {f"{CENTRE}.start": "2030-01", f"{CENTRE}.opens": "2034-12", PROMISE: "2030-01"}, f"{CENTRE}.start",
    ),
    "works that end with the forecast": (
        {f"{CENTRE}.opens": "2034-12"}, {f"{CENTRE}.opens": "2035-01"}, f"{CENTRE}.opens",
    ),
    "homes that are ready with the plan's start": (
        {f"{HOMES}.start": "2024-01", f"{HOMES}.opens": "2026-01"},
        {f"{HOMES}.start": "2024-01", f"{HOMES}.opens": "2025-12"}, f"{HOMES}.opens",
    ),
    "homes that begin with the plan's end": (
        {f"{HOMES}.start": "2029-12", f"{HOMES}.opens": "2034-12"},
        {f"{HOMES}.start": "2030-01", f"{HOMES}.opens": "2034-12"}, f"{HOMES}.start",
    ),
    "pins for all months": (
        {"climate.pins": [A_PIN]}, {"climate.pins": [A_PIN | {"to": "2035-01"}]}, "climate.pins.0.to",
    ),
    "pins from the first month": (
        {"climate.pins": [A_PIN]}, {"climate.pins": [A_PIN | {"from": "2025-12"}]}, "climate.pins.0.from",
    ),
    "a pin of one month": (
        {"climate.pins": [A_PIN | {"to": "2026-01"}]},
        {"climate.pins": [A_PIN | {"from": "2026-02", "to": "2026-01"}]}, "climate.pins.0.to",
    ),
    "pins that follow one another": (
        {"climate.pins": [A_PIN | {"to": "2026-06"}, A_PIN | {"from": "2026-07"}]},
        {"climate.pins": [A_PIN | {"to": "2026-07"}, A_PIN | {"from": "2026-07"}]}, "climate.pins.1",
    ),
    "pins in another order": (
        {"climate.pins": [A_PIN | {"from": "2026-07"}, A_PIN | {"to": "2026-06"}]},
        {"climate.pins": [A_PIN | {"from": "2026-06"}, A_PIN | {"to": "2026-06"}]}, "climate.pins.1",
    ),
    "ties by the second month": (
        {"ties": {"share": GIVEN, "by": "2026-02"}}, {"ties": {"share": GIVEN, "by": "2026-01"}}, "ties.by",
    ),
    "a law as early as it may be": (
        {"law.effective": "2027-01"}, {"law.effective": "2026-12"}, "law.effective",
    ),
    "a promise when works begin": ({PROMISE: "2026-06"}, {PROMISE: "2026-05"}, PROMISE),
    "a promise when works end": ({PROMISE: "2027-12"}, {PROMISE: "2028-01"}, PROMISE),
    "a promise with the first money": (
        {PROMISE: "2027-01", "milestones.centre-open.programme": "adoption-vouchers"},
        {PROMISE: "2026-12", "milestones.centre-open.programme": "adoption-vouchers"}, PROMISE,
    ),
    "a year without money does not count as money": (
        {PROMISE: "2027-01", "milestones.centre-open.programme": "adoption-vouchers",
         "programmes.adoption-vouchers.budget.2026": 0.0},
        {PROMISE: "2026-12", "milestones.centre-open.programme": "adoption-vouchers",
         "programmes.adoption-vouchers.budget.2026": 0.0}, PROMISE,
    ),
    "money in the first and the last year": (
        {"programmes.homes.budget": {2026: 0.0, 2029: 0.0}}, {"programmes.homes.budget": {2030: 0.0}},
        "programmes.homes.budget.2030",
    ),
    "no money before the plan": (
        {"programmes.homes.budget": {2026: 0.0}}, {"programmes.homes.budget": {2025: 0.0}},
        "programmes.homes.budget.2025",
    ),
    "shares a little above one": (
        {"programmes.homes.funding": {"city": 0.5, "national": 0.5004}},
        {"programmes.homes.funding": {"city": 0.5, "national": 0.5006}}, "programmes.homes.funding",
    ),
    "shares a little below one": (
        {"programmes.homes.spending": {"construction": 0.5, "electronics": 0.4996}},
        {"programmes.homes.spending": {"construction": 0.5, "electronics": 0.4994}}, "programmes.homes.spending",
    ),
    "all money stays here": (
        {"programmes.academy.local": GIVEN | {"value": 1.0}}, {"programmes.academy.local": GIVEN | {"value": 0.99}},
        "programmes.academy.local",
    ),
    "research may go elsewhere": (
        {"programmes.joint-research.local": GIVEN}, {"programmes.growth-grants.local": GIVEN},
        "programmes.growth-grants.local",
    ),
    "topics belong to research": (
        {"programmes.joint-research.topics": [{"ko": "용접", "en": "welding"}]},
        {"programmes.fund.topics": [{"ko": "용접", "en": "welding"}]}, "programmes.fund.topics",
    ),
    "a test bed may be free of charge, a contract may not": (
        {"programmes.test-equipment.unit_cost": GIVEN | {"value": 0.0}},
        {"programmes.first-customer.unit_cost": GIVEN | {"value": 0.0}}, "programmes.first-customer.unit_cost",
    ),
    "memoranda may have a cost, networks none": (
        {"programmes.attraction.unit_cost": GIVEN}, {"programmes.overseas-network.unit_cost": GIVEN},
        "programmes.overseas-network.unit_cost",
    ),
    "an assumption is a source": (
        {"programmes.homes.source": [], "programmes.homes.assumed": {"ko": "가정", "en": "assumed"}},
        {"programmes.homes.source": []}, "programmes.homes",
    ),
    "a promise may be assumed": (
        {"milestones.centre-open.source": [], "milestones.centre-open.assumed": {"ko": "가정", "en": "assumed"}},
        {"milestones.centre-open.source": []}, "milestones.centre-open",
    ),
    "no election needs no note": (
        {"elections": [], "elections_note": None}, {"elections_note": None}, "elections_note",
    ),
    "money of another country by an assumed rate": (
        {"money.currency": "EUR", "money.won_per_unit": {"value": 1500, "assumed": {"ko": "가정", "en": "assumed"}}},
        {"money.currency": "EUR"}, "money.won_per_unit",
    ),
    "a law by its source": (
        {"law.assumed": None, "law.source": ["example_plan"]}, {"law.assumed": None}, "law",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDGES)
def test_a_rule_speaks_from_its_edge_on(name: str):
    taken, refused, where = EDGES[name]
    assert faults(taken, announced=True) == set()
    assert faults(refused, announced=True) == {where}


def test_a_plan_may_last_one_month_and_not_less():
    log = Log("plan.yaml")
    assert _check_horizon(Horizon(start="2026-01", end="2026-01", forecast_to="2026-01"), log)
    assert not log.faults
    for end, forecast_to, where in (
        ("2025-12", "2026-01", "horizon.end"),
        ("2026-02", "2026-01", "horizon.forecast_to"),
    ):
        log = Log("plan.yaml")
        assert not _check_horizon(Horizon(start="2026-01", end=end, forecast_to=forecast_to), log)
        assert [fault.path for fault in log.faults] == [where]


def test_a_facility_may_have_opened_before_the_plan_and_homes_may_not():
    before = {"start": "2024-01", "opens": "2025-12"}
    centre = {f"{CENTRE}.{key}": month for key, month in before.items()} | {PROMISE: "2026-01"}
    assert faults(centre, announced=False) == set()
    assert faults({f"{HOMES}.{key}": month for key, month in before.items()}) == {f"{HOMES}.opens"}


def test_a_scenario_may_be_late_and_may_cost_less():
    late, less = {PROMISE: "2029-12"}, {"programmes.academy.budget": {2026: 0.0}}
    assert faults(late) == {PROMISE}
    assert faults(less) == {"total_budget"}
    assert faults(late | less, announced=False) == set()
    assert faults({"milestones.centre-open.programme": "center"}, announced=False) == {
        "milestones.centre-open.programme"
    }
    assert faults({"milestones.centre-open.source": []}, announced=False) == {"milestones.centre-open"}


def test_the_total_is_held_to_half_a_thousandth():
    assert faults({"total_budget.value": 30.0149}) == faults({"total_budget.value": 29.9851}) == set()
    assert faults({"total_budget.value": 30.0151}) == faults({"total_budget.value": 29.9849}) == {"total_budget"}


def test_the_id_is_the_folders_where_there_is_one():
    assert faults({}, folder=None) == faults({}, folder="town") == set()
    assert faults({}, folder="city") == {"id"}


def test_a_target_is_set_against_something_that_is_measured():
    ids = ("jobs.direct", "startups.founded", "people.<programme id>", "adopters.<sector>")
    assert faults({}, measure_ids=None) == set()
    assert faults({}, measure_ids=ids) == {"targets.trained-300.measure"}
    named = {"targets.trained-300.measure": "people.academy", "targets.jobs-500.measure": "adopters.services"}
    assert faults(named, measure_ids=ids) == set()
    assert faults(named | {"targets.jobs-500.measure": "adopters.academy"}, measure_ids=ids) == {
        "targets.jobs-500.measure"
    }
    assert list(expand_measures(ids, ["a", "b"], ["p"])) == [
        "jobs.direct", "startups.founded", "people.p", "adopters.a", "adopters.b",
    ]  # fmt: skip


def test_what_could_be_read_is_checked_when_something_else_could_not():
    """A misspelt kind hides neither a date outside the plan nor a share that is missing; sums need the whole list."""
    broken = {"programmes.academy.kind": "school", "targets.jobs-500.by": "2020-01", "total_budget.value": 99.0}
    assert faults(broken) == {"programmes.academy.kind", "targets.jobs-500.by"}
    assert faults({"horizon": "soon", "programmes.homes.funding": {"city": 0.5}}) == {
        "horizon",
        "programmes.homes.funding",
    }
    assert faults({"sectors.services.startup_share": "much"}) == {"sectors.services.startup_share"}
    assert faults({"money": "won", "law": "none", "ties": "few", "start": "now", "climate": "mild"}) == {
        "money", "law", "ties", "start", "climate",
    }  # fmt: skip
    assert faults({"targets": "many", "programmes": "many", "elections": "often", "sectors": 3}) >= {
        "targets", "programmes", "elections", "sectors",
    }  # fmt: skip


def test_a_tree_that_is_no_plan_has_one_fault_at_its_line():
    for text in ("- a\n", "hello\n"):
        log = Log("plan.yaml")
        root = parse_yaml(f"\n\n{text}", log)
        assert root is not None
        assert checked_values(root, log) is None
        assert [(fault.path, fault.line) for fault in log.faults] == [("", 3)]


def test_every_source_that_a_file_cites_is_named_with_its_place():
    root = parse_yaml("a: {source: x}\nb:\n  - id: k\n    source: [y, z]\n  - {c: {source: w}}\nsource: 3\n", Log("f"))
    assert root is not None
    assert list(citations(root)) == [
        ("a.source", 1, "x"), ("b.k.source", 4, "y"), ("b.k.source", 4, "z"), ("b.1.c.source", 5, "w"),
    ]  # fmt: skip


def test_what_nobody_knows_is_named_with_what_there_is():
    tree = copy.deepcopy(town())
    put(tree, "targets.trained-300.measure", "people.trained")
    for change, wanted in (
        ({}, ("unknown measure `people.trained`", "jobs.direct, startups.founded")),
        ({"programmes": [], "total_budget.value": 0.0}, ("unknown programme `compute-centre`", "the plan has none")),
    ):
        for path, value in change.items():
            put(tree, path, value)
        log = Log("plan.yaml")
        assert checked_values(node_of(tree), log, measure_ids=("startups.founded", "jobs.direct")) is None
        told = " ".join(f"{fault.found.en}: {fault.allowed.en}" for fault in log.faults)
        assert all(word in told for word in wanted), told


def test_amounts_are_not_judged_by_a_rate_that_is_wrong():
    """At a million won the unit every amount is out of bounds; a wrong rate is one fault, not fifty."""
    rate = {"money.won_per_unit": GIVEN | {"value": 1e6}}
    assert "total_budget" in faults(rate | {"money.currency": "EUR"})
    assert faults(rate) == {"money.won_per_unit"}
