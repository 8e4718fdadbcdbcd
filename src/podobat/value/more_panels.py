"""Further panels of a value: odds of the targets, more money, delay and the law, pairs, and what is least known."""

from __future__ import annotations

from typing import Final

from podobat.forecast.effects import Effect
from podobat.forecast.sentences import measure_name
from podobat.money import number_text
from podobat.show.document import Table
from podobat.show.money import month_name, share_text
from podobat.show.panels import Panel
from podobat.units import Text
from podobat.value.cells import Pen, listed
from podobat.value.outcomes import MAIN
from podobat.value.result import KRW_BN

CLEARLY: Final = 4.0  # standard errors from which one of many pairs is named: chance gives one of 15,000
MOVED: Final = 0.005  # change of odds from which a target is shown
#: Pairs of kinds that are said to need each other, whatever comes out.
SAID_TO_NEED: Final = (("space", "attraction"), ("compute", "research"))
NET_JOBS: Final = "jobs.direct"
VARIANTS: Final = {
    "all-later": Text("모든 것을 1년 늦춤", "Everything a year late"),
    "act-earliest": Text(
        "특별법: 가능한 가장 이른 달에 시행({month})", "Special act as early as it may pass ({month})"
    ),
    "act-year-later": Text("특별법: 그 1년 뒤에 시행({month})", "Special act a year after that ({month})"),
    "act-never": Text("특별법 없음", "No special act"),
}


def targets_panel(pen: Pen) -> Panel:
    """What leaving each programme out does to the odds of every target that the plan moves, in percentage points."""
    value, lang = pen.value, pen.lang
    first = len(value.outcomes.counted)
    shown = [k for k in range(first, len(value.outcomes)) if abs(value.wholes[k].mean) >= MOVED]
    still = [value.outcomes.odds[k - first] for k in range(first, len(value.outcomes)) if k not in shown]
    rows = []
    for k in shown:
        outcome = value.outcomes.odds[k - first]
        movers = _movers(pen, k)
        rows.append((outcome.name[lang], outcome.month, pen.mean(value.wholes[k], "share"), movers))
    head = (
        Text("목표", "Target"), Text("시점", "By"), Text("계획 전체", "Whole plan"),
        Text("세부사업(빼면 잃는 달성 확률)", "Programmes (odds lost without them)"),
    )  # fmt: skip
    caption = Text("달성 확률의 변화(±는 표본 오차)", "Change of the odds (± Monte Carlo error)")[lang]
    notes = ()
    if still:
        names = listed([o.name[lang] for o in still], lang)
        notes = (
            Text(
                f"계획이 있어도 없어도 달성 확률이 거의 같은 목표: {names}. 값의 변화는 둘째 표에 있습니다.",
                f"Targets whose odds are nearly the same with the plan and without it: {names}. How far their values "
                "move is in the second table.",
            )[lang],
        )
    tables = (Table(caption, tuple(h[lang] for h in head), tuple(rows)),) if rows else ()
    tables = (*tables, _values_table(pen))
    title = Text("목표 달성 확률에 미치는 영향", "What moves the odds of the targets")[lang]
    return Panel("value-targets", title, tables=tables, notes=notes)


def _movers(pen: Pen, k: int) -> str:
    """The programmes that move an outcome most, told from zero by two errors of the mean."""
    value = pen.value
    effects = [value.effects["added"][i][k] for i in range(len(value.players))]
    unit = (*value.outcomes.counted, *value.outcomes.odds)[k].unit
    moving = sorted((i for i, e in enumerate(effects) if _is_clear(e)), key=lambda i: -abs(effects[i].mean))[:4]
    return "; ".join(f"{value.players[i].name[pen.lang]} {pen.mean(effects[i], unit)}" for i in moving) or "–"


def _values_table(pen: Pen) -> Table:
    """How far the measure of every target moves, and by which programmes."""
    value, lang = pen.value, pen.lang
    at = {(o.measure, o.month): k for k, o in enumerate(value.outcomes.counted)}
    rows = []
    for k in dict.fromkeys(at[o.measure, o.month] for o in value.outcomes.odds):
        o = value.outcomes.counted[k]
        name = measure_name(o.measure, lang)
        rows.append((name, o.month, pen.effect(value.wholes[k], o.unit, bare=True), _movers(pen, k)))
    head = (
        Text("목표의 지표", "Measure of a target"), Text("시점", "By"), Text("계획 전체", "Whole plan"),
        Text("세부사업(빼면 잃는 양, ±는 표본 오차)", "Programmes (lost without them, ± Monte Carlo error)"),
    )  # fmt: skip
    caption = Text("목표 지표의 순증(평균, 80% 전망 구간)", "What the plan adds to it (mean, 80 % interval)")
    return Table(caption[lang], tuple(h[lang] for h in head), tuple(rows))


def _is_clear(e: Effect, errors: float = 2.0) -> bool:
    return not e.nothing and e.error > 0 and abs(e.mean) > errors * e.error


def changes_panel(pen: Pen) -> Panel:
    """Ten per cent more and a year later, by programme; the whole plan late; the special act early or never."""
    value, lang, horizon = pen.value, pen.lang, pen.value.plan.horizon
    months = list(dict.fromkeys((horizon.end, horizon.forecast_to)))
    jobs = [value.outcomes.index(f"{NET_JOBS}@{month}") for month in months]
    round_sum = pen.money.round_sum
    rows = []
    for i, p in enumerate(value.players):
        more = ["–" if p.is_act else pen.mean(value.effects["more"][i][k].times(round_sum), "jobs") for k in jobs]
        later = [pen.mean(value.effects["later"][i][k], "jobs") for k in jobs]
        rows.append((p.name[lang], *more, *later))
    heads = [Text("세부사업", "Programme")[lang]]
    bn = pen.money.both(round_sum * KRW_BN)
    heads += [Text(f"{bn.ko} 더({m})", f"{bn.en} more ({m})")[lang] for m in months]
    heads += [Text(f"1년 늦춤({m})", f"A year late ({m})")[lang] for m in months]
    caption = Text(
        f"순증 일자리: 예산을 10% 늘렸을 때 {bn.ko}마다, 1년 늦췄을 때(± 표본 오차)",
        f"Net jobs: for each {bn.en} of ten per cent more, and from a year's delay (± Monte Carlo error)",
    )[lang]
    notes = (
        Text(
            f"1년 늦추면 마지막 해의 예산은 {horizon.end[:4]}년 뒤에 쓰입니다. {month_name(months[0], 'ko')}의 "
            f"차이에는 아직 쓰지 않은 돈이, {month_name(months[-1], 'ko')}의 차이에는 늦어진 효과만 들어 있습니다.",
            f"With a year's delay the last year's money is spent after {horizon.end[:4]}: the difference in "
            f"{month_name(months[0], 'en')} holds money not yet spent, that in {month_name(months[-1], 'en')} only "
            "the delay.",
        )[lang],
    )
    return Panel(
        "value-changes",
        Text("예산을 늘리면, 늦추면, 특별법이 있으면", "More money, delay, and the special act")[lang],
        tables=(
            Table(caption, tuple(heads), tuple(rows)),
            _way_table(pen, "more", Text(f"예산 {bn.ko}마다", f"For each {bn.en} more"), round_sum),
            _way_table(pen, "later", Text("1년 늦추면", "A year late")),
            _variants_table(pen),
        ),
        notes=notes,
    )


def _spots(pen: Pen) -> list[int]:
    """Net jobs at the plan's end, then every main outcome at the end of the forecast."""
    outcomes, horizon = pen.value.outcomes, pen.value.plan.horizon
    asked = ((NET_JOBS, horizon.end), *((m, horizon.forecast_to) for m in MAIN))
    return list(dict.fromkeys(outcomes.index(f"{m}@{t}") for m, t in asked))


def _heads(pen: Pen, spots: list[int]) -> tuple[str, ...]:
    outcomes = [pen.value.outcomes.counted[k] for k in spots]
    return tuple(f"{o.name[pen.lang]}, {o.month}" for o in outcomes)


def _way_table(pen: Pen, way: str, said: Text, factor: float = 1.0) -> Table:
    """What one way of changing a programme, `factor` times, does to the main outcomes, with 80 % intervals."""
    value, lang, spots = pen.value, pen.lang, _spots(pen)
    rows = []
    for i, p in enumerate(value.players):
        effects = [e.times(factor) for e in value.effects[way][i]]
        cells = (pen.effect(effects[k], value.outcomes.counted[k].unit, bare=True) for k in spots)
        rows.append((p.name[lang], *(("–",) * len(spots) if p.is_act and way == "more" else cells)))
    caption = Text(f"{said.ko}(평균, 80% 전망 구간)", f"{said.en} (mean, 80 % interval)")[lang]
    return Table(caption, (Text("세부사업", "Programme")[lang], *_heads(pen, spots)), tuple(rows))


def _variants_table(pen: Pen) -> Table:
    from podobat.value.play import act_months

    value, lang, spots = pen.value, pen.lang, _spots(pen)
    months = act_months(value.plan)
    rows = []
    for name, effects in value.variants.items():
        month = months.get(name.removeprefix("act-")) or ""
        cells = (pen.effect(effects[k], value.outcomes.counted[k].unit, bare=True) for k in spots)
        rows.append((VARIANTS[name][lang].format(month=month), *cells))
    caption = Text("계획과 견준 차이(평균, 80% 전망 구간)", "Against the plan (mean, 80 % interval)")
    return Table(caption[lang], (Text("바꾼 것", "Change")[lang], *_heads(pen, spots)), tuple(rows))


def pairs_panel(pen: Pen) -> Panel:
    """Pairs that need each other or do the same work twice: those told from zero, and those said to need each other."""
    value, lang, horizon = pen.value, pen.lang, pen.value.plan.horizon
    spots = [value.outcomes.index(f"{m}@{horizon.forecast_to}") for m in (NET_JOBS, "startups.crossed")]
    kinds = [p.kind for p in value.players]
    shown: list[tuple[int, int]] = []
    for pair, (i, j) in enumerate(value.pairs):
        named = (kinds[i], kinds[j]) in SAID_TO_NEED or (kinds[j], kinds[i]) in SAID_TO_NEED
        shown += [(pair, k) for k in spots if named or _is_clear(value.pair_effects[pair][k], CLEARLY)]
    shown.sort(key=lambda s: (s[1], -abs(value.pair_effects[s[0]][s[1]].mean)))
    rows = []
    for pair, k in shown:
        i, j = value.pairs[pair]
        e, outcome = value.pair_effects[pair][k], value.outcomes.counted[k]
        rows.append(
            (f"{value.players[i].name[lang]} + {value.players[j].name[lang]}", outcome.name[lang],
             pen.mean(e, outcome.unit), pen.ends(e.quantiles["p10"], e.quantiles["p90"], outcome.unit),
             pen.wide(e, outcome.unit), _together(e)[lang])
        )  # fmt: skip
    head = (
        Text("짝", "Pair"), Text("지표", "Measure"), Text("함께일 때 더해지는 것", "Added by being together"),
        Text("80% 전망 구간", "80 % interval"), Text("95% 전망 구간", "95 % interval"), Text("읽기", "Reading"),
    )  # fmt: skip
    caption = Text(
        f"{horizon.forecast_to} 기준, 계획에서의 2차 차분", f"In {horizon.forecast_to}, second difference at the plan"
    )
    said = Text(
        f"세부사업 짝 {len(value.pairs)}쌍을 표본 {len(value.part):,}개에서 모두 살폈습니다. 0에서 표본 오차의 "
        f"{CLEARLY:.0f}배 넘게 떨어진 짝과, 함께여야 효과가 있다고들 하는 짝을 싣습니다.",
        f"All {len(value.pairs)} pairs were looked at in {len(value.part):,} draws. Shown are those more than "
        f"{CLEARLY:.0f} standard errors from zero, and those that are said to work only together.",
    )
    none = Text("그런 짝은 없습니다.", "There is no such pair.")
    return Panel(
        "value-pairs",
        Text("함께여야 효과가 나는 짝, 겹치는 짝", "Pairs that need each other, pairs that overlap")[lang],
        sentences=(said[lang],) if rows else (said[lang], none[lang]),
        tables=(Table(caption[lang], tuple(h[lang] for h in head), tuple(rows)),) if rows else (),
    )


def _together(e: Effect) -> Text:
    if e.nothing:
        return Text("서로 무관", "neither notices the other")
    if not _is_clear(e):
        return Text("자료로는 판단할 수 없음", "the data cannot tell")
    helps = Text("평균으로는 서로 도움", "need each other, on average")
    return helps if e.mean > 0 else Text("평균으로는 서로 겹침", "overlap, on average")


def sweep_panel(pen: Pen) -> Panel:
    """How net jobs and the order of programmes change when a parameter is held at an end of its range."""
    value, lang, horizon = pen.value, pen.lang, pen.value.plan.horizon
    k = value.outcomes.index(f"{NET_JOBS}@{horizon.forecast_to}")
    base = [value.effects["added"][i][k].mean for i in range(len(value.players))]
    orders = {"": _order(base)}
    columns = []
    for s in value.sweeps:
        means = [s.added[p.id][k].mean for p in value.players]
        orders[f"{s.parameter} {s.end}"] = _order(means)
        columns.append((s, means))
    rows = []
    for i in orders[""]:
        p = value.players[i]
        cells = [f"{number_text(means[i])} ({orders[f'{s.parameter} {s.end}'].index(i) + 1})" for s, means in columns]
        rows.append((p.name[lang], f"{number_text(base[i])} ({orders[''].index(i) + 1})", *cells))
    whole = (Text("계획 전체", "The whole plan")[lang], number_text(value.wholes[k].mean))
    rows.append((*whole, *(number_text(s.whole[k].mean) for s, _ in columns)))
    head = [Text("세부사업", "Programme")[lang], Text("기준", "As known")[lang]]
    head += [f"{s.parameter} = {number_text(s.value)}" for s, _ in columns]
    kept = [_agreement(orders[""], orders[f"{s.parameter} {s.end}"]) for s, _ in columns]
    said = Text(
        "가장 덜 알려진 모수를 범위의 2.5%와 97.5%에 고정하고 다시 셈했습니다. 괄호는 순위입니다. 두 세부사업의 "
        f"앞뒤가 그대로인 비율은 가장 낮을 때 {share_text(min(kept))}입니다.",
        f"The least known parameters were held at the 2.5 % and 97.5 % points of their range. Ranks stand in brackets. "
        f"At worst {share_text(min(kept))} of all pairs of programmes keep their order.",
    )
    caption = Text(
        f"{horizon.forecast_to}의 순증 일자리(빼면 잃는 수)", f"Net jobs in {horizon.forecast_to} (lost without it)"
    )
    return Panel(
        "value-sweep",
        Text("덜 알려진 모수가 순위를 바꾸는가", "Does what is least known change the order?")[lang],
        sentences=(said[lang],),
        tables=(Table(caption[lang], tuple(head), tuple(rows)),),
    )


def _order(means: list[float]) -> list[int]:
    return sorted(range(len(means)), key=lambda i: (-means[i], i))


def _agreement(one: list[int], two: list[int]) -> float:
    """Share of pairs that stand in the same order in both."""
    n = len(one)
    if n < 2:
        return 1.0
    place = {player: at for at, player in enumerate(two)}
    same = sum(place[one[a]] < place[one[b]] for a in range(n) for b in range(a + 1, n))
    return same / (n * (n - 1) / 2)
