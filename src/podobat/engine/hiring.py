"""Hiring: the headcount a firm wants, the people it finds, those who quit, and lay-offs when money runs short."""

from __future__ import annotations

from numba import njit

from podobat.engine.counting import JOBS_HIRED
from podobat.engine.numerics import COMPILE, F, I, N, larger, power32, smaller, truncate
from podobat.engine.world import (
    AWAY,
    CASH,
    EVENT,
    HEAD,
    INCOME,
    OFFICE_STAFF,
    OFFICE_VACANCY,
    OUTSIDE,
    PLACE,
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
def lay_off_and_advertise(n, f, d, p, region_fill):
    """People who quit or are laid off, and the posts advertised here and in the capital.

    d.ints[VACANCY], d.ints[VACANCY_AWAY]  posts, whole heads rounded by the firm's luck
    d.ints[EVENT]                    heads lost this month that worked in the region (to the pool of people looking)
    region_fill                share of new posts kept in the region after an outside round
    """
    runway, short = F(p.hiring_runway), F(p.hiring_layoff_runway)
    speed, quit = F(p.hiring_speed), F(p.hiring_turnover / 12.0)
    wage, rent = F(p.region_wage + p.cost_rent), F(p.cost_fixed)
    stay = F(region_fill)
    place, head, away, outside, cash = f.ints[PLACE], f.ints[HEAD], f.ints[AWAY], f.ints[OUTSIDE], f.floats[CASH]
    income, vacancy, vacancy_away, event = d.floats[INCOME], d.ints[VACANCY], d.ints[VACANCY_AWAY], d.ints[EVENT]
    u_vacancy, u_quit, u_hire = d.floats[U_VACANCY], d.floats[U_QUIT], d.floats[U_HIRE]
    for i in range(N(n)):
        people = head[i]
        keeps = truncate(larger(F(1), smaller(F(MOST_HEADS), affordable_heads(income[i] - rent, cash[i], wage, short))))
        laid_off = I(people - keeps) if people > keeps else I(0)
        left = I(people - laid_off)
        quits = truncate(F(F(left - I(1)) * quit + u_quit[i])) if left > I(1) else I(0)
        left = I(left - quits)
        wanted = smaller(F(MOST_HEADS), affordable_heads(income[i] - rent, cash[i], wage, runway))
        gap = F(wanted - F(left))
        posts = truncate(F(speed * gap + u_vacancy[i])) if gap > F(0) else I(0)
        # Posts go to the capital for firms that moved there, and in part after an outside round. The hire's own luck
        # decides the odd post, so that a firm without such a round is untouched by the parameter.
        leaves = place[i] == I(2)
        share = F(1) if leaves else (F(F(1) - stay) if outside[i] != I(0) else F(0))
        posts_away = truncate(F(F(posts) * share + u_hire[i])) if share > F(0) else I(0)
        posts_away = posts if posts_away > posts else posts_away
        alive = place[i] != I(0)
        lost = I(people - left) if alive else I(0)
        lost_away = truncate(F(F(lost) * F(away[i]) / F(people))) if people > I(0) else I(0)
        floor_away = I(away[i] - lost_away)
        new_away = floor_away if floor_away < left else left
        head[i] = left if alive else I(0)
        event[i] = I(lost - (away[i] - new_away)) if alive else I(0)
        away[i] = new_away if alive else I(0)
        vacancy[i] = I(posts - posts_away) if alive else I(0)
        vacancy_away[i] = posts_away if alive else I(0)


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
        h = h if h < vacancy[i] else vacancy[i]
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


@njit(**COMPILE)
def hire(w, p):
    """Match the region's posts with the people looking; returns the people hired in the region."""
    s, f, d = w.state[0], w.firms, w.draws
    lay_off_and_advertise(s.n, f, d, p, 1.0 - p.rounds_capital_hires)
    back = total(s.n, d.ints[EVENT])
    w.looking[0] += back
    s.base_returned += back
    posts = total(s.n, d.ints[VACANCY])
    office_posts = 0
    for i in range(s.n_offices):
        office_posts += w.offices[OFFICE_VACANCY, i]
    people = w.looking[0] + w.looking[1] + w.looking[2] + w.looking[3]
    met = matches(posts + office_posts, people, p.hiring_match_efficiency, p.hiring_match_elasticity)
    fill = met / (posts + office_posts) if posts + office_posts > 0 else 0.0
    hired = fill_posts(s.n, f.ints[HEAD], f.ints[AWAY], d.ints[VACANCY], d.ints[VACANCY_AWAY], d.floats[U_HIRE], fill)
    carried = 0.0  # offices share their fill exactly: what is not a whole head is carried to the next office
    for i in range(s.n_offices):
        carried += w.offices[OFFICE_VACANCY, i] * fill
        h = min(w.offices[OFFICE_VACANCY, i], int(carried))
        carried -= h
        w.offices[OFFICE_STAFF, i] += h
        hired += h
    if hired > people:
        excess = undo_excess(s.n, f.ints[HEAD], d.ints[VACANCY], hired - people)
        hired = people + excess
    w.counts[JOBS_HIRED] += hired
    return hired
