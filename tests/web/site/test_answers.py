"""What leaves with every page, and the pages for what went wrong."""

from __future__ import annotations

import gzip
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from podobat.web.core.roles import Role
from podobat.web.site import errors
from podobat.web.site.settings import HERE

SHEETS = 30_000  # bytes of all sheets together: an old laptop on a slow line

PAGES = (
    "/",
    "/sign-in/",
    "/gwangju-phase1/audit/",
    "/gwangju-phase1/members/",
    "/gwangju-phase1/settings/",
    "/account/password/",
)


@pytest.fixture
def administrator(signed_in):
    """A browser that may see every page."""
    return signed_in(Role.ADMINISTRATOR)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_leaves_with_its_headers_and_without_inline_script_or_style(administrator, path):
    browser = Client() if path == "/sign-in/" else administrator
    answer = browser.get(path)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "private" in answer.headers["Cache-Control"]
    page = answer.content.decode()
    assert not re.search(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=|javascript:", page)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page), "everything comes from here"


def test_pages_are_compressed(case):
    answer = Client().get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert case.name_ko in gzip.decompress(answer.content).decode()


def test_files_carry_their_fingerprint_and_stay_in_the_browser(case):
    page = Client().get("/").content.decode()
    path = re.search(r'href="(/static/podobat/style\.css\?v=[0-9a-f]{10})"', page)
    assert path
    answer = Client().get(path[1])
    assert answer.status_code == 200
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"/*")  # type: ignore[attr-defined]


def test_the_sheet_stays_small():
    sheets = sorted(HERE.rglob("*.css"))
    assert sheets
    assert sum(path.stat().st_size for path in sheets) < SHEETS


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("status", sorted(errors.SAID))
def test_every_error_is_said_in_both_languages(rf, status, lang):
    request = rf.get("/")
    request.lang = lang
    answer = errors.error_page(request, status)
    page = answer.content.decode()
    assert answer.status_code == status
    assert f'<html lang="{lang}">' in page
    assert errors.SAID[status][lang] in page
    assert errors.ADVICE[status][lang] in page


def test_errors_come_as_pages_of_ours(administrator, signed_in, case, monkeypatch):
    assert errors.SAID[404].ko in Client().get("/no-such-place/at/all/").content.decode()
    assert errors.SAID[403].ko in signed_in(Role.OFFICER).get("/gwangju-phase1/audit/").content.decode()
    wrong_host = Client(headers={"Host": "thief.example"}).get("/")
    assert (wrong_host.status_code, errors.SAID[400].ko in wrong_host.content.decode()) == (400, True)
    assert errors.SAID[405].ko in Client().get("/sign-out/").content.decode()

    def fails(*args, **kwargs):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("podobat.web.core.views.render", fails)
    browser = Client(raise_request_exception=False)
    browser.cookies["podobat-language"] = "en"
    answer = browser.get("/")
    assert (answer.status_code, errors.SAID[500].en in answer.content.decode()) == (500, True)
    assert "broken on purpose" not in answer.content.decode()


def test_a_request_that_is_too_large_is_refused_before_it_is_read(administrator, settings):
    settings.UPLOAD_LIMIT = 20_000
    file = SimpleUploadedFile("records.csv", b"x" * 30_000)
    answer = administrator.post(reverse("accounts:members", kwargs={"case": "gwangju-phase1"}), {"file": file})
    assert answer.status_code == 413
    assert errors.SAID[413].ko in answer.content.decode()


def test_a_form_with_too_many_fields_is_no_crash(administrator, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    answer = administrator.post("/gwangju-phase1/settings/", {f"a{i}": "1" for i in range(20)})
    assert answer.status_code == 400


def test_scripts_in_what_people_enter_stay_text(administrator, case):
    case.name_ko = "<script>alert(1)</script>"
    case.save()
    page = administrator.get("/gwangju-phase1/settings/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
