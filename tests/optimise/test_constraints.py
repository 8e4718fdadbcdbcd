"""Every kind of limit that an office has binds: without it a budget would do better, with it the budget lies on it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from podobat.errors import CannotRun
from podobat.optimise.choices import Choices
from podobat.optimise.rule import _check_possible
from podobat.plan.fields import FrozenDict
from podobat.plan.levers import Duty, Funding, Levers, ProgrammeLever, Share, Span
from podobat.texts import Text
from tests.engine.worlds import case

PLAN = case().plan
LOOSE = {"least": 0.0, "most": 10.0, "moved": 1.0}
OPEN = Choices.of(PLAN, 0, Levers(**LOOSE))
FIRST, SECOND = OPEN.cells[0].programme, next(c.programme for c in OPEN.cells if c.programme != OPEN.cells[0].programme)
YEAR = OPEN.years[0]
BY_YEAR = np.array([c.year == YEAR for c in OPEN.cells], dtype=float)
TODAY = OPEN.limits.today / OPEN.won  # in the plan's money
WHOLE = float(TODAY.sum())


def of(programme: str) -> np.ndarray:
    return np.array([float(c.programme == programme) for c in OPEN.cells])


def paid(funder: str) -> np.ndarray:
    return np.array([PLAN.programmes[c.place].funding.get(funder, 0.0) for c in OPEN.cells])


MOST_PAID = {f: float((paid(f) @ TODAY) / WHOLE) for f in ("national", "city", "private")}
WANTS = of(FIRST)  # a KRW million is worth one for this programme, and nothing elsewhere


def talent(**bounds) -> Duty:
    return Duty(id="some", name=Text("몫", "part"), programmes=(SECOND,), **bounds)


def one(**said) -> dict:
    return {"programmes": (ProgrammeLever(programme=FIRST, **said),)}


#: What is said, the worth of money in each cell, and what of the budget lies on which bound (in the plan's money).
LIMITS = {
    "total": ({"total": Span(most=0.9 * WHOLE)}, np.ones(len(TODAY)), lambda x: x.sum(), 0.9 * WHOLE),
    "total, at least": ({"total": Span(least=0.9 * WHOLE)}, -np.ones(len(TODAY)), lambda x: x.sum(), 0.9 * WHOLE),
    "year": ({"years": FrozenDict({YEAR: Span(most=0.5 * float(BY_YEAR @ TODAY))})}, BY_YEAR, lambda x: BY_YEAR @ x,
             0.5 * float(BY_YEAR @ TODAY)),
    "floor of a programme": (one(least=0.7), -WANTS, lambda x: WANTS @ x, 0.7 * float(WANTS @ TODAY)),
    "ceiling of a programme": (one(most=1.1), WANTS, lambda x: WANTS @ x, 1.1 * float(WANTS @ TODAY)),
    "floor of all": ({"least": 0.6}, -WANTS, lambda x: WANTS @ x, 0.6 * float(WANTS @ TODAY)),
    "duty": ({"duties": (talent(least=0.8 * float(of(SECOND) @ TODAY)),)}, -of(SECOND), lambda x: of(SECOND) @ x,
             0.8 * float(of(SECOND) @ TODAY)),
    "duty, at most": ({"duties": (talent(most=1.2 * float(of(SECOND) @ TODAY)),)}, of(SECOND), lambda x: of(SECOND) @ x,
                      1.2 * float(of(SECOND) @ TODAY)),
    "committed": (one(committed=FrozenDict({YEAR: 0.9 * float((WANTS * BY_YEAR) @ TODAY)})), -WANTS,
                  lambda x: (WANTS * BY_YEAR) @ x, 0.9 * float((WANTS * BY_YEAR) @ TODAY)),
    "moved a year": ({"moved": 0.05}, WANTS, lambda x: BY_YEAR @ np.maximum(x - TODAY, 0.0),
                     0.05 * float(BY_YEAR @ TODAY)),
}  # fmt: skip


@pytest.mark.parametrize("kind", LIMITS)
def test_a_limit_binds(kind):
    said, worth, held, bound = LIMITS[kind]
    found = Choices.of(PLAN, 0, Levers(**{**LOOSE, **said})).limits
    best, free = found.best(worth, worth), OPEN.limits.best(worth, worth)
    assert best is not None
    assert free is not None
    assert not found.faults(best)
    assert held(best / OPEN.won) == pytest.approx(bound, rel=1e-6)
    assert float(worth @ free) > float(worth @ best) + 1e-6 * abs(float(worth @ best)), "without the limit it is better"


@pytest.mark.parametrize("funder", [f for f, share in MOST_PAID.items() if 0.02 < share < 0.98])
@pytest.mark.parametrize("end", ["least", "most"])
def test_a_share_by_source_binds(funder, end):
    """Money goes where this source pays most (least) until the share of all open money is met exactly."""
    worth = (paid(funder) - MOST_PAID[funder]) * (1.0 if end == "most" else -1.0)
    free = OPEN.limits.best(worth, worth)
    assert free is not None
    share = float(paid(funder) @ free / free.sum())
    middle = (share + MOST_PAID[funder]) / 2
    assert abs(share - MOST_PAID[funder]) > 1e-4, "money that can be moved is not paid alike"
    said = Funding(**{funder: Share(**{end: middle})})
    found = Choices.of(PLAN, 0, Levers(**LOOSE, funding=said)).limits
    best = found.best(worth, worth)
    assert best is not None
    assert float(paid(funder) @ best / best.sum()) == pytest.approx(middle, abs=1e-6)


def test_a_whole_project_is_built_or_not_and_steps_are_kept():
    whole = Choices.of(PLAN, 0, Levers(**LOOSE, **one(whole=True))).limits
    for wish, left in ((0.4, 0.0), (0.8, 1.0)):
        found = whole.nearest(np.where(WANTS > 0, wish * whole.today, whole.today))
        assert found is not None
        assert float(WANTS @ found) == pytest.approx(left * float(WANTS @ whole.today))
    step = 0.25 * float((WANTS * BY_YEAR) @ TODAY)
    stepped = Choices.of(PLAN, 0, Levers(**LOOSE, **one(step=step))).limits
    found = stepped.nearest(np.where(WANTS > 0, 0.9 * stepped.today, stepped.today))
    assert found is not None
    moves = (found - stepped.today)[WANTS > 0] / OPEN.won / step
    assert moves == pytest.approx(np.round(moves), abs=1e-6)


def refusal(levers: Levers) -> dict[str, str]:
    with pytest.raises(CannotRun) as refused:
        _check_possible(Choices.of(PLAN, 0, levers))
    return {lang: refused.value.text(lang) for lang in ("en", "ko")}


def test_an_impossible_share_is_told_in_shares_and_the_least_change_is_enough_and_no_less_is():
    """No mix of programmes is paid so little by the state: told by how much the share has to give way."""
    lowest = min(p.funding.get("national", 0.0) for p in PLAN.programmes if p.kind != "operations")
    asked = max(lowest - 0.1, 0.0)

    def levers(most: float) -> Levers:
        return Levers(**{**LOOSE, "least": 0.5}, funding=Funding(national=Share(most=most)))

    text = refusal(levers(asked))
    line = next(line for line in text["en"].splitlines() if "the state" in line)
    told = float(line.split("give way by ")[1].split("%")[0]) / 100
    assert "국비" in text["ko"]
    _check_possible(Choices.of(PLAN, 0, levers(asked + told + 1e-6)))
    refusal(levers(asked + told - 0.0015))


def test_where_no_single_change_is_enough_the_changes_together_are_told():
    """Two duties, each beyond what its programme may get: both have to give way."""
    duties = tuple(
        Duty(id=f"d{k}", name=Text(f"의무 {k}", f"duty {k}"), programmes=(p,), least=3.0 * float(of(p) @ TODAY))
        for k, p in enumerate((FIRST, SECOND))
    )
    said = {**LOOSE, "most": 2.0, "total": Span(most=10 * WHOLE)}
    text = refusal(Levers(**said, duties=duties))["en"]
    assert "cannot end it alone" in text
    lines = text.split("together would be:")[1].strip().splitlines()[:-1]
    given = {line.split(":")[0].strip(): float(line.split(": ")[1].split(" ")[0].replace(",", "")) for line in lines}
    assert set(given) >= {"duty 0", "duty 1"}
    lower = [replace(d, least=d.least - given[d.name["en"]] - 0.01) for d in duties]
    spans = {y: Span(most=float((np.array([c.year == y for c in OPEN.cells]) * TODAY).sum()) + 0.01
                     + given.get(f"Money of {y}", 0.0)) for y in OPEN.years}  # fmt: skip
    _check_possible(Choices.of(PLAN, 0, Levers(**said, duties=tuple(lower), years=FrozenDict(spans))))
