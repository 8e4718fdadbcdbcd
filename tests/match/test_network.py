"""Networks with known centralities: a star, a path, two parts; openness by hand."""

from __future__ import annotations

import pytest

from podobat.match.network import Node, betweenness, network_of


def firms(*names: str, **more) -> dict[str, Node]:
    """Firms of the region."""
    return {name: Node(name, **more) for name in names}


def test_the_middle_of_a_star_is_on_every_way_and_nobody_else_on_any():
    star = {"m": ["a", "b", "c"], "a": ["m"], "b": ["m"], "c": ["m"]}
    assert betweenness(star) == {"m": 1.0, "a": 0.0, "b": 0.0, "c": 0.0}


def test_a_path_of_five_and_a_ring_of_four():
    """Path a-b-c-d-e: 0, 3/6, 4/6, 3/6, 0. Ring: each is on half of the one way between its neighbours: 1/6."""
    path = {"a": ["b"], "b": ["a", "c"], "c": ["b", "d"], "d": ["c", "e"], "e": ["d"]}
    assert betweenness(path) == pytest.approx({"a": 0, "b": 0.5, "c": 4 / 6, "d": 0.5, "e": 0})
    ring = {"a": ["b", "d"], "b": ["a", "c"], "c": ["b", "d"], "d": ["a", "c"]}
    assert list(betweenness(ring).values()) == pytest.approx([1 / 6] * 4)


def test_openness_mixing_who_is_alone_and_what_hangs_together():
    nodes = {**firms("a", "b", sector="car"), **firms("c", sector="energy"), **firms("d"),
             "x": Node("x", inside=False)}  # fmt: skip
    found = network_of(nodes, [("a", "b"), ("b", "a"), ("b", "c"), ("c", "x"), ("a", "a")])
    assert found.ties == (("a", "b"), ("b", "c"), ("c", "x"))
    assert found.openness == pytest.approx(1 / 3)
    assert found.mixing == pytest.approx(1 / 2), "a-b is not across, b-c is; nothing is known of x"
    assert found.alone == ("d",)
    assert found.tied == pytest.approx(3 / 4), "a, b and c of the four that are of the region"
    assert found.groups == (4,)
    assert [id for id, _ in found.brokers] == ["b", "c"]


def test_nobody_and_no_ties():
    empty = network_of({}, [])
    assert empty.tied is None
    assert (empty.openness, empty.mixing, empty.alone, empty.groups) == (None, None, (), ())
    assert network_of(firms("a", "b"), []).alone == ("a", "b")
    with pytest.raises(KeyError):
        network_of(firms("a"), [("a", "z")])
