"""Incidents on screen: where and what kind, never a value; tried again or handled, one or many, with a reason."""

from __future__ import annotations

from engine import db
from engine.models import Incident, Job, JobState
from tests.web.web_world import World

OPERATOR = "applicatiebeheerder"
WHY = {"reden": "De mailserver doet het weer"}


def fail(world: World, topic: str = "bericht.sturen", kind: str = "mail", error: str = "TimeoutError") -> int:
    """A job out of attempts."""
    with db.transaction() as session:
        job = Job(
            kind=kind,
            topic=topic,
            activity_id="bericht_sturen",
            payload=b'{"aan":"geheime waarde"}',
            due_at=world.clock(),
            created_at=world.clock(),
            attempts=5,
            state=JobState.INCIDENT,
        )
        session.add(job)
        session.flush()
        incident = Incident(
            job_id=job.id, activity_id=job.activity_id, topic=job.topic, error=error, created_at=world.clock()
        )
        session.add(incident)
        session.flush()
        return incident.id


def job_of(incident: int) -> tuple[JobState, int]:
    with db.reading() as session:
        job = session.get_one(Incident, incident).job
        return job.state, job.attempts


def text(world: World, path: str) -> str:
    return world.get(OPERATOR, path).get_data(as_text=True)


def test_an_incident_names_element_topic_and_class_and_no_value(world: World) -> None:
    incident = fail(world)

    for page in (text(world, "/storingen"), text(world, f"/storingen/{incident}")):
        for word in ("bericht_sturen", "bericht.sturen", "TimeoutError"):
            assert word in page
        assert "geheime waarde" not in page


def test_retrying_gives_the_job_its_attempts_back(world: World) -> None:
    incident = fail(world)

    world.post(OPERATOR, f"/storingen/{incident}", {"hoe": "opnieuw", **WHY})

    assert job_of(incident) == (JobState.OPEN, 0)
    assert "Er zijn geen open storingen." in text(world, "/storingen")


def test_what_was_retried_cannot_be_retried_again(world: World) -> None:
    incident = fail(world)
    world.post(OPERATOR, f"/storingen/{incident}", {"hoe": "opnieuw", **WHY})

    assert world.post(OPERATOR, f"/storingen/{incident}", {"hoe": "opnieuw", **WHY}).status_code == 404


def test_the_ticked_ones_are_tried_again_and_the_others_stay(world: World) -> None:
    first, second, third = (fail(world) for _ in range(3))

    world.client(OPERATOR).post("/storingen/opnieuw", data={"nummer": [first, third], **WHY})

    assert [job_of(number)[0] for number in (first, second, third)] == [
        JobState.OPEN,
        JobState.INCIDENT,
        JobState.OPEN,
    ]


def test_everything_the_filter_shows_is_tried_again_at_once(world: World) -> None:
    mails = [fail(world, "mail.versturen") for _ in range(30)]
    other = fail(world, "acties.inplannen")

    answer = world.post(OPERATOR, "/storingen/opnieuw", {"alles": "ja", "onderwerp": "mail.versturen", **WHY})

    assert answer.status_code == 302
    assert {job_of(number)[0] for number in mails} == {JobState.OPEN}
    assert job_of(other)[0] is JobState.INCIDENT


def test_nothing_is_done_without_a_reason_or_a_choice(world: World) -> None:
    incident = fail(world)

    without_reason = world.post(OPERATOR, "/storingen/opnieuw", {"nummer": incident})
    without_choice = world.post(OPERATOR, "/storingen/opnieuw", WHY)
    nothing = world.post(OPERATOR, f"/storingen/{incident}", {"hoe": "opnieuw"})

    assert [answer.status_code for answer in (without_reason, without_choice, nothing)] == [422] * 3
    assert "Schrijf op waarom u dit doet" in without_reason.get_data(as_text=True)
    assert "Kies een of meer storingen" in without_choice.get_data(as_text=True)
    assert job_of(incident)[0] is JobState.INCIDENT


def test_a_mail_may_lapse_and_work_of_a_process_may_not(world: World) -> None:
    mail, handler = fail(world), fail(world, "privacy.vastleggen", kind="handler")

    assert world.post(OPERATOR, f"/storingen/{mail}", {"hoe": "vervalt", **WHY}).status_code == 302
    assert world.post(OPERATOR, f"/storingen/{handler}", {"hoe": "vervalt", **WHY}).status_code == 422
    assert world.post(OPERATOR, f"/storingen/{handler}", {"hoe": "gelukt", **WHY}).status_code == 422
    assert [job_of(number)[0] for number in (mail, handler)] == [JobState.CANCELLED, JobState.INCIDENT]


def test_the_list_is_paged_and_filtered(world: World) -> None:
    for _ in range(26):
        fail(world, error="TimeoutError")
    fail(world, error="NoAddress")

    assert text(world, "/storingen").count('name="nummer"') == 25
    assert text(world, "/storingen?pagina=2").count('name="nummer"') == 2
    assert text(world, "/storingen?fout=NoAddress").count('name="nummer"') == 1
    assert text(world, "/storingen?zaak=77").count('name="nummer"') == 0
    assert world.get(OPERATOR, "/storingen?zaak=geen&pagina=x").status_code == 200
