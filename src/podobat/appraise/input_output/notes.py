"""What input-output effects leave out, what binds, and where the numbers are weakest: said beside the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podobat.appraise.input_output.rates import EFFECTS, Rates
from podobat.forecast import Note
from podobat.plan import Plan

if TYPE_CHECKING:
    from podobat.evidence.input_output import RegionSizes, Table

_EFFECTS = {
    "output": ("생산", "output"),
    "value_added": ("부가가치", "value added"),
    "employment": ("취업", "employment"),
}

PERSON_YEARS = Note(
    "취업유발효과는 인년(한 사람이 한 해 일하는 양)이며 재직 인원이나 신규 채용과 더하지 않습니다. 사업비가 다른 곳에 "
    "쓰였을 때의 효과는 빼지 않은 총량입니다.",
    "Employment induced is in person-years and is never added to people working or hired. It is gross: what the same "
    "money would have induced elsewhere is not taken off.",
    about="employment",
)
SPENT_ONLY = Note(
    "전망에서 실제로 집행된 금액만 계산합니다. 집행되지 않은 예산에는 파급효과가 없습니다.",
    "Only money that the forecast really spends counts; budget that stays unspent induces nothing.",
    about="spending",
)
IMPORTS = Note(
    "해외에서 바로 사 오는 장비와 사용권에는 국내 유발효과가 없다고 봅니다. 연산 서버처럼 수입 비율이 큰 지출일수록 "
    "효과가 작으며, 이 비율은 공개된 값이 없어 가정입니다.",
    "Equipment and licences bought abroad induce nothing at home. The more is imported, as of computing servers, the "
    "smaller the effect; these shares are assumed, none being published.",
    about="spending",
)
ONE_WAY = Note(
    "다른 지역에서 산 것이 되돌아와 이 지역에서 다시 사는 효과(지역 간 되먹임), 가격 변동, 공급 능력 부족은 넣지 "
    "않았습니다. 지역 몫은 두 가지 상한, 곧 지역 업체가 공급할 수 있는 비율과 지역에 남는 비율을 넘지 않습니다.",
    "Left out: purchases elsewhere that come back to the region, prices that move, and full order books. What the "
    "region keeps never exceeds two bounds: what its own suppliers can deliver, and what stays of a chain.",
    about="region",
)
TYPE_TWO = Note(
    "2형은 늘어난 소득을 가계가 다시 쓰는 몫까지 더한 값으로 상한에 가깝습니다. 1형을 기본으로 보십시오.",
    "Type II adds what households spend again of what they earn and is close to an upper bound; read type I first.",
    about="type_two",
)
SECTOR_SHARES = Note(
    "업종별 역내 공급 비율은 이 지역의 값이 자료에 없어 대구와 전국 평균을 기준으로 가정하고 범위를 넓게 두었습니다.",
    "Shares that the region delivers by sector are assumed around the means of Daegu and of all regions, with wide "
    "ranges: the region's own are not among the figures.",
    about="region",
)
FORECAST_DIFFERS = Note(
    "전망의 지표 jobs.induced는 2020년 취업유발계수를 모든 지출에 그대로 쓰고 지역에 남는 비율 하나를 곱한 값입니다. "
    "여기서는 수입분, 업종별 역내 공급, 해마다 낮아지는 취업유발계수를 더 고려하므로 두 값이 다릅니다.",
    "The forecast's measure jobs.induced applies the coefficients of 2020 to all money and one share that stays in the "
    "region. Imports, supply by sector and coefficients that fall every year are taken into account here, so the two "
    "differ.",
    about="employment",
)


def notes_of(
    plan: Plan,
    years: tuple[int, ...],
    rates: Rates,
    table: Table | None,
    region: RegionSizes | None,
    known_to: int,
) -> tuple[Note, ...]:
    """What to print beside these effects.

    known_to   last year that the published coefficients reach
    """
    notes = [PERSON_YEARS, SPENT_ONLY, IMPORTS, ONE_WAY]
    if region is None:
        notes.append(SECTOR_SHARES)
    notes += [TYPE_TWO, FORECAST_DIFFERS, _prices(plan, rates.year)]
    if table is None:
        notes.append(
            Note(
                "부가가치와 생산의 업종별 계수는 2023년 값만 있어 모든 연도에 쓰고, 해마다의 차이는 범위에 넣었습니다.",
                "Coefficients of value added and output by sector are those of 2023 for every year; how years differ "
                "is within their range.",
                about="output",
            )
        )
    else:
        read = (table.read.text(table.file, table.year),) if table.read is not None else ()
        notes += [Note(n.ko, n.en, about="table") for n in (*read, *table.notes, *(region.notes if region else ()))]
        notes += _stand_ins(rates)
    if max(years) > known_to:
        notes.append(
            Note(
                f"{known_to}년 뒤의 취업유발계수는 자료가 없어 그때까지의 하락 추세를 이어 썼습니다.",
                f"After {known_to} no employment coefficients are known; their decline is carried on.",
                about="employment",
            )
        )
    return tuple(notes)


def _prices(plan: Plan, year: int) -> Note:
    base = plan.money.price_year
    return Note(
        f"금액은 {base}년 가격입니다. 취업유발계수는 {year}년 값에서 시작하여 물가와 생산성에 따라 해마다 낮아지게 "
        "하고, 사업비는 같은 해의 경상가격으로 고쳐 곱했습니다. 예산이 경상금액이면 뒤로 갈수록 취업유발이 그만큼 "
        "작습니다.",
        f"Money is at prices of {base}. Employment coefficients start from those of {year} and fall with prices and "
        "productivity; spending is brought to prices of the same year. If budgets are nominal, later years induce "
        "less.",
        about="employment",
    )


def _stand_ins(rates: Rates) -> list[Note]:
    """Effects that the table does not tell."""
    lacking = [e for e in EFFECTS if e in rates.published]
    if not lacking:
        return []
    ko, en = (" · ".join(_EFFECTS[e][0] for e in lacking), " and ".join(_EFFECTS[e][1] for e in lacking))
    return [
        Note(
            f"넣은 산업연관표에 {ko} 항목이 없어 공개된 유발계수를 대신 썼습니다.",
            f"The table has no {en}; published coefficients stand in.",
            about="table",
        )
    ]
