"""Deliveries that come in as they should: whole, in parts, twice, corrected, refused, too late."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import documents, privacy, scans, vault
from dossier.documents import Document
from dossier.scans import Secrecy
from engine import db
from engine.models import InstanceState, ProcessInstance, Task
from tests.groepsscan.police_side import LETTER, NAMES, REPORT, Waiting, with_adapter, with_package
from tests.web import web_world
from tests.web.web_world import DELIVERY, World, deliver, do, machines, to_groepsscan

RECEIPT = "groepsscan-ontvangst"


def test_a_whole_delivery_moves_the_case_on_and_says_what_came(waiting: Waiting) -> None:
    answer = waiting.deliver(LETTER, REPORT, NAMES)

    assert answer.status_code == 201, answer.text
    assert answer.json is not None
    assert answer.json["stand"] == "compleet" and answer.json["ontbreekt"] == []
    assert {each["soort"]: each["ontvangst"] for each in answer.json["producten"]} == dict.fromkeys(
        (LETTER, REPORT, NAMES), "nieuw"
    )
    assert RECEIPT in waiting.open_forms() and "groepsscan-levering" not in waiting.open_forms()
    assert waiting.names_kept() == 4  # a record for each name


def test_the_om_gets_access_when_the_delivery_is_judged_complete(waiting: Waiting) -> None:
    waiting.deliver(LETTER, REPORT, NAMES)
    assert waiting.world.get("om", f"/groepen/{waiting.case}").status_code == 404

    do(waiting.world, "procesregisseur", waiting.case, RECEIPT, levering_compleet="true")

    assert waiting.world.get("om", f"/groepen/{waiting.case}").status_code == 200
    with db.reading() as session:
        shared = documents.list_for(session, waiting.case, waiting.world.actor("om"))
    assert {document.kind for document in shared} >= {LETTER, REPORT}


def test_the_police_delivered_and_not_a_person(waiting: Waiting) -> None:
    waiting.deliver(LETTER, REPORT, NAMES)

    with db.reading() as session:
        task = session.scalars(select(Task).where(Task.form_key == "groepsscan-levering")).one()
        document = session.scalars(select(Document).where(Document.kind == REPORT)).one()
    assert task.completed_by == "zevenstap" and document.created_by == "zevenstap"


def test_a_part_is_kept_and_the_police_still_have_the_task(waiting: Waiting) -> None:
    answer = waiting.deliver(LETTER, REPORT)

    assert answer.json is not None and answer.json["ontbreekt"] == [NAMES]
    assert answer.json["stand"] == "deels geleverd"
    assert "groepsscan-levering" in waiting.open_forms()
    page = waiting.world.get("procesregisseur", "/meldingen").get_data(as_text=True)
    assert "Nog niet binnen: namenlijst" in page

    assert waiting.deliver(NAMES).status_code == 201
    assert RECEIPT in waiting.open_forms()


def test_who_has_nothing_more_says_so_and_the_regisseur_sees_what_is_missing(waiting: Waiting) -> None:
    waiting.deliver(LETTER, last=True)

    task = waiting.world.task(waiting.case, RECEIPT)
    page = waiting.world.get("procesregisseur", f"/taken/{task}").get_data(as_text=True)
    assert "Aanbiedingsbrief: ontvangen." in page
    assert "Namenlijst: ontbreekt nog." in page and "Standaardrapportage: ontbreekt nog." in page


def test_after_a_question_for_more_the_rest_can_come(waiting: Waiting) -> None:
    waiting.deliver(LETTER, last=True)
    refused = waiting.refuse()
    assert refused.status_code == 409 and refused.json is not None
    assert refused.json["code"] == "levering_wordt_beoordeeld" and refused.headers["Retry-After"]

    more = {"vervolg_levering": "aanvulling", "aanvulling": "Wij missen het rapport."}
    do(waiting.world, "procesregisseur", waiting.case, RECEIPT, levering_compleet="false", **more)

    assert waiting.deliver(REPORT, NAMES).status_code == 201
    assert waiting.versions() == {LETTER: 1, REPORT: 1, NAMES: 1}
    assert RECEIPT in waiting.open_forms()


def test_the_same_message_twice_does_nothing_and_gets_the_same_answer(waiting: Waiting) -> None:
    first = waiting.deliver(LETTER, REPORT, key="levering-1")
    before = waiting.kept()
    second = waiting.deliver(LETTER, REPORT, key="levering-1")

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json == second.json and waiting.kept() == before


def test_the_same_repeated_after_the_case_went_on_still_gets_its_answer(waiting: Waiting) -> None:
    first = waiting.deliver(LETTER, REPORT, NAMES, key="levering-1")
    second = waiting.deliver(LETTER, REPORT, NAMES, key="levering-1")
    assert second.status_code == 200 and second.json == first.json


def test_a_key_belongs_to_one_delivery(waiting: Waiting) -> None:
    waiting.deliver(LETTER, key="levering-1")
    other = waiting.deliver(REPORT, key="levering-1")
    assert other.status_code == 422 and other.json is not None and other.json["code"] == "sleutel_hergebruikt"
    assert waiting.versions() == {LETTER: 1}


def test_the_same_product_again_is_no_new_version_and_a_corrected_one_is(waiting: Waiting) -> None:
    waiting.deliver(LETTER, REPORT)
    same = waiting.deliver(REPORT)
    better = waiting.deliver(REPORT, version=2)

    assert same.json is not None and same.json["producten"][0]["ontvangst"] == "ongewijzigd"
    assert better.json is not None and better.json["producten"][0]["ontvangst"] == "gewijzigd"
    assert waiting.versions() == {LETTER: 1, REPORT: 2}


def test_a_corrected_list_of_names_replaces_the_wrong_one(waiting: Waiting) -> None:
    waiting.deliver(NAMES)
    content = waiting.content(NAMES)
    content["producten"][0]["namen"] = content["producten"][0]["namen"][:1]

    assert waiting.send(content).status_code == 201
    assert waiting.names_kept() == 1  # who should not have been on it is nowhere any more


def test_a_refusal_says_why_and_the_case_can_go_on_without(waiting: Waiting) -> None:
    assert waiting.refuse().status_code == 201

    task = waiting.world.task(waiting.case, RECEIPT)
    page = waiting.world.get("procesregisseur", f"/taken/{task}").get_data(as_text=True)
    assert "De politie levert de groepsscan niet." in page and "nu geen capaciteit" in page
    do(
        waiting.world,
        "procesregisseur",
        waiting.case,
        RECEIPT,
        levering_compleet="false",
        vervolg_levering="stoppen",
    )
    assert RECEIPT not in waiting.open_forms()
    late = waiting.deliver(LETTER)
    assert late.status_code == 409 and late.json is not None and late.json["code"] == "groepsscan_vervallen"


def test_after_a_refusal_the_police_may_still_deliver_when_asked_again(waiting: Waiting) -> None:
    waiting.refuse()
    again = {"vervolg_levering": "aanvulling", "aanvulling": "Kan het toch?"}
    do(waiting.world, "procesregisseur", waiting.case, RECEIPT, levering_compleet="false", **again)
    answer = waiting.deliver(LETTER, REPORT, NAMES)
    assert answer.status_code == 201 and answer.json is not None and answer.json["stand"] == "compleet"
    assert waiting.scan().refusal == ""


def test_a_case_that_ended_takes_nothing_in(waiting: Waiting) -> None:
    with db.transaction() as session:
        session.get_one(ProcessInstance, waiting.case).state = InstanceState.COMPLETED
    before = waiting.kept()
    answer = waiting.deliver(LETTER, REPORT, NAMES)
    assert answer.status_code == 409 and answer.json is not None and answer.json["code"] == "zaak_beeindigd"
    assert waiting.kept() == before


def test_a_suspended_case_says_later(waiting: Waiting) -> None:
    with db.transaction() as session:
        session.get_one(ProcessInstance, waiting.case).suspended_at = waiting.world.clock()
    answer = waiting.deliver(LETTER)
    assert answer.json is not None and answer.json["code"] == "zaak_opgeschort"
    assert answer.headers["Retry-After"] == "3600"


@pytest.mark.parametrize("how", ["withdrawn", "expired"])
def test_without_a_valid_decision_nothing_comes_in(waiting: Waiting, how: str) -> None:
    with db.transaction() as session:
        for besluit in privacy.decisions(session, waiting.case):
            if how == "withdrawn":
                besluit.withdrawn_at, besluit.withdrawn_reason = waiting.world.clock(), "test"
            else:
                besluit.valid_until = date(2026, 11, 22)
    before = waiting.kept()
    answer = waiting.deliver(LETTER, REPORT, NAMES)
    assert answer.status_code == 409 and answer.json is not None and answer.json["code"] == "geen_privacybesluit"
    assert waiting.kept() == before and "groepsscan-levering" in waiting.open_forms()


def test_a_task_that_somebody_of_the_police_took_is_taken_over(waiting: Waiting) -> None:
    task = waiting.world.task(waiting.case, "groepsscan-levering")
    waiting.world.post("politie", f"/taken/{task}/nemen")
    assert waiting.deliver(LETTER, REPORT, NAMES).status_code == 201
    assert RECEIPT in waiting.open_forms()


def test_the_form_adds_to_what_the_machine_delivered(waiting: Waiting) -> None:
    waiting.deliver(LETTER, REPORT)
    task = waiting.world.task(waiting.case, "groepsscan-levering")
    answer = waiting.world.post("politie", f"/taken/{task}", DELIVERY)
    assert answer.status_code == 302
    machines(waiting.world)
    assert waiting.versions() == {LETTER: 1, REPORT: 1, NAMES: 1}
    asked = waiting.ask().json
    assert asked is not None and asked["stand"] == "compleet"


def test_what_comes_by_form_is_known_as_products_too(waiting: Waiting) -> None:
    deliver(waiting.world, waiting.world.task(waiting.case, "groepsscan-levering"))
    assert waiting.versions() == {LETTER: 1, REPORT: 1, NAMES: 1}


def test_the_police_side_may_ask_how_far_a_request_is(waiting: Waiting) -> None:
    waiting.deliver(LETTER)
    assert waiting.ask().json == {
        "kenmerk": waiting.kenmerk,
        "stand": "deels geleverd",
        "producten": [{"soort": LETTER, "versie": 1}],
        "ontbreekt": [REPORT, NAMES],
    }


def test_what_is_for_another_case_is_refused(waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_world, "papers", lambda _world: None)  # they are there
    other = Waiting(waiting.world, waiting.world.start_case())
    to_groepsscan(other.world, other.case)
    wrong = {**other.content(LETTER), "kenmerk": waiting.kenmerk}
    answer = other.send(wrong)
    assert answer.json is not None and answer.json["code"] == "verkeerde_zaak"
    assert other.versions() == {} and waiting.versions() == {}


def test_the_list_of_names_goes_only_to_who_the_municipality_says(world: World) -> None:
    armed = with_adapter(world, url="", secret="geheim dat lang genoeg is voor een test")
    with_package(
        armed,
        groepsscan_ontvangers_standaardrapportage="gemeente",
        groepsscan_ontvangers_namenlijst="gemeente",
        groepsscan_geheimhouding_standaardrapportage="geheim",
    )
    case = armed.start_case()
    deliver(armed, to_groepsscan(armed, case))
    do(armed, "procesregisseur", case, RECEIPT, levering_compleet="true")
    with db.reading() as session:
        kinds = {document.kind for document in documents.list_for(session, case, armed.actor("om"))}
        name = vault.references(session, case, category=NAMES)[0]
    assert LETTER in kinds and REPORT not in kinds
    with db.transaction() as session:
        looked = [look_at(session, armed, who, name) for who in ("om", "procesregisseur")]
    assert looked[0].value is None and "niet voor u" in (looked[0].refusal or "")
    assert looked[1].refusal is None and looked[1].value["naam"].startswith("Testpersoon")
    page = armed.get("procesregisseur", f"/groepen/{case}/groepsscans").get_data(as_text=True)
    assert "geheim" in page
    with db.reading() as session:
        scan = scans.of_instance(session, case)[0]
        assert {kind: each.secrecy for kind, each in scans.products(session, scan).items()} == {
            LETTER: Secrecy.CONFIDENTIAL,
            REPORT: Secrecy.SECRET,
            NAMES: Secrecy.NAMES,
        }


def look_at(session: Session, world: World, who: str, reference: str) -> vault.Look:
    return vault.look(
        session,
        reference,
        actor=world.actor(who),
        purpose="Test",
        step=2,
        now=world.clock(),
        key=world.app.extensions["zevenstap"].vault_key,
    )
