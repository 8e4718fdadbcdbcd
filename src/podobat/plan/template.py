"""The example that a new case starts from: an annotated plan, a source, two scenarios, the parameters of a region.

The files lie in `template/` beside this module and pass `podobat check` as they are. Only the id changes, to the name
of the new folder. Writing them is left to `podobat.cli.starting`.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from podobat.errors import CannotRun
from podobat.texts import catalogue

_say = catalogue("plan")

TEMPLATE = Path(__file__).parent / "template"
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}", flags=re.ASCII)
_ID_LINE = "id: my-cluster                    #"


def template_files(id: str) -> dict[str, str]:
    """The files of a new case by their path inside its folder.

    id      name of the new folder, which becomes the plan's id
    raises  CannotRun when the name cannot be an id; a usable one is suggested
    """
    checked_id(id)
    files = {
        path.relative_to(TEMPLATE).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(TEMPLATE.rglob("*"))
        if path.suffix in (".yaml", ".csv")
    }
    head = f"id: {id}"
    files["plan.yaml"] = files["plan.yaml"].replace(_ID_LINE, f"{head:<33} #", 1)
    return files


def checked_id(id: str) -> str:
    """The id itself. Raises CannotRun when it cannot be one; a usable one is suggested."""
    if not _ID.fullmatch(id):
        raise CannotRun(_say("template.no_id", id=id, usable=usable_id(id)))
    return id


def usable_id(name: str) -> str:
    """The id most like a name: "My Cluster!" -> "my-cluster"."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")[:60] or "my-cluster"
