"""An answer in short, as a report takes it over: sentences and tables, written out already by the answer's own page.

write_excerpts(folder, {"ko": excerpt, "en": excerpt})    beside the answer's own files
read_excerpt(path)                                        back again, letter by letter
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from podobat.show.document import Table
from podobat.show.json import one_line
from podobat.show.store import write_whole

NAME: Final = "excerpt-{lang}.json"


@dataclass(frozen=True)
class Excerpt:
    """What a report says of another answer.

    id      its part of the report: value, appraisal
    lead    what it is of: draws, date, where it stands in full
    """

    id: str
    title: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    lead: str = ""

    def with_lead(self, lead: str) -> Excerpt:
        """The same with a word on where it comes from."""
        return replace(self, lead=lead)


def write_excerpts(folder: Path, excerpts: Mapping[str, Excerpt]) -> None:
    """A file a language, whole or not at all. Raises OSError."""
    for lang, excerpt in excerpts.items():
        plain = asdict(excerpt)
        for table in plain["tables"]:
            table["wordy"] = sorted(table["wordy"])
        write_whole(folder / NAME.format(lang=lang), one_line(plain) + "\n")


def read_excerpt(text: str) -> Excerpt:
    """What such a file holds. Raises ValueError, KeyError or TypeError for anything else."""
    plain = json.loads(text)
    tables = tuple(
        Table(t["caption"], tuple(t["head"]), tuple(tuple(row) for row in t["rows"]), frozenset(t["wordy"]))
        for t in plain["tables"]
    )
    return Excerpt(plain["id"], plain["title"], tuple(plain["sentences"]), tables, tuple(plain["notes"]), plain["lead"])
