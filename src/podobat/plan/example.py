"""The real case that goes with the program: phase 1 of Gwangju's AI cluster, to look at and to change.

In an installed package its files lie in `podobat/cases`, in a clone in `cases/`. Writing them is left to
`podobat.cli.starting`.
"""

from __future__ import annotations

from pathlib import Path

from podobat.errors import CannotRun
from podobat.plan.template import checked_id
from podobat.texts import catalogue

_say = catalogue("plan")

EXAMPLE = "gwangju-phase1"
_PACKAGE = Path(__file__).parents[1]


def example_folder() -> Path:
    """Where the files of the example lie. Raises CannotRun where they are missing."""
    for cases in (_PACKAGE / "cases", _PACKAGE.parents[1] / "cases"):
        if (cases / EXAMPLE / "plan.yaml").is_file():
            return cases / EXAMPLE
    raise CannotRun(_say("template.no_example", name=EXAMPLE))


def example_files(id: str = EXAMPLE) -> dict[str, str]:
    """The files of the example by their path inside its folder, under another name if asked.

    id      name of the new folder, which becomes the plan's id
    raises  CannotRun when the name cannot be an id, or the files are missing
    """
    checked_id(id)
    folder = example_folder()
    files = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".yaml", ".csv")
    }
    files["plan.yaml"] = files["plan.yaml"].replace(f"\nid: {EXAMPLE}\n", f"\nid: {id}\n", 1)
    return files
