"""`make test-site`: every command and every block of Python on the site as written, each page in an empty folder.

    python tests/site/run_pages.py [PAGE ...]        pages like ko/tutorial; all of them where none is named

Says how long each command took: the times on the pages come from here.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from pages import DOCS, LANGUAGES, ROOT, blocks, commands, pages

ELSEWHERE = {"pip", "python", ".", "make", "export"}  # these set up an environment, or build the repository


def run(page: str, folder: Path) -> list[str]:
    """Run a page; what failed, with what was said."""
    lang, _, name = page.partition("/")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PODOBAT_LANG": lang}
    failed = []
    python = ""
    for block in blocks((DOCS / lang / f"{name}.md").read_text(encoding="utf-8")):
        if block.file:
            (folder / block.file).write_text(block.code, encoding="utf-8")
            continue
        if block.language == "python":
            python += block.code
            continue
        for words in commands(block):
            if words[0] not in ELSEWHERE and "completion" not in words[1]:
                failed += _one([sys.executable, "-m", *words], folder, environment, f"{page}: {' '.join(words)}")
    if python:
        failed += _one([sys.executable, "-c", python], folder, environment, f"{page}: its Python")
    return failed


def _one(command: list[str], folder: Path, environment: dict[str, str], name: str) -> list[str]:
    began = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    print(f"{time.perf_counter() - began:7.1f} s  {'ok    ' if done.returncode == 0 else 'FAILED'}  {name}", flush=True)
    return [f"{name}\n{done.stdout[-500:]}{done.stderr[-2000:]}"] if done.returncode else []


def main() -> int:
    """All pages, or those named."""
    asked = sys.argv[1:] or [f"{lang}/{page.removesuffix('.md')}" for lang in LANGUAGES for page in pages(lang)]
    failed = []
    for page in asked:
        with tempfile.TemporaryDirectory() as folder:
            failed += run(page, Path(folder))
    print(*failed, sep="\n\n", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
