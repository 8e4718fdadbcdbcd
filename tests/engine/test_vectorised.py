"""The rules over firms become vector code: every loop of each is looked at in machine code, not guessed at."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from benchmarks.vectorised import Counts, can_tell, loops
from numba import njit

from podobat.engine.numerics import COMPILE, INLINE, F, I, N, select

pytestmark = pytest.mark.skipif(not can_tell(), reason="the instructions of another kind of processor")
MAIN = ("month.draw_luck", "product.advance_product", "revenue.grow_sales", "rounds.round_hazard", "exit.mark_exits")
# Rules that may work in doubles or 64-bit whole numbers, at half the lanes, and why.
WIDE = {
    "attraction.become_headquarters": "offices are few: their luck is compared with a double",
    "attraction.mark_office_exits": "offices are few: their luck is compared with a double",
    "attraction.staff_offices": "offices are few: people and posts are worked out in doubles",
    "climate.draw_paths": "the paths of a run are doubles, a number a month",
    "entry.draw_anyway": "an identity is put together in 64 bits",
    "entry.draw_founders": "founders are few: median and spread of their cash are doubles",
    "outputs.bin_of": "the edges are doubles, and are looked through once a run",
    "remembered.remembered_poisson": "running totals are doubles",
}
# The world or the plan is an argument of theirs.
ASIDE = {"counting.count", "outputs.note_firms", "ties.lift_hazards"}


def looked_at(repository, *files):
    """What the script says of the engine's rules, or of those in files: name -> counts. LLVM writes to its stderr."""
    command = [sys.executable, "-m", "benchmarks.vectorised", "--json", *files]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return {name: count and Counts(**count) for name, count in json.loads(done.stdout).items()}


@pytest.fixture(scope="module")
def engine(repository):
    return looked_at(repository)


@pytest.fixture(scope="module")
def examples(repository):
    """The rules below."""
    return {name.partition(".")[2]: count for name, count in looked_at(repository, __file__).items()}


def test_every_rule_is_looked_at_that_does_not_take_the_world(engine):
    assert {name for name, count in engine.items() if count is None} == ASIDE, "teach TYPES or OWN what the others take"
    assert len(engine) >= 30, "the checker no longer finds the rules"


def test_every_loop_over_firms_is_vector_code(engine):
    known = {name: count for name, count in engine.items() if count is not None}
    assert not {name: count for name, count in known.items() if not count.vectorised}
    for name in MAIN:
        assert known[name].packed > 0, name


def test_rules_work_in_32_bits_unless_they_say_why_not(engine):
    assert {name for name, count in engine.items() if count is not None and count.wide} == set(WIDE)


@njit(**COMPILE)
def in_single(n, cash, revenue):
    """As a rule should be: a loop that shares out its work, in single precision."""
    for i in range(N(n)):
        cash[i] = select(revenue[i] > F(1), F(cash[i] + F(revenue[i] * F(0.5))), F(0))


@njit(**COMPILE)
def running_total(n, cash, revenue):
    """A firm's number depends on the one before: nothing to do side by side."""
    for i in range(N(n)):
        cash[i] = F(cash[i] + F(cash[i - N(1)] * revenue[i]))


@njit(**COMPILE)
def looked_up(n, stage, cash, revenue):
    """A number that each firm fetches from another place."""
    for i in range(N(n)):
        cash[i] = revenue[N(stage[i])]


@njit(**COMPILE)
def gathered(n, stage, sector):
    """The same where nothing is written: LLVM makes a vector of it, collected number by number."""
    total = I(0)
    for i in range(N(n)):
        total = I(total + sector[N(stage[i])])
    return total


@njit(**COMPILE)
def one_of_two(n, cash, revenue):
    """A running total beside a loop that is vector code."""
    for i in range(N(n)):
        revenue[i] = F(revenue[i] * F(2))
    for i in range(N(n)):
        cash[i] = F(cash[i] + F(cash[i - N(1)] * revenue[i]))


@njit(**INLINE)
def smaller_ones(stage, k):
    """How many firms are of a lower stage."""
    total = I(0)
    for j in range(N(stage.size)):
        total = I(total + select(stage[j] < k, I(1), I(0)))
    return total


@njit(**COMPILE)
def helped(n, stage, event):
    """A loop that is none, around one in a helper that is."""
    for i in range(N(n)):
        event[i] = smaller_ones(stage, stage[i])


@njit(**COMPILE)
def in_doubles(n, cash, revenue):
    """A number literal without F(...)."""
    for i in range(N(n)):
        cash[i] = F(revenue[i] * 1.1)


@njit(**COMPILE)
def in_longs(n, stage, event):
    """A sum without I(...) is one of 64 bits."""
    for i in range(N(n)):
        event[i] = select((stage[i] + event[i]) * 3 > 7, I(1), I(0))


def test_the_checker_passes_a_rule_as_it_should_be(examples):
    assert examples["in_single"].vectorised
    assert not examples["in_single"].wide


def test_the_checker_sees_a_loop_that_is_none(examples):
    assert not examples["running_total"].vectorised
    assert not examples["looked_up"].vectorised
    assert not examples["gathered"].vectorised


def test_the_checker_sees_a_loop_that_is_none_beside_one_that_is(examples):
    assert examples["one_of_two"].loops == 2
    assert examples["one_of_two"].left == [loops(one_of_two)[1].begin]


def test_the_loops_of_a_helper_do_not_count(examples):
    assert examples["helped"].loops == 1
    assert examples["helped"].left == [loops(helped)[0].begin]


@pytest.mark.parametrize("name", ["in_doubles", "in_longs"])
def test_the_checker_sees_64_bits(examples, name):
    assert examples[name].vectorised
    assert examples[name].wide > 0
