"""Lines of a trail on a page: names that lead on, no ids, and nothing that a plan's own words could run."""

from __future__ import annotations

import re

import podobat
from podobat.web.answers.worded import keys_of, linked, names_of

NAMES = {
    "jobs.direct": "재직 인원", "jobs.startups": "창업기업 재직 인원", "entry.team": "설립 인원", "gov_2022": "조사",
}  # fmt: skip
KEYS = {"space": "창업 공간", "facility.capacity": "수용 규모"}


def seen(line: str) -> str:
    """What a person reads, with links in brackets."""
    return re.sub(r'<a href="\?id=([^"]+)">(.*?)</a>', r"[\2]", linked(line, NAMES, KEYS))


def test_ids_become_names_that_lead_on():
    assert seen("entry.team: 설립 인원 = 1.5 명") == "[설립 인원] = 1.5 명"
    assert seen("entry.team (가정): 자료가 없습니다.") == "[설립 인원] (가정): 자료가 없습니다."
    assert seen("이루는 것: 창업기업 재직 인원 (jobs.startups), 재직 인원 (jobs.direct)") == (
        "이루는 것: [창업기업 재직 인원], [재직 인원]"
    )
    assert seen("견주는 지표(jobs.direct): 사람 수") == "견주는 지표([재직 인원]): 사람 수"
    assert seen("모수 entry.team: 설립 인원") == "모수 [설립 인원]"
    assert seen("gov_2022: 통계청, 조사 [자료 등급 A] 2명") == "[통계청, 조사] [자료 등급 A] 2명"
    assert seen("facility.capacity: 77") == "수용 규모: 77"
    assert seen("세부사업 유형: space") == "세부사업 유형: 창업 공간"


def test_addresses_stay_whole_and_words_cannot_run():
    line = 'gov_2022: <script>alert("1")</script> [A] https://example.org/jobs.direct?x=1'
    told = linked(line, NAMES, KEYS)
    assert "<script" not in told
    assert 'href="https://example.org/jobs.direct?x=1"' in told


def test_every_figure_of_each_target_has_a_name():
    case = podobat.example()
    names = names_of(case, "ko")
    assert names["odds.jobs-27500"]
    assert keys_of("ko")["training"]
