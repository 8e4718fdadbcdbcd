"""Numbers and texts of every answer go into JSON the same way."""

import json

import numpy as np
import pytest

from podobat.show.json import cleaned, indented, number, one_line
from podobat.texts import Text


@pytest.mark.parametrize(
    ("given", "written"),
    [(1 / 3, "0.3333333"), (12.0, "12"), (-0.0, "0"), (1e300, "1e+300"), (float("nan"), "null"),
     (float("inf"), "null"), (1234567.89, "1234568")],
)  # fmt: skip
def test_seven_digits_whole_numbers_without_a_point_and_null(given, written):
    assert json.dumps(number(given)) == written


def test_any_depth_is_cleaned():
    given = {
        "name": Text("계획", "plan"), 2020: (1.0, None, True), "array": np.array([[1.5, np.nan]]),
        "one": np.float32(0.1), "seed": 12345678901234567, "count": np.int64(3), "flag": np.bool_(True),
    }  # fmt: skip
    assert cleaned(given) == {
        "name": {"ko": "계획", "en": "plan"}, "2020": [1, None, True], "array": [[1.5, None]], "one": 0.1,
        "seed": 12345678901234567, "count": 3, "flag": True,
    }  # fmt: skip
    assert one_line({"a": Text("가", "b")}) == '{"a":{"ko":"가","en":"b"}}'
    assert json.loads(indented(given)) == json.loads(one_line(given))


def test_what_has_no_place_in_json_is_an_error():
    with pytest.raises(TypeError, match="object has no place"):
        cleaned({"a": object()})
