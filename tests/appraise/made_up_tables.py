"""Made-up input-output tables: no figure in here was ever published. Twelve sectors; no plan spends on two of them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np

NAMES = (
    "농림수산품", "컴퓨터, 전자 및 광학기기", "전기장비", "기계 및 장비", "건설", "도소매 및 상품중개서비스",
    "정보통신 및 방송 서비스", "전문, 과학 및 기술 서비스", "사업지원서비스", "공공행정, 국방 및 사회보장",
    "교육서비스", "보건 및 사회복지 서비스",
)  # fmt: skip
CODES = ("D01T02", "D26", "D27", "D28", "D41T43", "D45T47", "D58T63", "D69T75", "D77T82", "D84", "D85", "D86T88")
N = len(NAMES)
_I, _J = np.indices((N, N))
A = 0.01 + 0.06 * ((3 * _I + 5 * _J) % 7) / 7 + 0.05 * (_I == _J)  # columns sum to about 0.45
L = np.linalg.inv(np.eye(N) - A)
VALUE_ADDED = 0.9 * (1 - A.sum(axis=0))
JOBS = np.linspace(2.0, 14.0, N)  # people for a KRW bn of output
OUTPUT = np.linspace(1000.0, 9000.0, N)  # KRW bn
REGION = OUTPUT * np.linspace(0.005, 0.04, N)
PAY = 0.5 * VALUE_ADDED
BASKET = np.linspace(0.2, 1.8, N) / N * 0.7  # what households buy for a unit of pay

OUTPUT_TABLE = "2.2.1.2.3. 투입산출표 생산유발계수표(생산자가격, 대분류)"
JOBS_TABLE = "2.2.1.2.6. 투입산출표 취업유발계수표(생산자가격, 대분류)"
VALUE_TABLE = "2.2.1.2.4. 투입산출표 부가가치유발계수표(생산자가격, 대분류)"
INPUT_TABLE = "2.2.1.2.1. 투입산출표 투입계수표(국산거래표, 대분류)"
YEARS = (2020, 2021)


def long_rows(table: str, matrix: np.ndarray, unit: str = "", grow: float = 1.01) -> list[list[str]]:
    """Rows of a long table as the Bank of Korea lays them out, totals among them; 2021 is `grow` times 2020."""
    rows = []
    for j, demand in enumerate(NAMES):
        column = [*zip(NAMES, matrix[:, j], strict=True), ("열합", matrix[:, j].sum())]
        for put, value in column:
            rows.append([table, demand, put, unit, "원자료", *(f"{value * grow**t:.6f}" for t in range(len(YEARS)))])
        rows.append([table, demand, "영향력계수", unit, "원자료", "1.0", "1.0"])
    return rows + [[table, "행합", name, unit, "원자료", "2.0", "2.0"] for name in NAMES]


def as_csv(rows: list[list[str]]) -> str:
    """Rows as CSV text."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


HEAD = ["통계표", "수요부문(열)", "투입부문(행)", "단위", "변환", *map(str, YEARS)]


def long_csv(*rows: list[list[str]]) -> str:
    """A long CSV of some tables."""
    return as_csv([HEAD, *(row for table in rows for row in table)])


def square_rows(*, meta: bool = True, region: bool = False) -> list[list[object]]:
    """A square table of flows in KRW m, with what belongs to a unit of output below."""
    Z = A * OUTPUT * 1000
    rows: list[list[object]] = [["연도", 2020], ["단위", "백만원"]] if meta else []
    rows.append(["업종", *NAMES, "민간소비", "수출"])
    consumption = BASKET * (PAY * OUTPUT * 1000).sum()
    rows += [[name, *Z[i].tolist(), consumption[i], 5.0] for i, name in enumerate(NAMES)]
    rows.append(["부가가치", *(VALUE_ADDED * OUTPUT * 1000).tolist()])
    rows.append(["피용자보수", *(PAY * OUTPUT * 1000).tolist()])
    rows.append(["취업자수", *(JOBS * OUTPUT).tolist()])
    rows.append(["산출액", *(OUTPUT * 1000).tolist()])
    if region:
        rows.append(["지역 산출액", *(REGION * 1000).tolist()])
    return rows


def oecd_rows(kinds: tuple[str, ...] = ("DOM", "IMP")) -> list[list[object]]:
    """The OECD's layout in USD m; imports are a tenth of domestic inputs."""
    Z = A * OUTPUT
    rows: list[list[object]] = [["", *CODES, "HFCE", "EXPO"]]
    for kind in kinds:
        flows = Z * {"DOM": 1.0, "IMP": 0.1, "TTL": 1.1}[kind]
        rows += [[f"{kind}_{code[1:]}", *flows[i].tolist(), 10.0, 5.0] for i, code in enumerate(CODES)]
    rows.append(["VALU", *(VALUE_ADDED * OUTPUT).tolist(), "", ""])
    return [*rows, ["OUTPUT", *OUTPUT.tolist(), "", ""]]


def texts(rows: list[list[object]]) -> list[list[str]]:
    """Cells as text, numbers with all their digits."""
    return [[repr(float(cell)) if isinstance(cell, float) else str(cell) for cell in row] for row in rows]


def write_book(path: Path, rows: list[list[object]], *, first: str = "설명") -> Path:
    """An Excel workbook whose first sheet says something and whose second has the table."""
    from openpyxl import Workbook

    book = Workbook()
    book.worksheets[0].title = first
    book.worksheets[0].append(["만든 표입니다", "made up"])
    sheet = book.create_sheet("표")
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path
