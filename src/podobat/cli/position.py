"""The verb for where a place stands among others: position."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from podobat.cli.common import app, plainly, read_case, tell_of_compilation
from podobat.cli.options import Format, Lang, Language, Out, Shape
from podobat.errors import CannotRun
from podobat.show.console import paper, put, tell
from podobat.texts import catalogue


@app.command()
def position(
    table: Annotated[
        Path,
        typer.Argument(metavar="TABLE", help="지역×산업(×연도) 표 · counts by region, industry and year (CSV, XLSX)"),
    ],
    case: Annotated[
        Path | None, typer.Argument(metavar="CASE", help="plan.yaml이 있는 폴더 · folder that holds plan.yaml")
    ] = None,
    case_option: Annotated[
        Path | None, typer.Option("--case", metavar="CASE", help="위와 같음 · the same, as an option")
    ] = None,
    place: Annotated[
        str | None, typer.Option("--place", metavar="NAME", help="살펴볼 지역 · the region to look at")
    ] = None,
    beside: Annotated[
        list[str] | None,
        typer.Option("--beside", metavar="NAME", help="견줄 지역(여러 번) · a region to set beside it, repeatable"),
    ] = None,
    value: Annotated[
        str | None, typer.Option("--value", metavar="COLUMN", help="값의 열 · the column of values")
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option("--where", metavar="COLUMN=VALUE", help="쓸 줄(여러 번) · rows to use, repeatable"),
    ] = None,
    population: Annotated[
        str | None, typer.Option("--population", metavar="COLUMN", help="인구의 열 · the column of people")
    ] = None,
    draws: Annotated[
        int, typer.Option("--draws", min=0, max=20_000, help="계획의 표본(0: 셈 안 함) · futures of the plan (0: none)")
    ] = 1000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="난수 시드 · seed")] = 1,
    lang: Language = Lang.KO,
    format: Shape = Format.TABLE,
    out: Out = Path("runs"),
) -> None:
    """지역×산업 표에서 무엇이 더 많고, 무엇에 들어설 수 있고, 누가 앞서고, 누구와 닮았는지 봅니다.

    See what a place has more of, what it could enter, who is ahead and whom it resembles.
    """
    with plainly(lang):
        from podobat.position import position as make
        from podobat.position.console import print_position
        from podobat.position.page import PAGE, cells_csv, keep
        from podobat.position.result import json_text
        from podobat.show.store import check_writable

        say = catalogue("position")
        wanted = dict(_pair(text) for text in where or ())
        folder = case if case is not None else case_option
        plan = read_case(folder) if folder is not None else None
        check_writable(out)
        if plan is not None and draws:
            tell_of_compilation(lang)
        result = make(table, plan, place=place, beside=beside or (), value=value, where=wanted, population=population,
                      draws=draws, seed=seed)  # fmt: skip
        kept = keep(result, out, lang, _command(table, folder, place, beside, value, where, population, draws, seed))
        if format is Format.JSON:
            put(json_text(result))
        elif format is Format.CSV:
            put(cells_csv(result))
        else:
            print_position(result, lang, paper())
            put(say("console.page", path=str(kept / PAGE))[lang])
            return
        tell(say("console.results", path=str(kept))[lang])


def _pair(text: str) -> tuple[str, str]:
    column, sign, value = text.partition("=")
    if not sign or not column.strip() or not value.strip():
        raise CannotRun(catalogue("position")("fault.where_form", text=text))
    return column.strip(), value.strip()


def _command(
    table: Path, case: Path | None, place: str | None, beside: list[str] | None, value: str | None,
    where: list[str] | None, population: str | None, draws: int, seed: int,
) -> str:  # fmt: skip
    """How to make the same again; the table by its name alone, since where it lies differs from machine to machine."""
    from podobat.forecast.again import typed

    parts = ["podobat", "position", table.name, *([typed(case)] if case is not None else [])]
    given = [("--place", place), *(("--beside", b) for b in beside or ()), ("--value", value),
             *(("--where", w) for w in where or ()), ("--population", population)]  # fmt: skip
    if case is not None and (draws, seed) != (1000, 1):
        given += [("--draws", str(draws)), ("--seed", str(seed))]
    for option, text in given:
        if text is not None:
            parts += [option, f'"{text}"' if " " in text else text]
    return " ".join(parts)
