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
