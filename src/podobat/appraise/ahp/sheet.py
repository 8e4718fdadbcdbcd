"""The sheet of the hierarchy: the tables of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podobat.appraise.ahp.section import (
    break_even_table,
    consistency_table,
    judged_table,
    scores_table,
    sentence,
    weights_table,
)
from podobat.appraise.ledger import Block, Ledger

if TYPE_CHECKING:
    from podobat.appraise.result import Appraisal


def sheet(ledger: Ledger, appraisal: Appraisal) -> list[Block]:
    """The verdict, the rule's weights, scores and consistency where there are evaluators, and what it would take."""
    write, result = ledger.write, appraisal.hierarchy
    verdict = Block.lines(ledger.say("answer.title"), (sentence(write, appraisal),))
    if result is None:
        return [verdict]
    tables = [weights_table(write, appraisal, result)]
    if result.judged:
        tables += [scores_table(write, result), judged_table(write, result), consistency_table(write, result)]
    tables.append(break_even_table(write, result))
    notes = tuple(note[ledger.lang] for note in result.notes)
    return [verdict, *map(Block.of, tables), Block.lines(ledger.say("page.notes"), notes)]
