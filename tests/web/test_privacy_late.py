"""Names that come too late: the decision ended while the form stood open."""

from __future__ import annotations

from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from dossier import drafts, privacy, vault
from engine import db
from engine.models import Task, TaskState
from tests.web.web_world import DELIVERY, World, to_groepsscan


def send(world: World, task: int) -> TestResponse:
    files = {
        "aanbiedingsbrief": (BytesIO(b"%PDF-1.4 brief"), "brief.pdf"),
        "standaardrapportage": (BytesIO(b"%PDF-1.4 rapport"), "rapport.pdf"),
    }
    return world.client("politie").post(
        f"/taken/{task}", data={**DELIVERY, **files}, content_type="multipart/form-data"
    )


@pytest.mark.parametrize("how", ["withdrawn", "expired"])
def test_a_delivery_after_the_decision_ended_is_refused_and_leaves_nothing(world: World, case: int, how: str) -> None:
    task = to_groepsscan(world, case)
    if how == "withdrawn":  # as namenlijst.vernietigen does
        with db.transaction() as session:
            privacy.withdraw_all(session, case, reason="Namenlijst vernietigd", now=world.clock())
    else:
        world.clock.forward(days=300)
        world.clients.clear()  # sessions have ended by then too

    answer = send(world, task)

    assert answer.status_code == 403
    assert "Er is geen geldig privacybesluit om in stap 2 persoonsgegevens" in answer.get_data(as_text=True)
    page = answer.get_data(as_text=True)
    assert "De taak blijft open" in page and "Vraag de procesregisseur om een privacytoets" in page
    assert "Testpersoon Een" in page  # what was typed is still there, for who typed it
    with db.reading() as session:
        assert drafts.find(session, task, user_key=world.actor("politie").user_key) is not None
        assert vault.person_categories(session, case) == set()
        assert session.get_one(Task, task).state is TaskState.OPEN
