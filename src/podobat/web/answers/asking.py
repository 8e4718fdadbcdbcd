"""From a form to the words of the command line; whatever is wrong is said beside its field."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Mapping
from datetime import date
from typing import Any

from podobat.plan import Case as PlanCase
from podobat.show.texts import Words
from podobat.units import Lang
from podobat.web.answers.verbs import Option, Verb

FILE_TYPES = (".csv", ".xlsx", ".parquet", ".tsv", ".txt")


def fields_of(
    verb: Verb, plan_case: PlanCase, given: Mapping[str, str], lang: Lang, said: Words
) -> list[dict[str, Any]]:
    """The options of a verb as fields of a form."""
    names = [(s.id, s.name[lang]) for s in plan_case.scenarios.values()]
    if any(o.kind == "scenarios" for o in verb.options):
        names = [*names, ("plan", said("answers.plan_itself"))]
    return [
        {"name": o.name, "kind": o.kind, "label": said(f"answers.option.{o.name}"),
         "value": given.get(o.name, o.default), "help": said(f"answers.help.{o.kind}")
         if said.known(f"answers.help.{o.kind}") else "", "options": names,
         "chosen": given.get(o.name, "").split(), "needed": o.needed}
        for o in verb.options
    ]  # fmt: skip


def asked(
    verb: Verb, posted: Any, files: Any, plan_case: PlanCase, said: Words
) -> tuple[dict[str, str], dict[str, str]]:
    """What was asked for, option by option, and what is wrong with it."""
    given: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for option in verb.options:
        if option.kind == "file":
            file = files.get(option.name)
            if file is not None and file.name.lower().endswith(FILE_TYPES):
                given[option.name] = file.name[-120:]
            elif option.needed or file is not None:
                wrong[option.name] = said("answers.file_wanted")
            continue
        if option.kind == "scenarios":
            text = " ".join(posted.getlist(option.name))
        else:
            text = str(posted.get(option.name, option.default)).strip()[:200]
        fault = _fault(option, text, plan_case)
        if fault:
            wrong[option.name] = said(f"answers.{fault}", least=option.least, most=f"{option.most:,}")
        elif text:
            given[option.name] = text
    return given, wrong


def _fault(option: Option, text: str, plan_case: PlanCase) -> str:
    if not text:
        return "wanted" if option.needed else ""
    if option.kind == "whole":
        good = text.isascii() and text.isdigit() and len(text) < 12 and option.least <= int(text) <= option.most
        return "" if good else "whole_wanted"
    if option.kind == "date":
        return "" if text == "start" or _is_day(text) else "day_wanted"
    if option.kind == "dates":
        return "" if all(_is_day(day) for day in text.split()) else "day_wanted"
    if option.kind in ("scenario", "scenarios"):
        known = {*plan_case.scenarios, *(("plan",) if option.kind == "scenarios" else ())}
        return "" if set(text.split()) <= known else "scenario_wanted"
    return "text_wanted" if text.startswith("-") else ""


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def told(verb: Verb, given: Mapping[str, str]) -> list[str]:
    """The options as words of the command line; defaults are said too, so that the line stands for itself."""
    found: list[str] = []
    for option in verb.options:
        if option.kind == "file" or option.name not in given:
            continue
        values = given[option.name].split() if option.kind in ("scenarios", "dates") else [given[option.name]]
        for value in values:
            found += [option.flag, value]
    return found


def lines(verb: Verb, case: str, given: Mapping[str, str]) -> tuple[str, str]:
    """The line for the command line and the one for Python."""
    places = [given[o.name] for o in verb.options if o.kind == "file" and o.name in given]
    command = ["podobat", verb.id, *([case] if verb.case else []), *places, *told(verb, given)]
    options = "".join(
        f", {o.name}={given[o.name] if o.kind == 'whole' else repr(given[o.name])}"
        for o in verb.options
        if o.name in given and o.kind not in ("file", "scenarios")
    )
    return shlex.join(command), verb.python.replace("{options}", options)


def digest(data: bytes) -> str:
    """Names an uploaded table."""
    return hashlib.sha256(data).hexdigest()[:16]
