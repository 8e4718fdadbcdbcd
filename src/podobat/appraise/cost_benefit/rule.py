"""Cost-benefit analysis of a plan from its forecast, by the rules of the national guideline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from podobat.appraise.cost_benefit.flows import flows_of
from podobat.appraise.cost_benefit.result import CostBenefit
from podobat.appraise.cost_benefit.rules import faults_of, negative_spending, other_parameters, rules_of
from podobat.appraise.cost_benefit.valuation import PARAMETER_IDS, WORLD_IDS
from podobat.errors import InputFaults
from podobat.evidence import BESIDE_THE_WORLD, Parameters, read_parameters
from podobat.forecast import Forecast
from podobat.forecast.sampling import sample_points

if TYPE_CHECKING:
    from podobat.plan import Case

_ROUNDING: Final = 1.0  # KRW m: what single precision may take off a cumulative sum


def parameters_of_appraisal(case: Case) -> Parameters:
    """The parameters of a case's world and of its appraisal. Raises InputFaults with everything wrong with them."""
    others = (group for group in BESIDE_THE_WORLD if group != "appraisal")
    parameters = read_parameters(case.parameter_files, case.sources).without(*others)
    return parameters.in_place(case.plan.size)  # as the forecast's are


def appraise_costs_and_benefits(
    forecast: Forecast,
    parameters: Parameters,
    *,
    timing: str = "end",
    private: bool = True,
    public_funds: bool = False,
    period: int | None = None,
    discount_rate: float | None = None,
) -> CostBenefit:
    """Is the plan worth its money, by the rules of the national guideline?

    forecast       with every draw kept
    parameters     `parameters_of_appraisal` of the same case
    timing         "end" or "mid": when in its year money flows
    private        count private money as a cost
    public_funds   add the marginal cost of public funds (assumed; not in the guideline)
    period         years of benefits after the plan's end; the guideline's by default
    discount_rate  a share a year; by default that of the guideline in force when the plan begins
    raises         InputFaults with every fault at once (missing or impossible parameters and options, negative
                   spending, parameters that are not the forecast's); CannotRun where single draws were not kept
    """
    faults = list(faults_of(parameters, timing, period, discount_rate))
    made_of = forecast.fingerprints.get("parameters")
    if made_of is not None and parameters.without(*BESIDE_THE_WORLD).fingerprint != made_of:
        faults.append(other_parameters())
    flows = flows_of(forecast)
    for k, programme in enumerate(forecast.plan.programmes):
        least = float(flows.spending[:, k].min())
        if least < -_ROUNDING:
            faults.append(negative_spending(programme.id, least))
    if faults:
        raise InputFaults(faults)
    rules = rules_of(forecast.plan, parameters, timing=timing, private=private, public_funds=public_funds,
                     period=period, discount_rate=discount_rate)  # fmt: skip
    return CostBenefit(
        case_id=forecast.case_id,
        scenario=forecast.scenario,
        draws=forecast.draws,
        seed=forecast.seed,
        fingerprints={**forecast.fingerprints, "appraisal": parameters.fingerprint},
        rules=rules,
        parameters=parameters,
        flows=flows,
        drawn=drawn_parameters(parameters, forecast.draws, forecast.seed),
    )


def drawn_parameters(parameters: Parameters, draws: int, seed: int) -> dict[str, NDArray[np.float64]]:
    """The value of every parameter in every draw: id -> (draw, 1). World parameters are those of the forecast."""
    points = (draws + 1) // 2
    drawn = {}
    for id in (*PARAMETER_IDS, *WORLD_IDS):
        values = parameters[id].distribution.quantile(sample_points([id], points, seed)[:, 0])
        drawn[id] = np.repeat(values, 2)[:draws, None]
    return drawn
