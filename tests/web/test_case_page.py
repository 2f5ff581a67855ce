"""A group on screen: where it stands, what one may do, what stays shielded."""

from __future__ import annotations

from sqlalchemy import select

from dossier import actions, privacy, reminders
from dossier.actions import Action, ActionStatus, Package, PlannedAction
from dossier.documents import Document
from dossier.looks import VaultLook
from engine import db
from engine.models import ProcessInstance, Subscription
from tests.web.web_world import SIGNAL, World, deliver, to_groepsscan

SKIPPED = {"reden": "De signalen zijn al gewogen in het overleg.", "besluit_signalen": "verzamelen"}
DOEL = "Overleg over de aanpak voorbereiden"


def page(world: World, who: str, path: str) -> str:
    return world.get(who, path).get_data(as_text=True)


def test_a_signal_about_a_new_group_starts_a_case(world: World) -> None:
    case = world.start_case(by="jongerenwerk", groep_alias="Groep Havenkade")

    assert "Groep Havenkade" in page(world, "jongerenwerk", "/groepen")
    assert "Groep Havenkade" in page(world, "procesregisseur", f"/groepen/{case}")
    assert "Groep Havenkade" not in page(world, "partner", "/groepen")


def test_markup_in_an_answer_is_text_on_every_page(world: World) -> None:
    case = world.start_case(groep_alias="<script>alert(1)</script>", plek="<img src=x onerror=alert(1)>")

    for path in ("/", "/groepen", f"/groepen/{case}", f"/taken/{world.task(case)}", "/taken", "/signaal"):
        text = page(world, "procesregisseur", path)
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "&lt;script&gt;alert" in text


def test_a_further_signal_joins_the_open_case_and_stands_in_the_form(world: World, case: int) -> None:
    assert "Groep Molenveld" in page(world, "procesregisseur", "/signaal")

    answer = world.post(
        "procesregisseur",
        "/signaal/groep-1",
        {**SIGNAL, "melder": world.actor("procesregisseur").organisation_key, "plek": "De brug bij de molen"},
    )

    assert answer.headers["Location"] == f"/groepen/{case}"
    with db.reading() as session:
        assert len(session.scalars(select(ProcessInstance)).all()) == 1
    assert "De brug bij de molen" in page(world, "procesregisseur", f"/taken/{world.task(case)}")


def test_a_group_one_takes_no_part_in_cannot_be_joined(world: World, case: int) -> None:
    assert "Groep Molenveld" not in page(world, "partner", "/signaal")
    assert world.get("partner", "/signaal/groep-1").status_code == 404


def test_the_page_says_first_what_this_person_must_do(world: World, case: int) -> None:
    text = page(world, "procesregisseur", f"/groepen/{case}")

    assert "Nu voor u: uitvraag voorbereiden" in text
    assert 'aria-current="step"' in text
    assert "Nu bezig" in text


def test_the_outline_and_the_drawing_tell_the_same(world: World, case: int) -> None:
    text = page(world, "procesregisseur", f"/groepen/{case}?proces=werkproces")

    assert "1 Signalen over groepsgedrag delen" in text
    assert f'data-diagram="/groepen/{case}/diagram/werkproces.bpmn"' in text
    drawing = world.get("procesregisseur", f"/groepen/{case}/diagram/werkproces.bpmn")
    assert drawing.mimetype == "application/xml"


def test_a_step_is_skipped_with_a_reason_that_everybody_can_read(world: World, case: int) -> None:
    address = f"/groepen/{case}/doen/stap_overslaan/{waiting('stap_overslaan')}"
    assert "Stap 1 overslaan" in page(world, "procesregisseur", f"/groepen/{case}")
    assert world.post("procesregisseur", address, {}).status_code == 422

    answer = world.post("procesregisseur", address, SKIPPED)

    assert answer.status_code == 302
    text = page(world, "procesregisseur", f"/groepen/{case}")
    assert "De signalen zijn al gewogen in het overleg." in text
    assert "Overgeslagen" in text


def test_a_groepsscan_is_asked_for_from_the_case_page_once_the_case_is_behind_step_one(world: World, case: int) -> None:
    assert "Groepsscan aanvragen" not in page(world, "procesregisseur", f"/groepen/{case}")
    to_groepsscan(world, case)
    assert "Groepsscan aanvragen" in page(world, "procesregisseur", f"/groepen/{case}")

    answer = world.post("procesregisseur", f"/groepen/{case}/doen/groepsscan_gevraagd/{waiting('groepsscan_gevraagd')}")

    assert answer.status_code == 302
    assert world.task(case, "groepsscan-noodzaak")


def test_a_shielded_document_asks_for_a_purpose_and_every_look_is_logged(world: World, case: int) -> None:
    deliver(world, to_groepsscan(world, case))
    address = f"/groepen/{case}/documenten/{document('aanbiedingsbrief')}"

    assert "Waarvoor hebt u dit nodig?" in page(world, "procesregisseur", address)
    assert world.post("procesregisseur", address, {"doel": "kort"}).status_code == 422
    world.post("procesregisseur", address, {"doel": DOEL})
    answer = world.get("procesregisseur", address)

    assert answer.get_data() == b"%PDF-1.4 brief"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    assert (DOEL, True) in looks("procesregisseur", world)


def test_an_open_task_is_a_purpose_of_its_own(world: World, case: int) -> None:
    deliver(world, to_groepsscan(world, case))
    task = world.task(case, "groepsscan-ontvangst")

    answer = world.get("procesregisseur", f"/groepen/{case}/documenten/{document('aanbiedingsbrief')}?taak={task}")

    assert answer.get_data() == b"%PDF-1.4 brief"
    assert ("Taak: Levering controleren", True) in looks("procesregisseur", world)


def test_a_purpose_holds_a_quarter_of_an_hour(world: World, case: int) -> None:
    deliver(world, to_groepsscan(world, case))
    address = f"/groepen/{case}/documenten/{document('aanbiedingsbrief')}"
    world.post("procesregisseur", address, {"doel": DOEL})

    world.clock.forward(minutes=16)

    assert "Waarvoor hebt u dit nodig?" in page(world, "procesregisseur", address)


def test_without_a_decision_a_participant_gets_no_person_data_and_the_attempt_is_logged(
    world: World, case: int
) -> None:
    deliver(world, to_groepsscan(world, case))
    address = f"/groepen/{case}/documenten/{document('aanbiedingsbrief')}"
    world.post("procesregisseur", address, {"doel": DOEL})
    with db.transaction() as session:
        privacy.withdraw_all(session, case, reason="Ingetrokken", now=world.clock())

    answer = world.get("procesregisseur", address)

    assert answer.status_code == 403
    assert "Er is geen geldig privacybesluit" in answer.get_data(as_text=True)
    assert (DOEL, False) in looks("procesregisseur", world)


def test_a_document_that_is_meant_for_others_does_not_exist(world: World, case: int) -> None:
    deliver(world, to_groepsscan(world, case))
    world.invite(case, "boa", "boa")

    assert world.get("boa", f"/groepen/{case}/documenten/{document('aanbiedingsbrief')}").status_code == 404


def test_names_are_on_no_overview_and_open_only_with_a_purpose(world: World, case: int) -> None:
    deliver(world, to_groepsscan(world, case))
    for who, path in (
        ("politie", f"/groepen/{case}"),
        ("procesregisseur", f"/groepen/{case}"),
        ("procesregisseur", "/"),
        ("procesregisseur", f"/groepen/{case}/tijdlijn"),
    ):
        assert "Testpersoon" not in page(world, who, path)

    world.post("procesregisseur", f"/groepen/{case}/personen", {"doel": DOEL})

    assert "Testpersoon Een" in page(world, "procesregisseur", f"/groepen/{case}/personen")
    world.invite(case, "boa", "boa")
    world.post("boa", f"/groepen/{case}/personen", {"doel": DOEL})
    assert "Testpersoon" not in page(world, "boa", f"/groepen/{case}/personen")


def test_a_partner_sees_his_own_part_of_the_case(world: World, case: int) -> None:
    deliver(world, to_groepsscan(world, case))
    world.invite(case, "partner", "partner")

    text = page(world, "partner", f"/groepen/{case}")

    assert "Privacybesluiten" not in text
    assert "Aanbiedingsbrief" not in text
    assert "Taak ‘Groepsscan leveren’" not in text
    assert "Informatie verzamelen" in text


def test_an_action_about_a_person_shows_a_number_and_no_title(world: World, case: int) -> None:
    plan(world, case, "procesregisseur", track="persoon", title="Gesprek met iemand")

    for path in (f"/groepen/{case}", "/acties"):
        text = page(world, "procesregisseur", path)
        assert "Persoonlijke actie 1" in text
        assert "Gesprek met iemand" not in text


def test_the_owner_updates_his_action(world: World, case: int) -> None:
    action = plan(world, case, "procesregisseur")

    world.post("procesregisseur", f"/acties/{action}", {"status": "klaar", "notitie": "Gedaan."})

    with db.reading() as session:
        assert session.get_one(Action, action).status is ActionStatus.DONE
    assert world.post("procesregisseur", f"/acties/{action}", {"status": "onzin"}).status_code == 422


def test_an_action_that_is_late_stands_on_my_day(world: World, case: int) -> None:
    plan(world, case, "procesregisseur", title="Verlichting maken")
    world.clock.forward(days=3)

    text = page(world, "procesregisseur", "/")

    assert "Acties die te laat zijn" in text
    assert "Verlichting maken" in text


def test_a_reminder_stands_on_my_day_until_it_was_seen(world: World, case: int) -> None:
    key = world.actor("procesregisseur").user_key
    with db.transaction() as session:
        reminders.add(session, key, "Een actie loopt af.", instance_id=case, origin="job-1", now=world.clock())
    assert "Een actie loopt af." in page(world, "procesregisseur", "/")

    world.post("procesregisseur", "/meldingen/1/gezien")

    assert "Een actie loopt af." not in page(world, "procesregisseur", "/")
    assert "Een actie loopt af." in page(world, "procesregisseur", "/meldingen")


def plan(world: World, case: int, owner: str, *, title: str = "Gesprek", track: str = "groep") -> int:
    due = world.clock().date()
    with db.transaction() as session:
        planned = PlannedAction(title, track, "zorg", world.actor(owner).organisation_key, due)
        return actions.plan(session, case, planned, package=Package(), now=world.clock()).id


def waiting(message: str) -> str:
    with db.reading() as session:
        found = session.scalars(select(Subscription.activity_id).where(Subscription.message == message)).first()
    assert found is not None
    return found


def document(kind: str) -> int:
    with db.reading() as session:
        found = session.scalar(select(Document.id).where(Document.kind == kind))
    assert found is not None
    return found


def looks(who: str, world: World) -> set[tuple[str, bool]]:
    key = world.actor(who).user_key
    with db.reading() as session:
        rows = session.scalars(select(VaultLook).where(VaultLook.user_key == key))
        return {(row.purpose, row.allowed) for row in rows}
