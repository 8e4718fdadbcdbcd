"""The verb for what to expect: forecast."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from podobat.cli.common import app, drawing_soon, kept_for_later, known_futures, plainly, read_case, tell_of_compilation
from podobat.cli.options import (
    AsOf,
    Batch,
    CaseFolder,
    Checkpoint,
    Cluster,
    Draws,
    Format,
    Lang,
    Language,
    Memory,
    Out,
    ScenarioName,
    Seed,
    Shape,
    Threads,
)
from podobat.show.console import paper, progress_bar, put, tell
from podobat.show.formulas import csv_of
from podobat.show.json import one_line
from podobat.texts import catalogue

if TYPE_CHECKING:
    from podobat.forecast import Forecast
    from podobat.plan import Case
    from podobat.show.store import Partial

_say = catalogue("cli")


@app.command()
def forecast(
    case: CaseFolder,
    scenario: ScenarioName = None,
    as_of: AsOf = None,
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
    pdf: Annotated[bool, typer.Option("--pdf", help="보고서를 PDF로도 씁니다 · the report as a PDF too")] = False,
    edition: Annotated[
        str | None,
        typer.Option("--edition", metavar="EDITION", help="보고서의 분량 · how much of the report: one, ten, all, own"),
    ] = None,
    part: Annotated[
        list[str] | None,
        typer.Option("--part", metavar="PART", help="own에 넣을 부분(여러 번) · a part of own, repeatable"),
    ] = None,
    approval: Annotated[
        str, typer.Option("--approval", metavar="NAMES", help="결재란, 쉼표로 구분 · who signs, with commas")
    ] = "",
) -> None:
    """목표마다 달성 확률을 전망하고 보고서를 씁니다.

    Forecast the odds on every target, with the plan and without it, and write the report.
    """
    with plainly(lang):
        drawing_soon()
        from podobat.forecast import forecast as simulate
        from podobat.show.store import PARTIAL, Partial, check_writable

        asked = _asked(edition, part or [], approval)
        checked = read_case(case)
        check_writable(out)
        if pdf:
            from podobat.forecast.pdf import check_typst

            check_typst()
        tell_of_compilation(lang)
        known = known_futures(checked, as_of, draws, seed, threads, lang)
        partial = Partial(out / PARTIAL, checkpoint)

        def parts_of(run: str) -> Partial:
            partial.folder = out / checked.plan.id / f"{run}{PARTIAL}"
            return partial

        signal.signal(signal.SIGTERM, signal.default_int_handler)  # how a cluster asks a job to make room: like Ctrl-C
        try:
            with progress_bar(draws, lang, lambda: partial.found) as progress:
                result = simulate(
                    checked, scenario=scenario, draws=draws, seed=seed, threads=threads, memory=memory, batch=batch,
                    cluster=cluster, checkpoint=parts_of, progress=progress, futures=known,
                )  # fmt: skip
        except KeyboardInterrupt:
            if partial.kept or partial.found:
                kept_for_later(lang)
            raise
        if asked is not None:
            asked["excerpts"] = _excerpts(asked, checked, scenario, as_of, seed, threads, lang)
        folder = keep(result, checked, out, lang, pdf=pdf, asked=asked)
        partial.remove()
        show_forecast(result, lang, format)
        report = folder / ("report.pdf" if pdf else "report.html")
        if format is Format.TABLE:
            put(_say("forecast.report", report=report)[lang])
        else:
            tell(_say("forecast.results", folder=folder)[lang])


def _asked(edition: str | None, parts: list[str], approval: str) -> dict[str, Any] | None:
    """The edition of the report; None where nobody asked for one. Raises CannotRun, with all that is wrong."""
    from podobat.errors import CannotRun
    from podobat.forecast.editions import EDITIONS, PARTS

    if edition is None and not parts and not approval:
        return None
    edition = edition or ("own" if parts else "all")
    unknown = [part for part in parts if part not in PARTS]
    if edition not in (*EDITIONS, "own") or unknown or (edition == "own") != bool(parts):
        raise CannotRun(_say("forecast.edition_wanted", edition=edition, parts=", ".join(parts) or "-",
                             editions=", ".join((*EDITIONS, "own")), known=", ".join(PARTS)))  # fmt: skip
    names = tuple(name.strip() for name in approval.split(",") if name.strip())
    return {"edition": edition, "parts": tuple(parts), "approval": names}


def _excerpts(
    asked: dict[str, Any],
    case: Case,
    scenario: str | None,
    as_of: str | None,
    seed: int,
    threads: int | None,
    lang: str,
) -> dict[str, Any]:
    """The other answers that the edition takes over, each as its own verb gives it without further options."""
    from podobat.forecast.editions import EDITIONS

    parts = asked["parts"] if asked["edition"] == "own" else EDITIONS[asked["edition"]]
    made: dict[str, Any] = {}
    given: dict[str, Any] = {"scenario": scenario, "seed": seed, "threads": threads}
    if "value" in parts:
        from podobat.value.page import excerpt as value_excerpt
        from podobat.value.rule import value

        draws = signature(value).parameters["draws"].default
        known = known_futures(case, as_of, draws, seed, threads, lang)
        made["value"] = value_excerpt(value(case, draws=draws, futures=known, **given), lang)
    if "appraisal" in parts:
        from podobat.appraise.page import excerpt as appraisal_excerpt
        from podobat.appraise.rule import appraise

        draws = signature(appraise).parameters["draws"].default
        known = known_futures(case, as_of, draws, seed, threads, lang)
        made["appraisal"] = appraisal_excerpt(appraise(case, draws=draws, futures=known, **given), lang)
    return made


def keep(
    result: Forecast, case: Case, out: Path, lang: str, *, pdf: bool = False, asked: dict[str, Any] | None = None
) -> Path:
    """Write the run: tables, report (as a PDF too, if asked) and what made it. Returns its folder.

    asked   edition, parts, approval and excerpts of the report, as podobat.forecast.editions takes them
    """
    from podobat.forecast.editions import edited
    from podobat.forecast.page import content, page_of, write_report
    from podobat.forecast.store import run_id, write_run
    from podobat.show.store import run_folder, write_whole

    name = run_id(result)
    with run_folder(out, result.case_id, name) as folder:
        with ThreadPoolExecutor(1) as beside:  # quantiles of every measure, while the charts of the report are drawn
            tables = beside.submit(write_run, result, folder)
            if asked is None:
                write_report(result, case, folder / "report.html", lang)
            else:
                report = edited(content(result, case, lang), **asked)
                write_whole(folder / "report.html", page_of(report))
            tables.result()
        if pdf and asked is not None:
            from podobat.forecast.pdf import pdf_of

            write_whole(folder / "report.pdf", pdf_of(report))
        elif pdf:
            from podobat.forecast.pdf import write_pdf

            write_pdf(result, case, folder / "report.pdf", lang)
    return out / result.case_id / name


def show_forecast(result: Forecast, lang: str, format: Format) -> None:
    """Print the forecast in the form asked for."""
    if format is Format.JSON:
        put(one_line(result.to_json_dict()))
    elif format is Format.CSV:
        put(csv_of(result.targets(lang)))
    else:
        from podobat.forecast.console import print_forecast

        print_forecast(result, lang, paper())
