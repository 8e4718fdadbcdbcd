"""Errors, months, units and suggestions: what every room shares."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

import podobat
from podobat.errors import CannotRun, Fault, InputFaults, PodobatError
from podobat.units import UNITS, Text, is_month, month_index, month_range, month_text, months_between, nearest

FAULT = Fault("plan.yaml", 41, "measures.x.start",
              Text("2031은 계획이 끝난 뒤임", "2031 is after the plan ends (2030)."),
              Text("2025~2030", "2025 to 2030"), Text("시작을 옮기십시오.", "Move the start."))  # fmt: skip


def test_a_fault_says_where_what_is_allowed_and_what_to_do():
    assert str(FAULT).splitlines() == [
        "plan.yaml:41  measures.x.start: 2031 is after the plan ends (2030).",
        "              Allowed: 2025 to 2030",
        "              Remedy: Move the start.",
    ]
    korean = [line.strip() for line in FAULT.text("ko").splitlines()]
    assert korean[1:] == ["허용: 2025~2030", "조치: 시작을 옮기십시오."]


def test_a_fault_without_a_line_or_a_path_is_one_line():
    assert str(Fault("a.yaml", None, "", Text("없음", "missing"))) == "a.yaml  missing"


def test_errors_know_their_exit_code_and_travel_between_processes():
    faults = InputFaults([FAULT])
    cannot = CannotRun(Text("못 함", "cannot"))
    assert (faults.exit_code, cannot.exit_code) == (1, 2)
    assert issubclass(InputFaults, PodobatError)
    assert pickle.loads(pickle.dumps(faults)).faults == (FAULT,)
    assert pickle.loads(pickle.dumps(cannot)).text("ko") == "못 함"
    assert faults.text("ko").startswith("plan.yaml:41  measures.x.start: 2031은")


def test_months_are_counted_and_written_back():
    assert month_index("2020-01") == 24240
    assert month_text(24240) == "2020-01"
    assert all(month_text(month_index(m)) == m for m in month_range("1999-11", "2001-02"))
    assert months_between("2020-01", "2021-03") == 14
    assert len(month_range("2020-01", "2029-12")) == 120


@pytest.mark.parametrize("text", ["2020-13", "2020-00", "2020-1", "20-01", "2020/01", "2020-01-01", "", "２０２０-01"])
def test_what_is_no_month_is_refused(text: str):
    assert not is_month(text)
    with pytest.raises(ValueError, match="YYYY-MM"):
        month_index(text)


def test_the_nearest_word_is_suggested_only_when_it_is_near():
    assert nearest("buget", ["budget", "funding"]) == "budget"
    assert nearest("BUDGET", ["budget"]) == "budget"
    assert nearest("lottery", ["budget", "funding"]) is None
    assert nearest("x", []) is None


def test_every_unit_has_a_label_in_both_languages():
    assert all(unit.code == code and unit.label.ko and unit.label.en for code, unit in UNITS.items())


def test_text_speaks_two_languages():
    text = Text("포도", "grape")
    assert (text["ko"], text["en"], str(text)) == ("포도", "grape", "grape")
    with pytest.raises(KeyError):
        text["fr"]


def test_public_names_are_flat_and_late():
    assert podobat.read_case.__module__ == "podobat.plan.read"
    assert set(podobat.__all__) <= set(dir(podobat))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        podobat.nothing  # noqa: B018
    light = "import podobat, sys; assert not {'numpy', 'numba', 'podobat.plan'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", light], check=True, timeout=60)


def test_forecast_is_the_verb_also_after_its_room_was_imported():
    code = (
        "import podobat.forecast, podobat; assert podobat.forecast.__class__.__name__ == 'function', podobat.forecast"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
