"""The verb for a first look: demo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from podobat.cli.common import app, plainly
from podobat.cli.forecast import forecast
from podobat.cli.options import Draws, Format, Lang, Language, Out, Seed, Shape, Threads
from podobat.show.console import tell
from podobat.texts import catalogue

_say = catalogue("cli")


@app.command()
def demo(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="사례를 쓸 폴더 · folder to write the case into")
    ] = Path("gwangju-phase1"),
    draws: Draws = 1000,
    seed: Seed = 1,
    threads: Threads = None,
    lang: Language = Lang.KO,
    format: Shape = Format.TABLE,
    out: Out = Path("runs"),
) -> None:
    """광주 인공지능 집적단지 1단계 사례를 폴더에 쓰고, 시작 시점의 전망을 보여 줍니다.

    Write the case of Gwangju's AI cluster into a folder and forecast it as it stood when it began.
    """
    with plainly(lang):
        from podobat.cli.starting import write_example
        from podobat.learn.steering import START

        tell(_say("demo.case", folder=write_example(folder))[lang])
        forecast(folder, as_of=START, draws=draws, seed=seed, threads=threads, lang=lang, format=format, out=out)
        tell(_say("demo.next", folder=folder)[lang])
