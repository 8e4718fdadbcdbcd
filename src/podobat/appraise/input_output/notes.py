"""What input-output effects leave out, what binds, and where the numbers are weakest: said beside the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podobat.appraise.input_output.rates import EFFECTS, Rates
from podobat.forecast import Note
from podobat.texts import Text, catalogue

if TYPE_CHECKING:
    from podobat.evidence.input_output import RegionSizes, Table
    from podobat.plan import Plan

_say = catalogue("appraise.input_output")
#: Said beside every result: the key of the note, and what it is about.
ALWAYS: Final = {"person_years": "employment", "spent_only": "spending", "imports": "spending", "one_way": "region"}


def notes_of(
    plan: Plan,
    years: tuple[int, ...],
    rates: Rates,
    table: Table | None,
    region: RegionSizes | None,
    known_to: int,
) -> tuple[Note, ...]:
    """What to print beside these effects.

    known_to   last year that the published coefficients reach
    """
    notes = [Note(_say(f"note.{key}"), about=about) for key, about in ALWAYS.items()]
    if region is None:
        notes.append(Note(_say("note.sector_shares"), about="region"))
    notes += [Note(_say("note.type_two"), about="type_two"), Note(_say("note.forecast_differs"), about="employment")]
    notes.append(Note(_say("note.prices", base=plan.money.price_year, year=rates.year), about="employment"))
    if table is None:
        notes.append(Note(_say("note.one_year"), about="output"))
    else:
        read = (table.read.text(table.file, table.year),) if table.read is not None else ()
        notes += [Note(text, about="table") for text in (*read, *table.notes, *(region.notes if region else ()))]
        notes += _stand_ins(rates)
    if max(years) > known_to:
        notes.append(Note(_say("note.no_later", year=known_to), about="employment"))
    return tuple(notes)


def _stand_ins(rates: Rates) -> list[Note]:
    """Effects that the table does not tell."""
    lacking = [_say(f"lacking.{e}") for e in EFFECTS if e in rates.published]
    if not lacking:
        return []
    listed: Text = lacking[0]
    for other in lacking[1:]:
        listed = _say("note.both", first=listed, second=other)
    return [Note(_say("note.stand_in", lacking=listed), about="table")]
