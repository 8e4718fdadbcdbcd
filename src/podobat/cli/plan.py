"""Verbs for the plan and the record book: check, new, records check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from podobat.cli.common import app, plainly, read_case, tell_of_compilation
from podobat.cli.options import CaseFolder, Format, Lang, Language, Shape
from podobat.errors import CannotRun
from podobat.show.console import paper, progress_bar, put, tell
from podobat.texts import catalogue

_say = catalogue("cli")


@app.command()
def check(case: CaseFolder, lang: Language = Lang.KO, format: Shape = Format.TABLE) -> None:
    """계획의 오류를 한 번에 찾고, 계획의 수에서 계산되는 비율을 다른 사례와 견줍니다.

    Find every fault of a plan at once, then set what its numbers imply beside other places.
    """
    with plainly(lang):
        from podobat.api import check as check_all
        from podobat.plan import CaseCheck
        from podobat.plan.console import checked_text, print_checked

        result = check_all(case)
        checked = CaseCheck(result.case, result.faults, result.warnings)
        if format is Format.TABLE:
            print_checked(checked, result.ratios, lang=lang, console=paper())
        else:
            put(checked_text(checked, result.ratios, lang=lang, format=format))
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
    continues: Annotated[
        Path | None, typer.Option("--continues", metavar="CASE", help="이어받을 앞 단계 사례 · case to continue")
    ] = None,
    begins: Annotated[
        str | None, typer.Option("--from", metavar="YYYY-MM", help="새 계획의 첫 달 · first month of the new plan")
    ] = None,
    lang: Language = Lang.KO,
) -> None:
    """설명이 달린 예시 계획이나, 앞 단계를 이어받는 계획을 새 폴더에 만듭니다.

    Write an annotated plan into a new folder, to start from, or one that continues an earlier case.
    """
    with plainly(lang):
        from podobat.cli.starting import write_new_case

        if (continues is None) != (begins is None):
            raise CannotRun(_say("continuing.both"))
        if continues is None or begins is None:
            written = write_new_case(folder)
        else:
            written = _continued(folder, continues, begins, lang)
        put(str(written / "plan.yaml"))
        tell(_say("plan.edit_this_file_then_run_podobat", folder=folder)[lang])


def _continued(folder: Path, earlier: Path, begins: str, lang: str) -> Path:
    """Write a case that continues another one, which is read, learnt from and forecast first."""
    from podobat.cli.continuing import DRAWS, continued_files
    from podobat.cli.starting import write_new_case
    from podobat.learn.update import DRAWS as PARTICLES
    from podobat.learn.update import GENERATIONS

    case = read_case(earlier)
    tell_of_compilation(lang)
    with progress_bar(PARTICLES * GENERATIONS + DRAWS, lang) as progress:
        return write_new_case(folder, lambda id: continued_files(case, id, begins, progress))
