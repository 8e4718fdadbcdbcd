"""The section of the report on known patterns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from podobat.evidence import patterns
from podobat.evidence.patterns import read_validation
from podobat.forecast import known_facts as module
from podobat.forecast.known_facts import known_facts
from podobat.forecast.page import render
from podobat.show.writer import Writer


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_report_shows_the_misses_and_what_they_mean(made_up, lang):
    forecast, case = made_up()
    kept = read_validation()
    assert kept is not None
    section = known_facts(forecast, Writer.of("forecast", lang))
    assert section is not None
    assert len(section.misses) == kept["counted"] - kept["inside"]
    assert sum(n for _, _, n in section.groups) == kept["counted"]
    page = render(forecast, case, lang)
    assert 'href="#validation"' in page
    assert section.misses[0][1] in page
    assert all(meaning.split(",")[0].split("'")[0] in page for _, meaning in section.meanings)


def test_another_case_has_no_such_section(made_up):
    forecast, case = made_up("port-maren")
    assert known_facts(forecast, Writer.of("forecast", "en")) is None
    assert 'id="validation"' not in render(forecast, case, "en")


def test_a_comparison_with_other_parameters_says_so(made_up):
    forecast, _ = made_up()
    kept = read_validation()
    assert kept is not None
    write = Writer.of("forecast", "en")
    same = replace(forecast, fingerprints={**forecast.fingerprints, "parameters": kept["fingerprints"]["parameters"]})
    other = replace(forecast, fingerprints={**forecast.fingerprints, "parameters": "000000000000"})
    now, then = known_facts(same, write), known_facts(other, write)
    assert now is not None
    assert then is not None
    assert now.stale == ""
    assert "make validate" in then.stale


def test_nothing_is_shown_before_the_first_comparison(made_up, monkeypatch, tmp_path):
    forecast, _ = made_up()
    assert patterns.read_validation(tmp_path / "none.json") is None
    monkeypatch.setattr(module, "read_validation", lambda: None)
    assert known_facts(forecast, Writer.of("forecast", "en")) is None
