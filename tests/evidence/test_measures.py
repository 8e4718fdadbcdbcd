"""The catalogue of measures: the agreed ids in the agreed order, and what stands behind each."""

from __future__ import annotations

from pathlib import Path

import pytest

from podobat.errors import InputFaults
from podobat.evidence import drivers, measure, measure_ids, mechanisms
from podobat.evidence.measures import CATALOGUE, measures, read_measures

IDS_IN_ORDER = """
firms.mou firms.opened firms.operating firms.hq_moved firms.left firms.supported startups.founded startups.funded
startups.spun_off startups.operating startups.crossed startups.closed startups.acquired startups.moved_out jobs.direct
jobs.startups jobs.attracted jobs.hired jobs.induced people.enrolled people.in_training people.trained people.dropped
people.looking people.placed_region people.placed_outside people.untraced compute.projects compute.utilisation
fund.committed fund.invested_region fund.invested_outside venture.raised revenue adopters adoption.piloting
adoption.contracts_local adoption.contracts_outside adoption.savings adoption.sales adoption.jobs patents spending
budget.granted budget.unspent rivals.founders rivals.firms rivals.people climate.venture law.in_force
firms.established firms.settled firms.all firms.new jobs.established
jobs.settled jobs.all jobs.new jobs.supported investment.private infrastructure.space infrastructure.homes
infrastructure.premises infrastructure.space_used infrastructure.homes_used infrastructure.premises_used
procurement.local procurement.outside chips.designs chips.taped_out chips.silicon chips.customers output.value_added
research.projects research.commercialised
"""
IDS = IDS_IN_ORDER.split()
BY_SECTOR = [
    "startups.founded", "startups.operating", "jobs.direct", "revenue", "adopters", "adoption.piloting",
    "adoption.contracts_local", "adoption.contracts_outside", "adoption.savings", "adoption.sales",
]  # fmt: skip


def test_ids_and_their_order_are_the_agreed_ones():
    assert [m.id for m in measures()] == IDS
    assert [m.id for m in measures() if m.by_sector] == BY_SECTOR
    assert [m.id for m in measures() if m.by == "programme"] == ["spending"]


def test_sectors_and_programmes_come_after_the_catalogue():
    ids = measure_ids(["cars", "energy"], ["works"])
    assert ids[: len(IDS)] == tuple(IDS)
    assert ids[len(IDS) :][:2] == ("startups.founded.cars", "startups.founded.energy")
    assert ids[-1] == "spending.works"
    assert len(set(ids)) == len(ids) == len(IDS) + 2 * len(BY_SECTOR) + 1


def test_a_measure_by_sector_is_found_behind_its_id():
    assert measure("jobs.direct.cars").id == "jobs.direct"
    assert measure("spending.works").id == "spending"
    with pytest.raises(KeyError):
        measure("patents.cars")
    with pytest.raises(KeyError):
        measure("nothing")


def test_a_total_is_driven_by_what_drives_its_parts():
    assert {"hiring.speed", "attraction.staff_target", "entry.deadweight"} <= set(drivers("jobs.direct"))
    assert mechanisms("jobs.direct")[0] == "counting"
    assert {"hiring", "attraction"} <= set(mechanisms("jobs.direct"))
    assert drivers("budget.granted") == ()


def test_every_mechanism_named_is_a_file_of_the_engine(repository: Path):
    engine = repository / "src" / "podobat" / "engine"
    assert all((engine / f"{m.mechanism}.py").is_file() for m in measures())


def test_faults_of_the_catalogue_come_at_once(tmp_path: Path):
    text = CATALOGUE.read_text(encoding="utf-8")
    text = text.replace("kind: flow", "kind: flows").replace("built_from: [firms.mou]", "built_from: [firms.mous]")
    path = tmp_path / "measures.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputFaults) as caught:
        read_measures(path)
    said = "\n".join(map(str, caught.value.faults))
    assert "Did you mean `flow`?" in said
    assert "Did you mean `firms.mou`?" in said
