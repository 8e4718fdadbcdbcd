"""The parameters of the package: complete, grounded, quick to read, sampled the same way every time."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from podobat.evidence import BESIDE_THE_WORLD, read_parameters
from podobat.evidence.measures import measures
from podobat.evidence.read import HERE
from podobat.plan import read_case
from podobat.units import UNITS

CASES = ("gwangju-phase1", "port-maren")

# What the Gwangju project itself counted after it began. The forecast is as of the start: no parameter may know it.
OWN_COUNTS = re.compile(
    r"act_|mou_|opened_|hq_\d|hired_\d|staff_2|startups_20|academy_(?:grad|c1|app)|dc_(?:projects|local|sales|hires|models"
    r"|progress|ground)|fund1_(?:size|invested|local_firms|local_amount)|proto_|agency_2022|camp1_|smba_camp|sv_raised"
    r"|firms_2022|equip_(?:stage1|installed)|hires_per_opened|factory_promises|saltlux"
    r"|gj_(?:mou|ai|attracted|prototype|compute)_|aiacad_"
)


def own_counts(ids):
    """The ids among these that the project counted itself."""
    return [id for id in ids if OWN_COUNTS.match(id)]


def with_case(repository: Path, name: str):
    case = read_case(repository / "cases" / name)
    return read_parameters(case.parameter_files, case.sources)


def test_every_parameter_has_a_known_unit_both_texts_and_a_setting():
    for p in read_parameters():
        assert p.unit in UNITS
        assert p.description.ko != p.description.en, p.id
        assert re.search("[가-힣]", p.description.ko), p.id
        assert p.setting is not None, p.id
        assert p.source or p.assumed, p.id


def test_grades_say_what_they_rest_on():
    for p in read_parameters():
        assert p.assumed if p.evidence == "assumed" else p.source, p.id


@pytest.mark.parametrize("name", CASES)
def test_no_parameter_rests_on_what_the_project_counted_itself(repository: Path, name: str):
    rested = {p.id: own_counts(p.source) for p in with_case(repository, name)}
    assert not {id: found for id, found in rested.items() if found}


def test_no_source_of_the_package_was_counted_by_the_project():
    assert not own_counts(read_parameters().sources)


def test_the_guard_knows_the_project_by_its_counts():
    counted = [
        "mou_202011",
        "opened_202203_94",
        "act_jobs_202201",
        "gj_mou_hires_2020",
        "aiacad_local_c1",
        "sv_raised_202108",
    ]
    assert own_counts(counted) == counted
    assert not own_counts(["bass_p", "gj_ccei_hires", "gjinno_firms_2017", "academy_cost_year", "kr_ai_firms_2020"])


def test_every_parameter_drives_a_measure_and_every_driver_is_stated(repository: Path):
    stated = set(with_case(repository, CASES[0]).without(*BESIDE_THE_WORLD).ids)  # these drive none
    driving = {id for m in measures() for id in m.parameters}
    assert driving == stated


def test_sampling_is_even_and_independent_of_batches():
    parameters = read_parameters()
    u = (np.arange(4000 * len(parameters)).reshape(4000, -1) * 0.6180339887 + 0.1) % 0.999 + 0.0005
    values = parameters.sample(u)
    assert values.shape == u.shape
    assert np.all(np.isfinite(values))
    parts = np.concatenate([parameters.sample(u[:7]), parameters.sample(u[7:1000]), parameters.sample(u[1000:])])
    assert values.tobytes() == parts.tobytes()


def test_the_middle_of_a_lognormal_is_its_value_and_fixed_ones_never_move():
    parameters = read_parameters()
    half = parameters.sample(np.full((1, len(parameters)), 0.5))[0]
    for value, p in zip(half, parameters, strict=True):
        if p.distribution.shape in ("lognormal", "fixed"):
            assert value == pytest.approx(p.value, rel=1e-12), p.id


def test_draws_stay_inside_the_stated_range():
    parameters = read_parameters()
    ends = parameters.sample(np.repeat([[0.05], [0.95]], len(parameters), axis=1))
    for (low, high), p in zip(ends.T, parameters, strict=True):
        assert p.distribution.low - 1e-9 <= low <= high <= p.distribution.high + 1e-9, p.id


@pytest.mark.parametrize("u", [np.zeros((2, 3)), np.full(5, 0.5)])
def test_numbers_of_the_wrong_shape_are_refused(u):
    with pytest.raises(ValueError, match="shape"):
        read_parameters().sample(u)


def test_numbers_outside_the_open_interval_are_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        read_parameters().sample(np.zeros((1, len(read_parameters()))))


def test_the_fingerprint_moves_with_a_number_and_not_with_a_word(tmp_path: Path):
    def read(text: str):
        path = tmp_path / "parameters" / "entry" / "team.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return read_parameters([path]).fingerprint

    written = (HERE / "parameters" / "entry" / "team.yaml").read_text(encoding="utf-8")
    assert read(written) == read_parameters().fingerprint
    assert read(written.replace("founders included", "the founders counted")) == read_parameters().fingerprint
    assert read(written.replace("value: 1.5", "value: 1.6")) != read_parameters().fingerprint


def test_a_case_replaces_and_adds_parameters(repository: Path):
    package, gwangju = read_parameters(), with_case(repository, CASES[0])
    assert set(package.ids) < set(gwangju.ids)
    assert gwangju.ids == tuple(sorted(gwangju.ids))
    assert all(id.startswith("region.") for id in set(gwangju.ids) - set(package.ids))


def test_a_missing_and_an_unused_parameter_are_named_together():
    parameters = read_parameters()
    wanted = [*(id for id in parameters.ids if id != "hiring.speed"), "region.wage"]
    missing, unused = parameters.check(wanted)
    assert (missing.path, missing.file) == ("region.wage", "parameters/region/wage.yaml")
    assert "missing" in str(missing)
    assert (unused.path, unused.file) == ("hiring.speed", "parameters/hiring/speed.yaml")
    assert "not used" in str(unused)
