"""Every page, on a desk and on a phone, light and dark, in both languages: axe-core finds nothing serious."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import Any

import pytest

from tests.web.browser.conftest import PATIENCE, Hands

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RUN = """async () => (await axe.run(document, {runOnly: [
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}))
  .violations.filter(v => v.impact === "serious" || v.impact === "critical")
  .map(v => `${v.id} (${v.impact}): ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" | ")}`)"""
CASE = "/gwangju-phase1/"
PAGES = (
    "/", "/account/password/", CASE, f"{CASE}measures/firms.mou/", f"{CASE}records/", f"{CASE}records/new/",
    f"{CASE}records/1/", f"{CASE}records/1/edit/", f"{CASE}records/import/", f"{CASE}records/findings/",
    f"{CASE}records/sources/", f"{CASE}records/counters/", f"{CASE}organisations/", f"{CASE}organisations/new/",
    f"{CASE}people/", f"{CASE}scenarios/", f"{CASE}reports/", f"{CASE}members/", f"{CASE}audit/", f"{CASE}settings/",
    f"{CASE}match/", f"{CASE}committee/", f"{CASE}committee/members/", f"{CASE}committee/meetings/new/",
    f"{CASE}ties/agreements/", f"{CASE}ties/agreements/new/", f"{CASE}ties/missions/", f"{CASE}ties/network/",
    f"{CASE}search/?q=창업", f"{CASE}answers/why/?id=jobs-1000-attracted", f"{CASE}records/waiting/", f"{CASE}notices/",
    f"{CASE}organisations/alike/", f"{CASE}keys/", "/api/",
)  # fmt: skip
LOOKS = ((375, "light", "ko"), (1280, "dark", "en"))
if os.environ.get("PODOBAT_SLOW"):  # `make test-web`
    LOOKS = (*LOOKS, (1280, "light", "ko"), (375, "dark", "en"))


@pytest.fixture(scope="module")
def signed_in_state(chromium, served, tmp_path_factory) -> Path:
    """Cookies of an administrator, once the dashboard has a forecast to show."""
    hands = Hands(chromium.new_context(locale="ko-KR"), f"http://127.0.0.1:{served.port}")
    hands.make_account(served.another_link(), "choi")
    until = time.monotonic() + PATIENCE / 1000
    while not hands.go(CASE).locator(".pair b").count():
        assert time.monotonic() < until
        time.sleep(1)
    path = tmp_path_factory.mktemp("state") / "state.json"
    hands.context.storage_state(path=path)
    hands.context.close()
    return path


def faults_of(hands: Hands) -> list[str]:
    """What is wrong with the page that is open: what axe finds serious, and anything wider than the window."""
    hands.page.evaluate(AXE)
    found: list[Any] = hands.page.evaluate(RUN)
    wide = hands.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*found, *([f"{wide} pixels wider than the window"] if wide > 0 else [])]


@pytest.mark.parametrize(("width", "scheme", "lang"), LOOKS)
def test_axe_finds_nothing_serious(person, signed_in_state, tmp_path, width, scheme, lang):
    hands: Hands = person(width=width, scheme=scheme, state=signed_in_state)
    hands.context.add_cookies([{"name": "podobat-language", "value": lang, "url": hands.base}])
    faults = []
    for path in PAGES:
        page = hands.go(path)
        assert page.locator("html").get_attribute("lang") == lang
        faults += [f"{path}: {fault}" for fault in faults_of(hands)]
        hands.picture(f"page{re.sub('[^a-z0-9]+', '-', path.removeprefix(CASE[:-1]))}{width}-{scheme}-{lang}", tmp_path)
    assert not faults + hands.complaints, "\n".join(faults + hands.complaints)


@pytest.mark.parametrize(("width", "scheme"), [(375, "light"), (1280, "dark")])
def test_a_strangers_pages_and_errors_are_as_good(person, tmp_path, width, scheme):
    hands: Hands = person(width=width, scheme=scheme)
    for path, status in (("/sign-in/", 200), ("/no/such/page/", 404), (CASE, 200), ("/first/used/", 404)):
        hands.go(path)
        assert not faults_of(hands), path
        assert [c for c in hands.complaints if c.startswith(str(status))] or status == 200
        hands.picture(f"stranger{path.replace('/', '-')}{width}-{scheme}", tmp_path)


def test_the_check_sees_a_page_that_is_hard_to_use(person, served):
    hands: Hands = person()
    hands.page.set_content("<html><body><img src='x'><input><p style='color:#ccc;width:3000px'>faint</p></body></html>")
    found = " ".join(faults_of(hands))
    assert {"image-alt", "label", "html-has-lang"} <= set(re.findall(r"[a-z-]+(?= \()", found))
    assert "wider than the window" in found
