"""Two processes compile the steps of a month; what they leave is what `run_draws` asks for, and either does without the
other."""

from __future__ import annotations

import inspect
import sys

from podobat.engine import warm
from podobat.engine.compiled import is_compiled
from podobat.engine.compiling import STEPS, second_process, types_of_arguments


def signatures_on_disk(step) -> list[tuple]:
    """Of the compiled code that is kept of a step for this processor."""
    return [signature for signature, *_ in step._cache._cache_file._load_index()]


def test_steps_are_compiled_ahead_for_the_types_that_a_run_calls_them_with():
    warm.main()
    known = types_of_arguments()
    for step in STEPS:
        ahead = tuple(known[name] for name in inspect.signature(step.py_func).parameters)
        assert set(signatures_on_disk(step)) == {ahead}, f"{step.py_func.__name__} is compiled for other types besides"


def test_what_was_compiled_of_another_checkout_is_none_of_ours(tmp_path):
    theirs, ours = tmp_path / "engine_theirs", tmp_path / "engine_ours"
    theirs.mkdir()
    (theirs / "month.run_draws-1.py311.1.nbc").touch()
    assert is_compiled(str(tmp_path))
    assert not is_compiled(str(ours))


def test_without_a_second_process_everything_goes_on_in_this_one(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with second_process():
        pass
