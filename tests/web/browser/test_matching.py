"""The way of an officer from two tables to an accepted pair and its outcome, and of a firm at its own page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.web.browser.conftest import PATIENCE, Hands, first_path
from tests.web.browser.test_every_page import faults_of

KOREAN = Path(__file__).parents[2] / "match" / "korean"
ROOM = "/gwangju-phase1/match/"
LOOKS = ((1280, "light", "ko"), (375, "dark", "en"), (375, "light", "ko"), (1280, "dark", "en"))


@pytest.fixture
def looked_at(chromium, person, tmp_path):
    """`looked_at(hands, name, path)`: a page on a desk and a phone, in both languages; what is wrong with it."""

    def look(hands: Hands, name: str, path: str) -> list[str]:
        found = []
        for width, scheme, lang in LOOKS:
            other: Hands = person(width=width, scheme=scheme, state=hands.context.storage_state())
            other.context.add_cookies([{"name": "podobat-language", "value": lang, "url": hands.base}])
            other.go(path)
            found += [f"{name} {width} {lang}: {fault}" for fault in faults_of(other)]
            other.picture(f"match-{name}-{width}-{scheme}-{lang}", tmp_path)
        return found

    return look


def test_from_two_tables_to_an_accepted_pair_and_its_outcome(person, served, looked_at):
    kim: Hands = person()
    kim.make_account(first_path(served), "kim")
    page = kim.go(ROOM)
    page.locator("#supplier_file").set_input_files(KOREAN / "demands.csv")  # the wrong one
    page.locator("#demand_file").set_input_files(KOREAN / "demands.csv")
    page.get_by_role("button", name="목록 만들기").click()
    expect(page.get_by_role("alert")).to_contain_text("표를 받을 수 없습니다")
    page.locator("#supplier_file").set_input_files(KOREAN / "suppliers.csv")
    page.locator("#demand_file").set_input_files(KOREAN / "demands.csv")
    page.get_by_role("button", name="목록 만들기").click()
    pair = page.locator("tbody th a").first
    expect(pair).to_be_visible(timeout=PATIENCE)  # the page renews itself when the list is ready
    expect(page.get_by_text(re.compile("둘 다: ")).first).to_be_visible()
    name = pair.inner_text()
    supplier = name.split(" – ")[1]
    faults = looked_at(kim, "room", ROOM)

    pair.click()
    page.get_by_role("button", name="짝 수락").click()
    expect(page.locator(".badge").first).to_have_text("수락")
    page.get_by_role("button", name="두 기업 초대").click()
    link = page.locator("code.link").last.inner_text()
    expect(page.locator("nav.crumbs a").last).to_have_text("AI+X 매칭")

    firm: Hands = person()
    own = firm.go(link.removeprefix(firm.base))
    expect(own.get_by_role("heading", level=1)).to_contain_text(supplier)
    own.get_by_role("button", name="만나고 싶습니다").click()
    expect(own.get_by_text("만나기를 원한다고 답하셨습니다.")).to_be_visible()
    faults += looked_at(firm, "own", link.removeprefix(firm.base))

    page = kim.go(ROOM)
    page.get_by_role("link", name=name).click()
    expect(page.get_by_text(re.compile(f"{supplier}[이가] 만나기를 원합니다."))).to_be_visible()
    address = page.url.removeprefix(kim.base)
    page.get_by_label("진행 결과").select_option("pilot")
    page.get_by_role("button", name="기록", exact=True).click()
    expect(page.locator(".badge").first).to_have_text("실증")
    faults += looked_at(kim, "pair", address)
    kim.go(ROOM)
    expect(page.get_by_role("link", name="실증 1")).to_be_visible()
    assert not faults, "\n".join(faults)
    assert not [c for c in firm.complaints + kim.complaints if not c.startswith(("422", "error: Failed to load"))]
