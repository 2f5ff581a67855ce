"""How often a completion asks the database: counted here, for a count is the same on every machine."""

from __future__ import annotations

from bench.statements import listening
from engine import db, tasks
from tests.engine.conftest import REGISSEUR
from tests.runtime.drawing import diagram, user_task

REGIE = {"candidateGroups": "procesregisseur"}
REMINDER = (
    '<boundaryEvent id="{0}" cancelActivity="false" attachedToRef="{1}"><timerEventDefinition>'
    '<timeDuration>P5D</timeDuration></timerEventDefinition></boundaryEvent><endEvent id="na_{0}"/>[{0}>na_{0}]'
)
MOST_STATEMENTS = 12


def test_a_completion_asks_at_most_twelve_things_of_the_database_and_commits_once(walk):
    # given: what a form delivers is new, a reminder falls away, and the next task has one too
    case = walk(
        diagram(
            '<startEvent id="begin"/><endEvent id="klaar"/>'
            + user_task("wegen", **REGIE)
            + user_task("plannen", **REGIE)
            + REMINDER.format("herinneren", "wegen")
            + REMINDER.format("manen", "plannen")
            + "[begin>wegen][wegen>plannen][plannen>klaar]"
        )
    )
    task_id = case.task_id("wegen")
    # when
    with listening(db.make_session.kw["bind"]) as asked:
        case.complete_task(task_id, besluit="ja", reden="het loopt uit de hand", aantal=3)
    # then
    assert case.open == ["plannen"]
    assert len(asked.statements) <= MOST_STATEMENTS, "\n".join(asked.statements)
    assert asked.commits == 1


def test_three_tasks_that_open_at_once_cost_no_more_statements_than_one(walk):
    # given
    branches = "".join(user_task(f"tak_{n}", **REGIE) + f"[s>tak_{n}][tak_{n}>j]" for n in range(3))
    gates = '<parallelGateway id="s"/><parallelGateway id="j"/>'
    case = walk(
        diagram(
            '<startEvent id="begin"/><endEvent id="klaar"/>'
            + gates
            + user_task("wegen", **REGIE)
            + branches
            + "[begin>wegen][wegen>s][j>klaar]"
        )
    )
    task_id = case.task_id("wegen")
    # when
    with listening(db.make_session.kw["bind"]) as asked:
        case.complete_task(task_id)
    # then
    assert case.open == ["tak_0", "tak_1", "tak_2"]
    assert len(asked.statements) <= MOST_STATEMENTS, "\n".join(asked.statements)


def test_may_i_do_this_task_is_one_question(walk):
    # given
    case = walk(
        diagram(
            '<startEvent id="begin"/><endEvent id="klaar"/>'
            + user_task("wegen", **REGIE)
            + "[begin>wegen][wegen>klaar]"
        )
    )
    task_id = case.task_id("wegen")
    # when
    with listening(db.make_session.kw["bind"]) as asked, db.reading() as session:
        found = tasks.get(session, task_id, by=REGISSEUR)
    # then
    assert found.activity_id == "wegen"
    assert len(asked.statements) == 1
