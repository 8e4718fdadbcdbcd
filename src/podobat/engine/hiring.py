"""Hiring: the headcount a firm wants, the people it finds, those who quit, and lay-offs when money runs short."""

from __future__ import annotations

from numba import njit

from podobat.engine.counting import JOBS_HIRED
from podobat.engine.numerics import (
    COMPILE,
    INLINE_STEP,
    MARKS,
    F,
    I,
    N,
    larger,
    lowest_bit,
    marks,
    power32,
    select,
    smaller,
    truncate,
    whole,
)
from podobat.engine.world import (
    AWAY,
    CASH,
    HEAD,
    INCOME,
    OFFICE_STAFF,
    OFFICE_VACANCY,
    OUTSIDE,
    PLACE,
    STAYS,
    U_HIRE,
    U_QUIT,
    U_VACANCY,
    VACANCY,
    VACANCY_AWAY,
)

MOST_HEADS = 30000.0  # keeps whole heads inside what a float32 counts exactly


@njit(**COMPILE)
def affordable_heads(income, cash, cost, runway):
    """Heads whose cost income and cash carry for `runway` months: (income + cash / runway) / cost per head."""
    return F((income + F(larger(cash, F(0)) / runway)) / cost)


@njit(**COMPILE)
def matches(vacancies, people, efficiency, elasticity):
    """People who find a post in a month: min(V, U, m V^a U^(1 - a)).

    source  Cobb-Douglas matching function (Petrongolo and Pissarides 2001); hiring.match_efficiency, _elasticity
    """
    if vacancies <= 0.0 or people <= 0.0:
        return 0.0
    met = efficiency * float(power32(F(vacancies), F(elasticity))) * float(power32(F(people), F(1.0 - elasticity)))
    return min(met, min(vacancies, people))


@njit(**COMPILE)
def stay_on(n, f, d, p):
    """People left after lay-offs and turnover, into d.STAYS.

    laid off  down to the heads that income and cash carry for hiring.layoff_runway months, at least one
    quits     floor((heads - 1) x turnover / 12 + u): the last founder stays
    """
    short, quit = F(p.hiring_layoff_runway), F(p.hiring_turnover / 12.0)
    per_head, fixed = F(p.region_wage + p.cost_rent), F(p.cost_fixed)
    place, head, cash, income = f.ints[PLACE], f.ints[HEAD], f.floats[CASH], d.floats[INCOME]
    stays, u_quit = d.ints[STAYS], d.floats[U_QUIT]
    for i in range(N(n)):
        carried = affordable_heads(income[i] - fixed, cash[i], per_head, short)
        keeps = truncate(larger(F(1), smaller(F(MOST_HEADS), carried)))
        left = select(head[i] < keeps, head[i], keeps)
        quits = select(left > I(1), truncate(F(F(I(left - I(1))) * quit + u_quit[i])), I(0))
        stays[i] = select(place[i] != I(0), I(left - quits), I(0))


@njit(**COMPILE)
def let_go(n, f, d):
    """Heads after those lost, here and away in proportion. Returns how many were lost in the region."""
    head, away, stays = f.ints[HEAD], f.ints[AWAY], d.ints[STAYS]
    back = I(0)
    for i in range(N(n)):
        people, left, gone = head[i], stays[i], away[i]
        lost = I(people - left)
        lost_away = select(people > I(0), truncate(F(F(lost) * F(gone) / F(people))), I(0))
        kept = I(gone - lost_away)
        kept = select(kept < left, kept, left)
        back = I(back + I(lost - I(gone - kept)))
        away[i] = kept
        head[i] = left
    return back


@njit(**COMPILE)
def advertise(n, f, d, p, region_fill):
    """Posts of the month, whole heads rounded by the firm's luck: d.VACANCY here, d.VACANCY_AWAY in the capital.

    posts  floor(speed x (heads carried for hiring.runway months - heads) + u)
    In the capital: all posts of a firm that moved there, and the share 1 - region_fill after an outside round. The
    hire's own luck decides the odd post, so that a firm without such a round is untouched by the parameter. Returns the
    posts in the region.
    """
    runway, speed, share_away = F(p.hiring_runway), F(p.hiring_speed), F(1.0 - region_fill)
    per_head, fixed = F(p.region_wage + p.cost_rent), F(p.cost_fixed)
    place, head, outside, cash, income = f.ints[PLACE], f.ints[HEAD], f.ints[OUTSIDE], f.floats[CASH], d.floats[INCOME]
    vacancy, vacancy_away = d.ints[VACANCY], d.ints[VACANCY_AWAY]
    here = I(0)
    u_vacancy, u_hire = d.floats[U_VACANCY], d.floats[U_HIRE]
    for i in range(N(n)):
        wanted = smaller(F(MOST_HEADS), affordable_heads(income[i] - fixed, cash[i], per_head, runway))
        gap = F(wanted - F(head[i]))
        posts = select((gap > F(0)) & (place[i] != I(0)), truncate(F(speed * gap + u_vacancy[i])), I(0))
        share = select(place[i] == I(2), F(1), select(outside[i] != I(0), share_away, F(0)))
        there = select(share > F(0), truncate(F(F(posts) * share + u_hire[i])), I(0))
        there = select(there > posts, posts, there)
        vacancy[i] = I(posts - there)
        vacancy_away[i] = there
        here = I(here + I(posts - there))
    return here


@njit(**COMPILE)
def lay_off_and_advertise(n, f, d, p, region_fill):
    """People who quit or are laid off, then the posts advertised: `stay_on`, `let_go`, `advertise`.

    Returns (people lost in the region, posts in the region).
    """
    stay_on(n, f, d, p)
    back = let_go(n, f, d)
    return back, advertise(n, f, d, p, region_fill)


@njit(**COMPILE)
def total(n, column):
    """Sum of an int32 column."""
    t = I(0)
    for i in range(N(n)):
        t = I(t + column[i])
    return t


@njit(**COMPILE)
def fill_posts(n, head, away, vacancy, vacancy_away, u, fill):
    """People hired here: floor(posts x fill + u), at most the posts; posts in the capital are always filled."""
    hired = I(0)
    for i in range(N(n)):
        h = truncate(F(F(vacancy[i]) * F(fill) + u[i]))
        h = select(h < vacancy[i], h, vacancy[i])
        head[i] = I(head[i] + h + vacancy_away[i])
        away[i] = I(away[i] + vacancy_away[i])
        vacancy[i] = h
        hired = I(hired + h)
    return hired


@njit(**COMPILE)
def undo_excess(n, head, vacancy, excess):
    """Take back hires (last slots first) where rounding hired more people than were looking. Returns what is left."""
    i = n - 1
    while excess > 0 and i >= 0:
        back = min(excess, vacancy[i])
        head[i] = I(head[i] - back)
        vacancy[i] = I(vacancy[i] - back)
        excess -= back
        i -= 1
    return excess


@njit(**INLINE_STEP)
def hire(w, p):
    """Match the region's posts with the people looking; returns the people hired in the region."""
    s, f, d = w.state[0], w.firms, w.draws
    n = whole(s.n)
    back, posts = lay_off_and_advertise(n, f, d, p, 1.0 - p.rounds_capital_hires)
    w.looking[0] += back
    s.base_returned += back
    vacant, office_staff = w.offices.ints[OFFICE_VACANCY], w.offices.ints[OFFICE_STAFF]
    office_posts = total(whole(s.n_offices), vacant)
    people = w.looking[0] + w.looking[1] + w.looking[2] + w.looking[3]
    met = matches(posts + office_posts, people, p.hiring_match_efficiency, p.hiring_match_elasticity)
    fill = met / (posts + office_posts) if posts + office_posts > 0 else 0.0
    hired = fill_posts(n, f.ints[HEAD], f.ints[AWAY], d.ints[VACANCY], d.ints[VACANCY_AWAY], d.floats[U_HIRE], fill)
    carried = 0.0  # offices share their fill exactly: what is not a whole head is carried to the next office
    for start in range(0, s.n_offices, MARKS):
        bits = marks(vacant, start, s.n_offices)
        while bits != 0:
            i = start + lowest_bit(bits)
            bits &= bits - 1
            carried += vacant[i] * fill
            h = min(vacant[i], int(carried))
            carried -= h
            office_staff[i] += h
            hired += h
    if hired > people:
        excess = undo_excess(s.n, f.ints[HEAD], d.ints[VACANCY], hired - people)
        hired = people + excess
    w.counts[JOBS_HIRED] += hired
    return hired
