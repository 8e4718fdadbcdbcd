"""Between the controls of the room and changes on the plan, both ways; and the changes as a file.

changes_of(fields, plan, scale)    what is set differently from the plan, as paths and values
fields_of(changes, plan, scale)    the controls that show changes, and the paths no control stands for
yaml_of(name, changes)             a file that `podobat forecast CASE --scenario` reads

What a control holds is never judged here: a value that makes no sense goes into the changes as it was typed, and the
plan's own check says what is wrong with it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, Final, TypeGuard

from podobat.errors import Fault
from podobat.plan import Plan, Scenario
from podobat.plan.fields import FrozenDict
from podobat.plan.scenarios import SET_BY_SCENARIO, frozen
from podobat.texts import catalogue
from podobat.units import Text, is_month, month_index, month_text

_say = catalogue("web.scenarios")

ALL = 100.0
LONGEST: Final = 40  # characters of a number as it is typed
MOST_MONTHS: Final = 1200  # that an opening is put off, or brought forward
Fields = dict[str, str]
_DESCRIPTION: Final = _say("changes.description")


def number(text: str) -> float | str:
    """A number as it was typed; the text itself where it is none, or one that nothing can be multiplied by."""
    typed = text.strip()
    try:
        value = float(typed.replace(",", "")) if len(typed) <= LONGEST else math.nan
    except ValueError:
        return typed
    if not math.isfinite(value):
        return typed[:LONGEST]
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def shown(value: float) -> str:
    """A number in a control."""
    return f"{value:.10g}"


def defaults(plan: Plan, scale: float) -> Fields:
    """The controls as they stand for the plan itself. `scale` turns the plan's money into what people read."""
    fields = {"law": "plan", "law_date": plan.law.effective or plan.law.earliest, "climate": "plan",
              "climate_value": "0.6", "climate_from": plan.horizon.start, "climate_to": plan.horizon.end}  # fmt: skip
    for p in plan.programmes:
        fields[f"factor.{p.id}"] = "100"
        for year in plan.horizon.years:
            fields[f"year.{p.id}.{year}"] = shown(p.budget.get(year, 0.0) * scale)
        if p.facility is not None:
            fields[f"opens.{p.id}"] = "0"
    return fields


def changes_of(fields: Mapping[str, str], plan: Plan, scale: float) -> dict[str, Any]:
    """What the controls set differently from the plan. A percentage leaves alone years that are set by themselves."""
    plain = defaults(plan, scale)
    found: dict[str, Any] = {}
    for p in plan.programmes:
        factor = number(fields.get(f"factor.{p.id}") or "100")
        if factor != ALL:
            found[f"programmes.{p.id}.budget.*"] = {"times": factor / ALL if not isinstance(factor, str) else factor}
        for year in plan.horizon.years:
            name = f"year.{p.id}.{year}"
            typed = number(fields.get(name, "") or plain[name])
            if typed != number(plain[name]):
                amount = round(typed / scale, 12) if not isinstance(typed, str) else typed
                found[f"programmes.{p.id}.budget.{year}"] = amount
        if p.facility is not None:
            later = number(fields.get(f"opens.{p.id}") or "0")
            if later != 0:
                whole = isinstance(later, int) and abs(later) <= MOST_MONTHS
                opens = month_text(month_index(p.facility.opens) + later) if whole else str(later)  # pyright: ignore[reportArgumentType, reportOperatorIssue]
                found[f"programmes.{p.id}.facility.opens"] = opens
    law = fields.get("law", "plan")
    if law == "none":
        found["law.wanted"] = False
    elif law == "date":
        found["law.effective"] = fields.get("law_date", "").strip()
        if not plan.law.wanted:
            found["law.wanted"] = True
    if fields.get("climate") == "pinned":
        found["climate.pins"] = [
            {
                "from": fields.get("climate_from", "").strip(),
                "to": fields.get("climate_to", "").strip(),
                "value": number(fields.get("climate_value", "")),
                "assumed": dict(SET_BY_SCENARIO),
            }
        ]
    return found


def canonical(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes in the order in which they are laid over: `*` before single years, whatever the order they came in."""
    return json.loads(json.dumps(dict(changes), sort_keys=True))


def fields_of(changes: Mapping[str, Any], plan: Plan, scale: float) -> tuple[Fields, dict[str, Any]]:
    """The controls that show changes, and what no control stands for."""
    fields = defaults(plan, scale)
    rest = {path: value for path, value in changes.items() if not _into(fields, path.split("."), value, plan, scale)}
    return fields, rest


def _into(fields: Fields, path: list[str], value: Any, plan: Plan, scale: float) -> bool:
    """One path into its controls; False when there is none."""
    lines = {p.id: p for p in plan.programmes}
    wanted = list(lines) if path[1:2] == ["*"] else path[1:2]
    if path[0] == "programmes" and path[2:3] == ["budget"] and len(path) == 4 and all(id in lines for id in wanted):
        times = value.get("times") if isinstance(value, Mapping) else 0 if value == 0 else None
        if path[3] == "*" and _is_number(times):
            fields |= {f"factor.{id}": shown(ALL * times) for id in wanted}
            return True
        if all(f"year.{id}.{path[3]}" in fields for id in wanted) and _is_number(value):
            fields |= {f"year.{id}.{path[3]}": shown(value * scale) for id in wanted}
            return True
        return False
    if path[0] == "programmes" and path[2:] == ["facility", "opens"] and f"opens.{path[1]}" in fields:
        facility = lines[path[1]].facility
        if facility is None or not is_month(value):
            return False
        fields[f"opens.{path[1]}"] = str(month_index(value) - month_index(facility.opens))
        return True
    if path == ["law", "effective"] and is_month(value):
        fields |= {"law": "date", "law_date": value}
        return True
    if path == ["law", "wanted"]:
        fields |= {} if value else {"law": "none"}
        return True
    if path == ["climate", "pins"] and isinstance(value, list | tuple) and len(value) == 1:
        pin = value[0]
        if not _is_number(pin.get("value")):
            return False
        fields |= {"climate": "pinned", "climate_value": shown(pin["value"]), "climate_from": pin["from"],
                   "climate_to": pin["to"]}  # fmt: skip
        return True
    return False


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def carried(text: str) -> dict[str, Any]:
    """Paths and values that a page carried along unseen: those of changes; none where it is something else."""
    try:
        rest = json.loads(text, parse_constant=_no_number) if text else {}
        json.dumps(rest, ensure_ascii=False).encode()  # half a letter (a lone surrogate) can be kept nowhere
    except (ValueError, RecursionError):
        return {}
    return rest if isinstance(rest, dict) else {}


def _no_number(name: str) -> float:
    raise ValueError(name)


def field_of(fault: Fault, fields: Mapping[str, str], plain: Mapping[str, str]) -> str:
    """The control that a fault of the plan belongs to; "" where it belongs to none."""
    path = fault.path.split(".")
    if path[0] == "programmes" and len(path) > 2:
        year = f"year.{path[1]}.{path[3]}" if len(path) > 3 else ""
        if path[2] == "budget":
            changed = year in fields and fields[year] != plain.get(year)
            return year if changed else f"factor.{path[1]}"
        if path[2] == "facility":
            return f"opens.{path[1]}"
    return {"law": "law_date", "climate": "climate_value"}.get(path[0], "")


def scenario_of(key: str, changes: Mapping[str, Any], name: str = "") -> Scenario:
    """The changes as the plan knows them."""
    called = Text.same(name) if name else _say("changes.unnamed", key=key[:6])
    return Scenario(id=key, name=called, description=_DESCRIPTION, set=FrozenDict(frozen(canonical(changes))))


def yaml_of(scenario: Scenario, made: Mapping[str, str]) -> str:
    """The changes as a file of the case: scenarios/<name>.yaml. Scalars are written as JSON, which is YAML too."""

    def text(said: Text) -> list[str]:
        return [f"  ko: {_json(said.ko)}", f"  en: {_json(said.en)}"]

    lines = [f"# {name}: {value}" for name, value in made.items()]
    lines += ["name:", *text(scenario.name), "description:", *text(scenario.description), "set:"]
    lines += [f"  {_json(path)}: {_json(value)}" for path, value in scenario.set.items()]
    return "\n".join(lines) + "\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
