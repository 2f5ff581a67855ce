"""Work for people: seen by those who may, done once, by whoever was first."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, true

from engine import db, history, tasks
from engine.errors import (
    InstanceNotFound,
    NotACandidate,
    TaskAlreadyCompleted,
    TaskCancelled,
    TaskClaimed,
    TaskNotFound,
)
from engine.models import Task, TaskCandidate, TaskState
from engine.runtime import StepFailed
from tests.engine.conftest import COLLEAGUE, PARTNER, REGISSEUR, STRANGER
from tests.runtime.drawing import diagram, user_task

NOW = datetime(2026, 3, 2, 13, tzinfo=UTC)
START, END = '<startEvent id="begin"/>', '<endEvent id="klaar"/>'
REGIE = {"candidateGroups": "procesregisseur"}
TWO_STEPS = diagram(
    f"{START}{END}{user_task('wegen', **REGIE)}{user_task('vragen', candidateGroups='=partner')}"
    "[begin>wegen][wegen>vragen][vragen>klaar]"
)
STOPPABLE = diagram(
    f"{START}{END}{user_task('werk', **REGIE)}"
    '<boundaryEvent id="stop" attachedToRef="werk"><messageEventDefinition messageRef="m"/></boundaryEvent>'
    f"{user_task('na', **REGIE)}[begin>werk][werk>klaar][stop>na][na>klaar]",
    before='<message id="m" name="stoppen"/>',
)
CHOICE = diagram(
    f"{START}{END}{user_task('kies', **REGIE)}<exclusiveGateway id='g'/>{user_task('ja', **REGIE)}"
    '[begin>kies][kies>g][g>ja if antwoord = "ja"][g>klaar if antwoord = "nee"][ja>klaar]'
)


def listed(actor, which="alle"):
    with db.reading() as session:
        page = tasks.open_tasks(session, actor, which=which, now=NOW)
        return [t.activity_id for t in page.rows], page.total


def test_a_task_stands_in_the_list_of_its_group_and_of_nobody_else(walk):
    walk(TWO_STEPS, partner="org-2")
    assert listed(REGISSEUR) == (["wegen"], 1)
    assert listed(PARTNER) == ([], 0)
    assert listed(STRANGER) == ([], 0)


def test_a_claimed_task_leaves_the_list_of_the_group(walk):
    case = walk(TWO_STEPS, partner="org-2")
    with db.transaction() as session:
        tasks.claim(session, case.task_id("wegen"), by=REGISSEUR, now=NOW)
    assert listed(COLLEAGUE, "groep") == ([], 0)
    assert listed(REGISSEUR, "mijn") == (["wegen"], 1)


def test_a_released_task_comes_back_to_the_group(walk):
    case = walk(TWO_STEPS, partner="org-2")
    with db.transaction() as session:
        tasks.claim(session, case.task_id("wegen"), by=REGISSEUR, now=NOW)
        tasks.release(session, case.task_id("wegen"), by=REGISSEUR, now=NOW)
    assert listed(COLLEAGUE, "groep") == (["wegen"], 1)


def test_a_task_taken_by_a_colleague_cannot_be_completed(walk):
    case = walk(TWO_STEPS, partner="org-2")
    with db.transaction() as session:
        tasks.claim(session, case.task_id("wegen"), by=COLLEAGUE, now=NOW)
    with pytest.raises(TaskClaimed) as refusal:
        case.complete("wegen")
    assert refusal.value.by == COLLEAGUE.user_key


def test_a_task_of_a_colleague_who_is_away_can_be_taken_over_and_the_case_remembers_it(walk):
    case = walk(TWO_STEPS, partner="org-2")
    with db.transaction() as session:
        tasks.claim(session, case.task_id("wegen"), by=COLLEAGUE, now=NOW)
        tasks.take_over(session, case.task_id("wegen"), by=REGISSEUR, now=NOW)
    with db.reading() as session:
        newest = history.timeline(session, case.id, only=true())[0]
        assert (newest.kind, newest.by) == ("takeover", REGISSEUR.user_key)
    case.complete("wegen")
    assert case.open == ["vragen"]


def test_nobody_outside_the_group_can_take_a_task_over(walk):
    case = walk(TWO_STEPS, partner="org-2")
    case.complete("wegen")
    with db.transaction() as session, pytest.raises(NotACandidate):
        tasks.take_over(session, case.task_id("vragen"), by=REGISSEUR, now=NOW)


def test_an_invited_organisation_sees_its_own_task_and_may_do_it(walk):
    case = walk(TWO_STEPS, partner="org-2")
    case.complete("wegen")
    assert listed(PARTNER) == (["vragen"], 1)
    case.complete("vragen", by=PARTNER)
    assert case.completed


def test_a_participant_outside_the_groups_is_refused_and_a_stranger_hears_it_does_not_exist(walk):
    case = walk(TWO_STEPS, partner="org-2")
    case.complete("wegen")
    with db.reading() as session:
        with pytest.raises(NotACandidate):
            tasks.get(session, case.task_id("vragen"), by=REGISSEUR)
        with pytest.raises(TaskNotFound):
            tasks.get(session, case.task_id("vragen"), by=STRANGER)


def test_a_second_completion_is_refused_and_says_who_was_first(walk):
    case = walk(TWO_STEPS, partner="org-2")
    task_id = case.task_id("wegen")
    case.complete_task(task_id, by=COLLEAGUE)
    with pytest.raises(TaskAlreadyCompleted) as refusal:
        case.complete_task(task_id)
    assert refusal.value.by == COLLEAGUE.user_key


def test_of_two_people_at_once_one_wins_and_the_other_is_told(walk):
    case = walk(TWO_STEPS, partner="org-2")
    task_id, outcomes = case.task_id("wegen"), []
    gate = threading.Barrier(2)

    def work(actor):
        gate.wait()
        try:
            case.complete_task(task_id, by=actor)
            outcomes.append("done")
        except TaskAlreadyCompleted:
            outcomes.append("told")

    both = [threading.Thread(target=work, args=[who]) for who in (REGISSEUR, COLLEAGUE)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(outcomes) == ["done", "told"]
    assert case.open == ["vragen"]


def test_a_task_the_process_left_behind_is_withdrawn(walk):
    case = walk(STOPPABLE)
    task_id = case.task_id("werk")
    case.send("stoppen", reden="niet meer nodig")
    assert case.state_of(task_id) is TaskState.CANCELLED
    assert case.variables["reden"] == "niet meer nodig"
    with pytest.raises(TaskCancelled):
        case.complete_task(task_id)


def test_a_message_from_a_stranger_finds_no_case(walk):
    case = walk(STOPPABLE)
    with pytest.raises(InstanceNotFound):
        case.send("stoppen", by=STRANGER)


def test_an_answer_the_process_cannot_take_leaves_the_case_as_it_was(walk):
    case = walk(CHOICE)
    with pytest.raises(StepFailed):
        case.complete("kies", antwoord="misschien")
    assert case.open == ["kies"]
    assert case.variables == {}
    case.complete("kies", antwoord="ja")
    assert case.open == ["ja"]


def test_the_context_of_a_task_holds_the_variables_around_it(walk):
    case = walk(TWO_STEPS, partner="org-2")
    with db.reading() as session:
        task = tasks.get(session, case.task_id("wegen"), by=REGISSEUR)
        assert tasks.context(session, task, now=NOW)["partner"] == "org-2"


def test_the_tasks_beyond_the_count_can_be_paged_to(walk):
    case = walk(TWO_STEPS, partner="org-2")
    with db.transaction() as session:
        first = tasks.of_instance(session, case.id)[0]
        for number in range(tasks.COUNT_LIMIT + 30):
            session.add(
                Task(
                    instance_id=case.id,
                    spiff_task_id=f"los-{number}",
                    process_key="p",
                    activity_id="wegen",
                    name="wegen",
                    created_at=NOW,
                    candidates=[TaskCandidate(group_key=c.group_key) for c in first.candidates],
                )
            )
    with db.reading() as session:
        page, seen = 1, 0
        while True:
            found = tasks.open_tasks(session, REGISSEUR, which="alle", now=NOW, page=page)
            seen += len(found.rows)
            if page == found.pages:
                break
            page += 1
    assert seen == tasks.COUNT_LIMIT + 31


def test_changed_and_new_variables_are_written_without_asking_for_each(walk):
    case = walk(TWO_STEPS, partner="org-2", **{f"v{n}": 0 for n in range(20)})
    seen = []
    with db.reading() as session:
        bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", lambda *given: seen.append(given[2]))
    case.complete("wegen", **{f"v{n}": n for n in range(40)})
    assert case.variables == {"partner": "org-2", **{f"v{n}": n for n in range(40)}}
    assert len([text for text in seen if "variable" in text]) < 8
