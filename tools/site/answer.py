"""`make picture`: the picture of an answer and the table that the README and the site show, from a real run.

Gwangju's phase 1 as it stood when it began, 2,000 draws, seed 1: how far the forecast of each target reaches.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from importlib import resources
from io import StringIO
from pathlib import Path

from rich.console import Console

import podobat
from podobat.forecast.console import print_forecast
from podobat.forecast.figures import attainment
from podobat.show.charts import standing_alone
from podobat.show.writer import Writer

ROOT = Path(__file__).parents[2]
SHOWN = ("jobs-27500", "jobs-4000", "startups-1000", "firms-310-mou", "people-5150", "compute-910")


def night() -> str:
    """The colours of the dark page, as CSS variables."""
    style = resources.files("podobat.show").joinpath("style.css").read_text(encoding="utf-8")
    found = re.search(r"prefers-color-scheme: dark\)[^{]*{\s*:root[^{]*{([^}]*)}", style)
    if found is None:
        raise ValueError("the style of pages has no dark colours")
    return ";".join(re.findall(r"--[\w-]+:\s*[^;]+", found[1]))


def main() -> None:
    """Draw it in both languages, for light and dark pages."""
    case = podobat.read_case(ROOT / "cases/gwangju-phase1")
    forecast = podobat.forecast(case, draws=2000, seed=1, futures=podobat.futures(case, "start"))
    targets = tuple(t for id in SHOWN for t in case.plan.targets if t.id == id)
    shown = replace(forecast, plan=replace(case.plan, targets=targets))
    for lang in ("ko", "en"):
        drawing = standing_alone(attainment(shown, Writer.of("forecast", lang, case.plan)).drawings[0])
        table = StringIO()
        print_forecast(shown, lang, Console(file=table, width=128, highlight=False, no_color=True))
        text = "\n".join(line.rstrip() for line in table.getvalue().splitlines())
        (ROOT / f"docs/{lang}/forecast.txt").write_text(text.strip("\n") + "\n", encoding="utf-8")
        for look, more in (("light", ""), ("dark", f"svg{{{night()}}}")):
            path = ROOT / f"docs/images/answer-{lang}-{look}.svg"
            path.write_text(drawing.replace("</style>", f"{more}</style>", 1) + "\n", encoding="utf-8")
            print(path.relative_to(ROOT), file=sys.stderr)


if __name__ == "__main__":
    main()
