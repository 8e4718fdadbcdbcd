"""Every line of the cost-benefit analysis against the same sum done on paper, with the values of appraise/worth.py."""

from __future__ import annotations

from types import SimpleNamespace as Thing

import numpy as np
import pytest

from podobat.appraise.cost_benefit.valuation import Counted, value_lines
from tests.appraise.worth import drawn, flows, programme

END = Counted(2025)  # six years, two of them after the forecast


def line(id: str, perspective: str, *args, counted: Counted = END, changed: dict | None = None, **quantities):
    """One line of the first draw, by year."""
    found = value_lines(flows(*args, **quantities), drawn(**(changed or {})), counted, perspective)
    assert np.array_equal(found[id][0], found[id][1]), "both draws have the same quantities"
    return found[id][0].tolist()


def test_value_added_of_startups_grows_and_fades_after_the_forecast():
    sales = [0.0, 10, 20, 40]
    assert line("startups_value_added", "national", revenue=sales) == [0, 5, 10, 20, 20, 20]
    later = line("startups_value_added", "regional", revenue=sales, changed={"decay": 0.1, "maturing": 0.05})
    assert later[4:] == pytest.approx([20 * 0.9 * 1.05, 20 * (0.9 * 1.05) ** 2], rel=1e-12)


def test_labour_is_taken_off_at_its_opportunity_cost():
    staff = [0.0, 0, 0, 5]
    # 0.8 x 12 x 5 at home and a tenth of it elsewhere at the same social wage
    assert line("startups_labour", "national", jobs_startups=staff)[3] == pytest.approx(-0.8 * 12 * 5 * 1.1)
    # 0.6 x 12 x 5 at home; the tenth elsewhere is paid 1.5 x 12 and all of it leaves
    assert line("startups_labour", "regional", jobs_startups=staff)[3] == pytest.approx(-(0.6 * 60 + 1.5 * 12 * 0.5))


def test_displaced_sales_lose_what_their_staff_do_not_make_again():
    sales = [0.0, 0, 0, 40]
    assert line("startups_displaced", "national", revenue=sales)[3] == pytest.approx(-0.4 * 20 * (1 - 0.5 * 0.8))
    assert line("startups_displaced", "regional", revenue=sales)[3] == pytest.approx(-0.2 * 20 * (1 - 0.5 * 0.6))


def test_owners_elsewhere_bear_their_part_of_a_loss():
    found = line("outside_owners", "regional", revenue=[0.0, 0, 0, 40], jobs_startups=[0.0, 0, 0, 5])
    # sales add 20; pay is 12 x 5 here and 1.5 x 12 x 0.5 elsewhere; half of the loss of 49 is theirs
    assert found[3] == pytest.approx(0.5 * (60 + 9 - 20))
    assert "outside_owners" not in value_lines(flows(), drawn(), END, "national")


def test_attracted_firms_mostly_move_within_the_nation_and_send_profits_home():
    staff = [0.0, 0, 10, 10]
    pay = 12 * 10
    national = {id: line(id, "national", jobs_attracted=staff)[3]
                for id in ("attracted_value_added", "attracted_labour", "attracted_displaced")}  # fmt: skip
    assert national == pytest.approx(
        {"attracted_value_added": pay / 0.5, "attracted_labour": -0.8 * pay,
         "attracted_displaced": -0.75 * (pay / 0.5 - 0.8 * pay)}
    )  # fmt: skip
    regional = [line(id, "regional", jobs_attracted=staff)[3]
                for id in ("attracted_value_added", "attracted_labour", "attracted_displaced")]  # fmt: skip
    assert regional == pytest.approx([pay, -0.6 * pay, -0.2 * 0.4 * pay])


def test_adopters_save_pay_for_contracts_and_get_vouchers_back():
    vouchers = programme("adoption")
    given = {"adoption_savings": [0.0, 1, 2, 3], "adoption_contracts_local": [1.0, 0, 0, 0],
             "adoption_contracts_outside": [2.0, 0, 0, 0]}  # fmt: skip
    assert line("adopters_savings", "national", **given) == [0, 1, 2, 3, 3, 3]
    spent = {"adoption": [25.0, 0, 0, 0]}
    assert line("adopters_payments", "national", (vouchers,), spent, **given)[0] == pytest.approx(25 - 10 * 3)
    # the region: city and private part are undone, the national part comes in
    assert line("adopters_payments", "regional", (vouchers,), spent, **given)[0] == pytest.approx(25 - 10 * 3)
    assert line("adopters_payments", "regional", **given)[4] == 0, "no contract after the forecast"


def test_computing_is_saved_only_by_firms_that_exist_anyway():
    assert line("compute_saved", "national", compute_projects=[0.0, 0, 4, 0])[2] == pytest.approx(4 * 0.5 * 12 * 2)


def test_what_training_adds_fades_and_leaves_out_the_cluster():
    stayed, left = [0.0, 8, 0, 0], [0.0, 4, 0, 0]
    found = line("training_gains", "regional", people_placed_region=stayed, people_placed_outside=left)
    yearly = 12 * 0.1 * 8 * (1 - 0.25)  # a quarter works at cluster firms
    assert found == pytest.approx([0, yearly / 2, yearly / 2, yearly / 4, yearly / 8, yearly / 16])
    nation = line("training_gains", "national", people_placed_region=stayed, people_placed_outside=left)
    assert nation[1] == pytest.approx(12 * 0.1 * (6 + 4) / 2)


@pytest.mark.parametrize(("level", "given_up"), [("course", 0.25 * 1.0 * 20 * 10), ("bachelor", 0.0)])
def test_trainees_give_up_time_but_not_undergraduates(level: str, given_up: float):
    course = programme("training", training=Thing(level=level, months=10), unit_cost=Thing(value=5.0))
    found = line("trainees_time", "national", (course,), {"training": [100.0, 0, 0, 0]})  # 20 places of 10 months
    assert found[0] == pytest.approx(-given_up)


def test_money_spent_by_who_bears_it():
    course, spent = programme("training"), {"training": [100.0, 50, 0, 0]}
    assert line("programmes", "national", (course,), spent) == pytest.approx([100, 50, 0, 0, 0, 0])
    assert line("programmes", "regional", (course,), spent)[0] == pytest.approx(30)
    public = Counted(2025, private=False)
    assert line("programmes", "national", (course,), spent, counted=public)[0] == pytest.approx(90)
    assert line("programmes", "regional", (course,), spent, counted=public)[0] == pytest.approx(20)
    taxed = Counted(2025, public_funds=True)
    assert line("public_funds", "national", (course,), spent, counted=taxed)[0] == pytest.approx(0.2 * 90)
    assert line("public_funds", "regional", (course,), spent, counted=taxed)[0] == pytest.approx(0.2 * 20)


def building(free: bool = True):
    """A start-up building: 60 % construction, 40 % equipment, all works, in the first year."""
    return programme("space", facility=Thing(), unit_cost=Thing(value=0.0 if free else 1.0),
                     spending={"construction": 0.6, "electronics": 0.4})  # fmt: skip


WORKS = ({"space": [100.0, 0, 0, 0]}, {"space": [100.0, 0, 0, 0]})


def test_works_contingency_upkeep_and_renewal():
    args = ((building(),), *WORKS)
    assert line("works", "national", *args) == pytest.approx([100, 0, 0, 0, 0, 0])
    assert line("programmes", "national", *args) == [0] * 6
    assert line("contingency", "national", *args)[0] == pytest.approx(10)
    # a fifth is land; the other 80 cost 2 % a year from the third year, the plan's end being the second
    assert line("upkeep", "national", *args) == pytest.approx([0, 0, 1.6, 1.6, 1.6, 1.6])
    # equipment of 32 was bought in 2020 and lives four years: a quarter is renewed every year from 2024
    assert line("renewal", "national", *args) == pytest.approx([0, 0, 0, 0, 8, 8])


def test_a_facility_that_needs_money_for_every_project_stops_with_the_money():
    args = ((building(free=False),), {"space": [100.0, 0, 7, 0]}, {"space": [100.0, 0, 0, 0]})
    assert line("programmes", "national", *args) == pytest.approx([0, 0, 7, 0, 0, 0])
    assert line("upkeep", "national", *args) == pytest.approx([0, 0, 1.6, 0, 0, 0])
    assert line("upkeep", "national", (building(free=False),), *WORKS) == [0] * 6, "nobody ever used it"
    assert line("renewal", "national", *args) == [0] * 6


def test_land_keeps_its_value_and_buildings_what_is_left_of_their_life():
    found = line("residual", "regional", (building(),), *WORKS)
    assert found == pytest.approx([0, 0, 0, 0, 0, 20 + 48 * (1 - 5 / 40)])
    late = line("residual", "regional", (building(),), *WORKS, counted=Counted(2070))
    assert late[-1] == pytest.approx(20), "the building is worn out"


def test_private_investors_get_what_they_put_in_only_in_the_variant():
    fund = programme("fund", fund=Thing(local_duty=Thing(value=0.2)))
    args = ((fund,), {"fund": [10.0, 0, 0, 0]})
    found = line("investors", "national", *args, counted=Counted(2025, investors=True), venture_raised=[30.0, 5, 5, 5])
    assert found[0] == pytest.approx(30 - 10), "the public part is given back already"
    assert "investors" not in value_lines(flows(*args), drawn(), END, "national")


def test_a_funds_national_money_helps_the_region_only_where_it_is_invested_there():
    fund = programme("fund", fund=Thing(local_duty=Thing(value=0.2)))
    args = ((fund,), {"fund": [10.0, 0, 0, 0]})
    assert line("passed_on", "national", *args)[0] == pytest.approx(10)
    assert line("passed_on", "regional", *args)[0] == pytest.approx(10 * (0.2 + 0.1 + 0.7 * 0.2))
