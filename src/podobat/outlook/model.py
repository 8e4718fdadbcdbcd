"""The fitted model of the outside view: read from the file that comes with the package, asked for many series at once.

    model = read_model()
    end = model.end_of(columns_of(series))         quantiles in log(1 + count) and odds, as their offices are known

What is learnt: networks that give quantiles and odds together; how far their quantiles had to be moved to hold
what they promise on programmes they had not seen; how much offices differ; and the tables of comparables, warnings and
deadlines that nobody reported. No row of the collections is in the file: only weights, counts and quantiles.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.outlook import networks as nets
from podobat.outlook.distribution import agreeing, ordered, value_at
from podobat.outlook.encoding import Encoding
from podobat.outlook.features import features_of
from podobat.outlook.logs import log, log1p_of
from podobat.outlook.networks import LEVELS, Network
from podobat.outlook.series import Columns

Floats = NDArray[np.float64]

FILE: Final = "model.npz"
#: Offices whose habit is in the model: the two kinds of figures of the Japanese review sheets, and the UN agency's.
OFFICES: Final = ("jp-outcome", "jp-output", "un")
UNKNOWN: Final = len(OFFICES)
FOLDS: Final = 5  # of the lessons, by programme; each network never saw one of them
HORIZONS: Final = (1, 2, 3)  # years; the last one stands for all beyond
#: Further marks that the lessons carry and no question does (targets of single years, last targets, years ahead).
LESSON_MARKS: Final = 2


@dataclass(frozen=True, eq=False)
class End:
    """How some series end: quantiles (series, 7) in log(1 + count), odds (series,) of the target."""

    quantiles: Floats
    odds: Floats


@dataclass(frozen=True, eq=False)
class Calibration:
    """What makes quantiles hold what they promise, and odds come true as often as they say.

    scores    (office or unknown, horizon class, level): the normal score at which a level is read off
    slope, shift   (office or unknown,): odds become logistic(shift + slope log-odds)
    """

    scores: Floats
    slope: Floats
    shift: Floats

    def of(self, end: End, office: NDArray[np.int64], horizon: NDArray[np.int64], target: Floats) -> End:
        """Ends as they should have been said."""
        odds = nets.logistic(self.shift[office] + self.slope[office] * log_odds(end.odds))
        quantiles = ordered(value_at(end.quantiles, self.scores[office, horizon]))
        return End(agreeing(quantiles, odds, target), odds)


@dataclass(frozen=True, eq=False)
class Model:
    """Everything that was learnt.

    networks  every other one sees the features whole, so that not all make the same mistakes
    tables    comparables, warnings, deadlines never reported, how offices differ: see the rooms' files of these names
    about     source, licence, numbers of programmes and counts, recipes: JSON
    """

    encoding: Encoding
    networks: tuple[Network, ...]
    calibration: Calibration
    tables: Mapping[str, Any]
    about: Mapping[str, Any]
    fingerprint: str = ""

    def raw(self, columns: Columns, office: NDArray[np.int64], fold: int | None = None) -> End:
        """Ends before calibration; with `fold`, by the networks alone that never saw that fold of the lessons."""
        return blended(self.encoding, self.networks, Inputs.of(columns, office), fold)

    def end_of(self, columns: Columns) -> End:
        """Ends of series whose offices are known to the model by name; of others, as ends of any office."""
        office, horizon = office_of(columns), horizon_class(columns)
        return self.calibration.of(self.raw(columns, office), office, horizon, log1p_of(columns.target))

    def write(self) -> bytes:
        """The file."""
        arrays = {
            **self.encoding.to_arrays(), **nets.to_arrays(self.networks),
            "scores": self.calibration.scores, "odds_slope": self.calibration.slope,
            "odds_shift": self.calibration.shift,
            **{f"table_{name}": np.asarray(table) for name, table in self.tables.items()},
            "about": np.frombuffer(json.dumps(self.about, ensure_ascii=False, sort_keys=True).encode(), np.uint8),
        }  # fmt: skip
        return packed(arrays)


@dataclass(frozen=True, eq=False)
class Inputs:
    """Series as networks and trees take them.

    features  (series, feature), nan where unknown;  marks: (series, LESSON_MARKS);  named: (series, len(OFFICES))
    target    (series,) in log(1 + count)
    """

    features: Floats
    marks: Floats
    named: Floats
    target: Floats

    @classmethod
    def of(cls, columns: Columns, office: NDArray[np.int64], marks: Floats | None = None) -> Inputs:
        """From columns and the number of each one's office (UNKNOWN for any other)."""
        features = np.column_stack(list(features_of(columns).values()))
        none = np.zeros((len(columns), LESSON_MARKS))
        named = np.eye(len(OFFICES) + 1)[office][:, :-1]
        return cls(features, none if marks is None else marks, named, log1p_of(columns.target))

    def for_networks(self, encoding: Encoding) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(series, inputs) with features in pieces, and with features whole and fine; the last ones name the office."""
        pieces, beside = encoding.inputs(self.features), np.column_stack([self.marks, self.named]).astype(np.float32)
        whole = np.column_stack([pieces[:, encoding.wholes], encoding.fine(self.features), beside])
        return np.column_stack([pieces, beside]), whole

    def only(self, rows: NDArray) -> Inputs:
        """Some of the series."""
        return Inputs(self.features[rows], self.marks[rows], self.named[rows], self.target[rows])


def blended(encoding: Encoding, networks: Sequence[Network], inputs: Inputs, fold: int | None = None) -> End:
    """The mean of the networks; with `fold`, of those alone that never saw that fold of the lessons."""
    views = inputs.for_networks(encoding)
    chosen = [at for at in range(len(networks)) if fold is None or fold_of(at) == fold]
    n = len(inputs.target)
    quantiles, odds = np.zeros((n, len(LEVELS))), np.zeros(n)
    for at in chosen:
        q, p = nets.read_outputs(networks[at].outputs(views[at % 2]), inputs.target)
        quantiles, odds = quantiles + ordered(q) / len(chosen), odds + p / len(chosen)
    return End(quantiles, odds)


def fold_of(network: int) -> int:
    """The fold of the lessons that a network never saw; two in a row, one of either kind, share it."""
    return network // 2 % FOLDS


def office_of(columns: Columns) -> NDArray[np.int64]:
    """The number of each series' office among OFFICES; UNKNOWN for every other."""
    numbers = {name: at for at, name in enumerate(OFFICES)}
    return np.array([numbers.get(name, UNKNOWN) for name in columns.office], np.int64)


def horizon_class(columns: Columns) -> NDArray[np.int64]:
    """Which of HORIZONS each series belongs to."""
    return np.clip(columns.horizon, HORIZONS[0], HORIZONS[-1]).astype(np.int64) - HORIZONS[0]


def log_odds(odds: Floats) -> Floats:
    """Log odds of every one, held away from nought and one."""
    p = np.clip(odds, 1e-4, 1.0 - 1e-4)
    return log(p) - log(1.0 - p)


def packed(arrays: Mapping[str, NDArray]) -> bytes:
    """Arrays as one compressed file that has the same bytes whenever it is written."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(arrays):
            held = io.BytesIO()
            np.save(held, np.array(arrays[name], order="C"), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_LZMA
            archive.writestr(entry, held.getvalue())
    return buffer.getvalue()


def unpacked(data: bytes) -> Model:
    """The model of a file."""
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    tables = {name.removeprefix("table_"): a for name, a in arrays.items() if name.startswith("table_")}
    return Model(
        Encoding.of_arrays(arrays), nets.of_arrays(arrays),
        Calibration(arrays["scores"], arrays["odds_slope"], arrays["odds_shift"]), tables,
        json.loads(arrays["about"].tobytes().decode()), hashlib.sha256(data).hexdigest()[:12],
    )  # fmt: skip


@cache
def read_model() -> Model:
    """The model that comes with the package, read once."""
    return unpacked(resources.files("podobat.outlook").joinpath(FILE).read_bytes())
