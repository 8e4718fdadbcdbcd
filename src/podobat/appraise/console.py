"""An appraisal on the console, as CSV, and its files on the disk."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.text import Text as Styled

from podobat.appraise.answers import ANSWERS
from podobat.appraise.page import answers, excerpt, render, writer_of
from podobat.appraise.result import Appraisal, json_text
from podobat.appraise.workbook import write_workbook
from podobat.forecast import QUANTILES
from podobat.forecast.store import run_id
from podobat.show.excerpts import write_excerpts
from podobat.show.formulas import csv_of
from podobat.show.store import run_folder, write_whole
from podobat.texts import LANGUAGES

if TYPE_CHECKING:
    import polars as pl

    from podobat.plan import Case

PAGE, WORKBOOK, DATA = "appraisal.html", "appraisal.xlsx", "appraisal.json"


def print_appraisal(appraisal: Appraisal, lang: str, console: Console) -> None:
    """Print every answer under its heading, with the warning that it must not stand without, and what was left out."""
    write = writer_of(appraisal, lang)
    console.print(Styled(write.say("page.title", name=appraisal.plan.name), style="bold"))
    for number, answer in enumerate(answers(appraisal, lang), 1):
        console.print(Styled(f"\n{number}. {answer.title}", style="bold"))
        console.print(Padding(Styled(answer.sentence), (0, 0, 0, 3)))
        if answer.warning:
            warning = f"{write.say('page.warning')}: {answer.warning}"
            console.print(Padding(Styled(warning, style="yellow"), (0, 0, 0, 3)))
    made = {"draws": appraisal.draws, "seed": appraisal.forecast.seed, "left_out": len(appraisal.left_out)}
    console.print(Styled(f"\n{write.say('console.below', **made)}", style="dim"))


def appraisal_csv(appraisal: Appraisal, lang: str) -> str:
    """The headline numbers of all answers as one long table, money in KRW million."""
    return csv_of(long_table(appraisal, lang))


def long_table(appraisal: Appraisal, lang: str) -> pl.DataFrame:
    """answer, id, basis, name, unit, mean, quantiles, probability: a row a number of any answer."""
    import polars as pl

    columns = dict.fromkeys(("answer", "id", "basis", "name", "unit"), pl.String)
    columns |= dict.fromkeys(("mean", *QUANTILES, "probability"), pl.Float64)
    rows = [{"answer": answer.id, **r} for answer in ANSWERS for r in answer.numbers(appraisal, lang)]
    return pl.DataFrame([{column: r.get(column) for column in columns} for r in rows], schema=columns)


def keep(appraisal: Appraisal, case: Case, out: Path, lang: str) -> Path:
    """Write page, workbook and JSON into a folder of their own, whole or not at all. Returns the folder."""
    text = json_text(appraisal)
    digest = hashlib.sha256(f"{text}{lang}".encode()).hexdigest()[:6]
    name = f"appraisal-{run_id(appraisal.forecast)}-{digest}"
    with run_folder(out, appraisal.case_id, name) as folder:
        write_whole(folder / DATA, text + "\n")
        write_whole(folder / PAGE, render(appraisal, case, lang))
        write_workbook(appraisal, case, folder / WORKBOOK, lang)
        write_excerpts(folder, {each: excerpt(appraisal, each) for each in LANGUAGES})
    return out / appraisal.case_id / name
