"""The result of input-output effects: selects and sums up; every number leads back to draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from podobat.appraise.beside import NothingBeside
from podobat.appraise.input_output import frames
from podobat.appraise.input_output.induced import Induced
from podobat.appraise.input_output.rates import EFFECTS
from podobat.forecast import QUANTILES, quantiles
from podobat.show.json import cleaned
from podobat.texts import Text

if TYPE_CHECKING:
    import polars as pl

_FRAMES: Final = ("total", "by_sector", "by_year", "by_programme", "by_producer", "multipliers")
_TOLD: Final = 10  # parameters in the JSON


@dataclass(frozen=True, eq=False)
class InputOutputEffects(NothingBeside, Induced):
    """What a plan's spending induces: draws, frames, where it stands among appraised projects, JSON.

    Frames have a row an item, effect, place and kind, with mean and quantiles; names in one language, or in all.
    """

    def total(self, lang: str | None = None) -> pl.DataFrame:
        """All that the spending induces, over all years."""
        return frames.total(self, lang)

    def by_sector(self, lang: str | None = None) -> pl.DataFrame:
        """By the sector on which the money is spent."""
        return frames.by_sector(self, lang)

    def by_year(self, lang: str | None = None) -> pl.DataFrame:
        """By the year in which the money is spent."""
        return frames.by_year(self, lang)

    def by_programme(self, lang: str | None = None) -> pl.DataFrame:
        """By programme."""
        return frames.by_programme(self, lang)

    def by_producer(self, lang: str | None = None) -> pl.DataFrame:
        """By the sector that produces, type I; no rows where no full table was given."""
        return frames.by_producer(self, lang)

    def multipliers(self, lang: str | None = None) -> pl.DataFrame:
        """What a won spent on each sector induces (employment: person-years per KRW bn), in the coefficient's year."""
        return frames.multipliers(self, lang)

    def sensitivity(self, effect: str = "employment", place: str = "region", kind: str = "I") -> pl.DataFrame:
        """Which parameters decide one effect: rank correlation over points, most first."""
        return frames.sensitivity(self, effect, place, kind)

    def references(self, lang: str | None = None) -> pl.DataFrame:
        """What appraised projects elsewhere were said to induce, in workers: a row a figure, with its source."""
        return frames.references(lang)

    def standing(self) -> Text:
        """Where the workers induced in the nation stand among appraised projects, as a sentence."""
        return frames.standing_of(self)

    # --- as one answer of an appraisal --------------------------------------------------------------------------------

    def told(self) -> dict[str, Any]:
        """Its entry in the JSON of an appraisal."""
        return {"input_output": self.to_json_dict()}

    def announced(self) -> dict[str, float]:
        """What was announced with the plan, by effect: KRW million, people."""
        stated = self.plan.announced
        figures = {} if stated is None else {effect: getattr(stated, effect) for effect in EFFECTS}
        return {effect: figure.value if effect == "employment" else self.plan.won_m(figure.value)
                for effect, figure in figures.items() if figure is not None}  # fmt: skip

    def to_json_dict(self) -> dict[str, Any]:
        """Plain dicts, lists, strings and numbers: the frames as rows, the notes, and what they rest on."""
        return cleaned({
            "coefficients": self.coefficients,
            "table": self.table,
            "table_read": None if self.read is None else self.read.to_json(),
            "price_year": self.plan.money.price_year,
            "draws": self.draws,
            "seed": self.seed,
            "years": self.years,
            **{name: getattr(self, name)().to_dicts() for name in _FRAMES},
            "sensitivity": self.sensitivity().head(_TOLD).to_dicts(),
            "references": self.references().to_dicts(),
            "announced": [
                {"effect": effect, "announced": announced,
                 "convention": dict(zip(QUANTILES, quantiles(self.convention[effect]).tolist(), strict=True))}
                for effect, announced in self.announced().items()
            ],
            "bridge": [
                {"id": step.id, "person_years": dict(zip(QUANTILES, quantiles(step.draws).tolist(), strict=True))}
                for step in self.bridge
            ],
            "jobs_induced_in_forecast": dict(zip(QUANTILES, quantiles(self.as_forecast).tolist(), strict=True)),
            "notes": [{"about": n.about, **n.languages} for n in self.notes],
            "parameters": self.parameters.ids,
        })  # fmt: skip
