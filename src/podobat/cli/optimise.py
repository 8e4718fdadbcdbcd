"""The verb for a better plan: optimise."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from podobat.cli.common import app, kept_for_later, known_futures, plainly, read_case, tell_of_compilation
from podobat.cli.options import AsOf, CaseFolder, Cluster, Lang, Language, Out, Seed, SheetFormat, SheetShape, Threads
from podobat.show.console import paper, progress_bar, put, tell
from podobat.texts import catalogue

if TYPE_CHECKING:
    from podobat.optimise.result import Better
    from podobat.optimise.rule import Checkpoint
    from podobat.plan import Case
    from podobat.plan.levers import Levers
    from podobat.show.store import Partial

_say = catalogue("cli")

Goals = Annotated[
    list[str] | None,
    typer.Option(
        "--goal",
        metavar="GOAL",
        help="목표(여러 번): 지표@연월, odds:목표, worst:…, regret:…, npv · goals: MEASURE@MONTH, odds:TARGET, …",
    ),
]
AtLeast = Annotated[
    list[str] | None,
    typer.Option(
        "--at-least", metavar="TARGET=SHARE", help="지킬 달성 확률(예: jobs-4000=0.5) · odds that are not gone below"
    ),
]
Least = Annotated[
    float | None, typer.Option("--least", min=0, max=1, help="세부사업이 남길 비율 · share that every programme keeps")
]
Most = Annotated[
    float | None, typer.Option("--most", min=1, max=100, help="세부사업이 늘 수 있는 배수 · times today's money")
]
Moved = Annotated[
    float | None, typer.Option("--moved", min=0, max=1, help="한 해에 옮길 비율 · share of a year's money moved")
]
Position = Annotated[
    Path | None,
    typer.Option(
        "--position",
        exists=True,
        dir_okay=False,
        help="위치 진단(position.json)이 권하는 산업을 고름 · sectors that a position.json suggests, as levers",
    ),
]
Population = Annotated[int, typer.Option("--population", min=4, max=1000, help="세대마다 계획 수 · plans a generation")]
Generations = Annotated[int, typer.Option("--generations", min=0, max=1000, help="세대 수 · generations")]
SearchDraws = Annotated[
    int, typer.Option("--draws", min=16, max=100_000, help="탐색에 쓸 표본 수 · futures that the search sees")
]
Fresh = Annotated[int, typer.Option("--fresh", min=8, max=100_000, help="검증에 쓸 새 표본 수 · fresh futures")]
Save = Annotated[bool, typer.Option("--save", help="대안을 사례의 시나리오로 저장 · keep as scenarios of the case")]


@app.command()
def optimise(
    case: CaseFolder,
    goal: Goals = None,
    at_least: AtLeast = None,
    as_of: AsOf = None,
    least: Least = None,
    most: Most = None,
    moved: Moved = None,
    position: Position = None,
    population: Population = 40,
    generations: Generations = 8,
    draws: SearchDraws = 256,
    fresh: Fresh = 384,
    seed: Seed = 1,
    threads: Threads = None,
    cluster: Cluster = None,
    lang: Language = Lang.KO,
    format: SheetShape = SheetFormat.TABLE,
    out: Out = Path("runs"),
    save: Save = False,
) -> None:
    """같은 돈으로 더 나은 계획을 찾습니다.

    Search for better budgets under the plan's limits: a front, plans with a name, what is left in fresh futures.
    """
    with plainly(lang), ExitStack() as stack:
        from podobat.explore.farm import farm_at
        from podobat.optimise.rule import optimise as look
        from podobat.optimise.search import Effort
        from podobat.show.store import PARTIAL, Partial, check_writable

        checked = read_case(case)
        check_writable(out)
        tell_of_compilation(lang)
        draws += draws % 2
        fresh += fresh % 2
        known = known_futures(checked, as_of, draws + fresh, seed, threads, lang)
        effort = Effort(population, generations, _rungs(draws))
        partial = Partial(out / PARTIAL)

        def begin(simulations: int) -> Callable[[int], None]:
            return stack.enter_context(progress_bar(simulations, lang))

        try:
            result = look(
                checked, goal or (), at_least=at_least or (), levers=_levers(checked, least, most, moved, position),
                effort=effort, fresh=fresh, seed=seed, threads=threads, begin=begin, futures=known,
                checkpoint=lambda made: _checkpoint(partial, out / checked.plan.id, made),
                farm=stack.enter_context(farm_at(cluster)),
            )  # fmt: skip
        except KeyboardInterrupt:
            if partial.kept or partial.found:
                kept_for_later(lang)
            raise
        stack.close()
        if result.stopped:
            tell(_say("optimise.stopped")[lang])
        folder = _keep(result, out, lang)
        if not result.stopped:
            partial.remove()
        if save:
            _save(result, checked, lang)
        _show(result, folder, lang, format)


def _rungs(draws: int) -> tuple[int, ...]:
    """An eighth of the futures, three eighths, all; even numbers, so that couples stay together."""
    return tuple(dict.fromkeys(2 * max(4, round(draws * share / 2)) for share in (0.125, 0.375, 1.0)))


def _levers(
    case: Case, least: float | None, most: float | None, moved: float | None, position: Path | None
) -> Levers | None:
    """What the plan declares with what was asked for here; None where nothing was."""
    import json

    from podobat.optimise.suggested import suggested_levers
    from podobat.plan.levers import Levers

    asked = {k: v for k, v in (("least", least), ("most", most), ("moved", moved)) if v is not None}
    levers = replace(case.plan.levers or Levers(), **asked) if asked else None
    if position is None:
        return levers
    try:
        standing = json.loads(position.read_text(encoding="utf-8"))
    except ValueError:
        standing = {}
    standing = standing if isinstance(standing, dict) else {}
    return suggested_levers(levers or case.plan.levers or Levers(), case.plan, standing)


def _checkpoint(partial: Partial, folder: Path, made: dict[str, str]) -> Checkpoint:
    """Where generations are kept: a folder named after everything that makes the search."""
    from podobat.forecast.fingerprints import run_name
    from podobat.optimise.rule import Checkpoint
    from podobat.optimise.search import stored, taken_up
    from podobat.show.store import PARTIAL

    partial.folder = folder / f"optimise-{run_name(folder.name, None, 0, 0, made)}{PARTIAL}"
    elites = [taken_up(part) for part in partial.parts()]
    return Checkpoint(elites[-1] if elites else None, lambda elite: partial.keep("elite", stored(elite)))


def _keep(result: Better, out: Path, lang: str) -> Path:
    from podobat.forecast.fingerprints import run_name
    from podobat.optimise.page import write_better
    from podobat.show.store import run_folder

    run = f"optimise-{run_name(result.case_id, None, sum(result.draws), result.seed, result.made)}"
    with run_folder(out, result.case_id, run) as folder:
        write_better(result, folder, lang)
    return out / result.case_id / run


def _save(result: Better, case: Case, lang: str) -> None:
    from podobat.optimise.overlays import overlay_text
    from podobat.show.store import write_whole

    for p in result.portfolios:
        path = write_whole(case.folder / "scenarios" / f"better-{p.id}.yaml", overlay_text(result, p.id))
        tell(_say("optimise.saved", path=path)[lang])


def _show(result: Better, folder: Path, lang: str, format: SheetFormat) -> None:
    if format is SheetFormat.JSON:
        from podobat.optimise.result import json_text

        put(json_text(result))
    elif format is SheetFormat.CSV:
        put(result.budgets().write_csv())
    elif format is SheetFormat.TABLE:
        from podobat.optimise.page import print_better

        print_better(result, lang, paper())
    page = folder / ("portfolios.xlsx" if format is SheetFormat.XLSX else "optimise.html")
    (put if format in (SheetFormat.TABLE, SheetFormat.XLSX) else tell)(_say("optimise.report", page=page)[lang])
