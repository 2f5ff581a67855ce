"""Incidents on screen: where and what kind, never a value; and done again."""

from __future__ import annotations

from engine import db
from engine.models import Incident, Job, JobState
from tests.web.web_world import World


def fail(world: World) -> int:
    """A job out of attempts."""
    with db.transaction() as session:
        job = Job(
            kind="handler",
            topic="bericht.sturen",
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
            job_id=job.id,
            activity_id=job.activity_id,
            topic=job.topic,
            error="TimeoutError",
            created_at=world.clock(),
        )
        session.add(incident)
        session.flush()
        return incident.id


def test_an_incident_names_element_topic_and_class_and_no_value(world: World) -> None:
    fail(world)

    page = world.get("applicatiebeheerder", "/storingen").get_data(as_text=True)

    for word in ("bericht_sturen", "bericht.sturen", "TimeoutError"):
        assert word in page
    assert "geheime waarde" not in page


def test_retrying_gives_the_job_its_attempts_back(world: World) -> None:
    incident = fail(world)

    world.post("applicatiebeheerder", f"/storingen/{incident}/opnieuw")

    with db.reading() as session:
        job = session.get_one(Incident, incident).job
        assert (job.state, job.attempts) == (JobState.OPEN, 0)
    assert "Er zijn geen open storingen." in world.get("applicatiebeheerder", "/storingen").get_data(as_text=True)


def test_what_was_retried_cannot_be_retried_again(world: World) -> None:
    incident = fail(world)
    world.post("applicatiebeheerder", f"/storingen/{incident}/opnieuw")

    assert world.post("applicatiebeheerder", f"/storingen/{incident}/opnieuw").status_code == 404
