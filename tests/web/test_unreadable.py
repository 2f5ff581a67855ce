"""A case that cannot be read any more: a page says so in plain words, and everything else still works."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from engine import db
from engine.models import ProcessInstance, Variable
from tests.web.web_world import World

BROKEN = "Deze zaak is nu niet te lezen"


def spoil(statement: object) -> None:
    with db.transaction() as session:
        session.execute(statement)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "statement",
    [update(ProcessInstance).values(snapshot=b"{geheim"), update(Variable).values(value=b"{geheim")],
    ids=["snapshot", "variable"],
)
def test_the_page_of_a_task_says_that_the_case_cannot_be_read(world: World, case: int, statement: object) -> None:
    task = world.task(case)
    spoil(statement)
    for answer in (
        world.get("procesregisseur", f"/taken/{task}"),
        world.post("procesregisseur", f"/taken/{task}", {"partners_vragen": "false"}),
    ):
        page = answer.get_data(as_text=True)
        assert answer.status_code == 409
        assert BROKEN in page and "geheim" not in page


def test_lists_and_the_page_of_the_case_are_no_error_of_ours(world: World, case: int) -> None:
    spoil(update(ProcessInstance).values(snapshot=b"{geheim"))
    spoil(update(Variable).values(value=b"{geheim"))
    for path in ("/", "/taken", "/groepen", f"/groepen/{case}", f"/groepen/{case}/tijdlijn"):
        answer = world.get("procesregisseur", path)
        assert answer.status_code in (200, 302, 404, 409), path
        assert "geheim" not in answer.get_data(as_text=True)
