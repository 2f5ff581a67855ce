"""zaken opschorten, hervatten, stoppen, klok and herstellen; storingen in bulk: the rules of the screens hold."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from cli.parts import Parts
from engine import access, db, definitions, instances
from engine.access import Actor
from engine.models import HistoricActivity, Incident, InstanceState, Job, JobState, ProcessInstance
from tests.check.drawing import CATALOGUE
from tests.cli.conftest import NOON, REGISSEUR, Zevenstap

BEHEER = Actor("user-7", "org-1", frozenset({"applicatiebeheerder", "org-1"}))
PEOPLE = {
    "regisseur": REGISSEUR,
    "beheer": BEHEER,
    "partner": Actor("user-2", "org-2", frozenset({"partner", "org-2"})),
}
WHY = ("--reden", "Wachten op de rechter")


@pytest.fixture
def run(installed: Zevenstap) -> Zevenstap:
    return lambda *words: installed(*words, find_actor=lambda _session, login: PEOPLE.get(login))


@pytest.fixture
def case(run: Zevenstap, parts: Parts) -> int:
    with db.transaction() as session:
        version = definitions.latest(session, "proef")
        number = instances.start(
            session,
            version,
            {"plek": "Het plein", "aantal": 3},
            business_key="groep-1",
            title="Groep Plein",
            by=REGISSEUR,
            now=NOON,
            catalogue=CATALOGUE,
        ).id
        access.invite(session, number, organisation_key="org-2", role="partner", now=NOON)
        return number


def instance(number: int) -> ProcessInstance:
    with db.reading() as session:
        return session.get_one(ProcessInstance, number)


def deeds() -> list[tuple[str, str | None, str]]:
    with db.reading() as session:
        query = select(HistoricActivity).where(HistoricActivity.process_key == "").order_by(HistoricActivity.id)
        return [(row.kind, row.by, row.detail) for row in session.scalars(query)]


def test_the_operator_suspends_a_case_lets_it_go_on_and_stops_it(run, case):
    assert "is opgeschort" in run("zaken", "opschorten", case, "--als", "beheer", *WHY).out
    assert instance(case).suspended_at == NOON
    assert "was al opgeschort" in run("zaken", "opschorten", case, "--als", "beheer", *WHY).out
    assert "gaat weer verder" in run("zaken", "hervatten", case, "--als", "beheer", *WHY).out
    assert run("zaken", "stoppen", case, "--als", "beheer", *WHY).code == 0
    assert instance(case).state is InstanceState.CANCELLED
    assert deeds() == [(kind, "user-7", WHY[1]) for kind in ("suspended", "resumed", "cancelled")]


def test_the_overview_and_the_places_tell_nothing_of_the_content(run, case):
    listed = run("zaken", "overzicht", "--als", "beheer").out
    placed = run("zaken", "plaatsen", case, "--als", "beheer").out
    assert f"{case}\tProef 1\tstap" in listed and "taak" in placed
    assert "Plein" not in listed + placed
    assert run("zaken", "overzicht", "--als", "beheer", "--toon", "gestopt").out == ""


def test_the_regisseur_has_the_clock_of_his_case_and_mends_its_values(run, case):
    assert "staat stil" in run("zaken", "klok", case, "stil", "--als", "regisseur", *WHY).out
    assert "stond al stil" in run("zaken", "klok", case, "stil", "--als", "regisseur", *WHY).out
    assert "loopt weer" in run("zaken", "klok", case, "loopt", "--als", "regisseur", *WHY).out
    assert run("zaken", "herstellen", case, "aantal", "4", "--als", "regisseur", *WHY).code == 0
    assert run("zaken", "herstellen", case, "aantal", "vier", "--als", "regisseur", *WHY).code == 2
    with db.reading() as session:
        assert instances.variables(session, case)["aantal"] == 4


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("regisseur", ("opschorten",)),
        ("regisseur", ("hervatten",)),
        ("regisseur", ("verplaatsen", "--van", "taak", "--naar", "e")),
        ("partner", ("stoppen",)),
        ("beheer", ("klok", "stil")),
        ("beheer", ("herstellen", "plek", "Het park")),
        ("partner", ("herstellen", "plek", "Het park")),
        ("niemand", ("stoppen",)),
    ],
)
def test_who_may_not_do_it_on_screen_may_not_do_it_here(run, case, who, words):
    verb, *more = words
    assert run("zaken", verb, case, *more, "--als", who, *WHY).code == 1
    assert deeds() == [] and instance(case).state is InstanceState.ACTIVE


def test_the_overview_is_for_the_operator_only(run, case):
    assert run("zaken", "overzicht", "--als", "regisseur").code == 1
    assert run("zaken", "plaatsen", case, "--als", "regisseur").code == 1
    assert run("zaken", "opschorten", 99, "--als", "beheer", *WHY).code == 1


def fail(topic: str, kind: str = "mail") -> int:
    with db.transaction() as session:
        job = Job(kind=kind, topic=topic, payload=b"{}", due_at=NOON, created_at=NOON, state=JobState.INCIDENT)
        row = Incident(job=job, activity_id="dienst", topic=topic, error="OSError", created_at=NOON)
        session.add(row)
        session.flush()
        return row.id


def states() -> list[JobState]:
    with db.reading() as session:
        return [job.state for job in session.scalars(select(Job).order_by(Job.id))]


def test_incidents_are_tried_again_by_number_or_all_of_a_kind(run):
    for topic in ("mail.versturen", "bericht.sturen", "bericht.sturen"):
        fail(topic)
    assert "2 keer" in run("storingen", "opnieuw", "--onderwerp", "bericht.sturen", "--als", "beheer", *WHY).out
    assert states() == [JobState.INCIDENT, JobState.OPEN, JobState.OPEN]
    assert run("storingen", "opnieuw", "--als", "beheer", *WHY).code == 2
    assert run("storingen", "opnieuw", "1", "--als", "regisseur", *WHY).code == 1
    assert run("storingen", "opnieuw", "1", "--als", "beheer", *WHY).code == 0
    assert run("storingen", "list").out == ""
    assert run("storingen", "opnieuw", "99", "--als", "beheer", *WHY).code == 1


def test_incidents_are_listed_by_kind_without_values(run):
    fail("mail.versturen")
    fail("bericht.sturen")
    listed = run("storingen", "list", "--onderwerp", "bericht.sturen").out
    assert "bericht.sturen\tOSError" in listed and "mail" not in listed


def test_a_mail_may_lapse_and_nothing_else_is_called_done(run):
    number = fail("mail.versturen")
    assert run("storingen", "afhandelen", number, "--hoe", "gelukt", "--als", "beheer", *WHY).code == 1
    assert run("storingen", "afhandelen", number, "--hoe", "vervalt", "--als", "beheer", *WHY).code == 0
    assert states() == [JobState.CANCELLED]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("zaken", "opschorten", 99, "--als", "beheer", *WHY), "geen zaak met dit nummer"),
        (("zaken", "opschorten", 1, "--als", "regisseur", *WHY), "mag dit niet"),
        (("storingen", "opnieuw", 99, "--als", "beheer", *WHY), "geen open storing"),
    ],
)
def test_a_refusal_is_told_in_dutch(run, case, words, said):
    refused = run(*words)
    assert refused.code == 1 and said in refused.err
