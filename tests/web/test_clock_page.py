"""The procesregisseur stops the clock of his case, lets it run again, and ends the case; each with a reason."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from dossier import actions, overdrachten, reminders
from dossier.actions import Package, PlannedAction
from dossier.reminders import ActionReminder
from engine import db, values
from engine.models import InstanceState, Job, JobState, ProcessInstance, Task
from tests.web.web_world import World, machines

REGIE = "procesregisseur"
WHY = {"reden": "Wachten op de uitspraak"}


def text(world: World, path: str, who: str = REGIE) -> str:
    return world.get(who, path).get_data(as_text=True)


def test_the_clock_stands_still_and_runs_again_and_the_terms_move_along(world: World, case: int) -> None:
    task = world.task(case)
    with db.reading() as session:
        due = session.get_one(Task, task).due_at
    assert due is not None

    assert world.post(REGIE, f"/groepen/{case}/klok", {"klok": "stil", **WHY}).status_code == 302
    page = text(world, f"/groepen/{case}")
    assert "De klok van deze zaak staat stil" in page and WHY["reden"] in page and "Klok weer laten lopen" in page
    world.clock.forward(days=30)
    machines(world)
    assert world.task(case) == task

    assert world.post(REGIE, f"/groepen/{case}/klok", {"klok": "loopt", **WHY}).status_code == 302
    with db.reading() as session:
        assert session.get_one(Task, task).due_at == due + timedelta(days=30)
    assert "Klok loopt weer" in text(world, f"/groepen/{case}")


def test_an_old_page_changes_nothing_and_says_how_it_stands(world: World, case: int) -> None:
    world.post(REGIE, f"/groepen/{case}/klok", {"klok": "stil", **WHY})
    world.post(REGIE, f"/groepen/{case}/klok", {"klok": "stil", **WHY})

    assert "De klok staat al stil sinds vandaag" in text(world, f"/groepen/{case}")
    with db.reading() as session:
        assert session.get_one(ProcessInstance, case).clock_paused_at is not None


def test_the_day_of_an_action_and_its_reminders_move_with_the_clock(world: World, case: int) -> None:
    today = world.clock().date()
    with db.transaction() as session:
        planned = PlannedAction("Gesprek", "groep", "zorg", "org-1", today + timedelta(days=20))
        action = actions.plan(session, case, planned, package=Package(), now=world.clock()).id
    before = reminders_of(action)
    world.post(REGIE, f"/groepen/{case}/klok", {"klok": "stil", **WHY})
    assert {state for state, _, _ in reminders_of(action)} == {JobState.HELD}
    world.clock.forward(days=30)
    machines(world)
    world.post(REGIE, f"/groepen/{case}/klok", {"klok": "loopt", **WHY})

    moved = timedelta(days=30)
    assert reminders_of(action) == [(JobState.OPEN, due + moved, day + moved) for _, due, day in before]
    with db.reading() as session:
        assert session.get_one(actions.Action, action).due_on == today + timedelta(days=50)


def reminders_of(action: int):  # type: ignore[no-untyped-def]
    with db.reading() as session:
        query = select(Job).join(ActionReminder, ActionReminder.job_id == Job.id)
        found = session.scalars(query.where(ActionReminder.action_id == action).order_by(Job.id))
        return [(job.state, job.due_at, values.loads(job.payload)["einddatum"]) for job in found]


def test_an_action_that_ends_during_the_pause_reminds_nobody_any_more(world: World, case: int) -> None:
    with db.transaction() as session:
        planned = PlannedAction("Gesprek", "groep", "zorg", "org-1", world.clock().date() + timedelta(days=20))
        action = actions.plan(session, case, planned, package=Package(), now=world.clock()).id
    world.post(REGIE, f"/groepen/{case}/klok", {"klok": "stil", **WHY})
    with db.transaction() as session:
        reminders.cancel(session, action, now=world.clock())
    assert {state for state, _, _ in reminders_of(action)} == {JobState.CANCELLED}


def planned(world: World, case: int, *titles: str) -> list[int]:
    with db.transaction() as session:
        rows = [PlannedAction(title, "groep", "zorg", "org-1", world.clock().date()) for title in titles]
        return [actions.plan(session, case, row, package=Package(), now=world.clock()).id for row in rows]


def test_the_regisseur_ends_his_case_and_says_of_each_action_what_becomes_of_it(world: World, case: int) -> None:
    lapses, goes_on = planned(world, case, "Gesprek", "Verlichting")
    new_owner = world.actor("politie").organisation_key
    page = text(world, f"/groepen/{case}/stoppen")
    assert "Wie neemt de actie over: Gesprek?" in page and "Waarom vervalt de actie: Verlichting?" in page

    unsaid = world.post(REGIE, f"/groepen/{case}/stoppen", {**WHY, f"actie-{lapses}": "vervalt"})
    assert unsaid.status_code == 422
    assert "Schrijf op waarom de actie vervalt" in unsaid.text and "Kies wie de actie overneemt" in unsaid.text
    told = {f"actie-{lapses}": "vervalt", f"waarom-{lapses}": "Niet meer nodig", f"actie-{goes_on}": new_owner}
    assert world.post(REGIE, f"/groepen/{case}/stoppen", {**WHY, **told}).status_code == 302

    with db.reading() as session:
        assert session.get_one(ProcessInstance, case).state is InstanceState.CANCELLED
        dropped, kept = session.get_one(actions.Action, lapses), session.get_one(actions.Action, goes_on)
        assert (dropped.status, dropped.note) == (actions.ActionStatus.DROPPED, "Niet meer nodig")
        assert (kept.status, kept.owner) == (actions.ActionStatus.OPEN, new_owner)
        assert [row.from_owner for row in overdrachten.of_instance(session, case)] == ["org-1"]
    assert "Deze zaak is gestopt" in text(world, f"/groepen/{case}")
    for path in ("klok", "stoppen", "gegevens"):
        assert world.get(REGIE, f"/groepen/{case}/{path}").status_code == 409


def test_with_the_operator_the_actions_lapse_for_the_reason_of_the_stop(world: World, case: int) -> None:
    [action] = planned(world, case, "Gesprek")
    assert world.post("applicatiebeheerder", f"/zaken/{case}/stoppen", WHY).status_code == 302
    with db.reading() as session:
        row = session.get_one(actions.Action, action)
        assert (row.status, row.note) == (actions.ActionStatus.DROPPED, WHY["reden"])


def test_a_reason_is_needed(world: World, case: int) -> None:
    for path in ("klok", "stoppen"):
        answer = world.post(REGIE, f"/groepen/{case}/{path}", {"reden": ""})
        assert answer.status_code == 422 and "Schrijf op waarom u dit doet" in answer.get_data(as_text=True)


def test_who_is_not_the_regisseur_of_the_case_has_no_hand_on_it(world: World, case: int) -> None:
    world.invite(case, "burgemeester", "burgemeester")
    for who in ("burgemeester", "politie", "applicatiebeheerder"):
        for path in ("klok", "stoppen", "gegevens", "gegevens/gebied"):
            assert world.get(who, f"/groepen/{case}/{path}").status_code in (403, 404)
            assert world.post(who, f"/groepen/{case}/{path}", WHY).status_code in (403, 404, 405)
    assert "Beheer van de zaak" not in text(world, f"/groepen/{case}", "burgemeester")
