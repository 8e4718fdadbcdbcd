"""An appraisal on the console, as JSON and as CSV, and its files on the disk."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text as Styled

from podobat.appraise.page import answers, render
from podobat.appraise.words import WORDS
from podobat.appraise.workbook import write_workbook
from podobat.forecast import QUANTILES
from podobat.forecast.store import run_id
from podobat.show.store import run_folder, write_whole
from podobat.units import Text

if TYPE_CHECKING:
    import polars as pl

    from podobat.appraise.result import Appraisal
    from podobat.plan import Case

_RATIO = 2  # the answer that is never said without its warning
PAGE, WORKBOOK, DATA = "appraisal.html", "appraisal.xlsx", "appraisal.json"


def print_appraisal(appraisal: Appraisal, lang: str, console: Console) -> None:
    """Print the four answers, each under its heading, and what was left out."""
    console.print(Styled(WORDS["title"][lang].format(name=appraisal.plan.name[lang]), style="bold"))
    for number, (heading, sentence) in enumerate(answers(appraisal, lang), 1):
        console.print(Styled(f"\n{number}. {heading}", style="bold"))
        console.print(Padding(Styled(sentence), (0, 0, 0, 3)))
        if number == _RATIO:
            warning = f"{WORDS['warning'][lang]}: {appraisal.sales.warning[lang]}"
            console.print(Padding(Styled(warning, style="yellow"), (0, 0, 0, 3)))
    left_out = len(appraisal.left_out)
    console.print(
        Styled(
            Text(
                f"\n표본 {appraisal.draws:,}개, 시드 {appraisal.forecast.seed}. 네 답은 서로 더하지 않습니다. "
                f"제외한 {left_out}가지와 그 까닭은 평가 보고서에 있습니다.",
                f"\n{appraisal.draws:,} draws, seed {appraisal.forecast.seed}. The four answers are never added. "
                f"The {left_out} things left out, and why, stand in the page.",
            )[lang],
            style="dim",
        )
    )


def appraisal_json(appraisal: Appraisal) -> str:
    """The appraisal as JSON in one line, schema 1; what does not exist or is infinite is null."""
    return json.dumps(_finite(appraisal.to_json_dict()), ensure_ascii=False, allow_nan=False)


def _finite(value: Any) -> Any:
    """Seven significant digits, and null for what JSON cannot hold."""
    if isinstance(value, dict):
        return {str(key): _finite(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(child) for child in value]
    if isinstance(value, float):
        return float(f"{value:.7g}") if math.isfinite(value) else None
    return value


def appraisal_csv(appraisal: Appraisal, lang: str) -> str:
    """The headline numbers of all four answers as one long table, money in KRW million."""
    return long_table(appraisal, lang).write_csv()


def long_table(appraisal: Appraisal, lang: str) -> pl.DataFrame:
    """answer, id, basis, name, unit, mean, quantiles, probability: a row a number of any of the four answers."""
    import polars as pl

    rows = [
        _row("input_output", r["effect"], f"{r['place']}, {r['kind']}", r[f"effect_{lang}"], r["unit"], r)
        for r in appraisal.io.total().to_dicts()
    ]
    rows += [
        _row("cost_benefit", r["what"], r["perspective"], r[f"name_{lang}"], r["unit"], r)
        for r in appraisal.cost_benefit.summary().to_dicts()
    ]
    found = appraisal.hierarchy
    if found is not None and found.judged:
        rows += [_row("hierarchy", r["id"], "score", r[f"name_{lang}"], "1", r) for r in found.scores().to_dicts()]
    elif found is not None:
        rows += [
            _row("hierarchy", r["weights"], f"score needed, k = {r['k']:g}", WORDS["needed"][lang], "1", r)
            for r in found.break_even().to_dicts()
        ]
    rows += [
        _row("unit_costs", r["id"], f"{r['basis']}, {r['month']}", r[f"name_{lang}"], "KRW_m", r)
        for r in appraisal.unit_costs.rows().to_dicts()
    ]
    columns = dict.fromkeys(("answer", "id", "basis", "name", "unit"), pl.String)
    columns |= dict.fromkeys(("mean", *QUANTILES, "probability"), pl.Float64)
    return pl.DataFrame(rows, schema=columns)


def _row(answer: str, id: str, basis: str, name: str, unit: str, r: dict[str, Any]) -> dict[str, Any]:
    numbers = {key: r.get(key) for key in ("mean", *QUANTILES, "probability")}
    return {"answer": answer, "id": id, "basis": basis, "name": name, "unit": unit, **numbers}


def keep(appraisal: Appraisal, case: Case, out: Path, lang: str) -> Path:
    """Write page, workbook and JSON into a folder of their own, whole or not at all. Returns the folder."""
    text = appraisal_json(appraisal)
    digest = hashlib.sha256(f"{text}{lang}".encode()).hexdigest()[:6]
    name = f"appraisal-{run_id(appraisal.forecast)}-{digest}"
    with run_folder(out, appraisal.case_id, name) as folder:
        write_whole(folder / DATA, text + "\n")
        write_whole(folder / PAGE, render(appraisal, case, lang))
        write_workbook(appraisal, case, folder / WORKBOOK, lang)
    return out / appraisal.case_id / name
