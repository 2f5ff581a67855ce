"""The procesregisseur mends a value of his case; the timeline tells that, not what it was or is."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from werkzeug.test import TestResponse

from engine import db, instances
from engine.models import Variable
from engine.values import dumps
from tests.web.web_world import World

REGIE = "procesregisseur"
SEEN = re.compile(r'name="gezien" value="(\w+)"')
WHY = {"reden": "Verkeerd overgenomen"}


def text(world: World, path: str) -> str:
    return world.get(REGIE, path).get_data(as_text=True)


def value(case: int, name: str) -> object:
    with db.reading() as session:
        return instances.variables(session, case)[name]


def mend(world: World, case: int, name: str, typed: str, **more: str) -> TestResponse:
    """As a browser does it: open the page, type another value, send."""
    address = f"/groepen/{case}/gegevens/{name}"
    seen = SEEN.search(text(world, address))
    return world.post(REGIE, address, {"gezien": seen[1] if seen else "", "waarde": typed, **WHY, **more})


def give(case: int, **values: object) -> None:
    with db.transaction() as session:
        for name, each in values.items():
            session.add(Variable(instance_id=case, scope_id="", name=name, value=dumps(each)))


def test_the_page_lists_what_may_be_mended_in_the_words_of_the_forms(world: World, case: int) -> None:
    page = text(world, f"/groepen/{case}/gegevens")

    assert "Waar was dit?" in page and "Het plein bij de molen" in page
    assert f'/groepen/{case}/gegevens/groep"' not in page  # a reference


def test_a_value_is_mended_and_the_timeline_tells_neither_the_old_nor_the_new(world: World, case: int) -> None:
    answer = mend(world, case, "plek", "Het Zeeheldenplein")

    assert answer.status_code == 302 and value(case, "plek") == "Het Zeeheldenplein"
    timeline = text(world, f"/groepen/{case}/tijdlijn")
    assert "Gegeven hersteld: plek" in timeline and WHY["reden"] in timeline
    assert "Zeeheldenplein" not in timeline and "molen" not in timeline


def test_a_choice_stays_one_of_the_choices(world: World, case: int) -> None:
    address = f"/groepen/{case}/gegevens/urgentie"

    assert "<option" in text(world, address)
    assert mend(world, case, "urgentie", "verzonnen").status_code == 422
    assert mend(world, case, "urgentie", "hoog").status_code == 302
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
        assert mend(world, case, name, wrong).status_code == 422
        assert mend(world, case, name, typed).status_code == 302
    assert (value(case, "aantal"), value(case, "klopt"), value(case, "dag")) == (Decimal(3), False, date(2026, 12, 1))


def test_a_reference_cannot_be_typed_and_nothing_is_mended_without_a_reason(world: World, case: int) -> None:
    before = value(case, "plek")

    assert mend(world, case, "plek", "kluis-1").status_code == 422
    assert mend(world, case, "plek", "Het park", reden="").status_code == 422
    for name in ("groep", "bestaat_niet"):
        assert world.get(REGIE, f"/groepen/{case}/gegevens/{name}").status_code == 404
    assert value(case, "plek") == before


def test_a_value_of_a_suspended_case_stays_what_it_is_and_what_was_typed_stays_on_the_page(
    world: World, case: int
) -> None:
    world.post("applicatiebeheerder", f"/zaken/{case}/opschorten", {"reden": "Onderzoek"})

    answer = mend(world, case, "plek", "Het Zeeheldenplein")

    assert answer.status_code == 422 and "Het Zeeheldenplein" in answer.get_data(as_text=True)
    assert "opgeschort" in answer.get_data(as_text=True)


def test_what_stood_there_is_listed_with_who_and_why_unless_it_held_person_data(world: World, case: int) -> None:
    # when
    assert mend(world, case, "plek", "Het Zeeheldenplein").status_code == 302
    # then
    page = text(world, f"/groepen/{case}/gegevens")
    assert "Eerder hersteld" in page and "Het plein bij de molen" in page and "Kim van Procesregisseur" in page
    # when
    assert mend(world, case, "plek", "Het park", oud_weg="ja").status_code == 302
    # then
    page = text(world, f"/groepen/{case}/gegevens")
    assert "Niet bewaard" in page and "Zeeheldenplein" not in page and "molen" not in page


def test_who_looked_before_another_mended_reads_what_it_is_now_and_may_send_again(world: World, case: int) -> None:
    # given
    seen = SEEN.search(text(world, f"/groepen/{case}/gegevens/plek"))
    mend(world, case, "plek", "Het Zeeheldenplein")
    # when
    late = {"gezien": seen[1] if seen else "", "waarde": "Het park", **WHY}
    answer = world.post(REGIE, f"/groepen/{case}/gegevens/plek", late)
    # then
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "Het Zeeheldenplein" in page and "Het park" in page
    assert value(case, "plek") == "Het Zeeheldenplein"
    again = SEEN.search(page)
    assert world.post(REGIE, f"/groepen/{case}/gegevens/plek", {**late, "gezien": again[1] if again else ""})
    assert value(case, "plek") == "Het park"


def test_the_name_and_area_of_the_group_are_mended_everywhere_at_once(world: World, case: int) -> None:
    assert mend(world, case, "groep_alias", "Groep Zeeheldenplein").status_code == 302
    assert mend(world, case, "gebied", "West").status_code == 302

    assert (value(case, "groep_alias"), value(case, "gebied")) == ("Groep Zeeheldenplein", "West")
    page = text(world, f"/groepen/{case}")
    assert "Groep Zeeheldenplein" in page and "West" in page and "Molenveld" not in page
    assert "<mark>Zeeheldenplein</mark>" in world.post(REGIE, "/zoeken", {"vraag": "zeeheldenplein"}).text
    assert "Groep Molenveld" in text(world, f"/groepen/{case}/gegevens")


def test_a_value_obeys_the_rules_of_its_form_and_what_looks_like_a_person_is_asked_about(
    world: World, case: int
) -> None:
    assert mend(world, case, "plek", "a" * 1900).status_code == 422
    answer = mend(world, case, "plek", "Bij Jan de Vries")
    assert answer.status_code == 422 and 'name="mag"' in answer.get_data(as_text=True)
    assert mend(world, case, "plek", "Bij Jan de Vries", mag="ja").status_code == 302
    assert mend(world, case, "groep_alias", "a" * 101).status_code == 422
