"""Slips that people make in input-output tables: told apart, named by how much, never read as something else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from podobat.evidence.input_output import read_table
from tests.appraise import made_up_tables as made
from tests.evidence.test_input_output_published import (
    DEMAND,
    ENGLISH,
    IMPORTED,
    ISIC,
    VALUE,
    N,
    X,
    Z,
    book,
    csv,
    said,
    same,
)


def test_bare_numbers_are_any_offices_codes(tmp_path: Path):
    codes = ["01", "10-1", "26", "27", "28", "41", "47", "58", "69", "77", "85", "86"]
    rows: list[list[object]] = [
        ["", *codes],
        *([c, *Z[i].tolist()] for i, c in enumerate(codes)),
        ["OUTPUT", *X.tolist()],
    ]
    table = read_table(csv(tmp_path / "2018.csv", rows))
    assert table.meets == {}
    assert table.bare_codes
    coefficients: list[list[object]] = [["종류", "투입계수"], ["연도", 2018], *rows[:1]]
    coefficients += [[c, *made.A[i].tolist()] for i, c in enumerate(codes)]
    same(read_table(csv(tmp_path / "a.csv", coefficients)))


def test_a_table_of_several_countries(tmp_path: Path):
    across = [f"{c}_{i}" for c in ("JPN", "KOR") for i in ISIC]
    both = np.block([[1.3 * Z, 0.05 * Z], [0.02 * Z, Z]])
    rows: list[list[object]] = [["", *across, "JPN_HFCE", "KOR_HFCE"]]
    rows += [[code, *both[i].tolist(), 1.0, 1.0] for i, code in enumerate(across)]
    rows += [["VA", *VALUE.tolist(), *VALUE.tolist()], ["OUT", *(2 * X).tolist(), *X.tolist()]]
    path = csv(tmp_path / "icio2018.csv", rows)
    table = read_table(path)
    same(table)
    assert not table.imports_counted
    assert "JPN" in " ".join(table.notes[0].ko.split())
    assert "JPN_*" in table.read.not_read
    np.testing.assert_allclose(read_table(path, country="JPN").A, 0.65 * made.A)
    assert "a table of several countries without USA: JPN, KOR" in said(path, country="USA")


def test_countries_in_a_line_of_their_own(tmp_path: Path):
    across = [*ENGLISH, *ENGLISH]
    both = np.block([[1.3 * Z, 0.05 * Z], [0.02 * Z, Z]])
    rows: list[list[object]] = [["", "", *["일본"] * N, *["한국"] * N], ["", "", *across]]
    rows += [[("일본", "한국")[i // N], name, *both[i].tolist()] for i, name in enumerate(across)]
    rows.append(["", "산출액", *(2 * X).tolist(), *X.tolist()])
    same(read_table(csv(tmp_path / "2018.csv", rows)))
    renamed = [
        ["", "", *["일본"] * N, *["중국"] * N],
        *rows[1:2],
        *([r[0].replace("한국", "중국"), *r[1:]] for r in rows[2:]),
    ]
    assert "without KOR: 일본, 중국" in said(csv(tmp_path / "b2018.csv", renamed))


def test_sectors_of_one_name_are_refused_with_their_places(tmp_path: Path):
    names = ["기타", *made.NAMES[1:-1], "기타"]
    rows: list[list[object]] = [
        ["연도", 2018],
        ["", *names],
        *([n, *Z[i].tolist()] for i, n in enumerate(names)),
        ["산출액", *X.tolist()],
    ]
    message = said(csv(tmp_path / "t.csv", rows))
    assert "2 sectors of the same name: 기타 (B2, M2)" in message
    assert "기타 (A3, A14)" in message


def test_sheets_that_cannot_be_told_apart_are_named(tmp_path: Path):
    rows = made.square_rows()
    path = book(tmp_path / "t.xlsx", ("가", rows), ("나", rows), ("설명", [["만든 표"]]))
    message = said(path)
    assert "2 sheets fit: 가, 나" in message
    assert "`t.xlsx[가]`" in message
    assert read_table(f"{path}[나]").file == "t.xlsx[나]"


def square(
    extra: list[list[object]], *, demand: dict[str, np.ndarray] | None = None, flows: np.ndarray = Z
) -> list[list[object]]:
    demand = demand or {}
    rows: list[list[object]] = [["연도", 2019], ["단위", "십억원"], ["", *made.NAMES, *demand]]
    rows += [[n, *flows[i].tolist(), *(column[i] for column in demand.values())] for i, n in enumerate(made.NAMES)]
    return [*rows, *extra]


def test_a_table_that_counts_imports_in_is_told_by_its_column_of_imports(tmp_path: Path):
    M, exports = np.linspace(0.02, 0.3, N) * X, 0.1 * X
    m = M / (X + M - exports)
    total = Z / (1 - m)[:, None]  # so that taking imports out leaves Z
    final = X + M - total.sum(axis=1)
    columns = {"수출": exports, "최종수요계": final, "수입": -M, "산출액": X}
    table = read_table(csv(tmp_path / "t.csv", square([["산출액", *X.tolist()]], demand=columns, flows=total)))
    same(table)
    assert any("counts imported inputs in" in note.en for note in table.notes)
    columns = {"최종수요계": DEMAND, "수입": M, "산출액": X}
    beside = read_table(csv(tmp_path / "d.csv", square([["산출액", *X.tolist()]], demand=columns)))
    same(beside)  # the rows add up without imports: a domestic table that tells imports too


def test_a_table_without_imports_says_that_they_may_be_counted_in(tmp_path: Path):
    rows = square([["부가가치", *(X - Z.sum(axis=0)).tolist()], ["산출액", *X.tolist()]])
    table = read_table(csv(tmp_path / "t.csv", rows))
    assert "tells no imported inputs" in table.notes[0].en
    with_imports = [*rows[:-2], ["수입", *IMPORTED.tolist()], ["부가가치", *VALUE.tolist()], rows[-1]]
    assert read_table(csv(tmp_path / "u.csv", with_imports)).notes == ()


@pytest.mark.parametrize(
    ("row", "factor", "words"),
    [
        ("부가가치", 10, "10 times too large"),
        ("부가가치", 1000, "1,000 times too large"),
        ("부가가치", 0.01, "100 times too small"),
        ("취업자", 1e-3, "1,000 times too few"),
        ("취업자", 1e3, "1,000 times too many"),
        ("산출액", 100, "times too large"),
        ("산출액", 0.2, "exceed output in 12 sectors"),
    ],
)
def test_a_slip_of_a_unit_is_named(tmp_path: Path, row: str, factor: float, words: str):
    amounts = {"부가가치": VALUE, "취업자": made.JOBS * X, "산출액": X}
    amounts[row] = amounts[row] * factor
    message = said(csv(tmp_path / "t.csv", square([[name, *values.tolist()] for name, values in amounts.items()])))
    assert words in message


@pytest.mark.parametrize(("label", "factor"), [("취업자(천명)", 1e-3), ("취업자 (명)", 1.0), ("취업자[만명]", 1e-4)])
def test_the_unit_of_a_row_may_stand_in_its_label(tmp_path: Path, label: str, factor: float):
    rows = square(
        [
            [label, *(made.JOBS * X * factor).tolist()],
            ["부가가치(억원)", *(10 * VALUE).tolist()],
            ["산출액", *X.tolist()],
        ]
    )
    table = read_table(csv(tmp_path / "t.csv", rows))
    np.testing.assert_allclose(table.employment, made.JOBS)
    np.testing.assert_allclose(table.value_added, made.VALUE_ADDED)


def test_sectors_may_make_losses_and_cells_be_negative_while_the_economy_is_productive(tmp_path: Path):
    flows = Z.copy()
    flows[:, 11] *= 1.1 / made.A[:, 11].sum()
    flows[0, 3] = -0.001 * X[3]
    rows = square([["부가가치", *(X - flows.sum(axis=0)).tolist()], ["산출액", *X.tolist()]], flows=flows)
    table = read_table(csv(tmp_path / "t.csv", rows))
    same(table, flows / X)
    told = " ".join(note.en for note in table.notes)
    assert "Inputs of some sectors exceed their output" in told
    assert "1 input coefficients are negative" in told
    flows[:, 3] *= -1.0
    assert "negative" in said(csv(tmp_path / "u.csv", square([["산출액", *X.tolist()]], flows=flows)))


def test_percentages_are_no_coefficients(tmp_path: Path):
    rows: list[list[object]] = [["연도", 2018], ["종류", "투입계수"], ["", *made.NAMES]]
    rows += [[n, *(100 * made.A[i]).tolist()] for i, n in enumerate(made.NAMES)]
    assert "Divide percentages by 100" in said(csv(tmp_path / "t.csv", rows))


def test_output_across_and_down_have_to_be_the_same(tmp_path: Path):
    rows = square([["산출액", *X.tolist()]], demand={"산출액": X * np.linspace(1.0, 1.2, N)})
    assert "output across and down differ" in said(csv(tmp_path / "t.csv", rows))


def test_a_decimal_comma_is_read_or_refused_never_taken_for_thousands(tmp_path: Path):
    rows = made.texts([[*r] for r in square([["취업자", *(made.JOBS * X).tolist()], ["산출액", *X.tolist()]])])
    text = "\n".join(";".join(cell.replace(".", ",") for cell in row) for row in rows)
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    same(read_table(path))  # 0,5 and 12,3456 tell the sign
    three = "연도;2018\n;가;나\n가;12,345;23,456\n나;1,234;2,345\n산출액;123,456;234,567\n"
    path.write_text(three, encoding="utf-8")
    assert "a comma for thousands or decimals? 12,345" in said(path)
    path.write_text(three.replace("1,234;", "0,234;"), encoding="utf-8")
    np.testing.assert_allclose(read_table(path).output, [123.456, 234.567])


def test_formulas_without_values_are_not_called_empty(tmp_path: Path):
    rows = square([["산출액", *(f"=SUM({chr(66 + k)}4:{chr(66 + k)}15)" for k in range(N))]])
    message = said(book(tmp_path / "t.xlsx", ("표", rows)))
    assert "a formula without its value" in message
    assert "Open the file in Excel and save it" in message
    assert "Write 0" not in message


def test_what_was_read_is_accounted_for(tmp_path: Path):
    rows = square(
        [["중간투입계", *Z.sum(axis=0).tolist()], ["산출액", *X.tolist()], ["자료: 만든 표"]],
        demand={"비고": np.zeros(N)},
    )
    read = read_table(csv(tmp_path / "t.csv", rows)).read
    assert read.to_json() == {
        "sectors": N,
        "rows": N + 3,
        "rows_read": N + 1,
        "columns": N + 1,
        "columns_read": N,
        "not_read": ["중간투입계", "자료: 만든 표", "비고"],
    }
    assert "12개 업종" in read.text("t.csv", 2019).ko


def _with_row(path: Path, label: str, factor: float) -> Path:
    """The made-up table with one row in a unit of its own."""
    rows = [
        [row[0], *(c * factor if isinstance(c, float) else c for c in row[1:])] if row[0] == label else row
        for row in made.square_rows()
    ]
    return csv(path, rows)


@pytest.mark.parametrize("factor", [10.0, 1000.0, 0.1, 0.001])
def test_pay_in_another_unit_than_value_added_is_a_slip(tmp_path: Path, factor: float):
    found = said(_with_row(tmp_path / "a.csv", "피용자보수", factor))
    power = {10.0: "10 times too large", 0.1: "10 times too small", 1000.0: "1,000 times too large"}
    assert power.get(factor, "1,000 times too small") in found
    assert "6 to 100 % of value added" in found


@pytest.mark.parametrize(("factor", "mean"), [(10.0, "98.9"), (0.1, "0.989")])
def test_ten_times_as_many_people_are_said_on_the_page(tmp_path: Path, factor: float, mean: str):
    table = read_table(_with_row(tmp_path / "a.csv", "취업자수", factor))
    (note,) = [n for n in table.notes if "people for a KRW bn" in n.en]
    assert f"{mean} people" in note.en
    assert "factor of ten" in note.en
    usual = read_table(_with_row(tmp_path / "b.csv", "취업자수", 1.0))
    assert not [n for n in usual.notes if "people for a KRW bn" in n.en]
