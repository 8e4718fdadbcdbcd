"""Score the outside view out of sample: `python -m tools.outlook.score FOLDER`.

Programmes are split into five folds; the questions of each fold are answered by a model that was learnt from the other
four alone. Questions, truth and scores are those of the scorer beside the folder, ../tools/score_outlook.py.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from pathlib import Path
from types import ModuleType

from tools.outlook.fit import model_of
from tools.outlook.reference_class import read_cases, read_deadlines

from podobat.outlook.asked import read_asked
from podobat.outlook.fit.cases import fold_of_programme
from podobat.outlook.model import FOLDS
from podobat.outlook.rule import outlook_of
from podobat.show.json import one_line


def scorer(folder: Path) -> ModuleType:
    """The scorer that comes with the reference class."""
    path = folder.parent / "tools" / "score_outlook.py"
    spec = importlib.util.spec_from_file_location("score_outlook", path)
    if spec is None or spec.loader is None or not path.exists():
        sys.exit(f"no scorer: {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answers(folder: Path, questions: Path) -> list[dict]:
    """Every question answered by a model that has not seen its programme."""
    cases, deadlines = read_cases(folder), read_deadlines(folder)
    fold = {c.series.id: fold_of_programme(c.programme, "scores") for c in cases}
    asked = read_asked(questions).series
    found = []
    for k in range(FOLDS):
        print(f"fold {k + 1} of {FOLDS}", file=sys.stderr, flush=True)
        others = [c for c in cases if fold_of_programme(c.programme, "scores") != k]
        model = model_of(others, [d for d in deadlines if fold_of_programme(d.programme, "scores") != k], abroad=False)
        own = [s for s in asked if fold[s.id] == k]
        found += [e.to_json_dict() for e in outlook_of(own, model=model).expectations]
    return found


def main(folder: Path, keep: Path | None = None) -> None:
    """Answer and score."""
    module = scorer(folder)
    with tempfile.TemporaryDirectory() as temporary:
        questions, truth, said = (
            Path(keep or temporary) / name for name in ("questions.csv", "truth.csv", "answers.json")
        )
        module.write(folder, questions, truth, 0)
        said.write_text(one_line({"series": answers(folder, questions)}))
        module.score(truth, said, folder)


if __name__ == "__main__":
    main(
        Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/reference_class"),
        Path(sys.argv[2]) if len(sys.argv) > 2 else None,
    )
