"""The verb for the outside view: outlook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from podobat.cli.common import app, plainly
from podobat.cli.options import Format, Lang, Language, Out, Shape
from podobat.show.console import paper, put, tell
from podobat.show.formulas import csv_of
from podobat.texts import catalogue

if TYPE_CHECKING:
    from podobat.outlook.result import Outlook

_say = catalogue("cli")

TableFile = Annotated[
    str,
    typer.Argument(
        metavar="TABLE", help="목표와 실적의 표(CSV, XLSX, Parquet) · a table of targets and counts, long or wide"
    ),
]


@app.command()
def outlook(table: TableFile, lang: Language = Lang.KO, format: Shape = Format.TABLE, out: Out = Path("runs")) -> None:
    """비슷한 처지의 실제 공공사업이 어떻게 끝났는지로 목표의 달성 확률을 봅니다.

    The outside view: odds and intervals for any table of targets and counts, from how real public programmes ended.
    """
    with plainly(lang):
        from podobat.outlook.rule import outlook as look
        from podobat.show.store import check_writable

        check_writable(out)
        result = look(table)
        page = _keep(result, Path(table).stem, out, lang)
        if format is Format.JSON:
            from podobat.outlook.result import json_text

            put(json_text(result))
        elif format is Format.CSV:
            put(csv_of(result.targets()))
        else:
            from podobat.outlook.page import print_outlook

            print_outlook(result, lang, paper())
        if format is Format.TABLE:
            put(_say("compare.report", page=page)[lang])
        else:
            tell(_say("compare.results", parent=page.parent)[lang])


def _keep(result: Outlook, name: str, out: Path, lang: str) -> Path:
    from podobat.outlook.page import write_outlook
    from podobat.show.store import run_folder

    run = f"outlook-{result.fingerprint}"
    with run_folder(out, name, run) as folder:
        page = write_outlook(result, folder, lang).name
    return out / name / run / page
