"""A match as people read it: tables on the console, a page in both languages, and JSON beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console

from podobat.match.features import FEATURES
from podobat.match.gaps import Unmet
from podobat.match.rank import ENOUGH
from podobat.match.result import json_text
from podobat.match.words import SEPARATOR, joined, reasons_text, why_text
from podobat.money import number_text
from podobat.show.console import print_table
from podobat.show.document import Table
from podobat.show.panels import Page, Panel, other_pages, write_pages
from podobat.show.store import write_whole
from podobat.show.writer import NONE, Writer
from podobat.texts import LANGUAGES

if TYPE_CHECKING:
    from podobat.match.result import Match, Proposal

MOST_ROWS: Final = 500  # of a table on a page
ON_SCREEN: Final = 40  # pairs on the console


@dataclass(frozen=True)
class Desk:
    """One match and who writes about it."""

    answer: Match
    write: Writer

    @classmethod
    def of(cls, answer: Match, lang: str) -> Desk:
        """Writes in one language, money in won."""
        return cls(answer, Writer.of("match", lang))

    @property
    def lang(self) -> str:
        """The language written."""
        return self.write.lang

    def __call__(self, key: str, **values: object) -> str:
        """What the catalogue says under a key."""
        return self.write.say(key, **values)

    def demand(self, row: int) -> str:
        """The name of a demand firm."""
        return self.answer.demand(row).name

    def supplier(self, row: int) -> str:
        """The name of a supplier."""
        return self.answer.supplier(row).name

    def use(self, p: Proposal) -> str:
        """'24% (9–47%)'."""
        mean, low, _, high = map(self.write.share, p.use)
        return f"{mean} ({low}–{high})"

    def savings(self, p: Proposal) -> str:
        """'480만원 (90만원–1,100만원)', or a dash where the costs are unknown."""
        if p.savings is None:
            return NONE
        mean, low, _, high = (self.write.amount(x, 2) for x in p.savings)
        return f"{mean} ({low}–{high})"


# --- tables -----------------------------------------------------------------------------------------------------------


def proposals_table(w: Desk, most: int) -> Table:
    """The pairs to bring together, in order."""
    names = ("order", "demand", "supplier", "fit", "reasons", "use", "savings")
    rows = tuple(
        (str(n), w.demand(p.demand), w.supplier(p.supplier), w.write.share(p.fit), reasons_text(p.reasons)[w.lang],
         w.use(p), w.savings(p))
        for n, p in enumerate(w.answer.proposals[:most], start=1)
    )  # fmt: skip
    return Table(w("panel.proposals.caption"), _heads(w, names), rows, wordy=frozenset({1, 2, 4}))


def reach_table(w: Desk) -> Table:
    """What all proposed pairs together add to the outcomes of the case, and what one contract adds."""
    reach = w.answer.reach
    assert reach is not None
    begun = tuple(sum(p.begun[k] for p in w.answer.proposals) for k in range(4))
    rows = []
    for e in reach.effects:
        o = e.outcome
        all_of_them = w.write.quantity(begun[0] * e.mean, o.unit) if e.told else w("cell.not_told")
        name = w("cell.in_month", name=o.name[w.lang], month=w.write.month(o.month))
        ends = w.write.interval(e.low, e.high, o.unit)
        rows.append((name, w.write.quantity(e.mean, o.unit), ends, all_of_them))
    head = _heads(w, ("outcome", "per_contract", "interval95", "all_pairs"))
    return Table(w("panel.reach.caption"), head, tuple(rows))


def unmet_table(w: Desk, side: str, most: int) -> Table:
    """Firms of one side that get fewer partners than they would take."""
    demands = side == "demand"
    names = ("demand" if demands else "supplier", "missing", "why", *(("help",) if demands else ()))
    rows = []
    for u in of_side(w.answer.unmet, side)[:most]:
        row = (u.name, str(u.missing), why_text(u)[w.lang])
        rows.append((*row, help_said(w, u)) if demands else row)
    caption = w("panel.unmet.caption" if demands else "panel.idle.caption")
    return Table(caption, _heads(w, names), tuple(rows), wordy=frozenset({2, 3}))


def skills_table(w: Desk, most: int) -> Table:
    """Skills that demands ask for, those that nobody offers first."""
    rows = tuple(
        (s.name[w.lang], f"{s.demands:,}", f"{s.suppliers:,}", f"{s.capacity:,}", f"{s.unmet:,}")
        for s in w.answer.skills[:most]
    )
    return Table(
        w("panel.skills.caption"), _heads(w, ("skill", "asking", "offering", "capacity", "unmet")), rows
    )


def lists_table(w: Desk, most: int) -> Table:
    """The first suppliers of every demand."""
    count = max((len(first) for first in w.answer.first), default=0)
    head = (w("head.demand"), *(w("head.first", n=n + 1) for n in range(count)))
    rows = []
    for row, first in enumerate(w.answer.first[:most]):
        cells = [f"{w.supplier(p.supplier)} ({w.write.share(p.fit)})" for p in first]
        rows.append((w.demand(row), *cells, *[NONE] * (count - len(cells))))
    return Table(w("panel.lists.caption"), head, tuple(rows), wordy=frozenset(range(1, len(head))))


def weights_table(w: Desk) -> Table:
    """The weights in force, beside those that came with the package, and what they rest on."""
    learnt, rows = w.answer.learnt, []
    for id, value, error, shipped in zip(FEATURES, learnt.value, learnt.error, learnt.shipped, strict=True):
        about = w.answer.weights[id]
        rows.append(
            (about.name[w.lang], f"{number_text(float(value), 2)} ± {number_text(float(error), 2)}",
             number_text(float(shipped), 2), f"{w(f'grade.{about.evidence}')}: {about.note[w.lang]}")
        )  # fmt: skip
    head = _heads(w, ("feature", "weight", "shipped", "evidence"))
    return Table(w("panel.weights.caption"), head, tuple(rows), wordy=frozenset({3}))


def _heads(w: Desk, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(w(f"head.{name}") for name in names)


def of_side(unmet: Sequence[Unmet], side: str) -> list[Unmet]:
    """The unmet of one side that want somebody."""
    return [u for u in unmet if u.side == side and u.missing]


# --- sentences --------------------------------------------------------------------------------------------------------


def help_said(w: Desk, u: Unmet) -> str:
    """What would help a demand firm: a skill that is missing here, room at those that fit, money, or more words."""
    if u.why == "none_wanted":
        return ""
    names = ", ".join(w.supplier(row) for row in u.nearest)
    parts = [w("help.skills", skills=joined(u.skills))] if u.skills else []
    if u.why == "taken":
        parts.append(w("help.room", names=names))
    elif u.why == "money":
        amount = w.write.amount(w.answer.voucher(u.row))
        parts.append(w("help.money", amount=amount, names=names))
    elif not parts:
        parts.append(w("help.describe"))
    return SEPARATOR.join(parts)



def proposals_said(w: Desk) -> tuple[str, ...]:
    """How many pairs, of how many firms, and what may come of them."""
    chosen = w.answer.proposals
    if not chosen:
        return (w("panel.proposals.none"),)
    served, used = len({p.demand for p in chosen}), len({p.supplier for p in chosen})
    lead = w("panel.proposals.lead", pairs=f"{len(chosen):,}", served=f"{served:,}", used=f"{used:,}",
             demands=f"{len(w.answer.market.demands):,}")  # fmt: skip
    expected = w("panel.proposals.expected", n=number_text(sum(p.use[0] for p in chosen), 2))
    return lead, expected


def reach_said(w: Desk) -> tuple[str, ...]:
    """How many pilots the vouchers of the list start that would not have begun, and what they add."""
    reach = w.answer.reach
    if reach is None:
        return ()
    begun = sum(p.begun[0] for p in w.answer.proposals)
    jobs = reach.of(w.answer.options.target or reach.usual)
    adds = w.write.quantity(begun * jobs.mean, jobs.outcome.unit)
    return (
        w("panel.reach.lead", begun=number_text(begun, 2), name=reach.name[w.lang]),
        w("panel.reach.adds" if jobs.told else "panel.reach.not_told", outcome=jobs.outcome.name[w.lang],
          month=w.write.month(jobs.outcome.month), adds=adds),
    )  # fmt: skip


def unmet_said(w: Desk) -> tuple[str, ...]:
    """How many demand firms get fewer than they want."""
    n = len(of_side(w.answer.unmet, "demand"))
    return (w("panel.unmet.lead", n=f"{n:,}") if n else w("panel.unmet.none"),)


def skills_said(w: Desk) -> tuple[str, ...]:
    """Which skills nobody offers."""
    missing = [s.name for s in w.answer.skills if not s.suppliers]
    if not missing:
        return (w("panel.skills.none"),)
    return (w("panel.skills.lead", n=len(missing), skills=joined(tuple(missing[:12]))),)


def weights_said(w: Desk) -> tuple[str, ...]:
    """What the weights are, and what taught them."""
    learnt, (known, ended) = w.answer.learnt, w.answer.recorded
    sentences = [w("panel.weights.lead")]
    sentences += [w("panel.weights.taught_works", n=learnt.works)] if learnt.works else []
    sentences += [w("panel.weights.taught_pairs", n=learnt.pairs)] if learnt.pairs else []
    sentences += [w("panel.weights.untaught", least=ENOUGH)] if not learnt.works and not learnt.pairs else []
    sentences += [w("panel.weights.recorded", n=known, m=ended)] if known else []
    return tuple(sentences)


def reading_said(w: Desk) -> tuple[str, ...]:
    """How the figures are read."""
    least = w.write.share(w.answer.options.least)
    keys = ("fit", "use", "savings", "least", "person")
    return tuple(w(f"panel.reading.{key}", **({"least": least} if key == "least" else {})) for key in keys)


# --- console and page -------------------------------------------------------------------------------------------------


def print_match(answer: Match, lang: str, console: Console) -> None:
    """The pairs, the demand firms without one, and the skills that are missing."""
    w = Desk.of(answer, lang)
    for sentences, table in (
        (proposals_said(w) + reach_said(w), proposals_table(w, ON_SCREEN)),
        (unmet_said(w), unmet_table(w, "demand", ON_SCREEN)),
    ):
        for sentence in sentences:
            console.print(sentence)
        if table.rows:
            print_table(table, console)
    for sentence in skills_said(w):
        console.print(sentence)
    for note in answer.notes:
        console.print(note[lang])


def match_panels(answer: Match, lang: str) -> list[Panel]:
    """The parts of the page."""
    w = Desk.of(answer, lang)
    idle = of_side(answer.unmet, "supplier")
    no_fit = sum(u.why == "no_fit" for u in idle)
    idle_said = (
        w("panel.idle.lead", n=f"{len(idle):,}", no_fit=f"{no_fit:,}") if idle else w("panel.idle.none"),
    )
    parts = [
        ("proposals", proposals_said(w), proposals_table(w, MOST_ROWS)),
        *([("reach", reach_said(w), reach_table(w))] if answer.reach is not None else []),
        ("unmet", unmet_said(w), unmet_table(w, "demand", MOST_ROWS)),
        ("skills", skills_said(w), skills_table(w, MOST_ROWS)),
        ("lists", (w("panel.lists.lead"),), lists_table(w, MOST_ROWS)),
        ("idle", idle_said, unmet_table(w, "supplier", MOST_ROWS)),
        ("weights", weights_said(w), weights_table(w)),
        ("reading", reading_said(w), None),
    ]
    panels = []
    for id, sentences, table in parts:
        tables = (table,) if table is not None and table.rows else ()
        cut = id == "proposals" and len(answer.proposals) > MOST_ROWS
        notes = [w("panel.proposals.more", n=MOST_ROWS)] if cut else []
        notes += [note[lang] for note in answer.notes] if id == "reading" else []
        notes += [w("panel.reach.note", draws=f"{answer.reach.draws:,}")] if id == "reach" and answer.reach else []
        panels.append(Panel(id, w(f"panel.{id}.title"), sentences, tables=tables, notes=tuple(notes)))
    return panels


def match_page(answer: Match, lang: str, asked: str, command: str) -> Page:
    """The whole page; `asked` is the language of match.html, `command` what was typed."""
    w, options = Desk.of(answer, lang), answer.options
    facts = [
        (w("page.fact_suppliers"), w("page.firms", n=f"{len(answer.market.suppliers):,}")),
        (w("page.fact_demands"), w("page.firms", n=f"{len(answer.market.demands):,}")),
        (w("page.fact_assign"), w(f"assign.{options.assign}")),
    ]
    facts += [(w("page.fact_by"), w(f"by.{options.by}"))] if options.assign == "welfare" else []
    facts += [] if options.budget is None else [(w("page.fact_budget"), w.write.amount(options.budget))]
    return Page(
        title=w("page.title"), facts=tuple(facts), panels=tuple(match_panels(answer, lang)),
        command=f"{command} --lang {lang}", others=other_pages("match", asked, lang),
    )  # fmt: skip


def write_match(answer: Match, folder: Path, lang: str, command: str) -> Path:
    """Write the page in every language and the JSON into a folder. Returns the page asked for."""
    write_whole(folder / "match.json", json_text(answer) + "\n")
    pages = {x: match_page(answer, x, lang, command) for x in LANGUAGES}
    return write_pages(folder, "match", lang, pages)

