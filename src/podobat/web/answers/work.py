"""The job behind an answer: the verb of the command line, run on the folder of the case as it is now."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from podobat.errors import CannotRun
from podobat.units import Text
from podobat.web.answers.judging import judgements_csv
from podobat.web.answers.models import Answer
from podobat.web.answers.verbs import BY_ID
from podobat.web.jobs.tasks import Ticket
from podobat.web.plans.files import laid_out
from podobat.web.plans.services import current, whole_folder

LOOKED: Final = 0.3  # seconds between looks at the process
STEPS: Final = 1000  # of progress
LEFT: Final = 0.97  # of the progress that is shown before the end is there
TOLD: Final = 30  # lines of what went wrong
PRIVATE: Final = ("PODOBAT_SECRET_KEY", "DATABASE_URL")


def answer(ticket: Ticket) -> None:
    """Work one answer out. Its files appear together, or not at all."""
    kept = Answer.objects.select_related("case").get(pk=ticket.job.request["answer"])
    verb = BY_ID[kept.verb]
    files = whole_folder(kept.case, current(kept.case), confirmed=kept.case.confirmed_only) if verb.case else {}
    with laid_out(files, kept.case.slug) as folder:
        place = folder.parent
        words = [
            sys.executable,
            "-m",
            "podobat",
            verb.id,
            *([kept.case.slug] if verb.case else []),
            *_tables(kept, place),
        ]
        words += [*kept.told, "--lang", kept.lang, "--format", "json"]
        words += ["--out", "out"]
        judged = judgements_csv(kept.case) if verb.judgements else ""
        if judged:
            (place / "judgements.csv").write_text(judged, encoding="utf-8")
            words += ["--judgements", "judgements.csv"]
        began = time.monotonic()
        said = _run(words, place, ticket, _expected(kept, verb.seconds))
        seconds = time.monotonic() - began
        _put(kept, place, said)
    Answer.objects.filter(pk=kept.pk).update(ready=True, seconds=seconds, fingerprints=_prints(said, kept))


def _tables(kept: Answer, place: Path) -> list[str]:
    """The uploaded tables, where the verb finds them."""
    names = []
    for name in kept.files.values():
        stored = kept.folder.with_name(f"{kept.key}-in") / name
        shutil.copyfile(stored, place / name)
        names.append(name)
    return names


def _expected(kept: Answer, otherwise: float) -> float:
    """Seconds it took the last time with as many draws, or about as long as it takes."""
    same = Answer.objects.filter(case=kept.case, verb=kept.verb, ready=True, seconds__gt=0)
    last = same.exclude(pk=kept.pk).first()
    if last is None:
        return otherwise
    before, now = (int(a.options.get("draws", 1) or 1) for a in (last, kept))
    return max(1.0, last.seconds * now / max(before, 1))


def _run(words: list[str], place: Path, ticket: Ticket, expected: float) -> bytes:
    """Run the verb and report how far it is; stopped when the job is. Raises CannotRun with what the verb said."""
    ticket.expect(STEPS)
    shown, began = 0, time.monotonic()
    out, err = place / "said.json", place / "told.txt"
    environment = {k: v for k, v in os.environ.items() if k not in PRIVATE}
    with out.open("wb") as said, err.open("wb") as told:
        process = subprocess.Popen(
            words, cwd=place, stdout=said, stderr=told, stdin=subprocess.DEVNULL, env=environment
        )
        try:
            while process.poll() is None:
                time.sleep(LOOKED)
                now = int(STEPS * LEFT * (1 - 0.5 ** (2.5 * (time.monotonic() - began) / expected)))
                ticket.progress(max(0, now - shown))
                shown = max(shown, now)
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
    if process.returncode != 0:
        lines = [line for line in err.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
        message = "\n".join(lines[-TOLD:]) or f"exit {process.returncode}"
        raise CannotRun(Text.same(message))
    return out.read_bytes()


def _put(kept: Answer, place: Path, said: bytes) -> None:
    """The page in the language asked for (name.html, not name.en.html) and the JSON, under a temporary name first."""
    kept.folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{kept.key}-", suffix=".tmp", dir=kept.folder.parent))
    try:
        (unfinished / "answer.json").write_bytes(said)
        found = (place / "out").rglob("*.html") if (place / "out").is_dir() else ()
        for excerpt in (place / "out").rglob("excerpt-*.json"):
            shutil.copyfile(excerpt, unfinished / excerpt.name)
        pages = sorted((p for p in found if "." not in p.stem), key=lambda p: p.stat().st_mtime)
        if pages:
            shutil.copyfile(pages[-1], unfinished / "page.html")
        shutil.rmtree(kept.folder, ignore_errors=True)
        os.replace(unfinished, kept.folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _prints(said: bytes, kept: Answer) -> dict[str, Any]:
    """Fingerprints that the verb itself states; else those with which it was asked for."""
    try:
        stated = json.loads(said).get("fingerprints")
    except (ValueError, AttributeError):
        stated = None
    return {**kept.fingerprints, **(stated if isinstance(stated, dict) else {})}
