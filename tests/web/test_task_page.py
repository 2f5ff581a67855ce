"""A task in the browser: filled in, kept as a draft, completed once, lost to another without losing input."""

from __future__ import annotations

from io import BytesIO

import pytest

from dossier import drafts, users
from dossier.vault import VaultRecord
from engine import db, tasks
from engine.models import Task, TaskState
from engine.runtime import StepFailed
from tests.web.web_world import World, deliver, to_groepsscan

UITVRAAG = {"partners_vragen": "false"}
WEGING = {"besluit_signalen": "verzamelen", "motivering_signalen": "Het signaal is duidelijk."}


def text(world: World, who: str, path: str) -> str:
    return world.get(who, path).get_data(as_text=True)


def state(task_id: int) -> TaskState:
    with db.reading() as session:
        return session.get_one(Task, task_id).state


def test_a_completed_task_brings_the_case_to_its_next_task(world: World, case: int) -> None:
    task = world.task(case)

    answer = world.post("procesregisseur", f"/taken/{task}", UITVRAAG)

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/groepen/{case}"
    assert state(task) is TaskState.COMPLETED
    assert "Taak ‘Uitvraag voorbereiden’ is afgerond." in text(world, "procesregisseur", f"/groepen/{case}")
    assert world.task(case, "stap-1-weging")


def test_a_missing_answer_stands_in_the_summary_and_at_the_field_and_the_rest_is_kept(world: World, case: int) -> None:
    world.post("procesregisseur", f"/taken/{world.task(case)}", UITVRAAG)
    task = world.task(case, "stap-1-weging")

    answer = world.post("procesregisseur", f"/taken/{task}", {"motivering_signalen": "Eerst goed kijken."})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Controleer nog 1 antwoord" in page
    assert 'href="#besluit_signalen"' in page
    assert page.count("Kies een antwoord bij ‘") >= 2
    assert "Eerst goed kijken." in page
    assert state(task) is TaskState.OPEN


def test_a_draft_is_kept_for_its_writer_only(world: World, case: int) -> None:
    world.post("procesregisseur", f"/taken/{world.task(case)}", UITVRAAG)
    task = world.task(case, "stap-1-weging")

    world.post("procesregisseur", f"/taken/{task}", {"motivering_signalen": "Nog niet af.", "_actie": "concept"})

    page = text(world, "procesregisseur", f"/taken/{task}")
    assert "Nog niet af." in page
    assert "Opgeslagen om 9.00 uur" in page
    with db.reading() as session:
        assert drafts.find(session, task, user_key=world.actor("burgemeester").user_key) is None


def test_the_page_itself_keeps_the_draft_while_somebody_types(world: World, case: int) -> None:
    world.post("procesregisseur", f"/taken/{world.task(case)}", UITVRAAG)
    task = world.task(case, "stap-1-weging")

    answer = world.post("procesregisseur", f"/taken/{task}/concept", {"motivering_signalen": "Halverwege"})

    assert answer.status_code == 204
    assert "Halverwege" in text(world, "procesregisseur", f"/taken/{task}")


def test_completing_twice_is_once_and_the_second_is_told_who_was_first(world: World, case: int) -> None:
    world.post("procesregisseur", f"/taken/{world.task(case)}", UITVRAAG)
    task = world.task(case, "stap-1-weging")
    world.post("procesregisseur", f"/taken/{task}", WEGING)

    answer = world.post("procesregisseur", f"/taken/{task}", {**WEGING, "motivering_signalen": "Mijn eigen tekst."})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Kim van Procesregisseur heeft deze taak al afgerond" in page
    assert "Mijn eigen tekst." in page
    with db.reading() as session:
        assert drafts.find(session, task, user_key=world.actor("procesregisseur").user_key) is not None


def test_a_task_that_a_colleague_took_cannot_be_completed_and_the_input_is_kept(world: World, case: int) -> None:
    task = world.task(case)
    colleague(world)
    world.post("collega", f"/taken/{task}/pakken")

    answer = world.post("procesregisseur", f"/taken/{task}", UITVRAAG)

    assert answer.status_code == 409
    assert "Bo van Collega is met deze taak bezig." in answer.get_data(as_text=True)
    assert state(task) is TaskState.OPEN


def test_a_released_task_can_be_done_by_a_colleague(world: World, case: int) -> None:
    task = world.task(case)
    colleague(world)
    world.post("collega", f"/taken/{task}/pakken")

    world.post("collega", f"/taken/{task}/vrijgeven")

    assert world.post("procesregisseur", f"/taken/{task}", UITVRAAG).status_code == 302


def test_a_claimed_task_stands_in_mine_and_not_in_the_list_of_the_group(world: World, case: int) -> None:
    world.post("procesregisseur", f"/taken/{world.task(case)}/pakken")

    assert "Uitvraag voorbereiden" in text(world, "procesregisseur", "/taken?lijst=mijn")
    assert "Uitvraag voorbereiden" not in text(world, "procesregisseur", "/taken?lijst=groep")


def test_the_list_of_what_is_late_holds_only_that(world: World, case: int) -> None:
    assert "Uitvraag voorbereiden" not in text(world, "procesregisseur", "/taken?te_laat=ja")

    world.clock.forward(days=40)

    assert "Uitvraag voorbereiden" in text(world, "procesregisseur", "/taken?te_laat=ja")


def test_strange_values_in_the_address_of_a_list_do_no_harm(world: World, case: int) -> None:
    for query in ("lijst=x&sorteer=y&pagina=-3", "pagina=999999", "pagina=9e9", "lijst[]=mijn", "pagina=²"):
        assert world.get("procesregisseur", f"/taken?{query}").status_code == 200


def test_the_task_page_shows_the_help_of_the_step_and_no_html_of_it(world: World, case: int) -> None:
    page = text(world, "procesregisseur", f"/taken/{world.task(case)}")

    assert "Waar gaat deze stap over?" in page
    assert "Doel van deze stap" in page
    assert "Wie doet wat" in page


def test_names_of_the_groepsscan_lie_in_the_vault_and_the_process_has_references(world: World, case: int) -> None:
    scan = to_groepsscan(world, case)
    deliver(world, scan)

    with world.engine.connect() as connection:
        rows = connection.exec_driver_sql("select value from variable union all select snapshot from process_instance")
        stored = b"".join(row[0] for row in rows)
    assert b"Testpersoon" not in stored
    assert b"kluis-" in stored
    with db.reading() as session:
        kinds = {(record.category, record.kind) for record in session.query(VaultRecord)}
    assert ("namenlijst", "politiegegeven") in kinds


def test_an_upload_that_came_with_a_faulty_form_need_not_be_chosen_again(world: World, case: int) -> None:
    scan = to_groepsscan(world, case)
    client = world.client("politie")
    letter = {"aanbiedingsbrief": (BytesIO(b"%PDF-1.4 brief"), "brief.pdf")}

    first = client.post(f"/taken/{scan}", data=letter, content_type="multipart/form-data")

    page = first.get_data(as_text=True)
    assert first.status_code == 422
    assert "brief.pdf" in page
    assert 'name="aanbiedingsbrief:bewaard"' in page


def test_a_file_of_a_kind_that_is_not_allowed_is_refused_whatever_its_name(world: World, case: int) -> None:
    scan = to_groepsscan(world, case)
    wrong = {"aanbiedingsbrief": (BytesIO(b"<html>geen pdf</html>"), "brief.pdf")}

    answer = world.client("politie").post(f"/taken/{scan}", data=wrong, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert "‘brief.pdf’ is geen bestand dat hier mag" in answer.get_data(as_text=True)


def colleague(world: World) -> None:
    """A second procesregisseur in the same organisation."""
    with db.transaction() as session:
        first = users.by_username(session, "procesregisseur")
        assert first is not None
        users.add(
            session,
            username="collega",
            name="Bo van Collega",
            password="een lang wachtwoord",
            organisation=first.organisation,
            roles=("procesregisseur",),
        )


def test_an_answer_the_process_cannot_take_is_told_and_kept(
    world: World, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StepFailed("verder_met_signalen", "geen van de antwoorden past")

    world.post("procesregisseur", f"/taken/{world.task(case)}", UITVRAAG)
    task = world.task(case, "stap-1-weging")
    monkeypatch.setattr(tasks, "complete", refuse)

    answer = world.post("procesregisseur", f"/taken/{task}", WEGING)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "verder_met_signalen" in page and "bewaard als concept" in page
    assert state(task) is TaskState.OPEN
    assert "Het signaal is duidelijk." in text(world, "procesregisseur", f"/taken/{task}")


def test_a_task_of_a_colleague_can_be_taken_over_and_then_done(world: World, case: int) -> None:
    colleague(world)
    task = world.task(case)
    world.post("collega", f"/taken/{task}/pakken")
    assert "Taak overnemen" in text(world, "procesregisseur", f"/taken/{task}")

    world.post("procesregisseur", f"/taken/{task}/overnemen")

    assert world.post("procesregisseur", f"/taken/{task}", UITVRAAG).status_code == 302
    assert "overgenomen van een collega" in text(world, "procesregisseur", f"/groepen/{case}")
