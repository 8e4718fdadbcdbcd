"""Quantiles from counts in bins: the stated error, and the same bits whatever the order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podobat.forecast.quantiles import quantiles
from podobat.forecast.sketch import RELATIVE_ERROR, WHOLE_EXACT, Sketch, bin_edges, bin_values

SHAPES = {
    "normal": lambda r, n: r.normal(0, 1, n),
    "narrow": lambda r, n: r.normal(1e6, 1, n),
    "long tail": lambda r, n: r.lognormal(0, 4, n),
    "mostly zero": lambda r, n: r.lognormal(0, 2, n) * (r.random(n) < 0.2),
    "shares": lambda r, n: r.random(n),
    "both signs": lambda r, n: r.standard_cauchy(n),
    "whole": lambda r, n: np.rint(r.normal(200, 400, n)),
    "one value": lambda r, n: np.full(n, 406.1),
}


def drawn(n: int = 900, months: int = 3, seed: int = 1) -> np.ndarray:
    """Draws of one measure for each shape: float32 (world, draw, month, measure)."""
    random = np.random.default_rng(seed)
    columns = [shape(random, 2 * n * months).reshape(2, n, months) for shape in SHAPES.values()]
    return np.stack(columns, axis=-1).astype(np.float32)


def sketch_of(values: np.ndarray, threads: int = 1) -> Sketch:
    sketch = Sketch(*values.shape[2:])
    sketch.add(values, threads)
    return sketch


def all_quantiles(sketch: Sketch) -> np.ndarray:
    return np.stack([sketch.quantiles(m) for m in range(sketch.measures)])


@pytest.mark.parametrize("n", [2, 3, 17, 900])
@pytest.mark.parametrize("shape", SHAPES)
def test_quantiles_are_within_the_stated_error(shape, n):
    values = drawn(n)[..., list(SHAPES).index(shape)][..., None]
    exact = [quantiles(x[..., 0]) for x in (values[0], values[1], values[0] - values[1])]
    found = sketch_of(values).quantiles(0)
    for sketched, true, line in zip(found, exact, (values[0], values[1], values[0] - values[1]), strict=True):
        # Between order statistics the error is that of its neighbours: the larger of the two in size.
        ordered = np.sort(line[..., 0].astype(float), axis=0)
        place = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975]) * (n - 1)
        near = np.maximum(np.abs(ordered[np.floor(place).astype(int)]), np.abs(ordered[np.ceil(place).astype(int)]))
        assert (np.abs(sketched - true) <= RELATIVE_ERROR * np.maximum(near, 1.0) * (1 + 1e-9)).all()


def test_whole_numbers_up_to_some_hundreds_are_exact():
    values = np.random.default_rng(3).integers(0, WHOLE_EXACT + 1, (2, 400, 2, 1)).astype(np.float32)
    exact = np.stack([quantiles(x[..., 0]) for x in (values[0], values[1], values[0] - values[1])])
    assert np.array_equal(sketch_of(values).quantiles(0), exact)


def test_order_batches_and_threads_change_no_bit():
    values = drawn()
    whole = all_quantiles(sketch_of(values))
    order = np.random.default_rng(5).permutation(values.shape[1])
    for size, threads in ((1, 1), (7, 2), (1000, 4)):
        sketch = Sketch(*values.shape[2:])
        for a in range(0, len(order), size):
            sketch.add(values[:, order[a : a + size]], threads)
        assert np.array_equal(all_quantiles(sketch), whole)


def test_sketches_can_be_packed_and_merged():
    values = drawn()
    merged = sketch_of(values[:, :250])
    for a, b in ((600, 900), (250, 600)):
        merged.merge(sketch_of(values[:, a:b]).pack())
    assert merged.draws == values.shape[1]
    assert np.array_equal(all_quantiles(merged), all_quantiles(sketch_of(values)))
    empty = Sketch(*values.shape[2:])
    empty.merge(merged.pack())
    assert np.array_equal(all_quantiles(empty), all_quantiles(merged))


def test_memory_does_not_grow_with_the_draws():
    random = np.random.default_rng(7)
    sketch = Sketch(12, 4)
    sizes = []
    for _ in range(30):
        sketch.add(random.lognormal(3, 1, (2, 500, 12, 4)).astype(np.float32))
        sizes.append(sketch.nbytes)
    assert sizes[-1] < 1.3 * sizes[4]


@given(st.floats(-(2.0**99), 2.0**99, width=32))
def test_every_number_lies_in_its_bin(x):
    values = np.full((2, 1, 1, 1), x, np.float32)
    values[1] = 0
    packed = sketch_of(values).pack()
    bin = int(packed["index"][0]) + int(packed["first"][0, 0])
    low, high = bin_edges(np.array([bin]))
    assert np.sign(bin) == np.sign(values[0, 0, 0, 0])
    assert low[0] <= abs(float(values[0, 0, 0, 0])) < high[0] or bin == 0


def test_bins_rise_and_stand_for_numbers_inside_them():
    bins = np.arange(-3000, 3001)
    for whole in (False, True):
        assert (np.diff(bin_values(bins, whole)) >= 0).all()
    low, high = bin_edges(bins)
    middle = np.abs(bin_values(bins, whole=False))
    assert ((low <= middle) & (middle <= high)).all()
    assert np.array_equal(high[3001:-1], low[3002:])  # no gap


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_refused(wrong):
    values = drawn(4)
    values[0, 2, 1, 0] = wrong
    with pytest.raises(ValueError, match="finite"):
        sketch_of(values)
