"""The kinds of input: real files of the cases and made-up tables, changed by luck, and what reads each.

A case that is sound after its change is run through forecast, compare, value and appraise with as few draws as they
take, and through their pages: what passes `check` must be computed. `RUN` says for which share of the sound ones.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from podobat.errors import PodobatError
from tests.appraise import made_up_tables as io_tables
from tests.fuzz import mutate
from tests.fuzz.harness import Kind
from tests.habits.repository import ROOT

CASES = ROOT / "cases"
RUN = float(os.environ.get("PODOBAT_FUZZ_RUN", "0.2"))  # of the sound cases, how many are computed as well
DRAWS = 2
_FEWEST = 4  # that `compare`, `value` and `appraise` take


def _case(luck: Random, folder: Path) -> Path:
    """A copy of a case, small ones more often."""
    name = luck.choice(("port-maren", "port-maren", "gwangju-phase1", "town"))
    target = folder / name
    if name == "town":
        from podobat.plan.template import template_files

        for path, text in template_files(name).items():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            (target / path).write_text(text, encoding="utf-8")
    else:
        shutil.copytree(CASES / name, target)
    return target


def _write(luck: Random, path: Path, text: str) -> None:
    """A text as a file: nearly always UTF-8, now and then as another program or a bad disk leaves it."""
    encoding = luck.choice(("utf-8",) * 30 + mutate.ENCODINGS)
    data = text.encode(encoding, errors="replace" if encoding != "utf-8" else "surrogatepass")
    path.write_bytes(mutate.bytes_of(luck, data) if luck.random() < 0.03 else data)


def _checked(luck: Random, case: Path, scenario: str | None = None) -> str:
    """Read the case; run the verbs when it is sound."""
    from podobat.api import known_measures
    from podobat.forecast import parameters_of
    from podobat.plan import read_case

    found = read_case(case, measure_ids=known_measures())
    parameters_of(found)
    if luck.random() >= RUN:
        return "sound"
    try:
        _run(luck, found, case.parent, scenario)
    except PodobatError as error:  # what passes the check is computed
        raise AssertionError(f"sound to the check, and then: {error.text('en')[:600]}") from error
    return "run"


def _run(luck: Random, case: Any, out: Path, scenario: str | None) -> None:
    from podobat.appraise.page import render
    from podobat.appraise.rule import appraise
    from podobat.compare.page import write_comparison
    from podobat.compare.rule import compare
    from podobat.forecast import forecast
    from podobat.forecast.page import write_report
    from podobat.learn.steering import futures
    from podobat.value.page import write_value
    from podobat.value.rule import value

    known, lang, page = futures(case, "start"), luck.choice(("ko", "en")), luck.randrange(4)  # one page of the four
    result = forecast(case, scenario=scenario, draws=DRAWS, futures=known)
    json.dumps(result.to_json_dict(), allow_nan=False)
    scenarios = [scenario] if scenario else sorted(case.scenarios)[:1]
    compared = compare(case, scenarios, draws=_FEWEST, futures=known) if scenarios else None
    spends = case.plan if scenario is None else case.scenario(scenario).apply(case.plan)
    valued = value(case, scenario=scenario, draws=_FEWEST, futures=known) if _has_money(spends) else None
    appraised = appraise(case, scenario=scenario, draws=_FEWEST, futures=known)
    if page == 0:
        write_report(result, case, out / "report.html", lang)
    elif page == 1 and compared is not None:
        write_comparison(compared, out, lang)
    elif page == 2 and valued is not None:
        write_value(valued, out, lang)
    else:
        render(appraised, case, lang)


def _has_money(plan: Any) -> bool:
    """Is there anything whose value can be asked for? A plan without money and acts has none, and is told so."""
    return any(any(p.budget.values()) for p in plan.programmes) or bool(plan.law and plan.law.wanted)


def plan(luck: Random, folder: Path) -> str:
    """A plan file, changed."""
    case = _case(luck, folder)
    path = case / "plan.yaml"
    _write(luck, path, mutate.yaml_text(luck, path.read_text(encoding="utf-8")))
    return _checked(luck, case)


@cache
def _paths(case: str) -> tuple[str, ...]:
    """Paths of a plan, as a scenario writes them."""
    from podobat.plan import read_case

    found: list[str] = []

    def walk(node: Any, name: str) -> None:
        found.append(name) if name else None
        if isinstance(node, dict):
            for key, child in node.items():
                walk(child, f"{name}.{key}" if name else str(key))
        elif isinstance(node, list | tuple):
            for n, child in enumerate(node):
                walk(child, f"{name}.{child['id'] if isinstance(child, dict) and 'id' in child else n}")

    walk(read_case(CASES / case).plan.to_dict(), "")
    return tuple(found)


def _line_of_a_scenario(luck: Random, case: str) -> str:
    path = luck.choice(_paths(case))
    if luck.random() < 0.3:
        parts = path.split(".")
        parts[luck.randrange(len(parts))] = luck.choice(("*", "nothing", "2023", ""))
        path = ".".join(parts)
    value = luck.choice((
        "0", "1", "0.5", "2", "12.5", "2023", "2023-06", "true", "false", "{times: 0.5}", "{times: 0}", "{times: 1.5}",
        "{times: 1e9}", "{times: -1}", "{times: x}", "{value: 3, assumed: {ko: 가정, en: assumed}}",
        luck.choice(mutate.NUMBERS), luck.choice(mutate.WORDS),
    ))  # fmt: skip
    return f"  {path}: {value}"


def scenario(luck: Random, folder: Path) -> str:
    """A scenario: one of the case, changed, or lines made of the plan's own paths."""
    case = _case(luck, folder)
    if case.name == "town":
        (case / "scenarios").mkdir(exist_ok=True)
    known = sorted((case / "scenarios").glob("*.yaml"))
    if known and luck.random() < 0.4:
        path = luck.choice(known)
        _write(luck, path, mutate.yaml_text(luck, path.read_text(encoding="utf-8")))
        return _checked(luck, case, path.stem)
    of = case.name if case.name != "town" else "port-maren"
    often = luck.choice(("programmes.*.budget.*: {times: 0.5}", "programmes.*.budget.*: {times: 0}", ""))
    lines = [f"  {often}"] if often and luck.random() < 0.5 else []
    lines += [_line_of_a_scenario(luck, of) for _ in range(luck.choice((1, 1, 2, 4)))]
    text = "name: {ko: 가정안, en: a scenario}\ndescription: {ko: 가정안입니다., en: A scenario.}\nset:\n"
    _write(luck, case / "scenarios" / "zz.yaml", text + "\n".join(lines) + "\n")
    return _checked(luck, case, "zz")


@cache
def _parameter_files() -> tuple[str, ...]:
    import podobat.evidence

    folder = Path(podobat.evidence.__file__).parent / "parameters"
    return tuple(sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.yaml")))


def parameter(luck: Random, folder: Path) -> str:
    """A parameter of a case: one of the package's in its place, or its own, changed."""
    import podobat.evidence

    case = _case(luck, folder)
    own = sorted((case / "parameters").rglob("*.yaml"))
    if own and luck.random() < 0.5:
        path, text = (p := luck.choice(own)), p.read_text(encoding="utf-8")
    else:
        name = luck.choice(_parameter_files())
        text = (Path(podobat.evidence.__file__).parent / "parameters" / name).read_text(encoding="utf-8")
        path = case / "parameters" / name
        path.parent.mkdir(parents=True, exist_ok=True)
    _write(luck, path, mutate.yaml_text(luck, text))
    return _checked(luck, case)


def _table(path: Path) -> mutate.Table:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def sources(luck: Random, folder: Path) -> str:
    """The sources of a case."""
    case = _case(luck, folder)
    data, _ = mutate.table_bytes(luck, mutate.rows(luck, _table(case / "sources.csv")))
    (case / "sources.csv").write_bytes(data)
    return _checked(luck, case)


def records(luck: Random, folder: Path) -> str:
    """The record book of a case, its counters and sources."""
    from podobat.errors import InputFaults
    from podobat.plan import read_case
    from podobat.records.check import check_record_book
    from podobat.records.page import records_text

    case = folder / "gwangju-phase1"
    shutil.copytree(CASES / "gwangju-phase1", case)
    name = luck.choice(("records.csv",) * 4 + ("records_sources.csv", "records_counters.csv"))
    table = _table(case / name)
    if name == "records.csv":
        table = [table[0], *luck.sample(table[1:], luck.choice((0, 1, 5, len(table) - 1)))]
    data, _ = mutate.table_bytes(luck, mutate.rows(luck, table))
    (case / name).write_bytes(data)
    read = read_case(case)
    found = check_record_book(read)
    records_text(found, read.plan, lang=luck.choice(("ko", "en")), format=luck.choice(("table", "json", "csv")))
    if found.faults:
        raise InputFaults(found.faults)
    return "sound"


@cache
def _judged() -> mutate.Table:
    import yaml

    said = yaml.safe_load((CASES / "port-maren" / "judgements.yaml").read_text(encoding="utf-8"))
    rows = [["evaluator", "under", "a", "b", "value"]]
    for e in said["evaluators"]:
        rows += [[e["id"], j.get("under", ""), j["a"], j["b"], str(j["value"])] for j in e.get("judgements", ())]
        rows += [[e["id"], k, "project", "no-project", str(v)] for k, v in e.get("project", {}).items()]
    return rows


def judgements(luck: Random, folder: Path) -> str:
    """Evaluators' judgements, as YAML and as a table."""
    from podobat.appraise.ahp.rule import hierarchy
    from podobat.plan import read_case
    from podobat.plan.judgement_files import read_judgements

    if luck.random() < 0.5:
        path = folder / "judgements.yaml"
        _write(
            luck, path, mutate.yaml_text(luck, (CASES / "port-maren" / "judgements.yaml").read_text(encoding="utf-8"))
        )
    else:
        data, ending = mutate.table_bytes(luck, mutate.rows(luck, _judged()))
        path = folder / f"judgements{ending}"
        path.write_bytes(data)
    plan = read_case(CASES / "port-maren").plan
    hierarchy(plan, [0.4, 0.9, 1.3], read_judgements(path), leave_out_inconsistent=luck.random() < 0.5)
    return "sound"


def input_output(luck: Random, folder: Path) -> str:
    """An input-output table: square, the OECD's, the Bank of Korea's long one."""
    from podobat.evidence.input_output import read_table

    made = (
        lambda: io_tables.texts(io_tables.square_rows(region=luck.random() < 0.3)),
        lambda: io_tables.texts(io_tables.oecd_rows()),
        lambda: io_tables.texts(io_tables.oecd_rows(("TTL",))),
        lambda: [io_tables.HEAD, *io_tables.long_rows(io_tables.INPUT_TABLE, io_tables.A),
                 *io_tables.long_rows(io_tables.JOBS_TABLE, io_tables.JOBS[:, None] * io_tables.L, "명/10억원")],
    )  # fmt: skip
    table = luck.choice(made)()
    data, ending = mutate.table_bytes(luck, mutate.rows(luck, table))
    path = folder / f"{luck.choice(('표', 'table2019', 'KOR2019dom', '투입산출표'))}{ending}"
    path.write_bytes(data)
    found = read_table(path, price_year=2019)
    if found.meets is None or not (abs(found.A).sum() < 1e6):  # a table that is read makes sense
        raise AssertionError(f"read with {abs(found.A).sum():g}")
    return "sound"


WIDE = [
    ["지표", "단위", "담당 부서", "2020 목표", "2021 목표", "2022 목표", "2020 실적", "2021 실적"],
    ["창업기업 수", "개사", "전략과", "50", "150", "300", "41", "120"],
    ["양성 인원(누계)", "명", "전략과", "300", "900", "1800", "280", "1750"],
    ["매출액", "백만원", "기업과", "1000", "2500", "4000", "900", "2,600"],
]
LONG = [
    ["series", "group", "kind", "unit", "target", "deadline", "as_of", "count", "promised"],
    *([f"s{k}", "me", "auto", "건", str(10 * k + 5), "2024", str(y), str(8 * k + y - 2020), str(9 * k + 3)]
      for k in range(1, 9) for y in (2021, 2022)),
]  # fmt: skip


def outlook(luck: Random, folder: Path) -> str:
    """A table of targets and counts."""
    from podobat.outlook.page import page_of
    from podobat.outlook.result import json_text
    from podobat.outlook.rule import outlook as look

    data, ending = mutate.table_bytes(luck, mutate.rows(luck, luck.choice((WIDE, LONG))))
    found = look(data, f"표{ending}")
    json.loads(json_text(found))
    page_of(found, luck.choice(("ko", "en")), "ko")
    return "sound"


def match(luck: Random, folder: Path) -> str:
    """Tables of suppliers and demand firms."""
    from podobat.match.result import json_text
    from podobat.match.rule import match as put_together

    korean = ROOT / "tests" / "match" / "korean"
    tables = {name: _table(korean / f"{name}.csv")[:12] for name in ("suppliers", "demands")}
    changed = luck.choice(sorted(tables))
    tables[changed] = mutate.rows(luck, tables[changed])
    paths = {}
    for name, rows in tables.items():
        data, ending = mutate.table_bytes(luck, rows) if name == changed else (mutate.plain(rows), ".csv")
        paths[name] = folder / f"{name}{ending}"
        paths[name].write_bytes(data)
    json.loads(json_text(put_together(paths["suppliers"], paths["demands"], rank=3)))
    return "sound"


def _counts(luck: Random) -> mutate.Table:
    regions, industries = ("서울", "부산", "대구", "광주", "대전", "경기"), ("C26", "C28", "F41", "J62", "M70", "Q86")
    rows = [["시도", "산업코드", "산업명", "연도", "종사자수"]]
    rows += [[r, i, f"업종 {i}", str(y), str(100 + 37 * a * b + y - 2020)]
             for a, r in enumerate(regions) for b, i in enumerate(industries) for y in (2020, 2022)]  # fmt: skip
    return rows


def position(luck: Random, folder: Path) -> str:
    """Counts by region and industry."""
    from podobat.position import position as make
    from podobat.position.result import json_text

    data, ending = mutate.table_bytes(luck, mutate.rows(luck, _counts(luck)))
    path = folder / f"사업체{ending}"
    path.write_bytes(data)
    json.loads(json_text(make(path, None, place=luck.choice(("광주", "광주", "서울", None)))))
    return "sound"


KINDS = (
    Kind("plan", 0.22, plan), Kind("scenario", 0.16, scenario), Kind("parameter", 0.09, parameter),
    Kind("sources", 0.06, sources), Kind("records", 0.12, records), Kind("judgements", 0.09, judgements),
    Kind("input-output", 0.10, input_output), Kind("outlook", 0.06, outlook), Kind("match", 0.05, match),
    Kind("position", 0.05, position),
)  # fmt: skip
