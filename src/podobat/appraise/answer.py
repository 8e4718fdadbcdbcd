"""What an answer is: one question about a plan's worth, how it is worked out from the forecast, and how it is shown.

An answer keeps to a folder of its own - rule, result, section of the page, sheet of the workbook, words - and declares
itself in that folder's `answer.py`. `answers.ANSWERS` lists them: without its line there an answer is gone from the
appraisal, its page, its workbook and its JSON, and its folder may go too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podobat.appraise.ledger import Block, Ledger
from podobat.appraise.result import Appraisal, Asked, Found
from podobat.show.document import Figure, Table
from podobat.show.writer import Writer
from podobat.texts import Lang

if TYPE_CHECKING:
    from podobat.forecast import Forecast
    from podobat.plan import Case, Plan


@dataclass(frozen=True)
class Section:
    """One answer on the page: figures, tables, and what to be careful about, below its title and its sentence.

    folded         tables that open on demand
    prose, worded  captions of tables whose cells are sentences, and of those whose second column is words
    more           what stands beside the answer where there is room
    """

    lead: str
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    folded: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    more: str = ""
    prose: tuple[str, ...] = ()
    worded: tuple[str, ...] = ()


def _nothing(*_: Any) -> Any:
    return ()


@dataclass(frozen=True)
class Answer:
    """One question: what it reads, how it is answered, and how the answer is shown.

    id           its key among the answers, and in the long table
    anchor       of its section on the page
    room         whose words it speaks; `answer.title` and `answer.sheet` are among them

    read         (case, plan, asked) -> what it reads and checks before anything is simulated, faults as InputFaults
    work_out     (forecast, what was read, asked, answers before it by id) -> what it finds

    Shown from (writer, appraisal): its sentence, a warning that must stand with it, facts for the head of the page by
    key, its section; from (ledger, appraisal): blocks of its sheet, of the summary, and definitions that stand with the
    sources; from the appraisal: ids of figures it cites, its headline numbers.

    groups       of parameters that only this answer uses: "appraisal", "multipliers"
    """

    id: str
    anchor: str
    room: str
    read: Callable[[Case, Plan, Asked], Any]
    work_out: Callable[[Forecast, Any, Asked, Mapping[str, Found]], Found]
    sentence: Callable[[Writer, Appraisal], str]
    section: Callable[[Writer, Appraisal], Section]
    sheet: Callable[[Ledger, Appraisal], list[Block]]
    numbers: Callable[[Appraisal, Lang], Iterable[Mapping[str, Any]]]
    warning: Callable[[Writer, Appraisal], str] = lambda *_: ""
    facts: Callable[[Writer, Appraisal], Mapping[str, str]] = lambda *_: {}
    summary: Callable[[Ledger, Appraisal], Iterable[Block]] = _nothing
    definitions: Callable[[Ledger, Appraisal], Iterable[Block]] = _nothing
    cited: Callable[[Appraisal], Iterable[str]] = _nothing
    groups: tuple[str, ...] = ()

    def writer(self, appraisal: Appraisal, lang: Lang) -> Writer:
        """Writes in the answer's words and the money of the plan's reader."""
        return Writer.of(self.room, lang, appraisal.plan)
