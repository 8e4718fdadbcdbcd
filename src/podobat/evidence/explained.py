"""What `podobat why` can say about a figure that a page prints: each answer lists its own, in its `why.py`.

    _explain = explainer("compare")
    FIGURES = (_explain("beats", "compare/result.py:Comparison.difference", printed=("pairs.measures.beats",)),)

The words stand in the room's catalogue: `why.beats.name` says what the figure is called, `why.beats.how` how it is
worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from podobat.texts import Text, catalogue

PER: Final = ("target", "programme", "measure")


@dataclass(frozen=True, slots=True)
class Explained:
    """A figure that a page prints, and the pieces that it is worked out from.

    id          what it is asked by: "npv"; of one thing with the thing behind it: "odds.jobs-27500"
    room        the answer that prints it
    how         what it is, and its formula
    rule        where it is worked out: a file under `podobat` and a name in it, "compare/result.py:variance_factor"
    per         of what there is one each: "target", "programme", "measure"; empty: there is one
    pieces      ids that can be asked in turn: measures, parameters, other figures
    parameters  ids that act on it beside those of the thing it is of; "appraisal.*" are all of a group
    sources     ids that it rests on beside those of its parameters;  reasons: why something was assumed
    printed     where it stands in the JSON of its answer, lists and keys left out: "cost_benefit.summary"
    """

    id: str
    room: str
    name: Text
    how: Text
    rule: str
    per: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    reasons: tuple[Text, ...] = ()
    printed: tuple[str, ...] = ()


def explainer(room: str) -> Callable[..., Explained]:
    """Makes the figures of a room: (key, rule, id=key, what fills the blanks of its words, fields of `Explained`)."""
    say = catalogue(room)

    def explain(
        key: str, rule: str, *, id: str | None = None, per: str | Iterable[str] = (), pieces: Iterable[str] = (),
        parameters: Iterable[str] = (), sources: Iterable[str] = (), reasons: Iterable[Text] = (),
        printed: Iterable[str] = (), **blanks: object,
    ) -> Explained:  # fmt: skip
        return Explained(
            id or key, room, say(f"why.{key}.name", **blanks), say(f"why.{key}.how", **blanks), rule,
            (per,) if isinstance(per, str) else tuple(per), tuple(pieces), tuple(parameters), tuple(sources),
            tuple(reasons), tuple(printed),
        )  # fmt: skip

    return explain
