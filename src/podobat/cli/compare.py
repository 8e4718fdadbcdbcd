"""Verbs for what a change is worth: compare scenarios, value every programme."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from podobat.cli.common import app, drawing_soon, known_futures, plainly, read_case, tell_of_compilation
from podobat.cli.options import AsOf, CaseFolder, Draws, Format, Lang, Language, Out, ScenarioName, Seed, Shape, Threads
from podobat.show.console import paper, progress_bar, put, tell
from podobat.show.formulas import csv_of
from podobat.texts import catalogue

if TYPE_CHECKING:
    from podobat.compare.result import Comparison
    from podobat.value.result import Value

_say = catalogue("cli")

Scenarios = Annotated[
    list[str] | None,
    typer.Option(
        "--scenario",
        metavar="NAME",
        help="비교할 시나리오(여러 번, plan은 계획 그대로) · a scenario, repeated; `plan` is the plan itself",
    ),
]
Sweeps = Annotated[
    list[str] | None,
    typer.Option(
        "--sweep",
        metavar="PARAMETER",
        help="범위의 양 끝에 고정해 볼 모수(weakest는 가장 덜 알려진 셋) · hold at both ends (`weakest`: the three)",
    ),
]
Orders = Annotated[
    int, typer.Option("--orders", min=1, max=32, help="표본마다 합류 순서 수(역순 별도) · orders of joining in a draw")
]


@app.command()
def compare(
    case: CaseFolder,
    scenario: Scenarios = None,
    as_of: AsOf = None,
    draws: Draws = 2000,
    seed: Seed = 1,
    threads: Threads = None,
    lang: Language = Lang.KO,
    format: Shape = Format.TABLE,
    out: Out = Path("runs"),
) -> None:
    """시나리오를 같은 미래에서 하나하나 견줍니다.

    Compare scenarios future by future: differences with intervals, odds of being better, change of every target's odds.
    """
    with plainly(lang):
        drawing_soon()
        from podobat.compare.rule import alternatives_of
        from podobat.compare.rule import compare as simulate
        from podobat.show.store import check_writable

        checked = read_case(case)
        asked = scenario or []
        alternatives = alternatives_of(checked, asked)
        check_writable(out)
        tell_of_compilation(lang)
        known = known_futures(checked, as_of, draws, seed, threads, lang)
        with progress_bar(draws * len(alternatives), lang) as progress:
            result = simulate(
                checked, asked, draws=draws, seed=seed, threads=threads, progress=progress, futures=known
            )
        page = _keep_comparison(result, out, lang)
        if format is Format.JSON:
            from podobat.compare.result import json_text

            put(json_text(result))
        elif format is Format.CSV:
            put(csv_of(result.measures()))
        else:
            from podobat.compare.page import print_comparison

            print_comparison(result, lang, paper())
        _say_where(page, lang, format)


def _keep_comparison(result: Comparison, out: Path, lang: str) -> Path:
    from podobat.compare.page import write_comparison
    from podobat.forecast.fingerprints import run_name
    from podobat.show.store import run_folder

    asked = "-".join(alternative.id for alternative in result.alternatives)
    run = f"compare-{run_name(result.case_id, asked, result.draws, result.seed, result.fingerprints)}"
    with run_folder(out, result.case_id, run) as folder:
        page = write_comparison(result, folder, lang).name
    return out / result.case_id / run / page


@app.command()
def value(
    case: CaseFolder,
    scenario: ScenarioName = None,
    as_of: AsOf = None,
    draws: Draws = 1000,
    seed: Seed = 1,
    orders: Orders = 1,
    sweep: Sweeps = None,
    threads: Threads = None,
    lang: Language = Lang.KO,
    format: Shape = Format.TABLE,
    out: Out = Path("runs"),
) -> None:
    """세부사업마다 무엇을 더하는지, 그 비용이 얼마인지 평가합니다.

    Value every programme: what it adds, its share of the whole, what a unit costs, delay, the law, pairs.
    """
    with plainly(lang), ExitStack() as stack:
        drawing_soon()
        from podobat.show.store import check_writable
        from podobat.value.rule import value as simulate

        checked = read_case(case)
        check_writable(out)
        tell_of_compilation(lang)
        known = known_futures(checked, as_of, draws, seed, threads, lang)

        def begin(simulations: int) -> Callable[[int], None]:
            tell(_say("compare.simulations_to_come", simulations=simulations)[lang])
            return stack.enter_context(progress_bar(simulations, lang))

        result = simulate(
            checked, scenario=scenario, draws=draws, seed=seed, orders=orders, sweep=sweep or (), threads=threads,
            begin=begin, futures=known,
        )  # fmt: skip
        stack.close()
        page = _keep_value(result, out, lang)
        if format is Format.JSON:
            from podobat.value.result import json_text

            put(json_text(result))
        elif format is Format.CSV:
            put(csv_of(result.costs()))
        else:
            from podobat.value.page import print_value

            print_value(result, lang, paper())
        _say_where(page, lang, format)


def _keep_value(result: Value, out: Path, lang: str) -> Path:
    from podobat.forecast.fingerprints import run_name
    from podobat.show.store import run_folder
    from podobat.value.page import write_value

    made = {**result.fingerprints, "orders": str(result.orders),
            "sweep": " ".join(dict.fromkeys(s.parameter for s in result.sweeps))}  # fmt: skip
    run = f"value-{run_name(result.case_id, result.scenario, result.draws, result.seed, made)}"
    with run_folder(out, result.case_id, run) as folder:
        page = write_value(result, folder, lang).name
    return out / result.case_id / run / page


def _say_where(page: Path, lang: str, format: Format) -> None:
    if format is Format.TABLE:
        put(_say("compare.report", page=page)[lang])
    else:
        tell(_say("compare.results", parent=page.parent)[lang])
