"""What each programme adds and costs, as people read it: a table on the console, and panels of a page or a report."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from markupsafe import Markup
from rich.console import Console

from podobat.show.charts import CANVASES, drawn_quickly, standing_alone, svg
from podobat.show.console import print_table
from podobat.show.document import Table
from podobat.show.forest import Line, forest
from podobat.show.money import month_name, share_text
from podobat.show.panels import Page, Panel, other_pages, render_panels, write_pages
from podobat.show.store import write_table, write_whole
from podobat.units import UNITS, Text
from podobat.value.cells import CANNOT_TELL, NO_COST, WHOLE, Pen, cost_line, listed, ranked
from podobat.value.more_panels import changes_panel, pairs_panel, sweep_panel, targets_panel
from podobat.value.outcomes import MAIN
from podobat.value.result import Value, json_text

NET_JOBS: Final = "jobs.direct"
#: Outcomes of the table of programmes: the head of what is added, and of what a unit costs.
COLUMNS: Final = {
    NET_JOBS: (Text("순증 일자리", "Net jobs"), Text("일자리 1명당 비용", "Cost per net job")),
    "startups.crossed": (Text("계곡 통과", "Crossed"), Text("통과 1개사당 비용", "Cost per crossing")),
    "people.placed_region": (Text("지역 내 취업", "People kept"), Text("취업 1명당 비용", "Cost per person")),
}
KEY: Final = (
    ("dot", Text("평균", "mean")),
    ("band-dark", Text("80% 전망 구간", "80 % interval")),
    ("band-light", Text("95% 전망 구간", "95 % interval")),
    ("zero", Text("0: 더한 것 없음", "0: nothing added")),
)


# --- console ----------------------------------------------------------------------------------------------------------


def print_value(value: Value, lang: str, console: Console) -> None:
    """The programmes by what a net job costs at the plan's end, then the sentences of the page."""
    pen, horizon = Pen(value, lang), value.plan.horizon
    k = value.outcomes.index(f"{NET_JOBS}@{horizon.end}")
    table = programmes_table(pen, horizon.end, costs=False)
    print_table(table, console)
    for sentence in (*findings(pen, k), *method(pen)):
        console.print(sentence, soft_wrap=False)


def programmes_table(pen: Pen, month: str, *, costs: bool = True) -> Table:
    """Every player at one date, cheapest net job first: money, what it adds, its share, its cost a unit.

    costs   of a crossing and of a person kept too, for which a page has room
    """
    value, lang = pen.value, pen.lang
    spots = {m: value.outcomes.index(f"{m}@{month}") for m in MAIN}
    jobs = spots[NET_JOBS]
    head = [Text("세부사업", "Programme")[lang], Text("예산", "Budget")[lang]]
    for measure, (said, priced) in COLUMNS.items():
        head.append(pen.head(said, value.outcomes.counted[spots[measure]].unit))
        head += [Text("몫", "Share")[lang]] if measure == NET_JOBS else []
        head += [priced[lang]] if costs or measure == NET_JOBS else []
    rows = []
    for i in (*ranked(value, jobs), None):
        id = value.players[i].id if i is not None else ""
        name = value.players[i].name[lang] if i is not None else WHOLE[lang]
        cost = value.players[i].cost if i is not None else sum(p.cost for p in value.players)
        effects = value.effects["added"][i] if i is not None else value.wholes
        share = value.effects["share"][i][jobs] if i is not None else value.wholes[jobs]
        cells = [name, pen.budget(cost)]
        for measure in COLUMNS:
            outcome = value.outcomes.counted[spots[measure]]
            e = effects[spots[measure]]
            cells.append(pen.effect(e, outcome.unit, bare=True))
            cells += [pen.of_whole(share, value.wholes[jobs])] if measure == NET_JOBS else []
            if costs or measure == NET_JOBS:
                line = cost_line(value, id, outcome.id)
                cells.append(pen.cost(line, e) if line is not None else NO_COST[lang])
        rows.append(tuple(cells))
    caption = Text(
        f"{month_name(month, 'ko')}: 세부사업을 뺐을 때 잃는 것(평균, 괄호는 80% 전망 구간)과 그 비용",
        f"{month_name(month, 'en')}: what leaving a programme out would lose (mean, 80 % interval) and its cost",
    )
    return Table(caption[lang], tuple(head), tuple(rows))


# --- sentences --------------------------------------------------------------------------------------------------------


def findings(pen: Pen, k: int) -> list[str]:
    """What the numbers say about one outcome: the whole, the few that carry it, the dearest, what cannot be told."""
    value, lang = pen.value, pen.lang
    outcome, whole = value.outcomes.counted[k], value.wholes[k]
    shares = [value.effects["share"][i][k] for i in range(len(value.players))]
    added = [value.effects["added"][i][k] for i in range(len(value.players))]
    month, what = month_name(outcome.month, lang), outcome.name[lang]
    total = sum(p.cost for p in value.players)
    said = [
        Text(
            f"{month} 기준으로 계획 전체가 더하는 {what}: 평균 {pen.effect(whole, outcome.unit)}.",
            f"{what} added by the whole plan in {month}: {pen.effect(whole, outcome.unit)}.",
        )[lang]
    ]
    if whole.mean > 0:
        top = sorted(range(len(shares)), key=lambda i: -shares[i].mean)[:3]
        names = listed([value.players[i].name[lang] for i in top], lang)
        part = share_text(sum(shares[i].mean for i in top) / whole.mean)
        money = share_text(sum(value.players[i].cost for i in top) / total) if total else "–"
        said.append(
            Text(
                f"이 가운데 {part}는 {names}의 몫이며, 이들의 예산은 전체의 {money}입니다.",
                f"{part} of it is the share of {names}, which have {money} of the money.",
            )[lang]
        )
        dearest = max(range(len(shares)), key=lambda i: value.players[i].cost)
        p, part = value.players[dearest], share_text(shares[dearest].mean / whole.mean)
        if total and dearest not in top:
            said.append(
                Text(
                    f"예산이 가장 큰 {p.name.ko}({pen.budget(p.cost)}, 전체의 {share_text(p.cost / total)})의 몫은 "
                    f"{part}입니다.",
                    f"The largest budget, {p.name.en} ({pen.budget(p.cost)}, {share_text(p.cost / total)} of all), "
                    f"has a share of {part}.",
                )[lang]
            )
    unsure = [value.players[i].name[lang] for i, e in enumerate(added) if not e.told and not e.nothing]
    never = [value.players[i].name[lang] for i, e in enumerate(added) if e.nothing]
    less = [value.players[i].name[lang] for i, e in enumerate(added) if e.quantiles["p90"] < 0]
    if unsure:
        said.append(
            Text(
                f"80% 전망 구간이 0을 포함하여 자료로는 판단할 수 없는 세부사업: {listed(unsure, lang)}.",
                f"The 80 % interval covers zero, so the data cannot tell: {listed(unsure, lang)}.",
            )[lang]
        )
    if never:
        said.append(
            Text(
                f"어느 표본에서도 아무것도 바꾸지 않는 세부사업: {listed(never, lang)}.",
                f"Changes nothing in any future: {listed(never, lang)}.",
            )[lang]
        )
    if less:
        said.append(Text(f"오히려 줄이는 세부사업: {listed(less, lang)}.", f"Takes away: {listed(less, lang)}.")[lang])
    return said


def method(pen: Pen) -> list[str]:
    """How it was found out: simulations, time, and what the words mean."""
    value, lang = pen.value, pen.lang
    way = (
        Text("모든 조합을 모의실험하여 정확히 나누었습니다", "shares come from all coalitions")
        if value.exact
        else Text(
            f"표본마다 세부사업이 합류하는 순서 {2 * value.orders}개(역순 포함)로 나누었습니다",
            f"shares come from {2 * value.orders} orders of joining in every draw, reverses included",
        )
    )
    return [
        Text(
            f"표본 {value.draws:,}개, 한 세계의 모의실험 {value.simulations:,}회, {value.seconds:.1f}초. {way.ko}.",
            f"{value.draws:,} draws, {value.simulations:,} simulations of one world, {value.seconds:.1f} s; {way.en}.",
        )[lang]
    ]


# --- panels -----------------------------------------------------------------------------------------------------------


def value_panels(value: Value, lang: str) -> list[Panel]:
    """Every panel of the page, in order."""
    pen, horizon = Pen(value, lang), value.plan.horizon
    months = list(dict.fromkeys((horizon.end, horizon.forecast_to)))
    with drawn_quickly():
        panels = [
            Panel(
                f"value-{i}",
                Text(f"{month_name(month, 'ko')}: 세부사업이 더하는 것과 비용",
                     f"{month_name(month, 'en')}: what each programme adds and costs")[lang],
                sentences=tuple(findings(pen, value.outcomes.index(f"{NET_JOBS}@{month}"))),
                tables=(programmes_table(pen, month),),
            )
            for i, month in enumerate(months)
        ]  # fmt: skip
        panels[0] = _with_notes(panels[0], reading(pen))
        panels += [shares_panel(pen), targets_panel(pen), changes_panel(pen), pairs_panel(pen)]
    return panels + ([sweep_panel(pen)] if value.sweeps else []) + [limits_panel(pen)]


def _with_notes(panel: Panel, notes: tuple[str, ...]) -> Panel:
    return Panel(panel.id, panel.title, panel.sentences, panel.pictures, panel.key, panel.tables, notes)


def reading(pen: Pen) -> tuple[str, ...]:
    """How the table is read."""
    said = (
        Text(
            "각 세부사업을 뺀 같은 미래와 견주었습니다. 몫은 전체 효과를 합류 순서에 관계없이 나눈 값(섀플리 값)으로, "
            "모두 더하면 표본마다 전체 효과와 정확히 같습니다. 비용은 세운 예산을 더한 것의 평균으로 나눈 값입니다. "
            "타당성 평가의 단가는 실제로 집행한 금액으로 셈하고 중앙값을 적으므로 이 비용과 조금 다릅니다.",
            "Each line is held against the same futures without the programme. The share divides the whole effect "
            "whatever the order of joining (Shapley value); shares sum to the whole exactly, draw by draw. The cost is "
            "the planned budget over the mean of what is added. Unit costs of the appraisal divide the money actually "
            "spent and are medians, so they differ a little.",
        )[pen.lang],
        Text(
            f"80% 전망 구간이 0을 포함하면 '{CANNOT_TELL.ko}'이라고 적었습니다. 구간에는 모수의 불확실성과 우연이 모두 "
            "들어 있습니다.",
            f"Where the 80 % interval covers zero the table says '{CANNOT_TELL.en}'. Intervals hold unknown parameters "
            "and luck alike.",
        )[pen.lang],
    )
    return (*said, _rarely(pen)) if _any_mean_outside(pen.value) else said


def _any_mean_outside(value: Value) -> bool:
    """Does any mean of what a programme adds lie outside its own 80 % interval?"""
    effects = (e for way in ("added", "share") for found in value.effects[way] for e in found)
    return any(not e.quantiles["p10"] <= e.mean <= e.quantiles["p90"] for e in effects if not e.nothing)


def _rarely(pen: Pen) -> str:
    """Why a mean may lie outside its interval."""
    return Text(
        "평균이 80% 전망 구간 밖에 있으면 열에 하나가 안 되는 표본에서만 크게 달라진다는 뜻입니다. '0 (0~0)'은 거의 "
        "모든 표본에서 0이라는 뜻이며, '없음(0)'은 모든 표본에서 정확히 0이라는 뜻입니다.",
        "A mean outside its 80 % interval rests on fewer than one draw in ten in which much changes. '0 (0–0)' is zero "
        "in nearly every draw, 'nothing (0)' exactly zero in all of them.",
    )[pen.lang]


def shares_lines(pen: Pen, k: int) -> list[Line]:
    """The lines of the forest chart of one outcome, largest mean first."""
    value, lang = pen.value, pen.lang
    unit = value.outcomes.counted[k].unit
    factor = pen.money.axis(abs(value.wholes[k].mean), lang)[0] if unit.startswith("KRW_m") else 1.0
    found = []
    for i, p in enumerate(value.players):
        e = value.effects["share"][i][k]
        ends = {q: factor * e.quantiles[q] for q in ("p2_5", "p10", "p90", "p97_5")}
        label = f"{pen.amount(e.mean, unit)} ({pen.of_whole(e, value.wholes[k])})"
        found.append(Line(p.name[lang], factor * e.mean, **ends, label=label))
    return sorted(found, key=lambda line: -line.mean)


def shares_pictures(pen: Pen, k: int) -> tuple[str, ...]:
    """The forest chart of one outcome, for a desk and for a phone."""
    outcome, lang = pen.value.outcomes.counted[k], pen.lang
    unit = UNITS[outcome.unit].label[lang]
    if outcome.unit.startswith("KRW_m"):
        unit = pen.money.axis(abs(pen.value.wholes[k].mean), lang)[1]
    title = shares_title(pen, k)
    return tuple(svg(forest(c, shares_lines(pen, k), unit=unit), c, title) for c in CANVASES)


def shares_title(pen: Pen, k: int) -> str:
    """What the forest chart shows, in words."""
    o, lang = pen.value.outcomes.counted[k], pen.lang
    return Text(
        f"{month_name(o.month, 'ko')} {o.name.ko}의 몫(섀플리 값)",
        f"Shares (Shapley) of {o.name.en} in {month_name(o.month, 'en')}",
    )[lang]


def shares_panel(pen: Pen) -> Panel:
    """Shapley shares: forest charts of net jobs, and a table of every main outcome."""
    value, lang, horizon = pen.value, pen.lang, pen.value.plan.horizon
    months = list(dict.fromkeys((horizon.end, horizon.forecast_to)))
    jobs = [value.outcomes.index(f"{NET_JOBS}@{month}") for month in months]
    tables = []
    for month in months:
        spots = [value.outcomes.index(f"{m}@{month}") for m in MAIN]
        rows = []
        for i, p in enumerate(value.players):
            effects = [(value.effects["share"][i][k], value.outcomes.counted[k].unit) for k in spots]
            rows.append((p.name[lang], *(pen.effect(e, unit, bare=True) for e, unit in effects)))
        whole = [(value.wholes[k], value.outcomes.counted[k].unit) for k in spots]
        rows.append((WHOLE[lang], *(pen.effect(e, unit, bare=True) for e, unit in whole)))
        caption = Text(f"{month_name(month, 'ko')}: 전체 효과의 몫(평균, 80% 전망 구간)",
                       f"{month_name(month, 'en')}: shares of the whole effect (mean, 80 % interval)")  # fmt: skip
        head = (Text("세부사업", "Programme")[lang], *(said[lang] for said in MAIN.values()))
        tables.append(Table(caption[lang], head, tuple(rows)))
    return Panel(
        "value-shares",
        Text("전체 효과를 나눈 몫", "Shares of the whole effect")[lang],
        sentences=tuple(shares_title(pen, k) + "." for k in jobs),
        pictures=tuple(picture for k in jobs for picture in shares_pictures(pen, k)),
        key=tuple((mark, said[lang]) for mark, said in KEY),
        tables=tuple(tables),
    )


def limits_panel(pen: Pen) -> Panel:
    """What the numbers cannot say, and how they were made."""
    value, lang = pen.value, pen.lang
    lost = [p.name[lang] for p in value.players if p.lost > 0]
    said = [
        *method(pen),
        Text(
            "세부사업의 효과는 모형에 있는 경로로만 나타납니다. 사업단 운영처럼 경로가 없는 세부사업은 0으로 나오며, "
            "쓸모가 없다는 뜻이 아닙니다.",
            "A programme acts through the channels that the model has. One without any, such as operations, comes out "
            "as 0, which does not mean that it is of no use.",
        )[lang],
        Text(
            "지역 내 취업은 계획의 양성 과정을 마친 사람만 셉니다. 일자리는 그 달에 일하는 사람이며 누계가 아닙니다.",
            "People kept are graduates of the plan's own training. Jobs are people working in that month, not a total.",
        )[lang],
    ]
    if lost:
        said.append(
            Text(
                f"1년 늦추면 전망 기간 뒤로 밀려나 셀 수 없는 예산이 있습니다: {listed(lost, lang)}.",
                "A year's delay moves money past the end of the forecast, where it is not counted: "
                f"{listed(lost, lang)}.",
            )[lang]
        )
    if value.cannot_act:
        names = listed([value.plan.programme(id).name[lang] for id in value.cannot_act], lang)
        said.append(Text(f"예산이 없어 정확히 0인 세부사업: {names}.", f"Without money, exactly 0: {names}.")[lang])
    return Panel("value-limits", Text("읽을 때 주의할 점", "What to keep in mind")[lang], tuple(said))


def value_section(value: Value, lang: str) -> Markup:
    """The panels as a part of a report that has its style: `{{ value_section }}` in a template."""
    return render_panels(value_panels(value, lang))


# --- files ------------------------------------------------------------------------------------------------------------


def write_value(value: Value, folder: Path, lang: str) -> Path:
    """Write pages in both languages, the forest chart, JSON and tables into a folder. Returns the page asked for."""
    write_whole(folder / "value.json", json_text(value) + "\n")
    for name in ("programmes", "shapley", "interactions", "costs", "changes"):
        write_table(getattr(value, name)(), folder / f"{name}.parquet")
    if value.sweeps:
        write_table(value.sweep(), folder / "sweep.parquet")
    pages = {language: value_page(value, language, lang) for language in ("ko", "en")}
    k = value.outcomes.index(f"{NET_JOBS}@{value.plan.horizon.end}")
    with drawn_quickly():
        wide = shares_pictures(Pen(value, lang), k)[0]
    write_whole(folder / f"shares-{lang}.svg", standing_alone(wide))
    return write_pages(folder, "value", lang, pages)


def value_page(value: Value, lang: str, asked: str) -> Page:
    """The whole page; `asked` is the language of value.html."""
    pen, plan = Pen(value, lang), value.plan
    act = sum(p.is_act for p in value.players)
    facts = (
        (Text("예산", "Budget")[lang], pen.money.text(sum(p.cost for p in value.players), lang)),
        (Text("세부사업", "Programmes")[lang], str(len(value.players) - act)),
        (Text("시나리오(가정안)", "Scenario")[lang],
         value.scenario_name[lang] if value.scenario_name else Text("계획 그대로", "the plan as it stands")[lang]),
        (Text("표본", "Draws")[lang], f"{value.draws:,}"),
        (Text("모의실험", "Simulations")[lang], f"{value.simulations:,}"),
    )  # fmt: skip
    command = f"podobat value cases/{value.case_id}" + (f" --scenario {value.scenario}" if value.scenario else "")
    command += f" --draws {value.draws} --seed {value.seed}" + "".join(
        f" --sweep {id}" for id in dict.fromkeys(s.parameter for s in value.sweeps)
    )
    title = Text(f"{plan.name.ko}: 세부사업의 가치", f"{plan.name.en}: what each programme is worth")
    return Page(
        title=title[lang],
        facts=facts,
        panels=tuple(value_panels(value, lang)),
        command=f"{command} --lang {lang}",
        others=other_pages("value", asked, lang),
    )
