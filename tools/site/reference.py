"""Pages of reference, each written from the code and the data that it tells of: a function of the language."""

from __future__ import annotations

import csv
import dataclasses
import inspect
import json
import os
import re
import tempfile
import tomllib
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from enum import EnumType
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from texts import code, fenced, table

ROOT = Path(__file__).parents[2]
_CALLED = 'curl -H "Authorization: Bearer pdb_…" http://127.0.0.1:8000/api/gwangju-phase1/forecast/learnt/'
WORDS = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


def say(lang: str, key: str, **blanks: object) -> str:
    """A text of words.toml in one language."""
    return WORDS[key][lang].format(**blanks)


def heads(lang: str, *keys: str) -> list[str]:
    """Heads of columns."""
    return [say(lang, f"head_{key}") for key in keys]


def part(text: str, lang: str) -> str:
    """One language of "한국어 · English", or of two paragraphs; the whole where it has one language only."""
    for between in ("\n\n", " · "):
        korean, found, english = text.partition(between)
        if found and re.search("[가-힣]", korean) and not re.search("[가-힣]{2}", english):
            return (korean if lang == "ko" else english).strip()
    return text.strip()


# --- verbs -----------------------------------------------------------------------------------------------------------


def verbs(lang: str) -> str:
    """Every verb, what it does and what it takes, as the program itself has it."""
    from typer.main import get_command

    from podobat.cli import app

    parts = [f"# {say(lang, 'verbs')}\n\n{say(lang, 'verbs_lead')}\n"]
    for path, command in _commands(get_command(app), "podobat"):
        parts.append(f"## {path}\n\n{part(inspect.cleandoc(command.help or ''), lang)}\n")
        parts.append(fenced(f"{path} {_usage(command)}"))
        rows = [_option(o, lang) for o in command.params if o.param_type_name == "option"]
        if rows:
            parts.append(table(heads(lang, "option", "default", "meaning"), rows))
    return "\n".join(parts)


def _commands(command: Any, path: str) -> Iterable[tuple[str, Any]]:
    for name, inner in command.commands.items():
        if hasattr(inner, "commands"):
            yield from _commands(inner, f"{path} {name}")
        else:
            yield f"{path} {name}", inner


def _usage(command: Any) -> str:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    names = [(p.metavar or str(p.name).upper(), p.required) for p in arguments]
    return " ".join([*(name if required else f"[{name}]" for name, required in names), "[…]"])


def _option(option: Any, lang: str) -> list[str]:
    annotation = getattr(getattr(option, "type_descriptor", None), "annotation", None)  # the typer of today
    choices = annotation if isinstance(annotation, EnumType) else getattr(getattr(option, "type", None), "choices", ())
    kinds = "|".join(str(getattr(c, "value", c)) for c in choices)
    default = option.default
    plain = "" if default in (None, ()) or callable(default) else str(getattr(default, "value", default))
    name = ", ".join(code(o) for o in option.opts) + (f" {kinds}" if kinds else "")
    return [name, code(plain), part(option.help or "", lang)]


# --- measures, parameters --------------------------------------------------------------------------------------------


def measures(lang: str) -> str:
    """The catalogue of measures."""
    from podobat.evidence.measures import measures as catalogue

    kinds = WORDS["kinds"]
    parts = [f"# {say(lang, 'measures')}\n\n{say(lang, 'measures_lead')}\n"]
    for m in catalogue():
        by = "" if m.by is None else say(lang, f"by_{m.by}")
        facts = [code(m.id), m.unit, kinds[m.kind][lang], *([by] if by else [])]
        parts.append(f"## {m.name[lang]}\n\n{' · '.join(facts)}\n\n{m.definition[lang]}\n")
        if m.parameters:
            listed = ", ".join(f"[{code(p)}](parameters.md#{_anchor(p)})" for p in m.parameters)
            parts.append(f"{say(lang, 'decided_by')}: {listed}\n")
        if m.built_from:
            parts.append(f"{say(lang, 'built_from')}: {', '.join(map(code, m.built_from))}\n")
    return "\n".join(parts)


def _anchor(id: str) -> str:
    return re.sub(r"[^a-z0-9-]+", "-", id.lower())


def _all_parameters() -> Any:
    from podobat.evidence import read_parameters
    from podobat.plan import read_case

    case = read_case(ROOT / "cases/gwangju-phase1")
    return read_parameters(case.parameter_files, case.sources)


def _range(p: Any) -> str:
    d = p.distribution
    if d.low == d.high or d.shape == "fixed":
        return f"{d.value:g}"
    return f"{d.value:g} ({d.low:g}–{d.high:g}, {d.shape})"


def parameters(lang: str) -> str:
    """Every parameter with its distribution, grade and sources."""
    known = _all_parameters()
    grades, cited = WORDS["grades"], sorted({s for p in known for s in p.source})
    counted = Counter(p.evidence for p in known)
    total = ", ".join(f"{grades[g][lang]} {counted[g]}" for g in grades)
    parts = [f"# {say(lang, 'parameters')}\n\n{say(lang, 'parameters_lead', n=len(known), total=total)}\n"]
    for group in dict.fromkeys(p.id.split(".")[0] for p in known):
        parts.append(f"## {group}\n")
        for p in (p for p in known if p.id.split(".")[0] == group):
            parts.append(f"({_anchor(p.id)})=\n\n### {code(p.id)}\n\n{p.description[lang]}\n")
            facts = [f"{_range(p)} {code(p.unit)}", grades[p.evidence][lang]]
            grounds = [f"[{s}](#source-{_anchor(s)})" for s in p.source]
            parts.append(" · ".join([*facts, *grounds]) + "\n")
            parts += [f"{text[lang]}\n" for text in (p.assumed, p.setting) if text]
    parts.append(f"## {say(lang, 'sources')}\n")
    parts += [_source(known.sources[s], lang) for s in cited if s in known.sources]
    return "\n".join(parts)


def _source(source: Any, lang: str) -> str:
    from podobat.evidence.why import source_line

    return f"(source-{_anchor(source.id)})=\n\n{code(source.id)} {_linked(source_line(source)[lang])}\n"


def _linked(text: str) -> str:
    return re.sub(r"(https?://[^\s)\]]+)", r"<\1>", text)


def roadmap(lang: str) -> str:
    """What is assumed, the widest for its size first: what would be worth measuring."""
    known = [p for p in _all_parameters() if p.evidence == "assumed"]
    lead = (ROOT / "docs" / lang / "roadmap.md").read_text(encoding="utf-8")

    def width(p: Any) -> float:
        d = p.distribution
        return (d.high - d.low) / abs(d.value) if d.value else float(d.high > d.low)

    rows = [
        [f"[{code(p.id)}](reference/parameters.md#{_anchor(p.id)})", p.description[lang], _range(p), p.unit]
        for p in sorted(known, key=lambda p: (-width(p), p.id))
    ]
    return lead + "\n" + table(heads(lang, "parameter", "meaning", "value", "unit"), rows)


# --- the plan file ---------------------------------------------------------------------------------------------------


def plan(lang: str) -> str:
    """The keys of plan.yaml, what may stand there, and the annotated example."""
    from podobat.plan.plan import Plan

    parts = [f"# {say(lang, 'plan')}\n\n{say(lang, 'plan_lead')}\n"]
    for record in (Plan, *_records()):
        rows = [_field(f, lang) for f in dataclasses.fields(record) if "kind" in f.metadata]
        if rows:
            parts.append(f"## {say(lang, 'plan_top') if record is Plan else record.__name__}\n")
            parts.append(table(heads(lang, "key", "required", "allowed"), rows))
    example = (ROOT / "src/podobat/plan/template/plan.yaml").read_text(encoding="utf-8")
    parts.append(f"## {say(lang, 'plan_example')}\n\n{fenced(example, 'yaml')}")
    return "\n".join(parts)


@cache
def _records() -> tuple[type, ...]:
    """The mappings that stand in a plan file, in the order of the code; figures are told in words."""
    from podobat.plan.plan import Plan

    found: list[type] = []
    waiting: list[type] = [Plan]
    while waiting:
        for field in dataclasses.fields(waiting.pop(0)):  # pyright: ignore[reportArgumentType]
            for record in _within(field.metadata.get("kind")):
                if record not in found:
                    found.append(record)
                    waiting.append(record)
    return tuple(found)


def _within(kind: Any) -> Iterable[type]:
    """The records that a kind reads: its own, or that of the kinds it is made of."""
    for cell in getattr(kind, "__closure__", None) or ():
        value = cell.cell_contents
        if inspect.isclass(value) and dataclasses.is_dataclass(value):
            yield value
        elif inspect.isfunction(value):
            yield from _within(value)


def _field(field: Any, lang: str) -> list[str]:
    from podobat.plan.fields import key_of

    required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    return [code(key_of(field)), say(lang, "yes" if required else "no"), _allowed(field, lang)]


def _allowed(field: Any, lang: str) -> str:
    """What the reader itself says is allowed, when something else stands there."""
    from podobat.plan.document import Log, Node

    nested = re.search(rf"\b({'|'.join(record.__name__ for record in _records())})\b", str(field.type))
    if nested:
        return f"[{nested[1]}](#{nested[1].lower()})"
    log = Log("plan.yaml")
    field.metadata["kind"](Node(object(), 1), field.name, log)
    said = [fault.allowed[lang] for fault in log.faults if fault.allowed[lang]]
    return said[0] if said else str(field.type)


# --- JSON, Python ----------------------------------------------------------------------------------------------------


def schemas(lang: str) -> str:
    """The JSON that verbs print, from the schemas that go with the program."""
    parts = [f"# {say(lang, 'json')}\n\n{say(lang, 'json_lead')}\n"]
    for path in sorted((ROOT / "docs/schema").glob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        file = f"{{download}}`{path.name} <schema/{path.name}>`"
        parts.append(f"## {path.stem}\n\n{schema.get('description', '')}\n\n{file}\n")
        always = schema.get("required", ())
        rows = [
            [code(name), _type(about), about.get("description", ""), say(lang, "yes" if name in always else "no")]
            for name, about in schema.get("properties", {}).items()
        ]
        parts.append(table(heads(lang, "key", "type", "meaning", "required"), rows))
    return "\n".join(parts)


def _type(about: Mapping[str, Any]) -> str:
    if "$ref" in about:
        return code(about["$ref"].rsplit("/", 1)[-1])
    if "const" in about:
        return code(about["const"])
    if "anyOf" in about:
        return code(" | ".join(_type(one).strip("`") for one in about["anyOf"]))
    if about.get("type") == "array" and "$ref" in about.get("items", {}):
        return code(f"array of {about['items']['$ref'].rsplit('/', 1)[-1]}")
    kinds = about.get("type", "")
    return code(" | ".join(kinds) if isinstance(kinds, list) else kinds)


def http(lang: str) -> str:
    """The HTTP interface of the web application, from the document that it serves itself."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "podobat.web.site.settings")
    with tempfile.TemporaryDirectory() as data:  # settings keep a secret key where the data are to be
        os.environ.setdefault("PODOBAT_DATA", data)
        django.setup()
    from podobat.web.api.calls import document
    from podobat.web.api.models import MOST_A_MINUTE

    told = document("http://127.0.0.1:8000", version("podobat"))
    lead = say(lang, "http_lead", rate=MOST_A_MINUTE)
    parts = [f"# {say(lang, 'http')}\n\n{lead}\n", f"```\n{_CALLED}\n```\n", f"## {say(lang, 'addresses')}\n"]
    for path, operations in told["paths"].items():
        for method, call in operations.items():
            answer = call["responses"]["200"]["content"]["application/json"]["schema"].get("$ref", "object")
            rows = [[code(p["name"]), p.get("description", ""), p["in"]] for p in call["parameters"]]
            sent = call.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            if sent:
                rows.append([code("(body)"), code(sent["$ref"].rpartition("/")[2]), "body"])
            parts.append(f"### `{method.upper()} {path}`\n\n{call['summary']} → {code(answer.rpartition('/')[2])}\n")
            parts.append(table(heads(lang, "key", "meaning", "stands_in"), rows))
    parts.append(f"\n## {say(lang, 'shapes')}\n")
    for name, shape in told["components"]["schemas"].items():
        rows = [[code(key), _type(about), about.get("description", "")] for key, about in shape["properties"].items()]
        parts.append(f"### {name}\n\n{shape['description']}\n")
        parts.append(table(heads(lang, "key", "type", "meaning"), rows))
    return "\n".join(parts)


def python(lang: str) -> str:
    """The public names of the package, as they say of themselves."""
    import podobat

    parts = [f"# {say(lang, 'python')}\n\n{say(lang, 'python_lead')}\n"]
    for name in sorted([*podobat.__all__, *podobat.LEAVING]):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            thing = getattr(podobat, name)
        parts.append(f"## podobat.{name}\n")
        if name in podobat.LEAVING:
            instead, version = podobat.LEAVING[name]
            parts.append(f"**{say(lang, 'leaving', version=version, instead=instead)}**\n")
        if inspect.isfunction(thing):
            parts.append(fenced(f"podobat.{name}{_signature(thing)}", "python"))
        parts.append(fenced(inspect.getdoc(thing) or ""))
        if inspect.isclass(thing):
            parts.append(_members(thing, lang))
    return "\n".join(parts)


def _signature(function: Any) -> str:
    signature = inspect.signature(function)
    plain = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
    return str(signature.replace(parameters=plain, return_annotation=inspect.Signature.empty))


def _members(cls: type, lang: str) -> str:
    rows = [
        [code(name), (inspect.getdoc(member) or "").split("\n")[0]]
        for name, member in inspect.getmembers(cls)
        if not name.startswith("_") and inspect.getdoc(member) and name in _own(cls) and not inspect.isclass(member)
        and not isinstance(member, (str, int, tuple, Mapping))
    ]  # fmt: skip
    return table(heads(lang, "name", "meaning"), rows) if rows else ""


def _own(cls: type) -> set[str]:
    return {name for base in cls.__mro__ if base.__module__.startswith("podobat") for name in vars(base)}


# --- words -----------------------------------------------------------------------------------------------------------


def glossary(lang: str) -> str:
    """The words, in both languages."""
    with (ROOT / "docs/glossary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    other = "en" if lang == "ko" else "ko"
    rows.sort(key=lambda row: row[lang].lower())
    listed = [[f"**{row[lang]}**", row[other], row[f"meaning_{lang}"]] for row in rows]
    lead = f"# {say(lang, 'glossary')}\n\n{say(lang, 'glossary_lead')}\n"
    return f"{lead}\n{table(heads(lang, 'word', f'in_{other}', 'meaning'), listed)}"


def notes(lang: str) -> str:
    """The list of method notes, those that have a name first and in its order."""
    there = {path.stem for path in (ROOT / "docs").glob("*.md")} | {"cases", "security"}
    named = [name for name in WORDS["note"] if name in there]
    lines = [f"{WORDS['note'][name][lang]} <{name}>" for name in named] + sorted(there - set(named))
    listed = "\n".join(lines)
    return f"# {say(lang, 'notes')}\n\n{say(lang, 'notes_lead')}\n\n```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n"


PAGES: dict[str, Callable[[str], str]] = {
    "reference/verbs.md": verbs,
    "reference/plan.md": plan,
    "reference/measures.md": measures,
    "reference/parameters.md": parameters,
    "reference/json.md": schemas,
    "reference/python.md": python,
    "reference/http.md": http,
    "reference/glossary.md": glossary,
    "notes/index.md": notes,
    "roadmap.md": roadmap,
}
