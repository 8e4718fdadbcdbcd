"""The options that verbs share, each declared once: what it is called, what it accepts, its line of help."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Lang(StrEnum):
    """Language of everything printed."""

    KO = "ko"
    EN = "en"


class Format(StrEnum):
    """How results are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class SheetFormat(StrEnum):
    """How the results of a verb are printed that also has a workbook."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


CaseFolder = Annotated[Path, typer.Argument(metavar="CASE", help="plan.yaml이 있는 폴더 · folder that holds plan.yaml")]
Language = Annotated[Lang, typer.Option("--lang", envvar="PODOBAT_LANG", help="출력 언어 · language of the output")]
Shape = Annotated[Format, typer.Option("--format", help="출력 형식 · how the result is printed")]
SheetShape = Annotated[SheetFormat, typer.Option("--format", help="출력 형식 · how the result is printed")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="결과 폴더 · folder for results")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="난수 시드 · seed: the same one gives the same numbers")]
Draws = Annotated[int, typer.Option("--draws", min=2, max=1_000_000, help="표본 수 · futures to simulate")]
Threads = Annotated[
    int | None, typer.Option("--threads", min=1, max=1024, help="처리 스레드 수(기본: 전부) · threads (default: all)")
]
Memory = Annotated[
    float,
    typer.Option(
        "--memory",
        metavar="GB",
        min=0.001,
        help="표본을 하나하나 보관할 메모리 · memory in which single draws are kept",
    ),
]
Batch = Annotated[
    int | None,
    typer.Option("--batch", min=1, help="한 묶음의 표본 수(기본: 자동) · draws a batch (default: by itself)"),
]
Checkpoint = Annotated[
    float, typer.Option("--checkpoint", metavar="SECONDS", min=0, help="중간 저장 간격 · time between checkpoints")
]
Cluster = Annotated[
    str | None,
    typer.Option("--cluster", metavar="ADDRESS", help="Dask 스케줄러 주소 또는 local · a Dask scheduler, or `local`"),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="이날까지 알려진 기록을 반영(기본: 모두, start: 없음) · records known by then (default: all; start: none)",
    ),
]
ScenarioName = Annotated[
    str | None, typer.Option("--scenario", metavar="NAME", help="덧씌울 시나리오 · scenario to lay over the plan")
]
