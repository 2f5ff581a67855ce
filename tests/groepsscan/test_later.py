"""What comes while or after a delivery is judged: nothing is lost, nothing replaced, and a person decides."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from dossier import documents, listed, scans, vault
from dossier.destruction import Destruction
from dossier.scans import Judgement, ScanProduct
from dossier.vault import VaultRecord
from engine import db
from tests.groepsscan.police_side import LETTER, NAMES, REPORT, Waiting
from tests.web.web_world import deliver, do

RECEIPT = "groepsscan-ontvangst"
ASK_FOR_MORE = {"levering_compleet": "false", "vervolg_levering": "aanvulling", "aanvulling": "De lijst klopt niet."}
OVER = {"oordeel": "overnemen", "reden": "De politie verbeterde een fout."}
NOT = {"oordeel": "niet", "reden": "Dit gaat over een andere groep."}


def accepted(waiting: Waiting) -> Waiting:
    waiting.deliver(LETTER, REPORT, NAMES)
    do(waiting.world, "procesregisseur", waiting.case, RECEIPT, levering_compleet="true")
    return waiting


def corrected(waiting: Waiting) -> dict[str, Any]:
    """The same list, but the first is gone, the second has another town, and one is new."""
    content = waiting.content(NAMES)
    rows = content["producten"][0]["namen"]
    new = {**rows[0], "naam": "Testpersoon Nieuw", "geboortedatum": "2008-04-05"}
    content["producten"][0]["namen"] = [{**rows[1], "woonplaats": "Verbeterdam"}, *rows[2:], new]
    return content


def later(waiting: Waiting) -> ScanProduct:
    with db.reading() as session:
        query = select(ScanProduct).where(ScanProduct.judgement != Judgement.WITH_DELIVERY)
        return session.scalars(query.order_by(ScanProduct.id.desc())).first()  # type: ignore[return-value]


def page(waiting: Waiting) -> str:
    scan = waiting.scan().id
    return f"/groepen/{waiting.case}/groepsscans/{scan}/nalevering/{later(waiting).id}"


def test_a_corrected_list_after_acceptance_waits_for_a_person(waiting: Waiting) -> None:
    accepted(waiting)

    answer = waiting.send(corrected(waiting))

    assert answer.status_code == 201 and answer.json is not None
    assert answer.json["producten"] == [{"soort": NAMES, "versie": 1, "ontvangst": "te beoordelen"}]
    assert waiting.names_kept() == 4  # the list is what it was
    assert waiting.versions()[NAMES] == 1
    told = waiting.world.get("procesregisseur", "/meldingen").get_data(as_text=True)
    assert "leverde later nog iets van de groepsscan" in told


def test_taking_over_keeps_what_people_noted_and_drops_nobody(waiting: Waiting) -> None:
    accepted(waiting)
    with db.transaction() as session:
        first, second = listed.of_case(session, waiting.case)[:2]
        gone, kept = first.id, second.id
        second.informed_on = date(2026, 11, 20)
        second.rechecked_on = date(2026, 11, 21)
    waiting.send(corrected(waiting))

    asked = waiting.world.get("procesregisseur", page(waiting)).get_data(as_text=True)
    assert "3 op beide, 1 nieuw, 1 niet meer genoemd" in asked
    assert waiting.world.post("procesregisseur", page(waiting), OVER).status_code == 302

    assert waiting.versions()[NAMES] == 2 and waiting.names_kept() == 5
    with db.reading() as session:
        rows = {row.id: row for row in listed.of_case(session, waiting.case)}
        assert (rows[kept].informed_on, rows[kept].rechecked_on) == (date(2026, 11, 20), date(2026, 11, 21))
        assert rows[gone].missing_since == date(2026, 11, 23) and len(rows) == 5
        assert not vault.references(session, waiting.case, category=scans.LATER)
    waiting.world.post("procesregisseur", f"/groepen/{waiting.case}/namenlijst", {"doel": "Lijst nakijken"})
    shown = waiting.world.get("procesregisseur", f"/groepen/{waiting.case}/namenlijst").get_data(as_text=True)
    assert "Verbeterdam" in shown and "Testpersoon Nieuw" in shown
    assert "Staat niet op de nieuwe lijst van de politie" in shown


def test_a_list_that_is_not_taken_over_is_destroyed_with_proof(waiting: Waiting) -> None:
    accepted(waiting)
    waiting.send(corrected(waiting))

    named = waiting.world.post("procesregisseur", page(waiting), {**NOT, "reden": "Mohamed hoort hier niet bij"})
    assert named.status_code == 422 and "Dit lijkt een naam" in named.get_data(as_text=True)
    assert waiting.world.post("procesregisseur", page(waiting), NOT).status_code == 302

    assert waiting.names_kept() == 4 and later(waiting).judgement is Judgement.DECLINED
    with db.reading() as session:
        certificate = session.scalars(select(Destruction)).one()
        assert certificate.records == 4 and "andere groep" not in certificate.reason
        assert session.scalar(select(VaultRecord.id).where(VaultRecord.category == scans.LATER)) is None
    again = waiting.world.post("procesregisseur", page(waiting), OVER)
    assert again.status_code == 409


def test_a_corrected_report_reaches_the_om_only_after_it_is_taken_over(waiting: Waiting) -> None:
    accepted(waiting)
    waiting.deliver(REPORT, version=2)

    def reports() -> int:
        with db.reading() as session:
            shared = documents.list_for(session, waiting.case, waiting.world.actor("om"))
        return [document.kind for document in shared].count(REPORT)

    assert reports() == 1
    assert waiting.world.post("procesregisseur", page(waiting), OVER).status_code == 302
    assert reports() == 2 and waiting.versions()[REPORT] == 2


def test_while_the_regisseur_judges_a_delivery_is_received_and_once(waiting: Waiting) -> None:
    waiting.deliver(LETTER, last=True)
    assert RECEIPT in waiting.open_forms()

    first = waiting.deliver(REPORT, NAMES, key="later-1")
    kept = waiting.kept()
    again = waiting.deliver(REPORT, NAMES, key="later-1")
    same = waiting.deliver(REPORT, NAMES, key="later-2")

    assert (first.status_code, again.status_code, same.status_code) == (201, 200, 201)
    assert first.json == again.json and waiting.kept() == kept
    assert same.json is not None and {each["ontvangst"] for each in same.json["producten"]} <= {"ongewijzigd"}
    assert waiting.versions() == {LETTER: 1}
    waiting.world.post("procesregisseur", page(waiting), OVER)
    waiting.world.post(
        "procesregisseur", page(waiting).replace(str(later(waiting).id), str(later(waiting).id - 1)), OVER
    )
    assert waiting.versions() == {LETTER: 1, REPORT: 1, NAMES: 1} and waiting.names_kept() == 4


@pytest.mark.parametrize("who", ["politie", "burgemeester", "om"])
def test_only_the_regisseur_judges_what_came_later(waiting: Waiting, who: str) -> None:
    accepted(waiting)
    waiting.send(corrected(waiting))
    waiting.world.invite(waiting.case, "burgemeester", "burgemeester")
    assert waiting.world.get(who, page(waiting)).status_code == 403
    assert waiting.world.post(who, page(waiting), OVER).status_code == 403
    assert waiting.world.get("jongerenwerk", page(waiting)).status_code == 404
    listing = waiting.world.get(who, f"/groepen/{waiting.case}/groepsscans").get_data(as_text=True)
    assert "Later geleverd" in listing and "Wacht op de procesregisseur." in listing


def test_nothing_is_taken_over_without_an_answer_and_a_reason(waiting: Waiting) -> None:
    accepted(waiting)
    waiting.deliver(REPORT, version=2)
    refused = waiting.world.post("procesregisseur", page(waiting), {"oordeel": "overnemen"})
    assert refused.status_code == 422 and later(waiting).judgement is Judgement.WAITING


def test_a_corrected_list_by_form_in_a_second_round_waits_too(waiting: Waiting) -> None:
    world, case = waiting.world, waiting.case
    deliver(world, world.task(case, "groepsscan-levering"))
    names = waiting.names_kept()
    with db.reading() as session:
        before = {row.record for row in listed.of_case(session, case)}
    do(world, "procesregisseur", case, RECEIPT, **ASK_FOR_MORE)
    deliver(world, world.task(case, "groepsscan-levering"))

    assert later(waiting).judgement is Judgement.WAITING and waiting.versions()[NAMES] == 1
    assert waiting.names_kept() == names
    with db.reading() as session:
        assert {row.record for row in listed.of_case(session, case)} == before
    told = world.get("procesregisseur", "/meldingen").get_data(as_text=True)
    assert "Beoordeel bij Groepsscans of u haar overneemt." in told
    assert f"{names} op beide, 0 nieuw, 0 niet meer genoemd" in world.get("procesregisseur", page(waiting)).text

    assert world.post("procesregisseur", page(waiting), OVER).status_code == 302
    with db.reading() as session:
        assert {row.record for row in listed.of_case(session, case)} == before
        assert not vault.references(session, case, category=scans.LATER)
