"""How often a page asks the database: an upper bound each, and lists that cost the same however long they are."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from bench.statements import listening
from engine import db
from tests.web.web_world import World

# Counted, then a little room: whoever makes a page ask more often than this should know that he does.
MOST = {
    "/": 24,
    "/taken": 14,
    "/groepen": 10,
    "/acties": 8,
    "/meldingen": 8,
    "/overzicht": 22,
    # a panel each for names, decisions, scores, papers, actions, terms; the last is the line in the audit trail
    "/groepen/{case}": 50,
    "/taken/{task}": 24,
}
LISTS = ("/", "/taken", "/groepen", "/acties", "/meldingen", "/overzicht")
MANY = 12


def bind() -> Engine:
    engine: Engine = db.make_session.kw["bind"]
    return engine


def asked(world: World, path: str) -> list[str]:
    """What a page asks of the database, once it has been opened before."""
    world.get("procesregisseur", path)
    with listening(bind()) as counted:
        answer = world.get("procesregisseur", path)
    assert answer.status_code == 200
    # who looks at a case or a task stands in the audit trail: one insert, one commit; lists only read
    assert counted.commits == (0 if path in LISTS else 1)
    return counted.statements


@pytest.mark.parametrize("path", MOST)
def test_a_page_asks_no_more_of_the_database_than_was_agreed(world, case, path):
    # when
    statements = asked(world, path.format(case=case, task=world.task(case)))
    # then
    assert len(statements) <= MOST[path], "\n".join(statements)


def test_a_list_of_many_asks_no_more_than_a_list_of_one(world, case):
    # given
    before = {path: len(asked(world, path)) for path in LISTS}
    # when
    for number in range(MANY):
        world.start_case(groep_alias=f"Groep {number}")
    # then
    after = {path: len(asked(world, path)) for path in LISTS}
    assert all(after[path] <= before[path] for path in LISTS), (before, after)


def test_a_task_completed_over_http_commits_once(world, case):
    # given
    task_id = world.task(case, "stap-1-uitvraag")
    world.get("procesregisseur", f"/taken/{task_id}")
    # when
    with listening(bind()) as counted:
        answer = world.post("procesregisseur", f"/taken/{task_id}", {"partners_vragen": "false"})
    # then
    assert answer.status_code == 302
    assert counted.commits == 1
    assert len(counted.statements) <= 30, "\n".join(counted.statements)
