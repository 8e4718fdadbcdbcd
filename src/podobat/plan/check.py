"""Does the plan make sense? Sums, dates, references and what each kind of programme needs to know.

A tree is read first by the schema (`schema.py`), then held against the rules below over whatever could be read, so
that one misspelt key does not hide a budget that does not add up.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from podobat.plan.amounts import check_amounts
from podobat.plan.document import Log, Node
from podobat.plan.fields import (
    BAD,
    Partial,
    did_you_mean,
    item_name,
    join,
    key_of,
    known_list,
    no_source,
    read_values,
    shown,
)
from podobat.plan.schema import (
    FACILITY_KINDS,
    UNIT_COST_KINDS,
    UNIT_COST_OPTIONAL,
    Facility,
    Horizon,
    Money,
    PlanFile,
    Programme,
)
from podobat.units import Text, month_index

SUM_TOLERANCE = 0.0005  # of the total: published figures are rounded
LONGEST = 600  # months

_FIELDS = {key_of(f): f for f in dataclasses.fields(PlanFile)}
_KINDS = {name: f.metadata["kind"] for name, f in _FIELDS.items()}
_REQUIRED = [n for n, f in _FIELDS.items() if f.default is dataclasses.MISSING]
_LISTS = ("sectors", "targets", "programmes", "milestones")

_BLOCKS = {"facility": FACILITY_KINDS, "training": ("training",), "fund": ("fund",), "adoption": ("adoption",)}


def checked_values(
    root: Node,
    log: Log,
    *,
    folder: str | None = None,
    measure_ids: Collection[str] | None = None,
    announced: bool = True,
) -> dict[str, Any] | None:
    """The values of every field of the plan in a tree, or None with every fault in the log.

    folder       name of the case folder, which the plan's id must equal; None: not checked
    measure_ids  ids that targets may be set against; None: not checked
    announced    also hold the programmes against the announced total (a scenario may depart from it)
    """
    log.lines.setdefault("", root.line)
    draft = read_values(root, "", log, _KINDS, _REQUIRED)
    if draft is BAD:
        return None
    _check_duplicates(root, log)
    _check_sense(draft, root, log, announced)
    if folder is not None and draft.get("id") not in (None, BAD, folder):
        log.fault(
            "id",
            Text(f"`{draft['id']}`은(는) 폴더 이름과 다름", f"`{draft['id']}` is not the name of the folder"),
            Text(folder, folder),
            Text("id나 폴더 이름을 바꾸십시오.", "Change the id or rename the folder."),
        )
    if measure_ids is not None:
        _check_measures(draft, root, log, measure_ids)
    if log.faults:
        return None
    return {_FIELDS[name].name: value for name, value in draft.items()}


def _check_sense(draft: dict[str, Any], root: Node, log: Log, announced: bool) -> None:
    """Every rule, each over the parts that could be read."""
    horizon, money = draft.get("horizon"), draft.get("money")
    horizon = horizon if isinstance(horizon, Horizon) and _check_horizon(horizon, log) else None
    if money is not None and money is not BAD:
        _check_money(money, log)
    if _whole(draft.get("sectors")):
        _check_sum("sectors.*.startup_share", [s.startup_share.value for s in draft["sectors"]], log, at="sectors")
    sector_ids = ids_in(root, "sectors")
    for programme in _items(draft, "programmes"):
        _check_programme(programme, sector_ids, horizon, log)
    if isinstance(money, Money) and not any(f.path.startswith("money") for f in log.faults):
        check_amounts(draft, money, log)
    if announced and _whole(draft.get("programmes")) and draft.get("total_budget") not in (None, BAD):
        _check_total(draft["total_budget"].value, draft["programmes"], log)
    if horizon is not None:
        _check_dates(draft, horizon, log)
    _check_milestones(draft, root, log)
    _check_climate(draft, log)
    if draft.get("elections") and draft.get("elections_note") is None:
        log.fault(
            "elections_note",
            Text("빠진 항목", "missing"),
            remedy=Text(
                "선거가 사업에 왜 중요한지 {ko, en}으로 적으십시오.",
                "Say in {ko, en} why the elections matter to the plan.",
            ),
        )
    law = draft.get("law")
    if law not in (None, BAD):
        if not law.source and law.assumed is None:
            no_source("law", log)
        if law.effective is not None and law.effective < law.earliest:
            log.fault(
                "law.effective",
                Text(
                    f"{law.effective}은 가장 이른 달({law.earliest})보다 앞섬",
                    f"{law.effective} is before the earliest month ({law.earliest})",
                ),
                remedy=Text("둘 중 하나를 고치십시오.", "Change one of the two."),
            )


def _whole(items: Any) -> bool:
    """Was the list read, and nothing left out of it?"""
    return isinstance(items, tuple) and not isinstance(items, Partial)


def _items(draft: dict[str, Any], name: str) -> tuple[Any, ...]:
    items = draft.get(name)
    return items if isinstance(items, tuple) else ()


def ids_in(root: Node, name: str) -> list[str]:
    """The ids that a list of the file gives, also those of items that could not be read."""
    items = root.get(name)
    if items is None or not isinstance(items.value, list):
        return []
    found = [child.value for item in items.value if (child := item.get("id")) is not None]
    return [i for i in found if isinstance(i, str)]


# --- the rules ---------------------------------------------------------------------------------------------------


def _check_duplicates(root: Node, log: Log) -> None:
    for name in _LISTS:
        items = root.get(name)
        seen: dict[str, int | None] = {}
        for item in items.value if items is not None and isinstance(items.value, list) else []:
            child = item.get("id")
            if child is None or not isinstance(child.value, str):
                continue
            if child.value in seen:
                path = join(name, child.value)
                log.lines[path] = child.line
                log.fault(
                    path,
                    Text(
                        f"id `{child.value}`이(가) 겹침(먼저 {seen[child.value]}번째 줄)",
                        f"duplicate id `{child.value}` (first on line {seen[child.value]})",
                    ),
                    remedy=Text("하나의 id를 바꾸십시오.", "Give one of them another id."),
                )
            else:
                seen[child.value] = child.line


def _check_horizon(horizon: Horizon, log: Log) -> bool:
    if horizon.end < horizon.start:
        log.fault(
            "horizon.end",
            Text(
                f"{horizon.end}은 시작({horizon.start})보다 앞섬",
                f"{horizon.end} is before the start ({horizon.start})",
            ),
            Text(f"{horizon.start} 이후", f"{horizon.start} or later"),
        )
        return False
    if horizon.forecast_to < horizon.end:
        log.fault(
            "horizon.forecast_to",
            Text(
                f"{horizon.forecast_to}은 계획의 끝({horizon.end})보다 앞섬",
                f"{horizon.forecast_to} is before the plan ends ({horizon.end})",
            ),
            Text(f"{horizon.end} 이후", f"{horizon.end} or later"),
        )
        return False
    months = month_index(horizon.forecast_to) - month_index(horizon.start) + 1
    if months > LONGEST:
        log.fault(
            "horizon",
            Text(f"전망 기간이 {months}개월임", f"the forecast runs over {months} months"),
            Text(f"{LONGEST}개월 이하", f"at most {LONGEST} months"),
        )
        return False
    return True


def _check_money(money: Any, log: Log) -> None:
    value = money.won_per_unit
    sourced = bool(value.source) or value.assumed is not None
    if money.currency == "KRW" and value.value != 1:
        log.fault(
            "money.won_per_unit",
            Text(f"원화인데 {shown(value.value)}임", f"{shown(value.value)} for a plan in won"),
            Text("1", "1"),
            Text("통화(currency)나 환율을 고치십시오.", "Correct the currency or the rate."),
        )
    if money.currency != "KRW" and not sourced:
        no_source("money.won_per_unit", log)


def _check_sum(path: str, shares: Iterable[float], log: Log, at: str | None = None) -> None:
    """Shares add up to one."""
    total = sum(shares)
    if abs(total - 1) > SUM_TOLERANCE:
        log.fault(
            at or path,
            Text(
                f"{path} 합계가 {total:.4g}임",
                f"{path} add up to {total:.4g}" if at else f"the shares add up to {total:.4g}",
            ),
            Text("합계 1", "a sum of 1"),
            Text(
                f"{abs(1 - total):.4g}만큼 {'늘리십시오' if total < 1 else '줄이십시오'}.",
                f"{'Add' if total < 1 else 'Take away'} {abs(1 - total):.4g}.",
            ),
        )


def _check_total(announced: float, programmes: Iterable[Programme], log: Log) -> None:
    total = sum(p.total for p in programmes)
    if abs(total - announced) > SUM_TOLERANCE * max(announced, total):
        log.fault(
            "total_budget",
            Text(
                f"세부사업 예산의 합계 {total:.6g}이(가) 총예산 {announced:.6g}과(와) 다름",
                f"the programmes' budgets add up to {total:.6g}, not {announced:.6g}",
            ),
            Text("차이 0.05% 이내", "a difference of at most 0.05 %"),
            Text(
                f"차이 {total - announced:+.6g}을(를) 세부사업이나 총예산에서 고치십시오.",
                f"Correct a programme or the total by {total - announced:+.6g}.",
            ),
        )


def _check_programme(p: Programme, sector_ids: list[str], horizon: Horizon | None, log: Log) -> None:
    path = f"programmes.{p.id}"
    if not p.source and p.assumed is None:
        no_source(path, log)
    if not p.budget:
        log.fault(f"{path}.budget", Text("예산이 없음", "no year is given"), Text("{연도: 금액}", "{year: amount}"))
    _check_sum(f"{path}.funding", p.funding.values(), log)
    _check_sum(f"{path}.spending", p.spending.values(), log)
    _check_blocks(p, path, log)
    if p.adoption is not None:
        _check_sum(f"{path}.adoption", p.adoption.values(), log)
        for sector in p.adoption:
            if sector not in sector_ids:
                _unknown(f"{path}.adoption.{sector}", sector, sector_ids, Text("산업", "sector"), log)
    if horizon is not None:
        _check_budget_years(p, path, horizon, log)
        if p.facility is not None:
            _check_facility(p.facility, f"{path}.facility", horizon, log)


def _check_budget_years(p: Programme, path: str, horizon: Horizon, log: Log) -> None:
    first, last = horizon.years[0], horizon.years[-1]
    for year in p.budget:
        if not first <= year <= last:
            log.fault(
                f"{path}.budget.{year}",
                Text(
                    f"{year}년은 계획 기간({horizon.start}~{horizon.end}) 밖임",
                    f"{year} is outside the plan ({horizon.start} to {horizon.end})",
                ),
                Text(f"{first}~{last}", f"{first} to {last}"),
                Text("예산을 옮기거나 horizon을 고치십시오.", "Move the money, or change horizon."),
            )


def _check_blocks(p: Programme, path: str, log: Log) -> None:
    """What the programme's kind requires is there; what belongs to other kinds is not."""
    for block, kinds in _BLOCKS.items():
        given = getattr(p, block) is not None
        if given and p.kind not in kinds:
            log.fault(
                f"{path}.{block}",
                Text(f"{p.kind} 사업에는 쓰지 않는 항목", f"does not belong to a {p.kind} programme"),
                Text(f"종류가 {known_list(kinds)}일 때", f"only where kind is {known_list(kinds)}"),
                Text("항목을 지우거나 kind를 고치십시오.", "Remove it, or correct `kind`."),
            )
        if not given and p.kind in kinds:
            log.fault(
                f"{path}.{block}",
                Text("빠진 항목", "missing"),
                remedy=Text(f"{p.kind} 사업에는 `{block}`을(를) 적으십시오.", f"A {p.kind} programme needs `{block}`."),
            )
    if p.topics and p.kind != "research":
        log.fault(
            f"{path}.topics",
            Text(f"{p.kind} 사업에는 쓰지 않는 항목", f"does not belong to a {p.kind} programme"),
            Text("종류가 research일 때", "only where kind is research"),
        )
    _check_unit_cost(p, path, log)


def _check_unit_cost(p: Programme, path: str, log: Log) -> None:
    path = f"{path}.unit_cost"
    if p.unit_cost is None:
        if p.kind in UNIT_COST_KINDS:
            log.fault(
                path,
                Text("빠진 항목", "missing"),
                remedy=Text(
                    f"{p.kind} 사업에는 한 곳(한 명, 한 과제)당 지원액을 적으십시오.",
                    f"A {p.kind} programme needs the support per place, firm or project.",
                ),
            )
        return
    if p.kind not in (*UNIT_COST_KINDS, *UNIT_COST_OPTIONAL):
        log.fault(
            path,
            Text(f"{p.kind} 사업에는 쓰지 않는 항목", f"does not belong to a {p.kind} programme"),
            remedy=Text("항목을 지우십시오.", "Remove it."),
        )
    elif p.unit_cost.value == 0 and p.kind not in FACILITY_KINDS:
        log.fault(
            path,
            Text("0임", "is 0"),
            Text("0보다 큰 금액", "an amount above 0"),
            Text("한 곳(한 명, 한 과제)당 지원액을 적으십시오.", "Give the support per place, firm or project."),
        )


def _check_facility(f: Facility, path: str, horizon: Horizon, log: Log) -> None:
    if f.opens <= f.start:
        log.fault(
            f"{path}.opens",
            Text(f"개소({f.opens})가 착공({f.start})보다 늦지 않음", f"opens ({f.opens}) before it starts ({f.start})"),
            Text(f"{f.start}보다 뒤", f"after {f.start}"),
            Text("착공이나 개소 시점을 고치십시오.", "Move the start or the opening."),
        )
    _within(f"{path}.start", f.start, horizon.start, horizon.end, log)
    _within(f"{path}.opens", f.opens, horizon.start, horizon.forecast_to, log)


def _within(path: str, month: str, first: str, last: str, log: Log) -> None:
    """A month lies between two others."""
    if first <= month <= last:
        return
    if month < first:
        found = Text(f"{month}은 계획의 시작({first})보다 앞섬", f"{month} is before the plan starts ({first})")
    else:
        found = Text(f"{month}은 {last}보다 뒤임", f"{month} is after {last}")
    log.fault(
        path,
        found,
        Text(f"{first}~{last}", f"{first} to {last}"),
        Text("시점을 옮기거나 horizon을 고치십시오.", "Move it, or change horizon."),
    )


def _check_dates(draft: dict[str, Any], horizon: Horizon, log: Log) -> None:
    for target in _items(draft, "targets"):
        _within(f"targets.{target.id}.by", target.by, horizon.start, horizon.forecast_to, log)
    for milestone in _items(draft, "milestones"):
        _within(f"milestones.{milestone.id}.month", milestone.month, horizon.start, horizon.forecast_to, log)
    for position, month in enumerate(_items(draft, "elections")):
        _within(f"elections.{position}", month, horizon.start, horizon.forecast_to, log)
    climate = draft.get("climate")
    for position, pin in enumerate(climate.pins if climate not in (None, BAD) else ()):
        _within(f"climate.pins.{position}.from", pin.from_, horizon.start, horizon.forecast_to, log)
        _within(f"climate.pins.{position}.to", pin.to, horizon.start, horizon.forecast_to, log)


def _check_milestones(draft: dict[str, Any], root: Node, log: Log) -> None:
    programmes = ids_in(root, "programmes")
    for m in _items(draft, "milestones"):
        if m.programme not in programmes:
            _unknown(f"milestones.{m.id}.programme", m.programme, programmes, Text("세부사업", "programme"), log)
        if not m.source and m.assumed is None:
            no_source(f"milestones.{m.id}", log)


def _check_climate(draft: dict[str, Any], log: Log) -> None:
    climate = draft.get("climate")
    pins = climate.pins if climate not in (None, BAD) else ()
    for position, pin in enumerate(pins):
        path = f"climate.pins.{position}"
        if pin.to < pin.from_:
            log.fault(
                f"{path}.to",
                Text(f"{pin.to}은 시작({pin.from_})보다 앞섬", f"{pin.to} is before {pin.from_}"),
                Text(f"{pin.from_} 이후", f"{pin.from_} or later"),
            )
        for other in pins[:position]:
            if pin.from_ <= other.to and other.from_ <= pin.to:
                log.fault(
                    path,
                    Text(
                        f"다른 고정 기간({other.from_}~{other.to})과 겹침",
                        f"overlaps the months {other.from_} to {other.to}",
                    ),
                    remedy=Text("한 달에는 값 하나만 고정하십시오.", "Pin a month once."),
                )
    elections = Counter(_items(draft, "elections"))
    for month in (m for m, times in elections.items() if times > 1):
        log.fault(
            "elections",
            Text(f"{month}이 겹침", f"{month} is given twice"),
            remedy=Text("하나만 남기십시오.", "Keep one."),
        )


def _check_measures(draft: dict[str, Any], root: Node, log: Log, measure_ids: Collection[str]) -> None:
    known = set(expand_measures(measure_ids, ids_in(root, "sectors"), ids_in(root, "programmes")))
    for target in _items(draft, "targets"):
        if target.measure not in known:
            _unknown(f"targets.{target.id}.measure", target.measure, sorted(known), Text("지표", "measure"), log)


def expand_measures(ids: Iterable[str], sectors: Collection[str], programmes: Collection[str]) -> Iterator[str]:
    """Measure ids with `<sector>` and `<programme>` (or `<programme id>`) written out for a plan."""
    for id in ids:
        base, mark, _ = id.partition("<")
        if not mark:
            yield id
        else:
            yield from (base + name for name in (programmes if "programme" in id else sectors))


def _unknown(path: str, word: str, known: Collection[str], what: Text, log: Log) -> None:
    log.fault(
        path,
        Text(f"모르는 {what.ko}: `{word}`", f"unknown {what.en} `{word}`"),
        Text(known_list(known), known_list(known)),
        did_you_mean(word, known),
    )


# --- sources -----------------------------------------------------------------------------------------------------


def citations(node: Node, path: str = "") -> Iterator[tuple[str, int | None, str]]:
    """Every source id that a file cites, with its path and line."""
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            below = join(path, key)
            if key == "source":
                named = child.value if isinstance(child.value, list) else [child]
                yield from ((below, n.line, n.value) for n in named if isinstance(n.value, str))
            else:
                yield from citations(child, below)
    elif isinstance(node.value, list):
        for position, item in enumerate(node.value):
            yield from citations(item, join(path, item_name(item, position)))
