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
from podobat.plan.levers import check_levers
from podobat.plan.schema import (
    FACILITY_KINDS,
    UNIT_COST_KINDS,
    UNIT_COST_OPTIONAL,
    Facility,
    Horizon,
    Infrastructure,
    Milestone,
    Money,
    PlanFile,
    Programme,
    Start,
    Ties,
)
from podobat.texts import catalogue
from podobat.units import Text, month_index

_say = catalogue("plan")

SUM_TOLERANCE = 0.0005  # of the total: published figures are rounded
LONGEST = 600  # months
LOCAL_KINDS = ("research", "infrastructure", "network", "operations")  # whose money may go elsewhere

_FIELDS = {key_of(f): f for f in dataclasses.fields(PlanFile)}
_KINDS = {name: f.metadata["kind"] for name, f in _FIELDS.items()}
_REQUIRED = [n for n, f in _FIELDS.items() if f.default is dataclasses.MISSING]
_LISTS = ("sectors", "targets", "programmes", "milestones", "rivals")

_BLOCKS = {
    "facility": FACILITY_KINDS, "training": ("training",), "fund": ("fund",), "adoption": ("adoption",),
    "anchor": ("anchor",), "infrastructure": ("infrastructure",), "chips": ("chips",),
}  # fmt: skip


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
            _say("check.not_the_folder", id=draft["id"]),
            Text.same(folder),
            _say("check.rename_one"),
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
    start = draft.get("start")
    for position, group in enumerate(start.established if isinstance(start, Start) else ()):
        if group.sector not in sector_ids:
            path = f"start.established.{position}.sector"
            _unknown(path, group.sector, sector_ids, _say("check.sector"), log)
    if horizon is not None:
        _check_dates(draft, horizon, log)
    _check_milestones(draft, root, log, announced)
    _check_climate(draft, log)
    if draft.get("elections") and draft.get("elections_note") is None:
        log.fault(
            "elections_note",
            _say("check.missing"),
            remedy=_say("check.why_elections_matter"),
        )
    levers = draft.get("levers")
    if levers not in (None, BAD) and horizon is not None:
        check_levers(levers, _items(draft, "programmes"), ids_in(root, "programmes"), horizon.years, log)
    ties = draft.get("ties")
    if isinstance(ties, Ties) and ties.by is not None and horizon is not None and ties.by <= horizon.start:
        log.fault("ties.by", _say("check.ties_by", by=ties.by, start=horizon.start), remedy=_say("check.change_one"))
    law = draft.get("law")
    if law not in (None, BAD):
        if not law.source and law.assumed is None:
            no_source("law", log)
        if law.effective is not None and law.effective < law.earliest:
            log.fault(
                "law.effective",
                _say("check.before_earliest", effective=law.effective, earliest=law.earliest),
                remedy=_say("check.change_one"),
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
    ids = [child.value for item in items.value if (child := item.get("id")) is not None]
    return [i for i in ids if isinstance(i, str)]


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
                    _say("check.duplicate_id", id=child.value, line=seen[child.value]),
                    remedy=_say("check.another_id"),
                )
            else:
                seen[child.value] = child.line


def _check_horizon(horizon: Horizon, log: Log) -> bool:
    if horizon.end < horizon.start:
        log.fault(
            "horizon.end",
            _say("check.ends_before_it_starts", end=horizon.end, start=horizon.start),
            _say("check.from_then_on", first=horizon.start),
        )
        return False
    if horizon.forecast_to < horizon.end:
        log.fault(
            "horizon.forecast_to",
            _say("check.before_the_plan_ends", forecast_to=horizon.forecast_to, end=horizon.end),
            _say("check.from_then_on", first=horizon.end),
        )
        return False
    months = month_index(horizon.forecast_to) - month_index(horizon.start) + 1
    if months > LONGEST:
        log.fault(
            "horizon",
            _say("check.too_many_months", months=months),
            _say("check.at_most_months", most=LONGEST),
        )
        return False
    return True


def _check_money(money: Any, log: Log) -> None:
    value = money.won_per_unit
    sourced = bool(value.source) or value.assumed is not None
    if money.currency == "KRW" and value.value != 1:
        log.fault(
            "money.won_per_unit",
            _say("check.rate_of_won", rate=shown(value.value)),
            Text.same("1"),
            _say("check.correct_currency"),
        )
    if money.currency != "KRW" and not sourced:
        no_source("money.won_per_unit", log)


def _check_sum(path: str, shares: Iterable[float], log: Log, at: str | None = None) -> None:
    """Shares add up to one."""
    total = sum(shares)
    if abs(total - 1) > SUM_TOLERANCE:
        log.fault(
            at or path,
            _say("check.shares_of" if at else "check.shares", path=path, total=total),
            _say("check.sum_of_1"),
            _say("check.add" if total < 1 else "check.take_away", difference=abs(1 - total)),
        )


def _check_total(announced: float, programmes: Iterable[Programme], log: Log) -> None:
    total = sum(p.total for p in programmes)
    if abs(total - announced) > SUM_TOLERANCE * max(announced, total):
        log.fault(
            "total_budget",
            _say("check.another_total", total=total, announced=announced),
            _say("check.total_allowed"),
            _say("check.correct_total", difference=total - announced),
        )


def _check_programme(p: Programme, sector_ids: list[str], horizon: Horizon | None, log: Log) -> None:
    path = f"programmes.{p.id}"
    if not p.source and p.assumed is None:
        no_source(path, log)
    if not p.budget:
        log.fault(f"{path}.budget", _say("check.no_year"), _say("check.amounts_by_year"))
    _check_sum(f"{path}.funding", p.funding.values(), log)
    _check_sum(f"{path}.spending", p.spending.values(), log)
    _check_blocks(p, path, log)
    if p.chips is not None and p.chips.sector not in sector_ids:
        _unknown(f"{path}.chips.sector", p.chips.sector, sector_ids, _say("check.sector"), log)
    if p.adoption is not None:
        _check_sum(f"{path}.adoption", p.adoption.values(), log)
        for sector in p.adoption:
            if sector not in sector_ids:
                _unknown(f"{path}.adoption.{sector}", sector, sector_ids, _say("check.sector"), log)
    if horizon is not None:
        _check_budget_years(p, path, horizon, log)
        if p.facility is not None:
            _check_works(p.facility, f"{path}.facility", horizon, log)
        if p.infrastructure is not None:
            _check_works(p.infrastructure, f"{path}.infrastructure", horizon, log)


def _check_budget_years(p: Programme, path: str, horizon: Horizon, log: Log) -> None:
    first, last = horizon.years[0], horizon.years[-1]
    for year in p.budget:
        if not first <= year <= last:
            log.fault(
                f"{path}.budget.{year}",
                _say("check.outside_the_plan", year=year, start=horizon.start, end=horizon.end),
                _say("check.from_to", first=first, last=last),
                _say("check.move_the_money"),
            )


def _check_blocks(p: Programme, path: str, log: Log) -> None:
    """What the programme's kind requires is there; what belongs to other kinds is not."""
    for block, kinds in _BLOCKS.items():
        given = getattr(p, block) is not None
        if given and p.kind not in kinds:
            log.fault(
                f"{path}.{block}",
                _say("check.of_another_kind", kind=p.kind),
                _say("check.where_kind_is", kinds=known_list(kinds)),
                _say("check.remove_or_correct_kind"),
            )
        if not given and p.kind in kinds:
            log.fault(
                f"{path}.{block}",
                _say("check.missing"),
                remedy=_say("check.kind_needs", kind=p.kind, block=block),
            )
    if p.local is not None and p.local.value < 1 and p.kind not in LOCAL_KINDS:
        log.fault(
            f"{path}.local", _say("check.of_another_kind", kind=p.kind),
            _say("check.where_kind_is", kinds=known_list(LOCAL_KINDS)),
        )  # fmt: skip
    if p.topics and p.kind != "research":
        log.fault(
            f"{path}.topics",
            _say("check.of_another_kind", kind=p.kind),
            _say("check.where_kind_is_research"),
        )
    _check_unit_cost(p, path, log)


def _check_unit_cost(p: Programme, path: str, log: Log) -> None:
    path = f"{path}.unit_cost"
    if p.unit_cost is None:
        if p.kind in UNIT_COST_KINDS:
            log.fault(
                path,
                _say("check.missing"),
                remedy=_say("check.kind_needs_unit_cost", kind=p.kind),
            )
        return
    if p.kind not in (*UNIT_COST_KINDS, *UNIT_COST_OPTIONAL):
        log.fault(
            path,
            _say("check.of_another_kind", kind=p.kind),
            remedy=_say("check.remove"),
        )
    elif p.unit_cost.value == 0 and p.kind not in FACILITY_KINDS:
        log.fault(
            path,
            _say("check.is_0"),
            _say("check.above_0"),
            _say("check.give_unit_cost"),
        )


def _check_works(f: Facility | Infrastructure, path: str, horizon: Horizon, log: Log) -> None:
    """Works end after they begin. A facility may have opened before the plan begins: it is in service then."""
    if f.opens <= f.start:
        log.fault(
            f"{path}.opens",
            _say("check.opens_before_it_starts", opens=f.opens, start=f.start),
            _say("check.later_than", start=f.start),
            _say("check.move_start_or_opening"),
        )
    if f.start > horizon.end:
        _within(f"{path}.start", f.start, horizon.start, horizon.end, log)
    if isinstance(f, Infrastructure) or f.opens >= horizon.start:
        _within(f"{path}.opens", f.opens, horizon.start, horizon.forecast_to, log)


def _within(path: str, month: str, first: str, last: str, log: Log) -> None:
    """A month lies between two others."""
    if first <= month <= last:
        return
    if month < first:
        found = _say("check.before_the_plan_starts", month=month, first=first)
    else:
        found = _say("check.after_the_last", month=month, last=last)
    log.fault(
        path,
        found,
        _say("check.from_to", first=first, last=last),
        _say("check.move_it"),
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


def _check_milestones(draft: dict[str, Any], root: Node, log: Log, announced: bool) -> None:
    """Promised dates name their programme and source. What was announced agrees with the works and the money; a

    scenario may be late.
    """
    ids, programmes = ids_in(root, "programmes"), {p.id: p for p in _items(draft, "programmes")}
    for m in _items(draft, "milestones"):
        if m.programme not in ids:
            _unknown(f"milestones.{m.id}.programme", m.programme, ids, _say("check.programme"), log)
        elif announced and m.programme in programmes:
            _check_promise(m, programmes[m.programme], log)
        if not m.source and m.assumed is None:
            no_source(f"milestones.{m.id}", log)


def _check_promise(m: Milestone, p: Programme, log: Log) -> None:
    """A promised date that the programme's own dates rule out would be forecast as if nobody had made it."""
    path, works = f"milestones.{m.id}.month", p.works
    if works is not None and not works.start <= m.month <= works.opens:
        log.fault(
            path,
            _say("check.not_the_works", month=m.month, start=works.start, opens=works.opens),
            _say("check.from_to", first=works.start, last=works.opens),
            _say("check.move_promise_or_works", programme=p.id),
        )
    years = [year for year, amount in p.budget.items() if amount > 0]
    if works is None and years and m.month < f"{min(years)}-01":
        log.fault(
            path,
            _say("check.before_any_money", month=m.month, year=min(years)),
            _say("check.from_then_on", first=f"{min(years)}-01"),
            _say("check.move_promise_or_money", programme=p.id),
        )


def _check_climate(draft: dict[str, Any], log: Log) -> None:
    climate = draft.get("climate")
    pins = climate.pins if climate not in (None, BAD) else ()
    for position, pin in enumerate(pins):
        path = f"climate.pins.{position}"
        if pin.to < pin.from_:
            log.fault(
                f"{path}.to",
                _say("check.pin_ends_before_it_starts", end=pin.to, start=pin.from_),
                _say("check.from_then_on", first=pin.from_),
            )
        for other in pins[:position]:
            if pin.from_ <= other.to and other.from_ <= pin.to:
                log.fault(
                    path,
                    _say("check.pins_overlap", first=other.from_, last=other.to),
                    remedy=_say("check.pin_once"),
                )
    elections = Counter(_items(draft, "elections"))
    for month in (m for m, times in elections.items() if times > 1):
        log.fault(
            "elections",
            _say("check.given_twice", month=month),
            remedy=_say("check.keep_one"),
        )


def _check_measures(draft: dict[str, Any], root: Node, log: Log, measure_ids: Collection[str]) -> None:
    known = set(expand_measures(measure_ids, ids_in(root, "sectors"), ids_in(root, "programmes")))
    for target in _items(draft, "targets"):
        if target.measure not in known:
            _unknown(f"targets.{target.id}.measure", target.measure, sorted(known), _say("check.measure"), log)


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
        _say("check.unknown", what=what, word=word),
        Text.same(known_list(dict.fromkeys(known))) if known else _say("check.none_in_the_plan"),
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
