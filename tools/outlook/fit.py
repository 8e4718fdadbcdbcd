"""Make the model of the outside view from the reference class: `python -m tools.outlook.fit FOLDER`.

Writes src/podobat/outlook/model.npz. The same folder gives the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.outlook.reference_class import read_cases, read_deadlines

from podobat.outlook.fit.cases import Case
from podobat.outlook.fit.fitting import Recipes, learn
from podobat.outlook.fit.tabulating import Deadline
from podobat.outlook.model import FILE, Model
from podobat.show.store import write_whole

HOME = Path(__file__).parents[2] / "src" / "podobat" / "outlook" / FILE
SOURCE = {
    "source": [
        "Administrative programme review sheets, Japan, 2015-2023, Cabinet Secretariat, as linked open data by JUDGIT!",
        "Results published under IATI, 2016-2024, UNHCR",
    ],
    "licence": "CC BY 4.0",
}


def model_of(
    cases: list[Case], deadlines: list[Deadline], recipes: Recipes | None = None, *, abroad: bool = True
) -> Model:
    """The model that some cases teach, with an account of them."""
    asked = [c for c in cases if c.mark == ""]
    about = {
        **SOURCE,
        "programmes": len({c.programme for c in asked}),
        "indicators": len({c.series.id.rsplit("-", 1)[0] for c in asked}),
        "questions": len(asked),
        "lessons": len(cases),
        "deadlines": len(deadlines),
    }
    return learn(
        cases, recipes, about, deadlines, abroad=abroad, tell=lambda said: print(said, file=sys.stderr, flush=True)
    )


def main(folder: Path) -> None:
    """Learn and write."""
    data = model_of(read_cases(folder), read_deadlines(folder)).write()
    print(write_whole(HOME, data), f"{len(data):,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/reference_class"))
