"""What every answer carries, what a request may be, and where nobody is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete
from werkzeug.datastructures import Headers
from werkzeug.exceptions import RequestEntityTooLarge

import app as application
from dossier import logins, users
from engine import db
from handlers import installation
from tests.web.test_access import Ids, ask, routes
from tests.web.test_access import ids as ids
from tests.web.web_world import PASSWORD, World
from web import documents, login, people, permissions, security

# the only pages whose editor writes styles into the page, and the one that stands in a frame of the form editor
RELAXED = {
    "modeler.show",
    "modeler.replace",  # the same page again, with what is wrong
    "form_editor.show",
    "form_editor.upload",
    "form_editor.delete",
    "table_editor.show",
    "table_editor.replace",
}
FRAMED = {"form_preview.show_page", "form_preview.draw"}
# pages behind a link from a mail: the link itself must not reach another page of ours either
TELLS_NOBODY = ("partner_link.", "invitations.")
SANDBOXED = {
    "documents.show",
    "documents.inline",
    "documents.give_purpose",
    "rights.file",
    "rights.download",
    "convenant_documents.show",
}


@pytest.fixture
def over_https(world: World) -> FlaskClient:
    """A browser on the same installation, served over https."""
    settings = replace(world.settings, base_url="https://zevenstap.gemeente-voorbeeld.example")
    made = application.create_app(settings, now=world.clock)
    made.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return made.test_client()


@pytest.mark.parametrize("role", ["procesregisseur", "beheerder", "nobody"])
def test_every_route_answers_with_the_headers_that_protect(world: World, ids: Ids, role: str) -> None:
    client = world.app.test_client() if role == "nobody" else world.client(role)
    seen = set()
    for rule, method in routes(world):
        answer = ask(world, client, rule, method, ids)
        where = f"{method} {rule} for {role}"
        assert answer.status_code < 500, where
        assert_headers(rule.endpoint, answer.headers, where)
        assert_policy(rule.endpoint, answer.headers["Content-Security-Policy"], where)
        if not permissions.TABLE[rule.endpoint].cacheable:
            assert answer.headers["Cache-Control"] == "no-store", where
        assert "Server" not in answer.headers and "X-Powered-By" not in answer.headers
        seen.add(rule.endpoint)
    assert len(seen) > 150


def assert_headers(endpoint: str, headers: Headers, where: str) -> None:
    expected = {name: value for name, value in security.HEADERS.items() if name != "Content-Security-Policy"}
    if endpoint.startswith(TELLS_NOBODY) and headers["X-Robots-Tag"]:
        expected["Referrer-Policy"] = "no-referrer"
    for name, value in expected.items():
        assert headers[name] == value, where


def assert_policy(endpoint: str, policy: str, where: str) -> None:
    assert "unsafe-eval" not in policy, where
    assert "http" not in policy and "*" not in policy, where  # nothing from elsewhere
    if endpoint in RELAXED and "unsafe-inline" in policy:
        assert policy.replace(" 'unsafe-inline'", "") == security.POLICY, where
    elif endpoint in FRAMED and "frame-ancestors 'self'" in policy:
        assert policy.replace("frame-ancestors 'self'", "frame-ancestors 'none'") == security.POLICY, where
    elif endpoint in SANDBOXED and "sandbox" in policy:
        assert policy in ("sandbox; default-src 'none'", documents.LOCKED), where
    else:
        assert policy == security.POLICY, where


def test_over_https_a_browser_never_goes_back_to_http(over_https: FlaskClient) -> None:
    for path in ("/inloggen", "/bestaat-niet", "/", "/static/bestaat-niet"):
        assert over_https.get(path).headers["Strict-Transport-Security"] == "max-age=31536000"


def test_over_http_nothing_is_said_about_https(world: World) -> None:
    assert "Strict-Transport-Security" not in world.app.test_client().get("/inloggen").headers


def test_over_https_the_cookie_belongs_to_this_host_alone(over_https: FlaskClient) -> None:
    data = {"naam": "procesregisseur", "wachtwoord": PASSWORD}
    cookie = over_https.post("/inloggen", data=data, base_url="https://localhost").headers["Set-Cookie"]

    assert cookie.startswith("__Host-zevenstap=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Domain" not in cookie
    assert over_https.get("/", base_url="https://localhost").status_code == 200


HOSTILE = [
    "https://kwaad.example",
    "HTTPS:kwaad.example",
    "//kwaad.example",
    "///kwaad.example",
    "////kwaad.example/%2e%2e",
    "/\\kwaad.example",
    "\\\\kwaad.example",
    "/\t/kwaad.example",
    "/\n/kwaad.example",
    "\t//kwaad.example",
    " //kwaad.example",
    "/ok\r\nSet-Cookie: a=b",
    "javascript:alert(1)",
    "data:text/html,x",
    "kwaad.example",
    "@kwaad.example",
    ".kwaad.example",
    "?next=//kwaad.example",
    "#//kwaad.example",
    "\x00//kwaad.example",
    "/\x00/kwaad.example",
    "http:///kwaad.example",
    "/\u2028\\kwaad.example",
]


@pytest.mark.parametrize("target", HOSTILE)
def test_a_hostile_address_to_go_on_to_is_dropped(world: World, target: str) -> None:
    assert people.safe_next(target) is None
    data = {"naam": "procesregisseur", "wachtwoord": PASSWORD, "next": target}
    answer = world.app.test_client().post("/inloggen", data=data)
    assert answer.status_code in (302, 422)  # 422: a NUL
    assert answer.headers.get("Location", "/") == "/"


@pytest.mark.parametrize("target", ["/taken?lijst=mijn", "/a//b", "/%2f%2fkwaad.example", "/@kwaad.example", "/é"])
def test_a_page_of_this_site_is_kept(target: str) -> None:
    assert people.safe_next(target) == target


def test_a_form_of_too_many_fields_is_refused(world: World) -> None:
    sent = "&".join(["a=1"] * (security.MOST_FIELDS + 1))
    answer = world.app.test_client().post("/inloggen", data=sent, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == RequestEntityTooLarge.code
    assert "Dat is te groot" in answer.get_data(as_text=True)


def test_a_form_of_too_many_parts_is_refused(world: World) -> None:
    part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    sent = part * (security.MOST_FIELDS + 1) + "--x--\r\n"
    answer = world.app.test_client().post("/inloggen", data=sent, content_type="multipart/form-data; boundary=x")

    assert answer.status_code == RequestEntityTooLarge.code


def test_what_is_too_large_is_refused_before_it_is_read(world: World) -> None:
    told = {"CONTENT_LENGTH": str(security.LARGEST_REQUEST + 1), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = world.app.test_client().post("/inloggen", environ_overrides=told)

    assert answer.status_code == RequestEntityTooLarge.code


def test_there_is_no_security_txt_without_somebody_to_tell(world: World) -> None:
    assert world.app.test_client().get("/.well-known/security.txt").status_code == 404
    assert "meldpunt" in installation.no_contact(world.settings, world.clock())


def test_security_txt_tells_whom_to_tell_while_it_holds(world: World) -> None:
    until = date(2027, 6, 30)
    settings = replace(world.settings, security_contact="mailto:meld@voorbeeld.example", security_until=until)
    client = application.create_app(settings, now=world.clock).test_client()

    answer = client.get("/.well-known/security.txt")
    assert answer.mimetype == "text/plain"
    assert answer.get_data(as_text=True).splitlines()[:2] == [
        "Contact: mailto:meld@voorbeeld.example",
        "Expires: 2027-06-30T23:59:59Z",
    ]
    world.clock.now += timedelta(days=365)
    assert client.get("/.well-known/security.txt").status_code == 404


def test_a_password_is_judged_while_no_transaction_is_open(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    open_now: list[bool] = []
    judge = users.prove

    def watched(password_hash: str, password: str) -> users.Proof | None:
        with db.transaction() as session:  # on SQLite this would wait for a transaction that writes
            session.execute(delete(logins.LoginAttempt).where(logins.LoginAttempt.id == -1))
        open_now.append(True)
        return judge(password_hash, password)

    monkeypatch.setattr(users, "prove", watched)
    data = {"naam": "procesregisseur", "wachtwoord": PASSWORD}
    assert world.app.test_client().post("/inloggen", data=data).status_code == 302
    assert open_now == [True]


def test_attempts_that_are_still_being_judged_count(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many at once, none of them judged yet: no more than five get that far."""
    asked: list[str] = []

    def never_done(password_hash: str, password: str) -> users.Proof | None:
        asked.append(password)
        if len(asked) < 20:
            data = {"naam": "procesregisseur", "wachtwoord": f"poging {len(asked)}"}
            world.app.test_client().post("/inloggen", data=data)
        return None

    monkeypatch.setattr(users, "prove", never_done)
    data = {"naam": "procesregisseur", "wachtwoord": "poging 0"}
    world.app.test_client().post("/inloggen", data=data)

    assert len(asked) == logins.PER_NAME_AND_ADDRESS


def test_who_came_in_starts_from_zero(world: World) -> None:
    for _ in range(3):
        for password in ("fout", "fout", "fout", PASSWORD):
            client = world.app.test_client()
            answer = client.post("/inloggen", data={"naam": "boa", "wachtwoord": password})
        assert answer.status_code == 302


def test_a_password_that_changed_meanwhile_no_longer_counts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = users.prove

    def changed_meanwhile(password_hash: str, password: str) -> users.Proof | None:
        proof = judge(password_hash, password)
        with db.transaction() as session:
            user = users.by_username(session, "boa")
            assert user is not None
            users.set_password(user, "een heel ander lang wachtwoord")
        return proof

    monkeypatch.setattr(users, "prove", changed_meanwhile)
    answer = world.app.test_client().post("/inloggen", data={"naam": "boa", "wachtwoord": PASSWORD})
    assert answer.status_code == 422
    assert login.WRONG in answer.get_data(as_text=True)


@pytest.mark.parametrize("number", ["9" * 400, "2147483648", "-1", "²", "1e3", ""])
def test_a_number_of_nothing_that_can_exist_is_no_failure(world: World, number: str) -> None:
    ticked = {"nummer": number, "reden": "Nog eens"}
    assert world.post("applicatiebeheerder", "/storingen/opnieuw", ticked).status_code == 422
    for path in (f"/verhuizen/nieuw?van={number}&naar={number}", f"/verhuizen/nieuw?opnieuw={number}"):
        assert world.get("applicatiebeheerder", path).status_code in (200, 302, 404, 422), path


def test_a_document_that_was_found_can_be_opened(world: World, ids: Ids) -> None:
    page = world.post("procesregisseur", "/zoeken", {"vraag": "overzicht"}).get_data(as_text=True)
    address = f"/groepen/{ids.instance_id}/documenten/{ids.document_id}"
    assert f'href="{address}"' in page
    assert world.get("procesregisseur", address).status_code == 200
