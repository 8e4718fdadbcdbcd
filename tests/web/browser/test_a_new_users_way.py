"""The way of somebody who opens the application for the first time, from the link to signing out, in a real browser."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from tests.web.browser.conftest import PASSWORD, PATIENCE, Hands, first_path

CASE = "/gwangju-phase1/"
TARGET = "#target-firms-310-mou"
HEAD = "지표,값,단위,기준일,집계 기관,포괄 범위,정의,영문 정의,근거 등급,출처"
# A count of signed memoranda two years later, and two rows with what people mistype.
BY = "city,whole"
ROWS = (
    f"firms.mou,420,firms,2023-12-31,{BY},협약을 맺은 AI 기업의 누계,AI firms with a memorandum,B,mou_202203_135",
    f"firms.opened,백이십,firms,2023-12-31,{BY},사무소를 연 기업의 누계,firms with an office,B,mou_202203_135",
    f"people.trained,2100,people,2023-13-40,{BY},수료한 인원의 누계,people trained so far,B,mou_202203_135",
)
SPREADSHEET = "\r\n".join((HEAD, *ROWS)).encode("cp949")


def learnt(hands: Hands) -> Page:
    """The dashboard once the records are in it and no job is under way."""
    until = time.monotonic() + PATIENCE / 1000
    while True:
        page = hands.go(CASE)
        if (
            page.locator(".job").count() == 0
            and page.locator(f"{TARGET} .odds .which", has_text="실적 반영 후").count()
        ):
            return page
        assert time.monotonic() < until, page.locator("main").inner_text()[:2000]
        time.sleep(1)


def odds(page: Page) -> str:
    """What the dashboard says of the target: the odds after learning, and the median."""
    row = page.locator(TARGET)
    return " ".join(row.locator(".pair > div").first.inner_text().split()) + row.locator(".odds .big").inner_text()


def test_from_the_first_link_to_signing_out(person, served, tmp_path):
    kim: Hands = person()
    kim.make_account(first_path(served), "kim")
    page = kim.page
    expect(page.get_by_text("kim 주무관 님, 로그인했습니다.")).to_be_visible()
    page.get_by_role("link", name=re.compile("광주 인공지능")).click()
    expect(page.get_by_role("heading", level=1, name="목표 현황")).to_be_visible()
    expect(page.locator(TARGET)).to_contain_text("310개사")
    page = learnt(kim)
    before = odds(page)
    kim.picture("1-dashboard", tmp_path)

    # A spreadsheet in the office's old encoding, two rows of it faulty
    page.get_by_role("link", name="실적 기록").click()
    records = int(re.search(r"(\d+)건", page.locator("#list").inner_text())[1])  # type: ignore[index]
    page.get_by_role("link", name="파일로 입력").click()
    page.locator("#file").set_input_files({"name": "실적.csv", "mimeType": "text/csv", "buffer": SPREADSHEET})
    page.locator("main form[enctype] button").click()
    expect(page.locator(".wrong-row .wrong")).to_have_count(2)
    expect(page.get_by_role("button", name="모두 저장")).to_have_count(0)
    kim.picture("2-preview-with-faults", tmp_path)
    page.locator("input[name$=':value']").fill("120")
    page.locator("input[name$=':as_of']").fill("2023-12-31")
    page.locator("form.mend button.primary").click()
    expect(page.locator(".wrong-row")).to_have_count(0)
    kim.picture("3-preview-mended", tmp_path)
    page.locator("form:has(input[value=confirm]) button.primary").click()
    page.wait_for_url(re.compile(r"/records/(\?|$)"))
    expect(page.locator("#list")).to_contain_text(f"{records + 3}건")
    kim.picture("4-records", tmp_path)

    # A second person confirms: the first one may not
    page.get_by_role("link", name="사용자").click()
    page.get_by_label("누구에게 주는 링크입니까?").fill("이 주무관")
    page.get_by_role("button", name="초대 링크 만들기").click()
    invitation = page.locator("code.address").inner_text()
    kim.picture("5-members", tmp_path)
    lee: Hands = person()
    lee.make_account(invitation.removeprefix(lee.base), "lee")
    lee.go(CASE + "records/")
    lee.page.locator("#list a", has_text="업무협약").first.click()
    expect(lee.page.locator("h1")).to_contain_text("업무협약")
    lee.page.get_by_role("button", name="확인", exact=False).first.click()
    expect(lee.page.locator(".headline .badge")).to_have_text("확인됨")
    lee.picture("6-record", tmp_path)

    # The count and the odds have changed
    page = learnt(kim)
    expect(page.locator(TARGET)).to_contain_text("420개사")
    assert odds(page) != before
    kim.picture("7-dashboard-after", tmp_path)

    # A scenario, and its link in another browser, where nobody is signed in
    page.get_by_role("link", name="시나리오").first.click()
    page.locator("#attraction, [id$='attraction'][type=number]").first.fill("200")
    page.keyboard.press("Tab")
    share = page.locator("#outcome .address")
    expect(share).to_be_visible()
    kim.picture("8-scenario", tmp_path)
    told = page.locator("#outcome table").first.inner_text()
    guest: Hands = person()
    guest.go(share.get_attribute("href") or "")
    expect(guest.page.locator("#outcome .address")).to_be_visible()
    assert guest.page.locator("#outcome table").first.inner_text() == told
    guest.picture("9-scenario-shared", tmp_path)

    # English, the committee's report as PDF, the way out
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("navigation").get_by_role("link", name="Reports").click()
    page.get_by_label("Language").select_option("en")
    page.get_by_role("button", name=re.compile("report", re.IGNORECASE)).first.click()
    pdf = page.get_by_role("link", name="PDF").first
    until = time.monotonic() + PATIENCE / 1000
    while not pdf.is_visible():
        assert time.monotonic() < until, page.locator("main").inner_text()
        time.sleep(1)
        page.reload()
    with page.expect_download() as coming:
        pdf.click()
    content = coming.value.path().read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(content) > 50_000
    kim.picture("10-reports", tmp_path)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    kim.go(CASE + "members/")
    expect(page).to_have_url(re.compile("/sign-in/"))

    assert not kim.complaints + lee.complaints + guest.complaints


def test_the_keyboard_alone_suffices(person, served, tmp_path):
    person().make_account(served.another_link(), "park")
    hands: Hands = person()
    page = hands.go("/sign-in/?next=/gwangju-phase1/scenarios/")
    press = page.keyboard.press
    assert page.evaluate("document.activeElement.name") == "username", "the first field waits for the name"
    page.keyboard.type("park")
    press("Tab")
    page.keyboard.type(PASSWORD)
    press("Enter")
    expect(page.locator("#controls")).to_be_visible()
    press("Tab")
    assert "skip" in (page.evaluate("document.activeElement.className") or "")
    press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    stops = walk(page, at_most=250)
    assert all(stop["seen"] for stop in stops), [stop for stop in stops if not stop["seen"]]
    assert all(stop["marked"] for stop in stops), [stop for stop in stops if not stop["marked"]]
    assert sum(stop["kind"] == "number" for stop in stops) >= 15, "every budget can be reached"
    # Back to the first budget, change it with the keys, and read the answer.
    page.locator("[id$='compute-centre'][type=number]").first.focus()
    press("Control+A")
    page.keyboard.type("50")
    press("Enter")
    expect(page.locator("#outcome .headline")).to_be_visible()
    expect(page.locator("#outcome .address")).to_be_visible()
    assert not hands.complaints


STOP = """() => {
  const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
  return {at: [...document.querySelectorAll('*')].indexOf(e), kind: e.type || e.tagName.toLowerCase(),
          name: e.name || e.id || e.innerText.slice(0, 30),
          end: e === document.body,
          seen: r.width > 0 && r.height > 0 && r.right > 0 && r.left < innerWidth,
          marked: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2};
}"""


def walk(page: Page, at_most: int) -> list[dict]:
    """Everything that Tab reaches from here to the end of the page: is it seen, is it marked?"""
    stops: list[dict] = []
    for _ in range(at_most):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop["end"] or (stops and stop == stops[0]):
            return stops
        stops.append(stop)
    raise AssertionError("Tab never comes to an end: a trap")
