"""How well matching finds the true partners of real projects, and where its weights come from.

    python benchmarks/partners.py score FOLDER [--since 2018-01-01] [--later FOLDER2]     recall and rank, part by part
    python benchmarks/partners.py learn FOLDER [--before 2018-01-01]                       writes weights.yaml anew
    python benchmarks/partners.py korean TABLE                                  morphemes and syllables, in which shares

FOLDER holds projects.csv (rcn, title, objective, startDate) and participants.csv (rcn, pic, name, country, role,
activity_type), the columns in which the European Commission publishes its projects (CORDIS). Suppliers are the firms
(activity_type PRC) of projects begun before a day, a line of works for each; demands are projects begun from that day
on, at the place of their coordinator. Only firms seen before can be found, and newcomers are left out. Repeat consortia
count. The weights that ship were learnt from projects begun before 2018, so what is scored since is held out by time.

TABLE has a Korean key word and the name of its class in every row: 1,500 key words are held out, and every class is
ranked by the likeness of its name and its other key words. It says how to mix morphemes and syllables, nothing more.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from podobat.evidence import partners as evidence
from podobat.match.features import FEATURES, Features
from podobat.match.language import TextReader
from podobat.match.learning import Choice, fit, weighed
from podobat.match.lines import blocks
from podobat.match.market import Demand, Market, Supplier, Wishes
from podobat.match.places import Gazetteer
from podobat.match.rank import learn as taught
from podobat.match.rank import rank

ALL, TERMS = (10, 50), evidence.read_terms(evidence.TERMS)
GAZETTEER, READER, NOBODY = Gazetteer(evidence.read_places()), TextReader(TERMS), Wishes()
HALVES = ("2016-01-01", "2016-07-01", "2017-01-01", "2017-07-01")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Project:
    """A real project: what it is about, when it began, who took part, and who coordinated it."""

    id: str
    text: str
    begun: str
    firms: frozenset[str]
    bodies: frozenset[str]
    coordinator: str
    place: str


def read_projects(folder: Path) -> tuple[list[Project], dict[str, tuple[str, str]]]:
    """Projects, and the country and name of every body."""
    about: dict[str, tuple[str, str]] = {}
    members: dict[str, list[dict[str, str]]] = {}
    for row in _rows(folder / "participants.csv"):
        members.setdefault(row["rcn"], []).append(row)
        country, name = about.get(row["pic"], ("", ""))
        about[row["pic"]] = (country or row["country"], name or row["name"])
    projects = []
    for row in _rows(folder / "projects.csv"):
        own = members.get(row["rcn"], [])
        lead = next((m for m in own if m["role"].lower().startswith("coord")), None)
        firms = frozenset(m["pic"] for m in own if m["activity_type"] == "PRC")
        text = " ".join(f"{row['title']}. {row['objective']}".split())
        projects.append(
            Project(row["rcn"], text, row["startDate"], firms, frozenset(m["pic"] for m in own),
                    lead["pic"] if lead else "", lead["country"] if lead else "")
        )  # fmt: skip
    return projects, about


def _rows(path: Path) -> Iterable[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def market_of(
    past: Sequence[Project], asked: Sequence[Project], about: dict[str, tuple[str, str]]
) -> tuple[Market, list[set[str]]]:
    """Firms of past projects as suppliers, later projects as demands; and the true firms of each demand."""
    works: dict[str, list[Project]] = {}
    for project in sorted(past, key=lambda p: p.id):
        for firm in project.firms:
            works.setdefault(firm, []).append(project)
    suppliers = [
        Supplier(
            firm, about[firm][1] or firm, (), tuple(dict.fromkeys(p.text for p in own)), len(own), frozenset(), None,
            about[firm][0], GAZETTEER.find(about[firm][0]), 1, frozenset().union(*(p.bodies for p in own)) - {firm},
            NOBODY, 0,
        )
        for firm, own in works.items()
    ]  # fmt: skip
    open_ = [p for p in asked if p.firms & works.keys()]
    demands = [
        Demand(p.id, p.id, p.text, frozenset(), None, p.place, GAZETTEER.find(p.place), 1, frozenset(), NOBODY, None,
               None, 0)
        for p in open_
    ]  # fmt: skip
    market = Market.of(suppliers, demands)
    true = {p.id: set(p.firms & works.keys()) for p in open_}
    return market, [true[d.id] for d in market.demands]


# --- score ------------------------------------------------------------------------------------------------------------


def places_of(score: Floats, true: Sequence[set[str]], market: Market) -> list[list[int]]:
    """Place, from 1, of every true firm of every demand; equal scores stand by id."""
    out = []
    for row, firms in zip(score, true, strict=True):
        place = np.empty(len(row), dtype=int)
        place[np.argsort(-row, kind="stable")] = np.arange(1, len(row) + 1)
        out.append([int(place[market.supplier_row[f]]) for f in sorted(firms)])
    return out


def said(places: Sequence[Sequence[int]]) -> str:
    """Recall in the first 10 and 50 and the mean reciprocal rank of the best, with 80 % bootstrap intervals."""
    per = np.array([(*(np.mean([p <= n for p in own]) for n in ALL), 1 / min(own)) for own in places])
    resampled = per[np.random.default_rng(0).integers(0, len(per), (1000, len(per)))].mean(axis=1)
    low, high = np.quantile(resampled, (0.1, 0.9), axis=0)
    return "  ".join(f"{m:.3f} ({a:.3f}-{b:.3f})" for m, a, b in zip(per.mean(axis=0), low, high, strict=True))


def score(folder: Path, since: str, later: Path | None) -> None:
    """Prints the table: the whole rule, what each part adds, and the usual yardsticks."""
    projects, about = read_projects(folder)
    new, also = read_projects(later) if later else (projects, {})
    past = [p for p in projects if p.begun < since]
    market, true = market_of(past, [p for p in new if p.begun >= since], {**also, **about})
    features = Features.of(market, READER, GAZETTEER)
    block = features.of_demands(range(len(market.demands)))
    n, pairs = len(market.suppliers), sum(map(len, true))
    print(f"{n} suppliers, {len(market.demands)} demands, {pairs} true pairs, since {since}\n")
    print(f"{'':44}recall in 10          recall in 50          mean reciprocal rank")

    def line(name: str, values: Floats) -> None:
        print(f"{name:42}  {said(places_of(values, true, market))}", flush=True)

    learnt = taught(features, evidence.read_weights())
    line("podobat match", weighed(block, learnt.value))
    line("  with the weights as shipped", weighed(block, learnt.shipped))
    choices = choices_of(past, about)
    parts = ["text", "alike", "experience", "near", "named", "skills"]
    for k in range(len(parts)):
        at = [FEATURES.index(f) for f in parts[: k + 1]]
        narrow = [Choice(c.features[:, at], c.chosen) for c in choices]
        value = fit(narrow, np.zeros(len(at)), np.full(len(at), np.inf)).value
        line(f"  {'' if k == 0 else '+ '}{parts[k]}", weighed(block[..., at], value))
    line("TF-IDF of all works of a firm together", _together(market))
    done = np.array([s.done for s in market.suppliers], dtype=float)
    luck = np.random.default_rng(0).random((len(market.demands), n))
    line("number of works", done + 1e-6 * luck)
    line("chance", luck)


def _together(market: Market) -> Floats:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2, stop_words="english")
    firms = vectorizer.fit_transform("\n".join(s.works) for s in market.suppliers)
    return (vectorizer.transform(d.text for d in market.demands) @ firms.T).toarray()


# --- learn ------------------------------------------------------------------------------------------------------------


def choices_of(past: Sequence[Project], about: dict[str, tuple[str, str]]) -> list[Choice]:
    """Past projects as choices, each hidden from its firms: what the tables say, and place and ties of the leader."""
    market, _ = market_of(past, (), about)
    features = Features.of(market, READER, GAZETTEER)
    texts = {read.text: j for j, read in enumerate(features.lines.texts)}
    holds = features.lines.holds.tocsc()
    lines = np.asarray(features.lines.holds.sum(axis=1))
    together: dict[str, list[Project]] = {}
    for project in past:
        for body in project.bodies:
            together.setdefault(body, []).append(project)
    choices = []
    for project in past:
        j = next((texts[read.text] for read in READER.read_all([project.text]) if read.text in texts), None)
        if j is None:
            continue
        did = np.zeros(len(lines), dtype=bool)
        did[holds.indices[holds.indptr[j] : holds.indptr[j + 1]]] = True
        known = lines - did > 0
        if not (did & known).any():
            continue
        row = features.of_works([j])[0]
        row[:, FEATURES.index("near")] = features.near([GAZETTEER.find(project.place)])[0]
        others = [p for p in together.get(project.coordinator, ()) if p is not project]
        met = {b for p in others for b in p.bodies} - {project.coordinator}
        row[:, FEATURES.index("tie")] = [s.id in met for s in market.suppliers]
        choices.append(Choice(row[known], did[known]))
    return choices


def learn(folder: Path, before: str) -> None:
    """Learns the weights and says how far true pairs stand out; writes weights.yaml in the package."""
    from ruamel.yaml import YAML

    projects, about = read_projects(folder)
    past = [p for p in projects if p.begun < before]
    choices = choices_of(past, about)
    at = [i for i, f in enumerate(FEATURES) if f not in ("sector", "size")]
    found = fit([replace(c, features=c.features[:, at]) for c in choices], np.zeros(len(at)), np.full(len(at), np.inf))
    print(f"{found.choices} choices, {found.pairs} pairs, {found.gain:.3f} nats a pair above chance")
    yaml = YAML()
    yaml.width = 200
    kept = yaml.load(evidence.WEIGHTS.read_text(encoding="utf-8"))
    for i, value, error in zip(at, found.value, found.error, strict=True):
        kept["features"][FEATURES[i]].update(value=round(float(value), 3), error=round(float(error), 3))
        print(f"{FEATURES[i]:12}{value:8.3f} +- {error:.3f}")
    value = np.array([kept["features"][f]["value"] for f in FEATURES])
    rankings = list(_rankings(projects, about, before, value))
    stands = np.concatenate([own for own, _, _ in rankings])
    kept["background"], kept["background_spread"] = (
        round(float(np.mean([r[k] for r in rankings])), 3) for k in (1, 2)
    )
    kept["stands_out"], kept["spread"] = round(float(stands.mean()), 3), round(float(stands.std(ddof=1)), 3)
    mean, deviation = stands.mean(), stands.std(ddof=1)
    print(f"true pairs stand out by {mean:.3f} +- {deviation:.3f} standard deviations ({len(stands)})")
    with evidence.WEIGHTS.open("w", encoding="utf-8") as file:
        yaml.dump(kept, file)


def _rankings(
    projects: Sequence[Project], about: dict[str, tuple[str, str]], before: str, value: Floats
) -> Iterable[tuple[Floats, float, float]]:
    """For every half-year, with firms known by then: standardised scores of true pairs; mean and spread of all."""
    for since, until in zip(HALVES, (*HALVES[1:], before), strict=True):
        asked = [p for p in projects if since <= p.begun < until]
        market, true = market_of([p for p in projects if p.begun < since], asked, about)
        ranking = rank(Features.of(market, READER, GAZETTEER), value, keep=len(market.suppliers))
        own = []
        for order, scores, firms in zip(ranking.order, ranking.scores, true, strict=True):
            score_of = dict(zip(order.tolist(), scores.tolist(), strict=True))
            own += [score_of[market.supplier_row[f]] for f in sorted(firms)]
        yield (np.array(own) - ranking.mean) / ranking.deviation, ranking.mean, ranking.deviation


# --- Korean -----------------------------------------------------------------------------------------------------------


def korean(table: Path, held_out: int = 1500) -> None:
    """How often the class of a held-out key word is found, for shares of syllables from none to all."""
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = [row[:2] for row in list(csv.reader(file))[1:]]
    out = set(np.random.default_rng(0).choice(len(rows), held_out, replace=False).tolist())
    classes: dict[str, list[str]] = {}
    for i, (word, name) in enumerate(rows):
        classes.setdefault(name, [name]).extend([] if i in out else [word])
    names = sorted(classes)
    texts = list(READER.read_all(" ".join(classes[name]) for name in names))
    asked = list(READER.read_all(rows[i][0] for i in sorted(out)))
    true = np.array([names.index(rows[i][1]) for i in sorted(out)])
    alike = [
        (to @ of.T).toarray()
        for _, of, to in (
            blocks([t.words for t in texts], [t.words for t in asked]),
            blocks([t.grams for t in texts], [t.grams for t in asked]),
        )
    ]
    for share in (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0):
        both = (1 - share) * alike[0] + share * alike[1]
        own = both[np.arange(len(true)), true][:, None]
        place = (both > own).sum(axis=1) + ((both == own).sum(axis=1) - 1) / 2 + 1
        print(f"syllables {share:.0%}: first {np.mean(place <= 1):.3f}, in ten {np.mean(place <= 10):.3f}")


def main(arguments: Sequence[str] = tuple(sys.argv[1:])) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    scoring = verbs.add_parser("score")
    scoring.add_argument("folder", type=Path)
    scoring.add_argument("--since", default="2018-01-01")
    scoring.add_argument("--later", type=Path)
    learning = verbs.add_parser("learn")
    learning.add_argument("folder", type=Path)
    learning.add_argument("--before", default="2018-01-01")
    morphemes = verbs.add_parser("korean")
    morphemes.add_argument("table", type=Path)
    given = parser.parse_args(arguments)
    if given.verb == "korean":
        korean(given.table)
    elif given.verb == "score":
        score(given.folder, given.since, given.later)
    else:
        learn(given.folder, given.before)


if __name__ == "__main__":
    main()
