"""The command line: one verb for each stage of work.

What is asked for goes to standard output, everything else (progress, paths, faults) to standard error, so that
`--format json` gives JSON alone. Exit codes: 0 done; 1 done, but the answer is no (the plan has faults); 2 could not
run; 130 interrupted. Rooms are imported inside the verbs, so that `podobat --help` does not wait for the engine.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from podobat.errors import InputFaults, PodobatError
from podobat.show.screen import paper, progress_bar, put, tell
from podobat.units import Text

if TYPE_CHECKING:
    from podobat.forecast import Forecast
    from podobat.plan import Case, CaseCheck, Ratio
    from podobat.show.store import Partial

INTERRUPTED = 130


class Lang(StrEnum):
    """Language of everything printed."""

    KO = "ko"
    EN = "en"


class Format(StrEnum):
    """How results are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


app = typer.Typer(
    name="podobat",
    help="포도밭: 지역 혁신 집적단지의 계획을 점검하고 전망합니다.\n\n"
    "Podobat: checks and forecasts the plan of a regional innovation cluster.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

CaseFolder = Annotated[Path, typer.Argument(metavar="CASE", help="plan.yaml이 있는 폴더 · folder that holds plan.yaml")]
Language = Annotated[Lang, typer.Option("--lang", envvar="PODOBAT_LANG", help="출력 언어 · language of the output")]
Shape = Annotated[Format, typer.Option("--format", help="출력 형식 · how the result is printed")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="결과 폴더 · folder for results")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="난수 시드 · seed: the same one gives the same numbers")]
Draws = Annotated[int, typer.Option("--draws", min=2, max=1_000_000, help="표본 수 · futures to simulate")]
Threads = Annotated[
    int | None, typer.Option("--threads", min=1, max=1024, help="처리 스레드 수(기본: 전부) · threads (default: all)")
]
Memory = Annotated[
    float,
    typer.Option(
        "--memory",
        metavar="GB",
        min=0.001,
        help="표본을 하나하나 보관할 메모리 · memory in which single draws are kept",
    ),
]
Batch = Annotated[
    int | None,
    typer.Option("--batch", min=1, help="한 묶음의 표본 수(기본: 자동) · draws a batch (default: by itself)"),
]
Checkpoint = Annotated[
    float, typer.Option("--checkpoint", metavar="SECONDS", min=0, help="중간 저장 간격 · time between checkpoints")
]
Cluster = Annotated[
    str | None,
    typer.Option("--cluster", metavar="ADDRESS", help="Dask 스케줄러 주소 또는 local · a Dask scheduler, or `local`"),
]
Overlay = Annotated[
    str | None, typer.Option("--scenario", metavar="NAME", help="덧씌울 시나리오 · scenario to lay over the plan")
]


@contextmanager
def plainly(lang: str) -> Iterator[None]:
    """A user's mistake becomes a plain message and an exit code; only a mistake of ours keeps its traceback."""
    try:
        yield
    except PodobatError as error:
        tell(error.text(lang))
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        interrupted(lang)
    except MemoryError:
        tell(Text("메모리가 부족합니다. --draws를 줄이십시오.", "Not enough memory. Ask for fewer --draws.")[lang])
        raise typer.Exit(2) from None
    except BrokenPipeError:  # the reader (`| head`) has seen enough
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - must outlive this function
        raise typer.Exit(0) from None


def interrupted(lang: str) -> NoReturn:
    """One plain line for a person who pressed Ctrl-C, and the exit code that shells expect."""
    tell(Text("중단했습니다. 쓰다 만 결과는 남지 않았습니다.", "Interrupted. Nothing half-written is left.")[lang])
    raise typer.Exit(INTERRUPTED) from None


def kept_for_later(lang: str) -> NoReturn:
    """The same for a simulation of which something is kept."""
    tell(
        Text(
            "중단했습니다. 여기까지의 표본은 보관했으며, 같은 명령을 다시 실행하면 이어서 합니다.",
            "Interrupted. The draws so far are kept: the same command goes on from there.",
        )[lang]
    )
    raise typer.Exit(INTERRUPTED) from None


def _version(asked: bool) -> None:
    if asked:
        from podobat import __version__

        put(f"podobat {__version__}")
        raise typer.Exit


@app.callback()
def verbs(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="판 번호 · print the version")
    ] = False,
) -> None:
    """포도밭: 지역 혁신 집적단지의 계획을 점검하고 전망합니다.

    Podobat: checks and forecasts the plan of a regional innovation cluster.
    """


@app.command()
def check(case: CaseFolder, lang: Language = Lang.KO, format: Shape = Format.TABLE) -> None:
    """계획의 오류를 한 번에 찾고, 계획이 함축하는 비율을 다른 사례와 견줍니다.

    Find every fault of a plan at once, then set what its numbers imply beside other places.
    """
    with plainly(lang):
        from podobat.show.checking import checked_text, print_checked

        result, ratios = checked_case(case)
        if format is Format.TABLE:
            print_checked(result, ratios, lang=lang, console=paper())
        else:
            put(checked_text(result, ratios, lang=lang, format=format))
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
        from podobat.learn.check import check_record_book
        from podobat.show.recording import print_records, records_text

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
        from podobat.show.starting import write_new_case

        put(str(write_new_case(folder) / "plan.yaml"))
        tell(
            Text(
                f"이 파일을 고친 뒤 `podobat check {folder}`로 점검하십시오.",
                f"Edit this file, then run `podobat check {folder}`.",
            )[lang]
        )


@app.command()
def why(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="지표, 모수, 목표, 출처의 id · id of a measure, parameter, target or source"
        ),
    ],
    case: Annotated[
        Path | None, typer.Option("--case", metavar="CASE", help="사례 폴더 · case whose own figures count too")
    ] = None,
    lang: Language = Lang.KO,
    format: Shape = Format.TABLE,
) -> None:
    """어떤 수치든 지표에서 모수로, 모수에서 출처로 세 걸음에 따라갑니다.

    Follow any figure in three steps: from the measure to its parameters to their sources.
    """
    with plainly(lang):
        from podobat.evidence import why as trail_of
        from podobat.show.trails import print_trail, trail_text

        trail = trail_of(name, read_case(case) if case is not None else None)
        if format is Format.TABLE:
            print_trail(trail, lang=lang, console=paper())
        else:
            put(trail_text(trail, lang=lang, format=format))


@app.command()
def forecast(
    case: CaseFolder,
    scenario: Overlay = None,
    draws: Draws = 2000,
    seed: Seed = 1,
    threads: Threads = None,
    memory: Memory = 1.0,
    batch: Batch = None,
    checkpoint: Checkpoint = 20.0,
    cluster: Cluster = None,
    lang: Language = Lang.KO,
    format: Shape = Format.TABLE,
    out: Out = Path("runs"),
) -> None:
    """목표마다 달성 확률을 전망하고 보고서를 씁니다.

    Forecast the odds on every target, with the plan and without it, and write the report.
    """
    with plainly(lang):
        from podobat.forecast import forecast as simulate
        from podobat.show.store import PARTIAL, Partial, check_writable

        checked = read_case(case)
        check_writable(out)
        tell_of_compilation(lang)
        partial = Partial(out / PARTIAL, checkpoint)

        def parts_of(run: str) -> Partial:
            partial.folder = out / checked.plan.id / f"{run}{PARTIAL}"
            return partial

        signal.signal(signal.SIGTERM, signal.default_int_handler)  # how a cluster asks a job to make room: like Ctrl-C
        try:
            with progress_bar(draws, lang, lambda: partial.found) as progress:
                result = simulate(
                    checked, scenario=scenario, draws=draws, seed=seed, threads=threads, memory=memory, batch=batch,
                    cluster=cluster, checkpoint=parts_of, progress=progress,
                )  # fmt: skip
        except KeyboardInterrupt:
            if partial.kept or partial.found:
                kept_for_later(lang)
            raise
        folder = keep(result, checked, out, lang)
        partial.remove()
        show_forecast(result, lang, format)
        report = folder / "report.html"
        if format is Format.TABLE:
            put(Text(f"보고서: {report}", f"Report: {report}")[lang])
        else:
            tell(Text(f"결과: {folder}", f"Results: {folder}")[lang])


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
) -> None:
    """문헌과 공식 통계가 말하는 값을 모의실험하여 나란히 견줍니다.

    Simulate what literature and official statistics report, and set both side by side.
    """
    with plainly(lang):
        from podobat.learn.validation import validate as compare
        from podobat.learn.validation import work
        from podobat.show.validating import print_validation, validation_text, write_document, write_kept

        checked = read_case(case)
        tell_of_compilation(lang)
        with progress_bar(work(), lang) as progress:
            result = compare(checked, seed=seed, threads=threads, progress=progress)
        if document is not None:
            tell(Text(f"문서: {write_document(result, document)}", f"Page: {document}")[lang])
        if keep_in is not None:
            write_kept(result, keep_in)
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
    draws: Annotated[int, typer.Option("--draws", min=50, help="세대마다 표본 수 · particles a generation")] = 6000,
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
        from podobat.learn.records import read_records
        from podobat.learn.update import GENERATIONS
        from podobat.learn.update import learn as update
        from podobat.show.learning import Generations, show_learning

        checked = read_case(case)
        book = read_records(case, checked.plan, until=until)
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
        from podobat.learn.records import read_records
        from podobat.show.learning import show_backtest

        checked = read_case(case)
        book = read_records(case, checked.plan)
        tell_of_compilation(lang)
        with progress_bar(work(until or CUTS, draws), lang) as progress:
            cuts = score(checked, book, until or CUTS, draws=draws, seed=seed, threads=threads, progress=progress)
        show_backtest(cuts, seed, lang, format, out / checked.plan.id, paper())


def tell_of_compilation(lang: str) -> None:
    """Say why the first run on a machine is silent for a minute."""
    from podobat.engine.compiled import is_compiled

    if not is_compiled():
        tell(
            Text(
                "처음 한 번은 계산 프로그램을 컴파일합니다(1분 안팎).",
                "The first run compiles the engine (about a minute, once).",
            )[lang]
        )


def read_case(folder: Path) -> Case:
    """The case in a folder, its targets held against the catalogue of measures."""
    from podobat.plan import read_case as read

    return read(folder, measure_ids=known_measures())


def known_measures() -> tuple[str, ...]:
    """Ids that a target may be set against; <sector> and <programme> stand for those of the plan."""
    from podobat.evidence.measures import measure_ids

    return measure_ids(["<sector>"], ["<programme>"])


def checked_case(folder: Path) -> tuple[CaseCheck, Sequence[Ratio]]:
    """The case with every fault of its plan and its parameters; when it has none, what its numbers imply."""
    from podobat.evidence import read_references
    from podobat.forecast import parameters_of
    from podobat.plan import CaseCheck, check_case, implied_ratios

    result = check_case(folder, measure_ids=known_measures())
    if result.case is None:
        return result, ()
    try:
        parameters_of(result.case)
    except InputFaults as error:
        return CaseCheck(None, error.faults), ()
    return result, implied_ratios(result.case, read_references())


def keep(result: Forecast, case: Case, out: Path, lang: str) -> Path:
    """Write the run: tables, report and what made it. Returns its folder."""
    from podobat.show.report import write_report
    from podobat.show.store import run_folder, run_id, write_run

    name = run_id(result)
    with run_folder(out, result.case_id, name) as folder:
        write_run(result, folder)
        write_report(result, case, folder / "report.html", lang)
    return out / result.case_id / name


def show_forecast(result: Forecast, lang: str, format: Format) -> None:
    """Print the forecast in the form asked for."""
    if format is Format.JSON:
        from podobat.forecast.json import json_text

        put(json_text(result))
    elif format is Format.CSV:
        put(result.targets(lang).write_csv())
    else:
        from podobat.show.tables import print_forecast

        print_forecast(result, lang, paper())


def main() -> None:
    """The program `podobat`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except KeyboardInterrupt:  # before a verb had begun
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
