"""A planner's own case from the template to its odds, and a chart that answers the mouse, without a terminal."""

from __future__ import annotations

import re
import time

from playwright.sync_api import expect

from tests.web.browser.conftest import PATIENCE, Hands
from tests.web.browser.test_every_page import faults_of


def test_from_a_template_to_odds_on_screen(person, served, tmp_path):
    planner: Hands = person()
    planner.make_account(served.another_link(), "park")
    began = time.monotonic()
    page = planner.go("/new/")
    assert not faults_of(planner)
    page.get_by_label("사업 이름", exact=True).fill("해솔 집적단지")
    page.get_by_label("주소에 쓸 짧은 이름").fill("haesol")
    page.get_by_role("button", name="초안 만들기").click()
    expect(page.get_by_text("오류가 없습니다.")).to_be_visible()
    assert not faults_of(planner)

    page.locator("#programmes-0 > summary").click()
    amount = page.locator("[name='programmes.0.budget.2026']")
    amount.fill("-3")
    expect(page.locator("#checked")).to_contain_text("음수 금액")
    expect(amount).to_have_attribute("aria-invalid", "true")
    amount.fill("20")
    expect(page.get_by_text("오류가 없습니다.")).to_be_visible()
    planner.picture("own-form", tmp_path)
    page.get_by_role("button", name="초안 저장").first.click()
    page.get_by_label("바꾼 까닭").fill("첫 판")
    page.get_by_role("button", name="게시", exact=True).click()
    page.wait_for_url(re.compile(r"/haesol/$"))
    until = time.monotonic() + PATIENCE / 1000
    while not planner.go("/haesol/").locator(".odds .big, .odds b").count():
        assert time.monotonic() < until, page.locator("main").inner_text()[:1500]
        time.sleep(1)
    assert time.monotonic() - began < 600, "under ten minutes"
    assert not faults_of(planner)
    planner.picture("own-odds", tmp_path)

    page.locator(".strips a").first.click()
    expect(page.locator("figure.fan.drawn canvas").first).to_be_visible()
    assert not faults_of(planner)
    assert not planner.complaints


def test_the_pages_of_plan_and_answers_are_as_good_on_a_phone(person, served, tmp_path):
    reader: Hands = person(width=375, scheme="dark")
    for path in ("/gwangju-phase1/plan/", "/gwangju-phase1/answers/", "/gwangju-phase1/answers/value/", "/glossary/",
                 "/gwangju-phase1/answers/why/?id=jobs-27500", "/gwangju-phase1/jobs/"):  # fmt: skip
        reader.go(path)
        assert not faults_of(reader), path
        reader.picture(f"reader{re.sub('[^a-z0-9]+', '-', path)}", tmp_path)
    assert not reader.complaints
