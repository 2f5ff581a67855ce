"""A coordinator hands a case over: he sees no content, the old one sees it no more, the new one has the work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from dossier import handover, users
from dossier.organisations import Organisation
from dossier.reminders import Reminder
from engine import access, db, jobs, values
from engine.access import Participant
from engine.models import HistoricActivity, InstanceState, Job, ProcessInstance, Task, TaskState
from tests.web.web_world import PASSWORD, ROLES, World, do

REASON = "De procesregisseur is met verlof."
ALIAS, AREA = "Groep Molenveld", "Oost"


@pytest.fixture
def colleague(world: World) -> str:
    """A second procesregisseur, of the same organisation as the first."""
    with db.transaction() as session:
        first = users.by_username(session, "procesregisseur")
        assert first is not None
        users.add(
            session,
            username="collega",
            name="Kim Collega",
            password=PASSWORD,
            organisation=session.get_one(Organisation, first.organisation_id),
            roles=("procesregisseur",),
        )
    return "collega"


def key(world: World, who: str) -> str:
    return world.actor(who).user_key


def hand_over(world: World, case: int, to: str, reason: str = REASON, by: str = "coordinator") -> int:
    return world.post(by, f"/overdragen/{case}", {"aan": key(world, to), "reden": reason}).status_code


def page(world: World, who: str, path: str) -> str:
    answer = world.get(who, path)
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True)


def test_a_coordinator_sees_numbers_and_people_but_no_group(world: World, case: int) -> None:
    world.clock.forward(days=3)

    for path in ("/overdragen", f"/overdragen/{case}"):
        shown = page(world, "coordinator", path)
        assert f"Zaak {case}" in shown and "Kim van Procesregisseur" in shown and "3 dagen" in shown
        assert ALIAS not in shown and AREA not in shown
    assert world.get("coordinator", f"/groepen/{case}").status_code == 404


def test_where_nobody_else_is_procesregisseur_the_page_says_so_and_asks_nothing(world: World, case: int) -> None:
    shown = page(world, "coordinator", f"/overdragen/{case}")

    assert "Er is geen andere procesregisseur met een account" in shown and "<select" not in shown


def test_after_it_the_case_is_the_new_ones_alone(world: World, case: int, colleague: str) -> None:
    assert hand_over(world, case, colleague) == 302

    assert world.get("procesregisseur", f"/groepen/{case}").status_code == 404
    assert ALIAS in page(world, colleague, f"/groepen/{case}")
    assert "Kim Collega" in page(world, "coordinator", "/overdragen")


def test_a_later_step_does_not_bring_the_old_one_back(world: World, case: int, colleague: str) -> None:
    hand_over(world, case, colleague)

    do(world, colleague, case, "stap-1-uitvraag", partners_vragen="false")

    assert world.get("procesregisseur", f"/groepen/{case}").status_code == 404
    assert world.get(colleague, f"/groepen/{case}").status_code == 200


def test_a_task_that_the_old_one_held_is_free_for_the_new_one(world: World, case: int, colleague: str) -> None:
    task = world.task(case)
    assert world.post("procesregisseur", f"/taken/{task}/pakken").status_code == 302

    hand_over(world, case, colleague)

    with db.reading() as session:
        assert session.get_one(Task, task).assignee is None
    assert world.get("procesregisseur", f"/taken/{task}").status_code == 404
    assert world.get(colleague, f"/taken/{task}").status_code == 200


def test_a_task_without_a_group_goes_to_the_new_one(world: World, case: int, colleague: str) -> None:
    with db.transaction() as session:
        task = session.scalars(select(Task).where(Task.instance_id == case, Task.state == TaskState.OPEN)).one()
        task.candidates.clear()
        task.assignee = key(world, "procesregisseur")

    hand_over(world, case, colleague)

    with db.reading() as session:
        assert session.scalars(select(Task.assignee).where(Task.instance_id == case)).one() == key(world, colleague)


def test_who_keeps_another_role_in_the_case_keeps_the_task_he_holds_in_it(
    world: World, case: int, colleague: str
) -> None:
    with db.transaction() as session:
        user = users.by_username(session, "procesregisseur")
        assert user is not None
        user.roles.append(users.UserRole(role="burgemeester"))
        task = session.scalars(select(Task).where(Task.instance_id == case, Task.state == TaskState.OPEN)).one()
        task.candidates[0].group_key, task.assignee = "burgemeester", user.key
        access.invite(session, case, organisation_key=user.organisation.key, role="burgemeester", now=world.clock())

    hand_over(world, case, colleague)

    with db.reading() as session:
        assert session.scalars(select(Task.assignee).where(Task.instance_id == case)).one() == key(
            world, "procesregisseur"
        )


def test_both_hear_of_it_without_content_and_history_says_who_and_why(world: World, case: int, colleague: str) -> None:
    hand_over(world, case, colleague)

    with db.reading() as session:
        told = {r.user_key: r.text for r in session.scalars(select(Reminder))}
        mails = [values.loads(job.payload) for job in session.scalars(select(Job).where(Job.kind == "mail"))]
        row = session.scalars(select(HistoricActivity).where(HistoricActivity.kind == "handover")).one()
    assert set(told) == {key(world, "procesregisseur"), key(world, colleague)}
    assert {mail["aan"] for mail in mails} == set(told)
    assert not any(ALIAS in text for text in (*told.values(), *(mail["onderwerp"] for mail in mails)))
    assert (row.name, row.detail, row.by) == ("Overgedragen aan Kim Collega", REASON, key(world, "coordinator"))
    assert "is overgedragen aan een andere procesregisseur" in page(world, "procesregisseur", "/meldingen")
    assert "Overgedragen aan Kim Collega" in page(world, colleague, f"/groepen/{case}/tijdlijn")


def test_the_mail_about_it_can_be_sent(world: World, case: int, colleague: str) -> None:
    hand_over(world, case, colleague)

    while jobs.run_due(world.app.extensions["zevenstap"].catalogue, now=world.clock()):
        pass

    with db.reading() as session:
        assert {job.state.value for job in session.scalars(select(Job).where(Job.kind == "mail"))} == {"done"}


@pytest.mark.parametrize("role", [role for role in ROLES if role != "coordinator"])
def test_nobody_but_a_coordinator_may(world: World, case: int, colleague: str, role: str) -> None:
    assert world.get(role, "/overdragen").status_code == 403
    assert world.get(role, f"/overdragen/{case}").status_code == 403
    assert hand_over(world, case, colleague, by=role) == 403


@pytest.mark.parametrize("reason", ["", "verlof", "x" * 501])
def test_without_a_reason_nothing_changes(world: World, case: int, colleague: str, reason: str) -> None:
    assert hand_over(world, case, colleague, reason) == 422
    assert world.get("procesregisseur", f"/groepen/{case}").status_code == 200


@pytest.mark.parametrize("to", ["procesregisseur", "burgemeester", "coordinator"])
def test_only_another_procesregisseur_can_be_chosen(world: World, case: int, colleague: str, to: str) -> None:
    with db.transaction() as session:
        leave = select(Participant).where(Participant.instance_id == case, Participant.role == "procesregisseur")
        for row in session.scalars(leave):
            row.user_key = key(world, "procesregisseur")

    assert hand_over(world, case, to) == 422
    assert world.get("procesregisseur", f"/groepen/{case}").status_code == 200


def test_a_case_of_a_whole_office_can_be_given_to_one_of_it(world: World, case: int, colleague: str) -> None:
    assert world.get(colleague, f"/groepen/{case}").status_code == 200  # everybody with the role

    assert hand_over(world, case, "procesregisseur") == 302

    assert world.get(colleague, f"/groepen/{case}").status_code == 404
    assert world.get("procesregisseur", f"/groepen/{case}").status_code == 200


@pytest.mark.parametrize("number", [999, 2**40])
def test_a_case_that_is_not_there_cannot_be_handed_over(world: World, colleague: str, number: int) -> None:
    assert world.get("coordinator", f"/overdragen/{number}").status_code == 404
    assert hand_over(world, number, colleague) in (404, 405)  # no such address, for a number too large


def test_a_case_that_ended_cannot_be_handed_over(world: World, case: int, colleague: str) -> None:
    with db.transaction() as session:
        session.get_one(ProcessInstance, case).state = InstanceState.COMPLETED

    assert world.get("coordinator", f"/overdragen/{case}").status_code == 404
    assert hand_over(world, case, colleague) == 409


def test_who_starts_the_day_as_coordinator_starts_here(world: World) -> None:
    assert world.get("coordinator", "/").headers["Location"] == "/overdragen"


def test_the_list_goes_on_on_a_next_page(world: World, case: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "PAGE_SIZE", 1)
    second = world.start_case()
    world.clock.now += timedelta(days=1)

    assert f"Zaak {case}" in page(world, "coordinator", "/overdragen")
    assert f"Zaak {second}" not in page(world, "coordinator", "/overdragen")
    assert f"Zaak {second}" in page(world, "coordinator", "/overdragen?pagina=2")
