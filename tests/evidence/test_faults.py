"""Broken parameter files: every fault at once, with file, line, what is allowed and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from podobat.errors import InputFaults
from podobat.evidence import read_parameters

GOOD = """\
description: {ko: 값, en: A number}
role: uncertainty
unit: share
value: 0.4
distribution: {shape: triangular, low: 0.2, high: 0.7}
source: [bass_p]
setting: {ko: 어디서, en: Somewhere}
evidence: estimated
"""


def faults_of(tmp_path: Path, **texts: str):
    files = []
    for name, text in texts.items():
        path = tmp_path / "parameters" / "region" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        files.append(path)
    with pytest.raises(InputFaults) as caught:
        read_parameters(files)
    return caught.value.faults


def test_a_sound_file_is_read(tmp_path: Path):
    path = tmp_path / "parameters" / "region" / "share.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(GOOD, encoding="utf-8")
    assert read_parameters([path])["region.share"].value == 0.4


BROKEN = {
    "unknown key": (("setting:", "seting:"), 7, "Did you mean `setting`?"),
    "unknown unit": (("unit: share", "unit: shares"), 3, "Did you mean `share`?"),
    "missing unit": (("unit: share\n", ""), None, "unit: missing"),
    "no source": (("source: [bass_p]\n", ""), None, "no source"),
    "unknown source": (("bass_p", "bass_o"), 6, "Did you mean `bass_"),
    "value below its range": (("value: 0.4", "value: 0.1"), 4, "does not lie between low 0.2 and high 0.7"),
    "ends crossed": (("low: 0.2, high: 0.7", "low: 0.7, high: 0.2"), 4, "low <= value <= high"),
    "no ends": (("low: 0.2, high: 0.7", "low: 0.2"), 5, "State low and high"),
    "unknown shape": (("triangular", "triangle"), 5, "Did you mean `triangular`?"),
    "lognormal from zero": (("triangular, low: 0.2", "lognormal, low: 0.0"), 5, "a number above 0"),
    "fixed with ends": (("triangular", "fixed"), 5, "low or high stated for a fixed value"),
    "constant with a spread": (("role: uncertainty", "role: constant"), 2, "it has a spread"),
    "assumed without a reason": (("estimated", "assumed"), 8, "no reason is given"),
    "unknown grade": (("estimated", "guessed"), 8, "measured"),
    "outside its bounds": (("value: 0.4", "value: 0.4\nmax: 0.3"), 4, "outside min and max"),
    "one language": (("{ko: 값, en: A number}", "{ko: 값}"), 1, "Write both languages"),
    "not a number": (("value: 0.4", "value: a lot"), 4, "a number"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_each_fault_is_said_where_it_is(tmp_path: Path, case: str):
    (old, new), line, words = BROKEN[case]
    assert old in GOOD
    faults = faults_of(tmp_path, share=GOOD.replace(old, new))
    said = [f for f in faults if words in str(f)]
    assert said, "\n".join(map(str, faults))
    assert said[0].file == "parameters/region/share.yaml"
    if line is not None:
        assert said[0].line == line
    assert said[0].text("ko") != said[0].text("en")


def test_all_faults_of_all_files_come_at_once(tmp_path: Path):
    faults = faults_of(
        tmp_path,
        one=GOOD.replace("unit: share", "unit: shares").replace("value: 0.4", "value: much"),
        two=GOOD.replace("bass_p", "nobody"),
    )
    assert [f.file for f in faults].count("parameters/region/one.yaml") == 2
    assert [f.file for f in faults].count("parameters/region/two.yaml") == 1


def test_the_same_id_twice_is_a_fault(tmp_path: Path):
    files = []
    for folder in ("a", "b"):
        path = tmp_path / folder / "region" / "share.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(GOOD, encoding="utf-8")
        files.append(path)
    with pytest.raises(InputFaults, match="more than one file"):
        read_parameters(files)
