"""Holds `podobat position` against published values that are not part of the repository.

    python tools/check_position.py FOLDER

FOLDER holds tables of statistics offices and published values as others collected them: the workers of Korean
provinces with 24 published location quotients, world trade with its fitness and complexity, textbook examples with
their results. What is not there is said and passed over. Exit code 1 when a value is not met.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from podobat.position.complexity import complexity, fitness
from podobat.position.disparity import disparity, gini, theil_l
from podobat.position.naming import place_of
from podobat.position.quotients import location_quotients, presence
from podobat.position.reading import read_counts
from podobat.position.shift_share import shift_share
from podobat.position.structure import gini_of_quotients, herfindahl, herfindahl_standardised, krugman, shares

Check = tuple[str, float, float, float]  # what, published, ours, allowed difference


def main(folder: Path) -> int:
    """Check every group; say how many values were met and which were not."""
    missed = total = 0
    for name, checks in (("quotients of Korean provinces", korea), ("world trade", trade), ("textbooks", textbooks),
                         ("shift-share of a German city", freiburg)):  # fmt: skip
        try:
            found = list(checks(folder))
        except FileNotFoundError as error:
            print(f"{name}: not there ({error.filename})")
            continue
        wrong = [c for c in found if not abs(c[1] - c[2]) <= c[3]]
        print(f"{name}: {len(found) - len(wrong)} of {len(found)} met")
        for what, published, ours, _ in wrong:
            print(f"  {what}: published {published:.7g}, ours {ours:.7g}")
        missed, total = missed + len(wrong), total + len(found)
    print(f"{total - missed} of {total} values met")
    return 1 if missed or not total else 0


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV file as dictionaries."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def korea(folder: Path) -> Iterator[Check]:
    """Published with two decimals."""
    here = folder / "kr_employment_sido_ksic2"
    published = rows(here / "lq_reference.csv")
    counts = read_counts(here / "kr_emp_sido_ksic2.csv")
    codes = [i.code for i in counts.industries]
    for row in published:
        year = counts.year_number(int(row["year"]))
        q = location_quotients(counts.values[year])[place_of(counts.regions, row["region"]), codes.index(row["ksic2"])]
        yield f"{row['region']} {row['year']} {row['ksic2']}", float(row["lq_published"]), float(q), 0.0051


def trade(folder: Path) -> Iterator[Check]:
    """Fitness after twenty steps, of countries and products; the eigenvector index by another program."""
    here = folder / "eci_world_trade"
    published = {name: rows(here / f"{name}.csv") for name in ("eci_reference", "pci_reference")}
    eigen = rows(here / "eci_eigen_computed_here.csv")
    counts = read_counts(here / "world_trade_avg_1998_to_2000.csv.gz")
    present = presence(location_quotients(counts.values[0]))
    countries = {r.en: k for k, r in enumerate(counts.regions)}
    products = {i.name.en.zfill(4): k for k, i in enumerate(counts.industries)}
    f, q = fitness(present)
    for row in published["eci_reference"]:
        name, value = list(row.values())[:2]
        yield f"fitness {name}", float(value), float(f[countries[name]]), 2e-4
    for row in published["pci_reference"]:
        name, value = list(row.values())[:2]
        yield f"complexity {name}", float(value), float(q[products[name.zfill(4)]]), 1e-2
    index, n = complexity(present).region, np.sqrt(len(countries) / (len(countries) - 1))
    for row in eigen:
        name, value = list(row.values())[:2]
        yield f"eigenvector {name}", float(value), float(index[countries[name]] / n), 5e-4


def textbooks(folder: Path) -> Iterator[Check]:
    """One published number each, with its inputs."""
    for row in rows(folder / "reference_examples" / "reference_values.csv"):
        ours = _by_measure(row["measure"], json.loads(row["inputs_json"]), folder)
        digits = len(row["published"].partition(".")[2])
        if ours is not None:
            yield f"{row['id']} {row['measure']}", float(row["published"]), ours, 0.51 * 10.0**-digits + 1e-9


def _by_measure(measure: str, given: dict[str, Any], folder: Path) -> float | None:
    """The value by our own functions; None for a measure that this program has not."""
    if "file" in given and "column" in given:
        table = rows(folder / given["file"])
        y = np.array([float(r[given["column"]]) for r in table])
        parts = disparity(y, None, [r[given["group"]] for r in table] if "group" in given else None)
        return parts.between if "between" in measure else parts.within if "within" in measure else parts.theil_t
    if "file" in given:
        return _of_city(measure, folder / given["file"])
    x = {name: np.array(v, float) for name, v in given.items() if name not in ("others", "region", "region_order")}
    if measure.startswith("Location quotient"):
        return float((x["e_ij"] / x["e_j"]) / (x["e_i"] / x["e"]))
    if measure.startswith("Krugman"):
        mean = np.mean([shares(np.array(o, float)) for o in given["others"]], axis=0) if "others" in given else None
        return float(krugman(x["e_ij"], mean if mean is not None else x.get("e_uj", x.get("e_il", x["e_ij"]))))
    if measure.startswith(("Gini of spec", "Gini of industry")):
        return gini_of_quotients(x["e_ij"], x.get("e_i", x.get("e_j", x["e_ij"])))
    simple = {
        "Gini, not": lambda: gini(x["x"]), "Gini, standardised": lambda: gini(x["x"]) * x["x"].size / (x["x"].size - 1),
        "Gini, weighted": lambda: gini(x["x"], x["weight"]), "Gini of GDP": lambda: gini(x["x"]),
        "Herfindahl, standardised": lambda: float(herfindahl_standardised(x["x"])),
        "Herfindahl equivalent": lambda: 1.0 / float(herfindahl(x["x"])),
        "Herfindahl": lambda: float(herfindahl(x["x"])), "Theil L": lambda: theil_l(x["x"]),
    }  # fmt: skip
    return next((rule() for name, rule in simple.items() if measure.startswith(name)), None)


def _of_city(measure: str, path: Path) -> float | None:
    """A city beside its nation, in the last year of the file."""
    counts = read_counts(path)
    if counts.national is None:
        return None
    year = counts.year_number(int(measure.split()[-1]))
    city, nation = counts.values[year, 0], counts.national[year]
    return float(krugman(city, nation)) if measure.startswith("Krugman") else gini_of_quotients(city, nation)


def freiburg(folder: Path) -> Iterator[Check]:
    """Dunn's parts of the growth of Freiburg, 2008 to 2014."""
    counts = read_counts(folder / "reat_germany_eu" / "Freiburg.csv")
    assert counts.national is not None
    parts = shift_share(counts.values[0], counts.values[-1], counts.national[0], counts.national[-1])
    for name, published in (("nation", 9887.3), ("mix", 2501.6), ("own", 1984.1)):
        yield f"Freiburg {name}", published, float(getattr(parts, name).sum()), 0.06


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("give the folder of the published values: make check-position ARGS=FOLDER")
    sys.exit(main(Path(sys.argv[1])))
