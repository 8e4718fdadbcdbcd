"""A server of its own and Debian's Chromium, for the tests that a person's hands and eyes would make."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Response, expect, sync_playwright

from tests.web.serving import Served

CHROMIUM = "/usr/bin/chromium"
PATIENCE = 300_000  # milliseconds: two cores that other tests use as well
PASSWORD = "vineyard by the river"
# Where pictures go: a folder that somebody wants to look at, or one that is thrown away.
PICTURES = os.environ.get("PODOBAT_PICTURES")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`podobat serve` on an empty data folder; it learns from few futures, to be quick."""
    server = Served(tmp_path_factory.mktemp("browser") / "data", PODOBAT_PARTICLES="400")
    try:
        server.until_ready()
        yield server
    finally:
        server.stop_for_good()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a file of tests; it is closed before other files go on."""
    expect.set_options(timeout=PATIENCE / 3)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Hands:
    """A person at a window: opens pages, and keeps what the browser complains about."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context, self.base = context, base
        self.complaints: list[str] = []
        context.set_default_timeout(PATIENCE)
        self.page: Page = context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error in a script: {error}"))
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text} ({self.page.url})")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status} {response.url}")

    def go(self, path: str) -> Page:
        """Open an address. A page that renews itself just then (a job has ended) calls us off: then once more."""
        try:
            self.page.goto(self.base + path)
        except Error as error:
            if "ERR_ABORTED" not in str(error):
                raise
            self.page.goto(self.base + path)
        return self.page

    def picture(self, name: str, folder: Path) -> None:
        """Keep what the page looks like."""
        self.page.screenshot(path=Path(PICTURES or folder) / f"{name}.png", full_page=True)

    def make_account(self, path: str, name: str) -> None:
        """Follow a one-time link as a new person."""
        page = self.go(path)
        page.get_by_label("아이디", exact=True).fill(name)
        page.get_by_label("이름", exact=True).fill(f"{name} 주무관")
        page.get_by_label("비밀번호", exact=True).fill(PASSWORD)
        page.get_by_label("비밀번호 확인").fill(PASSWORD)
        page.get_by_role("button", name="계정 만들고 로그인").click()
        page.wait_for_url(lambda address: "/first/" not in address)


@pytest.fixture
def person(chromium: Browser, served: Served) -> Iterator:
    """`person()`: another person with a window of their own; `width`, `scheme` for how they look at it."""
    windows: list[Hands] = []

    def begin(width: int = 1280, scheme: str = "light", state: str | None = None) -> Hands:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale="ko-KR",
            timezone_id="Asia/Seoul",
            accept_downloads=True,
            storage_state=state,
        )
        windows.append(Hands(context, f"http://127.0.0.1:{served.port}"))
        return windows[-1]

    yield begin
    for hands in windows:
        hands.context.close()


def first_path(served: Served) -> str:
    """Path of the administrator's one-time link, as the server printed it."""
    return served.said[1].removeprefix(served.said[0])
