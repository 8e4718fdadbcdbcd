"""Follow any number to where it comes from, in three steps.

1  what it is and how it is worked out        a measure, a target, a programme, a parameter, a figure
2  what decides it                            mechanisms, and parameters with value, range and grade
3  what that rests on                         publisher, title, address and grade; or why it had to be assumed
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from podobat.errors import CannotRun
from podobat.evidence.lines import appraisal_lines
from podobat.evidence.measures import Measure, made_of, measure, measures
from podobat.evidence.read import HERE, Parameter, Parameters, read_parameters
from podobat.money import Money, digits
from podobat.plan import Case, Programme, Source, Target
from podobat.plan.document import read_yaml
from podobat.plan.schema import Figure
from podobat.show.notebook import Shown
from podobat.units import UNITS, Text, nearest

KIND_WORDS = {
    "stock": Text("시점 기준(현재)", "stock, as of the month"),
    "cumulative": Text("누계", "cumulative since the plan began"),
    "flow": Text("기간 중", "flow in the month"),
}
GRADE_WORDS = {
    "measured": Text("실측", "measured"),
    "estimated": Text("추정", "estimated"),
    "borrowed": Text("차용(다른 곳의 값)", "borrowed from elsewhere"),
    "assumed": Text("가정", "assumed"),
}
SHAPE_WORDS = {
    "triangular": Text("삼각분포", "triangular"),
    "uniform": Text("균등분포", "uniform"),
    "normal": Text("정규분포(5~95%)", "normal (5-95 %)"),
    "lognormal": Text("로그정규분포(5~95%)", "lognormal (5-95 %)"),
    "pert": Text("PERT 분포", "PERT"),
    "fixed": Text("고정값", "fixed"),
}
TITLES = (
    Text("무엇이며 어떻게 계산하는가", "What it is and how it is worked out"),
    Text("무엇이 좌우하는가", "What decides it"),
    Text("무엇에 근거하는가", "What that rests on"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a trail: its title, and what there is to say, line by line."""

    title: Text
    lines: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Trail(Shown, printer="podobat.evidence.console:print_trail"):
    """The way from a number to its sources.

    kind        measure | target | programme | parameter | source
    parameters  those that the second step lists; sources: those that the third step lists
    """

    id: str
    kind: str
    name: Text
    steps: tuple[Step, Step, Step]
    parameters: tuple[Parameter, ...]
    sources: tuple[Source, ...]


def why(name: str, case: Case | None = None) -> Trail:
    """The trail of a measure, target, programme, parameter or source, called by its id.

    case    the case whose targets, programmes and own parameters count too; without one, the package alone
    raises  CannotRun for a name that is none of these, with the nearest one that is; InputFaults of the parameters
    """
    parameters = read_parameters(case.parameter_files, case.sources) if case is not None else read_parameters()
    if case is not None and name in {t.id for t in case.plan.targets}:
        return _of_target(case.plan.target(name), case, parameters)
    if case is not None and name in {p.id for p in case.plan.programmes}:
        return _of_programme(case.plan.programme(name), case, parameters)
    if name in parameters:
        return _of_parameter(parameters[name], parameters)
    if name in parameters.sources:
        return _of_source(parameters.sources[name], case, parameters)
    try:
        return _of_measure(name, measure(name), parameters)
    except KeyError:
        raise _unknown(name, case, parameters) from None


def _unknown(name: str, case: Case | None, parameters: Parameters) -> CannotRun:
    known = [m.id for m in measures()] + [*parameters.ids, *parameters.sources]
    if case is not None:
        known += [t.id for t in case.plan.targets] + [p.id for p in case.plan.programmes]
    near = nearest(name, known)
    hint = Text(f" 혹시 `{near}`입니까?", f" Did you mean `{near}`?") if near else Text("", "")
    return CannotRun(
        Text(
            f"`{name}`은(는) 지표, 목표, 세부사업, 모수, 출처 가운데 어느 것도 아닙니다.{hint.ko}",
            f"`{name}` is no measure, target, programme, parameter or source.{hint.en}",
        )
    )


# --- what is asked about -----------------------------------------------------------------------------------------


def _of_measure(id: str, m: Measure, parameters: Parameters) -> Trail:
    listed, more = _drivers(m, parameters)
    return _trail(id, "measure", m.name, _measure_lines(m), listed, _absent(m, parameters) + more, parameters)


def _of_target(target: Target, case: Case, parameters: Parameters) -> Trail:
    m = measure(target.measure)
    promised = _promised(target, m.unit, case)
    lines = (
        Text(f"목표: {target.by}까지 {promised.ko}", f"Target: {promised.en} by {target.by}"),
        Text(f"발표된 정의: {target.definition.ko}", f"As announced: {target.definition.en}"),
        Text(
            f"견주는 지표({target.measure}): {target.reading.ko}", f"Set against {target.measure}: {target.reading.en}"
        ),
    )
    listed, more = _drivers(m, parameters)
    more = _absent(m, parameters) + more
    return _trail(target.id, "target", target.name, lines + _measure_lines(m), listed, more, parameters, target.source)


def _promised(target: Target, unit: str, case: Case) -> Text:
    """What a target promises, with its unit; money, which the plan states in its own unit, as people write it."""
    if unit.startswith("KRW_m"):
        return Money.of_plan(case.plan).both(case.plan.won_m(target.value))
    value, label = digits(target.value), UNITS[unit].label
    return Text(f"{value}{label.ko}", f"{value} {label.en}")


def _of_programme(programme: Programme, case: Case, parameters: Parameters) -> Trail:
    kind = kinds()[programme.kind]
    by_year = ", ".join(f"{year}: {digits(money)}" for year, money in sorted(programme.budget.items()))
    total = Money.of_plan(case.plan).both(case.plan.won_m(programme.total))
    moved = ", ".join(f"{measure(id).name.ko} ({id})" for id in kind["measures"])
    moved_en = ", ".join(f"{measure(id).name.en} ({id})" for id in kind["measures"])
    unit = f"{case.plan.money.currency} {case.plan.money.unit}"
    lines = [
        Text(f"세부사업 유형: {programme.kind}", f"Kind of programme: {programme.kind}"),
        Text(
            f"예산: 모두 {total.ko}, 연도별({unit}) {by_year}", f"Budget: {total.en} in all; by year ({unit}) {by_year}"
        ),
        Text(f"먼저 움직이는 지표: {moved}", f"Moves first: {moved_en}"),
    ]
    if programme.apportioned is not None:
        lines.append(
            Text(f"나눈 방법: {programme.apportioned.ko}", f"How it was apportioned: {programme.apportioned.en}")
        )
    figures = _figures(programme)
    lines += [Text(f"{name}: {figure.value:g}", f"{name}: {figure.value:g}") for name, figure in figures]
    reasons = [Text(f"{name}: {f.assumed.ko}", f"{name}: {f.assumed.en}") for name, f in figures if f.assumed]
    if programme.assumed is not None:
        reasons.insert(0, programme.assumed)
    listed = [parameters[id] for id in kind["parameters"] if id in parameters]
    cited = [*programme.source, *(id for _, figure in figures for id in figure.source)]
    return _trail(programme.id, "programme", programme.name, tuple(lines), listed, (), parameters, cited, reasons)


def _figures(programme: Programme) -> list[tuple[str, Figure]]:
    """The figures of a programme that have sources of their own, by their keys in plan.yaml."""
    parts = {"": programme, "facility.": programme.facility, "fund.": programme.fund}
    names = ("unit_cost", "capacity", "built_share", "leverage", "local_duty")
    found = [(f"{prefix}{name}", getattr(part, name, None)) for prefix, part in parts.items() for name in names]
    return [(name, figure) for name, figure in found if isinstance(figure, Figure)]


def _of_parameter(parameter: Parameter, parameters: Parameters) -> Trail:
    unit = UNITS[parameter.unit].label
    value, grade = _spread(parameter), GRADE_WORDS[parameter.evidence]
    shape = SHAPE_WORDS[parameter.distribution.shape]
    lines = [
        Text(f"값: {value.ko} {unit.ko}", f"Value: {value.en} {unit.en}"),
        Text(f"분포: {shape.ko}, 근거 등급: {grade.ko}", f"Distribution: {shape.en}; grade: {grade.en}"),
        Text(f"적힌 곳: {parameter.file}", f"Written in: {parameter.file}"),
    ]
    if parameter.setting is not None:
        lines.append(Text(f"배경과 한계: {parameter.setting.ko}", f"Setting: {parameter.setting.en}"))
    moved = tuple(
        Text(f"{m.id}: {m.name.ko} (engine/{m.mechanism}.py)", f"{m.id}: {m.name.en} (engine/{m.mechanism}.py)")
        for m in measures()
        if parameter.id in m.parameters
    )
    valued = tuple(
        Text(
            f"비용편익분석: {line.name.ko} (appraise/valuing.py)", f"Cost-benefit: {line.name.en} (appraise/valuing.py)"
        )
        for line in appraisal_lines()
        if parameter.id in line.parameters
    )
    if parameter.id.startswith("appraisal.") and not valued:
        valued = (Text("비용편익분석의 규칙: 할인율과 분석 기간 (appraise/rules.py)",
                       "Rules of cost-benefit analysis: discount rate and period (appraise/rules.py)"),)  # fmt: skip
    steps = (
        Step(TITLES[0], tuple(lines)),
        Step(Text("무엇을 좌우하는가", "What it decides"), moved + valued),
        Step(TITLES[2], _grounds([parameter], parameter.source, parameters.sources, ())),
    )
    figures = _known(parameter.source, parameters.sources)
    return Trail(parameter.id, "parameter", parameter.description, steps, (parameter,), figures)


def _of_source(source: Source, case: Case | None, parameters: Parameters) -> Trail:
    said = definition(source)
    citing = [p for p in parameters if source.id in p.source]
    lines = [Text(f"모수 {p.id}: {p.description.ko}", f"Parameter {p.id}: {p.description.en}") for p in citing]
    if case is not None:
        lines += [
            Text(f"목표 {t.id}: {t.name.ko}", f"Target {t.id}: {t.name.en}")
            for t in case.plan.targets
            if source.id in t.source
        ]
        lines += [
            Text(f"세부사업 {p.id}: {p.name.ko}", f"Programme {p.id}: {p.name.en}")
            for p in case.plan.programmes
            if source.id in p.source or any(source.id in figure.source for _, figure in _figures(p))
        ]
    what = Text(f"{source.value} {source.unit}, {source.as_of}", f"{source.value} {source.unit}, {source.as_of}")
    elsewhere = Text(
        "비교 자료나 계획의 다른 수치에서 인용합니다.", "Cited for a comparison or another figure of the plan."
    )
    steps = (
        Step(TITLES[0], (said, what)),
        Step(Text("어디에 쓰이는가", "Where it is used"), tuple(lines) or (elsewhere,)),
        Step(TITLES[2], (source_line(source),)),
    )
    return Trail(source.id, "source", said, steps, tuple(citing), (source,))


# --- the steps ---------------------------------------------------------------------------------------------------


def _trail(
    id: str,
    kind: str,
    name: Text,
    lines: tuple[Text, ...],
    listed: Iterable[Parameter],
    more: Iterable[Text],
    parameters: Parameters,
    cited: Iterable[str] = (),
    reasons: Iterable[Text] = (),
) -> Trail:
    """A trail whose second step lists parameters and whose third step lists what they, and `cited`, rest on."""
    listed = tuple(listed)
    ids = tuple(dict.fromkeys([*cited, *(source for p in listed for source in p.source)]))
    steps = (
        Step(TITLES[0], lines),
        Step(TITLES[1], (*(_parameter_line(p) for p in listed), *more)),
        Step(TITLES[2], _grounds(listed, ids, parameters.sources, reasons)),
    )
    return Trail(id, kind, name, steps, listed, _known(ids, parameters.sources))


def _measure_lines(m: Measure) -> tuple[Text, ...]:
    """What a measure counts, and the rule that works it out."""
    unit, kind = UNITS[m.unit].label, KIND_WORDS[m.kind]
    lines = [
        Text(f"정의: {m.definition.ko}", f"Definition: {m.definition.en}"),
        Text(f"단위: {unit.ko}, {kind.ko}", f"Unit: {unit.en}; {kind.en}"),
        Text(f"계산하는 규칙: engine/{m.mechanism}.py", f"Worked out in: engine/{m.mechanism}.py"),
    ]
    if m.built_from:
        parts = [measure(id) for id in m.built_from]
        ko, en = (", ".join(f"{p.name[lang]} ({p.id})" for p in parts) for lang in ("ko", "en"))
        lines.append(Text(f"이 지표를 이루는 것: {ko}", f"Depends on: {en}"))
    return tuple(lines)


def _drivers(m: Measure, parameters: Parameters) -> tuple[list[Parameter], tuple[Text, ...]]:
    """Parameters that act on a measure or on what it is directly built from, and pointers to what lies further back."""
    near = (m, *(measure(id) for id in m.built_from))
    ids = dict.fromkeys(id for part in near for id in part.parameters)
    beyond = [part for part in made_of(m.id) if part not in near]
    pointers = ()
    if beyond:
        names = ", ".join(part.id for part in beyond)
        pointers = (
            Text(
                f"다음 지표를 거쳐 작용하는 모수가 더 있음(`podobat why 지표`로 확인): {names}",
                f"More parameters act through these measures (see `podobat why MEASURE`): {names}",
            ),
        )
    return [parameters[id] for id in ids if id in parameters], pointers


def _absent(m: Measure, parameters: Parameters) -> tuple[Text, ...]:
    """Parameters that only a case states, when none was given."""
    near = (m, *(measure(id) for id in m.built_from))
    ids = [id for id in dict.fromkeys(id for part in near for id in part.parameters) if id not in parameters]
    if not ids:
        return ()
    names = ", ".join(ids)
    return (Text(f"사례마다 정하는 모수(--case로 확인): {names}", f"Stated by each case (see --case): {names}"),)


def _parameter_line(p: Parameter) -> Text:
    unit, grade, spread = UNITS[p.unit].label, GRADE_WORDS[p.evidence], _spread(p)
    return Text(
        f"{p.id}: {p.description.ko} = {spread.ko} {unit.ko} [{grade.ko}]",
        f"{p.id}: {p.description.en} = {spread.en} {unit.en} [{grade.en}]",
    )


def _spread(p: Parameter) -> Text:
    """Value and range: 0.42 (0.25~0.75)."""
    d = p.distribution
    if d.fixed:
        return Text(f"{d.value:,g}", f"{d.value:,g}")
    return Text(f"{d.value:,g} ({d.low:,g}~{d.high:,g})", f"{d.value:,g} ({d.low:,g} to {d.high:,g})")


def _grounds(
    listed: Iterable[Parameter], ids: Iterable[str], known: Mapping[str, Source], reasons: Iterable[Text]
) -> tuple[Text, ...]:
    """Sources first, then the reasons for what had to be assumed."""
    sources = [source_line(source) for source in _known(ids, known)]
    assumed = [Text(f"{p.id} (가정): {p.assumed.ko}", f"{p.id} (assumed): {p.assumed.en}") for p in listed if p.assumed]
    return (*sources, *reasons, *assumed)


def _known(ids: Iterable[str], known: Mapping[str, Source]) -> tuple[Source, ...]:
    return tuple(known[id] for id in ids if id in known)


def definition(source: Source) -> Text:
    """What a figure counts; tables write it as `Korean / English`, or in one language for both."""
    ko, slash, en = source.definition.partition(" / ")
    return Text(ko, en) if slash else Text(source.definition, source.definition)


def source_line(source: Source) -> Text:
    """A source in one line: id, publisher, title, grade, value with what it counts, address."""
    said = definition(source)
    who = ", ".join(part for part in (source.publisher, source.title) if part)
    where = f" {source.url}" if source.url else ""
    value = f"{source.value} {source.unit}"
    return Text(
        f"{source.id}: {who} [자료 등급 {source.grade}] {value}, {said.ko}{where}",
        f"{source.id}: {who} [source grade {source.grade}] {value}, {said.en}{where}",
    )


@cache
def kinds() -> dict[str, Any]:
    """For each kind of programme: the measures it moves first and the parameters that decide what it achieves."""
    root, _ = read_yaml(HERE / "kinds.yaml")
    return {} if root is None else root.plain()
