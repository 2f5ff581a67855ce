"""The privacy officer reads the log of the vault: who looked at what, why, and what was refused."""

from __future__ import annotations

from dossier import looks
from dossier.errors import LookEntry
from engine import db
from tests.web.web_world import World


def look(world: World, case: int, *, purpose: str, verb: str = "raadplegen", allowed: bool = True) -> None:
    with db.transaction() as session:
        who = world.actor("procesregisseur").user_key
        looks.log(session, LookEntry(world.clock(), who, case, "kluis-7", purpose, verb, allowed))


def test_the_privacy_officer_sees_who_looked_and_why(world: World, case: int) -> None:
    look(world, case, purpose="Voorbereiden van het overleg")

    page = world.get("privacy_officer", "/kluislog").get_data(as_text=True)

    assert "Voorbereiden van het overleg" in page
    assert "kluis-7" in page


def test_he_can_ask_for_what_was_refused_only(world: World, case: int) -> None:
    look(world, case, purpose="Mocht wel")
    look(world, case, purpose="Mocht niet", allowed=False)

    page = world.get("privacy_officer", "/kluislog?geweigerd=ja").get_data(as_text=True)

    assert "Mocht niet" in page
    assert "Mocht wel" not in page


def test_he_can_search_by_case_verb_and_day(world: World, case: int) -> None:
    look(world, case, purpose="Deze zaak", verb="verstrekken")
    look(world, case + 1, purpose="Andere zaak", verb="verstrekken")
    look(world, case, purpose="Andere handeling")
    today = f"{world.clock():%d-%m-%Y}"

    def asked(query: str) -> str:
        return world.get("privacy_officer", f"/kluislog?{query}").get_data(as_text=True)

    found = asked(f"zaak={case}&handeling=verstrekken&vanaf={today}&tot={today}")
    assert "Deze zaak" in found
    assert "Andere zaak" not in found and "Andere handeling" not in found
    assert "Deze zaak" not in asked("tot=01-01-2001")


def test_what_cannot_be_read_is_said_and_stays_in_the_field(world: World, case: int) -> None:
    look(world, case, purpose="Staat er gewoon")

    for query, words in (("zaak=abc", "cijfers"), ("vanaf=gisteren", "dag"), ("vanaf=02-01-2026&tot=01-01-2026", "na")):
        answer = world.get("privacy_officer", f"/kluislog?{query}")
        page = answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert "Fout: " in page and words in page
        assert "Staat er gewoon" not in page  # an empty list, not another one than was meant
    assert world.get("privacy_officer", "/kluislog?tot=31-12-9999&_external=x&_scheme=q").status_code == 200
    assert 'value="abc"' in world.get("privacy_officer", "/kluislog?zaak=abc").get_data(as_text=True)


def test_a_long_log_comes_in_pages(world: World, case: int) -> None:
    for number in range(51):
        look(world, case, purpose=f"Blik {number:02}.")

    first = world.get("privacy_officer", "/kluislog").get_data(as_text=True)
    second = world.get("privacy_officer", "/kluislog?pagina=2").get_data(as_text=True)

    assert "Blik 50." in first and "Blik 00." not in first
    assert "Blik 00." in second


def test_nobody_else_reads_it(world: World) -> None:
    assert world.get("procesregisseur", "/kluislog").status_code == 403
    assert world.get("applicatiebeheerder", "/kluislog").status_code == 403
