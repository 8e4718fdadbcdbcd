"""One month of one region, and one run of many months."""

from __future__ import annotations

from numba import njit

from podobat.engine.adoption import adopt, start_adoption
from podobat.engine.attraction import advance_offices, open_offices, sign_memoranda
from podobat.engine.chips import advance_chips, call_for_designs
from podobat.engine.climate import advance_climate, start_climate
from podobat.engine.counting import STARTUPS_OPERATING, count, firms_by_place, stage_counts
from podobat.engine.entry import enter, start_firms
from podobat.engine.established import advance_established, offer_places, settle
from podobat.engine.exit import leave, mark_crossed, mark_exits, move_seats
from podobat.engine.figures import copy_plan, vary
from podobat.engine.hiring import hire
from podobat.engine.infrastructure import hand_over
from podobat.engine.inputs import PlanArrays
from podobat.engine.numerics import COMPILE, LANES, ONE_PIECE, STEP, F, N, exp32, log32, whole
from podobat.engine.outputs import bring_to_market, file_patents, induce_work, note_firms, note_year, person_years
from podobat.engine.people import move_people, place_hired, start_people, train
from podobat.engine.procurement import buy
from podobat.engine.product import advance_product
from podobat.engine.programmes import QUARTER, run_programmes
from podobat.engine.randomness import FIRM, FIRM_STAFF, normal_pair, unit, words
from podobat.engine.revenue import earn_and_pay, grow_sales, launch
from podobat.engine.rivals import PULL_SEATS, set_pulls
from podobat.engine.rounds import advance_fund, mark_rounds, mark_seat_moves, raise_rounds, round_hazard
from podobat.engine.start import start_region
from podobat.engine.ties import lift_hazards
from podobat.engine.works import advance_works, drawn_opening, is_open, start_works
from podobat.engine.world import (
    OPENS,
    PLACE,
    STAGE,
    U_EXIT,
    U_HIRE,
    U_MOVE,
    U_QUIT,
    U_ROUND,
    U_VACANCY,
    UID,
    Z_SALES,
    Z_WORK,
    list_programmes,
)


@njit(**COMPILE)
def draw_luck(n, uid, d, t, draw, key):
    """Every start-up's luck of the month: two normals and six uniforms from two calls of the generator."""
    z_work, z_sales, u_round, u_exit = d.floats[Z_WORK], d.floats[Z_SALES], d.floats[U_ROUND], d.floats[U_EXIT]
    for i in range(N(n)):
        w = words(uid[i], t, draw, FIRM, key)
        z_work[i], z_sales[i] = normal_pair(w[0], w[1])
        u_round[i] = unit(w[2])
        u_exit[i] = unit(w[3])
    u_vacancy, u_hire, u_quit, u_move = d.floats[U_VACANCY], d.floats[U_HIRE], d.floats[U_QUIT], d.floats[U_MOVE]
    for i in range(N(n)):
        w = words(uid[i], t, draw, FIRM_STAFF, key)
        u_vacancy[i] = unit(w[0])
        u_hire[i] = unit(w[1])
        u_quit[i] = unit(w[2])
        u_move[i] = unit(w[3])


@njit(**COMPILE)
def outside_factor(s, p, act):
    """What all rounds share this month: climate^elasticity x the region's access x (1 + network) x (1 + law x act)."""
    network = 1.0 + p.network_effect_access * s.network
    return s.rounds_climate * p.region_capital_access * network * (1.0 + p.law_access * s.law * act)


@njit(**ONE_PIECE)
def one_month(w, x, p, t, draw, key, head_edges, row):
    """One month of one region. The order is part of the model (docs/model.md, 'Schedule')."""
    s, f, d = w.state[0], w.firms, w.draws
    advance_climate(w, x, p, t, draw, key)
    advance_works(w, x, t)
    run_programmes(w, x, p, t, draw, key)
    advance_fund(w, x, p, t)
    enter(w, x, p, t, w.counts[STARTUPS_OPERATING], draw, key)
    sign_memoranda(w, x, p, t, draw, key)
    open_offices(w, x, p, t, draw, key)
    offer_places(w, x, p, t, draw, key)
    settle(w, x, p, t, draw, key)
    hand_over(w, x, p, t)
    if t % QUARTER == 0:
        buy(w, x, p, t, draw, key)
        call_for_designs(w, x, p, t, draw, key)
    advance_chips(w, x, p, t, draw, key)
    if s.full:
        return
    n = (s.n + LANES - 1) & -LANES  # whole vectors: free slots hold zeros
    draw_luck(n, f.ints[UID], d, t, draw, key)
    advance_product(n, f, d, p, t, s.log_team_reference)
    launch(w, p, t, draw, key)
    grow_sales(n, f, d, p, t, s.demand_pace, s.log_first_sale)
    earn_and_pay(n, f, d, p, t)
    round_hazard(n, f, d, p, t, outside_factor(s, p, x.act[2]))
    if x.ties.size > 0:
        lift_hazards(n, f, d, x, p, t, w.luck[0], key)
    mark_rounds(n, f, d, s.fund_hazard, p.fund_additionality)
    raise_rounds(w, p, t, draw, key)
    mark_seat_moves(n, f, d, p, t, s.law * x.act[3], w.pull[PULL_SEATS, t])
    move_seats(w, p)
    adopt(w, x, p, t, draw, key)
    train(w, x, p, t, draw, key)
    advance_offices(w, p, t, draw, key)
    advance_established(w, p, t, draw, key)
    place_hired(w, hire(w, p))
    move_people(w, p, t, draw, key)
    mark_exits(n, f, d, p, t)
    leave(w, t)
    mark_crossed(w, p.revenue_breakeven_months)
    file_patents(w, p, t, draw, key)
    bring_to_market(w, p, t, draw, key)
    induce_work(w, x, p)
    count(w, x, p, t, row)
    note_firms(w, t, x.end, x.pins.size - 1, head_edges)
    note_year(w, t)
    s.firm_months += w.counts[STARTUPS_OPERATING]


@njit(**STEP)
def clear(w):
    """An empty region: every pool, ledger and counter at zero."""
    s = w.state[0]
    for columns, n in ((w.firms, s.n), (w.offices, s.n_offices)):
        for k in range(columns.ints.shape[0]):
            columns.ints[k, : whole(n)] = 0
        for k in range(columns.floats.shape[0]):
            columns.floats[k, : whole(n)] = 0
    s.n = s.n_offices = s.n_pending = s.full = s.incumbents = s.law = 0
    s.network = s.network_year = s.additional_year = 0.0
    s.fund_local = s.fund_outside = s.fund_local_month = s.fund_outside_month = s.fund_hazard = 0.0
    s.compute_used = s.compute_capacity = s.research_spent = 0.0
    s.offices_at_start = s.signed_before = s.established = s.n_settling = s.n_designs = 0
    s.called = 0
    s.base_inflow = s.base_returned = s.base_hired = s.base_left = 0
    for column in (w.looking, w.stages):
        column[:] = 0
    for table in (w.ledger, w.industries, w.due, w.pilots_due, w.vouchers):
        table[:] = 0
    w.yields[:] = 0.0
    w.research_by_month[:] = 0.0
    w.projects_by_month[:] = 0.0
    w.counts[:] = 0.0


@njit(**STEP)
def prepare(w, x, p):
    """What a run's parameters and plan say for all its months."""
    s = w.state[0]
    list_programmes(x, w.members, w.granting)
    set_pulls(w, x, p)
    s.log_team_reference = log32(F(p.product_team_reference))
    s.log_first_sale = log32(F(p.revenue_first_sale))
    s.office_leaves = 1.0 - float(exp32(F(-p.attraction_leave / 12.0)))
    s.office_stays_for_good = 1.0 - float(exp32(F(-p.attraction_hq_move / 12.0)))
    s.mean_round = float(exp32(F(0.5 * p.rounds_amount_spread * p.rounds_amount_spread)))
    w.induced[0] = p.induced_construction
    w.induced[1] = p.induced_electronics
    w.induced[2] = p.induced_electrical
    w.induced[3] = p.induced_machinery
    w.induced[4] = p.induced_information
    w.induced[5] = p.induced_professional
    w.induced[6] = p.induced_business_support
    w.induced[7] = p.induced_education
    w.induced[8] = p.induced_public_admin
    w.induced[9] = p.induced_health
    total = 0.0
    for k in range(x.sectors.size):
        total += x.sectors[k].startup_share
        w.shares_up_to[k] = total
        w.paces[k] = F(1.0 / (p.product_months * x.sectors[k].development))
    for k in range(x.programmes.size):
        w.per_bn[k] = person_years(w.induced, x.programmes[k].spending) * x.programmes[k].local


@njit(**STEP)
def change_course(w, x, p, t, key):
    """From this month on the programmes are those of `x.after`; what is built and open stays so."""
    for k in range(x.programmes.size):
        x.programmes[k] = x.after[k]
        w.per_bn[k] = person_years(w.induced, x.programmes[k].spending) * x.programmes[k].local
        if not is_open(w, k, t):
            opens = drawn_opening(x.programmes[k], p, w.luck[0], key)
            w.ledger[OPENS, k] = max(t, opens) if opens >= 0 else -1


@njit(**ONE_PIECE)
def run_months(w, x, p, key, head_edges, out):
    """One run from the plan's first month to the horizon, into `out` (month, measure), with the luck in `w.luck`.

    returns  False when a column was too short
    """
    clear(w)
    prepare(w, x, p)
    s = w.state[0]
    first = w.luck[0]
    start_climate(w, x, p, first, key)
    start_works(w, x, p, first, key)
    start_firms(w, x, p, first, key)
    if s.full:
        return False
    start_people(w, p, first, key)
    start_region(w, x, p, first, key)
    if s.full:
        return False
    start_adoption(w, x, p, first, key)
    w.counts[STARTUPS_OPERATING] = firms_by_place(whole(s.n), w.firms.ints[PLACE])
    stage_counts(whole(s.n), w.firms.ints[PLACE], w.firms.ints[STAGE], w.stages)
    for t in range(x.pins.size):
        if t == x.change:
            change_course(w, x, p, t, key)
        one_month(w, x, p, t, w.luck[t], key, head_edges, out[t])
        if s.full:
            return False
    return True


@njit(**COMPILE)
def set_luck(luck, numbers, until):
    """Draw numbers by month from those by stretch."""
    r = 0
    for t in range(luck.size):
        while r < numbers.size - 1 and t >= until[r]:
            r += 1
        luck[t] = numbers[r]


@njit(**COMPILE)
def run_draws(w, x, parameters, figures, lives, key, head_edges, values):
    """Runs of every draw of `lives` into values (draw, month, measure).

    parameters  records of the points;  figures  (point, programme, figure) factors on the plan, or AS_PLANNED
    returns     the number of runs done; fewer than asked for when a column was too short
    """
    y = PlanArrays(
        w.budget, w.programmes, x.sectors, x.pins, x.elections, x.law, x.years, x.decided, w.after, x.change, x.end,
        x.rivals, x.act,
        x.start, x.established, x.ties,
    )  # fmt: skip
    for j in range(values.shape[0]):
        point = lives.points[j]
        set_luck(w.luck, lives.luck[j], lives.until)
        if figures.shape[0] > 0:
            vary(w.budget, w.programmes, w.after, x, figures[point])
        elif x.change < x.pins.size:
            copy_plan(w.budget, w.programmes, w.after, x)
        own = figures.shape[0] > 0 or x.change < x.pins.size  # does the run change the plan's figures?
        done = run_months(w, y if own else x, parameters[point], key, head_edges, values[j])
        if not done:
            return j
    return values.shape[0]
