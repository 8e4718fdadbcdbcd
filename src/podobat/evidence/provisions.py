"""What an act on the cluster may hold: provisions, and which part of the act's effects comes with each."""

# ruff: noqa: RUF009 - entry(...) declares a field and how it is read

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from podobat.errors import Fault, InputFaults
from podobat.plan.document import read_yaml
from podobat.plan.fields import entry, number, optional, record, sources, text
from podobat.texts import Text, catalogue

FILE: Final = Path(__file__).parent / "provisions.yaml"
#: Effects of an act: law.entry, law.attraction, law.access, law.stay.
CHANNELS: Final = ("founding", "attraction", "access", "stay")
_ROUNDING: Final = 1e-9
_say = catalogue("evidence")


@dataclass(frozen=True, slots=True)
class Parts:
    """Which part of each effect of a full act comes with a provision, 0 to 1."""

    founding: float = entry(number(0, 1))
    attraction: float = entry(number(0, 1))
    access: float = entry(number(0, 1))
    stay: float = entry(number(0, 1))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A provision as the file has it."""

    name: Text = entry(text)
    parts: Parts = entry(record(Parts))
    nationwide: float = entry(number(0, 1))
    source: tuple[str, ...] = entry(sources, default=())
    assumed: Text | None = entry(optional(text), default=None)


@dataclass(frozen=True, slots=True)
class Provision:
    """One provision: parts of the act's effects, and the share that stays here when a general act gives it to all."""

    id: str
    name: Text
    founding: float
    attraction: float
    access: float
    stay: float
    nationwide: float
    source: tuple[str, ...]
    assumed: Text | None

    @property
    def grade(self) -> str:
        """How far its part is known: borrowed where something was measured elsewhere, else assumed."""
        return "borrowed" if self.source else "assumed"


@cache
def read_provisions(path: Path = FILE) -> tuple[Provision, ...]:
    """The provisions in the order of the file. Raises InputFaults where one is wrong or parts do not add up to 1."""
    root, log = read_yaml(path)
    read = record(_Entry)
    by_id: dict[str, _Entry] = {}
    for name, node in ({} if root is None else root.value).items():
        value = read(node, name, log)
        if isinstance(value, _Entry):
            by_id[name] = value
    for channel in CHANNELS if not log.faults else ():
        total = sum(getattr(e.parts, channel) for e in by_id.values())
        if abs(total - 1.0) > _ROUNDING:
            wrong_sum = _say("provisions.parts", channel=channel, total=f"{total:g}")
            log.faults.append(Fault(path.name, None, channel, wrong_sum, _say("provisions.one")))
    if log.faults:
        raise InputFaults(log.faults)
    return tuple(
        Provision(id, e.name, nationwide=e.nationwide, source=e.source, assumed=e.assumed,
                  **{channel: getattr(e.parts, channel) for channel in CHANNELS})
        for id, e in by_id.items()
    )
