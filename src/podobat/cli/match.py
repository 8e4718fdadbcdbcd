"""The verb that puts suppliers and demand firms together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from podobat.cli.common import app, plainly, read_case, tell_of_compilation
from podobat.cli.options import Format, Lang, Language, Out, Shape
from podobat.show.console import paper, put, tell
from podobat.show.formulas import csv_of
from podobat.texts import catalogue

if TYPE_CHECKING:
    from podobat.match.reach import Reach
    from podobat.match.result import Match

_say = catalogue("cli")

Suppliers = Annotated[str, typer.Argument(metavar="SUPPLIERS", help="공급기업 표(CSV, XLSX) · table of suppliers")]
Demands = Annotated[str, typer.Argument(metavar="DEMANDS", help="수요기업 표(CSV, XLSX) · table of demand firms")]
Outcomes = Annotated[
    str | None, typer.Option("--outcomes", metavar="TABLE", help="지난 짝의 결과 표 · what became of earlier pairs")
]
Terms = Annotated[
    list[Path] | None,
    typer.Option("--terms", metavar="CSV", help="더할 용어집(여러 번) · a glossary to add, repeated"),
]
Rank = Annotated[int, typer.Option("--rank", min=1, help="수요기업마다 보일 공급기업 수 · suppliers listed a demand")]
Assign = Annotated[
    str, typer.Option("--assign", metavar="welfare|stable", help="배정 방법 · best sum in all, or stable")
]
By = Annotated[str, typer.Option("--by", metavar="fit|worth|target", help="배정 기준 · what `welfare` adds up")]
Least = Annotated[
    float, typer.Option("--least", min=0, max=1, help="제안할 최소 적합도 · fit below which no pair is proposed")
]
Most = Annotated[
    int | None, typer.Option("--most", min=1, help="공급기업 하나의 최대 짝 수 · pairs that one supplier gets at most")
]
Budget = Annotated[
    float | None, typer.Option("--budget", metavar="KRW_m", min=0, help="지원금 예산(백만 원) · money for vouchers")
]

CaseFolder = Annotated[
    Path | None,
    typer.Option("--case", metavar="CASE", help="목표를 볼 계획 · the plan whose targets pairs add to"),
]
Target = Annotated[
    str | None, typer.Option("--target", metavar="ID", help="더하는 것을 볼 목표 · target to which pairs add")
]
Draws = Annotated[int, typer.Option("--draws", min=100, help="계획의 모의실험 표본 · draws of the case's simulation")]


@app.command()
def match(
    suppliers: Suppliers,
    demands: Demands,
    outcomes: Outcomes = None,
    terms: Terms = None,
    rank: Rank = 10,
    assign: Assign = "welfare",
    by: By = "fit",
    least: Least = 0.05,
    most: Most = None,
    budget: Budget = None,
    case: CaseFolder = None,
    target: Target = None,
    draws: Draws = 1000,
    lang: Language = Lang.KO,
    format: Shape = Format.TABLE,
    out: Out = Path("runs"),
) -> None:
    """누가 누구와 일하면 좋은지, 그 까닭과 함께 순서를 매깁니다.

    Rank suppliers for every demand firm, and propose pairs within capacities, wishes and money, with reasons.
    """
    with plainly(lang):
        from podobat.match.rule import match as put_together
        from podobat.show.store import check_writable

        check_writable(out)
        reach = _reach(case, draws, lang) if case is not None else None
        answer = put_together(
            suppliers, demands, outcomes=outcomes, terms=terms or (), rank=rank, assign=assign, by=by, least=least,
            most=most, budget=budget, target=target, reach=reach,
        )  # fmt: skip
        page = _keep(answer, (suppliers, demands, outcomes), case, out, lang)
        if format is Format.JSON:
            from podobat.match.result import json_text

            put(json_text(answer))
        elif format is Format.CSV:
            put(csv_of(answer.pairs(lang)))
        else:
            from podobat.match.page import print_match

            print_match(answer, lang, paper())
        if format is Format.TABLE:
            put(_say("match.report", page=page)[lang])
        else:
            tell(_say("match.results", folder=page.parent)[lang])


def _reach(folder: Path, draws: int, lang: str) -> Reach:
    from podobat.match.reach import reach_of

    case = read_case(folder)
    tell_of_compilation(lang)
    return reach_of(case, draws=draws)


def _keep(answer: Match, tables: tuple[str, str, str | None], case: Path | None, out: Path, lang: str) -> Path:
    from podobat.match.page import write_match
    from podobat.show.store import run_folder

    run = f"match-{answer.fingerprint}"
    with run_folder(out, "match", run) as folder:
        command = answer.options.command(*tables)
        command += f" --case {case}" if case is not None else ""
        page = write_match(answer, folder, lang, command).name
    return out / "match" / run / page
