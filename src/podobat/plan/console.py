"""What `podobat check` says: the faults of a case, or what its own numbers imply beside what happened elsewhere.

Three forms: tables for people, JSON and CSV for programs. People read money in the currency of the plan, in tables and
in the sentences of all forms. In JSON and CSV a number of money is KRW million whatever the plan is written in, as its
unit says (KRW_m/job); JSON also names the currency and its rate, under `money`. Nothing is computed here.
"""

from __future__ import annotations

import csv
import io
import string
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from podobat.errors import Fault
from podobat.money import Money, digits, number_text
from podobat.plan import Case, CaseCheck, Ratio, Reference
from podobat.show.json import cleaned, indented
from podobat.texts import catalogue
from podobat.units import UNITS, Text

_say = catalogue("plan")

SCHEMA = 1

GROUPS: dict[str, Text] = {
    "jobs_per_startup": _say("console.groups_jobs_per_startup"),
    "cost_per_job": _say("console.groups_cost_per_job"),
    "cost_per_startup": _say("console.groups_cost_per_startup"),
    "cost_per_trainee": _say("console.groups_cost_per_trainee"),
    "places": _say("console.groups_places"),
    "building_months": _say("console.groups_building_months"),
    "budget_share": _say("console.groups_budget_share"),
    "growth": _say("console.groups_growth"),
    "additions": _say("console.groups_additions"),
    "needs": _say("console.groups_needs"),
}
VIEWS: dict[str, Text] = {
    "inside": _say("console.views_inside"),
    "outside": _say("console.views_outside"),
}
HEADS: dict[str, Text] = {
    "name": _say("console.heads_name"),
    "value": _say("console.heads_value"),
    "range": _say("console.heads_range"),
    "percentile": _say("console.heads_percentile"),
}


def checked_text(check: CaseCheck, ratios: Sequence[Ratio] = (), *, lang: str = "ko", format: str = "table",
                 width: int | None = None) -> str:  # fmt: skip
    """The whole answer of `podobat check` in one form: table, json or csv."""
    if format == "json":
        return indented(checked_json(check, ratios))
    if format == "csv":
        return _csv(check, ratios)
    out = io.StringIO()
    console = Console(file=out, width=width or 110, highlight=False, no_color=True)
    print_checked(check, ratios, lang=lang, console=console)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def print_checked(
    check: CaseCheck, ratios: Sequence[Ratio] = (), *, lang: str = "ko", console: Console | None = None
) -> None:
    """Print the faults of a case, or its implied ratios when it has none."""
    console = console or Console(highlight=False)
    if check.case is None:
        print_faults(check.faults, lang=lang, console=console)
        return
    money = Money.of_plan(check.case.plan)
    console.print(_summary(check.case, lang, money))
    if money.converted:
        console.print(Line(conversion(money)[lang]))
    print_warnings(check.warnings, lang=lang, console=console)
    for view, title in VIEWS.items():
        shown = [r for r in ratios if r.view == view]
        if shown:
            console.print()
            console.rule(title[lang], align="left", style="dim")
        for group in dict.fromkeys(r.group for r in shown):
            console.print()
            console.print(_group([r for r in shown if r.group == group], lang, money))


def print_faults(faults: Iterable[Fault], *, lang: str = "ko", console: Console | None = None) -> None:
    """Print faults as `file:line  path: what was found`, each with what is allowed and what to do."""
    console = console or Console(highlight=False, stderr=True)
    listed = list(faults)
    for fault in listed:
        console.print(Line(fault.text(lang)), soft_wrap=True)
    n = len(listed)
    console.print(Line((_say("console.faults", n=n) if n != 1 else _say("console.one_fault"))[lang], style="bold"))


def print_warnings(warnings: Sequence[Fault], *, lang: str, console: Console) -> None:
    """What the check warns of, those with the same advice together."""
    if not warnings:
        return
    console.print()
    console.rule(_say("console.warnings", n=len(warnings))[lang], align="left", style="dim")
    for remedy in dict.fromkeys(w.remedy for w in warnings):
        alike = [w for w in warnings if w.remedy == remedy]
        for w in alike:
            where = ": ".join(part for part in (w.file, w.path) if part)
            console.print(Line(f"{where}  {w.found[lang]}"), soft_wrap=True)
        console.print(Padding(Line(remedy[lang], style="dim"), (0, 0, 0, 2)))


def conversion(money: Money) -> Text:
    """At what rate comparable figures, which are kept in won, stand beside a plan in another currency."""
    rate = number_text(money.won_per_unit, None)
    return _say("console.amounts", rate=rate, name=Text.each(money.name))


def _summary(case: Case, lang: str, money: Money) -> Line:
    plan = case.plan
    budget = money.both(plan.won_m(plan.budget))
    summary = _say(
        "console.summary", plan=plan.name, programmes=len(plan.programmes), budget=budget, targets=len(plan.targets),
        scenarios=len(case.scenarios), sources=len(case.sources), fingerprint=plan.fingerprint,
    )  # fmt: skip
    return Line(summary[lang])


def _group(ratios: Sequence[Ratio], lang: str, money: Money) -> RenderableType:
    """One table of ratios, a sentence that says what they mean, and the figures they are compared with."""
    first = ratios[0]
    compared = any(r.references for r in ratios)
    table = Table(title=GROUPS[first.group][lang], title_justify="left", title_style="bold", box=None, pad_edge=False)
    table.add_column(HEADS["name"][lang], overflow="fold", min_width=20)
    for head in ("value", "range", "percentile") if compared else ("value",):
        table.add_column(HEADS[head][lang], justify="right", no_wrap=True)
    for r, name in zip(ratios, _names(ratios, lang), strict=True):
        cells = [name, value_text(r.value, r.unit, lang, money)]
        table.add_row(*cells, *(_compared(r, lang, money) if compared else ()))
    return Group(table, *(() if first.group == "budget_share" else _explained(ratios, lang, money)))


def _names(ratios: Sequence[Ratio], lang: str) -> list[str]:
    """The names of a group, without what they all begin with: the title of the group says it."""
    names = [r.name[lang] for r in ratios]
    begin, colon, _ = names[0].partition(": ")
    same = bool(colon) and all(name.startswith(begin + colon) for name in names)
    return [name.removeprefix(begin + colon) for name in names] if same else names


def _explained(ratios: Sequence[Ratio], lang: str, money: Money) -> Iterator[RenderableType]:
    """The first sentence of ratios that share a unit and their references, and those references, each once."""
    explained: set[object] = set()
    for r in ratios:
        if compared_with(r) in explained or (explained and not r.references):
            continue
        explained.add(compared_with(r))
        yield Padding(Line(r.sentence[lang]), (0, 0, 0, 2), expand=False)
        for ref in r.references:
            if ref.id not in explained:
                explained.add(ref.id)
                yield Padding(Line(reference_text(ref, lang, money), style="dim"), (0, 0, 0, 4), expand=False)


def compared_with(r: Ratio) -> tuple[str, ...]:
    """What a ratio is compared with, as a key: its unit and the ids of its references."""
    return (r.unit, *(ref.id for ref in r.references))


def _compared(r: Ratio, lang: str, money: Money) -> tuple[str, str]:
    """Range of the references and percentile, as cells."""
    if not r.references:
        return "–", "–"
    values = [ref.value for ref in r.references]
    low, high = (value_text(v, r.unit, lang, money) for v in (min(values), max(values)))
    return low if low == high else _range(low, high, lang), "–" if r.percentile is None else f"{r.percentile:.0f}"


def _range(low: str, high: str, lang: str) -> str:
    """From the one to the other; a unit that both have is said once."""
    letters = string.ascii_letters + _say("console.letters_of_units")[lang]
    unit = low[len(low.rstrip(letters)) :]
    if unit and low[0].isdigit() and high.endswith(unit):
        low = low.removesuffix(unit)
    return f"{low}~{high}" if lang == "ko" else f"{low} to {high}"


def reference_text(ref: Reference, lang: str, money: Money) -> str:
    """One reference in one line: value, what it is, where, when, and its source."""
    value = value_text(ref.value, ref.unit, lang, money)
    return f"{value}  {ref.quantity[lang]} · {ref.place[lang]}, {ref.years} [{ref.source}]"


def value_text(value: float, unit: str, lang: str, money: Money) -> str:
    """A value with its unit as people write it; money (units KRW_m…) in the currency of the plan."""
    if unit.startswith("KRW_m"):
        return money.both(value)[lang]
    if unit == "share":
        return f"{digits(100 * value)}%"
    if unit in ("percent", "percent/year"):
        return f"{digits(value)}%"
    if unit == "ratio":
        return f"{digits(value)}{_say('console.times')[lang]}"
    label = UNITS[unit].label[lang] if unit in UNITS else unit
    if lang == "ko":
        return f"{digits(value)}{label.partition('/')[0]}"
    return digits(value) if unit == "jobs/firm" else f"{digits(value)} {label}"


# --- for programs ------------------------------------------------------------------------------------------------


def checked_json(check: CaseCheck, ratios: Sequence[Ratio] = ()) -> dict[str, Any]:
    """The answer as plain values (schema 1): ok, money, faults, ratios with references; texts in both languages.

    A number of money is KRW million, and its unit says so (KRW_m, KRW_m/job …), so that a program can compare plans.
    `money` says in which currency the plan is written and its sentences speak, what one unit of it is worth in won
    (value in the plan's currency = value * 1e6 / won_per_unit), and the year of its prices.
    """
    case = check.case
    return cleaned({
        "schema": SCHEMA,
        "case": case.plan.id if case is not None else None,
        "ok": check.ok,
        "fingerprint": case.plan.fingerprint if case is not None else None,
        "money": None if case is None else asdict(Money.of_plan(case.plan)),
        "faults": [_fault_json(f) for f in check.faults],
        "warnings": [_fault_json(f) for f in check.warnings],
        "ratios": [_ratio_json(r) for r in ratios],
    })


def _fault_json(f: Fault) -> dict[str, Any]:
    texts = {"found": f.found, "allowed": f.allowed, "remedy": f.remedy}
    return {"file": f.file, "line": f.line, "path": f.path, **texts}


def _ratio_json(r: Ratio) -> dict[str, Any]:
    references = [
        {"id": ref.id, "class": ref.group, "place": ref.place, "quantity": ref.quantity,
         "value": ref.value, "unit": ref.unit, "years": ref.years, "source": ref.source} for ref in r.references
    ]  # fmt: skip
    return {"id": r.id, "group": r.group, "view": r.view, "name": r.name, "value": r.value, "unit": r.unit,
            "percentile": r.percentile, "sentence": r.sentence, "references": references}  # fmt: skip


def _csv(check: CaseCheck, ratios: Sequence[Ratio]) -> str:
    """Faults when there are any, else ratios, one row each."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if check.faults:
        texts = ("found", "allowed", "remedy")
        writer.writerow(["file", "line", "path", *(f"{name}_{lang}" for name in texts for lang in ("ko", "en"))])
        for f in check.faults:
            cells = (getattr(f, name)[lang] for name in texts for lang in ("ko", "en"))
            writer.writerow([f.file, f.line or "", f.path, *cells])
        return out.getvalue()
    writer.writerow(["id", "view", "group", "value", "unit", "percentile", "n_references", "name_ko", "name_en",
                     "sentence_ko", "sentence_en"])  # fmt: skip
    for r in ratios:
        writer.writerow([r.id, r.view, r.group, r.value, r.unit, "" if r.percentile is None else r.percentile,
                         len(r.references), r.name.ko, r.name.en, r.sentence.ko, r.sentence.en])  # fmt: skip
    return out.getvalue()
