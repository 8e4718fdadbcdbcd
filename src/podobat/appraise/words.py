"""The words of the appraisal: page, workbook and console, in Korean and English."""

from __future__ import annotations

from podobat.units import Text

WORDS: dict[str, Text] = {
    "title": Text("{name} 타당성 평가", "{name}: appraisal"),
    "skip": Text("본문으로 건너뛰기", "Skip to the content"),
    "brand": Text("포도밭", "Podobat"),
    "tagline": Text("지역 혁신 집적단지의 계획·전망·평가", "plans, forecasts and appraisals of innovation clusters"),
    "period": Text("계획 기간", "Plan"),
    "analysed": Text("분석 기간", "Appraised over"),
    "budget": Text("계획 예산", "Budget of the plan"),
    "rate": Text("사회적 할인율", "Social discount rate"),
    "prices": Text("가격 기준", "Prices"),
    "year_prices": Text("{year}년 가격", "prices of {year}"),
    "draws": Text("표본", "Draws"),
    "seed": Text("난수 시드", "Seed"),
    "scenario": Text("시나리오(가정안)", "Scenario"),
    "as_planned": Text("계획 그대로", "the plan as it stands"),
    "contents": Text("차례", "Contents"),
    "table_below": Text("자료 표 보기", "Show the numbers"),
    # the four answers
    "answers": Text("네 가지 답", "Four answers"),
    "answers_lead": Text(
        "하나의 전망({draws}개 표본)에서 네 가지를 따로 셈했습니다. 서로 더하지 않습니다. 중앙값 뒤의 범위는 80% 전망 "
        "구간입니다.",
        "Four answers from one forecast ({draws} draws). They are never added to one another. Ranges behind a "
        "median are 80 % intervals.",
    ),
    "io": Text("투입산출 효과", "Input-output effects"),
    "cba": Text("비용편익분석", "Cost-benefit analysis"),
    "ahp": Text("계층화 분석(AHP)", "Analytic hierarchy (AHP)"),
    "units": Text("단가", "Unit costs"),
    "io_answer": Text(
        "집행액은 {spent}이며, 전국에서 생산 {output}, 부가가치 {value}, 취업 {jobs}을 유발합니다. 그 가운데 "
        "{region}에 남는 것은 생산 {output_r}, 부가가치 {value_r}, 취업 {jobs_r}입니다.",
        "Spending of {spent} induces output of {output}, value added of {value} and employment of {jobs} in the "
        "nation; what stays in {region} is output of {output_r}, value added of {value_r} and employment of {jobs_r}.",
    ),
    "unit_answer": Text(
        "{month} 기준으로 순증 재직 인원 1명당 비용은 {job}, 순증 창업기업 1개사당 비용은 {startup}입니다.",
        "At the end of the plan ({month}) a net job costs {job} and a net start-up {startup}.",
    ),
    "unbounded": Text("{low} 이상, 위로 한없음", "{low} or more, no upper end"),
    "endless": Text("위로 한없음", "no upper end"),
    # input-output
    "io_lead": Text(
        "사업비가 다른 산업에 차례로 일으키는 효과입니다. 유발된 취업은 인년으로 세며, 재직 인원이나 신규 채용과 "
        "더하지 않습니다. 같은 돈을 다른 곳에 썼을 때의 효과를 빼지 않은 총량입니다.",
        "What the spending sets off in other industries. Induced employment is counted in person-years and never added "
        "to people working or hired. It is gross: what the same money would have induced elsewhere is not taken off.",
    ),
    "io_sector_title": Text(
        "부가가치유발효과가 가장 큰 부문은 {first}이고, 모든 부문을 더하면 {share}가 지역에 남습니다",
        "Value added induced is largest in {first}; of all sectors together {share} stays in the region",
    ),
    "io_totals": Text("유발효과 합계: 중앙값(80% 전망 구간)", "Effects in total: median (80 % interval)"),
    "io_by_sector": Text(
        "지출 부문별 유발효과(1형): 중앙값(80% 전망 구간)",
        "Effects by sector of spending (type I): median (80 % interval)",
    ),
    "io_by_year": Text(
        "연도별 유발효과(1형): 중앙값(80% 전망 구간)", "Effects by year (type I): median (80 % interval)"
    ),
    "io_by_programme": Text(
        "세부사업별 유발효과(1형): 중앙값(80% 전망 구간)", "Effects by programme (type I): median (80 % interval)"
    ),
    "io_multipliers": Text(
        "적용한 유발계수(1형): 중앙값(80% 전망 구간)", "Coefficients applied (type I): median (80 % interval)"
    ),
    "io_table": Text(
        "산업연관표 {table}의 계수를 썼습니다.",
        "Coefficients of the table {table} are used.",
    ),
    "io_published": Text(
        "산업연관표를 지정하지 않아 공표된 유발계수를 썼습니다.",
        "Published coefficients are used, no table being given.",
    ),
    "effect": Text("구분", "Effect"),
    "sector": Text("부문", "Sector"),
    "year": Text("연도", "Year"),
    "programme": Text("세부사업", "Programme"),
    "nation": Text("전국", "Nation"),
    "region": Text("지역 내", "In the region"),
    "outside": Text("지역 밖(역외 유출)", "Rest of the nation (leakage)"),
    "type_i": Text("{place}, 1형", "{place}, type I"),
    "type_ii": Text("{place}, 2형", "{place}, type II"),
    "spending": Text("집행액", "Spending"),
    "output": Text("생산유발", "Output"),
    "value_added": Text("부가가치유발", "Value added"),
    "employment": Text("취업유발", "Employment"),
    "person_years": Text("인년", "person-years"),
    # cost-benefit
    "cba_lead": Text(
        "사업이 없을 때와 견준 순증만 편익으로 셉니다. 할인하여 편익/비용(B/C), 순현재가치(NPV), 내부수익률(IRR)을 "
        "표본마다 셈했습니다.",
        "Only what the plan adds to the world without it counts as a benefit. B/C, NPV and IRR are discounted, draw by "
        "draw.",
    ),
    "national": Text("국가 관점", "National"),
    "regional": Text("지역 관점", "Regional"),
    "cba_flows_title": Text(
        "연도별 비용과 편익(국가 관점, 할인 전)", "Costs and benefits by year (national, undiscounted)"
    ),
    "cba_bc_title": Text(
        "B/C의 중앙값은 {median}이고, 1을 넘을 확률은 {probability}입니다",
        "The median B/C is {median}; the probability that it exceeds 1 is {probability}",
    ),
    "tails": Text(
        "양 끝의 막대에는 그 밖의 표본이 모여 있습니다.", "The bars at both ends hold the draws beyond them."
    ),
    "never": Text("회수되지 않음", "never"),
    "mean_and_80": Text("평균(80% 전망 구간)", "mean (80 % interval)"),
    "cba_bc_axis": Text("편익/비용(B/C)", "Benefit-cost ratio (B/C)"),
    "share_of_draws": Text("표본의 비율(%)", "% of draws"),
    "equal": Text("편익 = 비용", "benefits = costs"),
    "plan_end": Text("계획 종료", "end of the plan"),
    "tornado_title": Text(
        "순현재가치를 가장 크게 움직이는 가정: {first}", "The assumption that moves the net present value most: {first}"
    ),
    "tornado_axis": Text("순현재가치 중앙값({unit})", "Median net present value ({unit})"),
    "summary": Text("비용편익분석 결과", "Results"),
    "lines": Text("비용과 편익의 항목(현재가치)", "Lines of cost and benefit (present values)"),
    "variants": Text("다른 규칙으로 셈하면(국가 관점)", "Under other rules (national)"),
    "deciding": Text("무엇이 결과를 정하는가(국가 관점)", "What decides the result (national)"),
    "perspective": Text("관점", "Perspective"),
    "result": Text("지표", "Result"),
    "median": Text("중앙값", "Median"),
    "interval80": Text("80% 전망 구간", "80 % interval"),
    "interval95": Text("95% 전망 구간", "95 % interval"),
    "mean": Text("평균", "Mean"),
    "probability": Text("기준을 넘을 확률", "Probability of passing"),
    "defined": Text("값이 있는 표본", "Draws where it exists"),
    "line": Text("항목", "Line"),
    "definition": Text("정의", "Definition"),
    "duplicates": Text("중복 우려", "Might count twice"),
    "avoided": Text("중복을 막은 방법", "How that is avoided"),
    "present_value": Text("현재가치", "Present value"),
    "cost": Text("비용", "Cost"),
    "benefit": Text("편익", "Benefit"),
    "net_benefit": Text("순편익", "Net benefit"),
    "rule": Text("규칙", "Rule"),
    "npv": Text("순현재가치(NPV)", "Net present value (NPV)"),
    "bc": Text("B/C", "B/C"),
    "bc_over_1": Text("B/C가 1을 넘을 확률", "Probability that B/C exceeds 1"),
    "sales": Text("창업기업 매출이 달라지면(인원은 그대로)", "With other sales of start-ups (people as they are)"),
    "sales_factor": Text("매출 배수", "Sales, times"),
    "switching_sales": Text("{factor} (NPV 중앙값이 0)", "{factor} (median NPV of 0)"),
    "warning": Text("주의", "Caution"),
    "assumption": Text("가정", "Assumption"),
    "at_low": Text("하한일 때 NPV", "NPV at its low"),
    "at_high": Text("상한일 때 NPV", "NPV at its high"),
    "correlation": Text("순위상관", "Rank correlation"),
    "switching": Text("NPV가 0이 되는 값", "Value at which NPV is 0"),
    "rules": Text("적용한 규칙", "Rules applied"),
    # AHP
    "ahp_lead": Text(
        "예비타당성조사의 종합평점입니다. 경제성 점수는 위의 B/C에서 얻고, 나머지는 평가자가 판단합니다. 가중치는 "
        "하나의 값이 아니라 규칙이 허용하는 범위 전체에서 살폈습니다.",
        "The overall score of the preliminary feasibility study. The economic score follows from the B/C above; "
        "evaluators judge the rest. All weights that the rule allows are looked at, not one set of them.",
    ),
    "ahp_rule": Text("적용한 규칙: {rule}", "Rule applied: {rule}"),
    "ahp_weights": Text("평가 항목과 가중치 범위", "Criteria and ranges of their weights"),
    "criterion": Text("평가 항목", "Criterion"),
    "weight_range": Text("가중치 범위", "Range of weights"),
    "how_scored": Text("점수를 매기는 방법", "How it is scored"),
    "source": Text("출처", "Source"),
    "ahp_curve_title": Text(
        "종합평점 0.5에 이르려면 정책성과 지역균형발전이 함께 {low}~{high}점이어야 합니다",
        "To reach 0.5, policy and regional development must both score {low} to {high}",
    ),
    "ahp_needed": Text("필요한 점수", "score needed"),
    "ahp_score_axis": Text("경제성이 아닌 항목의 점수", "Score of the other criteria"),
    "ahp_share_axis": Text("통과하는 가중치와 표본(%)", "% of weights and draws that pass"),
    "ahp_break_even": Text(
        "종합평점 0.5에 필요한 점수(경제성이 아닌 항목이 모두 같을 때)",
        "Score needed for 0.5 (the other criteria all equal)",
    ),
    "weights_at": Text("가중치(경제성/정책성/지역)", "Weights (economic/policy/regional)"),
    "steepness": Text("경제성 점수의 기울기 k", "Steepness k of the economic score"),
    "needed": Text("필요한 점수: 중앙값(80% 구간)", "Score needed: median (80 % interval)"),
    "judgement": Text("9점 척도", "Scale of nine"),
    "out_of_reach": Text("이를 수 없음", "out of reach"),
    "centre": Text("범위의 중심", "centre of the range"),
    "ahp_scores_title": Text("종합평점의 중앙값은 {median}입니다(기준 0.5)", "The median score is {median} (mark 0.5)"),
    "ahp_scores_axis": Text("종합평점", "Overall score"),
    "ahp_scores": Text("평가자별 종합평점", "Scores by evaluator"),
    "ahp_judged": Text("평가자별 가중치와 점수", "Weights and scores by evaluator"),
    "ahp_consistency": Text("일관성", "Consistency"),
    "evaluator": Text("평가자", "Evaluator"),
    "weight": Text("판단한 가중치", "Weight as judged"),
    "geometric": Text("기하평균 가중치", "By geometric mean"),
    "allowed": Text("적용한 가중치", "Weight applied"),
    "score": Text("점수", "Score"),
    "verdict": Text("판정", "Verdict"),
    "above": Text("기준 이상", "above the mark"),
    "grey": Text("회색 영역", "grey zone"),
    "below": Text("기준 미달", "below the mark"),
    "not_counted": Text("(뺌)", "(left out)"),
    "under": Text("상위 항목", "Under"),
    "goal": Text("최상위", "goal"),
    "cr": Text("일관성 비율(CR)", "Consistency ratio (CR)"),
    "worst": Text("가장 어긋난 판단", "Judgement furthest off"),
    "implied": Text("다른 판단에 맞는 값", "Value the others imply"),
    "cr_then": Text("고쳤을 때 CR", "CR then"),
    "equally": Text("세 판단이 똑같이 어긋남", "all equally far off"),
    "over_weights": Text(
        "허용된 가중치 전체에서 종합평점은 {low}~{high}이고, 가중치와 표본의 {share}에서 0.5 이상입니다.",
        "Over all weights allowed the score runs from {low} to {high}; in {share} of weights and draws it is 0.5 or "
        "more.",
    ),
    # unit costs
    "unit_lead": Text(
        "집행액을 늘어난 수로 나눈 값입니다. 순증과 총량은 섞지 않으며, 하나도 늘지 않은 표본에서는 단가를 셈할 수 "
        "없어 한없이 크다고 봅니다.",
        "Spending over what was added. Net and gross are never mixed; where a draw adds nothing, the cost has no upper "
        "end.",
    ),
    "unit_title": Text(
        "{month} 기준 순증 단가와 다른 사례",
        "Costs per net unit in {month}, beside other places",
    ),
    "unit_axis": Text("{unit}, 로그 눈금", "{unit}, logarithmic"),
    "unit_net": Text("순증 기준 단가", "Cost per net unit"),
    "unit_gross": Text("총량 기준 단가", "Cost per gross unit"),
    "unit": Text("대상", "Unit"),
    "month": Text("시점", "Month"),
    "count": Text("늘어난 수(평균)", "Added (mean)"),
    "ratio_of_means": Text("평균 비용 ÷ 평균 수", "Mean cost over mean count"),
    "cost_per": Text("단가: 중앙값(80% 구간)", "Cost: median (80 % interval)"),
    "nothing_added": Text("늘지 않은 표본", "Draws adding nothing"),
    "place_of": Text("참조 사례 중 위치", "Place among references"),
    "references": Text("참조 사례", "References"),
    "place": Text("지역", "Place"),
    "quantity": Text("무엇", "What"),
    "value": Text("값", "Value"),
    "years": Text("연도", "Years"),
    "percentile": Text(
        "백분위 {p}",
        "percentile {p}",
    ),
    # the rest
    "left_out": Text("제외한 것과 그 까닭", "What was left out, and why"),
    "left_out_lead": Text(
        "이 평가에 넣지 않은 것입니다. 결과를 읽을 때 함께 보십시오.",
        "What this appraisal does not hold. Read the results with it in mind.",
    ),
    "notes": Text("읽을 때 주의할 점", "To be read with care"),
    "sources": Text("가정과 출처", "Assumptions and sources"),
    "sources_lead": Text(
        "이 평가에만 쓰인 모수입니다. 전망의 모수는 전망 보고서에 있습니다.",
        "Parameters that only this appraisal uses; those of the forecast stand in its report.",
    ),
    "grades": Text(
        "모수는 측정, 추정, 차용(다른 곳의 값), 가정으로 나눕니다. 출처 등급은 A 공식 자료, B 학술 자료나 공식 인용, "
        "C 업계·언론, D 기억에 따름입니다.",
        "Parameters are measured, estimated, borrowed from elsewhere, or assumed. Sources: A official, B "
        "peer-reviewed or "
        "quoting officials, C industry or press, D recalled.",
    ),
    "parameter": Text("모수", "Parameter"),
    "range": Text("범위", "Range"),
    "unit_of": Text("단위", "Unit"),
    "grade": Text("근거 등급", "Grade"),
    "assumed": Text("가정", "assumed"),
    "made": Text("만든 방법", "How this was made"),
    "made_lead": Text(
        "같은 계획, 모수, 코드, 표본 수, 시드로 다시 실행하면 같은 수가 나옵니다.",
        "The same plan, parameters, code, draws and seed give the same numbers.",
    ),
    "fingerprint": Text("지문({what})", "Fingerprint ({what})"),
    "again": Text("다시 만드는 명령", "Command that makes it again"),
    "measured": Text("측정", "measured"),
    "estimated": Text("추정", "estimated"),
    "borrowed": Text("차용", "borrowed"),
    "key_benefit": Text("편익 중앙값", "benefits, median"),
    "key_cost": Text("비용 중앙값", "costs, median"),
    "key_band": Text("80% 전망 구간", "80 % interval"),
    "key_past": Text("B/C가 1 이상", "B/C of 1 or more"),
    "key_short": Text("B/C가 1 미만", "B/C below 1"),
    "key_high": Text("상한일 때", "at the high end"),
    "key_low": Text("하한일 때", "at the low end"),
    "key_region": Text("지역 내 중앙값(이름 뒤의 앞 숫자)", "in the region, median (first figure)"),
    "key_whisker": Text("지역 내 80% 전망 구간", "in the region, 80 % interval"),
    "key_nation": Text("전국 중앙값(뒤 숫자)", "nation, median (second figure)"),
    "key_own": Text("이 계획의 중앙값", "this plan, median"),
    "key_reference": Text("참조 사례", "reference"),
    "key_open": Text("위로 한없음", "no upper end"),
    "key_share": Text("통과하는 비율", "share that passes"),
    "key_needed": Text("가중치에 따라 필요한 점수", "score needed, by weights"),
    "key_mark": Text("기준 0.5", "mark 0.5"),
    "key_zone": Text("회색 영역", "grey zone"),
    "key_one": Text("평가자", "evaluator"),
    "key_group": Text("집단", "group"),
}
