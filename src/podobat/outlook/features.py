"""What a series looks like at the time of asking: the inputs from which its end is foretold.

Counts are compared in y = log(1 + count). A feature that cannot be known (a growth with one count) is nan. Sums run
over years one after the other, so that the bits do not depend on the machine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from podobat.outlook.logs import log1p_of
from podobat.outlook.series import DEPTH, Columns

Floats = NDArray[np.float64]

#: Classes of units, by words in Japanese, Korean and English; a unit may be of several (만명 is people and scaled).
UNIT_CLASSES: Final[Mapping[str, str]] = {
    "percent": r"%|％|率|割合|ポイント|퍼센트|비율|률",
    "people": r"人|名|people|person|명|인$|者",
    "cases": r"件|건|case",
    "times": r"回|회|time",
    "places": r"箇所|か所|ヶ所|カ所|ヵ所|地区|所|개소|지구|곳|place",
    "money": r"円|億|兆|원|억|조|KRW|yen",
    "bodies": r"社|団体|機関|法人|校|施設|病院|自治体|市町村|都道府県|国|기관|기업|개사|단체|학교|firm|compan",
    "things": r"台|隻|機|両|基|個|本|枚|대$|개$|종$",
    "area": r"ha|km|m2|m3|㎡|㎥",
    "mass": r"トン|^t$|t-|kg|kl|CO2|톤",
    "spans": r"月|日|年|時間|개월|일$|시간|month|day|hour",
    "scaled": r"万|千|百万|만|천|백만",
    "cumulative": r"累|누계|누적|cumul",
}
_CLASSES: Final = {name: re.compile(words, re.IGNORECASE) for name, words in UNIT_CLASSES.items()}
SAME: Final = 1e-9  # counts closer than this in logs are the same


def is_cumulative(words: str) -> bool:
    """Does a name or a unit say that counts are running totals (누계, 累計)?"""
    return _CLASSES["cumulative"].search(words) is not None


def features_of(columns: Columns) -> dict[str, Floats]:
    """Name -> values (series,), in a fixed order."""
    with np.errstate(all="ignore"):
        c = _Logs(columns)
        features: dict[str, Floats] = {}
        for family in (_level, _growth, _promises, _pace, _numbers, _units):
            features |= family(columns, c)
    return {name: np.where(np.isfinite(x), x, np.nan) for name, x in features.items()}


class _Logs:
    """What several families of features start from."""

    def __init__(self, c: Columns) -> None:
        self.target = log1p_of(c.target)
        self.count = log1p_of(c.count)
        self.promised = log1p_of(c.promised)
        self.n = total(np.isfinite(c.count))
        self.last = self.count[:, -1]
        at = (np.arange(len(c)), np.minimum(DEPTH - self.n.astype(np.int64), DEPTH - 1))
        self.first, self.first_year, self.first_count = self.count[at], c.year[at], c.count[at]
        self.span = c.year[:, -1] - self.first_year
        self.met = self.count - self.promised  # log of how far each year's promise was met


def total(x: NDArray) -> Floats:
    """Sum along the years, (series, year) -> (series,): nan counts as nothing, one year after the other."""
    result = np.zeros(len(x))
    for at in range(x.shape[1]):
        result = result + np.where(np.isnan(x[:, at]), 0.0, x[:, at])
    return result


def mean(x: NDArray) -> Floats:
    """Mean of the known years, (series, year) -> (series,); nan where nothing is."""
    return total(x) / total(~np.isnan(x))


def spread(x: NDArray) -> Floats:
    """Standard deviation along the years, (series, year) -> (series,); nan with fewer than two known."""
    known = total(~np.isnan(x))
    deviation = x - mean(x)[:, None]
    return np.where(known > 1, np.sqrt(total(deviation * deviation) / known), np.nan)


def share(holds: NDArray, known: NDArray) -> Floats:
    """Share of each row's known years in which something holds; nan where none is known."""
    return total(holds & known) / total(known)


def _extreme(x: NDArray, choose: Callable[..., Floats]) -> Floats:
    result = x[:, 0]
    for at in range(1, x.shape[1]):
        result = choose(result, x[:, at])
    return result


def largest(x: NDArray) -> Floats:
    """Largest of what is known in each row of years."""
    return _extreme(x, np.fmax)


def smallest(x: NDArray) -> Floats:
    """Smallest of what is known in each row of years."""
    return _extreme(x, np.fmin)


def _level(c: Columns, y: _Logs) -> dict[str, Floats]:
    """Where the counts stand against the target."""
    return {
        "horizon": c.horizon, "n": y.n, "target": y.target, "last": y.last, "last_target": y.last - y.target,
        "first_target": y.first - y.target, "before_target": y.count[:, -2] - y.target,
        "before2_target": y.count[:, -3] - y.target, "mean3_target": mean(y.count[:, -3:]) - y.target,
        "mean_target": mean(y.count) - y.target, "most_target": largest(y.count) - y.target,
        "least_target": smallest(y.count) - y.target, "spread": spread(y.count),
        "above": share(c.count >= c.target[:, None], np.isfinite(c.count)),
        "year_2020": np.select([c.deadline == 2020, c.deadline == 2021, c.deadline == 2022], [1.0, 2.0, 3.0]),
        "last_2020": np.select([c.year[:, -1] == 2020, c.year[:, -1] == 2021], [1.0, 2.0]),
    }  # fmt: skip


def _growth(c: Columns, y: _Logs) -> dict[str, Floats]:
    """How the counts have moved."""
    years = np.diff(c.year, axis=1)
    rate = np.diff(y.count, axis=1) / years
    step = np.diff(c.count, axis=1)
    known = np.isfinite(step)
    over_all = np.where(y.n > 1, (y.last - y.first) / y.span, np.nan)
    return {
        "growth": y.last - y.count[:, -2], "growth_mean": mean(rate), "growth_spread": spread(rate),
        "growth_most": largest(rate), "growth_least": smallest(rate), "growth_all": over_all,
        "carried_target": np.where(y.n > 1, y.last + over_all * c.horizon - y.target, np.nan), "gap": years[:, -1],
        "rising": share(step >= 0, known), "rising_truly": share(step > 0, known), "still": share(step == 0, known),
        "restless": mean(np.abs(np.diff(y.count, axis=1))),
    }  # fmt: skip


def _promises(c: Columns, y: _Logs) -> dict[str, Floats]:
    """How the promises of earlier years were met, and how promises follow counts."""
    met, known = y.met, np.isfinite(y.met)
    n = total(known)
    fading = 0.6 ** np.arange(DEPTH - 1, -1, -1.0)
    exact = np.abs(met) < SAME
    follow = y.promised[:, 1:] - y.count[:, :-1]
    same_promise = np.diff(c.promised, axis=1)
    return {
        "met": met[:, -1], "met_before": met[:, -2], "met_before2": met[:, -3], "met_mean": mean(met),
        "met_spread": spread(met), "met_least": smallest(met), "met_most": largest(met),
        "met_size": mean(np.abs(met)), "promises": n, "met_exactly": share(exact, known),
        "met_share": share(met >= -SAME, known), "met_fading": total(met * fading) / total(known * fading),
        "met_shrunk": np.where(n > 0, total(met) / (n + 1.0), np.nan),
        "promise_target": y.promised[:, -1] - y.target, "promise_growth": y.promised[:, -1] - y.promised[:, -2],
        "promise_same": share(same_promise == 0, np.isfinite(same_promise)),
        "promise_follows": mean(follow), "target_follows": (y.target - y.last) - mean(follow),
        "last_or_promise": mean(np.abs(np.diff(y.count, axis=1))) - mean(np.abs(met)),
    }  # fmt: skip


def _pace(c: Columns, y: _Logs) -> dict[str, Floats]:
    """What is still to come, beside what came in a year so far."""
    last = c.count[:, -1]
    yearly = np.where(y.n > 1, (last - y.first_count) / y.span, np.nan)
    needed = (c.target - last) / c.horizon
    needed = np.where(np.abs(needed) < 1e-12, np.nan, needed)
    return {
        "pace": np.clip(yearly / needed, -20.0, 20.0),
        "straight_target": log1p_of(last + yearly * c.horizon) - y.target,
        "step_target": log1p_of(last + (last - c.count[:, -2]) * c.horizon) - y.target,
        "remaining": (c.target - last) / c.target,
        "carried_same": c.horizon * mean(np.abs(np.diff(y.count, axis=1))),
    }


def zeros_at_end(x: NDArray) -> Floats:
    """How round a number is: powers of ten that divide it (0 to 4), -1 for one with decimals, nan for none."""
    whole = x == np.round(x)
    result = np.where(whole, 0.0, -1.0)
    for k in range(1, 5):
        result = np.where(whole & (x != 0) & (np.mod(x, 10.0**k) == 0), float(k), result)
    return np.where(np.isnan(x), np.nan, result)


def _numbers(c: Columns, y: _Logs) -> dict[str, Floats]:
    """What the figures themselves give away: whole or not, round or not, the same as one before."""
    last, promise = c.count[:, -1], c.promised[:, -1]
    known = np.isfinite(c.count)
    return {
        "zeros": total(c.count == 0), "last_zero": _flag(last == 0), "below_zero": _flag(total(c.count < 0) > 0),
        "counts_whole": _flag(total(known & (c.count != np.round(c.count))) == 0),
        "target_round": zeros_at_end(c.target), "last_round": zeros_at_end(last),
        "counts_round": largest(zeros_at_end(c.count)), "promise_round": zeros_at_end(promise),
        "target_is_last": _flag(c.target == last), "target_is_promise": _flag(c.target == promise),
        "target_is_some": _flag(total(c.count == c.target[:, None]) > 0),
        "target_is_most": _flag(c.target == largest(c.count)),
        "target_is_promise2": _flag(c.target == c.promised[:, -2]),
        "within_100": _flag(largest(c.count) <= 100), "target_100": _flag(c.target == 100),
        "target_small": np.minimum(c.target, 31.0),
        "last_small": np.where(np.isnan(last), np.nan, np.minimum(last, 31.0)),
    }  # fmt: skip


def _units(c: Columns, y: _Logs) -> dict[str, Floats]:
    """What is counted, as far as the unit tells."""
    distinct = {unit: [_flag_of(words, unit) for words in _CLASSES.values()] for unit in set(c.unit)}
    table = np.array([distinct[unit] for unit in c.unit]).reshape(len(c), len(_CLASSES))
    units = {f"unit_{name}": table[:, at] for at, name in enumerate(_CLASSES)}
    return {**units, "unit_length": np.array([min(len(unit), 12) for unit in c.unit], np.float64)}


def _flag(holds: NDArray) -> Floats:
    return holds.astype(np.float64)


def _flag_of(words: re.Pattern[str], unit: str) -> float:
    return 1.0 if words.search(unit) else 0.0
