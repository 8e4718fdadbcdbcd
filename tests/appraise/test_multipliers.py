"""Input-output effects of a plan's spending: what they rest on, what adds up, what bounds them, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import podobat
from podobat.appraise.input_output import rates as rates_of
from podobat.appraise.input_output.location_quotients import flq, slq
from podobat.appraise.input_output.rule import PARAMETER_IDS, Spending, effects, parameters_of_effects, spending_of
from podobat.appraise.input_output.table_rates import table_rates
from podobat.errors import InputFaults
from podobat.evidence.input_output import RegionSizes, Table
from podobat.forecast import QUANTILES
from podobat.plan.fields import Figure, FrozenDict
from podobat.plan.schema import SPENDING_SECTORS, Announced
from tests.appraise import made_up_tables as made

CASES = ("gwangju-phase1", "port-maren")
DRAWS = 20
OUT, VALUE, WORK = range(3)


@pytest.fixture(scope="module", params=CASES)
def case(request, repository):
    return podobat.read_case(repository / "cases" / request.param)


@pytest.fixture(scope="module")
def forecast(case):
    return podobat.forecast(case, draws=DRAWS, seed=7)


@pytest.fixture(scope="module")
def result(case, forecast):
    return effects(case.plan, spending_of(forecast), parameters_of_effects(case), seed=forecast.seed)


@pytest.fixture(scope="module")
def gwangju(repository):
    return podobat.read_case(repository / "cases/gwangju-phase1")


def spent(plan, values=None) -> Spending:
    """A spending of one KRW bn a year on every programme, or of given values."""
    programmes = tuple(p.id for p in plan.programmes)
    return Spending(np.full((4, len(programmes), 2), 1000.0) if values is None else values, programmes, (2020, 2021))


def central(case) -> tuple[dict, object]:
    """Every parameter at its central value, at two points, and the parameters."""
    parameters = parameters_of_effects(case)
    return {p.id: np.full(2, p.value) for p in parameters}, parameters


def a_table(**changes) -> Table:
    """The made-up economy."""
    whole = Table("made-up.csv", "square", 2020, made.NAMES, made.A, made.VALUE_ADDED, made.JOBS, output=made.OUTPUT)
    return replace(whole, **changes)


# --- what the money is ----------------------------------------------------------------------------------------------


def test_the_spending_is_the_forecasts(forecast):
    money = spending_of(forecast)
    at_end = forecast.net("spending").to_numpy()[:, -1]
    np.testing.assert_allclose(money.values.sum(axis=(1, 2)), at_end, rtol=1e-5)
    assert (money.values >= 0.0).all()
    assert money.years[0] == int(forecast.plan.horizon.start[:4])
    assert money.values[:, :, -1].any(), "the last year is one in which something is spent"


def test_nothing_spent_induces_nothing(case):
    plan = case.plan
    nothing = spent(plan, np.zeros((4, len(plan.programmes), 2)))
    result = effects(plan, nothing, parameters_of_effects(case))
    assert (result.total()["p97_5"] == 0.0).all()
    assert (result.by_programme()["mean"] == 0.0).all()


def test_effects_are_in_proportion_to_the_money(case):
    plan, parameters = case.plan, parameters_of_effects(case)
    one, two = (effects(plan, spent(plan, v * spent(plan).values), parameters, seed=3) for v in (1.0, 2.0))
    np.testing.assert_allclose(two.draws_of("employment"), 2.0 * one.draws_of("employment"), rtol=1e-12)


# --- what it rests on -------------------------------------------------------------------------------------------------


def test_as_the_forecast_counts_it_is_the_forecasts_measure(forecast, result):
    counted = forecast.net("jobs.induced").to_numpy()[:, -1]
    np.testing.assert_allclose(result.as_forecast, counted, rtol=2e-6)


def test_without_imports_tilt_and_trend_the_employment_is_the_forecasts(case):
    values, _ = central(case)
    for id in list(values):
        if id.startswith("multipliers.imported_"):
            values[id] = np.zeros(2)
        if id.startswith("multipliers.local_"):
            stays = id.replace("local_", "stays_employment_")
            values[stays] = values["region.induced_share"] / values[id]
    rates = rates_of.published_rates(values)
    induced = rates_of.columns(values, "induced.")
    kept = values["region.induced_share"][:, None]
    np.testing.assert_allclose(rates.values[:, :, WORK, 0, 0], induced, rtol=1e-12)
    np.testing.assert_allclose(rates.values[:, :, WORK, 1, 0], induced * kept, rtol=1e-12)


def test_draws_do_not_depend_on_how_many_there_are(case):
    plan, parameters = case.plan, parameters_of_effects(case)
    money = spent(plan)
    more = Spending(np.concatenate([money.values, money.values, money.values[:1]]), money.programmes, money.years)
    few, many = effects(plan, money, parameters, seed=5), effects(plan, more, parameters, seed=5)
    assert many.draws == 9
    for effect in ("output", "employment"):
        np.testing.assert_array_equal(few.draws_of(effect), many.draws_of(effect)[:4])
    other = effects(plan, money, parameters, seed=6)
    assert not np.array_equal(few.draws_of("output"), other.draws_of("output"))
    np.testing.assert_array_equal(few.draws_of("output")[::2], few.draws_of("output")[1::2])


def test_employment_falls_from_year_to_year_and_money_does_not(case):
    plan = case.plan
    result = effects(plan, spent(plan), parameters_of_effects(case))
    for place in ("nation", "region"):
        first, second = (result.draws_of("employment", place, year=y) for y in (2020, 2021))
        assert (second < first).all(), "coefficients fall faster than prices rise"
        np.testing.assert_allclose(
            result.draws_of("output", place, year=2020), result.draws_of("output", place, year=2021), rtol=1e-12
        )
    per_year = [
        effects(plan, replace(spent(plan), years=(y, y + 1)), parameters_of_effects(case)) for y in (2020, 2024)
    ]
    assert per_year[1].draws_of("employment").mean() < 0.97 * per_year[0].draws_of("employment").mean()


def test_every_parameter_is_used(case):
    """Moving any one parameter moves some number, with or without a table."""
    base, parameters = central(case)
    sizes = RegionSizes(made.REGION, made.OUTPUT, "made-up")
    used = set()
    for id in (*PARAMETER_IDS, "induced.education", "region.induced_share"):
        moved = {**base, id: base[id] * 0.9}
        for table, region in ((None, None), (a_table(), None), (a_table(), sizes)):
            before, after = (all_rates(v, parameters, table, region) for v in (base, moved))
            if not np.array_equal(before.values, after.values) or not np.array_equal(before.first, after.first):
                used.add(id)
    drifting = {"multipliers.employment_trend", "multipliers.price_growth"}  # by year: tested above
    assert used == {*PARAMETER_IDS, "induced.education", "region.induced_share"} - drifting


def all_rates(values, parameters, table, region):
    """Published rates, or those of a table."""
    published = rates_of.published_rates(values)
    return published if table is None else table_rates(table, region, values, parameters, published)


# --- what adds up and what bounds it ----------------------------------------------------------------------------------


def means(frame: pl.DataFrame, effect: str, place: str, kind: str = "I") -> pl.Series:
    """The means of one effect."""
    rows = (pl.col("effect") == effect) & (pl.col("place") == place) & (pl.col("kind") == kind)
    return frame.filter(rows)["mean"]


@pytest.mark.parametrize("effect", ["spending", "output", "value_added", "employment"])
@pytest.mark.parametrize("frame", ["by_sector", "by_year", "by_programme"])
def test_parts_add_to_the_whole(result, frame: str, effect: str):
    for place in ("nation", "region", "outside"):
        whole = means(result.total(), effect, place).item()
        assert means(getattr(result, frame)(), effect, place).sum() == pytest.approx(whole, rel=1e-9)


def test_region_and_outside_are_the_nation_and_nothing_is_negative(result):
    for effect in ("output", "value_added", "employment"):
        for kind in ("I", "II"):
            nation, region, outside = (result.draws_of(effect, p, kind) for p in ("nation", "region", "outside"))
            np.testing.assert_allclose(region + outside, nation, rtol=1e-9)
            assert (region >= 0.0).all()
            assert (outside >= 0.0).all(), "leakage"
        assert (result.draws_of(effect, "region", "II") >= result.draws_of(effect, "region", "I")).all()
    places = [result.draws_of("spending", p) for p in ("region", "outside", "abroad")]
    np.testing.assert_allclose(sum(places), result.draws_of("spending", "nation"), rtol=1e-9)
    assert (result.draws_of("value_added", "nation") <= result.draws_of("spending", "nation")).all()


def test_draws_by_programme_sector_and_year_are_the_tables(result):
    id, year = result.programmes[0], result.years[1]
    frame = result.by_programme()
    listed = frame.filter((pl.col("id") == id) & (pl.col("effect") == "output") & (pl.col("place") == "region"))
    assert listed["p50"][0] == pytest.approx(np.median(result.draws_of("output", programme=id)))
    assert sum(result.draws_of("output", sector=s).mean() for s in SPENDING_SECTORS) == pytest.approx(
        result.draws_of("output").mean()
    )
    assert (result.draws_of("employment", programme=id, year=year) <= result.draws_of("employment", year=year)).all()


def test_money_for_imports_leaks(gwangju):
    """Of two programmes with the same money, imported servers induce less than works."""
    result = effects(gwangju.plan, spent(gwangju.plan), parameters_of_effects(gwangju))
    servers, works = (result.draws_of("output", "nation", sector=s) for s in ("electronics", "construction"))
    money = [result.draws_of("spending", "nation", sector=s) for s in ("electronics", "construction")]
    assert (servers / money[0] < 0.7 * works / money[1]).all()
    assert (result.draws_of("spending", "abroad", sector="construction") == 0.0).all()
    assert (result.draws_of("spending", "abroad", sector="electronics") > 0.3 * money[0]).all()


def test_announced_effects_stand_beside_what_their_way_of_counting_gives(gwangju):
    stated = Announced(output=Figure(600.0, ("a",)), employment=Figure(9000.0, ("a",)))
    plan = replace(gwangju.plan, announced=stated)
    result = effects(plan, spent(plan), parameters_of_effects(gwangju))
    assert result.announced() == {"output": 600_000.0, "employment": 9000.0}, "KRW bn became KRW million"
    values, _ = central(gwangju)
    money = [(plan.won_m(p.total), p.spending) for p in plan.programmes]
    rates = {s: float(values[f"multipliers.output_{s}"][0]) for s in SPENDING_SECTORS}
    by_hand = sum(won * share * rates[s] for won, shares in money for s, share in shares.items())
    assert np.median(result.convention["output"]) == pytest.approx(by_hand, rel=0.02)
    assert [r["effect"] for r in result.to_json_dict()["announced"]] == ["output", "employment"]
    assert effects(gwangju.plan, spent(gwangju.plan), parameters_of_effects(gwangju)).announced() == {}


def test_what_decides_is_what_is_weakest(gwangju):
    money = Spending(np.full((400, len(gwangju.plan.programmes), 1), 1000.0), spent(gwangju.plan).programmes, (2024,))
    result = effects(gwangju.plan, money, parameters_of_effects(gwangju))
    region, nation = (result.sensitivity("employment", place) for place in ("region", "nation"))
    assert region["id"][0].startswith("multipliers.local_"), "what nobody has counted decides most"
    assert region["rank_correlation"][0] > 0.3
    decisive = region.filter(pl.col("rank_correlation").abs() > 2 * pl.col("by_chance"))["id"].to_list()
    assert any(id.startswith("multipliers.stays_employment_") for id in decisive)
    strong = nation.filter(pl.col("rank_correlation").abs() > 2 * pl.col("by_chance"))["id"].to_list()
    assert "multipliers.employment_trend" in strong
    assert not any(id.startswith(("multipliers.stays_", "multipliers.local_")) for id in strong)
    named = dict(zip(nation["id"], nation["rank_correlation"], strict=True))
    assert named["multipliers.imported_electronics"] < 0.0
    assert len(effects(gwangju.plan, spent(gwangju.plan), parameters_of_effects(gwangju)).sensitivity()) == 0


# --- a table instead --------------------------------------------------------------------------------------------------


def test_a_table_gives_what_its_algebra_says(gwangju):
    values, parameters = central(gwangju)
    table = a_table(pay=made.PAY, basket=made.BASKET)
    rates = all_rates(values, parameters, table, None)
    bought_here = 1.0 - rates_of.imported(values)[0]
    at = {s: int(w.argmax()) for s, w in table.meets.items()}
    columns = [at[s] for s in SPENDING_SECTORS]
    closed = np.block([[made.A, made.BASKET[:, None]], [made.PAY[None], np.zeros((1, 1))]])
    one, two = (np.linalg.inv(np.eye(len(m)) - m)[: made.N, : made.N] for m in (made.A, closed))
    share = values["multipliers.intermediate"][0]
    region = np.linalg.inv(np.eye(made.N) - share * made.A)
    for e, k in enumerate((np.ones(made.N), made.VALUE_ADDED, made.JOBS)):
        np.testing.assert_allclose(rates.values[0, :, e, 0, 0], (k @ one)[columns] * bought_here, rtol=1e-9)
        np.testing.assert_allclose(rates.values[0, :, e, 0, 1], (k @ two)[columns] * bought_here, rtol=1e-9)
        local = rates_of.columns(values, "multipliers.local_")[0]
        np.testing.assert_allclose(rates.values[0, :, e, 1, 0], (k @ region)[columns] * bought_here * local, rtol=1e-9)
    assert (rates.values[..., 1, :] <= rates.values[..., 0, :] + 1e-12).all()


def test_location_quotients_bound_the_region(gwangju):
    values, parameters = central(gwangju)
    table = a_table()
    sizes = RegionSizes(made.REGION, made.OUTPUT, "made-up")
    rates = all_rates(values, parameters, table, sizes)
    quotients = flq(made.REGION, made.OUTPUT, values["multipliers.flq_delta"][0])
    own = slq(made.REGION, made.OUTPUT)
    local = np.zeros(made.N)
    columns = []
    for s, sector in enumerate(SPENDING_SECTORS):
        i = int(table.meets[sector].argmax())
        columns.append(i)
        local[i] = min(rates_of.columns(values, "multipliers.local_")[0, s], own[i])
    kept = np.linalg.inv(np.eye(made.N) - np.minimum(1.0, quotients) * made.A) * local
    expected = kept.sum(axis=0)[columns] * (1.0 - rates_of.imported(values)[0])
    np.testing.assert_allclose(rates.values[0, :, OUT, 1, 0], expected, rtol=1e-9)
    nothing = np.where(np.array(made.NAMES) == "건설", 0.0, made.REGION)
    without = all_rates(values, parameters, table, RegionSizes(nothing, made.OUTPUT, "made-up"))
    assert (without.values[:, 0, :, 1, 0] == 0.0).all(), "what the region cannot build at all stays nowhere"


def test_producing_sectors_add_to_the_whole(gwangju):
    plan = gwangju.plan
    table = a_table(region=RegionSizes(made.REGION, made.OUTPUT, "made-up"))
    result = effects(plan, spent(plan), parameters_of_effects(gwangju), table=table)
    assert (result.coefficients, result.table) == ("table", "made-up.csv")
    for effect in ("output", "value_added", "employment"):
        for place in ("nation", "region", "outside"):
            made_by = means(result.by_producer(), effect, place)
            assert len(made_by) == made.N
            assert made_by.sum() == pytest.approx(means(result.total(), effect, place).item(), rel=1e-9)


def test_a_table_without_jobs_keeps_the_published_ones_and_says_so(gwangju):
    plan, parameters = gwangju.plan, parameters_of_effects(gwangju)
    bare = effects(plan, spent(plan), parameters, table=a_table(employment=None))
    published = effects(plan, spent(plan), parameters)
    np.testing.assert_allclose(bare.draws_of("employment"), published.draws_of("employment"), rtol=1e-12)
    assert not np.allclose(bare.draws_of("output"), published.draws_of("output"))
    assert any("published coefficients stand in" in n.en for n in bare.notes)
    assert set(bare.by_producer()["effect"]) == {"output", "value_added"}
    assert len(published.by_producer()) == 0


# --- what is said -----------------------------------------------------------------------------------------------------


def test_frames_in_one_language_and_in_both(result):
    assert {"name_ko", "name_en", "effect_ko", "place_en"} <= set(result.by_sector().columns)
    korean = result.by_sector("ko")
    assert {"name", "effect_name", "place_name"} <= set(korean.columns)
    assert "취업유발효과" in korean["effect_name"].to_list()
    levels = result.by_year()[list(QUANTILES)].to_numpy()
    assert (np.diff(levels, axis=1) >= 0.0).all()
    rates = result.multipliers("en").filter(pl.col("effect") == "employment")
    assert rates["unit"].unique().to_list() == ["person-years/KRW_bn"]


def test_it_stands_among_appraised_projects(gwangju):
    plan = gwangju.plan
    million = spent(plan, np.full((4, len(plan.programmes), 2), 1.0))  # thirty million won induce next to nobody
    result = effects(plan, million, parameters_of_effects(gwangju))
    assert "none of the 5 is smaller" in result.standing().en
    billions = spent(plan, np.full((4, len(plan.programmes), 2), 1e5))
    assert "all 5 are smaller" in effects(plan, billions, parameters_of_effects(gwangju)).standing().en
    assert result.references()["value"].to_list() == [5002, 1779, 13474, 4880, 2035]


def test_the_json_is_plain_and_whole(result):
    told = json.loads(json.dumps(result.to_json_dict(), allow_nan=False))
    assert [row["id"] for row in told["by_programme"][: len(result.programmes)]] == list(result.programmes)
    assert told["notes"]
    assert set(told["parameters"]) >= set(PARAMETER_IDS)


def test_the_notes_say_what_is_left_out(result):
    said = " ".join(note.en for note in result.notes)
    for words in ("never added to people working", "bought abroad induce nothing", "jobs.induced", "type I first"):
        assert words in said
    assert len({note.ko for note in result.notes}) == len(result.notes)


# --- what is refused --------------------------------------------------------------------------------------------------


def with_spending(plan, id: str, shares: dict) -> object:
    """The plan with other sectors of one programme, as no file could have them."""
    programmes = tuple(replace(p, spending=FrozenDict(shares)) if p.id == id else p for p in plan.programmes)
    return replace(plan, programmes=programmes)


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ({}, ["programmes.academy.spending: no sectors of spending", "State sectors with shares that add to one"]),
        ({"education": 0.5, "health": 0.4}, ["the shares add up to 0.9", "one in all"]),
        ({"education": 1.5, "health": -0.5}, ["none negative"]),
        ({"educaton": 1.0}, ["unknown sector: educaton", "Did you mean `education`?"]),
    ],
)
def test_a_plan_without_a_mapping_is_refused(gwangju, shares: dict, words: list[str]):
    plan = with_spending(gwangju.plan, "academy", shares)
    with pytest.raises(InputFaults) as refused:
        effects(plan, spent(plan), parameters_of_effects(gwangju))
    for word in words:
        assert word in str(refused.value)
    assert all(fault.found.ko for fault in refused.value.faults)


def test_every_programme_without_a_mapping_is_named(gwangju):
    plan = with_spending(with_spending(gwangju.plan, "academy", {}), "ai-fund", {})
    with pytest.raises(InputFaults) as refused:
        effects(plan, spent(plan), parameters_of_effects(gwangju))
    assert [f.path for f in refused.value.faults] == ["programmes.ai-fund.spending", "programmes.academy.spending"]


def test_negative_spending_is_refused(gwangju):
    values = spent(gwangju.plan).values
    values[1, 2, 1] = -1.0
    with pytest.raises(InputFaults, match=r"startup-building.budget.2021: the spending is negative"):
        effects(gwangju.plan, spent(gwangju.plan, values), parameters_of_effects(gwangju))


def test_a_table_without_a_sector_of_the_plan_is_refused(gwangju):
    names = tuple("전기장비들" if n == "전기장비" else n for n in made.NAMES)
    with pytest.raises(InputFaults) as refused:
        effects(gwangju.plan, spent(gwangju.plan), parameters_of_effects(gwangju), table=a_table(codes=names))
    said = " ".join(str(refused.value).split())
    assert "spends on a sector that the table has not: electrical (전기장비)" in said
    assert "Is `전기장비들` the same under another name?" in said
    numbers = tuple(str(i + 10) for i in range(made.N))
    with pytest.raises(InputFaults, match="Numbers alone may be codes of any office"):
        effects(gwangju.plan, spent(gwangju.plan), parameters_of_effects(gwangju), table=a_table(codes=numbers))


def test_a_missing_or_unused_parameter_is_a_fault(gwangju):
    files = tuple(f for f in gwangju.parameter_files if f.stem != "induced_share")
    with pytest.raises(InputFaults, match=r"region.induced_share: the parameter is missing"):
        parameters_of_effects(replace(gwangju, parameter_files=files))


def test_names_that_there_are_not(result):
    for wrong in ({"effect": "jobs"}, {"effect": "output", "place": "abroad"}, {"effect": "output", "year": 1999}):
        with pytest.raises(KeyError):
            result.draws_of(**wrong)
