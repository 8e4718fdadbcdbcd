"""Follow any figure to where it comes from, in three steps.

1  what it is and how it is worked out        a measure, a target, a programme, a parameter, a figure of a page
2  what decides it                            mechanisms, and parameters with value, range and grade
3  what that rests on                         publisher, title, address and grade; or why it had to be assumed
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from podobat.errors import CannotRun
from podobat.evidence.explained import Explained
from podobat.evidence.lines import Line, appraisal_lines
from podobat.evidence.measures import Measure, made_of, measure, measure_ids, measures
from podobat.evidence.read import HERE, Parameter, Parameters, read_parameters
from podobat.evidence.stated import stated
from podobat.money import Money, digits
from podobat.plan import Case, Programme, Source, Target
from podobat.plan.document import read_yaml
from podobat.plan.schema import Figure
from podobat.show.notebook import Shown
from podobat.texts import Text, catalogue
from podobat.units import UNITS, nearest

_say = catalogue("evidence")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a trail: its title, and what there is to say, line by line."""

    title: Text
    lines: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Trail(Shown, printer="podobat.evidence.console:print_trail"):
    """The way from a figure to its sources.

    Attributes
    ----------
    id : str
        What was asked about.
    kind : str
        measure, target, programme, parameter, source, line or figure.
    name : Text
        What it is called.
    steps : tuple of Step
        Three: what it is, what it is worked out from, where that comes from.
    parameters : tuple of Parameter
        Those that the second step lists.
    sources : tuple of Source
        Those that the third step lists.
    rule : str
        Where it is worked out, as a file and a name in it; empty for what is given.
    leads_to : tuple of str
        Ids of what it is worked out from, which can be asked in turn.
    """

    id: str
    kind: str
    name: Text
    steps: tuple[Step, Step, Step]
    parameters: tuple[Parameter, ...]
    sources: tuple[Source, ...]
    rule: str = ""
    leads_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Askable:
    """Something that can be asked about: an id, or an id of one thing (`odds.<target>`), and what it is called.

    role   lever | uncertainty | constant | outcome; empty for a source
    """

    id: str
    kind: str
    name: Text
    role: str = ""
    room: str = ""


def why(name: str, case: Case | None = None, figures: Sequence[Explained] = ()) -> Trail:
    """The trail of a measure, target, programme, parameter, source or figure, called by its id.

    case     the case whose targets, programmes and own parameters count too; without one, the package alone
    figures  that pages print, as the answers list them
    raises   CannotRun for a name that is none of these, with the nearest one that is; InputFaults of the parameters
    """
    return Asking(case, tuple(figures)).trail(name)


def askable(case: Case | None = None, figures: Sequence[Explained] = ()) -> tuple[Askable, ...]:
    """All that can be asked about, things of a case first; a figure there is one of for each thing stands once."""
    return tuple(Asking(case, tuple(figures)).askable())


@dataclass(frozen=True)
class Asking:
    """What is known where somebody asks: the case, its parameters, and the figures that answers explain."""

    case: Case | None
    figures: tuple[Explained, ...]

    @cached_property
    def parameters(self) -> Parameters:
        """Of the case, or of the package alone."""
        case = self.case
        return read_parameters(case.parameter_files, case.sources) if case is not None else read_parameters()

    @cached_property
    def targets(self) -> Mapping[str, Target]:
        """Targets of the case by id."""
        return {t.id: t for t in self.case.plan.targets} if self.case is not None else {}

    @cached_property
    def programmes(self) -> Mapping[str, Programme]:
        """Programmes of the case by id."""
        return {p.id: p for p in self.case.plan.programmes} if self.case is not None else {}

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Measures by id, those by sector and programme of the case included."""
        sectors = [s.id for s in self.case.plan.sectors] if self.case is not None else []
        return {id: measure(id) for id in measure_ids(sectors, list(self.programmes))}

    @cached_property
    def lines(self) -> Mapping[str, Line]:
        """Lines of the cost-benefit analysis by id."""
        return {f"line.{line.id}": line for line in appraisal_lines()}

    def trail(self, name: str) -> Trail:
        """The trail of one name. Raises CannotRun."""
        if name in self.targets:
            return _of_target(self.targets[name], self)
        if name in self.programmes:
            return _of_programme(self.programmes[name], self)
        if name in self.parameters:
            return _of_parameter(self.parameters[name], self.parameters.sources)
        if name in self.parameters.sources:
            return _of_source(self.parameters.sources[name], self)
        if name in self.measures:
            return _of_measure(name, self.measures[name], self)
        if name in self.lines:
            return _of_line(self.lines[name], self)
        figure = next((f for f in self.figures if f.id == name or (f.per and name.startswith(f"{f.id}."))), None)
        if figure is not None:
            thing = self._thing(figure, name.removeprefix(figure.id).removeprefix("."))
            if thing is not None or name == figure.id:
                return _of_figure(name, figure, thing, self)
        raise self._unknown(name)

    def _thing(self, figure: Explained, id: str) -> Target | Programme | Measure | None:
        """What a figure is of: `odds.jobs-27500` of a target."""
        known: dict[str, Mapping[str, Any]] = {
            "target": self.targets, "programme": self.programmes, "measure": self.measures,
        }  # fmt: skip
        return next((known[kind][id] for kind in figure.per if id in known[kind]), None)

    def askable(self) -> Iterable[Askable]:
        """All that can be asked about."""
        yield from (Askable(t.id, "target", t.name, "outcome") for t in self.targets.values())
        yield from (Askable(p.id, "programme", p.name, "lever") for p in self.programmes.values())
        for f in self.figures:
            yield Askable(f"{f.id}.<{'|'.join(f.per)}>" if f.per else f.id, "figure", f.name, "outcome", f.room)
        yield from (Askable(id, "line", line.name, "outcome") for id, line in self.lines.items())
        yield from (Askable(m.id, "measure", m.name, "outcome") for m in measures())
        yield from (Askable(p.id, "parameter", p.description, p.role) for p in self.parameters)
        yield from (Askable(s.id, "source", s.meaning) for s in self.parameters.sources.values())

    def _unknown(self, name: str) -> CannotRun:
        known = [*self.targets, *self.programmes, *self.measures, *self.lines]
        known += [*self.parameters.ids, *self.parameters.sources, *(f.id for f in self.figures)]
        things = {"target": self.targets, "programme": self.programmes, "measure": self.measures}
        known += [f"{f.id}.{id}" for f in self.figures for kind in f.per for id in things[kind]]
        near = nearest(name, known)
        hint = _say("why.did_you_mean", near=near) if near else _say("why.ask_for_the_list")
        return CannotRun(_say("why.unknown", name=name, hint=hint))

    def name_of(self, id: str) -> Text:
        """What something that can be asked is called; its id where nobody names it."""
        for known in (self.targets, self.programmes, self.measures, self.lines):
            if id in known:
                return known[id].name
        named = {f.id: f.name for f in self.figures}
        return named.get(id) or (self.parameters[id].description if id in self.parameters else Text.same(id))


# --- what is asked about -----------------------------------------------------------------------------------------


def _of_measure(id: str, m: Measure, asking: Asking) -> Trail:
    listed, more = _drivers(m, asking.parameters)
    more = (*_absent(m, asking.parameters), *more)
    return _trail(id, "measure", m.name, _measure_lines(m), listed, more, asking.parameters,
                  rule=f"engine/{m.mechanism}.py", leads_to=m.built_from)  # fmt: skip


def _of_target(target: Target, asking: Asking) -> Trail:
    m = measure(target.measure)
    lines = (
        _say("why.target", by=target.by, promised=_promised(target, m.unit, asking)),
        _say("why.as_announced", definition=target.definition),
        _say("why.set_against", measure=target.measure, reading=target.reading),
        *_about("target", target.id, asking),
    )
    listed, more = _drivers(m, asking.parameters)
    more = (*_absent(m, asking.parameters), *more)
    return _trail(target.id, "target", target.name, lines + _measure_lines(m), listed, more, asking.parameters,
                  target.source, rule=f"engine/{m.mechanism}.py", leads_to=(target.measure,))  # fmt: skip


def _about(kind: str, id: str, asking: Asking) -> tuple[Text, ...]:
    """The figures that pages print of one thing, as they are asked for."""
    ids = [f"{f.id}.{id}" for f in asking.figures if kind in f.per]
    return (_say("why.figures_of_it", ids=", ".join(ids)),) if ids else ()


def _promised(target: Target, unit: str, asking: Asking) -> Text:
    """What a target promises, with its unit; money, which the plan states in its own unit, as people write it."""
    if asking.case is not None and unit.startswith("KRW_m"):
        return Money.of_plan(asking.case.plan).both(asking.case.plan.won_m(target.value))
    return _say("why.amount", value=digits(target.value), unit=UNITS[unit].label)


def _of_programme(programme: Programme, asking: Asking) -> Trail:
    assert asking.case is not None
    plan, kind = asking.case.plan, kinds()[programme.kind]
    moved = Text.each(lambda lang: ", ".join(f"{measure(id).name[lang]} ({id})" for id in kind["measures"]))
    lines = [
        _say("why.kind_of_programme", kind=programme.kind),
        _say("why.budget", total=Money.of_plan(plan).both(plan.won_m(programme.total)),
             by_year=Text.each(lambda lang: ", ".join(
                 f"{year}: {Money.of_plan(plan).text(plan.won_m(money), lang)}"
                 for year, money in sorted(programme.budget.items())))),
        _say("why.moves_first", moved=moved),
        *_about("programme", programme.id, asking),
    ]  # fmt: skip
    if programme.apportioned is not None:
        lines.append(_say("why.how_it_was_apportioned", apportioned=programme.apportioned))
    figures = _figures(programme)
    lines += [Text.same(f"{name}: {figure.value:g}") for name, figure in figures]
    reasons = [_say("why.reason", name=name, assumed=f.assumed) for name, f in figures if f.assumed]
    if programme.assumed is not None:
        reasons.insert(0, programme.assumed)
    listed = [asking.parameters[id] for id in kind["parameters"] if id in asking.parameters]
    cited = [*programme.source, *(id for _, figure in figures for id in figure.source)]
    return _trail(programme.id, "programme", programme.name, tuple(lines), listed, (), asking.parameters, cited,
                  reasons, leads_to=tuple(kind["measures"]))  # fmt: skip


def _figures(programme: Programme) -> list[tuple[str, Figure]]:
    """The figures of a programme that have sources of their own, by their keys in plan.yaml."""
    parts = {"": programme, "facility.": programme.facility, "fund.": programme.fund}
    names = ("unit_cost", "capacity", "built_share", "leverage", "local_duty")
    stated = [(f"{prefix}{name}", getattr(part, name, None)) for prefix, part in parts.items() for name in names]
    return [(name, figure) for name, figure in stated if isinstance(figure, Figure)]


def _of_parameter(parameter: Parameter, known: Mapping[str, Source]) -> Trail:
    lines = [
        _say("why.value", value=_spread(parameter), unit=UNITS[parameter.unit].label),
        _say("why.distribution_grade", shape=_say(f"shape.{parameter.distribution.shape}"),
             grade=_say(f"grade.{parameter.evidence}")),
        _say("why.role", role=_say(f"role.{parameter.role}")),
        _say("why.written", file=parameter.file),
    ]  # fmt: skip
    if parameter.setting is not None:
        lines.append(_say("why.setting", setting=parameter.setting))
    moved = tuple(
        _say("why.moves_measure", id=m.id, name=m.name, rule=f"engine/{m.mechanism}.py")
        for m in measures()
        if parameter.id in m.parameters
    )
    valued = tuple(
        _say("why.moves_line", name=line.name, rule="appraise/cost_benefit/valuation.py")
        for line in appraisal_lines()
        if parameter.id in line.parameters
    )
    if parameter.id.startswith("appraisal.") and not valued:
        valued = (_say("why.moves_rules", rule="appraise/cost_benefit/rules.py"),)
    steps = (
        Step(_say("step.what"), tuple(lines)),
        Step(_say("step.moves"), moved + valued),
        Step(_say("step.rests"), _grounds([parameter], parameter.source, known, ())),
    )
    figures = _known(parameter.source, known)
    return Trail(parameter.id, "parameter", parameter.description, steps, (parameter,), figures)


def _of_source(source: Source, asking: Asking) -> Trail:
    counted = source.meaning
    citing = [p for p in asking.parameters if source.id in p.source]
    lines = [_say("why.cited_by_parameter", id=p.id, name=p.description) for p in citing]
    lines += [_say("why.cited_by_target", id=t.id, name=t.name)
              for t in asking.targets.values() if source.id in t.source]  # fmt: skip
    lines += [
        _say("why.cited_by_programme", id=p.id, name=p.name)
        for p in asking.programmes.values()
        if source.id in p.source or any(source.id in figure.source for _, figure in _figures(p))
    ]
    lines += [_say("why.cited_by_figure", id=f.id, name=f.name) for f in asking.figures if source.id in f.sources]
    steps = (
        Step(_say("step.what"), (counted, _say("why.stated_on", value=stated(source), as_of=source.as_of))),
        Step(_say("step.used"), tuple(lines) or (_say("why.cited_elsewhere"),)),
        Step(_say("step.rests"), (source_line(source),)),
    )
    return Trail(source.id, "source", counted, steps, tuple(citing), (source,))


def _of_line(line: Line, asking: Asking) -> Trail:
    """A line of the cost-benefit analysis: what it counts, what it might count twice, and what decides it."""
    rule = "appraise/cost_benefit/valuation.py:value_lines"
    lines = (
        _say(f"why.line_{line.side}", definition=line.definition),
        _say("why.counted_once", duplicates=line.duplicates, avoided=line.avoided),
        _say("why.worked_out", rule=rule),
        *_made_from(line.measures, asking),
    )
    listed = [asking.parameters[id] for id in line.parameters if id in asking.parameters]
    more = [_say("why.through_measures", names=", ".join(line.measures))] if line.measures else []
    return _trail(f"line.{line.id}", "line", line.name, lines, listed, more, asking.parameters, rule=rule,
                  leads_to=line.measures)  # fmt: skip


def _of_figure(id: str, figure: Explained, thing: Target | Programme | Measure | None, asking: Asking) -> Trail:
    """A figure that a page prints, of one thing where there is one each."""
    name, pieces, cited = figure.name, figure.pieces, figure.sources
    listed = dict.fromkeys(_parameters_of(figure, asking.parameters))
    more: tuple[Text, ...] = ()
    if thing is not None:
        name = _say("why.figure_of", figure=figure.name, thing=thing.name)
        pieces = (thing.id, *pieces)
        if isinstance(thing, Programme):
            listed |= dict.fromkeys(asking.parameters[p] for p in kinds()[thing.kind]["parameters"]
                                    if p in asking.parameters)  # fmt: skip
            cited = (*cited, *thing.source)
        else:
            m = measure(thing.measure) if isinstance(thing, Target) else thing
            drivers, more = _drivers(m, asking.parameters)
            listed |= dict.fromkeys(drivers)
            cited = (*cited, *(thing.source if isinstance(thing, Target) else ()))
            pieces = tuple(dict.fromkeys((*pieces, m.id)))
    lines = [figure.how, _say("why.worked_out", rule=figure.rule), *_made_from(pieces, asking)]
    if figure.per and thing is None:
        lines.append(_say("why.one_for_each", ids=f"{figure.id}.<{'|'.join(figure.per)}>"))
    measured = [piece for piece in pieces if piece in asking.measures or piece in asking.lines]
    if measured and thing is None:
        more = (_say("why.through_measures", names=", ".join(measured)),)
    return _trail(id, "figure", name, tuple(lines), listed, more, asking.parameters, cited, figure.reasons,
                  rule=figure.rule, leads_to=pieces)  # fmt: skip


def _parameters_of(figure: Explained, parameters: Parameters) -> Iterable[Parameter]:
    """The parameters that act on a figure; "group.*" are all of a group."""
    for id in figure.parameters:
        if id.endswith(".*"):
            yield from (p for p in parameters if p.id.startswith(id[:-1]))
        elif id in parameters:
            yield parameters[id]


def _made_from(pieces: Iterable[str], asking: Asking) -> tuple[Text, ...]:
    pieces = tuple(pieces)
    if not pieces:
        return ()
    return (_say("why.made_from", names=Text.each(
        lambda lang: ", ".join(f"{asking.name_of(id)[lang]} ({id})" for id in pieces))),)  # fmt: skip


# --- the steps ---------------------------------------------------------------------------------------------------


def _trail(
    id: str, kind: str, name: Text, lines: tuple[Text, ...], listed: Iterable[Parameter], more: Iterable[Text],
    parameters: Parameters, cited: Iterable[str] = (), reasons: Iterable[Text] = (), *, rule: str = "",
    leads_to: tuple[str, ...] = (),
) -> Trail:  # fmt: skip
    """A trail whose second step lists parameters and whose third step lists what they, and `cited`, rest on."""
    listed = tuple(listed)
    ids = tuple(dict.fromkeys([*cited, *(source for p in listed for source in p.source)]))
    decided = (*(_parameter_line(p) for p in listed), *more) or (_say("why.no_parameters"),)
    grounds = _grounds(listed, ids, parameters.sources, reasons) or (_say("why.no_sources"),)
    steps = Step(_say("step.what"), lines), Step(_say("step.decides"), decided), Step(_say("step.rests"), grounds)
    return Trail(id, kind, name, steps, listed, _known(ids, parameters.sources), rule, leads_to)


def _measure_lines(m: Measure) -> tuple[Text, ...]:
    """What a measure counts, and the rule that works it out."""
    lines = [
        _say("why.definition", definition=m.definition),
        _say("why.unit", unit=UNITS[m.unit].label, kind=_say(f"kind.{m.kind}")),
        _say("why.worked_out", rule=f"engine/{m.mechanism}.py"),
    ]
    if m.built_from:
        parts = [measure(id) for id in m.built_from]
        names = Text.each(lambda lang: ", ".join(f"{p.name[lang]} ({p.id})" for p in parts))
        lines.append(_say("why.depends", names=names))
    return tuple(lines)


def _drivers(m: Measure, parameters: Parameters) -> tuple[list[Parameter], tuple[Text, ...]]:
    """Parameters that act on a measure or on what it is directly built from, and pointers to what lies further back."""
    near = (m, *(measure(id) for id in m.built_from))
    ids = dict.fromkeys(id for part in near for id in part.parameters)
    beyond = [part.id for part in made_of(m.id) if part not in near]
    pointers = (_say("why.through_measures", names=", ".join(beyond)),) if beyond else ()
    return [parameters[id] for id in ids if id in parameters], pointers


def _absent(m: Measure, parameters: Parameters) -> tuple[Text, ...]:
    """Parameters that only a case states, when none was given."""
    near = (m, *(measure(id) for id in m.built_from))
    ids = [id for id in dict.fromkeys(id for part in near for id in part.parameters) if id not in parameters]
    return (_say("why.stated_by_each_case", names=", ".join(ids)),) if ids else ()


def _parameter_line(p: Parameter) -> Text:
    return _say("why.parameter", id=p.id, description=p.description, spread=_spread(p), unit=UNITS[p.unit].label,
                grade=_say(f"grade.{p.evidence}"))  # fmt: skip


def _spread(p: Parameter) -> Text:
    """Value and range: 0.42 (0.25~0.75)."""
    d = p.distribution
    if d.fixed:
        return Text.same(f"{d.value:,g}")
    return _say("why.spread", value=f"{d.value:,g}", low=f"{d.low:,g}", high=f"{d.high:,g}")


def _grounds(
    listed: Iterable[Parameter], ids: Iterable[str], known: Mapping[str, Source], reasons: Iterable[Text]
) -> tuple[Text, ...]:
    """Sources first, then the reasons for what had to be assumed."""
    sources = [source_line(source) for source in _known(ids, known)]
    assumed = [_say("why.assumed", id=p.id, reason=p.assumed) for p in listed if p.assumed]
    return (*sources, *reasons, *assumed)


def _known(ids: Iterable[str], known: Mapping[str, Source]) -> tuple[Source, ...]:
    return tuple(known[id] for id in ids if id in known)


def source_line(source: Source) -> Text:
    """A source in one line: id, publisher, title, grade, value with what it counts, address."""
    return _say(
        "why.source", id=source.id, who=Text.each(
            lambda lang: ", ".join(part for part in (source.who[lang], source.called[lang]) if part)),
        grade=source.grade, value=stated(source), counted=source.meaning,
        where=f" {source.url}" if source.url else "",
    )  # fmt: skip


@cache
def kinds() -> dict[str, Any]:
    """For each kind of programme: the measures it moves first and the parameters that decide what it achieves."""
    root, _ = read_yaml(HERE / "kinds.yaml")
    return {} if root is None else root.plain()
