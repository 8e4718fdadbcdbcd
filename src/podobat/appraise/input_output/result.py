"""The result of input-output effects: selects and sums up; every number leads back to draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.appraise.input_output.rates import EFFECTS, Producers, Rates
from podobat.evidence import Parameters, read_references
from podobat.forecast import QUANTILES, Note, quantiles
from podobat.forecast.sampling import sample_points
from podobat.plan import Plan
from podobat.plan.references import Reference, standing
from podobat.plan.schema import SPENDING_SECTORS
from podobat.units import Text

if TYPE_CHECKING:
    import polars as pl

    from podobat.evidence.input_output.table import Read

Array = NDArray[np.float64]

__all__ = ["EFFECTS", "InputOutputEffects"]

PLACES: Final = ("nation", "region", "outside")
KINDS: Final = ("I", "II")
FIRST: Final = ("region", "outside", "abroad")
EFFECT_NAMES: Final = {
    "spending": Text("집행액", "spending"),
    "output": Text("생산유발효과", "output induced"),
    "value_added": Text("부가가치유발효과", "value added induced"),
    "employment": Text("취업유발효과", "employment induced"),
}
PLACE_NAMES: Final = {
    "nation": Text("전국", "nation"),
    "region": Text("지역 내", "in the region"),
    "outside": Text("지역 밖(역외 유출)", "rest of the nation (leakage)"),
    "abroad": Text("해외(수입)", "abroad (imports)"),
}
SECTOR_NAMES: Final = {
    "construction": Text("건설", "construction"),
    "electronics": Text("컴퓨터·전자·광학기기", "computers, electronics and optics"),
    "electrical": Text("전기장비", "electrical equipment"),
    "machinery": Text("기계·장비", "machinery"),
    "information": Text("정보통신·방송", "information and communication"),
    "professional": Text("전문·과학·기술", "professional, scientific and technical"),
    "business_support": Text("사업지원", "business support"),
    "education": Text("교육", "education"),
    "public_admin": Text("공공행정", "public administration"),
    "health": Text("보건·사회복지", "health and social welfare"),
}
_TOTAL = Text("합계", "total")
_FEWEST: Final = 8  # points for a correlation to be told
_TOLD: Final = 10  # parameters in the JSON


@dataclass(frozen=True, eq=False)
class InputOutputEffects:
    """What a plan's spending induces, by spending sector, year and programme, in the nation and in the region.

    spending     (draw, programme, year) KRW million at the plan's prices
    shares       (programme, sector)     on what each programme spends
    rates        what a won spent on each sector induces; draws 2i and 2i + 1 share point i
    drift        (point, year)           employment per won of the plan's prices, relative to the coefficient's year
    as_forecast  (draw,)                 person-years as the forecast's measure jobs.induced counts them
    parameters   what it rests on, with sources and grades;  notes: what was left out, what binds
    table, read  the files of the table that was given, and what was read of them and what was not
    """

    plan: Plan = field(repr=False)
    programmes: tuple[str, ...]
    years: tuple[int, ...]
    spending: Array = field(repr=False)
    shares: Array = field(repr=False)
    rates: Rates = field(repr=False)
    drift: Array = field(repr=False)
    as_forecast: Array = field(repr=False)
    seed: int
    parameters: Parameters = field(repr=False)
    notes: tuple[Note, ...] = field(repr=False)
    table: str | None = None
    read: Read | None = None
    sectors: tuple[str, ...] = SPENDING_SECTORS

    @property
    def draws(self) -> int:
        """How many futures."""
        return self.spending.shape[0]

    @property
    def coefficients(self) -> str:
        """Where the coefficients come from: "published", or "table" where one was given."""
        return "published" if self.rates.producers is None else "table"

    # --- draws -------------------------------------------------------------------------------------------------------

    def draws_of(
        self,
        effect: str,
        place: str = "region",
        kind: str = "I",
        *,
        programme: str | None = None,
        sector: str | None = None,
        year: int | None = None,
    ) -> Array:
        """Every draw of one effect, (draw,): KRW million at the plan's prices; employment in person-years.

        effect   output, value_added, employment, or spending (the money itself: where it is first spent)
        place    nation, region, outside (nation less region); for spending also abroad
        kind     "I", or "II" with households
        raises   KeyError for a name that there is not
        """
        rates = self._rates(effect, place, kind)
        if sector is not None:
            rates = np.where(np.arange(len(self.sectors)) == _index(self.sectors, sector), rates, 0.0)
        money = self.spending
        if year is not None:
            money = money[:, :, [_index(self.years, year)]]
        drift = self._drift(effect, slice(None) if year is None else [_index(self.years, year)])
        rows = slice(None) if programme is None else [_index(self.programmes, programme)]
        spent = np.einsum("dpy,dy->dp", money[:, rows], drift)
        return np.einsum("dp,ps,ds->d", spent, self.shares[rows], rates, optimize=True)

    def _rates(self, effect: str, place: str, kind: str) -> Array:
        """What a KRW million spent on each sector brings about: (draw, sector)."""
        if effect == "spending":
            if place == "nation":
                return np.ones((self.draws, len(self.sectors)))
            return self._draws(self.rates.first[..., _index(FIRST, place)])
        e, k = _index(EFFECTS, effect), _index(KINDS, kind)
        both = self.rates.values[:, :, e, :, k]
        at = {"nation": both[..., 0], "region": both[..., 1], "outside": both[..., 0] - both[..., 1]}
        if place not in at:
            raise KeyError(f"no place {place!r} of effects; known: {', '.join(PLACES)}")
        return self._draws(at[place] / 1000.0 if effect == "employment" else at[place])

    def _drift(self, effect: str, years: Any = slice(None)) -> Array:
        drift = self._draws(self.drift)[:, years]
        return drift if effect == "employment" else np.ones_like(drift)

    def _draws(self, by_point: Array) -> Array:
        """Points to draws: draws 2i and 2i + 1 share point i."""
        return np.repeat(by_point, 2, axis=0)[: self.draws]

    # --- tables ------------------------------------------------------------------------------------------------------

    def total(self, lang: str | None = None) -> pl.DataFrame:
        """All that the spending induces, over all years: a row an effect, place and kind."""
        return self._frame([("total", _TOTAL)], lambda *what: self.draws_of(*what)[:, None], lang)

    def by_sector(self, lang: str | None = None) -> pl.DataFrame:
        """By the sector on which the money is spent."""

        def draws(effect: str, place: str, kind: str) -> Array:
            spent = np.einsum("dpy,dy->dp", self.spending, self._drift(effect))
            return (spent @ self.shares) * self._rates(effect, place, kind)

        return self._frame([(s, SECTOR_NAMES[s]) for s in self.sectors], draws, lang)

    def by_year(self, lang: str | None = None) -> pl.DataFrame:
        """By the year in which the money is spent."""

        def draws(effect: str, place: str, kind: str) -> Array:
            per_won = self._rates(effect, place, kind) @ self.shares.T  # draw, programme
            return np.einsum("dpy,dp->dy", self.spending, per_won) * self._drift(effect)

        return self._frame([(str(y), Text(f"{y}년", str(y))) for y in self.years], draws, lang)

    def by_sector_and_year(self, lang: str | None = None) -> pl.DataFrame:
        """By sector of spending in each year, type I; ids such as "construction.2021"."""
        shape = (self.draws, -1)

        def draws(effect: str, place: str, kind: str) -> Array:
            money = np.einsum("dpy,dy,ps->dsy", self.spending, self._drift(effect), self.shares, optimize=True)
            return (money * self._rates(effect, place, kind)[:, :, None]).reshape(shape)

        items = [
            (f"{s}.{y}", Text(f"{SECTOR_NAMES[s].ko} {y}년", f"{SECTOR_NAMES[s].en}, {y}"))
            for s in self.sectors
            for y in self.years
        ]
        return self._frame(items, draws, lang, [w for w in self._what() if w[2] == "I"])

    def by_programme(self, lang: str | None = None) -> pl.DataFrame:
        """By programme."""

        def draws(effect: str, place: str, kind: str) -> Array:
            spent = np.einsum("dpy,dy->dp", self.spending, self._drift(effect))
            return spent * (self._rates(effect, place, kind) @ self.shares.T)

        return self._frame([(p, self.plan.programme(p).name) for p in self.programmes], draws, lang)

    def by_producer(self, lang: str | None = None) -> pl.DataFrame:
        """By the sector that produces, type I; no rows where no full table was given."""
        made = self.rates.producers
        if made is None:
            return self._frame([], lambda *_: np.empty((self.draws, 0)), lang)
        items = list(zip(made.codes, made.names, strict=True))
        told = [e for e in EFFECTS if e not in self.rates.published]
        what = [(e, place, "I") for e in told for place in PLACES]
        return self._frame(items, lambda e, place, _: self._produced(made, e, place), lang, what)

    def _produced(self, made: Producers, effect: str, place: str) -> Array:
        """Draws of one effect by producing sector: (draw, producer)."""
        if place == "outside":
            return self._produced(made, effect, "nation") - self._produced(made, effect, "region")
        e = EFFECTS.index(effect)
        spent = np.einsum("dpy,dy->dp", self.spending, self._drift(effect)) @ self.shares
        wanted = spent * self._draws(made.spread[..., e])
        if place == "nation":
            found = wanted @ made.nation.T
        else:
            found = np.empty((self.draws, len(made.codes)))
            for d in range(self.draws):
                found[d] = made.region[d // 2] @ wanted[d]
        return found * made.k[e] / (1000.0 if effect == "employment" else 1.0)

    def multipliers(self, lang: str | None = None) -> pl.DataFrame:
        """What a won spent on each sector induces (employment: person-years per KRW bn), in the coefficient's year."""
        items = [(s, SECTOR_NAMES[s]) for s in self.sectors]
        scale = {"employment": 1000.0}
        what = [w for w in self._what() if w[0] != "spending"]
        units = {"output": "ratio", "value_added": "ratio", "employment": "person-years/KRW_bn"}
        return self._frame(items, lambda *w: self._rates(*w) * scale.get(w[0], 1.0), lang, what, units)

    def sensitivity(self, effect: str = "employment", place: str = "region", kind: str = "I") -> pl.DataFrame:
        """Which parameters decide one effect: rank correlation over points, most first; bilingual descriptions.

        What chance alone gives over this many points is in `by_chance`: smaller correlations say nothing.
        """
        import polars as pl

        points = len(self.drift)
        values = self.parameters.sample(sample_points(self.parameters.ids, points, self.seed))
        rows = []
        if points > _FEWEST:
            made = _ranks(self.draws_of(effect, place, kind)[::2])
            for column, parameter in enumerate(self.parameters):
                if not parameter.distribution.fixed:
                    found = float(np.corrcoef(made, _ranks(values[:, column]))[0, 1]) if made.std() > 0 else 0.0
                    said = parameter.description
                    rows.append({"id": parameter.id, "description_ko": said.ko, "description_en": said.en,
                                 "rank_correlation": found, "by_chance": 2.0 / np.sqrt(points),
                                 "evidence": parameter.evidence})  # fmt: skip
        schema = dict.fromkeys(("id", "description_ko", "description_en"), pl.String) | {
            "rank_correlation": pl.Float64, "by_chance": pl.Float64, "evidence": pl.String,
        }  # fmt: skip
        return pl.DataFrame(rows, schema=schema).sort(pl.col("rank_correlation").abs(), descending=True)

    def references(self, lang: str | None = None) -> pl.DataFrame:
        """What appraised projects elsewhere were said to induce, in workers: a row a figure, with its source."""
        import polars as pl

        rows = [
            {"class": r.group, "id": r.id, **_said("place", r.place, lang), **_said("quantity", r.quantity, lang),
             "value": r.value, "unit": r.unit, "years": r.years, "source": r.source}
            for r in _appraised()
        ]  # fmt: skip
        return pl.DataFrame(rows)

    def standing(self) -> Text:
        """Where the workers induced in the nation stand among appraised projects, as a sentence."""
        middle = float(np.median(self.draws_of("employment", "nation")))
        return standing(middle, _appraised(), _workers, lambda r: r.quantity)

    @staticmethod
    def _what() -> list[tuple[str, str, str]]:
        money = [("spending", place, "I") for place in ("nation", *FIRST)]
        return money + [(e, place, kind) for e in EFFECTS for place in PLACES for kind in KINDS]

    def _frame(
        self,
        items: Sequence[tuple[str, Text]],
        draws: Any,
        lang: str | None,
        what: Sequence[tuple[str, str, str]] | None = None,
        units: Mapping[str, str] | None = None,
    ) -> pl.DataFrame:
        import polars as pl

        rows = []
        for effect, place, kind in self._what() if what is None else what:
            values = draws(effect, place, kind)
            found, means = quantiles(values), values.mean(axis=0)
            unit = (units or {}).get(effect, "person-years" if effect == "employment" else "KRW_m")
            for column, (id, name) in enumerate(items):
                named = {**_said("name", name, lang), "effect": effect, **_said("effect", EFFECT_NAMES[effect], lang),
                         "place": place, **_said("place", PLACE_NAMES[place], lang)}  # fmt: skip
                measured = dict(zip(QUANTILES, found[:, column].tolist(), strict=True))
                rows.append({"id": id, **named, "kind": kind, "unit": unit, "mean": float(means[column]), **measured})
        texts = [*_said("name", _TOTAL, lang), "effect", *_said("effect", _TOTAL, lang), "place",
                 *_said("place", _TOTAL, lang)]  # fmt: skip
        schema = {**dict.fromkeys(("id", *texts, "kind", "unit"), pl.String),
                  **dict.fromkeys(("mean", *QUANTILES), pl.Float64)}  # fmt: skip
        return pl.DataFrame(rows, schema=schema)

    # --- JSON --------------------------------------------------------------------------------------------------------

    def to_json_dict(self) -> dict[str, Any]:
        """Plain dicts, lists, strings and numbers: the frames as rows, the notes, and what they rest on."""
        return self._json

    @cached_property
    def _json(self) -> dict[str, Any]:
        frames = ("total", "by_sector", "by_year", "by_programme", "by_producer", "multipliers")
        return {
            "coefficients": self.coefficients,
            "table": self.table,
            "table_read": None if self.read is None else self.read.to_json(),
            "price_year": self.plan.money.price_year,
            "draws": self.draws,
            "seed": self.seed,
            "years": list(self.years),
            **{name: getattr(self, name)().to_dicts() for name in frames},
            "sensitivity": self.sensitivity().head(_TOLD).to_dicts(),
            "references": self.references().to_dicts(),
            "jobs_induced_in_forecast": dict(zip(QUANTILES, quantiles(self.as_forecast).tolist(), strict=True)),
            "notes": [{"about": n.about, "ko": n.ko, "en": n.en} for n in self.notes],
            "parameters": list(self.parameters.ids),
        }


def _said(what: str, text: Text, lang: str | None) -> dict[str, str]:
    """A name in both languages, or in the one asked for."""
    if lang is None:
        return {f"{what}_ko": text.ko, f"{what}_en": text.en}
    return {what if what == "name" else f"{what}_name": text[lang]}


def _appraised() -> list[Reference]:
    return [r for r in read_references() if r.group == "appraised_jobs"]


def _workers(value: float) -> Text:
    return Text(f"{value:,.0f}명", f"{value:,.0f} workers")


def _ranks(values: Array) -> Array:
    """Ranks from 0; draws of uncertain parameters have no ties that matter."""
    return np.argsort(np.argsort(values, kind="stable"), kind="stable").astype(np.float64)


def _index(known: Sequence[Any], name: Any) -> int:
    if name not in known:
        raise KeyError(f"no {name!r}; known: {', '.join(map(str, known))}")
    return list(known).index(name)
