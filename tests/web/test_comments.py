"""Comments, a colleague asked to look along, and documents within a page: who sees what, and what is left of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from dossier import asking, comments, destruction, documents, looks, rights, users, vault
from dossier.alike import Person
from dossier.asking import AskState, TaskAsk
from dossier.comments import Comment
from dossier.documents import File
from dossier.requests import RequestKind, RightsMatch
from dossier.users import User
from engine import db
from engine.models import HistoricActivity
from tests import databases
from tests.web.test_task_page import UITVRAAG, text
from tests.web.web_world import PASSWORD, World

SECRET = "Testpersoon Geheim"
SECOND = "tweede"


@pytest.fixture
def second(world: World, case: int) -> str:
    """Another procesregisseur of the same organisation."""
    with db.transaction() as session:
        first = users.by_username(session, "procesregisseur")
        assert first is not None
        users.add(
            session,
            username=SECOND,
            name="Daan Tweede",
            password=PASSWORD,
            organisation=first.organisation,
            roles=("procesregisseur",),
        )
    return SECOND


def say(world: World, who: str, case: int, what: str, **more: str) -> int:
    answer = world.post(who, f"/groepen/{case}/opmerkingen", {"tekst": what, **more})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    with db.reading() as session:
        return session.scalars(select(Comment.id).order_by(Comment.id.desc())).first() or 0


def read(world: World, who: str, case: int) -> str:
    """The list as this person reads it, after saying what for."""
    world.post(who, f"/groepen/{case}/opmerkingen/doel", {"doel": "Voorbereiden van het overleg"})
    return text(world, who, f"/groepen/{case}/opmerkingen")


def ask(world: World, task: int, what: str = "Klopt dit?") -> int:
    to = world.actor(SECOND).user_key
    return world.post("procesregisseur", f"/taken/{task}/meekijken", {"aan": to, "vraag": what}).status_code


def test_what_is_said_is_sealed_and_read_with_a_purpose_by_who_it_is_meant_for(
    world: World, case: int, second: str
) -> None:
    world.invite(case, "politie", "politie")
    world.invite(case, "boa", "partner")
    task = world.task(case)
    said = say(world, "procesregisseur", case, f"{SECRET} was er weer.", taak=str(task))
    say(world, "procesregisseur", case, "De groep wordt groter.", voor="zaak")
    say(world, "boa", case, "Wij zien de groep ook.")

    answer = world.get("procesregisseur", f"/groepen/{case}/opmerkingen")
    assert answer.headers["Location"].endswith("/opmerkingen/doel")  # outside a task it is asked what for
    assert SECRET in text(world, "procesregisseur", f"/taken/{task}")  # the task says what for
    for who, sees in ((second, (SECRET, "groter")), ("politie", ("groter",)), ("boa", ("Wij zien",))):
        page = read(world, who, case)
        for words in (SECRET, "groter", "Wij zien"):
            assert (words in page) is (words in sees), (who, words)
    assert world.get("politie", f"/groepen/{case}/opmerkingen/{said}").status_code == 404
    for place, content in databases.everything_kept(world.engine, world.settings.home):
        assert SECRET.encode() not in content, place
    with db.reading() as session:
        record = session.get_one(Comment, said).record
        lines = [(line.user_key, line.purpose) for line in looks.of_reference(session, record)]
    assert (world.actor(second).user_key, "Voorbereiden van het overleg") in lines
    assert any(purpose == "Taak: Uitvraag voorbereiden" for _, purpose in lines)
    assert world.actor("politie").user_key not in {user for user, _ in lines}


def test_what_everybody_reads_names_nobody_and_what_was_typed_stays(world: World, case: int) -> None:
    typed = {"tekst": "Bel mevrouw Jansen op 06-12345678", "voor": "zaak"}
    answer = world.post("procesregisseur", f"/groepen/{case}/opmerkingen", typed)

    assert answer.status_code == 422
    assert "zonder personen" in answer.get_data(as_text=True)
    assert typed["tekst"] in answer.get_data(as_text=True)
    assert world.post("procesregisseur", f"/groepen/{case}/opmerkingen", {"tekst": " "}).status_code == 422


def test_its_writer_puts_it_right_for_half_an_hour_and_takes_it_back_for_good(
    world: World, case: int, second: str
) -> None:
    said = say(world, "procesregisseur", case, "De groep telt tien jongeren.")
    address = f"/groepen/{case}/opmerkingen/{said}"
    assert world.post(second, address, {"tekst": "Anders"}).status_code == 403
    assert world.post("procesregisseur", address, {"tekst": "De groep telt twaalf jongeren."}).status_code == 302
    page = read(world, "procesregisseur", case)
    assert "twaalf" in page
    assert page.index("Wat er eerst stond") < page.index("tien")
    assert world.post("procesregisseur", address, {"tekst": "Nog eens"}).status_code == 409  # that one was replaced

    world.clock.forward(minutes=31)
    late = f"/groepen/{case}/opmerkingen/{said + 1}"
    assert world.post("procesregisseur", late, {"tekst": "Nog eens"}).status_code == 409
    assert world.post("procesregisseur", f"{late}/intrekken").status_code == 302
    page = read(world, second, case)
    assert "Ingetrokken door de schrijver" in page
    assert "twaalf" not in page
    assert "tien" not in page
    with db.reading() as session:
        assert not [each for each in session.scalars(select(Comment)) if vault.exists(session, each.record)]


def test_comments_go_with_the_names_and_are_found_for_who_asks_what_is_kept(world: World, case: int) -> None:
    say(world, "procesregisseur", case, f"{SECRET} was er weer.")
    key, moment, officer = world.app.extensions["zevenstap"].vault_key, world.clock(), world.actor("privacy_officer")
    with db.transaction() as session:
        asked = rights.Asked(SECRET, None, "Balie", "", "gezien", "Alles")
        day = moment.date()
        request = rights.register(
            session, RequestKind.INZAGE, asked, received_on=day, actor=officer, now=moment, key=key
        )
        assert rights.search(session, request, Person(SECRET, None), now=moment, key=key) == 1
        assert session.scalars(select(RightsMatch)).one().reference == session.scalars(select(Comment)).one().record
    with db.transaction() as session:
        destruction.destroy(session, case, reason="Termijn", by="zevenstap", now=moment, keep_nameless=True)

    assert "Vernietigd" in read(world, "procesregisseur", case)


def test_a_colleague_looks_along_and_gives_the_task_back(world: World, case: int, second: str) -> None:
    task = world.task(case)

    assert ask(world, task, "Klopt dit volgens jou?") == 302

    assert "een collega vraagt u om mee te kijken" in text(world, second, "/")
    page = text(world, second, f"/taken/{task}")
    assert "Klopt dit volgens jou?" in page
    assert "Antwoord geven" in page
    assert world.post(second, f"/taken/{task}", UITVRAAG).status_code == 409  # the first one is responsible
    assert ask(world, task) == 422  # one question at a time
    assert world.post(second, f"/taken/{task}/meekijken/antwoord", {"antwoord": "Ja, dat klopt."}).status_code == 302
    page = text(world, "procesregisseur", f"/taken/{task}")
    assert "Ja, dat klopt." in page
    assert "keek mee voor" in page
    assert "om mee te kijken ·" not in text(world, "procesregisseur", "/")
    with db.reading() as session:
        told = list(session.scalars(select(HistoricActivity.name).where(HistoricActivity.kind == "asking")))
    assert told == [
        "Collega gevraagd mee te kijken bij taak ‘Uitvraag voorbereiden’",
        "Meegekeken bij taak ‘Uitvraag voorbereiden’",
    ]
    assert "Meegekeken bij taak" in text(world, "procesregisseur", f"/groepen/{case}/tijdlijn")
    assert world.post("procesregisseur", f"/taken/{task}", UITVRAAG).status_code == 302


def lose_role(world: World) -> None:
    with db.transaction() as session:
        user = users.by_username(session, SECOND)
        assert user is not None
        user.roles.clear()


def switch_off(world: World) -> None:
    with db.transaction() as session:
        user = users.by_username(session, SECOND)
        assert user is not None
        user.active = False


@pytest.mark.parametrize("happened", [lose_role, switch_off])
def test_only_an_active_colleague_who_may_do_the_task_is_asked(
    world: World, case: int, second: str, happened: Callable[[World], None]
) -> None:
    task = world.task(case)
    happened(world)

    assert ask(world, task) == 422
    with db.transaction() as session, pytest.raises(asking.AskRefused):
        asking.ask(
            session,
            task,
            session.scalars(select(User).where(User.username == SECOND)).one().key,
            "Klopt dit?",
            actor=world.actor("procesregisseur"),
            now=world.clock(),
            key=world.app.extensions["zevenstap"].vault_key,
        )


def test_what_changes_meanwhile_refuses_in_words_and_keeps_the_text(world: World, case: int, second: str) -> None:
    task = world.task(case)
    world.post(second, f"/taken/{task}/pakken")
    answer = world.post(
        "procesregisseur", f"/taken/{task}/meekijken", {"aan": world.actor(SECOND).user_key, "vraag": "Mijn vraag"}
    )
    assert answer.status_code == 409  # claimed meanwhile
    assert "Mijn vraag" in answer.get_data(as_text=True)

    world.post(second, f"/taken/{task}/vrijgeven")
    assert ask(world, task) == 302
    switch_off(world)
    assert "geen actief account meer" in text(world, "procesregisseur", f"/taken/{task}")
    assert world.post("procesregisseur", f"/taken/{task}/meekijken/intrekken").status_code == 302
    assert world.post("procesregisseur", f"/taken/{task}/meekijken/intrekken").status_code == 409


def test_an_answer_after_the_task_was_done_is_refused_and_can_be_copied(world: World, case: int, second: str) -> None:
    task = world.task(case)
    ask(world, task)
    assert world.post("procesregisseur", f"/taken/{task}", UITVRAAG).status_code == 302

    answer = world.post(second, f"/taken/{task}/meekijken/antwoord", {"antwoord": "Wat ik vond"})

    assert answer.status_code == 409
    assert "Wat ik vond" in answer.get_data(as_text=True)
    assert "een collega vraagt u" not in text(world, second, "/")
    with db.reading() as session:
        assert session.scalars(select(TaskAsk)).one().state is AskState.OPEN
        assert comments.count(session, case, world.actor(second)) == 1  # the question alone


def file(world: World, case: int, name: str, kind: str, content: bytes, secret: bool = False) -> str:
    with db.transaction() as session:
        made = documents.add(
            session,
            case,
            file=File(name, kind, content),
            title=name,
            kind="bijlage",
            by=world.actor("procesregisseur").user_key,
            provider=world.actor("procesregisseur").organisation_key,
            now=world.clock(),
            key=world.app.extensions["zevenstap"].vault_key,
            data_kind="politiegegeven" if secret else vault.NAMELESS,
        )
        return f"/groepen/{case}/documenten/{made.id}"


def test_a_document_is_shown_for_what_it_is_not_for_what_it_is_called(world: World, case: int) -> None:
    kinds = (
        ("brief.pdf", "application/pdf", b"%PDF-1.4 x", "application/pdf"),
        ("foto.png", "image/png", b"\x89PNG\r\n\x1a\n x", "image/png"),
        ("foto.jpg", "image/jpeg", b"\xff\xd8\xff x", "image/jpeg"),
        ("kwaad.png", "image/png", b"<svg onload='alert(1)'/>", ""),
        ("kwaad.pdf", "application/pdf", b"<html><script>alert(1)</script>", ""),
        ("tekening.svg", "image/svg+xml", b"<svg/>", ""),
    )
    for name, kind, content, shown in kinds:
        address = file(world, case, name, kind, content)
        answer = world.get("procesregisseur", f"{address}/inhoud")
        disposition = answer.headers["Content-Disposition"].partition(";")[0]
        assert disposition == ("inline" if shown else "attachment"), name
        assert not shown or answer.mimetype == shown
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "frame-ancestors 'self'" in policy
        assert ("sandbox" in policy) is (shown != "application/pdf"), name
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert world.get("procesregisseur", address).headers["Content-Disposition"].startswith("attachment")
    page = text(world, "procesregisseur", f"/taken/{world.task(case)}")
    assert page.count('loading="lazy"') == 5  # not the svg


def test_a_shielded_document_within_a_page_asks_what_for(world: World, case: int) -> None:
    address = file(world, case, "lijst.pdf", "application/pdf", b"%PDF-1.4 x", secret=True)

    assert world.get("procesregisseur", f"{address}/inhoud").status_code == 404
    assert "Waarvoor hebt u dit nodig?" in text(world, "procesregisseur", f"{address}/bekijken")
    answer = world.post("procesregisseur", address, {"doel": "Voorbereiden van het overleg"})
    assert answer.headers["Location"].endswith("/bekijken")
    assert "<iframe" in text(world, "procesregisseur", f"{address}/bekijken")
    assert world.get("procesregisseur", f"{address}/inhoud").status_code == 200


def test_a_form_sent_after_the_session_ended_comes_back_with_all_that_was_typed(world: World, case: int) -> None:
    task, typed = world.task(case), {"vraag": "Wat ik al typte"}
    client = world.app.test_client()
    ours, theirs = {"Origin": "http://localhost"}, {"Origin": "https://elders.example"}

    answer = client.post(f"/taken/{task}", data=typed, headers=ours)
    assert answer.status_code == 401
    assert "Wat ik al typte" in answer.get_data(as_text=True)
    assert "nieuw tabblad" in answer.get_data(as_text=True)
    assert client.post(f"/taken/{task}", data=typed, headers=theirs).status_code == 302  # to the login page
    world.app.config["WTF_CSRF_ENABLED"] = True
    again = world.client("procesregisseur").post(f"/taken/{task}", data=typed, headers=ours)
    assert again.status_code == 400
    assert "Wat ik al typte" in again.get_data(as_text=True)
    foreign = world.client("procesregisseur").post(f"/taken/{task}", data=typed, headers=theirs)
    assert "Wat ik al typte" not in foreign.get_data(as_text=True)
