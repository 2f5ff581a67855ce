"""The operator sees where cases are and what is stuck, and acts with a reason; never a title, a group or a value."""

from __future__ import annotations

import re
from io import BytesIO

from sqlalchemy import select

from dossier import vault
from dossier.privacy import PrivacyBesluit
from engine import db
from engine.access import Participant
from engine.models import HistoricActivity, InstanceState, ProcessInstance, Task, TaskState
from tests.web import web_world
from tests.web.test_privacy_gate import to_gate
from tests.web.web_world import SIGNAL, World

OPERATOR = "applicatiebeheerder"
WHY = {"reden": "Er loopt een onderzoek naar de werkwijze"}
CONTENT = (SIGNAL["groep_alias"], SIGNAL["plek"], SIGNAL["impact_omgeving"], "Oost")


def text(world: World, path: str, who: str = OPERATOR) -> str:
    answer = world.get(who, path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def instance(case: int) -> ProcessInstance:
    with db.reading() as session:
        return session.get_one(ProcessInstance, case)


def test_the_list_and_the_page_of_a_case_tell_nothing_of_its_content(world: World, case: int) -> None:
    for page in (text(world, "/zaken"), text(world, f"/zaken/{case}"), text(world, f"/zaken/{case}/verplaatsen")):
        assert f"Zaak {case}" in page
        assert not [word for word in CONTENT if word in page]


def test_the_list_is_narrowed_to_what_is_held_or_stopped(world: World, case: int) -> None:
    other = world.start_case(groep_alias="Groep Park")
    world.post(OPERATOR, f"/zaken/{case}/opschorten", WHY)
    world.post(OPERATOR, f"/zaken/{other}/stoppen", WHY)

    found = {
        which: set(re.findall(r'href="/zaken/(\d+)"', text(world, f"/zaken?toon={which}")))
        for which in ("lopend", "opgeschort", "gestopt", "alle", "storing", "onzin")
    }

    assert found == {
        "lopend": {str(case)},
        "opgeschort": {str(case)},
        "gestopt": {str(other)},
        "alle": {str(case), str(other)},
        "storing": set(),
        "onzin": {str(case)},
    }


def test_a_number_opens_the_case_and_an_unknown_one_says_so(world: World, case: int) -> None:
    assert world.get(OPERATOR, f"/zaken?nummer={case}").headers["Location"] == f"/zaken/{case}"
    assert "Er is geen zaak met dit nummer" in text(world, "/zaken?nummer=999")
    assert world.get(OPERATOR, "/zaken/999").status_code == 404
    assert world.get(OPERATOR, f"/zaken/{case}/vernietigen").status_code == 404


def test_a_suspended_case_says_so_to_everybody_with_reason_and_since_when(world: World, case: int) -> None:
    world.post(OPERATOR, f"/zaken/{case}/opschorten", WHY)

    task = world.task(case)
    for path in (f"/groepen/{case}", f"/taken/{task}"):
        page = text(world, path, "procesregisseur")
        assert "Deze zaak is opgeschort" in page and WHY["reden"] in page and "vandaag 9.00 uur" in page
    assert "Taak afronden" not in text(world, f"/taken/{task}", "procesregisseur")


def test_what_somebody_was_typing_when_the_case_was_suspended_is_kept_as_a_draft(world: World, case: int) -> None:
    task = world.task(case, "stap-1-uitvraag")
    world.post(OPERATOR, f"/zaken/{case}/opschorten", WHY)

    answer = world.post("procesregisseur", f"/taken/{task}", {"partners_vragen": "false"})

    assert answer.status_code == 409
    assert "uw antwoorden zijn bewaard als concept" in answer.get_data(as_text=True)
    with db.reading() as session:
        assert session.get_one(Task, task).state is TaskState.OPEN
    world.post(OPERATOR, f"/zaken/{case}/hervatten", WHY)
    page = text(world, f"/taken/{task}", "procesregisseur")
    assert re.search(r'value="false"[^>]*checked', page) and "Taak afronden" in page
    assert world.post("procesregisseur", f"/taken/{task}", {"partners_vragen": "false"}).status_code == 302


def test_a_step_of_a_suspended_case_cannot_be_skipped_and_what_was_typed_stays(world: World, case: int) -> None:
    address = re.findall(
        r'"(/groepen/\d+/doen/stap_overslaan/\w+)"', text(world, f"/groepen/{case}", "procesregisseur")
    )
    world.post(OPERATOR, f"/zaken/{case}/opschorten", WHY)

    assert "/doen/" not in text(world, f"/groepen/{case}", "procesregisseur")
    answer = world.post("procesregisseur", address[0], {"reden": "Dit is al bekend"})

    assert answer.status_code == 409 and "Dit is al bekend" in answer.get_data(as_text=True)


def test_nothing_is_done_without_a_reason(world: World, case: int) -> None:
    for deed in ("opschorten", "hervatten", "stoppen", "verplaatsen"):
        answer = world.post(OPERATOR, f"/zaken/{case}/{deed}", {"reden": "  "})
        assert answer.status_code == 422 and "Schrijf op waarom u dit doet" in answer.get_data(as_text=True)
    assert instance(case).suspended_at is None and instance(case).state is InstanceState.ACTIVE


def test_suspending_twice_changes_nothing_and_says_so(world: World, case: int) -> None:
    for _ in range(2):
        world.post(OPERATOR, f"/zaken/{case}/opschorten", WHY)

    assert "De zaak was al opgeschort" in text(world, f"/zaken/{case}")
    with db.reading() as session:
        done = session.scalars(select(HistoricActivity).where(HistoricActivity.kind == "suspended")).all()
    assert [(row.detail, row.at) for row in done] == [(WHY["reden"], world.clock())]


def test_a_stopped_case_is_closed_for_everybody_and_the_reason_stands_on_its_page(world: World, case: int) -> None:
    task = world.task(case)
    world.post(OPERATOR, f"/zaken/{case}/stoppen", WHY)

    page = text(world, f"/groepen/{case}", "procesregisseur")
    assert "Deze zaak is gestopt" in page and WHY["reden"] in page and "Beheer van de zaak" not in page
    assert "Groep Molenveld" in text(world, "/groepen?toon=afgesloten", "procesregisseur")
    assert "is vervallen" in text(world, f"/taken/{task}", "procesregisseur")
    assert world.post(OPERATOR, f"/zaken/{case}/opschorten", WHY).status_code == 409


def test_a_case_is_moved_to_the_element_that_was_chosen(world: World, case: int) -> None:
    page = text(world, f"/zaken/{case}/verplaatsen")
    choices = re.findall(r'<option value="([^" ]+ (\w+))"', page)
    place = next(value for value, target in choices if target == "signalen_wegen")

    answer = world.post(OPERATOR, f"/zaken/{case}/verplaatsen", {"plaats": place, **WHY})

    assert answer.status_code == 302
    assert world.task(case, "stap-1-weging")
    assert "Zaak verplaatst" in text(world, f"/groepen/{case}", "procesregisseur")


def test_a_place_the_case_has_left_is_refused(world: World, case: int) -> None:
    place = re.findall(r'<option value="([^" ]+ \w+)"', text(world, f"/zaken/{case}/verplaatsen"))[0]
    world.post(OPERATOR, f"/zaken/{case}/verplaatsen", {"plaats": place, **WHY})

    assert world.post(OPERATOR, f"/zaken/{case}/verplaatsen", {"plaats": place, **WHY}).status_code == 422
    assert world.post(OPERATOR, f"/zaken/{case}/verplaatsen", {"plaats": "x y", **WHY}).status_code == 422


def test_a_page_of_a_place_the_case_has_left_leads_back_to_where_the_case_is(world: World, case: int) -> None:
    answer = world.get(OPERATOR, f"/zaken/{case}/verplaatsen?plaats=er-niet-meer")

    assert answer.status_code == 302 and answer.headers["Location"].endswith(f"/zaken/{case}")


def test_a_token_moved_past_the_gate_gives_no_permission_to_share_person_data(world: World, case: int) -> None:
    """The operator moves the case from the privacy gate to the delivery: the names cannot even be delivered."""
    web_world.papers(world)
    to_gate(world, case)
    page = text(world, f"/zaken/{case}/verplaatsen")
    found = re.findall(r'<option value="([^" ]+ (\w+))"', page)
    place = next(value for value, target in found if target == "groepsscan_leveren")
    assert world.post(OPERATOR, f"/zaken/{case}/verplaatsen", {"plaats": place, **WHY}).status_code == 302

    files = {name: (BytesIO(b"%PDF-1.4"), f"{name}.pdf") for name in ("aanbiedingsbrief", "standaardrapportage")}
    answer = world.client("politie").post(
        f"/taken/{world.task(case, 'groepsscan-levering')}",
        data={**web_world.DELIVERY, **files},
        content_type="multipart/form-data",
    )

    assert answer.status_code == 403 and "afgeschermd" in answer.get_data(as_text=True)
    with db.reading() as session:
        assert session.scalars(select(PrivacyBesluit)).all() == []
        assert vault.references(session, case) == []


def test_only_the_operator_gets_there(world: World, case: int) -> None:
    for who in ("procesregisseur", "burgemeester", "beheerder", "coordinator"):
        for path in ("/zaken", f"/zaken/{case}", f"/zaken/{case}/opschorten"):
            assert world.get(who, path).status_code == 403
    assert world.get(OPERATOR, f"/groepen/{case}").status_code == 404


def test_a_case_whose_state_cannot_be_read_still_shows_and_can_be_stopped(world: World, case: int) -> None:
    with db.transaction() as session:
        session.get_one(ProcessInstance, case).snapshot = b'{"v": 999, "process": "werkproces"}'

    assert "kan niet worden gelezen" in text(world, f"/zaken/{case}")
    assert world.post(OPERATOR, f"/zaken/{case}/stoppen", WHY).status_code == 302
    assert instance(case).state is InstanceState.CANCELLED


def test_the_regisseur_hears_that_nobody_can_do_a_task_any_more(world: World, case: int) -> None:
    with db.transaction() as session:
        key = world.actor("politie").organisation_key
        session.add(
            Participant(
                instance_id=case,
                organisation_key=key,
                role="politie",
                since=world.clock(),
                until=world.clock(),
            )
        )
    web_world.to_groepsscan(world, case)

    assert world.get("politie", f"/groepen/{case}").status_code == 404
    page = text(world, "/meldingen", "procesregisseur")
    assert "Niemand kan taak ‘Groepsscan leveren’ doen" in page and "Organisatie politie" in page
    assert "Niemand kan taak" in text(world, f"/groepen/{case}", "procesregisseur")
