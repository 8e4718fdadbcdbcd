"""The verb for what is known: why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from podobat.cli.common import app, plainly, read_case
from podobat.cli.options import Format, Lang, Language, Shape
from podobat.show.console import paper, put


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
        from podobat.evidence.console import print_trail, trail_text

        trail = trail_of(name, read_case(case) if case is not None else None)
        if format is Format.TABLE:
            print_trail(trail, lang=lang, console=paper())
        else:
            put(trail_text(trail, lang=lang, format=format))
