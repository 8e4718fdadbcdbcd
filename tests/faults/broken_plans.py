"""The broken plans: what is done to the example, and the words that its messages must contain, English and Korean."""

from __future__ import annotations

import os
from pathlib import Path

from tests.faults.broken import Break, swap, write

FOUNDING = "{2026: 0.6, 2027: 0.8, 2028: 0.8, 2029: 0.8}"
LAUGHS = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


def as_folder(file: str) -> Break:
    """Put a folder in the place of a file."""

    def apply(case: Path) -> None:
        (case / file).unlink()
        (case / file).mkdir()

    return apply


def without(file: str) -> Break:
    """Remove a file."""
    return lambda case: (case / file).unlink()


FAULTS: dict[str, tuple[Break, list[str], list[str]]] = {
    # --- the file itself
    "missing plan": (without("plan.yaml"), ["plan.yaml the file is missing", "podobat new"], ["파일이 없음"]),
    "missing sources": (without("sources.csv"), ["sources.csv the file is missing"], ["파일이 없음"]),
    "plan is a folder": (as_folder("plan.yaml"), ["plan.yaml is a folder, not a file"], ["폴더임"]),
    "empty": (write(""), ["plan.yaml:1 the file is empty"], ["빈 파일임"]),
    "only comments": (write("# nothing\n"), ["plan.yaml:1 the file is empty", "podobat new"], ["빈 파일임"]),
    "a list": (write("- a\n- b\n"), ["plan.yaml:1", "a mapping with podobat, id"], ["묶음"]),
    "one word": (write("hello"), ["plan.yaml:1", "found hello"], ["쓸 수 없는 값: hello"]),
    "tabs": (
        swap("    measure: jobs.direct ", "\tmeasure: jobs.direct "),
        ["plan.yaml:54 tab characters", "Replace each tab by two spaces"],
        ["탭 문자", "빈칸"],
    ),
    "not UTF-8": (
        lambda case: write((case / "plan.yaml").read_text(encoding="utf-8").encode("cp949", "ignore"))(case),
        ["plan.yaml:1 not UTF-8", "CP949", "encoding UTF-8"],
        ["UTF-8이 아님"],
    ),
    "latin-1": (write(b"name: caf\xe9\n\xff"), ["not UTF-8"], ["UTF-8이 아님"]),
    "nul bytes": (write(b"id: a\nname: \x00\n"), ["plan.yaml:2 not readable as YAML"], ["YAML로 읽을 수 없음"]),
    "10 MB of noise": (
        lambda case: write(os.urandom(10_000_000))(case),
        ["too large (10.0 MB)", "at most 1 MB"],
        ["너무 큼"],
    ),
    "broken YAML": (write("podobat: 1\nid: [a, b\nname: x\n"), ["plan.yaml:3 not readable as YAML"], ["들여쓰기"]),
    "anchors": (write(LAUGHS), ["plan.yaml:1", "anchor or alias"], ["앵커"]),
    "tag": (write("podobat: !!python/object:os.system 1\n"), ["uses a YAML tag"], ["태그"]),
    "too deep": (write("a: " + "[" * 50_000), ["nested deeper than 20 levels"], ["겹쳐 있음"]),
    "too many values": (write("- 1\n" * 40_001), ["more than 40,000 values"], ["40,000개보다 많음"]),
    "two documents": (write("podobat: 1\n---\npodobat: 1\n"), ["more than one document"], ["둘 이상임"]),
    "key twice": (
        swap("podobat: 1  ", "podobat: 1\npodobat: 1  "),
        ["plan.yaml:12 podobat: the key appears twice (first on line 11)"],
        ["같은 이름이 두 번"],
    ),
    # --- keys and values
    "unknown key": (
        swap("    kind: founding\n    budget:", "    kind: founding\n    buget:"),
        [
            "programmes.founding-grants.buget: unknown key",
            "Did you mean `budget`?",
            "programmes.founding-grants.budget: missing",
        ],
        ["모르는 항목", "혹시 `budget`입니까?", "`buget`를 `budget`로"],
    ),
    "unknown key at the top": (
        swap("elections_note:", "election_note:"),
        ["election_note: unknown key"],
        ["모르는 항목"],
    ),
    "missing key": (
        swap("    by: 2029-12\n    definition: {ko: 집", "    definition: {ko: 집"),
        ["targets.jobs-500.by: missing"],
        ["빠진 항목"],
    ),
    "negative money": (
        swap(FOUNDING, "{2026: -0.6, 2027: 2.0, 2028: 0.8, 2029: 0.8}"),
        ["programmes.founding-grants.budget.2026: negative money: -0.6", "0 or more"],
        ["음수 금액: -0.6"],
    ),
    "money as text": (
        swap("value: 30.0,", "value: '30,000',"),
        ["total_budget.value", "Write it without commas: 30000"],
        ["쉼표 없이 30000"],
    ),
    "money with a unit": (swap("value: 30.0,", "value: 30 bn,"), ["Write the number alone"], ["단위 없이"]),
    "not a number": (swap("value: 30.0,", "value: .nan,"), ["total_budget.value: found nan", "finite"], ["유한한 수"]),
    "infinite": (swap("value: 30.0,", "value: .inf,"), ["total_budget.value: found inf"], ["유한한 수"]),
    "huge": (
        swap("value: 30.0,", "value: 1" + "0" * 400 + ","),
        ["plan.yaml:26 total_budget.value: found 1000", "Check the number of digits"],
        ["total_budget.value: 쓸 수 없는 값: 1000", "자릿수를 확인하십시오"],
    ),
    "huge digits": (
        swap("value: 30.0,", "value: 1" + "0" * 6000 + ","),
        ["plan.yaml:26 total_budget.value: found 1000", "a number, 0 or more"],
        ["total_budget.value: 쓸 수 없는 값: 1000", "0 이상의 수"],
    ),
    "true as number": (
        swap("value: 500", "value: true"),
        ["targets.jobs-500.value: found true"],
        ["쓸 수 없는 값: true"],
    ),
    "a bare figure": (
        swap("{value: 30.0, source: example_plan}", "30.0"),
        ["total_budget: found 30", "{value: 30, source: ...}"],
        ["출처를 붙이십시오"],
    ),
    "no source": (
        swap("{value: 30.0, source: example_plan}", "{value: 30.0}"),
        ["total_budget: no source", "assumed"],
        ["출처가 없음"],
    ),
    "share above one": (
        swap("value: 0.6, assumed", "value: 1.6, assumed"),
        ["startup_share.value: out of range: 1.6", "from 0 to 1"],
        ["범위를 벗어난 값"],
    ),
    "missing language": (
        swap("{ko: 우리 지역, en: our region}", "{ko: 우리 지역}"),
        ["region: the English text (`en`) is missing"],
        ["영어 글(`en`)이 없음"],
    ),
    "one language only": (
        swap("{ko: 우리 지역, en: our region}", "our region"),
        ["region: found our region", "Write both languages"],
        ["두 언어를 모두"],
    ),
    "comma in a text": (
        swap("en: our region}", "en: our, region}"),
        ["unknown language", "Put a text that holds a comma in quotes"],
        ["따옴표로 묶으십시오"],
    ),
    "malformed month": (
        swap("opens: 2027-12 ", "opens: 2027-13 "),
        ["facility.opens: found 2027-13", "YYYY-MM"],
        ["YYYY-MM 꼴의 월"],
    ),
    "a date for a month": (swap("opens: 2027-12 ", "opens: 2027-12-01 "), ["found 2027-12-01"], ["2027-12-01"]),
    "a mapping for a list": (
        swap("elections: [2026-06]", "elections: {a: 2026-06}"),
        ["elections: found {a}", "a list"],
        ["목록"],
    ),
    "a list for a mapping": (
        swap("law:\n  name:", "law:\n  - name:"),
        ["plan.yaml:261 not readable as YAML", "'-' indicator", "Look at indentation"],
        ["plan.yaml:261 YAML로 읽을 수 없음", "들여쓰기"],
    ),
    "wrong type of block": (
        swap("training: {level: course, months: 8}", "training: 8"),
        ["programmes.academy.training: found 8"],
        ["쓸 수 없는 값: 8"],
    ),
    "wrong unit": (
        swap("unit: bn,", "unit: billion,"),
        ["money.unit: found billion", "million", "Did you mean `million`?"],
        ["쓸 수 없는 값: billion"],
    ),
    "wrong currency": (
        swap("currency: KRW", "currency: WON"),
        ["money.currency: found WON", "KRW, EUR", "Write KRW"],
        ["쓸 수 없는 값: WON", "KRW로 쓰십시오"],
    ),
    "rate without source": (swap("currency: KRW", "currency: EUR"), ["money.won_per_unit: no source"], ["출처가 없음"]),
    "won at a rate": (
        swap("won_per_unit: 1,", "won_per_unit: {value: 2, source: example_plan},"),
        ["money.won_per_unit: 2 for a plan in won"],
        ["원화인데 2임"],
    ),
    "unknown kind": (
        swap("kind: founding", "kind: foundling"),
        ["kind: found foundling", "Did you mean `founding`?"],
        ["혹시 `founding`입니까?"],
    ),
    "wrong format": (swap("podobat: 1  ", "podobat: 2  "), ["podobat: found 2"], ["쓸 수 없는 값: 2"]),
    "id is not the folder": (
        swap("id: town  ", "id: city  "),
        ["id: `city` is not the name of the folder", "Allowed: town"],
        ["폴더 이름과 다름"],
    ),
    "unusable id": (swap("- id: jobs-500", "- id: Jobs 500!"), ["targets.Jobs 500!.id: found Jobs 500!"], ["소문자"]),
    # --- sense
    "target before start": (
        swap("    value: 500\n    by: 2029-12", "    value: 500\n    by: 2019-12"),
        ["plan.yaml:56 targets.jobs-500.by: 2019-12 is before the plan starts (2026-01)", "2026-01 to 2034-12"],
        ["계획의 시작(2026-01)보다 앞섬"],
    ),
    "target after the forecast": (
        swap("    value: 500\n    by: 2029-12", "    value: 500\n    by: 2049-12"),
        ["targets.jobs-500.by: 2049-12 is after 2034-12", "change horizon"],
        ["2034-12보다 뒤임"],
    ),
    "programme after horizon": (
        swap(FOUNDING, "{2026: 0.6, 2027: 0.8, 2028: 0.8, 2031: 0.8}"),
        ["programmes.founding-grants.budget.2031: 2031 is outside the plan (2026-01 to 2029-12)", "2026 to 2029"],
        ["2031년은 계획 기간(2026-01~2029-12) 밖임"],
    ),
    "year that is no year": (swap(FOUNDING, "{first: 3.0}"), ["budget.first: unknown key", "years"], ["모르는 항목"]),
    "no budget": (swap(FOUNDING, "{}"), ["programmes.founding-grants.budget: no year is given"], ["예산이 없음"]),
    "total does not add up": (
        swap("value: 30.0,", "value: 31.0,"),
        ["total_budget: the programmes' budgets add up to 30, not 31", "0.05 %", "-1"],
        ["합계 30", "총예산 31"],
    ),
    "funding does not add up": (
        swap("funding: {national: 0.5, city: 0.5}", "funding: {national: 0.5, city: 0.4}"),
        ["programmes.startup-building.funding: the shares add up to 0.9", "Add 0.1"],
        ["합계가 0.9임", "0.1만큼 늘리십시오"],
    ),
    "spending does not add up": (
        swap("{construction: 0.9, professional: 0.1}", "{construction: 1.0, professional: 0.1}"),
        ["spending: the shares add up to 1.1", "Take away 0.1"],
        ["줄이십시오"],
    ),
    "sectors do not add up": (
        swap("value: 0.4, assumed: {ko: 나머지", "value: 0.3, assumed: {ko: 나머지"),
        ["sectors: sectors.*.startup_share add up to 0.9"],
        ["합계가 0.9임"],
    ),
    "unknown spending sector": (
        swap("{construction: 0.9, professional: 0.1}", "{construction: 0.9, profesional: 0.1}"),
        ["spending.profesional: unknown key", "Did you mean `professional`?"],
        ["혹시 `professional`"],
    ),
    "unknown sector in adoption": (
        swap("{manufacturing: 0.7, services: 0.3}", "{manufacturing: 0.7, service: 0.3}"),
        ["adoption.service: unknown sector `service`", "Did you mean `services`?"],
        ["모르는 산업: `service`"],
    ),
    "horizon turned round": (
        swap("end: 2029-12,", "end: 2024-12,"),
        ["horizon.end: 2024-12 is before the start (2026-01)"],
        ["시작(2026-01)보다 앞섬"],
    ),
    "forecast ends early": (
        swap("forecast_to: 2034-12", "forecast_to: 2028-12"),
        ["horizon.forecast_to: 2028-12 is before the plan ends"],
        ["계획의 끝(2029-12)보다 앞섬"],
    ),
    "forecast without end": (
        swap("forecast_to: 2034-12", "forecast_to: 2199-12"),
        ["horizon: the forecast runs over"],
        ["600개월 이하"],
    ),
    "opens before it starts": (
        swap("opens: 2027-12 ", "opens: 2026-01 "),
        ["programmes.compute-centre.facility.opens: opens (2026-01) before it starts (2026-06)", "after 2026-06"],
        ["착공(2026-06)보다 늦지 않음"],
    ),
    "facility missing": (
        swap("kind: founding\n", "kind: space\n"),
        ["programmes.founding-grants.facility: missing", "A programme of kind space needs `facility`"],
        ["space 사업에는 `facility`"],
    ),
    "block of another kind": (
        swap(
            "    training: {level: course, months: 8}",
            "    fund: {leverage: {value: 1, source: example_plan}, "
            "local_duty: {value: 0, source: example_plan}, months: 8}",
        ),
        [
            "programmes.academy.fund: does not belong to a programme of kind training",
            "programmes.academy.training: missing",
        ],
        ["쓰지 않는 항목"],
    ),
    "unit cost missing": (
        swap(
            "    unit_cost: {value: 0.01, assumed: {ko: '1명당 1,000만원으로 정했습니다.', en: Set at KRW 10 m "
            "per person.}}\n",
            "",
        ),
        ["programmes.academy.unit_cost: missing"],
        ["빠진 항목"],
    ),
    "unit cost zero": (
        swap("unit_cost: {value: 0.01,", "unit_cost: {value: 0,"),
        ["programmes.academy.unit_cost: is 0"],
        ["0보다 큰 금액"],
    ),
    **{
        f"unit cost zero for {kind}": (
            swap(f"unit_cost: {{value: {cost},", "unit_cost: {value: 0,"),
            [f"programmes.{id}.unit_cost: is 0"],
            ["0보다 큰 금액"],
        )
        for kind, id, cost in (
            ("founding", "founding-grants", "0.05"),
            ("growth", "growth-grants", "0.08"),
            ("research", "joint-research", "0.2"),
            ("adoption", "adoption-vouchers", "0.06"),
        )
    },
    "works after the plan": (
        lambda case: (
            swap("start: 2026-06              # 착공", "start: 2031-01 #")(case),
            swap("opens: 2027-12 ", "opens: 2031-06 ")(case),
        ),
        ["programmes.compute-centre.facility.start: 2031-01 is after"],
        ["2031-01"],
    ),
    "pin after the last month": (
        swap("climate: {pins: []} ", "climate: {pins: [{from: 2026-01, to: 2045-09, value: 1}]} "),
        ["climate.pins.0.to: 2045-09 is after"],
        ["2045-09"],
    ),
    "pin before the plan": (
        swap("climate: {pins: []} ", "climate: {pins: [{from: 2020-01, to: 2026-09, value: 1}]} "),
        ["climate.pins.0.from: 2020-01 is before the plan starts"],
        ["2020-01"],
    ),
    "programme without source": (
        swap("    source: example_plan\n    spending: {public_admin: 1.0}", "    spending: {public_admin: 1.0}"),
        ["programmes.operations: no source"],
        ["출처가 없음"],
    ),
    "duplicate id": (
        swap("- id: startups-60", "- id: jobs-500"),
        ["plan.yaml:60 targets.jobs-500: duplicate id `jobs-500` (first on line 52)"],
        ["id `jobs-500`이 겹침"],
    ),
    "milestone of no programme": (
        swap("programme: compute-centre", "programme: compute-center"),
        ["milestones.centre-open.programme: unknown programme `compute-center`", "Did you mean `compute-centre`?"],
        ["모르는 세부사업: `compute-center`"],
    ),
    "milestone outside": (
        swap("month: 2027-12,", "month: 2037-12,"),
        ["milestones.centre-open.month: 2037-12 is after"],
        ["2034-12보다 뒤임"],
    ),
    "milestone after the works": (
        swap("month: 2027-12,", "month: 2028-03,"),
        [
            "plan.yaml:",
            "milestones.centre-open.month: 2028-03 lies outside the works (begin 2026-06, open 2027-12)",
            "Allowed: 2026-06 to 2027-12",
            "programmes.compute-centre.facility",
        ],
        ["2028-03은 공사 기간(2026-06 착공, 2027-12 개소) 밖임"],
    ),
    "milestone before any money": (
        swap("month: 2027-12, programme: compute-centre,", "month: 2026-12, programme: adoption-vouchers,"),
        [
            "milestones.centre-open.month: 2026-12 comes before any money (from 2027 on)",
            "Allowed: 2027-01 or later",
            "programmes.adoption-vouchers.budget",
        ],
        ["2026-12에는 아직 예산이 없음(2027년부터 있음)"],
    ),
    "law before it may": (
        swap("effective: null", "effective: 2026-01"),
        ["law.effective: 2026-01 is before the earliest month"],
        ["가장 이른 달(2027-01)"],
    ),
    "pins overlap": (
        swap(
            "climate: {pins: []} ",
            "climate: {pins: [{from: 2026-01, to: 2026-09, value: 1}, {from: 2026-06, to: 2027-01, value: 2}]} ",
        ),
        ["climate.pins.1: overlaps the months 2026-01 to 2026-09"],
        ["겹침"],
    ),
    "pin turned round": (
        swap("climate: {pins: []} ", "climate: {pins: [{from: 2027-01, to: 2026-09, value: 1}]} "),
        ["climate.pins.0.to: 2026-09 is before 2027-01"],
        ["보다 앞섬"],
    ),
    "election twice": (
        swap("elections: [2026-06]", "elections: [2026-06, 2026-06]"),
        ["2026-06 is given twice"],
        ["겹침"],
    ),
    "election unexplained": (
        swap("elections_note: {ko: 지방선거입니다., en: Local elections.}\n", ""),
        ["elections_note: missing"],
        ["빠진 항목"],
    ),
    "established in no sector": (
        swap(
            "place: {population:",
            "start: {established: [{sector: farming, firms: {value: 9, source: example_plan}, "
            "staff: {value: 90, source: example_plan}}]}\nplace: {population:",
        ),
        ["start.established.0.sector: unknown sector `farming`", "manufacturing, services"],
        ["모르는 산업: `farming`"],
    ),
    "chips of no sector": (
        swap("sector: manufacturing       #", "sector: manufacture       #"),
        ["programmes.chip-design.chips.sector: unknown sector `manufacture`"],
        ["모르는 산업: `manufacture`"],
    ),
    "adoption does not add up": (
        swap("{manufacturing: 0.7, services: 0.3}", "{manufacturing: 0.7, services: 0.2}"),
        ["programmes.adoption-vouchers.adoption: the shares add up to 0.9", "Add 0.1"],
        ["합계가 0.9임"],
    ),
    "ties before the plan": (
        swap(
            "place: {population:", "ties: {share: {value: 0.2, source: example_plan}, by: 2026-01}\nplace: {population:"
        ),
        ["ties.by:"],
        ["ties.by:"],
    ),
    "law without source": (
        swap("  assumed: {ko: 예시로 정했습니다., en: Set for the example.}\n\nelections:", "\nelections:"),
        ["law: no source"],
        ["law: 출처가 없음"],
    ),
    "topics of another kind": (
        swap("    training: {level:", "    topics: [{ko: 용접, en: welding}]\n    training: {level:"),
        ["programmes.academy.topics: does not belong to a programme of kind training"],
        ["쓰지 않는 항목"],
    ),
    "money elsewhere of another kind": (
        swap("    training: {level:", "    local: {value: 0.9, source: example_plan}\n    training: {level:"),
        ["programmes.academy.local: does not belong to a programme of kind training", "research, infrastructure"],
        ["쓰지 않는 항목"],
    ),
    "unit cost of another kind": (
        swap(
            "    spending: {public_admin: 1.0}",
            "    spending: {public_admin: 1.0}\n    unit_cost: {value: 1, source: example_plan}",
        ),
        ["programmes.operations.unit_cost: does not belong to a programme of kind operations"],
        ["쓰지 않는 항목"],
    ),
    "homes ready before the plan": (
        swap(
            "start: 2026-06\n      opens: 2028-06\n      output: homes",
            "start: 2024-06\n      opens: 2025-12\n      output: homes",
        ),
        ["programmes.homes.infrastructure.opens: 2025-12 is before the plan starts"],
        ["계획의 시작(2026-01)보다 앞섬"],
    ),
    "opens after the forecast": (
        swap("opens: 2027-12 ", "opens: 2035-01 "),
        ["programmes.compute-centre.facility.opens: 2035-01 is after 2034-12"],
        ["2034-12보다 뒤임"],
    ),
    "milestone without source": (
        swap("programme: compute-centre,\n     source: example_plan}", "programme: compute-centre}"),
        ["milestones.centre-open: no source"],
        ["출처가 없음"],
    ),
    "election after the forecast": (
        swap("elections: [2026-06]", "elections: [2026-06, 2038-06]"),
        ["elections.1: 2038-06 is after 2034-12"],
        ["2034-12보다 뒤임"],
    ),
    **{
        f"duplicate in {name}": (swap(old, new), [f"{path}: duplicate id"], [f"{path}: id"])
        for name, path, old, new in (
            ("sectors", "sectors.manufacturing", "- id: services", "- id: manufacturing"),
            ("programmes", "programmes.operations", "- id: homes", "- id: operations"),
            (
                "milestones",
                "milestones.centre-open",
                "milestones:\n",
                "milestones:\n  - {id: centre-open, name: {ko: 착공, "
                "en: works}, month: 2026-06, programme: compute-centre, source: example_plan}\n",
            ),
        )
    },
    # --- sources
    "unknown source": (
        swap("total_budget: {value: 30.0, source: example_plan}", "total_budget: {value: 30.0, source: exampel_plan}"),
        ["plan.yaml:26 total_budget.source: unknown source `exampel_plan`", "Did you mean `example_plan`?"],
        ["모르는 출처: `exampel_plan`"],
    ),
}
