"""What `podobat why` says about where a place stands."""

from __future__ import annotations

from typing import Final

from podobat.evidence.explained import Explained, explainer

_explain = explainer("position")

EXPLAINED: Final[tuple[Explained, ...]] = (
    _explain(
        "quotient", "position/quotients.py:location_quotients",
        printed=("portrait.industries.quotient", "portrait.industries.count", "portrait.industries.excess",
                 "portrait.industries.industry", "portrait.more", "portrait.less", "sectors", "leans_on",
                 "intervals"),
    ),
    _explain(
        "entry_odds", "position/portrait.py:portrait", pieces=("density",),
        printed=("portrait.industries.entry_odds", "portrait.industries.related", "portrait.industries.density",
                 "portrait.industries.pull", "portrait.industries.pull_rank", "portrait.entrants"),
    ),
    _explain("density", "position/relatedness.py:density"),
    _explain(
        "complexity", "position/complexity.py:complexity",
        printed=("portrait.industries.complexity", "portrait.structure.complexity",
                 "portrait.structure.complexity_rank", "portrait.structure.fitness_rank"),
    ),
    _explain(
        "structure", "position/structure.py:krugman",
        printed=("portrait.structure.krugman", "portrait.structure.herfindahl", "portrait.structure.coherence",
                 "portrait.structure.coherence_z", "portrait.size", "portrait.share", "portrait.rank",
                 "portrait.alike"),
    ),
    _explain("growth", "position/shift_share.py:shift_share", printed=("portrait.growth",)),
    _explain("entry_scores", "position/scoring.py:score_entries", pieces=("entry_odds",), printed=("scores",)),
    _explain(
        "movement", "position/movement.py:fit_movement", sources=("kosis_census_change_2020_2023",),
        printed=("movement",),
    ),
    _explain("disparity", "position/disparity.py:disparity", printed=("disparity",)),
    _explain(
        "disparity_with_plan", "position/with_plan.py:with_plan",
        pieces=("disparity", "jobs.startups", "jobs.attracted"), parameters=("balance.*",), printed=("with_plan",),
    ),
    _explain(
        "suggestion", "position/suggestions.py:suggestions", pieces=("quotient", "entry_odds"),
        printed=("suggestions",),
    ),
    _explain("long_view", "position/long_view.py:when_reached", printed=("long_view",)),
)  # fmt: skip
