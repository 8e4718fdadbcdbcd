"""The section of an appraisal on the hierarchy (AHP): scores with evaluators, what would be needed without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from podobat.appraise import charts as appraisal_charts
from podobat.appraise.office import Office, Section
from podobat.money import number_text
from podobat.show.assumptions import cited
from podobat.show.document import Figure, Table
from podobat.show.money import share_text

if TYPE_CHECKING:
    from podobat.appraise.ahp.hierarchy import Hierarchy


def ahp_answer(office: Office) -> str:
    """The third answer in one sentence."""
    found = office.appraisal.hierarchy
    if found is None:
        why = office.appraisal.why_no_hierarchy
        return why[office.lang] if why is not None else ""
    return found.verdict[office.lang]


def ahp_section(office: Office) -> Section:
    """The overall score, or what it would take."""
    found = office.appraisal.hierarchy
    lead = office.say("ahp_lead")
    if found is None:
        return Section("ahp", office.say("ahp"), lead, "", (), (), (), (), ahp_answer(office))
    lead = f"{lead} {office.say('ahp_rule', rule=found.rule.name[office.lang])}."
    tables = [weights_table(office, found)]
    folded = [break_even_table(office, found)]
    figures = [_curve(office, found)]
    notes = list(office.notes(found.notes))
    if found.judged:
        figures = [_scores(office, found)]
        tables += [scores_table(office, found)]
        folded = [judged_table(office, found), consistency_table(office, found), *folded]
        low, high = found.range_over_weights
        share = share_text(float(found.share_of_weights.mean()))
        notes.insert(0, office.say("over_weights", low=f"{low:.3f}", high=f"{high:.3f}", share=share))
    answer = ahp_answer(office)
    return Section("ahp", office.say("ahp"), lead, answer, tuple(figures), tuple(tables), tuple(folded), tuple(notes))


def weights_table(office: Office, found: Hierarchy) -> Table:
    """The criteria of the rule and where their ranges come from."""
    head = tuple(office.say(h) for h in ("criterion", "weight_range", "how_scored", "source"))
    rows = []
    for weight in found.rule.weights:
        criterion = found.rules.criterion(weight.criterion)
        said = [f"{s.publisher}, {s.title} ({s.grade})" for s in cited(weight.source, office.appraisal.sources)]
        if weight.assumed is not None:
            said.append(weight.assumed[office.lang])
        rows.append((
            criterion.name[office.lang], office.ends(share_text(weight.low), share_text(weight.high)),
            criterion.meaning[office.lang], "; ".join(said),
        ))  # fmt: skip
    return Table(office.say("ahp_weights"), head, tuple(rows))


def break_even_table(office: Office, found: Hierarchy) -> Table:
    """The score that the other criteria need, by weights and steepness."""
    head = tuple(office.say(h) for h in ("weights_at", "steepness", "needed", "judgement"))
    rows = []
    for r in found.break_even().to_dicts():
        weights = " / ".join(f"{100 * r[f'weight_{c}']:.1f}%" for c in found.criteria)
        place = f" ({office.say('centre')})" if r["weights"] == "centre" else ""
        written = r["judgement"] if r["reachable"] else office.say("out_of_reach")
        low, middle, high = (f"{r[q]:.2f}" for q in ("p10", "p50", "p90"))
        rows.append((f"{weights}{place}", f"{r['k']:g}", f"{middle} ({office.ends(low, high)})", written))
    return Table(office.say("ahp_break_even"), head, tuple(rows))


def _curve(office: Office, found: Hierarchy) -> Figure:
    frame = found.curve()
    scores, shares = frame["score"].to_list(), [100 * s for s in frame["share"].to_list()]
    needed = [float(np.median(found.needed(w))) for w in found.corners]
    low, high = min(needed), max(needed)
    rows = tuple((f"{s:.2f}", f"{number_text(y, 3)}%") for s, y in zip(scores, shares, strict=True))
    table = Table(office.say("ahp_share_axis"), (office.say("ahp_score_axis"), office.say("ahp_share_axis")), rows)
    return office.draw(
        "ahp-needed", office.say("ahp_curve_title", low=f"{low:.2f}", high=f"{high:.2f}"),
        lambda c: appraisal_charts.passing(c, scores, shares, needed=(low, high, office.say("ahp_needed")), unit="%",
                                           x_title=office.say("ahp_score_axis")),
        (("line", "key_share"), ("bar-fourth", "key_needed")),
        table,
    )  # fmt: skip


def _scores(office: Office, found: Hierarchy) -> Figure:
    rows = found.scores().to_dicts()
    groups = {g.id for g in found.groups}
    given = [
        appraisal_charts.Scored(
            office.name(r) + ("" if r["counted"] else f" {office.say('not_counted')}"), r["p50"], r["p10"], r["p90"],
            f"{r['p50']:.3f}", r["id"] in groups,
        )
        for r in rows
    ]  # fmt: skip
    median = f"{float(np.median(found.group().total)):.3f}"
    zone = found.rules.grey_zone
    return office.draw(
        "ahp-scores", office.say("ahp_scores_title", median=median),
        lambda c: appraisal_charts.scores(c, given, mark=found.rules.pass_mark.value, zone=(zone.low, zone.high),
                                          unit=office.say("ahp_scores_axis")),
        (("rule", "key_mark"), ("bar-fourth", "key_zone"), ("dot", "key_one"), ("diamond", "key_group"),
         ("whisker", "key_band")),
        scores_table(office, found),
    )  # fmt: skip


def scores_table(office: Office, found: Hierarchy) -> Table:
    """Every evaluator's score and the group's."""
    head = tuple(office.say(h) for h in ("evaluator", "median", "interval80", "probability", "verdict"))
    rows = [
        (
            office.name(r) + ("" if r["counted"] else f" {office.say('not_counted')}"), f"{r['p50']:.3f}",
            office.ends(f"{r['p10']:.3f}", f"{r['p90']:.3f}"), share_text(r["probability"]), office.say(r["verdict"]),
        )
        for r in found.scores().to_dicts()
    ]  # fmt: skip
    return Table(office.say("ahp_scores"), head, tuple(rows))


def judged_table(office: Office, found: Hierarchy) -> Table:
    """Weights as judged and as applied, and scores, by evaluator and criterion."""
    head = tuple(office.say(h) for h in ("evaluator", "criterion", "weight", "geometric", "allowed", "score"))
    rows = []
    for r in found.weights().to_dicts():
        cells = ["–" if r[key] is None else f"{r[key]:.3f}" for key in ("judged", "geometric", "allowed", "score")]
        rows.append((office.name(r), office.name(r, "criterion"), *cells))
    return Table(office.say("ahp_judged"), head, tuple(rows))


def consistency_table(office: Office, found: Hierarchy) -> Table:
    """How consistent each evaluator is, and which judgement is furthest from the others."""
    head = tuple(office.say(h) for h in ("evaluator", "under", "cr", "worst", "implied", "cr_then"))
    rows = []
    for r in found.consistency().to_dicts():
        under = _criterion(office, found, r["under"]) if r["under"] else office.say("goal")
        who, ratio = office.name(r), f"{r['cr']:.3f}"
        if r["a"] is None:
            rows.append((who, under, ratio, "–", "–", "–"))
            continue
        a, b = (_criterion(office, found, r[key]) for key in ("a", "b"))
        equally = f" ({office.say('equally')})" if r["equally_far"] > 1 else ""
        given, implied = (f"{r[key]:.3g}" for key in ("given", "implied"))
        rows.append((who, under, ratio, f"{a} : {b} = {given}{equally}", implied, f"{r['cr_then']:.3f}"))
    return Table(office.say("ahp_consistency"), head, tuple(rows))


def _criterion(office: Office, found: Hierarchy, id: str) -> str:
    name = found.names[id] if id in found.names else found.rules.criterion(id).name
    return name[office.lang]
