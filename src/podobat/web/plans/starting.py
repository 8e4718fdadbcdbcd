"""How a case begins: from the template, from an uploaded folder, from a table of programmes, from another case.

Every way ends in the files of a draft. Nothing is judged here but what keeps a draft from being made at all.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from podobat.errors import Fault, InputFaults
from podobat.plan.read import SOURCE_COLUMNS
from podobat.plan.template import template_files
from podobat.tables import Column, Table, Years, one_sheet, read_sheets, table_of
from podobat.tables.limits import UPLOADS
from podobat.texts import Text, catalogue
from podobat.units import is_month, month_index, month_text
from podobat.web.plans.draft import example
from podobat.web.plans.files import Files, plan_files
from podobat.web.plans.tree import read, text_of, tree_of, value_at

_say = catalogue("web.plans")

PROGRAMME: Final = Column(
    "name",
    _say("starting.programme"),
    required=True,
    longest=200,
    others=(
        "세부사업명",
        "사업명",
        "사업",
        "내역사업",
        "내역사업명",
        "과제명",
        "구분",
        "항목",
        "programme name",
        "line",
    ),
)
KIND: Final = Column("kind", _say("starting.kind"), longest=40, others=("종류", "사업 유형"))
BUDGET: Final = Column("budget", _say("starting.budget"), "number", unit="KRW_m", least=0.0, others=(
    "사업비", "총사업비", "국비", "소요예산", "합계", "금액"))  # fmt: skip
#: What a programme's name says of its kind, looked for in this order.
_WORDS: Final = (
    ("fund", ("펀드", "투자조합", "fund")),
    ("training", ("교육", "양성", "인재", "인력", "아카데미", "training", "academy")),
    ("testbed", ("실증", "시험장비", "장비", "테스트베드", "test")),
    ("space", ("창업동", "창업공간", "공간", "입주", "building", "space")),
    ("founding", ("창업", "founding", "start-up", "startup")),
    ("attraction", ("유치", "attract")), ("adoption", ("도입", "바우처", "융합", "AI+X", "adoption", "voucher")),
    ("compute", ("데이터센터", "데이터 센터", "컴퓨팅", "연산", "GPU", "data centre", "compute")),
    ("research", ("연구", "R&D", "기술개발", "research")),
    ("network", ("해외", "협력망", "네트워크", "교류", "network")),
    ("growth", ("성장", "사업화", "시제품", "스케일업", "growth")), ("operations", ("운영", "관리", "operations")),
)  # fmt: skip
_CITED: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def from_template(id: str) -> Files:
    """The annotated example under a name of one's own. Raises CannotRun for a name that cannot be an id."""
    return template_files(id)


def renamed(files: Mapping[str, str], id: str) -> Files:
    """The same case under another id. Raises InputFaults where plan.yaml cannot be read at all."""
    made = dict(files)
    doc = _read(made)
    if value_at(doc, ("id",)) != id:
        doc["id"] = id
        made["plan.yaml"] = text_of(doc)
    return made


def id_in(files: Mapping[str, str]) -> str:
    """The id that plan.yaml gives, "" where it gives none. Raises InputFaults where it cannot be read at all."""
    return str(value_at(_read(files), ("id",)) or "")


def _read(files: Mapping[str, str]) -> Any:
    try:
        return read(files.get("plan.yaml", ""))
    except ValueError as error:
        found = _say("starting.cannot_be_read_as_yaml", error=error)
        raise InputFaults([Fault("plan.yaml", None, "", found)]) from error


def copied(files: Mapping[str, str], id: str, name: tuple[str, str]) -> Files:
    """Another case's plan under a new name, without its records."""
    made = renamed(plan_files(files), id)
    return _named(made, name)


def _named(files: Files, name: tuple[str, str]) -> Files:
    doc = _read(files)
    ko, en = name
    doc["name"] = tree_of({"ko": ko, "en": en or ko}, flow=True)
    return {**files, "plan.yaml": text_of(doc)}


def continued(files: Mapping[str, str], id: str, name: tuple[str, str]) -> Files:
    """The next phase: the same programmes and targets, moved on by the length of the plan; scenarios are left behind.

    Every month and every budget year moves by the same number of whole years, so that the new plan begins in the year
    after the old one ended.
    """
    made = {n: t for n, t in plan_files(files).items() if not n.startswith("scenarios/")}
    doc = _read(made)
    start, end = (str(value_at(doc, ("horizon", key)) or "") for key in ("start", "end"))
    if is_month(start) and is_month(end):
        years = int(end[:4]) - int(start[:4]) + 1
        _moved(doc, 12 * years)
        for programme in value_at(doc, ("programmes",)) or ():
            budget = value_at(programme, ("budget",))
            if isinstance(budget, dict):
                later = {y + years if isinstance(y, int) else y: amount for y, amount in budget.items()}
                programme["budget"] = tree_of(later, flow=True)
    made["plan.yaml"] = text_of(doc)
    made = renamed(_named(made, name), id)
    return {**made, "sources.csv": only_cited(made)}


def _moved(value: Any, months: int) -> None:
    """Every month in the tree, moved on."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(pairs):
        if isinstance(inner, str) and is_month(inner):
            value[key] = month_text(month_index(inner) + months)
        else:
            _moved(inner, months)


def only_cited(files: Mapping[str, str]) -> str:
    """sources.csv without rows that no other file names any more: an uncited source is a fault."""
    words = {w for n, t in files.items() if n.endswith(".yaml") for w in _CITED.findall(t)}
    rows = list(csv.DictReader(io.StringIO(files.get("sources.csv", ""))))
    return sources_text([row for row in rows if (row.get("id") or "").strip() in words])


def sources_text(rows: Sequence[Mapping[str, str]]) -> str:
    """sources.csv from its rows."""
    out = io.StringIO()
    writer = csv.DictWriter(out, SOURCE_COLUMNS, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def source_rows(files: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows of sources.csv as they stand."""
    reader = csv.DictReader(io.StringIO(files.get("sources.csv", "")))
    return [{c: (row.get(c) or "") for c in SOURCE_COLUMNS} for row in reader]


# --- a table of programmes by year ------------------------------------------------------------------------------


def from_table(data: bytes, file: str, id: str, name: tuple[str, str], lang: str) -> tuple[Files, list[str]]:
    """A plan from a table of programmes by year, CSV or XLSX; what the table does not say stands as the example has it.

    returns  the files, and what a reader should know of how the table was read
    raises   InputFaults with every fault of the table
    """
    sheets = read_sheets(data, file, UPLOADS)
    table = table_of(one_sheet(sheets), (PROGRAMME, KIND), wide=Years((BUDGET,), BUDGET.id))
    table.raise_faults()
    lines: dict[str, dict[int, float]] = {}
    kinds: dict[str, str] = {}
    for row in table:
        if row["budget"] is not None:
            lines.setdefault(row["name"], {})[int(row["year"])] = float(row["budget"]) / 1000  # KRW bn
            kinds.setdefault(row["name"], row["kind"] or "")
    years = sorted({y for budget in lines.values() for y in budget})
    files = _named(template_files(id), name)
    doc = _read(files)
    first, last = years[0], years[-1]
    doc["horizon"] = tree_of({"start": f"{first}-01", "end": f"{last}-12", "forecast_to": f"{last + 5}-12"},
                             flow=True)  # fmt: skip
    doc["money"]["price_year"] = years[0]
    total = round(sum(sum(b.values()) for b in lines.values()), 9)
    doc["total_budget"] = tree_of({"value": total, "source": "uploaded_table"}, flow=True)
    programmes = [_line(n, kind_of(kinds[n] or n), b, i) for i, (n, b) in enumerate(lines.items(), 1)]
    doc["programmes"] = tree_of(programmes)
    doc["milestones"], doc["elections"] = tree_of([], flow=True), tree_of([], flow=True)
    for target in doc["targets"]:
        target["by"] = f"{years[-1]}-12"
    doc["law"]["earliest"] = f"{years[0]}-01"
    files["plan.yaml"] = text_of(doc)
    files["sources.csv"] = _table_source(files, file, total, years)
    return files, [n[lang] for n in table.notes] + _passed_over(table, lang)


def kind_of(words: str) -> str:
    """The kind of programme that a name speaks of; `operations` where it says nothing."""
    folded = words.casefold()
    known = next((kind for kind, _ in _WORDS if kind == folded), "")
    return known or next((k for k, said in _WORDS if any(w.casefold() in folded for w in said)), "operations")


def _line(name: str, kind: str, budget: Mapping[int, float], number: int) -> Any:
    """A programme of the table, the rest of it as in the example and marked so."""
    item = example("programmes", kind)
    years = sorted(y for y, amount in budget.items() if amount > 0) or sorted(budget)
    item |= {
        "id": f"line-{number}",
        "name": tree_of({"ko": name, "en": name}, flow=True),
        "budget": tree_of({y: round(budget[y], 9) for y in sorted(budget)}, flow=True),
        "source": "uploaded_table",
    }
    if "facility" in item:
        item["facility"] |= {"start": f"{years[0]}-01", "opens": f"{years[-1]}-12"}
        item["facility"].pop("cost", None)
    if "topics" in item:
        del item["topics"]
    return item


def _table_source(files: Mapping[str, str], file: str, total: float, years: Sequence[int]) -> str:
    rows = source_rows(files)
    rows.append(
        dict(
            zip(
                SOURCE_COLUMNS,
                (
                    "uploaded_table",
                    f"{total:g}",
                    "KRW_bn",
                    f"{years[0]}-01",
                    _in_both(_say("starting.total_of_the_table", file=file)),
                    _in_both(_say("starting.who_uploaded")),
                    file,
                    "",
                    "assumed",
                ),
                strict=True,
            )
        )
    )
    return only_cited({**files, "sources.csv": sources_text(rows)})


def _passed_over(table: Table, lang: str) -> list[str]:
    return [f"{table.sheet.title}:{o.line} {o.why} {o.text}"[:200] for o in table.account.left_out]


def put_source(files: Mapping[str, str], rows: Sequence[Mapping[str, str]]) -> Files:
    """The files with another sources.csv; rows without anything in them are left out."""
    kept = [row for row in rows if any(str(v).strip() for v in row.values())]
    return {**files, "sources.csv": sources_text(kept)}


def _in_both(text: Text) -> str:
    """A text as tables of sources hold it: Korean / English."""
    return f"{text.ko} / {text.en}"
