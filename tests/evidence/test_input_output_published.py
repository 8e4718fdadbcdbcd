"""Tables laid out as statistics offices publish them, and slips that people make in them. All figures are made up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook

from podobat.errors import InputFaults
from podobat.evidence.input_output import Table, read_table
from podobat.evidence.input_output.industries import industry_of
from podobat.plan.schema import SPENDING_SECTORS
from tests.appraise import made_up_tables as made

N = made.N
X = made.OUTPUT
Z = made.A * X
VALUE = made.VALUE_ADDED * X  # a tenth of what inputs leave is imported
IMPORTED = (1 - made.A.sum(axis=0)) * X - VALUE
DEMAND = X - Z.sum(axis=1)
ISIC = ("A01_02", "C26", "C27", "C28", "F", "G", "J58T63", "M", "N", "O", "P", "Q")
ENGLISH = (
    "Agriculture",
    "Computer, electronic and optical products",
    "Electrical equipment",
    "Machinery and equipment n.e.c.",
    "Construction",
    "Wholesale and retail trade",
    "Information and communication",
    "Professional, scientific and technical activities",
    "Administrative and support service activities",
    "Public administration and defence; compulsory social security",
    "Education",
    "Human health and social work activities",
)


def book(path: Path, *sheets: tuple[str, Sequence[Sequence[object]]]) -> Path:
    out = Workbook(write_only=True)
    for name, rows in sheets:
        page = out.create_sheet(name)
        for row in rows:
            page.append(list(row))
    out.save(path)
    return path


def csv(path: Path, rows: Sequence[Sequence[object]], encoding: str = "utf-8") -> Path:
    path.write_text(made.as_csv(made.texts([list(row) for row in rows])), encoding=encoding)
    return path


def said(path: Path, **options) -> str:
    with pytest.raises(InputFaults) as refused:
        read_table(path, **{"price_year": 2019, **options})
    assert all(re.search("[가-힣]", fault.found.ko) for fault in refused.value.faults)
    return re.sub(r"\s+", " ", str(refused.value))


def same(table: Table, A: np.ndarray = made.A) -> None:
    np.testing.assert_allclose(table.A, A, rtol=1e-9)
    assert table.read is not None
    assert table.read.sectors == N


# --- layouts as published ----------------------------------------------------------------------------------------


def test_a_workbook_of_the_bank_of_korea(tmp_path: Path):
    """Codes and names, two lines of heads under a title, domestic, imported and total products in a sheet each."""

    def sheet(name: str, flows: np.ndarray) -> tuple[str, list[list[object]]]:
        codes = [f"{i:02d}" for i in range(1, N + 1)]
        rows: list[list[object]] = [
            [f"{name}(생산자가격, 대분류, 2019년)"],
            ["", "", "(단위 : 백만원)"],
            [],
            ["", "부문코드", *codes, "700", "900"],
            ["", "부문명칭", *made.NAMES, "중간수요계", "총수요계"],
        ]
        for i, (code, label) in enumerate(zip(codes, made.NAMES, strict=True)):
            rows.append([code, label, *(1000 * flows[i]).tolist(), 1000 * flows[i].sum(), 1000 * X[i]])
        rows += [
            ["790", "중간투입계", *(1000 * flows.sum(axis=0)).tolist()],
            ["810", "피용자보수", *(1000 * made.PAY * X).tolist()],
            ["890", "부가가치계", *(1000 * VALUE).tolist()],
            ["900", "총투입계", *(1000 * X).tolist()],
        ]
        return name, rows

    path = book(
        tmp_path / "투입산출표_2019.xlsx",
        ("목차", [["투입산출표"], ["국산거래표"]]),
        sheet("총거래표", 1.1 * Z),
        sheet("국산거래표", Z),
        sheet("수입거래표", 0.1 * Z),
    )
    table = read_table(path, price_year=2019)
    same(table)
    assert table.file == "투입산출표_2019.xlsx[국산거래표]"
    assert table.titles == made.NAMES
    assert table.codes[0] == "01"
    assert set(table.meets) == set(SPENDING_SECTORS)
    assert "총거래표, 수입거래표" in table.notes[-1].ko
    total = read_table(f"{path}[총거래표]", price_year=2019)
    same(total, 1.1 * made.A)
    assert total.imports_counted
    assert "a table of imports" not in said(Path(f"{path}[없음]"))


@pytest.mark.parametrize("asked", [None, 2018])
def test_a_workbook_of_the_united_states(tmp_path: Path, asked: int | None):
    """A sheet a year, NAICS codes that look like divisions of ISIC, names beside them, dashes and footnotes."""
    codes = ["11", "334", "335", "333", "23", "42", "51", "54", "561", "GSLG", "61", "62"]
    names = [
        "Farms",
        "Computer and electronic products",
        "Electrical equipment, appliances, and components",
        "Machinery",
        "Construction",
        "Wholesale trade",
        "Information",
        "Miscellaneous professional, scientific, and technical services",
        "Administrative and support services",
        "Public administration",
        "Educational services",
        "Hospitals",
    ]

    def sheet(year: int, scale: float) -> tuple[str, list[list[object]]]:
        rows: list[list[object]] = [
            ["The Use of Commodities by Industries - Summary"],
            ["(Millions of dollars)"],
            [str(year)],
            ["", "", *codes, "T001", "F010"],
            ["IOCode", "Name", *names, "Total Intermediate", "Personal consumption expenditures"],
        ]
        for i, (code, name) in enumerate(zip(codes, names, strict=True)):
            cells: list[object] = [*(scale * Z[i]).tolist(), (scale * Z[i]).sum(), "---"]
            cells[3] = "---" if i == 2 else cells[3]
            rows.append([code, name, *cells])
        rows.append(["Used", "Scrap, used and secondhand goods", *["..."] * (N - 1), -3.0])
        rows += [
            ["T005", "Total Intermediate", *Z.sum(axis=0).tolist()],
            ["V001", "Compensation of employees", *(made.PAY * X).tolist()],
            ["T008", "Total Industry Output", *X.tolist()],
            ["Legend / Footnotes:"],
            ["Note. Detail may not add to total."],
        ]
        return str(year), rows

    path = book(
        tmp_path / "IOUse.xlsx", ("ReadMe", [["About"]]), *(sheet(y, 0.5 + y % 10 / 20) for y in (2017, 2018, 2019))
    )
    table = read_table(path, year=asked, price_year=2019)
    year = asked or 2019
    A = made.A * (0.5 + year % 10 / 20)
    A[2, 3] = 0.0
    same(table, A)
    assert table.year == year
    assert "scrap" in " ".join(table.read.not_read).casefold()
    assert table.divisions is None, "22, 23, 55 of NAICS are no divisions of ISIC"
    assert table.meets["construction"].argmax() == 4
    assert table.meets["education"].argmax() == 10


def test_total_requirements_with_a_cell_below_zero(tmp_path: Path):
    L = np.linalg.inv(np.eye(N) - made.A)
    L[0, 5] = -0.00057
    rows: list[list[object]] = [
        ["Industry-by-Industry Total Requirements, After Redefinitions - Summary"],
        ["2019"],
        ["Code", "Description", *made.CODES],
    ]
    rows += [[code, name, *L[i].tolist()] for i, (code, name) in enumerate(zip(made.CODES, ENGLISH, strict=True))]
    table = read_table(book(tmp_path / "requirements.xlsx", ("2019", rows)), price_year=2019)
    np.testing.assert_allclose(np.linalg.inv(np.eye(N) - table.A), L, atol=2e-3)
    assert any("negative" in note.en for note in table.notes)


def test_analytical_tables_of_the_united_kingdom(tmp_path: Path):
    """CPA codes above the names, imports and taxes as rows, sheets of flows, coefficients and the inverse."""
    heads: list[list[object]] = [["", "", *[f"CPA_{c}" for c in ISIC]], ["", "Product", *ENGLISH]]

    def body(cells: np.ndarray) -> list[list[object]]:
        return [[f"CPA_{c}", n, *cells[i].tolist()] for i, (c, n) in enumerate(zip(ISIC, ENGLISH, strict=True))]

    totals: list[list[object]] = [
        ["", "Use of imported products, cif", *IMPORTED.tolist()],
        ["", "Taxes less subsidies on products", *[0.0] * N],
        ["", "Total consumption at basic prices", *(X - VALUE).tolist()],
        ["", "Gross value added", *VALUE.tolist()],
        ["", "Total output", *X.tolist()],
    ]
    title: list[list[object]] = [["Input-output table (domestic use, basic prices), 2019"], ["£ million"]]
    path = book(
        tmp_path / "iot2019.xlsx",
        ("Contents", [["Contents"]]),
        ("IOT", [*title, *heads, *body(Z), *totals]),
        ("A", [["Technical coefficients (domestic), 2019"], *heads, *body(made.A)]),
        ("L", [["Leontief inverse (domestic), 2019"], *heads, *body(made.L)]),
    )
    table = read_table(path, price_year=2019)
    same(table)
    assert table.file.endswith("[IOT]")
    np.testing.assert_allclose(table.value_added, made.VALUE_ADDED)
    assert not table.imports_counted
    assert set(table.meets) == set(SPENDING_SECTORS)
    for sheet in ("A", "L"):
        np.testing.assert_allclose(read_table(f"{path}[{sheet}]", price_year=2019).A, made.A, rtol=1e-9, atol=1e-12)


def test_a_national_table_of_the_world_database(tmp_path: Path):
    """Rows of domestic and of imported products told apart by a column Origin."""
    rows: list[list[object]] = [
        ["National Input-Output Table", 2014],
        [],
        ["Code", "Description", "Origin", *ISIC, "CONS_h", "GO"],
    ]
    for origin, factor in (("Domestic", 1.0), ("Imports", 0.1)):
        rows += [
            [c, n, origin, *(factor * Z[i]).tolist(), 5.0, X[i]]
            for i, (c, n) in enumerate(zip(ISIC, ENGLISH, strict=True))
        ]
    rows += [
        ["VA", "Value added at basic prices", "TOT", *VALUE.tolist()],
        ["GO", "Output at basic prices", "TOT", *X.tolist()],
    ]
    table = read_table(book(tmp_path / "niot_2014.xlsx", ("NIOT", rows)), price_year=2019)
    same(table)
    assert not table.imports_counted


CODES = {
    "old": made.CODES,
    "labels": [f"{c}: Something of {c}, nec" for c in made.CODES],
    "2023": [f"KOR_{c}" for c in ISIC],
    "2025": ["A01", "C26", "C27", "C28", "F", "G", "J58T63", "M69T75", "N77T82", "O", "P", "Q"],
    "parts": [
        "D01T02",
        "D24A",
        "D24B",
        "D26",
        "D301",
        "D302T309",
        "D41T43",
        "D58T63",
        "D69T75",
        "D84",
        "D85",
        "D86T88",
    ],
    "cpa": [
        f"CPA_{c}"
        for c in ("A01-02", "C26", "C27", "C28", "F", "G", "J58-63", "M69_M75", "N77-82", "O84", "P85", "Q86_Q88")
    ],
}


@pytest.mark.parametrize("codes", CODES)
def test_every_spelling_of_the_codes_of_isic(tmp_path: Path, codes: str):
    across = CODES[codes]
    rows: list[list[object]] = [["", *across], *([c, *Z[i].tolist()] for i, c in enumerate(across))]
    rows += [
        ["VA" if codes == "2023" else "VALU: Value added", *VALUE.tolist()],
        ["OUT" if codes == "2023" else "OUTPUT", *X.tolist()],
    ]
    table = read_table(csv(tmp_path / "2018.csv", rows), price_year=2019)
    same(table)
    assert table.read.columns_read == N, "no industry is dropped"
    found = {s: int(w.argmax()) for s, w in table.meets.items()}
    expected = (
        {"construction": 6, "electronics": 3} if codes == "parts" else {"construction": 4, "machinery": 3, "health": 11}
    )
    assert expected.items() <= found.items()


@pytest.mark.parametrize(
    ("label", "divisions"),
    [
        ("D24A", {24}),
        ("D302T309", {30}),
        ("C24B", {24}),
        ("J62_63", {62, 63}),
        ("M69_M70", {69, 70}),
        ("C10-C12", {10, 11, 12}),
        ("CPA_R90-92", {90, 91, 92}),
        ("DOM_01T03", {1, 2, 3}),
        ("KOR_41T43", {41, 42, 43}),
        ("KOR_F", {41, 42, 43}),
        ("TTL_C26", {26}),
        ("D26: Computer, electronic and optical products", {26}),
        ("F41, F42 & F43", {41, 42, 43}),
    ],
)
def test_codes_of_isic_and_their_divisions(label: str, divisions: set[int]):
    assert industry_of(label).divisions == divisions


@pytest.mark.parametrize(
    "label", ["41", "10-1", "334", "3361MV", "T005", "F010", "V001", "R&D", "IT", "건설", "GSLG", "Used"]
)
def test_other_codes_are_no_codes_of_isic(label: str):
    assert industry_of(label).divisions is None


# --- slips -------------------------------------------------------------------------------------------------------


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
