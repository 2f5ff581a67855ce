"""Cases go to another version: looked at first, moved as jobs, and taken back when nothing happened since."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine import db, incidents, tasks
from engine.access import Participant
from engine.errors import Invalid, ReasonMissing, Unreadable
from engine.incidents import Way
from engine.migration import carrying, planning, working
from engine.migration.planning import NotReady
from engine.migration.tables import CaseState, MigrationCase
from engine.models import (
    HistoricActivity,
    Job,
    JobState,
    PackageVersion,
    ProcessInstance,
    Subscription,
    Task,
    TaskState,
    Variable,
)
from engine.operations import suspension
from tests.engine.conftest import REGISSEUR, Walk
from tests.migration.relocating import BACK, OPERATOR, WHY, Migrating, publish
from tests.runtime.drawing import NOON, diagram, extension, user_task
from tests.runtime.test_elements_run import END, START, timer

REGIE = {"candidateGroups": "procesregisseur"}


def line(*names: str, extra: str = "", **attributes: str) -> bytes:
    flows = "".join(f"[{a}>{b}]" for a, b in zip(("begin", *names), (*names, "klaar"), strict=True))
    work = "".join(user_task(name, **{**REGIE, **attributes}) for name in names)
    return diagram(f"{START}{END}{work}{flows}{extra}")


def reminder(host: str, name: str, term: str) -> str:
    event = f'<boundaryEvent id="{name}" attachedToRef="{host}">{timer("timeDuration", term)}</boundaryEvent>'
    return f'{event}<endEvent id="e_{name}"/>[{name}>e_{name}]'


def rows(case: Walk) -> dict[str, Any]:
    """Everything the tables hold of what stands open, to compare before and after."""
    with db.reading() as session:
        instance = session.get_one(ProcessInstance, case.id)
        open_tasks = session.scalars(select(Task).where(Task.instance_id == case.id, Task.state == TaskState.OPEN))
        timers = select(Job).where(Job.instance_id == case.id, Job.kind == "timer", Job.state == JobState.OPEN)
        variables = select(Variable).where(Variable.instance_id == case.id)
        awaited = select(Subscription).where(Subscription.instance_id == case.id)
        return {
            "version": instance.version.number,
            "snapshot": instance.snapshot,
            "step": instance.step,
            "tasks": {
                t.id: (
                    t.activity_id,
                    t.name,
                    t.form_key,
                    t.assignee,
                    t.due_at,
                    sorted(c.group_key for c in t.candidates),
                )
                for t in open_tasks
            },
            "timers": {(j.spiff_task_id, j.activity_id, j.due_at) for j in session.scalars(timers)},
            "variables": {(v.scope_id, v.name): v.value for v in session.scalars(variables)},
            "awaited": {(s.spiff_task_id, s.message, s.activity_id) for s in session.scalars(awaited)},
        }


def told(case: Walk, *kinds: str) -> list[tuple[str, str, str | None]]:
    with db.reading() as session:
        found = select(HistoricActivity).where(
            HistoricActivity.instance_id == case.id, HistoricActivity.kind.in_(kinds)
        )
        return [(row.name, row.detail, row.by) for row in session.scalars(found.order_by(HistoricActivity.id))]


def test_a_dry_run_tells_what_would_happen_and_changes_nothing(walk):
    case = walk(line("een"))
    before = rows(case)
    moving = Migrating(case, publish(line("een", "twee")))
    assert (moving.state, moving.note) == (CaseState.CAN, "")
    refused = Migrating(case, publish(line("twee")))
    assert refused.state is CaseState.CANNOT
    assert refused.note == "een: dit element bestaat niet meer in de nieuwe versie; kies waar een zaak dan heen gaat"
    assert rows(case) == before


def test_a_case_goes_along_with_its_task_its_assignee_and_its_due_date(walk):
    case = walk(line("een", dueDate="P3D"))
    with db.transaction() as session:
        tasks.claim(session, case.task_id("een"), by=REGISSEUR, now=case.now)
    [before] = rows(case)["tasks"].items()
    moving = Migrating(case, publish(line("anders", "twee", formRef="nieuw")), {"p": {"een": "anders"}})
    assert moving.start() == 1
    assert moving.state is CaseState.MOVED
    [after] = rows(case)["tasks"].items()
    assert after[0] == before[0]
    assert after[1] == ("anders", "anders", "nieuw", "user-1", NOON + timedelta(days=3), ["procesregisseur"])
    case.complete("anders")
    case.complete("twee")
    assert case.completed
    assert told(case, "migrated") == [("Zaak verhuisd naar een andere versie van het proces: versie 2", WHY, OPERATOR)]


def test_a_case_that_is_taken_back_is_as_it_was_to_the_last_byte(walk):
    case = walk(line("een", "twee", extra=reminder("een", "oud", "PT2H"), dueDate="P3D"), reden="proef")
    before = rows(case)
    new = line("anders", "twee", extra=reminder("anders", "nieuw", "PT9H"), candidateGroups="org-2,procesregisseur")
    moving = Migrating(case, publish(new), {"p": {"een": "anders", "oud": None}})
    moving.start()
    assert rows(case) != before
    moving.undo()
    assert moving.state is CaseState.UNDONE and moving.row.kept is None
    assert rows(case) == before
    assert told(case, "migration_undone") == [("Verhuizing teruggedraaid: versie 1", BACK, OPERATOR)]
    with db.reading() as session:
        guests = select(Participant).where(Participant.instance_id == case.id, Participant.organisation_key == "org-2")
        assert [guest.until is None for guest in session.scalars(guests)] == [False]
    case.run_jobs(timedelta(hours=2))
    assert case.completed


def test_a_case_that_moved_on_is_not_taken_back(walk):
    case = walk(line("een"))
    moving = Migrating(case, publish(line("een", "twee")))
    moving.start()
    case.complete("een")
    moving.undo()
    assert moving.state is CaseState.MOVED
    assert "intussen verdergegaan" in moving.note and moving.row.kept is None
    assert case.open == ["twee"]


def test_a_boundary_timer_that_is_gone_leaves_no_job_behind_and_a_new_one_gets_its_own(walk):
    case = walk(line("een", extra=reminder("een", "oud", "PT2H")))
    Migrating(case, publish(line("een", extra=reminder("een", "nieuw", "PT3H")))).start()
    assert {(activity, due) for _, activity, due in rows(case)["timers"]} == {("nieuw", NOON + timedelta(hours=3))}
    case.run_jobs(timedelta(hours=2))
    assert case.open == ["een"]
    case.run_jobs(timedelta(hours=1))
    assert case.completed


@pytest.mark.parametrize(("recompute", "hours"), [(False, 2), (True, 5)])
def test_a_timer_keeps_its_moment_or_gets_the_new_term_as_chosen(walk, recompute, hours):
    case = walk(line("een", extra=reminder("een", "t", "PT2H")))
    case.now += timedelta(hours=1)
    moving = Migrating(
        case, publish(line("een", extra=reminder("een", "t9", "PT5H"))), {"p": {"t": "t9"}}, recompute=recompute
    )
    moving.start()
    assert {(activity, due) for _, activity, due in rows(case)["timers"]} == {("t9", NOON + timedelta(hours=hours))}
    with db.reading() as session:
        assert (
            len(list(session.scalars(select(Job).where(Job.kind == "timer")))) == 1
        )  # the same row, under its new name


def test_groups_of_the_new_version_take_part_in_the_case(walk):
    case = walk(line("een"))
    Migrating(case, publish(line("een", candidateGroups="org-5"))).start()
    with db.reading() as session:
        found = session.scalars(select(Participant.organisation_key).where(Participant.instance_id == case.id))
        assert "org-5" in set(found)


def test_a_case_that_took_a_step_since_the_dry_run_is_judged_again(walk):
    case = walk(line("een", "twee"))
    moving = Migrating(case, publish(line("een", "drie")))
    assert moving.state is CaseState.CAN
    case.complete("een")
    moving.start()
    assert moving.state is CaseState.CANNOT and moving.note.startswith("twee: ")
    assert case.open == ["twee"]


def test_a_case_that_ended_since_the_dry_run_stays_where_it_is(walk):
    case = walk(line("een"))
    moving = Migrating(case, publish(line("een", "twee")))
    case.complete("een")
    moving.start()
    assert (moving.state, moving.note) == (CaseState.CANNOT, "de zaak is afgelopen")


def test_a_suspended_case_moves_and_stays_suspended(walk):
    case = walk(line("een"))
    with db.transaction() as session:
        suspension.suspend(session, case.id, reason=WHY, by=OPERATOR, now=case.now)
    moving = Migrating(case, publish(line("een", "twee")))
    moving.start()
    assert moving.state is CaseState.MOVED
    with db.reading() as session:
        instance = session.get_one(ProcessInstance, case.id)
        assert instance.suspended_at is not None and instance.version.number == 2


@pytest.mark.parametrize("snapshot", [b'{"v":2,"process":"weg","tasks":[],"inner":[]}', b"geen json"])
def test_a_state_that_cannot_be_read_is_a_verdict_and_no_failure(walk, snapshot):
    case = walk(line("een"))
    with db.transaction() as session:
        session.get_one(ProcessInstance, case.id).snapshot = snapshot
    moving = Migrating(case, publish(line("een", "twee")))
    assert moving.state is CaseState.CANNOT and "niet te lezen" in moving.note


def test_a_variable_that_cannot_be_read_is_a_verdict_and_no_failure(walk):
    case = walk(line("een"), reden="proef")
    with db.transaction() as session:
        session.scalars(select(Variable)).first().value = b"geen json"
    moving = Migrating(case, publish(line("een", "twee")))
    assert moving.state is CaseState.CANNOT and "niet te lezen" in moving.note


def test_a_migration_starts_once_with_a_reason_and_only_after_its_dry_run(walk):
    case = walk(line("een"))
    to = publish(line("een", "twee"))
    with db.transaction() as session:
        versions = [session.get_one(PackageVersion, each) for each in (1, to)]
        unseen = planning.plan(session, *versions, {}, recompute=False, by=OPERATOR, now=case.now).id
        with pytest.raises(NotReady):
            planning.start(session, unseen, reason=WHY, by=OPERATOR, now=case.now)
    moving = Migrating(case, to)
    with db.transaction() as session, pytest.raises(ReasonMissing):
        planning.start(session, moving.id, reason="  ", by=OPERATOR, now=case.now)
    moving.start()
    with pytest.raises(NotReady):
        moving.start()


@pytest.mark.parametrize(
    "mapping",
    [{"q": {"een": "een"}}, {"p": {"weg": "een"}}, {"p": {"een": "weg"}}, {"p": "een"}, ["een"], {"p": {"een": 3}}],
)
def test_a_mapping_that_names_what_is_not_there_is_refused(walk, mapping):
    case = walk(line("een"))
    to = publish(line("een", "twee"))
    with db.transaction() as session:
        versions = [session.get_one(PackageVersion, each) for each in (1, to)]
        with pytest.raises(Invalid):
            planning.plan(session, *versions, mapping, recompute=False, by=OPERATOR, now=case.now)


def test_what_is_kept_for_the_way_back_goes_when_there_is_no_way_back(walk):
    case = walk(line("een"))
    moving = Migrating(case, publish(line("een", "twee")))
    moving.start()
    with db.transaction() as session:
        assert planning.forget_kept(session, now=case.now + timedelta(days=29)) == 0
    assert moving.row.kept is not None
    case.complete("een")
    with db.transaction() as session:
        assert planning.forget_kept(session, now=case.now) == 1
    assert moving.row.kept is None
    again = Migrating(case, publish(line("een", "twee", "drie")))
    again.start()
    with db.transaction() as session:
        assert planning.forget_kept(session, now=case.now + timedelta(days=31)) == 1
    assert again.row.kept is None


def test_a_form_that_changed_is_said_of_the_case(walk):
    case = walk(line("een", formRef="vraag"))
    moving = Migrating(case, publish(line("een", formRef="vraag"), forms={"vraag": b"{}"}))
    assert (moving.state, moving.note) == (CaseState.CAN, "het formulier van “een” is anders; een concept blijft staan")


def test_a_new_privacy_gate_behind_the_case_is_said_of_it(walk):
    gate = extension('<camunda:properties><camunda:property name="poort" value="ja"/></camunda:properties>')
    called = line("bevestig").replace(b'id="p"', b'id="poort"')

    def gated(*names: str) -> bytes:
        call = f'<callActivity id="toets" name="Privacy toetsen" calledElement="poort">{gate}</callActivity>'
        work = "".join(user_task(name, **REGIE) for name in names if name != "toets")
        flows = "".join(f"[{a}>{b}]" for a, b in zip(("begin", *names), (*names, "klaar"), strict=True))
        return diagram(f"{START}{END}{call}{work}{flows}")

    case = walk(line("een"))
    assert "ligt achter deze zaak" in Migrating(case, publish(gated("toets", "een"), called)).note
    assert Migrating(case, publish(gated("een", "toets"), called)).note == ""


def test_a_privacy_gate_that_asks_something_else_behind_the_case_is_said_of_it(walk):
    called = line("bevestig").replace(b'id="p"', b'id="poort"')

    def gated(receiver: str, *names: str) -> bytes:
        marks = f'<camunda:property name="poort" value="ja"/><camunda:property name="ontvanger" value="{receiver}"/>'
        gate = extension(f"<camunda:properties>{marks}</camunda:properties>")
        call = f'<callActivity id="toets" name="Privacy toetsen" calledElement="poort">{gate}</callActivity>'
        work = "".join(user_task(name, **REGIE) for name in names if name != "toets")
        flows = "".join(f"[{a}>{b}]" for a, b in zip(("begin", *names), (*names, "klaar"), strict=True))
        return diagram(f"{START}{END}{call}{work}{flows}")

    case = walk(gated("om", "toets", "een"), called)
    case.complete("bevestig")
    assert Migrating(case, publish(gated("om", "toets", "een"), called)).note == ""
    note = Migrating(case, publish(gated("om, zvh", "toets", "een"), called)).note
    assert "de privacypoort “Privacy toetsen” geldt nu voor iets anders en ligt achter deze zaak" in note


def test_one_case_that_fails_does_not_hold_up_the_others(walk, monkeypatch):
    case = walk(line("een"))
    moving = Migrating(case, publish(line("een", "twee")))

    def broken(*_: object) -> None:
        raise RuntimeError("niet bedoeld")

    monkeypatch.setattr(carrying.relabelling, "relabel", broken)
    with db.transaction() as session:
        planning.start(session, moving.id, reason=WHY, by=OPERATOR, now=case.now)
    moving.work()
    with db.reading() as session:
        [job] = session.scalars(select(Job).where(Job.topic == "zaak.verhuizen"))
        assert (job.state, job.error, job.attempts) == (JobState.OPEN, "RuntimeError", 1)
        assert session.get_one(MigrationCase, moving.row.id).state is CaseState.TO_MOVE
    monkeypatch.undo()
    case.now += timedelta(hours=1)
    moving.work()
    assert moving.state is CaseState.MOVED


def test_a_case_that_is_stopped_while_its_move_waits_does_not_keep_the_migration_busy(walk):
    case = walk(line("een"))
    moving = Migrating(case, publish(line("een", "twee")))
    with db.transaction() as session:
        planning.start(session, moving.id, reason=WHY, by=OPERATOR, now=case.now)
        suspension.cancel(session, case.id, reason=WHY, by=OPERATOR, now=case.now)
    moving.work()
    assert (moving.state, moving.note) == (CaseState.CANNOT, carrying.ENDED)
    with db.reading() as session:
        assert planning.progress(session, moving.id).busy == 0


def test_a_move_that_an_operator_lets_go_ends_the_migration_with_the_case_where_it_was(walk, monkeypatch):
    case = walk(line("een"))
    moving = Migrating(case, publish(line("een", "twee")))

    def broken(*_: object) -> None:
        raise Unreadable("niet bedoeld")

    monkeypatch.setattr(carrying.relabelling, "relabel", broken)
    moving.start()
    monkeypatch.undo()
    with db.transaction() as session:
        [incident] = incidents.open_incidents(session)
        given = {"reason": WHY, "by": OPERATOR, "now": case.now, "catalogue": case.catalogue}
        incidents.resolve(session, incident.id, Way.DROP, **given)
    assert (moving.state, moving.note) == (CaseState.CANNOT, working.LET_GO)
    assert rows(case)["version"] == 1
    with db.reading() as session:
        assert planning.progress(session, moving.id).busy == 0
