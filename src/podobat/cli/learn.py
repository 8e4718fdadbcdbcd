"""Verbs for what we now see: validate, learn, backtest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from podobat.cli.common import app, drawing_soon, kept_for_later, plainly, read_case, tell_of_compilation
from podobat.cli.options import CaseFolder, Format, Lang, Language, Out, Seed, Shape, Threads
from podobat.errors import CannotRun
from podobat.show.console import paper, progress_bar, put, tell
from podobat.texts import catalogue

_say = catalogue("cli")

if TYPE_CHECKING:
    from podobat.records.book import RecordBook


@app.command()
def validate(
    case: CaseFolder,
    seed: Seed = 1,
    threads: Threads = None,
    lang: Language = Lang.KO,
    format: Annotated[Format, typer.Option("--format", help="출력 형식(table, json) · table or json")] = Format.TABLE,
    document: Annotated[
        Path | None, typer.Option("--document", metavar="FILE", help="비교 문서를 쓸 파일 · page to write")
    ] = None,
    keep_in: Annotated[
        Path | None, typer.Option("--keep", metavar="FILE", help="보고서가 읽을 파일 · file that reports read")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="화면을 쓸 폴더 · folder for the page")
    ] = None,
) -> None:
    """문헌과 공식 통계가 말하는 값을 모의실험하여 나란히 견줍니다.

    Simulate what literature and official statistics report, and set both side by side.
    """
    with plainly(lang):
        from podobat.show.store import check_target, check_writable
        from podobat.validate.page import print_validation, validation_text, write_document, write_kept, write_page
        from podobat.validate.result import validate as compare
        from podobat.validate.result import work

        for target in (document, keep_in):
            if target is not None:
                check_target(target)
        if out is not None:
            check_writable(out)
        checked = read_case(case)
        tell_of_compilation(lang)
        with progress_bar(work(), lang) as progress:
            result = compare(checked, seed=seed, threads=threads, progress=progress)
        if document is not None:
            tell(_say("learn.page", result=write_document(result, document))[lang])
        if keep_in is not None:
            write_kept(result, keep_in)
        if out is not None:
            tell(_say("learn.page", result=write_page(result, out / checked.plan.id, lang))[lang])
        if format is Format.TABLE:
            print_validation(result, lang, paper())
        else:
            put(validation_text(result))


@app.command()
def learn(
    case: CaseFolder,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="이날까지 알려진 기록만 · only records known by then")
    ] = None,
    draws: Annotated[int, typer.Option("--draws", min=50, help="세대마다 표본 수 · particles a generation")] = 3000,
    seed: Seed = 1,
    threads: Threads = None,
    lang: Language = Lang.KO,
    format: Shape = Format.TABLE,
    out: Out = Path("runs"),
) -> None:
    """집계된 실적으로 모수를 보정하고 달성 확률을 다시 전망합니다.

    Learn from what was counted: parameters, odds before and after, and when they fell.
    """
    with plainly(lang):
        drawing_soon()
        from podobat.learn.page import Generations, show_learning
        from podobat.learn.update import GENERATIONS
        from podobat.learn.update import learn as update
        from podobat.records.read import read_records
        from podobat.show.store import check_writable

        checked = read_case(case)
        book = read_records(case, checked.plan, until=until)
        _something_to_learn(book, until)
        check_writable(out)
        tell_of_compilation(lang)
        place = Generations(out / checked.plan.id)
        try:
            with progress_bar(draws * GENERATIONS, lang) as progress:
                posterior = update(
                    checked, book, until=until, draws=draws, seed=seed, threads=threads, progress=progress,
                    checkpoint=place.of,
                )  # fmt: skip
        except KeyboardInterrupt:
            if place.holds_something:
                kept_for_later(lang)
            raise
        show_learning(posterior, lang, format, out / checked.plan.id, paper())
        place.remove()


@app.command()
def backtest(
    case: CaseFolder,
    until: Annotated[
        list[str] | None, typer.Option("--until", metavar="DATE", help="기준일(여러 번) · cut-off, repeatable")
    ] = None,
    draws: Annotated[int, typer.Option("--draws", min=50, help="세대마다 표본 수 · particles a generation")] = 3000,
    seed: Seed = 1,
    threads: Threads = None,
    lang: Language = Lang.KO,
    format: Shape = Format.TABLE,
    out: Out = Path("runs"),
) -> None:
    """기준일까지의 실적만으로 전망하고, 그 뒤의 실적으로 점수를 매깁니다.

    Forecast from what was known at a date, and score it on what was counted later, beside naive forecasts.
    """
    with plainly(lang):
        from podobat.learn.backtest import CUTS, work
        from podobat.learn.backtest import backtest as score
        from podobat.learn.page import show_backtest
        from podobat.records.read import read_records
        from podobat.show.store import check_writable

        checked = read_case(case)
        book = read_records(case, checked.plan)
        _something_to_learn(book, None)
        check_writable(out)
        tell_of_compilation(lang)
        with progress_bar(work(until or CUTS, draws), lang) as progress:
            cuts = score(checked, book, until or CUTS, draws=draws, seed=seed, threads=threads, progress=progress)
        show_backtest(cuts, seed, lang, format, out / checked.plan.id, paper())


def _something_to_learn(book: RecordBook, until: str | None) -> None:
    """Refuse a record book that teaches nothing, before anything is simulated."""
    from podobat.learn.observation import usable

    if any(usable(record) for record in book):
        return
    if until:
        raise CannotRun(_say("learn.nothing_by_then", until=until, n=len(book)))
    raise CannotRun(_say("learn.nothing", n=len(book)))
