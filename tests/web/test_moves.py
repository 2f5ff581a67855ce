"""The operator moves running cases to another version: he sees numbers, elements and verdicts, and nothing else."""

from __future__ import annotations

import app as application
from engine import db, definitions, jobs
from engine.migration.tables import CaseState, MigrationCase
from engine.models import PackageVersion, ProcessInstance, Task
from tests.web.web_world import World

OPERATOR = "applicatiebeheerder"


def publish(world: World, *changes: tuple[str, str]) -> int:
    """The national package once more, with changes in step 1; the id of the new version."""
    files = dict(definitions.read_folder(application.ROOT, "werkproces-2016"))
    path = "bpmn/werkproces-2016/stap_1_signalen.bpmn"
    text = files[path].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    files[path] = text.encode()
    with db.transaction() as session:
        catalogue = application.build_catalogue(world.settings)
        return definitions.publish(session, files, note="Proef", by="user-1", now=world.clock(), catalogue=catalogue).id


def renamed(world: World) -> int:
    """A version in which the task that every new case waits at has another id and name."""
    return publish(
        world, ("uitvraag_voorbereiden", "uitvraag_opstellen"), ("Uitvraag voorbereiden", "Uitvraag opstellen")
    )


def work(world: World) -> None:
    catalogue = application.build_catalogue(world.settings)
    while jobs.run_due(catalogue, now=world.clock()):
        pass


def plan(world: World, source: int, target: int, **chosen: str) -> str:
    answer = world.post(OPERATOR, "/verhuizen/nieuw", {"van": source, "naar": target, "termijnen": "houden", **chosen})
    assert answer.status_code == 302
    work(world)
    return answer.location


def page(world: World, path: str) -> str:
    return world.get(OPERATOR, path).get_data(as_text=True)


def version_of(instance_id: int) -> int:
    with db.reading() as session:
        return session.get_one(ProcessInstance, instance_id).version.number


def open_task(instance_id: int) -> str:
    with db.reading() as session:
        return session.query(Task).filter_by(instance_id=instance_id).one().name


def first_version() -> int:
    with db.reading() as session:
        return session.query(PackageVersion).filter_by(number=1).one().id


def test_a_renamed_task_is_proposed_tried_moved_and_taken_back(world: World, case: int) -> None:
    old, new = first_version(), renamed(world)
    kept = world.task(case)

    assert "1 zaak" not in page(world, "/verhuizen") and "Verhuizing voorbereiden" in page(world, "/verhuizen")
    choice = page(world, f"/verhuizen/nieuw?van={old}")
    assert 'value="uitvraag_opstellen" selected' in choice and "zelfde werk" in choice

    there = plan(world, old, new)
    assert "Kan mee: 1 van 1 zaak" in page(world, there)
    assert version_of(case) == 1

    world.post(OPERATOR, f"{there}/starten", {"reden": "Een duidelijker naam"})
    work(world)
    assert (version_of(case), open_task(case), world.task(case)) == (2, "Uitvraag opstellen", kept)
    story = world.get("procesregisseur", f"/groepen/{case}/tijdlijn").get_data(as_text=True)
    assert "Zaak verhuisd" in story and "Een duidelijker naam" in story
    assert world.get("procesregisseur", f"/taken/{kept}").status_code == 200

    refused = world.post(OPERATOR, f"{there}/terug")
    assert (refused.status_code, version_of(case)) == (422, 2)
    world.post(OPERATOR, f"{there}/terug", {"reden": "De naam was toch minder duidelijk"})
    work(world)
    assert (version_of(case), open_task(case), world.task(case)) == (1, "Uitvraag voorbereiden", kept)
    assert "Teruggezet (1)" in page(world, there)
    story = world.get("procesregisseur", f"/groepen/{case}/tijdlijn").get_data(as_text=True)
    assert "De naam was toch minder duidelijk" in story


def test_an_element_without_a_counterpart_is_named_with_the_case_and_nothing_of_its_content(
    world: World, case: int
) -> None:
    field = {"stap_1_signalen.uitvraag_voorbereiden": "-"}
    there = plan(world, first_version(), renamed(world), **field)

    text = page(world, there)

    assert f"Zaak {case}" in text and "uitvraag_voorbereiden" in text and "bestaat niet meer" in text
    assert "Molenveld" not in text and "Geen enkele zaak kan nu mee" in text
    assert "geen: zaken die hier zijn" in page(world, f"/verhuizen/nieuw?opnieuw={there.rsplit('/', 1)[1]}")


def test_a_migration_needs_a_reason(world: World, case: int) -> None:
    there = plan(world, first_version(), renamed(world))

    answer = world.post(OPERATOR, f"{there}/starten", {"reden": " "})

    assert answer.status_code == 422 and "waarom u de zaken verhuist" in answer.get_data(as_text=True)
    work(world)
    assert version_of(case) == 1


def test_while_cases_are_looked_at_a_bar_shows_how_far_it_is(world: World, case: int) -> None:
    old, new = first_version(), renamed(world)

    answer = world.post(OPERATOR, "/verhuizen/nieuw", {"van": old, "naar": new})

    text = page(world, answer.location)
    assert "<progress" in text and "0 van 1 zaak bekeken" in text and "Ververs deze pagina" in text
    work(world)
    assert "<progress" not in page(world, answer.location)


def test_a_choice_that_is_not_there_is_refused_in_words(world: World, case: int) -> None:
    old, new = first_version(), renamed(world)

    answer = world.post(
        OPERATOR, "/verhuizen/nieuw", {"van": old, "naar": new, "stap_1_signalen.uitvraag_voorbereiden": "verzonnen"}
    )

    assert answer.status_code == 422 and "“verzonnen”" in answer.get_data(as_text=True)
    with db.reading() as session:
        assert session.query(MigrationCase).filter_by(state=CaseState.NEW).count() == 0
    assert world.get(OPERATOR, "/verhuizen/nieuw?van=999").status_code == 404
    assert world.get(OPERATOR, "/verhuizen/999").status_code == 404


def test_a_draft_and_an_assignee_survive_the_move(world: World, case: int) -> None:
    world.post("procesregisseur", f"/taken/{world.task(case)}", {"partners_vragen": "false"})
    task = world.task(case, "stap-1-weging")
    world.post("procesregisseur", f"/taken/{task}/pakken")
    world.post("procesregisseur", f"/taken/{task}", {"motivering_signalen": "Half af", "_actie": "concept"})

    there = plan(world, first_version(), publish(world, ("signalen_wegen", "signalen_beoordelen")))
    world.post(OPERATOR, f"{there}/starten", {"reden": "Proef"})
    work(world)

    assert version_of(case) == 2
    assert "Half af" in world.get("procesregisseur", f"/taken/{task}").get_data(as_text=True)
    with db.reading() as session:
        found = session.get_one(Task, task)
        assert found.activity_id == "signalen_beoordelen"
        assert found.assignee == world.actor("procesregisseur").user_key
