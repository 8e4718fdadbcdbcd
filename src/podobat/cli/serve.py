"""The verb for the web application: serve."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from podobat.cli.common import app, plainly
from podobat.cli.options import Lang, Language
from podobat.errors import CannotRun
from podobat.texts import catalogue

_say = catalogue("cli")

NEEDED = (
    "django", "axes", "csp", "dj_database_url", "django_tasks_db", "psycopg", "rapidfuzz", "typst", "waitress",
    "whitenoise",
)  # fmt: skip


@app.command()
def serve(
    host: Annotated[
        str, typer.Option("--host", help="접속을 받을 주소(모두: 0.0.0.0) · address to listen on (all: 0.0.0.0)")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="포트 · port")] = 8000,
    data: Annotated[
        Path, typer.Option("--data", metavar="DIR", envvar="PODOBAT_DATA", help="자료 폴더 · folder for all data")
    ] = Path("podobat-data"),
    case: Annotated[
        list[Path] | None,
        typer.Option("--case", metavar="FOLDER", help="열 사업(여러 번 가능) · case to open (may be repeated)"),
    ] = None,
    lang: Language = Lang.KO,
) -> None:
    """웹에서 실적 기록, 목표 현황, 시나리오를 엽니다.

    Serve the web application: record book, dashboard, scenarios. Ctrl-C stops it.
    """
    with plainly(lang):
        missing = [name for name in NEEDED if find_spec(name) is None]
        if missing:
            raise CannotRun(_say("serve.web_application_needs_packages", missing=", ".join(missing)))
        os.environ["PODOBAT_DATA"] = str(data.absolute())
        from podobat.web.serve import serve as run

        run(host=host, port=port, folders=tuple(case or ()), lang=str(lang))
