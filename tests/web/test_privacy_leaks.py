"""What was typed stands in the vault or in the process, and nowhere on the way: logs, addresses, cookies, errors."""

from __future__ import annotations

import io
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from engine import db
from tests import databases
from tests.web.test_access import Ids, ask, ids, routes  # noqa: F401 (a fixture)
from tests.web.web_world import PASSWORD, SIGNAL, World, deliver, to_groepsscan
from web import permissions

SECRET = "Testpersoon Geheim"


def test_a_log_line_of_a_failure_names_place_and_class_but_not_the_message(world: World, written: io.StringIO) -> None:
    def broken() -> str:
        raise ValueError(SECRET)

    world.app.view_functions["health.show"] = broken
    world.app.config["PROPAGATE_EXCEPTIONS"] = False

    world.app.test_client().get("/gezond?naam=" + SECRET)

    assert "ValueError" in written.getvalue()
    assert "broken" in written.getvalue()
    assert SECRET not in written.getvalue()


def test_an_error_of_the_database_holds_no_values(world: World) -> None:
    with db.reading() as session, pytest.raises(SQLAlchemyError) as failure:
        session.execute(text("select * from bestaat_niet where naam = :naam"), {"naam": SECRET})

    assert SECRET not in str(failure.value)


def test_after_sending_a_form_nothing_typed_stands_in_address_or_cookie(world: World, case: int) -> None:
    scan = to_groepsscan(world, case)
    answer = deliver(world, scan)
    concept = world.post("procesregisseur", f"/taken/{world.task(case)}", {"toelichting": SECRET, "_actie": "concept"})

    for each in (answer, concept):
        assert "Testpersoon" not in unquote(each.headers["Location"])
    for who in ("politie", "procesregisseur"):
        with world.client(who).session_transaction() as cookie:
            assert "Testpersoon" not in str(dict(cookie))


def test_a_draft_and_its_files_are_sealed(world: World, case: int) -> None:
    scan = to_groepsscan(world, case)
    world.client("politie").post(
        f"/taken/{scan}",
        data={
            "namenlijst:rijen": "1",
            "namenlijst.0.naam": SECRET,
            "toelichting_levering": SECRET,
            "aanbiedingsbrief": (io.BytesIO(b"%PDF-1.4 " + SECRET.encode()), f"{SECRET}.pdf"),
            "_actie": "concept",
        },
        content_type="multipart/form-data",
    )

    assert SECRET in world.get("politie", f"/taken/{scan}").get_data(as_text=True)
    for place, content in databases.everything_kept(world.engine, world.settings.home):
        assert SECRET.encode() not in content, place


def test_an_alias_cannot_bring_markup_into_a_page_or_a_drawing(world: World) -> None:
    evil = "\"><script>alert(1)</script>'{{7*7}}"
    case = world.start_case(groep_alias=evil)

    for path in (
        f"/groepen/{case}",
        f"/taken/{world.task(case)}",
        "/",
        "/groepen",
        "/taken",
        f"/groepen/{case}/tijdlijn",
    ):
        page = world.get("procesregisseur", path).get_data(as_text=True)
        assert "<script>alert" not in page, path
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&#39;{{7*7}}" in page, path


LOOKED_AT_AGAIN = {"day.show", "tasks.show_list"}  # lists that ask whether anything changed; still stored nowhere
EDITORS = {"modeler", "form_editor", "table_editor"}  # these set styles of their own; they show nothing of a case


def test_no_answer_behind_the_login_may_be_stored(world: World, ids: Ids) -> None:  # noqa: F811
    for who in ("procesregisseur", "beheerder", "applicatiebeheerder"):
        for rule, method in routes(world):
            if permissions.TABLE[rule.endpoint].roles is not None:
                headers = ask(world, world.client(who), rule, method, ids).headers
                assert headers["Cache-Control"] == "no-store", rule
                assert "ETag" not in headers or rule.endpoint in LOOKED_AT_AGAIN, rule
                relaxed = "'unsafe" in headers["Content-Security-Policy"]
                assert not relaxed or rule.endpoint.split(".")[0] in EDITORS, rule


def test_every_form_needs_its_token(world: World, ids: Ids) -> None:  # noqa: F811
    clients: list[FlaskClient] = [world.client(who) for who in ("procesregisseur", "beheerder", "applicatiebeheerder")]
    world.app.config["WTF_CSRF_ENABLED"] = True
    # the police side's machine has no session that another site could misuse: it signs every message
    signed = ("deliveries.",)
    posts = [
        (rule, method) for rule, method in routes(world) if method != "GET" and not rule.endpoint.startswith(signed)
    ]
    assert {method for _, method in posts} == {"POST", "PUT"}

    for client in (*clients, world.app.test_client()):
        for rule, method in posts:
            assert ask(world, client, rule, method, ids).status_code == 400, rule


def test_a_strange_host_changes_no_address(world: World) -> None:
    client = world.app.test_client()

    answer = client.post(
        "/inloggen", data={"naam": "procesregisseur", "wachtwoord": PASSWORD}, headers={"Host": "kwaad.example"}
    )

    assert answer.headers["Location"] == "/"
    assert "kwaad.example" not in client.get("/inloggen", headers={"Host": "kwaad.example"}).get_data(as_text=True)


def test_what_is_too_large_is_refused_in_words(world: World, case: int) -> None:
    world.app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = world.post("procesregisseur", f"/taken/{world.task(case)}", {"vraag": "x" * 2000})

    assert answer.status_code == 413
    assert "Dat is te groot" in answer.get_data(as_text=True)


def test_a_form_of_thousands_of_fields_is_refused_and_the_server_stays_up(world: World) -> None:
    part = "--g\r\nContent-Disposition: form-data; name=veld\r\n\r\nx\r\n"
    answer = world.client("procesregisseur").post(
        "/signaal/nieuw", data=part * 6000 + "--g--\r\n", content_type="multipart/form-data; boundary=g"
    )

    assert answer.status_code == 413
    assert world.start_case(**{"plek": SIGNAL["plek"]})


def test_the_letters_of_a_static_address_stay_in_their_folder(world: World) -> None:
    for path in (
        "/static/../app.py",
        "/static/..%2f..%2fapp.py",
        "/static/%2e%2e/%2e%2e/app.py",
        "/static//etc/passwd",
    ):
        assert world.get("procesregisseur", path).status_code == 404, path
