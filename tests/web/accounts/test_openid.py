"""Log-in at a provider: a small one within this process, which can also be made to misbehave."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import RSAKey

from podobat.web.accounts.models import Identity, Link, User
from podobat.web.core.models import AuditEntry, Membership
from podobat.web.core.roles import Role
from tests.web.accounts.test_second_factor import now, with_factor

pytestmark = pytest.mark.django_db
CLIENT, SECRET = "podobat", "a secret between the two"
KIM = {"sub": "kim-1", "email": "Kim@agency.example", "email_verified": True, "name": "김 주무관"}


class Provider:
    """Discovery, keys and tokens. `people` are codes that it has given out; `claims` change what its tokens say."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.signs = self.key
        self.people: dict[str, dict] = {}
        self.claims: dict[str, object] = {}
        provider = self

        class Door(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path.endswith("openid-configuration"):
                    return self.tell(provider.metadata())
                return self.tell({"keys": [provider.key.as_dict(private=False)]})

            def do_POST(self) -> None:
                asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                person = provider.people.pop(asked["code"][0], None)  # a code works once
                if person is None or not asked.get("code_verifier"):
                    return self.tell({"error": "invalid_grant"}, 400)
                return self.tell({"access_token": "x", "token_type": "Bearer", "id_token": provider.token(person)})

            def tell(self, what: dict, status: int = 200) -> None:
                body = json.dumps(what).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def metadata(self) -> dict:
        """What it says of itself."""
        return {"issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"]}  # fmt: skip

    def token(self, person: dict) -> str:
        """A signed token about somebody."""
        said = {"iss": self.issuer, "aud": CLIENT, "iat": int(time.time()), "exp": int(time.time()) + 300}
        return jwt.encode({"alg": "RS256", "kid": "one"}, {**said, **person, **self.claims}, self.signs)

    def way_back(self, browser: Client, who: dict, start: str = "/sign-in/with/?next=/glossary/") -> str:
        """Sign somebody in there, from the start of the way to the address that leads back."""
        answer = browser.get(start)
        assert answer.status_code == 302, answer.content.decode()
        asked = parse_qs(urlsplit(answer.headers["Location"]).query)
        assert asked["code_challenge_method"] == ["S256"]
        assert asked["redirect_uri"] == ["http://testserver/sign-in/back/"]
        code = f"code-{len(self.people)}-{time.time_ns()}"
        self.people[code] = {**who, "nonce": asked["nonce"][0]}
        return f"/sign-in/back/?code={code}&state={asked['state'][0]}"


@pytest.fixture(scope="module")
def one_provider():
    """It answers on this machine alone."""
    provider = Provider()
    yield provider
    provider.server.shutdown()
    provider.server.server_close()


@pytest.fixture
def provider(one_provider, settings):
    """The provider that the server trusts, in its right mind."""
    settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET = one_provider.issuer, CLIENT, SECRET
    settings.OIDC_NAME = "시청 통합인증"
    one_provider.claims, one_provider.signs = {}, one_provider.key
    return one_provider


@pytest.fixture
def invited(case, person):
    """`invited(Role.OFFICER)`: an open invitation for Kim's address."""
    maker = person(Role.ADMINISTRATOR)
    return lambda role: Link.make(case=case, role=role, email="kim@agency.example", made_by=maker)[0]


def test_the_first_log_in_needs_an_invitation_and_makes_the_account(provider, case, invited):
    browser = Client()
    page = browser.get("/sign-in/?next=/glossary/").content.decode()
    assert "시청 통합인증으로 로그인" in page
    answer = browser.get(provider.way_back(browser, KIM))
    assert answer.status_code == 403
    assert "초대받은 주소가 아닙니다" in answer.content.decode()
    assert not User.objects.filter(email__iexact="kim@agency.example").exists()
    invited(Role.OFFICER)
    answer = browser.get(provider.way_back(browser, KIM))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/glossary/")
    user = User.objects.get(username="kim@agency.example")
    assert (user.name, user.has_usable_password()) == ("김 주무관", False)
    assert Membership.objects.get(user=user, case=case).role == Role.OFFICER
    assert not Link.objects.filter(used_at=None).exists(), "the invitation is used up"
    again = Client()
    assert again.get(provider.way_back(again, {**KIM, "email": "new@agency.example"})).status_code == 302, "by subject"
    assert AuditEntry.objects.filter(action="account.signed-in", detail__via="openid").count() == 2


@pytest.mark.parametrize("vouched", [{"email_verified": False}, {"email_verified": "true"}, {"email": ""}])
def test_an_address_that_the_provider_does_not_vouch_for_opens_nothing(provider, invited, vouched):
    invited(Role.OFFICER)
    browser = Client()
    assert browser.get(provider.way_back(browser, {**KIM, **vouched})).status_code == 403
    assert not Identity.objects.exists()


def test_a_wrong_state_and_a_code_used_before_open_nothing(provider, invited):
    invited(Role.OFFICER)
    browser, stranger = Client(), Client()
    back = provider.way_back(browser, KIM)
    assert stranger.get(back).status_code == 403, "the state belongs to another browser"
    assert browser.get(back.replace("state=", "state=x")).status_code == 403
    back = provider.way_back(browser, KIM)
    assert browser.get(back).status_code == 302
    browser.post("/sign-out/")
    assert browser.get(back).status_code == 403, "the way back leads in once"
    assert browser.get("/sign-in/back/?error=access_denied&state=x").status_code == 403
    assert "_auth_user_id" not in browser.session
    assert "_auth_user_id" not in stranger.session


@pytest.mark.parametrize("lie", ["iss", "aud", "exp", "nonce", "signature"])
def test_a_token_that_is_not_right_opens_nothing(provider, invited, lie):
    invited(Role.OFFICER)
    if lie == "signature":
        provider.signs = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
    else:
        wrong = {"iss": "https://thief.example", "aud": "another", "exp": int(time.time()) - 4000, "nonce": "x"}
        provider.claims = {lie: wrong[lie]}
    browser = Client()
    assert browser.get(provider.way_back(browser, KIM)).status_code == 403
    assert not Identity.objects.exists()
    assert AuditEntry.objects.get(action="account.openid-refused").detail == {"why": "failed"}


def test_a_closed_account_stays_closed(provider, invited):
    invited(Role.OFFICER)
    browser = Client()
    browser.get(provider.way_back(browser, KIM))
    User.objects.filter(username="kim@agency.example").update(is_active=False)
    invited(Role.ADMINISTRATOR)
    other = Client()
    answer = other.get(provider.way_back(other, KIM))
    assert answer.status_code == 403
    assert "닫힌 계정" in answer.content.decode()
    assert "_auth_user_id" not in other.session
    assert Membership.objects.get(user__username="kim@agency.example").role == Role.OFFICER


def test_the_second_factor_is_asked_for_after_the_provider_too(provider, invited, settings):
    invited(Role.OFFICER)
    settings.SECOND_FACTOR = True
    browser = Client()
    browser.get(provider.way_back(browser, KIM))
    with_factor(User.objects.get(username="kim@agency.example"))
    other = Client()
    assert other.get(provider.way_back(other, KIM)).headers["Location"] == "/sign-in/code/"
    assert other.post("/sign-in/code/", {"one_time_code": now()}).headers["Location"] == "/glossary/"


def test_somebody_who_is_signed_in_connects_their_account_and_no_other(provider, case, person, signed_in):
    browser = signed_in(Role.OFFICER)
    assert "/sign-in/with/" in browser.post("/account/security/", {"do": "connect"}).content.decode()
    back = provider.way_back(browser, KIM, "/sign-in/with/")
    assert browser.get(back).headers["Location"] == "/account/security/"
    assert Identity.objects.get().user.username == "officer"
    other = signed_in(Role.ANALYST)
    other.post("/account/security/", {"do": "connect"})
    assert other.get(provider.way_back(other, KIM, "/sign-in/with/")).status_code == 403, "connected with the officer"
    new = Client()
    assert new.get(provider.way_back(new, KIM)).status_code == 302
    assert new.session["_auth_user_id"] == str(Identity.objects.get().user_id)


def test_a_provider_that_does_not_answer_gets_a_page(provider, settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    answer = Client().get("/sign-in/with/")
    assert answer.status_code == 502
    assert "통신하지 못했습니다" in answer.content.decode()


def test_without_the_setting_there_is_no_such_way(settings):
    assert Client().get("/sign-in/with/").status_code == 404
    assert Client().get("/sign-in/back/?code=x&state=y").status_code == 404
    assert "/sign-in/with/" not in Client().get("/sign-in/").content.decode()
