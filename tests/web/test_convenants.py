"""A convenant of several organisations: who signed, which data, how long names are kept, and the text itself."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import select

from dossier import registers
from dossier.registers import Convenant, ConvenantDocument, Wpg20Besluit
from engine import db
from tests.web.web_world import World
from web import convenant_documents

OFFICER = "privacy_officer"
TERM = {"titel": "Samen in de wijk", "van": "01-01-2026", "tot": "31-12-2027"}
TODAY = date(2026, 11, 23)


def number_of(world: World, role: str) -> int:
    return int(world.actor(role).organisation_key.rpartition("-")[2])


def added(world: World, **changes: object) -> int:
    """A convenant of youth work and the police, added at youth work; its number."""
    others = [str(number_of(world, "politie"))]
    asked = {**TERM, "partijen": others, "ondertekend": "02-01-2026", **changes}
    answer = world.post(OFFICER, f"/organisaties/{number_of(world, 'jongerenwerk')}/convenant", asked)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    with db.reading() as session:
        return session.scalars(select(Convenant.id)).one()


def until(role: str, world: World, kind: str = "gewoon") -> date | None:
    with db.reading() as session:
        found = registers.convenant_of(session, number_of(world, role), TODAY, kind=kind)
        return None if found is None else registers.last_day(found)


def test_several_organisations_stand_under_one_convenant(world: World) -> None:
    added(world)
    assert until("jongerenwerk", world) == until("politie", world) == date(2027, 12, 31)
    assert until("om", world) is None
    page = world.get(OFFICER, "/registers").get_data(as_text=True)
    assert "Organisatie jongerenwerk, Organisatie politie" in page and "ontbreekt" in page


def test_a_party_that_comes_later_counts_once_it_has_signed(world: World) -> None:
    paper = added(world)
    mine, police, om = (number_of(world, role) for role in ("jongerenwerk", "politie", "om"))
    signed = {f"ondertekend-{mine}": "02-01-2026", f"ondertekend-{police}": "02-01-2026"}
    asked = {**TERM, **signed, "partijen": [str(mine), str(om)]}
    assert world.post(OFFICER, f"/convenanten/{paper}", asked).status_code == 302
    assert until("om", world) is None and until("politie", world) is None
    world.post(OFFICER, f"/convenanten/{paper}", {**asked, f"ondertekend-{om}": "01-11-2026"})
    assert until("om", world) == until("jongerenwerk", world) == date(2027, 12, 31)


def test_a_convenant_counts_for_the_data_it_names_only(world: World) -> None:
    added(world, gegevens=["gewoon"])
    assert until("politie", world, "gewoon") and not until("politie", world, "politiegegeven")


def test_the_term_for_names_comes_from_the_municipality_and_has_no_default(world: World) -> None:
    paper = added(world)
    with db.reading() as session:
        assert registers.retention_months(session, TODAY) is None
    parties = {"partijen": [str(number_of(world, "politie"))]}
    signed = {f"ondertekend-{number_of(world, 'politie')}": "02-01-2026"}
    for wrong in ("0", "-3", "zes", "601"):
        asked = {**TERM, **parties, **signed, "bewaartermijn": wrong}
        assert world.post(OFFICER, f"/convenanten/{paper}", asked).status_code == 422
    assert world.post(OFFICER, f"/convenanten/{paper}", {**asked, "bewaartermijn": "18"}).status_code == 302
    with db.reading() as session:
        assert registers.retention_months(session, TODAY) == 18


def upload(world: World, who: str, paper: int, content: bytes, name: str = "convenant.pdf") -> int:
    data = {"document": (BytesIO(content), name)}
    client = world.client(who)
    path = f"/convenanten/{paper}/document/toevoegen"
    return client.post(path, data=data, content_type="multipart/form-data").status_code


def test_the_signed_text_is_kept_and_read_by_who_keeps_the_registers(world: World) -> None:
    paper = added(world)
    assert upload(world, OFFICER, paper, b"%PDF-1.7 tekst", "../../Ons convenant.pdf") == 302
    found = world.get("fg", f"/convenanten/{paper}/document")
    assert found.data == b"%PDF-1.7 tekst" and found.headers["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in found.headers["Content-Disposition"] and "/" not in found.headers["Content-Disposition"]
    assert world.get("procesregisseur", f"/convenanten/{paper}/document").status_code == 403
    assert upload(world, "fg", paper, b"%PDF-1.7 anders") == 403


@pytest.mark.parametrize("content", [b"", b"MZ\x90 geen pdf", b"%PDF-" + b"x" * 2000])
def test_what_is_no_pdf_or_too_large_is_not_kept(world: World, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(convenant_documents, "LARGEST", 1000)
    paper = added(world)
    assert upload(world, OFFICER, paper, content) == 422
    with db.reading() as session:
        assert session.scalars(select(ConvenantDocument)).all() == []


def test_a_wpg20_decision_without_one_of_its_six_parts_counts_for_nothing(world: World) -> None:
    whole = {
        "public_interest": "Openbare orde",
        "partnership": "Aanpak",
        "purpose": "Minder overlast",
        "kinds": ["politiegegeven"],
        "conditions": "Geheim",
        "receivers": ["jongerenwerk"],
    }
    assert set(whole) == set(registers.PARTS)
    for number, left_out in enumerate([None, *whole]):
        empty: object = [] if left_out in ("kinds", "receivers") else " "
        parts = {**whole, **({left_out: empty} if left_out else {})}
        with db.transaction() as session:
            days = {"signed_on": TODAY, "valid_from": TODAY, "valid_until": date(2027, 1, 1)}
            besluit = Wpg20Besluit(number=f"B-{number}", **parts, **days)
            session.add(besluit)
            session.flush()
            assert (besluit in registers.valid_wpg20(session, TODAY)) is (left_out is None), left_out
    page = world.get(OFFICER, "/registers").get_data(as_text=True)
    assert "telt niet mee: het doel ontbreekt" in page
