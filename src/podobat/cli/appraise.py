"""The verb for what a plan is worth by the national rules: appraise."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from podobat.cli.common import app, drawing_soon, known_futures, plainly, read_case, tell_of_compilation
from podobat.cli.options import (
    AsOf,
    CaseFolder,
    Draws,
    Lang,
    Language,
    Out,
    ScenarioName,
    Seed,
    SheetFormat,
    SheetShape,
    Threads,
)
from podobat.show.console import paper, progress_bar, put, tell
from podobat.texts import catalogue

_say = catalogue("cli")


@app.command()
def appraise(
    case: CaseFolder,
    scenario: ScenarioName = None,
    as_of: AsOf = None,
    io: Annotated[
        list[Path] | None,
        typer.Option("--io", metavar="FILE", help="산업연관표(여러 번) · input-output table, repeatable"),
    ] = None,
    io_unit: Annotated[
        str | None,
        typer.Option(
            "--io-unit", metavar="UNIT", help="정사각 표의 금액 단위 · money of a square table: KRW_m, KRW_bn"
        ),
    ] = None,
    region: Annotated[
        Path | None,
        typer.Option("--region", metavar="FILE", help="지역의 산업 규모 · sizes of the region's sectors for --io"),
    ] = None,
    judgements: Annotated[
        Path | None,
        typer.Option("--judgements", metavar="FILE", help="평가자의 판단(AHP) · evaluators' judgements (AHP)"),
    ] = None,
    leave_out_inconsistent: Annotated[
        bool,
        typer.Option(
            "--leave-out-inconsistent",
            help="일관성 비율이 0.1을 넘는 평가자를 뺌 · leave out evaluators with a ratio above 0.1",
        ),
    ] = False,
    draws: Draws = 2000,
    seed: Seed = 1,
    threads: Threads = None,
    lang: Language = Lang.KO,
    format: SheetShape = SheetFormat.TABLE,
    out: Out = Path("runs"),
) -> None:
    """투입산출 효과, 비용편익, 계층화 분석(AHP), 단가를 국가 지침에 따라 평가합니다.

    Appraise a plan by the national rules: input-output effects, cost-benefit, hierarchy (AHP), unit costs.
    """
    with plainly(lang):
        drawing_soon()
        from podobat.appraise.console import PAGE, WORKBOOK, appraisal_csv, keep, print_appraisal
        from podobat.appraise.result import json_text
        from podobat.appraise.rule import appraise as make
        from podobat.show.store import check_writable

        checked = read_case(case)
        check_writable(out)
        tell_of_compilation(lang)
        known = known_futures(checked, as_of, draws, seed, threads, lang)
        with progress_bar(draws, lang) as progress:
            result = make(
                checked, scenario=scenario, io=io or (), io_unit=io_unit, region=region, judgements=judgements,
                leave_out_inconsistent=leave_out_inconsistent, draws=draws, seed=seed, threads=threads,
                progress=progress, futures=known,
            )  # fmt: skip
        folder = keep(result, checked, out, lang)
        if format is SheetFormat.JSON:
            put(json_text(result))
        elif format is SheetFormat.CSV:
            put(appraisal_csv(result, lang))
        elif format is SheetFormat.XLSX:
            put(str(folder / WORKBOOK))
        else:
            print_appraisal(result, lang, paper())
            put(_say("appraise.page", folder=folder / PAGE)[lang])
            put(_say("appraise.workbook", folder=folder / WORKBOOK)[lang])
            return
        tell(_say("appraise.results", folder=folder)[lang])
