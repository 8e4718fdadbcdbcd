"""The valley of death as the report tells it: the title says what is drawn, whatever the curve does."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from podobat.forecast.valley import cash, flow, losing, survival
from podobat.show.writer import Writer

EDGES = [-4.0, -2.0, -1.0, 1.0, 2.0, 4.0]
LOSS, SMALL_LOSS, EVEN, GAIN = ([100 if k == bin else 1 for k in range(7)] for bin in (1, 2, 3, 5))


def told(*ages, lang="ko"):
    """A forecast and its writer; its firms are, at each year of age, mostly in one bin of money."""
    counts = np.repeat(np.array(ages, dtype=np.int64), 4, axis=0)
    both = np.stack([np.vstack([counts, counts[-1:]])] * 2)
    lived = np.full((2, 2, len(ages) + 1), 1200)
    lived[:, 1] = 12
    seen = {"flow_by_age": both, "cash_by_age": both, "cash_edges": EDGES, "survival": lived}
    forecast: Any = SimpleNamespace(diagnostics=seen)
    return forecast, Writer.of("forecast", lang)


@pytest.mark.parametrize(
    ("ages", "said"),
    [
        ((SMALL_LOSS, LOSS, LOSS, EVEN, GAIN), "창업 후 1년쯤 −300만원까지 내려가고, 4년쯤부터 100만원 넘는 흑자"),
        ((SMALL_LOSS, LOSS, EVEN, EVEN), "2년쯤부터 수지 균형에 가깝지만(±100만원 이내) 3년까지 뚜렷한 흑자로"),
        ((LOSS, SMALL_LOSS, SMALL_LOSS), "창업할 때 −300만원으로 가장 낮고, 2년까지 수지 균형(±100만원 이내)에 이르지"),
        ((EVEN, GAIN, EVEN), "어느 나이에도 100만원 넘는 적자로 내려가지 않습니다"),
    ],
)
def test_the_title_follows_the_median(ages, said):
    assert said in flow(*told(*ages)).title


def test_the_best_quarter_is_spoken_of_beside_the_median():
    half = [1, 70, 1, 1, 1, 50, 1]
    found = flow(*told(half, half, half, lang="en"))
    assert "does not come within KRW 1 m of breaking even in 2 years" in found.title
    assert "best quarter becomes a gain of more than KRW 1 m from the start" in found.note


def test_no_lowest_point_is_marked_where_there_is_no_valley():
    say = Writer.of("forecast", "ko").say
    assert say("label.trough") in flow(*told(SMALL_LOSS, LOSS, EVEN)).drawings[0]
    assert say("label.trough") not in flow(*told(EVEN, GAIN, EVEN)).drawings[0]


def test_why_the_balance_does_not_dip_is_said_where_it_does_not():
    say = Writer.of("forecast", "ko").say
    assert cash(*told(EVEN, GAIN, GAIN)).note == say("note.cash_flat")
    assert cash(*told(GAIN, EVEN, GAIN)).note == say("note.cash_dips")


def test_losing_firms_and_survivors_are_told_for_both_worlds():
    found = losing(*told(SMALL_LOSS, LOSS, EVEN, EVEN, EVEN, EVEN))
    assert "창업 후 5년에 한 달 100만원 넘게 적자인 기업은 2.8%이고, 사업이 없을 때는 2.8%" in found.title
    assert len(found.table.head) == 5
    assert "사업이 없을 때는" in survival(*told(EVEN, EVEN, EVEN, EVEN, EVEN, EVEN)).title
