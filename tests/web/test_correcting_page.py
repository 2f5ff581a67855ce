"""The procesregisseur mends a value of his case; the timeline tells that, not what it was or is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from engine import db, instances
from engine.models import Variable
from engine.values import dumps
from tests.web.web_world import World

REGIE = "procesregisseur"
WHY = {"reden": "Verkeerd overgenomen"}


def text(world: World, path: str) -> str:
    return world.get(REGIE, path).get_data(as_text=True)


def value(case: int, name: str) -> object:
    with db.reading() as session:
        return instances.variables(session, case)[name]


def give(case: int, **values: object) -> None:
    with db.transaction() as session:
        for name, each in values.items():
            session.add(Variable(instance_id=case, scope_id="", name=name, value=dumps(each)))


def test_the_page_lists_what_may_be_mended_in_the_words_of_the_forms(world: World, case: int) -> None:
    page = text(world, f"/groepen/{case}/gegevens")

    assert "Waar was dit?" in page and "Het plein bij de molen" in page
    assert f'/groepen/{case}/gegevens/groep"' not in page  # a reference


def test_a_value_is_mended_and_the_timeline_tells_neither_the_old_nor_the_new(world: World, case: int) -> None:
    answer = world.post(REGIE, f"/groepen/{case}/gegevens/plek", {"waarde": "Het Zeeheldenplein", **WHY})

    assert answer.status_code == 302 and value(case, "plek") == "Het Zeeheldenplein"
    timeline = text(world, f"/groepen/{case}/tijdlijn")
    assert "Gegeven hersteld: plek" in timeline and WHY["reden"] in timeline
    assert "Zeeheldenplein" not in timeline and "molen" not in timeline


def test_a_choice_stays_one_of_the_choices(world: World, case: int) -> None:
    address = f"/groepen/{case}/gegevens/urgentie"

    assert "<option" in text(world, address)
    assert world.post(REGIE, address, {"waarde": "verzonnen", **WHY}).status_code == 422
    assert world.post(REGIE, address, {"waarde": "hoog", **WHY}).status_code == 302
    assert value(case, "urgentie") == "hoog"


def test_every_kind_is_read_as_it_is_shown(world: World, case: int) -> None:
    give(case, aantal=Decimal("2.5"), klopt=True, dag=date(2026, 11, 20))
    for name, shown, typed, wrong in (
        ("aantal", "2,5", "3", "drie"),
        ("klopt", "ja", "nee", "misschien"),
        ("dag", "20-11-2026", "1-12-2026", "morgen"),
    ):
        address = f"/groepen/{case}/gegevens/{name}"
        assert f'value="{shown}"' in text(world, address)
        assert world.post(REGIE, address, {"waarde": wrong, **WHY}).status_code == 422
        assert world.post(REGIE, address, {"waarde": typed, **WHY}).status_code == 302
    assert (value(case, "aantal"), value(case, "klopt"), value(case, "dag")) == (Decimal(3), False, date(2026, 12, 1))


def test_a_reference_cannot_be_typed_and_nothing_is_mended_without_a_reason(world: World, case: int) -> None:
    address = f"/groepen/{case}/gegevens/plek"
    before = value(case, "plek")

    assert world.post(REGIE, address, {"waarde": "kluis-1", **WHY}).status_code == 422
    assert world.post(REGIE, address, {"waarde": "Het park"}).status_code == 422
    for name in ("groep", "bestaat_niet"):
        assert world.get(REGIE, f"/groepen/{case}/gegevens/{name}").status_code == 404
    assert value(case, "plek") == before


def test_a_value_of_a_suspended_case_stays_what_it_is_and_what_was_typed_stays_on_the_page(
    world: World, case: int
) -> None:
    world.post("applicatiebeheerder", f"/zaken/{case}/opschorten", {"reden": "Onderzoek"})

    answer = world.post(REGIE, f"/groepen/{case}/gegevens/plek", {"waarde": "Het Zeeheldenplein", **WHY})

    assert answer.status_code == 422 and "Het Zeeheldenplein" in answer.get_data(as_text=True)
    assert "opgeschort" in answer.get_data(as_text=True)
