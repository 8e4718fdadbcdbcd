"""The columns of the tables of suppliers, demands and outcomes, by every name that offices give them."""

from __future__ import annotations

from typing import Final

from podobat.match.market import STAGES
from podobat.tables import Column
from podobat.texts import catalogue

say = catalogue("match")
LONGEST: Final = 2_000_000  # letters of a text; a firm may list a lifetime of works
_ID = Column(
    "id", say("column.id"), longest=200,
    others=("고유번호", "관리번호", "기업번호", "사업자등록번호", "사업자번호", "등록번호", "registration number"),
)  # fmt: skip
_NAME = Column(
    "name", say("column.name"), longest=400,
    others=("기업", "회사명", "업체명", "상호", "기관명", "공급기업", "공급기업명", "수요기업", "수요기업명",
            "organisation", "firm", "company"),
)  # fmt: skip
_SHARED: Final = (
    Column("sector", say("column.sector"), others=("분야", "산업", "산업 분야", "적용 분야", "sectors", "industry")),
    Column(
        "staff", say("column.staff"), kind="number", unit="people", least=0,
        others=("종업원", "임직원 수", "상시근로자 수", "직원 수", "고용 인원", "employees", "size"),
    ),
    Column("place", say("column.place"), others=("주소", "지역", "위치", "address", "location", "region")),
    Column("latitude", say("column.latitude"), kind="number", least=-90, most=90, others=("lat",)),
    Column("longitude", say("column.longitude"), kind="number", least=-180, most=180, others=("lon", "lng")),
    Column(
        "partners", say("column.partners"), longest=LONGEST,
        others=("협력 기업", "거래처", "기존 거래처", "past partners"),
    ),
    Column("must", say("column.must"), others=("필수", "지정 상대")),
    Column("never", say("column.never"), others=("제외", "must not", "excluded")),
    Column("hoped", say("column.hoped"), others=("희망", "희망 기업", "hoped")),
)  # fmt: skip

SUPPLIERS: Final = (
    _ID,
    _NAME,
    Column(
        "text", say("column.offers"), needed=True, longest=LONGEST,
        others=("보유 기술", "주요 기술", "기술 내용", "주요 제품", "주생산품", "사업 내용", "전문 분야",
                "what it does", "description", "offers"),
    ),
    Column("works", say("column.works"), longest=LONGEST, others=("주요 실적", "과제 실적", "납품 실적", "references")),
    Column("projects", say("column.projects"), kind="whole", least=0, others=("과제 수", "수행 과제 수", "실적 건수")),
    Column(
        "capacity", say("column.capacity"), kind="whole", least=0,
        others=("가능 건수", "동시 수행 가능 건수", "수용 가능 건수"),
    ),
    *_SHARED,
)  # fmt: skip
DEMANDS: Final = (
    _ID,
    _NAME,
    Column(
        "text", say("column.needs"), needed=True, longest=LONGEST,
        others=("필요 기술", "수요 기술", "애로 사항", "애로 기술", "해결 과제", "과제 내용", "need", "needs",
                "description"),
    ),
    Column("wanted", say("column.wanted"), kind="whole", least=0, others=("필요 공급기업 수", "희망 기업 수")),
    Column(
        "costs", say("column.costs"), kind="number", unit="KRW_m", least=0,
        others=("영업비용", "매출원가와 판관비", "총비용", "yearly costs"),
    ),
    Column("sales", say("column.sales"), kind="number", unit="KRW_m", least=0, others=("매출", "연 매출", "revenue")),
    Column("voucher", say("column.voucher"), kind="number", unit="KRW_m", least=0, others=("바우처", "지원 금액")),
    *_SHARED,
)  # fmt: skip
OUTCOMES: Final = (
    Column("demand", say("column.demand"), required=True, others=("수요기업명", "수요 번호", "demand id")),
    Column("supplier", say("column.supplier"), required=True, others=("공급기업명", "공급 번호", "supplier id")),
    Column(
        "stage", say("column.stage"), kind="choice", required=True, options=STAGES,
        others=("단계", "진행 단계", "outcome"),
    ),
    Column("reason", say("column.reason"), others=("비고", "note")),
)  # fmt: skip
