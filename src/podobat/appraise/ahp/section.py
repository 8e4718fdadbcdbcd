"""The hierarchy on the page: scores with evaluators, what would be needed without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from podobat.appraise.ahp import charts
from podobat.appraise.answer import Section
from podobat.money import number_text
from podobat.show.assumptions import cited
from podobat.show.document import Figure, Table
from podobat.show.writer import NONE, Writer

if TYPE_CHECKING:
    from podobat.appraise.ahp.result import Hierarchy
    from podobat.appraise.ranges import Row
    from podobat.appraise.result import Appraisal


def sentence(write: Writer, appraisal: Appraisal) -> str:
    """The score, what it would take, or why there is none."""
    result = appraisal.hierarchy
    verdict = result.verdict if result is not None else appraisal.why_no_hierarchy
    return verdict[write.lang] if verdict is not None else ""


def section(write: Writer, appraisal: Appraisal) -> Section:
    """The overall score with evaluators, or what it would take without them."""
    result, lead = appraisal.hierarchy, write.say("lead.method")
    if result is None:
        return Section(lead)
    weights, break_even = weights_table(write, appraisal, result), break_even_table(write, result)
    notes = tuple(note[write.lang] for note in result.notes)
    lead = write.say("lead.ruled", method=lead, rule=result.rule.name)
    if not result.judged:
        return Section(lead, (_needed(write, result),), (weights,), (break_even,), notes, prose=(weights.caption,))
    judged, consistency = judged_table(write, result), consistency_table(write, result)
    low, high = result.range_over_weights
    share = write.share(float(result.share_of_weights.mean()))
    over = write.say("note.over_weights", low=f"{low:.3f}", high=f"{high:.3f}", share=share)
    return Section(
        lead,
        figures=(_scores(write, result),),
        tables=(weights, scores_table(write, result)),
        folded=(judged, consistency, break_even),
        notes=(over, *notes),
        prose=(weights.caption,),
        worded=(judged.caption, consistency.caption),
    )


def _heads(write: Writer, *names: str) -> tuple[str, ...]:
    return tuple(write.say(f"head.{name}") for name in names)


def _name(write: Writer, r: Row) -> str:
    """An evaluator or group; who is left out is called so."""
    name = r[f"name_{write.lang}"]
    return name if r["counted"] else write.say("cell.not_counted", name=name)


def weights_table(write: Writer, appraisal: Appraisal, result: Hierarchy) -> Table:
    """The criteria of the rule and where their ranges come from."""
    rows = []
    for weight in result.rule.weights:
        criterion = result.rules.criterion(weight.criterion)
        known = cited(weight.source, appraisal.sources, write.lang)
        from_whom = [f"{s.publisher}, {s.title} ({s.grade})" for s in known]
        if weight.assumed is not None:
            from_whom.append(weight.assumed[write.lang])
        rows.append((
            criterion.name[write.lang], write.join(write.share(weight.low), write.share(weight.high)),
            criterion.meaning[write.lang], "; ".join(from_whom),
        ))  # fmt: skip
    head = _heads(write, "criterion", "weight_range", "how_scored", "source")
    return Table(write.say("caption.weights"), head, tuple(rows))


def break_even_table(write: Writer, result: Hierarchy) -> Table:
    """The score that the other criteria need, by weights and steepness."""
    rows = []
    for r in result.break_even().to_dicts():
        weights = " / ".join(f"{100 * r[f'weight_{c}']:.1f}%" for c in result.criteria)
        if r["weights"] == "centre":
            weights = write.say("cell.centre", weights=weights)
        low, middle, high = (f"{r[q]:.2f}" for q in ("p10", "p50", "p90"))
        judgement = r["judgement"] if r["reachable"] else write.say("cell.out_of_reach")
        rows.append((weights, f"{r['k']:g}", f"{middle} ({write.join(low, high)})", judgement))
    head = _heads(write, "weights_at", "steepness", "needed", "judgement")
    return Table(write.say("caption.break_even"), head, tuple(rows))


def _needed(write: Writer, result: Hierarchy) -> Figure:
    """What share of weights and draws passes, by the score of the judged criteria."""
    frame = result.curve()
    scores, shares = frame["score"].to_list(), [100 * s for s in frame["share"].to_list()]
    needed = [float(np.median(result.needed(w))) for w in result.corners]
    low, high = min(needed), max(needed)
    rows = tuple((f"{s:.2f}", f"{number_text(y, 3)}%") for s, y in zip(scores, shares, strict=True))
    score, share = write.say("picture.score_axis"), write.say("picture.share_axis")
    band = (low, high, write.say("picture.needed_band"))
    return write.draw(
        "ahp-needed", write.say("picture.needed", low=f"{low:.2f}", high=f"{high:.2f}"),
        lambda canvas: charts.passing(canvas, scores, shares, needed=band, unit="%", x_title=score),
        ("line=share", "bar-fourth=needed"), Table(share, (score, share), rows),
    )  # fmt: skip


def _scores(write: Writer, result: Hierarchy) -> Figure:
    """Every evaluator's score and the group's, beside the mark and the grey zone."""
    groups = {g.id for g in result.groups}
    scored = [
        charts.Scored(_name(write, r), r["p50"], r["p10"], r["p90"], f"{r['p50']:.3f}", r["id"] in groups)
        for r in result.scores().to_dicts()
    ]
    mark, zone = result.rules.pass_mark.value, (result.rules.grey_zone.low, result.rules.grey_zone.high)
    axis = write.say("picture.scores_axis")
    return write.draw(
        "ahp-scores", write.say("picture.scores", median=f"{float(np.median(result.group().total)):.3f}"),
        lambda canvas: charts.scores(canvas, scored, mark=mark, zone=zone, unit=axis),
        ("rule=mark", "bar-fourth=zone", "dot=one", "diamond=group", "whisker=band"), scores_table(write, result),
    )  # fmt: skip


def scores_table(write: Writer, result: Hierarchy) -> Table:
    """Every evaluator's score and the group's."""
    rows = tuple(
        (_name(write, r), f"{r['p50']:.3f}", write.join(f"{r['p10']:.3f}", f"{r['p90']:.3f}"),
         write.share(r["probability"]), write.say(f"cell.{r['verdict']}"))
        for r in result.scores().to_dicts()
    )  # fmt: skip
    head = _heads(write, "evaluator", "median", "interval80", "probability", "verdict")
    return Table(write.say("caption.scores"), head, rows)


def judged_table(write: Writer, result: Hierarchy) -> Table:
    """Weights as judged and as applied, and scores, by evaluator and criterion."""
    rows = []
    for r in result.weights().to_dicts():
        numbers = (NONE if r[key] is None else f"{r[key]:.3f}" for key in ("judged", "geometric", "allowed", "score"))
        rows.append((r[f"name_{write.lang}"], r[f"criterion_{write.lang}"], *numbers))
    head = _heads(write, "evaluator", "criterion", "weight", "geometric", "allowed", "score")
    return Table(write.say("caption.judged"), head, tuple(rows))


def consistency_table(write: Writer, result: Hierarchy) -> Table:
    """How consistent each evaluator is, and which judgement is furthest from the others."""
    rows = []
    for r in result.consistency().to_dicts():
        under = _criterion(write, result, r["under"]) if r["under"] else write.say("cell.goal")
        about = (r[f"name_{write.lang}"], under, f"{r['cr']:.3f}")
        if r["a"] is None:
            rows.append((*about, NONE, NONE, NONE))
            continue
        a, b = (_criterion(write, result, r[key]) for key in ("a", "b"))
        given, implied = (f"{r[key]:.3g}" for key in ("given", "implied"))
        worst = f"{a} : {b} = {given}"
        if r["equally_far"] > 1:
            worst = write.say("cell.equally", judgement=worst)
        rows.append((*about, worst, implied, f"{r['cr_then']:.3f}"))
    head = _heads(write, "evaluator", "under", "cr", "worst", "implied", "cr_then")
    return Table(write.say("caption.consistency"), head, tuple(rows))


def _criterion(write: Writer, result: Hierarchy, id: str) -> str:
    name = result.names[id] if id in result.names else result.rules.criterion(id).name
    return name[write.lang]
