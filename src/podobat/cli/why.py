"""The verb for where a figure comes from: why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from podobat.cli.common import app, plainly, read_case
from podobat.cli.options import Format, Lang, Language, Shape
from podobat.errors import CannotRun
from podobat.show.console import paper, put
from podobat.texts import catalogue

_say = catalogue("cli")


@app.command()
def why(
    asked: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CASE] [ID]",
            help="사례 폴더와 id(목표, 세부사업, 지표, 모수, 출처, 화면의 수치) · "
            "case folder, and an id of a target, programme, measure, parameter, source or printed figure",
        ),
    ] = None,
    case: Annotated[
        Path | None, typer.Option("--case", metavar="CASE", help="사례 폴더 · case whose own figures count too")
    ] = None,
    lang: Language = Lang.KO,
    format: Shape = Format.TABLE,
) -> None:
    """어떤 수치든 모수와 출처까지 세 단계로 보여 줍니다. id를 빼면 물을 수 있는 것을 보입니다.

    Follow any figure in three steps: what it is worked out from, its parameters, their sources. Without an id: what
    can be asked.
    """
    with plainly(lang):
        from podobat.evidence.console import askable_text, print_askable, print_trail, trail_text
        from podobat.why import askable
        from podobat.why import why as trail_of

        folder, id = _meant(asked or [], case)
        known = read_case(folder) if folder is not None else None
        if id is None:
            things = askable(known)
            if format is Format.TABLE:
                print_askable(things, lang=lang, console=paper())
            else:
                put(askable_text(things, lang=lang, format=format))
            return
        trail = trail_of(known, id)
        if format is Format.TABLE:
            print_trail(trail, lang=lang, console=paper())
        else:
            put(trail_text(trail, lang=lang, format=format))


def _meant(asked: list[str], case: Path | None) -> tuple[Path | None, str | None]:
    """The case and the id: a folder, or what is written like a path, is a case. Raises CannotRun for more than that."""
    folders = [word for word in asked if Path(word).is_dir() or "/" in word]
    ids = [word for word in asked if word not in folders]
    if len(folders) + (case is not None) > 1 or len(ids) > 1:
        raise CannotRun(_say("why.one_case_one_id", given=", ".join(asked)))
    return (Path(folders[0]) if folders else case), (ids[0] if ids else None)
