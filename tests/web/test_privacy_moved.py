"""A case that is moved past a privacy gate has no permission: only a confirmed decision gives that."""

from __future__ import annotations

from io import BytesIO

from sqlalchemy import func, select

from dossier import vault
from dossier.privacy import PrivacyBesluit
from engine import db
from engine.models import ProcessInstance, Task, TaskState
from engine.operations import moving
from tests.web.test_privacy_gate import to_gate
from tests.web.web_world import DELIVERY, World, machines, papers

GATE, BEHIND = "privacypoort_groepsscan", "groepsscan_leveren"


def move_past_the_gate(world: World, case: int) -> int:
    """The operator moves the token from the gate to where the police deliver names; returns that task."""
    papers(world)
    to_gate(world, case)
    catalogue = world.app.extensions["zevenstap"].catalogue
    with db.transaction() as session:
        places = moving.tokens(session, session.get_one(ProcessInstance, case), now=world.clock())
        [gate] = [place for place in places if place.activity_id == GATE]
        moving.move(
            session,
            case,
            gate.spiff_task_id,
            BEHIND,
            reason="Vastgelopen",
            by=world.actor("applicatiebeheerder").user_key,
            now=world.clock(),
            catalogue=catalogue,
        )
    machines(world)
    return world.task(case, "groepsscan-levering")


def test_names_are_refused_after_a_move_past_the_gate(world: World, case: int) -> None:
    task = move_past_the_gate(world, case)
    files = {
        "aanbiedingsbrief": (BytesIO(b"%PDF-1.4 brief"), "brief.pdf"),
        "standaardrapportage": (BytesIO(b"%PDF-1.4 rapport"), "rapport.pdf"),
    }

    answer = world.client("politie").post(
        f"/taken/{task}", data={**DELIVERY, **files}, content_type="multipart/form-data"
    )

    assert answer.status_code == 403
    assert "Er is geen geldig privacybesluit" in answer.get_data(as_text=True)
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(PrivacyBesluit)) == 0
        assert vault.person_categories(session, case) == set()
        assert session.get_one(Task, task).state is TaskState.OPEN
