"""A partner without an account answers one question, once; and whoever tries something else gets nowhere."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import date
from threading import Barrier, Thread

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from dossier import links, vault
from dossier.audit import AuditLine
from dossier.links import LinkState, OneTimeLink
from dossier.organisations import Organisation
from dossier.privacy import Outcome, PrivacyBesluit
from engine import db
from engine.access import Participant
from engine.models import InstanceState, ProcessInstance, Task, TaskState
from handlers.upkeep import tidy_links
from tests.web.web_world import SIGNAL, World, do, machines, mail_to, token_in_mail

ADDRESS = "iemand@linde.example"
ANSWER = {
    "heeft_signaal": "true",
    "datum_signaal": "20-11-2026",
    "plek": "Achter de gymzaal",
    "gedrag": "geluidsoverlast",
    "omvang": "6_10",
    "urgentie": "middel",
    "bron": "feit",
    "toelichting": "Alleen op vrijdag.",
    "formulier": "merk-van-dit-formulier",
}


@dataclass
class Asked:
    """A case in step 1 in which two partners are asked; the link is for one of them."""

    world: World
    case: int
    task: int
    token: str
    code: str

    def browser(self, token: str = "", code: str | None = None) -> FlaskClient:
        """Opens the link of the mail, and gives the code."""
        client = self.world.app.test_client()
        assert client.get(f"/eenmalig/{token or self.token}").status_code == 302
        if code != "":
            client.post("/eenmalig/code", data={"code": code or self.code})
        return client

    def row(self) -> OneTimeLink:
        with db.reading() as session:
            return session.scalars(select(OneTimeLink).order_by(OneTimeLink.id.desc())).first()  # type: ignore[return-value]

    def state(self) -> LinkState:
        return links.state(self.row(), self.world.clock())

    def still_asked(self) -> bool:
        with db.reading() as session:
            return session.get_one(Task, self.task).state is TaskState.OPEN


def text_of(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def everything() -> str:
    """All that the database holds."""
    with db.reading() as session:
        tables = db.Base.metadata.sorted_tables
        return " ".join(str(row) for table in tables for row in session.execute(select(table)))


def send(world: World, case: int, task: int) -> tuple[str, str]:
    """The regisseur sends a link; what the mail and the page told."""
    page = world.post("procesregisseur", f"/groepen/{case}/eenmalige-links", {"vraag": str(task), "email": ADDRESS})
    assert page.status_code == 200, text_of(page)[:3000]
    code = re.search(r'<code class="zs-code">(\d{4} \d{4})</code>', text_of(page))
    assert code
    return token_in_mail(world, ADDRESS), code[1]


@pytest.fixture
def asked(world: World, case: int) -> Asked:
    partners = [world.actor(name).organisation_key for name in ("partner", "boa")]
    question = {"partners_vragen": "true", "partners": partners, "vraag": "Ziet u dit bij de molen?"}
    do(world, "procesregisseur", case, "stap-1-uitvraag", **question)
    with db.reading() as session:
        query = select(Task).where(Task.instance_id == case, Task.state == TaskState.OPEN)
        tasks = {each.candidates[0].group_key: each.id for each in session.scalars(query)}
    task = tasks[partners[0]]
    return Asked(world, case, task, *send(world, case, task))


def test_a_partner_without_account_answers_once_and_it_counts_as_any_answer(asked: Asked) -> None:
    client = asked.browser()
    page = client.get("/eenmalig")

    assert page.status_code == 200 and "Hebt u een signaal over deze groep?" in text_of(page)
    answer = client.post("/eenmalig", data=ANSWER)

    assert answer.headers["Location"] == "/eenmalig/ontvangen"
    assert not asked.still_asked() and asked.state() is LinkState.USED
    assert text_of(client.get("/eenmalig/ontvangen")).count("Uw antwoord is ontvangen")
    machines(asked.world)
    timeline = text_of(asked.world.get("procesregisseur", f"/groepen/{asked.case}/tijdlijn"))
    assert f"Partner met eenmalige link {asked.row().id}" in timeline
    listed = text_of(asked.world.get("procesregisseur", f"/groepen/{asked.case}/eenmalige-links"))
    assert "Gebruikt" in listed and ADDRESS not in listed


def test_a_partner_says_no_with_a_reason(asked: Asked) -> None:
    client = asked.browser()

    answer = client.post("/eenmalig", data={"heeft_signaal": "false", "reden_geen": "Wij komen daar niet."})

    assert answer.status_code == 302 and not asked.still_asked()


def test_no_page_of_a_link_shows_anything_of_the_case_or_what_was_typed_before(asked: Asked) -> None:
    client = asked.browser(code="")
    closed = text_of(client.get("/eenmalig"))
    client.post("/eenmalig/code", data={"code": asked.code})
    client.post("/eenmalig", data={**ANSWER, "plek": "", "toelichting": "Half af"})
    opened = text_of(client.get("/eenmalig"))

    for page in (closed, opened, mail_to(asked.world, ADDRESS)):
        for secret in (*SIGNAL.values(), "Ziet u dit bij de molen?", "Half af", "Kim van"):
            if len(secret) > 6 and secret not in ("weekend avond", "geluidsoverlast"):
                assert secret not in page
    assert asked.still_asked()


def test_no_page_tells_another_site_its_address_and_none_holds_the_secret(asked: Asked) -> None:
    client = asked.world.app.test_client()
    for answer in (client.get(f"/eenmalig/{asked.token}"), client.get("/eenmalig"), client.get("/eenmalig/x")):
        assert answer.headers["Referrer-Policy"] == "no-referrer" and answer.headers["Cache-Control"] == "no-store"
        assert asked.token not in text_of(answer) and asked.token not in answer.headers.get("Location", "")
        assert "https://" not in text_of(answer).replace("https://www.w3.org", "")


def test_secret_and_code_stand_in_no_row_no_log_and_no_audit_line(
    asked: Asked, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        asked.browser().post("/eenmalig", data=ANSWER)

    kept = [asked.token, asked.code, asked.code.replace(" ", "")]
    assert not any(secret in everything() for secret in kept)
    with db.reading() as session:
        lines = session.scalars(select(AuditLine).where(AuditLine.user_key == asked.row().key)).all()
    assert {line.route for line in lines} == {"partner_link.give_code", "partner_link.hand_in"}
    assert not any(secret in caplog.text for secret in kept)


def test_five_wrong_codes_burn_the_link_also_for_the_right_one(asked: Asked) -> None:
    for number in range(links.MOST_WRONG):
        client = asked.browser(code=f"{number:08}")
        assert client.get("/eenmalig").status_code == (404 if number == links.MOST_WRONG - 1 else 200)

    assert asked.state() is LinkState.BLOCKED
    assert asked.browser().post("/eenmalig", data=ANSWER).status_code != 200 and asked.still_asked()


def test_one_address_does_not_go_on_guessing_links(asked: Asked) -> None:
    statuses = []
    for number in range(31):
        client = asked.world.app.test_client()
        client.get(f"/eenmalig/{number:043}")
        statuses.append(client.post("/eenmalig/code", data={"code": "12345678"}).status_code)
    assert statuses[0] == 404 and statuses[-1] == 429
    assert asked.state() is LinkState.SENT


def test_without_the_code_nothing_is_taken(asked: Asked) -> None:
    client = asked.browser(code="")

    assert client.post("/eenmalig", data=ANSWER).headers["Location"] == "/eenmalig"
    assert asked.still_asked()


@pytest.mark.parametrize("how", ["used", "expired", "withdrawn", "replaced", "done by another", "left", "ended"])
def test_a_link_that_is_over_says_so_in_one_way_and_takes_nothing(asked: Asked, how: str) -> None:
    client = asked.browser()
    {
        "used": lambda: asked.browser().post("/eenmalig", data=ANSWER),
        "expired": lambda: asked.world.clock.forward(days=8),
        "withdrawn": lambda: asked.world.post(
            "procesregisseur", f"/groepen/{asked.case}/eenmalige-links/{asked.row().id}/intrekken"
        ),
        "replaced": lambda: send(asked.world, asked.case, asked.task),
        "done by another": lambda: asked.world.post("partner", f"/taken/{asked.task}", ANSWER),
        "left": lambda: leave(asked),
        "ended": lambda: stop(asked),
    }[how]()

    later = {**ANSWER, "formulier": "een ander formulier", "plek": "Te laat"}
    late = client.post("/eenmalig", data=later)
    fresh = asked.browser(code="").get("/eenmalig")

    assert fresh.status_code == 404 and "Deze link werkt niet" in text_of(fresh)
    assert late.status_code in (302, 404)  # the code may be too long ago as well
    assert "Te laat" not in everything()


def leave(asked: Asked) -> None:
    with db.transaction() as session:
        key = asked.row().receiver
        for part in session.scalars(select(Participant).where(Participant.organisation_key == key)):
            part.until = asked.world.clock()


def stop(asked: Asked) -> None:
    with db.transaction() as session:
        session.get_one(ProcessInstance, asked.case).state = InstanceState.CANCELLED


def test_a_form_that_is_sent_twice_is_received_once(asked: Asked) -> None:
    first, second = asked.browser(), asked.browser()

    assert first.post("/eenmalig", data=ANSWER).headers["Location"] == "/eenmalig/ontvangen"
    assert second.post("/eenmalig", data=ANSWER).headers["Location"] == "/eenmalig/ontvangen"
    other = second.post("/eenmalig", data={**ANSWER, "formulier": "anders"})
    assert other.status_code == 404


def test_of_two_at_the_same_moment_one_is_too_late(asked: Asked) -> None:
    clients, statuses, start = [asked.browser(), asked.browser()], [], Barrier(2)

    def answer(client: FlaskClient, mark: str) -> None:
        start.wait()
        statuses.append(client.post("/eenmalig", data={**ANSWER, "formulier": mark}).status_code)

    threads = [Thread(target=answer, args=(client, str(number))) for number, client in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [302, 404]


def test_a_held_case_takes_nothing_now_and_the_link_stays(asked: Asked) -> None:
    client = asked.browser()
    with db.transaction() as session:
        session.get_one(ProcessInstance, asked.case).suspended_at = asked.world.clock()

    page = client.post("/eenmalig", data=ANSWER)

    assert page.status_code == 409 and "even stilgelegd" in text_of(page) and "Achter de gymzaal" in text_of(page)
    with db.transaction() as session:
        session.get_one(ProcessInstance, asked.case).suspended_at = None
    assert client.post("/eenmalig", data=ANSWER).status_code == 302 and not asked.still_asked()


PERSON = {
    "personen:rijen": "1",
    "personen.0.naam": "Testpersoon Een",
    "personen.0.informatie": "Was erbij.",
    "personen.0.herkomst": "Eigen waarneming",
    "personen.0.feit_of_oordeel": "feit",
}


@pytest.mark.parametrize("ended", [None, "withdrawn", "expired", "of another step"])
def test_person_data_comes_in_by_a_link_only_while_a_decision_allows_it(asked: Asked, ended: str | None) -> None:
    # given: the question is one that takes in person data
    moment = asked.world.clock()
    with db.transaction() as session:
        task = session.get_one(Task, asked.task)
        task.form_key, task.step = "stap-3-persoonsgegevens", 3
        session.add(
            PrivacyBesluit(
                instance_id=asked.case,
                stappen=[2] if ended == "of another step" else [3],
                gegeven=["gewoon"],
                verstrekker=[asked.row().receiver],
                ontvanger=["procesregisseur"],
                tabel_uitkomst=Outcome.TOESTAAN,
                uitkomst=Outcome.TOESTAAN,
                grondslagen=["Convenant"],
                confirmed_by="user-1",
                confirmed_at=moment,
                valid_until=date(2026, 11, 22) if ended == "expired" else date(2027, 6, 1),
                withdrawn_at=moment if ended == "withdrawn" else None,
            )
        )
    # when
    page = asked.browser().post("/eenmalig", data=PERSON)
    # then
    with db.reading() as session:
        kept = vault.person_categories(session, asked.case)
    if ended is None:
        assert page.headers["Location"] == "/eenmalig/ontvangen" and kept == {"bijdrage"}
        again = asked.browser(code="").get("/eenmalig")
        assert "Testpersoon" not in text_of(again)
    else:
        assert page.status_code == 409 and "mag nu geen gegevens over personen" in text_of(page)
        assert kept == set() and asked.still_asked() and asked.state() is LinkState.OPENED
        assert "Testpersoon" not in text_of(asked.browser().get("/eenmalig"))
    assert "Testpersoon" not in everything()


def test_only_the_regisseur_of_the_case_makes_and_withdraws_links(asked: Asked) -> None:
    address = f"/groepen/{asked.case}/eenmalige-links"
    for who, status in (("partner", 403), ("boa", 403), ("politie", 404), ("applicatiebeheerder", 404)):
        assert asked.world.get(who, address).status_code == status
        assert asked.world.post(who, f"{address}/{asked.row().id}/intrekken").status_code == status
    elsewhere = asked.world.start_case(groep_alias="Groep Havenkade")
    answer = asked.world.post("procesregisseur", f"/groepen/{elsewhere}/eenmalige-links/{asked.row().id}/intrekken")
    assert answer.status_code == 404 and asked.state() is LinkState.SENT
    no_such = asked.world.post("procesregisseur", address, {"vraag": "999999"})
    assert no_such.status_code == 422


def test_the_form_token_is_asked_also_over_https_without_a_referrer(asked: Asked) -> None:
    asked.world.app.config["WTF_CSRF_ENABLED"] = True
    over = {"base_url": "https://localhost"}
    client = asked.world.app.test_client()
    client.get(f"/eenmalig/{asked.token}", **over)
    page = text_of(client.get("/eenmalig", **over))
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token

    assert client.post("/eenmalig/code", data={"code": asked.code}, **over).status_code == 400
    given = client.post("/eenmalig/code", data={"code": asked.code, "csrf_token": token[1]}, **over)
    assert given.headers["Location"] == "/eenmalig"


def test_what_a_dead_link_was_made_of_is_gone_the_next_day(asked: Asked) -> None:
    asked.world.clock.forward(days=8)

    tidy_links(asked.world.clock())

    row = asked.row()
    assert (row.address, row.nonce, row.code_hash) == ("", b"", "")
    with db.reading() as session:
        assert session.scalars(select(Organisation.email).where(Organisation.name == "Organisatie partner")).one() == ""
