"""The verb that says what an act on the cluster is worth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from podobat.cli.common import app, known_futures, plainly, read_case, tell_of_compilation
from podobat.cli.options import AsOf, CaseFolder, Draws, Format, Lang, Language, Out, Seed, Shape, Threads
from podobat.show.console import paper, progress_bar, put, tell
from podobat.texts import catalogue

if TYPE_CHECKING:
    from podobat.acts.result import Acts

_say = catalogue("cli")


@app.command()
def acts(
    case: CaseFolder,
    as_of: AsOf = None,
    draws: Draws = 1000,
    seed: Seed = 1,
    threads: Threads = None,
    lang: Language = Lang.KO,
    format: Shape = Format.TABLE,
    out: Out = Path("runs"),
) -> None:
    """특별법과 일반법, 조항 하나하나가 무엇을 바꾸는지 봅니다.

    What an act changes: general, special or none, by provision, and a month sooner.
    """
    with plainly(lang):
        from podobat.acts.rule import acts_of, runs_of
        from podobat.show.store import check_writable

        checked = read_case(case)
        check_writable(out)
        tell_of_compilation(lang)
        known = known_futures(checked, as_of, draws, seed, threads, lang)
        with progress_bar(runs_of(draws), lang) as progress:
            result = acts_of(checked, draws=draws, seed=seed, threads=threads, progress=progress, futures=known)
        page = _keep(result, out, lang)
        if format is Format.JSON:
            from podobat.acts.result import json_text

            put(json_text(result))
        elif format is Format.CSV:
            put(result.table().write_csv())
        else:
            from podobat.acts.page import print_acts

            print_acts(result, lang, paper())
        if format is Format.TABLE:
            put(_say("acts.report", page=page)[lang])
        else:
            tell(_say("acts.results", folder=page.parent)[lang])


def _keep(result: Acts, out: Path, lang: str) -> Path:
    from podobat.acts.page import write_acts
    from podobat.forecast.fingerprints import run_name
    from podobat.show.store import run_folder

    run = f"acts-{run_name(result.case_id, None, result.draws, result.seed, result.fingerprints)}"
    with run_folder(out, result.case_id, run) as folder:
        page = write_acts(result, folder, lang).name
    return out / result.case_id / run / page
