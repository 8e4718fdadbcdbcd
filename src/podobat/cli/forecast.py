"""The verb for what to expect: forecast."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
) -> None:
    """목표마다 달성 확률을 전망하고 보고서를 씁니다.

    Forecast the odds on every target, with the plan and without it, and write the report.
    """
    with plainly(lang):
        drawing_soon()
        from podobat.forecast import forecast as simulate
        from podobat.show.store import PARTIAL, Partial, check_writable

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
        folder = keep(result, checked, out, lang, pdf=pdf)
        partial.remove()
        show_forecast(result, lang, format)
        report = folder / ("report.pdf" if pdf else "report.html")
        if format is Format.TABLE:
            put(_say("forecast.report", report=report)[lang])
        else:
            tell(_say("forecast.results", folder=folder)[lang])


def keep(result: Forecast, case: Case, out: Path, lang: str, *, pdf: bool = False) -> Path:
    """Write the run: tables, report (as a PDF too, if asked) and what made it. Returns its folder."""
    from podobat.forecast.page import write_report
    from podobat.forecast.store import run_id, write_run
    from podobat.show.store import run_folder

    name = run_id(result)
    with run_folder(out, result.case_id, name) as folder:
        with ThreadPoolExecutor(1) as beside:  # quantiles of every measure, while the charts of the report are drawn
            tables = beside.submit(write_run, result, folder)
            write_report(result, case, folder / "report.html", lang)
            tables.result()
        if pdf:
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
