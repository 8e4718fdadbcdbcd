"""The verb for what decides a plan: explore."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from podobat.cli.common import app, known_futures, plainly, read_case, tell_of_compilation
from podobat.cli.options import (
    AsOf,
    CaseFolder,
    Cluster,
    Draws,
    Format,
    Lang,
    Language,
    Out,
    ScenarioName,
    Seed,
    Shape,
    Threads,
)
from podobat.show.console import paper, progress_bar, put, tell
from podobat.texts import catalogue

if TYPE_CHECKING:
    from podobat.explore.result import Exploration

_say = catalogue("cli")

Against = Annotated[
    str | None, typer.Option("--against", metavar="NAME", help="계획과 견줄 시나리오 · scenario that may beat the plan")
]
GoalOf = Annotated[
    str | None,
    typer.Option("--goal", metavar="GOAL", help="결정의 기준(지표@연월, odds:목표) · what the decision is judged by"),
]
Mixed = Annotated[
    int,
    typer.Option("--mixed", min=16, max=100_000, help="묶음 비율에 쓸 표본 쌍 수 · pairs of draws for groups"),
]
Decisions = Annotated[
    int,
    typer.Option("--decisions", min=64, max=100_000, help="결정의 가치에 쓸 표본 수 · draws for the decision"),
]


@app.command()
def explore(
    case: CaseFolder,
    scenario: ScenarioName = None,
    against: Against = None,
    goal: GoalOf = None,
    as_of: AsOf = None,
    draws: Draws = 2048,
    mixed: Mixed = 384,
    decisions: Decisions = 512,
    seed: Seed = 1,
    threads: Threads = None,
    cluster: Cluster = None,
    lang: Language = Lang.KO,
    format: Shape = Format.TABLE,
    out: Out = Path("runs"),
) -> None:
    """무엇이 목표를 좌우하는지, 무엇을 먼저 알아볼지 찾습니다.

    What decides the targets, under which conditions they fail, and what is worth finding out first.
    """
    with plainly(lang), ExitStack() as stack:
        from podobat.explore.farm import farm_at
        from podobat.explore.rule import explore as look
        from podobat.show.store import check_writable

        checked = read_case(case)
        check_writable(out)
        tell_of_compilation(lang)
        known = known_futures(checked, as_of, max(draws, decisions), seed, threads, lang)

        def begin(simulations: int) -> Callable[[int], None]:
            return stack.enter_context(progress_bar(simulations, lang))

        result = look(
            checked, scenario=scenario, against=against, goal=goal, draws=draws, mixed=mixed, decisions=decisions,
            seed=seed, threads=threads, begin=begin, futures=known, farm=stack.enter_context(farm_at(cluster)),
        )  # fmt: skip
        stack.close()
        page = _keep(result, out, lang)
        if format is Format.JSON:
            from podobat.explore.result import json_text

            put(json_text(result))
        elif format is Format.CSV:
            put(result.sensitivity().write_csv())
        else:
            from podobat.explore.page import print_exploration

            print_exploration(result, lang, paper())
        (put if format is Format.TABLE else tell)(_say("explore.report", page=page)[lang])


def _keep(result: Exploration, out: Path, lang: str) -> Path:
    from podobat.explore.page import write_exploration
    from podobat.forecast.fingerprints import run_name
    from podobat.show.store import run_folder

    made = {**result.fingerprints, "against": result.against or "", "mixed": str(result.mixed),
            "goal": result.decision.goal.id if result.decision else ""}  # fmt: skip
    run = f"explore-{run_name(result.case_id, result.scenario, result.draws, result.seed, made)}"
    with run_folder(out, result.case_id, run) as folder:
        page = write_exploration(result, folder, lang).name
    return out / result.case_id / run / page
