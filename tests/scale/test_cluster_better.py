"""What decides, and better plans, on a Dask cluster: the bits of threads, though a worker is killed."""

from __future__ import annotations

import logging
import os
import signal
import sys

import pytest

import podobat
from podobat.explore.farm import farm_at
from podobat.explore.result import json_text as explored_text
from podobat.optimise.result import json_text as better_text
from podobat.optimise.search import Effort
from tests.engine.worlds import case

SEARCHED = {"effort": Effort(4, 1, (4, 8)), "fresh": 8, "seed": 2}
EXPLORED = {"draws": 64, "mixed": 16, "decisions": 64, "seed": 3}


@pytest.fixture(scope="module")
def workers():
    """A Dask cluster of two processes that someone else has started."""
    from distributed import LocalCluster

    here = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
    with LocalCluster(n_workers=2, threads_per_worker=1, silence_logs=logging.CRITICAL, **here) as started:
        yield started


def test_an_exploration_on_a_cluster_has_the_bits_of_threads(workers):
    told: list[int] = []
    with farm_at(workers.scheduler_address) as farm:
        found = podobat.explore(case(), farm=farm, begin=lambda n: told.append, **EXPLORED)
    assert explored_text(found) == explored_text(podobat.explore(case(), **EXPLORED))
    assert sum(told) == found.simulations


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGKILL")
def test_a_search_on_a_cluster_has_the_bits_of_threads_though_a_worker_is_killed(workers):
    killed: list[int] = []

    def progress(n: int) -> None:
        if not killed:
            killed.append(next(iter(workers.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    with farm_at(workers.scheduler_address) as farm:
        found = podobat.optimise(case(), farm=farm, begin=lambda n: progress, **SEARCHED)
    assert killed
    assert better_text(found) == better_text(podobat.optimise(case(), **SEARCHED))
