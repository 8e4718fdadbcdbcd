"""Uploads and scenarios typed on the web, by an officer's browser in this process; nothing is kept after an input."""

from __future__ import annotations

import json
import logging
import os
import re
import tempfile
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzz import mutate
from tests.fuzz.harness import Kind
from tests.habits.repository import ROOT

LARGEST_PAGE = 3_000_000  # bytes
RECORDS = [
    ["지표", "값", "단위", "기준일", "시작일", "종료일", "집계 기관", "정의", "근거 등급", "출처", "비고"],
    ["신규 채용", "512", "명", "2022-06-30", "2020-01-01", "2022-06-30", "광주광역시", "새로 뽑은 인원", "A",
     "https://example.go.kr/1", "분기 보고"],
    ["창업기업 매출", "12.5", "억원", "2021-12-31", "2021-01-01", "2021-12-31", "광주광역시", "매출액", "B",
     "https://example.go.kr/2", ""],
    ["업무협약(MOU) 체결 기업", "120", "개사", "2022-12-31", "", "", "언론", "협약을 맺은 기업", "C",
     "https://example.go.kr/3", ""],
]  # fmt: skip
ORGANISATIONS = [
    ["기업명", "사업자등록번호", "영문명", "비고"],
    ["(주)별빛소프트", "124-81-00998", "Starlight Soft; Byeolbit", ""],
    ["재단법인 달빛연구소", "220-81-62517", "", "이전"], ["에이비씨전자", "", "", ""], ["ABC전자(주)", "", "ABC", ""],
    ["별빛소프트웨어", "", "", "이름이 비슷함"],
]  # fmt: skip
SUPPORTS = [
    ["기업명", "사업자등록번호", "세부사업", "시작일", "지원 종류", "지원 목적", "금액"],
    ["(주)별빛소프트", "124-81-00998", "AI 데이터센터", "2021-03-02", "보조금·지원금", "시제품·제품화", "50"],
    ["주식회사 별빛소프트", "", "AI 데이터센터", "2021-04-01", "보조금·지원금", "시제품·제품화", "50"],
]  # fmt: skip
COUNTINGS = [
    ["기업명", "사업자등록번호", "지표", "집계기관", "집계일", "기록", "비고"],
    ["(주)별빛소프트", "124-81-00998", "신규 채용", "광주광역시", "2021-06-30", "", ""],
    ["에이비씨전자", "", "신규 채용", "광주광역시", "2021-12-31", "", "잠정"],
]  # fmt: skip
PEOPLE = [
    ["추적 부호", "과정", "세부사업", "수료일", "진로", "확인일", "비고"],
    ["", "가", "", "2020-12-31", "지역 내 취업", "2021-03-31", ""], ["", "나", "", "2021-06-30", "", "", "야간"],
    ["", "나", "AI 데이터센터", "2021-06-30", "", "", ""],
]  # fmt: skip
TABLES = {
    "records": RECORDS, "organisations": ORGANISATIONS, "supports": SUPPORTS, "countings": COUNTINGS, "people": PEOPLE,
}  # fmt: skip
_QUESTION = re.compile(r'<select[^>]*name="(decide:\d+)"[^>]*>(.*?)</select>', flags=re.DOTALL)


@cache
def _browser() -> Any:
    """The application with the Gwangju case in a database of its own, and an officer who is signed in."""
    os.environ.setdefault("PODOBAT_DATA", tempfile.mkdtemp(prefix="fuzz-data-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "podobat.web.site.settings"
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import setup_test_environment

    logging.getLogger("django.request").setLevel(logging.ERROR)
    setup_test_environment()
    call_command("migrate", verbosity=0, interactive=False)
    from podobat.web.accounts.models import User
    from podobat.web.book.services import load_records
    from podobat.web.core.models import Case, Membership
    from podobat.web.core.roles import Role

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    folder = ROOT / "cases" / "gwangju-phase1"
    case, new = Case.objects.get_or_create(
        slug="gwangju-phase1", defaults={"folder": str(folder), "name_ko": "광주", "name_en": "Gwangju"}
    )
    if new:
        load_records(case)
    user, _ = User.objects.get_or_create(username="officer")
    Membership.objects.get_or_create(user=user, case=case, defaults={"role": Role.OFFICER})
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def _page(answer: Any) -> str:
    """Its text; AssertionError for a page that must not be."""
    if answer.status_code >= 500:
        raise AssertionError(f"answered {answer.status_code}")
    if len(answer.content) > LARGEST_PAGE:
        raise AssertionError(f"a page of {len(answer.content)} bytes")
    return answer.content.decode()


def upload(luck: Random, folder: Path) -> str:
    """A table of records or of the directory: handed in, looked at, its questions answered, confirmed where it may be.

    Every other time the sound table is there already, so that rows are held against what was kept.
    """
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.db import transaction

    browser, kind = _browser(), luck.choice(sorted(TABLES))
    data, ending = mutate.table_bytes(luck, mutate.rows(luck, TABLES[kind]))
    (folder / f"{kind}{ending}").write_bytes(data)
    browser.cookies["podobat-language"] = luck.choice(("ko", "en"))
    with transaction.atomic():
        try:
            if luck.random() < 0.5:
                sound = SimpleUploadedFile("a.csv", mutate.plain(TABLES[kind]))
                kept = _confirmed(luck, browser, browser.post(f"/gwangju-phase1/{kind}/import/", {"file": sound}).url)
                if kept == "refused" and kind != "organisations":  # whose questions may stay open
                    raise AssertionError(f"the table of {kind} that is to be changed is not sound itself")
            answer = browser.post(f"/gwangju-phase1/{kind}/import/", {"file": SimpleUploadedFile(f"a{ending}", data)})
            page = _page(answer)
            if answer.status_code != 302:
                if answer.status_code != 422 or "<td" not in page:
                    raise AssertionError(f"refused with {answer.status_code} and no reason")
                return "refused"
            return _confirmed(luck, browser, answer.url)
        finally:
            transaction.set_rollback(True)


def _confirmed(luck: Random, browser: Any, address: str) -> str:
    """Look at an upload, answer what it asks, confirm it, and see what it became in the list."""
    shown = browser.get(address)
    asked = _QUESTION.findall(_page(shown))
    if asked:
        choices = {name: luck.choice(re.findall(r'value="([^"]*)"', options)) for name, options in asked}
        _page(browser.post(address, {"version": shown.context["upload"].version, **choices}))
        shown = browser.get(address)
        _page(shown)
    counts = shown.context["counts"]
    sent = {"version": shown.context["upload"].version, "digest": shown.context["digest"], "do": "confirm", "why": "a"}
    answer = browser.post(address, sent)
    _page(answer)
    if counts["faulty"] or counts["open"]:
        return "refused"
    _page(browser.get(answer.url))
    return "sound"


def typed(luck: Random, folder: Path) -> str:
    """Controls of the scenario room, with what people and programs type into them."""
    from django.db import transaction

    from podobat.plan import read_case
    from podobat.web.scenarios.changes import defaults
    from tests.fuzz.inputs import _paths

    browser = _browser()
    fields = defaults(read_case(ROOT / "cases" / "gwangju-phase1").plan, 10.0)
    for _ in range(mutate.many(luck)):
        fields[luck.choice(sorted(fields))] = luck.choice(
            (*mutate.NUMBERS, *mutate.WORDS, "50", "120", "pinned", "none", "date")
        )
    if luck.random() < 0.3:
        path = luck.choice(_paths("gwangju-phase1"))
        value = luck.choice(
            ('{"times": 0.5}', "0", '{"a": 1}', "[]", '"x"', "NaN", "1e400", "[" * 3000, '"\\ud800"', "9" * 400)
        )
        fields["rest"] = f"{{{json.dumps(path)}: {value}}}"
    (folder / "fields.json").write_text(json.dumps(fields, ensure_ascii=True), encoding="utf-8")
    with transaction.atomic():
        try:
            sent = {k: v.encode("utf-8", "replace").decode() for k, v in fields.items()}
            answer = browser.post("/gwangju-phase1/scenarios/try/", sent)
            _page(answer)
            if answer.status_code == 302:
                _page(browser.get(answer.url))
                return "sound"
            return "refused"
        finally:
            transaction.set_rollback(True)


UPLOAD_KINDS = (Kind("upload", 0.10, upload, _browser), Kind("typed", 0.04, typed, _browser))
