"""The list of names on the screen of the procesregisseur: upkeep, informing, and taking one name off."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import select

from dossier import destruction, listed, vault
from dossier.destruction import Destruction
from dossier.documents import Document
from dossier.listed import ListedName
from dossier.looks import VaultLook
from dossier.reminders import Reminder
from engine import db
from engine.models import HistoricActivity
from handlers import name_terms
from tests.web.web_world import World, deliver, machines, to_groepsscan

NAME = "Testpersoon Een"
DOEL = "Namenlijst bijhouden voor het overleg"


@pytest.fixture
def names(world: World, case: int) -> str:
    """A case with one name on its list, and the purpose given; the address of the list."""
    deliver(world, to_groepsscan(world, case))
    address = f"/groepen/{case}/namenlijst"
    assert world.post("procesregisseur", address, {"doel": DOEL}).status_code == 302
    return address


def row(case: int) -> ListedName:
    with db.reading() as session:
        return session.scalars(select(ListedName).where(ListedName.instance_id == case)).one()


def page(world: World, address: str) -> str:
    answer = world.get("procesregisseur", address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def deed(world: World, names: str, case: int, what: str, **answers: str) -> str:
    """Do something with the one name; returns the page when it was not accepted."""
    answer = world.post("procesregisseur", f"{names}/{row(case).id}/{what}", answers)
    return "" if answer.status_code == 302 else answer.get_data(as_text=True)


def test_the_list_asks_for_a_purpose_first(world: World, case: int) -> None:
    deliver(world, to_groepsscan(world, case))
    text = page(world, f"/groepen/{case}/namenlijst")
    assert "Waarvoor hebt u dit nodig?" in text
    assert NAME not in text


def test_the_list_says_of_each_name_why_from_where_and_by_when(world: World, case: int, names: str) -> None:
    text = page(world, names)

    for part in (NAME, "Vaste deelnemer", "Eigen waarneming", "feit", "17 jaar", "Uiterlijk woensdag 23 december"):
        assert part in text
    assert "In Zevenstap gezet" in text and "Kim van Politie" in text
    assert "zondag 23 mei 2027" in text  # six months on, as the package proposes


def test_with_each_name_stands_to_whom_it_was_given_when_and_for_what(world: World, case: int, names: str) -> None:
    page(world, names)  # shown to the procesregisseur, who reads it in the name of the municipality
    world.invite(case, "burgemeester", "burgemeester")
    assert "Informeren van de driehoek" not in page(world, names)
    world.post("burgemeester", f"/groepen/{case}/personen", {"doel": "Informeren van de driehoek"})
    for _ in range(2):  # the last time counts; it is one line for each receiver
        world.get("burgemeester", f"/groepen/{case}/personen")

    text = page(world, names)

    given = re.findall(r"Verstrekt aan.*?</dd>", text, re.DOTALL)
    assert sum("voor: Informeren van de driehoek" in line for line in given) == 1
    assert all(" op " in line and NAME not in line for line in given)


def test_nobody_but_the_procesregisseur_of_the_case_keeps_the_list(world: World, case: int, names: str) -> None:
    address = f"{names}/{row(case).id}/verwijderen"
    for who, status in (("burgemeester", 403), ("politie", 403), ("om", 403), ("privacy_officer", 404), ("boa", 404)):
        if status == 403:
            world.invite(case, who, who)
        assert world.get(who, names).status_code == status
        assert world.post(who, address, {"reden": "Mag niet", "zeker": "ja"}).status_code == status
    assert row(case).removed_at is None


def test_a_name_of_another_case_does_not_exist_here(world: World, case: int, names: str) -> None:
    other = world.start_case(groep_alias="Groep Havenkade")
    world.post("procesregisseur", f"/groepen/{other}/namenlijst", {"doel": DOEL})
    assert world.get("procesregisseur", f"/groepen/{other}/namenlijst/{row(case).id}/bijwerken").status_code == 404
    assert world.get("procesregisseur", f"{names}/{row(case).id}/onzin").status_code == 404


def test_what_is_mended_is_sealed_anew_and_logged(world: World, case: int, names: str) -> None:
    with db.reading() as session:
        before = vault.get(session, row(case).record).sealed
    fields = {
        "naam": NAME,
        "geboortedatum": "01-02-2012",
        "woonplaats": "Voorbeeldstad",
        "contact": "onbekend, omdat het gezin net is verhuisd",
        "reden_opname": "Was drie keer bij de vernielingen",
        "herkomst": "Camera van de school",
        "feit_oordeel": "feit",
    }

    assert deed(world, names, case, "bijwerken", **fields) == ""

    assert "Was drie keer bij de vernielingen" in page(world, names)
    with db.reading() as session:
        assert vault.get(session, row(case).record).sealed != before
        verbs = list(session.scalars(select(VaultLook.verb).where(VaultLook.reference == row(case).record)))
    assert "wijzigen" in verbs


def test_under_sixteen_somebody_represents_or_it_is_said_why_not(world: World, case: int, names: str) -> None:
    fields = {"naam": NAME, "geboortedatum": "01-02-2012", "reden_opname": "x", "herkomst": "x", "feit_oordeel": "feit"}
    for contact in ("", "onbekend", "onbekend, omdat"):
        assert "onbekend, omdat" in deed(world, names, case, "bijwerken", **fields, contact=contact)
    assert deed(world, names, case, "bijwerken", **fields, contact="Testouder Een, de moeder") == ""


def test_a_child_waits_for_the_advice_of_the_fg(world: World, case: int, names: str) -> None:
    fields = {"naam": NAME, "reden_opname": "x", "herkomst": "x", "feit_oordeel": "feit", "contact": "Testouder Een"}
    deed(world, names, case, "bijwerken", **fields, geboortedatum="01-02-2016")
    assert "FG-toets nodig: jonger dan 12" in page(world, names)
    assert "Leg eerst het advies van de FG vast" in deed(world, names, case, "hertoets", nodig="ja", reden="Nodig")

    told = {"advies_op": "23-11-2026", "advies": "voorwaarden", "toelichting": "Alleen richting zorg."}
    assert deed(world, names, case, "fg", **told) == ""

    assert "FG-toets nodig" not in page(world, names)
    assert deed(world, names, case, "hertoets", nodig="ja", reden="Nodig") == ""
    with db.reading() as session:
        texts = list(session.scalars(select(Reminder.text).where(Reminder.user_key == world.actor("fg").user_key)))
    assert any("namenlijst" in text for text in texts)


def test_informing_has_a_term_and_is_recorded(world: World, case: int, names: str) -> None:
    world.clock.forward(days=40)
    world.clients.clear()
    world.post("procesregisseur", names, {"doel": DOEL})
    assert "Informeren is te laat" in page(world, names)
    assert "Vul een datum in" in deed(world, names, case, "geinformeerd", persoon_op="01-01-2025")

    assert deed(world, names, case, "geinformeerd", persoon_op="20-12-2026") == ""

    assert "Geïnformeerd op zondag 20 december" in page(world, names)
    assert row(case).informed_on == date(2026, 12, 20)


def test_waiting_is_a_decision_with_reasons_that_is_looked_at_again(world: World, case: int, names: str) -> None:
    reasons = {"grond": "strafbare_feiten", "reden": "Er loopt onderzoek", "evenredig": "Kort", "waarborgen": "Weinig"}
    for wrong in ("", "23-11-2026", "24-02-2027"):
        assert deed(world, names, case, "uitstel", bekijken_op=wrong, **reasons)
    assert "Kies een grond" in deed(world, names, case, "uitstel", bekijken_op="23-12-2026")

    assert deed(world, names, case, "uitstel", bekijken_op="23-01-2027", **reasons) == ""

    assert "Uitgesteld. Opnieuw bekijken: zaterdag 23 januari 2027" in page(world, names)
    world.clock.forward(days=62)
    world.clients.clear()
    world.post("procesregisseur", names, {"doel": DOEL})
    assert "Uitstel van informeren opnieuw bekijken" in page(world, names)


def test_the_letter_is_kept_as_secret_as_the_name(world: World, case: int, names: str) -> None:
    assert deed(world, names, case, "brief", voor="persoon") == ""
    machines(world)

    assert "Informatiebrief aan de persoon" in page(world, names)
    with db.reading() as session:
        letter = session.scalars(select(Document).where(Document.kind == "informatiebrief")).one()
        assert letter.secrecy.value == "geheim"
        assert "Testpersoon" not in letter.title + letter.filename
    answer = world.get("procesregisseur", f"/groepen/{case}/documenten/{letter.id}")
    assert answer.status_code == 200


def test_one_name_is_taken_off_and_the_case_goes_on(world: World, case: int, names: str) -> None:
    deed(world, names, case, "brief", voor="persoon")
    machines(world)
    record = row(case).record
    assert "vinkje" in deed(world, names, case, "verwijderen", reden="Hoort niet bij de groep")

    assert deed(world, names, case, "verwijderen", reden="Hoort niet bij de groep", zeker="ja") == ""

    text = page(world, names)
    assert NAME not in text and "1 naam is van de lijst gehaald" in text
    with db.reading() as session:
        assert record not in vault.references(session, case)
        certificate = session.scalars(select(Destruction).where(Destruction.category == record)).one()
        assert (certificate.records, certificate.reason) == (1, "Van de namenlijst gehaald")
        assert row(case).certificate == certificate.reference
        assert not [r for r in vault.references(session, case) if vault.get(session, r).category == "informatiebrief"]
        noted = list(session.scalars(select(HistoricActivity.name).where(HistoricActivity.instance_id == case)))
    assert "Naam van de namenlijst gehaald" in noted
    assert world.get("procesregisseur", f"/groepen/{case}").status_code == 200
    assert world.task(case)


def test_a_re_check_that_says_no_takes_the_name_off(world: World, case: int, names: str) -> None:
    assert deed(world, names, case, "hertoets", nodig="nee", reden="Niet meer gezien") == ""
    with db.reading() as session:
        assert listed.of_case(session, case) == []


def test_without_a_decision_the_dates_show_and_the_name_does_not(world: World, case: int, names: str) -> None:
    world.clock.forward(days=300)  # the decision has run out
    world.clients.clear()
    world.post("procesregisseur", names, {"doel": DOEL})

    text = page(world, names)

    assert NAME not in text
    assert "Er is geen geldig privacybesluit" in text
    assert "Opnieuw bekijken: is deze naam nog nodig?" in text
    assert "Van de lijst halen" in text and "Gegevens bijwerken" not in text


def notices(world: World) -> list[str]:
    with db.reading() as session:
        mine = Reminder.user_key == world.actor("procesregisseur").user_key
        return [text for text in session.scalars(select(Reminder.text).where(mine)) if "namenlijst" in text]


def test_the_daily_round_reminds_once_of_what_is_due_and_without_names(world: World, case: int, names: str) -> None:
    key = world.app.extensions["zevenstap"].vault_key
    name_terms.watch(key, now=world.clock())
    assert notices(world) == []
    for days, text in ((25, "binnenkort"), (10, "te_laat"), (150, "hertoets")):
        world.clock.forward(days=days)
        name_terms.watch(key, now=world.clock())
        name_terms.watch(key, now=world.clock())
        assert notices(world).count(name_terms.TEXTS[text]) == 1
    assert not any("Testpersoon" in text for text in notices(world))


def test_the_destroyed_list_leaves_no_name_to_keep_up(world: World, case: int, names: str) -> None:
    with db.transaction() as session:
        destruction.destroy(session, case, category="namenlijst", reason="Klaar", by="user-1", now=world.clock())
    assert "Er staan geen namen op de lijst." in page(world, names)
    assert row(case).certificate.startswith("vernietiging-")
