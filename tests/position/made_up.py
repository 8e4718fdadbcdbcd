"""Made-up tables for the tests of this room: regions, industries and years as an office would export them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from podobat.position.counts import Counts, Industry, Kind
from podobat.texts import Text

REGIONS = ("가람", "나루", "다온", "라온", "마루", "바다", "사랑", "아라", "자올", "차오", "카온", "타래")


def table(rows: Iterable[Sequence[object]], *, encoding: str = "utf-8") -> bytes:
    """Rows as a CSV file."""
    return "\n".join(",".join(map(str, row)) for row in rows).encode(encoding)


def workbook(rows: Iterable[Sequence[object]], merged: Sequence[str] = ()) -> bytes:
    """Rows as an Excel file, with merged blocks."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for block in merged:
        sheet.merge_cells(block)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def counts_of(
    values: NDArray[np.float64], years: Sequence[int] = (2020,), kind: Kind = "workers", codes: Sequence[str] = (),
    classification: str = "",
) -> Counts:  # fmt: skip
    """Counts from an array (year, region, industry) or (region, industry)."""
    values = values if values.ndim == 3 else values[None]
    names = [REGIONS[r] if r < len(REGIONS) else f"지역{r}" for r in range(values.shape[1])]
    coded = codes or [f"i{i}" for i in range(values.shape[2])]
    industries = tuple(Industry(code, Text(f"산업{i}", f"industry {i}")) for i, code in enumerate(coded))
    regions = tuple(Text(n, n) for n in names)
    return Counts("made.csv", regions, industries, tuple(years), values, kind, "종사자수", classification)


def moving(n_regions: int = 12, n_industries: int = 40, n_years: int = 3, *, related: float = 0.0, seed: int = 1,
           sigma: float = 1.5, exponent: float = 0.35) -> NDArray[np.float64]:  # fmt: skip
    """Counts (year, region, industry) that move by the law of `movement`: jumps of Student t, smaller in larger cells.

    Industries come in four families; a region that has the other members of a family is pulled towards all of it by
    `related` a year.
    """
    luck = np.random.default_rng(seed)
    family = np.arange(n_industries) % 4
    taste = luck.normal(0, 1.0, (n_regions, 4))[:, family]
    x = np.exp(6 + taste + luck.normal(0, 0.6, (n_regions, n_industries)))
    every = [np.round(x)]
    for _ in range(n_years - 1):
        par = np.outer(x.sum(1), x.sum(0)) / x.sum()
        q = np.log(x / par)
        mean = np.stack([q[:, family == f].mean(1) for f in family], axis=1)
        jump = luck.standard_t(4, x.shape) * sigma * x**-exponent
        x = x * np.exp(related * (mean - q) + jump)
        every.append(np.round(x))
    return np.stack(every)


PROVINCES = tuple("서울 부산 대구 인천 광주 대전 울산 세종 경기 강원 충북 충남 전북 전남 경북 경남 제주".split())  # noqa: SIM905


def provinces_table(years: Sequence[int] = (2020, 2023), seed: int = 3) -> bytes:
    """Made-up workers of the provinces of Korea by every division of KSIC, as a long CSV in CP949."""
    from podobat.evidence.places import read_industries

    codes = [code for code in read_industries("ksic") if code[0] not in "TU"]
    values = moving(len(PROVINCES), len(codes), len(years), seed=seed)
    values[:, :, codes.index("C12")] *= values[:, :, codes.index("C12")] > 500
    rows: list[tuple[object, ...]] = [("시도", "산업코드", "산업명", "연도", "종사자수")]
    for y, year in enumerate(years):
        for r, region in enumerate(PROVINCES):
            found = ((code, int(values[y, r, i])) for i, code in enumerate(codes))
            rows += [(region, code, f"업종 {code}", year, n) for code, n in found if n > 0]
    return table(rows, encoding="cp949")
