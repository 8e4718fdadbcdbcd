"""The answers there are: a verb of the command line, what it may be told, its line in Python. A new one is one entry.

The verb itself is run, so that a page shows the same figures as the command line, to the bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

from podobat.web.core.roles import Role


@dataclass(frozen=True)
class Option:
    """Something a verb may be told.

    kind   scenario, scenarios, date, dates, whole, text, file
    flag   as the command line spells it; "" for an argument by place
    """

    name: str
    kind: str
    flag: str
    default: str = ""
    needed: bool = False
    least: int = 1
    most: int = 20_000


AS_OF: Final = Option("as_of", "date", "--as-of")
SEED: Final = Option("seed", "whole", "--seed", "1", least=0, most=2**31)
SCENARIO: Final = Option("scenario", "scenario", "--scenario")


def _draws(default: int) -> Option:
    return Option("draws", "whole", "--draws", str(default), least=20)


@dataclass(frozen=True)
class Verb:
    """One answer.

    id       the verb, and the address
    options  what it may be told
    case     does it take the folder of the case?
    python   its line in Python; {options} stands for what it was told
    seconds  about how long it takes the first time
    room     module that has to be there
    """

    id: str
    options: tuple[Option, ...]
    python: str
    seconds: float = 60.0
    case: bool = True
    room: str = ""
    least: Role = Role.OFFICER
    judgements: bool = False


def _table(name: str, *, needed: bool = True) -> Option:
    return Option(name, "file", "", needed=needed)


VERBS: Final = tuple(
    verb
    for verb in (
        Verb("forecast", (SCENARIO, AS_OF, _draws(2000), SEED), "podobat.forecast(case{options})", 60),
        Verb("compare", (Option("scenarios", "scenarios", "--scenario"), AS_OF, _draws(2000), SEED),
             "podobat.compare(case, scenarios{options})", 90),
        Verb("value", (SCENARIO, AS_OF, _draws(500), SEED), "podobat.value(case{options})", 180),
        Verb("appraise", (SCENARIO, AS_OF, _draws(1000), SEED), "podobat.appraise(case{options})", 90, judgements=True),
        Verb("learn", (Option("until", "date", "--until"), _draws(3000), SEED), "podobat.futures(case{options})", 240),
        Verb("backtest", (Option("until", "dates", "--until", needed=True), _draws(1000), SEED),
             "podobat.learn.backtest.backtest(case{options})", 300),
        Verb("validate", (SEED,), "podobat.validate(case{options})", 120),
        Verb("outlook", (_table("table"),), "podobat.outlook(table)", 20, case=False),
        Verb("position", (_table("table"), Option("place", "text", "--place")), "podobat.position(table{options})", 30,
             case=False),
        Verb("match", (_table("suppliers"), _table("demands")), "podobat.match(suppliers, demands)", 20, case=False),
        Verb("explore", (SCENARIO, AS_OF, _draws(1000), SEED), "podobat.explore(case{options})", 300,
             room="podobat.explore.rule"),
        Verb("optimise", (AS_OF, SEED), "podobat.optimise(case{options})", 600, room="podobat.optimise.rule"),
    )
    if not verb.room or (find_spec(verb.room.rpartition(".")[0]) and find_spec(verb.room))
)  # fmt: skip

BY_ID: Final = {verb.id: verb for verb in VERBS}
