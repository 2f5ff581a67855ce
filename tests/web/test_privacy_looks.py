"""Looks at person data through the screens: a purpose that stays on the server, every refusal in the log once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from dossier import privacy
from dossier.documents import Document
from dossier.errors import LookEntry, NoPermission
from dossier.looks import PURPOSE, VaultLook
from engine import db
from tests.web.web_world import World, deliver, to_groepsscan
from web import case_rows

DOEL = "Gesprek met de ouders van Testpersoon Een"


def lines(who: str, world: World) -> list[tuple[str, str, bool]]:
    with db.reading() as session:
        query = select(VaultLook).where(VaultLook.user_key == world.actor(who).user_key).order_by(VaultLook.id)
        return [(look.verb, look.purpose, look.allowed) for look in session.scalars(query)]


def letter() -> int:
    with db.reading() as session:
        found = session.scalars(select(Document.id).where(Document.kind == "aanbiedingsbrief")).one()
    return found


def in_cookie(world: World, who: str) -> str:
    """What the browser of this person keeps, decoded as anybody could."""
    with world.client(who).session_transaction() as cookie:
        return str(dict(cookie))


def test_a_purpose_is_not_kept_in_the_browser(world: World, case: int) -> None:
    world.post("procesregisseur", f"/groepen/{case}/personen", {"doel": DOEL})

    page = world.get("procesregisseur", f"/groepen/{case}/personen")
    assert DOEL in page.get_data(as_text=True)
    assert "Testpersoon" not in in_cookie(world, "procesregisseur")
    assert (PURPOSE, DOEL, True) in lines("procesregisseur", world)


def test_a_purpose_counts_for_its_own_case_and_person_only(world: World, case: int) -> None:
    other = world.start_case(groep_alias="Groep Havenkade")
    world.invite(case, "boa", "boa")
    world.post("procesregisseur", f"/groepen/{case}/personen", {"doel": DOEL})

    for who, path in (("procesregisseur", f"/groepen/{other}/personen"), ("boa", f"/groepen/{case}/personen")):
        assert "Waarvoor hebt u dit nodig?" in world.get(who, path).get_data(as_text=True)


def test_a_refused_look_is_logged_once(world: World, case: int) -> None:
    deliver(world, to_groepsscan(world, case))
    address = f"/groepen/{case}/documenten/{letter()}"
    world.post("procesregisseur", address, {"doel": DOEL})
    with db.transaction() as session:
        privacy.withdraw_all(session, case, reason="Ingetrokken", now=world.clock())

    assert world.get("procesregisseur", address).status_code == 403

    assert [line for line in lines("procesregisseur", world) if not line[2]] == [("verstrekken", DOEL, False)]


def test_a_refusal_of_the_guard_is_logged_wherever_it_comes_from(
    world: World, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = LookEntry(
        world.clock(), world.actor("politie").user_key, case, "kluis-1", "Lijst maken", "raadplegen", False
    )

    def refuse(*_: object, **__: object) -> None:
        raise NoPermission("Dat mag niet.", entry)

    monkeypatch.setattr(case_rows, "page_of", refuse)

    assert world.get("politie", "/groepen").status_code == 403
    assert ("raadplegen", "Lijst maken", False) in lines("politie", world)


def test_a_partner_does_not_learn_that_others_keep_person_data(world: World, case: int) -> None:
    deliver(world, to_groepsscan(world, case))
    world.invite(case, "partner", "partner")
    world.post("partner", f"/groepen/{case}/personen", {"doel": DOEL})

    page = world.get("partner", f"/groepen/{case}/personen").get_data(as_text=True)

    assert "politiegegeven" not in page
    assert "Namenlijst" not in page
    assert "Er zijn geen persoonsgegevens die u mag zien." in page
    assert any(not allowed for _, _, allowed in lines("partner", world))


def test_a_file_is_handed_over_as_a_download_that_can_run_nothing(world: World, case: int) -> None:
    deliver(world, to_groepsscan(world, case))
    address = f"/groepen/{case}/documenten/{letter()}"
    world.post("procesregisseur", address, {"doel": DOEL})

    headers = world.get("procesregisseur", address).headers

    assert headers["Content-Disposition"].startswith("attachment; filename=aanbiedingsbrief.pdf")
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'self'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "ETag" not in headers
