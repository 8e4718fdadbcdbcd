"""What two have in common, in numbers: worked out by hand for small markets."""

from __future__ import annotations

import numpy as np
import pytest

from podobat.match.features import FEATURES, FLOOR
from tests.match.made_up import demand, features, supplier

AT = {name: i for i, name in enumerate(FEATURES)}


def test_the_nearest_line_counts_not_the_sum_of_lines():
    both = features(
        [supplier("a", "wind turbine blades", "cheese"), supplier("b", "wind turbine blades and cheese shops")],
        [demand("d", "wind turbine blades")],
    ).of_demands([0])
    assert both[0, 0, AT["text"]] == pytest.approx(1.0)
    assert both[0, 1, AT["text"]] < 1.0


def test_works_alike_reach_a_partner_through_a_tie():
    """`b` never did such a thing, but worked with `a`, who did; `c` is in no relation to it."""
    suppliers = [supplier("a", "wind turbine", "joint cheese"), supplier("b", "joint cheese"), supplier("c", "trains")]
    row = features(suppliers, [demand("d", "wind turbine")]).of_demands([0])[0, :, AT["alike"]]
    assert row[0] > row[1] > row[2]
    assert row[2] == pytest.approx(np.log(FLOOR))


def test_the_walk_keeps_its_mass():
    """All lines belong to somebody: what reaches the suppliers is their mean, however the walk went."""
    suppliers = [supplier("a", "wind turbine", "joint"), supplier("b", "joint", "solar cells"), supplier("c", "wind")]
    row = features(suppliers, [demand("d", "wind")]).of_demands([0])[0, :, AT["alike"]]
    assert (np.exp(row) - FLOOR).mean() == pytest.approx(1.0)


def test_a_hidden_work_is_not_what_finds_those_who_did_it():
    suppliers = [supplier("a", "wind turbine", "milk bottles"), supplier("b", "wind turbine"), supplier("c", "cheese")]
    f = features(suppliers, [])
    line = next(j for j, read in enumerate(f.lines.texts) if read.text == "wind turbine")
    row = f.of_works([line])[0]
    assert row[:, AT["text"]].tolist() == [0.0, 0.0, 0.0]
    assert row[0, AT["experience"]] == pytest.approx(0.0), "one work is left of two"
    assert row[1, AT["skills"]] == 0.0, "its only line is hidden"
    assert row[0, AT["skills"]] == 0.0


def test_skills_sectors_ties_and_size():
    suppliers = [
        supplier("a", "용접 로봇", sectors=frozenset({"자동차"}), staff=10.0, partners=frozenset({"d"})),
        supplier("b", "치과 영상", sectors=frozenset({"헬스케어"})),
    ]
    asked = demand("d", "아크용접 품질과 태양광", sectors=frozenset({"자동차"}), staff=1000.0)
    row = features(suppliers, [asked]).of_demands([0])[0]
    assert row[0, AT["skills"]] == pytest.approx(1 / 2), "welding is covered, photovoltaics are not"
    assert row[:, AT["sector"]].tolist() == [1.0, 0.0]
    assert row[:, AT["tie"]].tolist() == [1.0, 0.0]
    assert row[:, AT["size"]].tolist() == pytest.approx([-2.0, 0.0])


def test_a_place_named_in_the_demand():
    suppliers = [supplier("a", "wind", place="Hamburg"), supplier("b", "wind", place="FR")]
    row = features(suppliers, [demand("d", "a pilot in Germany, at sea", place="DE")]).of_demands([0])[0]
    assert row[:, AT["named"]].tolist() == [1.0, 0.0]
    assert row[0, AT["near"]] == 1.0 > row[1, AT["near"]] > 0.0
