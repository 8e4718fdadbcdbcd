"""Verbs for the plan and the record book: check, new, records check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from podobat.cli.common import app, plainly, read_case
from podobat.cli.options import CaseFolder, Format, Lang, Language, Shape
from podobat.show.console import paper, put, tell
from podobat.texts import catalogue

_say = catalogue("cli")


@app.command()
def check(case: CaseFolder, lang: Language = Lang.KO, format: Shape = Format.TABLE) -> None:
    """계획의 오류를 한 번에 찾고, 계획이 함축하는 비율을 다른 사례와 견줍니다.

    Find every fault of a plan at once, then set what its numbers imply beside other places.
    """
    with plainly(lang):
        from podobat.api import check as check_all
        from podobat.plan import CaseCheck
        from podobat.plan.console import checked_text, print_checked

        result = check_all(case)
        found = CaseCheck(result.case, result.faults)
        if format is Format.TABLE:
            print_checked(found, result.ratios, lang=lang, console=paper())
        else:
            put(checked_text(found, result.ratios, lang=lang, format=format))
        if not result.ok:
            raise typer.Exit(1)


records = typer.Typer(
    help="실적 기록(records.csv)을 다룹니다.\n\nThe record book of a case.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(records, name="records")


@records.command("check")
def records_check(
    case: CaseFolder,
    keep_good: Annotated[
        bool, typer.Option("--keep-good", help="오류 없는 줄만 살려 점검 · check the rows that are sound")
    ] = False,
    lang: Language = Lang.KO,
    format: Shape = Format.TABLE,
) -> None:
    """실적 기록의 오류와, 집계 기관끼리 어긋나는 기록, 빈 달, 줄어든 누계, 겹친 기록을 찾습니다.

    Find the faults of the record book, then counters that disagree, gaps, falling counts and duplicates.
    """
    with plainly(lang):
        from podobat.records.check import check_record_book
        from podobat.records.page import print_records, records_text

        checked = read_case(case)
        result = check_record_book(checked, keep_good=keep_good)
        if format is Format.TABLE:
            print_records(result, checked.plan, lang=lang, console=paper())
        else:
            put(records_text(result, checked.plan, lang=lang, format=format))
        if not result.ok:
            raise typer.Exit(1)


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="새 사례 폴더 · folder of the new case")],
    lang: Language = Lang.KO,
) -> None:
    """설명이 달린 예시 계획을 새 폴더에 만듭니다.

    Write an annotated plan into a new folder, to start from.
    """
    with plainly(lang):
        from podobat.cli.starting import write_new_case

        put(str(write_new_case(folder) / "plan.yaml"))
        tell(_say("plan.edit_this_file_then_run_podobat", folder=folder)[lang])
