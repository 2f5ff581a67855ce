"""A partner sees his own invitation and what is meant for him; never what another answered."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

import app as application
from engine import db, definitions
from engine.access import Participant
from engine.models import ProcessInstance, Task, TaskState
from tests.web.web_world import World, do, machines, to_groepsscan

OTHERS = "De bewoners van de flat klagen."


def page(world: World, who: str, path: str) -> str:
    return world.get(who, path).get_data(as_text=True)


@pytest.fixture
def asked(world: World, case: int) -> int:
    """A case in step 1 in which two partners are asked for their signals."""
    partners = [world.actor(name).organisation_key for name in ("partner", "boa")]
    do(
        world,
        "procesregisseur",
        case,
        "stap-1-uitvraag",
        partners_vragen="true",
        partners=partners,
        vraag="Ziet u dit?",
    )
    return case


def task_of(world: World, case: int, who: str) -> int:
    """The task of this partner: the one of the two that he may open."""
    with db.reading() as session:
        found = session.scalars(select(Task.id).where(Task.instance_id == case, Task.state == TaskState.OPEN)).all()
    return next(task for task in found if world.get(who, f"/taken/{task}").status_code == 200)


def answer(world: World, who: str, task: int) -> None:
    answers = {
        "heeft_signaal": "true",
        "datum_signaal": "20-11-2026",
        "plek": "De flat aan de rand",
        "gedrag": "geluidsoverlast",
        "omvang": "6_10",
        "urgentie": "middel",
        "bron": "feit",
        "toelichting": OTHERS,
    }
    sent = world.post(who, f"/taken/{task}", answers)
    assert sent.status_code == 302, sent.get_data(as_text=True)[:3000]
    machines(world)


def test_a_partner_has_his_own_task_and_not_that_of_another(world: World, asked: int) -> None:
    own, other = task_of(world, asked, "partner"), task_of(world, asked, "boa")

    assert own != other
    assert world.get("partner", f"/taken/{other}").status_code == 403
    assert world.post("partner", f"/taken/{other}", {"heeft_signaal": "false"}).status_code == 403
    assert world.post("partner", f"/taken/{other}/concept", {"plek": "x"}).status_code == 403
    assert world.post("partner", f"/taken/{other}/pakken").status_code == 403


def test_what_another_partner_answered_is_on_no_page_of_a_partner(world: World, asked: int) -> None:
    task = task_of(world, asked, "partner")
    answer(world, "boa", task_of(world, asked, "boa"))

    pages = [
        f"/taken/{task}",
        f"/groepen/{asked}",
        f"/groepen/{asked}/tijdlijn",
        "/",
        "/groepen",
        "/taken",
        "/meldingen",
    ]
    for path in pages:
        text = page(world, "partner", path)
        assert OTHERS not in text, path
        assert "De flat aan de rand" not in text, path
        assert "Het plein bij de molen" not in text, path  # the first signal, by the regisseur
        assert "Kim van Boa" not in text, path


def test_who_leads_the_case_sees_what_partners_answered(world: World, asked: int) -> None:
    answer(world, "boa", task_of(world, asked, "boa"))
    answer(world, "partner", task_of(world, asked, "partner"))

    assert OTHERS in page(world, "procesregisseur", f"/taken/{world.task(asked, 'stap-1-weging')}")


def test_the_list_of_cases_names_to_a_partner_only_his_own_work(world: World, asked: int) -> None:
    answer(world, "partner", task_of(world, asked, "partner"))
    page(world, "partner", "/")  # the message that the task is done goes away

    assert "Signaal geven" not in page(world, "partner", "/groepen")
    assert "Signaal geven" in page(world, "boa", "/groepen")
    assert "Signaal geven" in page(world, "procesregisseur", "/groepen")


def leaky(world: World) -> int:
    """A case of a package whose designer hands the whole first signal to step 1, where partners are asked."""
    files = dict(definitions.read_folder(application.ROOT, "werkproces-2016"))
    path = "bpmn/werkproces-2016/werkproces.bpmn"
    old = b'<camunda:in source="gebied" target="gebied" />'
    files[path] = files[path].replace(old, old + b'<camunda:in source="plek" target="plek" />', 1)
    with db.transaction() as session:
        catalogue = world.app.extensions["zevenstap"].catalogue
        version = definitions.publish(session, files, note="Lek", by="user-1", now=world.clock(), catalogue=catalogue)
        number = version.id
    case = world.start_case(groep_alias="Groep Havenkade")
    with db.reading() as session:
        assert session.get_one(ProcessInstance, case).version_id == number
    partners = [world.actor("partner").organisation_key]
    do(
        world,
        "procesregisseur",
        case,
        "stap-1-uitvraag",
        partners_vragen="true",
        partners=partners,
        vraag="Ziet u dit?",
    )
    return case


def test_a_careless_diagram_does_not_fill_a_partners_form_with_anothers_answer(world: World) -> None:
    case = leaky(world)
    task = task_of(world, case, "partner")

    assert "Het plein bij de molen" not in page(world, "partner", f"/taken/{task}")

    # Nor by saying that the question did not stand on the page, which gives a field its first value.
    sent = world.post("partner", f"/taken/{task}", {"_gezien": "heeft_signaal", "heeft_signaal": "true"})
    assert "Het plein bij de molen" not in sent.get_data(as_text=True)
    world.post("partner", f"/taken/{task}/concept", {"_gezien": "heeft_signaal", "heeft_signaal": "true"})
    assert "Het plein bij de molen" not in page(world, "partner", f"/taken/{task}")


def test_a_partner_whose_participation_ended_finds_nothing_any_more(world: World, asked: int) -> None:
    task = task_of(world, asked, "partner")
    world.post("partner", f"/taken/{task}", {"toelichting": "Half af", "_actie": "concept"})
    with db.transaction() as session:
        mine = Participant.organisation_key == world.actor("partner").organisation_key
        session.execute(update(Participant).where(mine).values(until=world.clock()))

    for path in (f"/taken/{task}", f"/groepen/{asked}", f"/groepen/{asked}/tijdlijn", f"/groepen/{asked}/personen"):
        assert world.get("partner", path).status_code == 404, path
    for path in (f"/taken/{task}", f"/taken/{task}/concept", f"/taken/{task}/pakken", f"/groepen/{asked}/personen"):
        assert world.post("partner", path, {"doel": "Overleg voorbereiden"}).status_code == 404, path
    for path in ("/", "/taken", "/groepen", "/acties", "/meldingen", "/signaal"):
        assert "Groep Molenveld" not in page(world, "partner", path), path


def test_a_partner_sees_which_step_runs_but_not_how_others_get_on_within_it(world: World, asked: int) -> None:
    answer(world, "boa", task_of(world, asked, "boa"))
    part = f"/groepen/{asked}?proces=stap_1_signalen"

    assert "2 open" not in page(world, "partner", part)
    assert "Klaar, " in page(world, "procesregisseur", part)
    assert "Klaar, " not in page(world, "partner", part)
    assert "Nu bezig, uiterlijk" in page(world, "partner", part)
    assert "Nu bezig" in page(world, "partner", f"/groepen/{asked}?proces=werkproces")


def test_the_timeline_of_a_partner_tells_of_steps_and_not_of_gates(world: World, case: int) -> None:
    to_groepsscan(world, case)
    world.invite(case, "partner", "partner")

    assert "Privacypoort doorlopen" in page(world, "procesregisseur", f"/groepen/{case}/tijdlijn")
    text = page(world, "partner", f"/groepen/{case}/tijdlijn")
    assert "2 Informatie verzamelen en verbinden: begonnen" in text
    assert "Privacypoort" not in text
    assert "Groepsscan" not in text
