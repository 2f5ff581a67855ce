"""Open text that looks as if it holds person data: told, kept, and stored when its writer says that it may stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from engine.errors import Invalid
from forms import personal, read, render, schema
from forms.fields import Form
from forms.messages import Doubt
from forms.personal import ADDRESS, BSN, KINDS, MAIL, NAME, PHONE
from tests.forms.build import ENV, component, data

QUIET = [
    "Het plein bij de Jan Steenstraat",
    "Bij de Anne Frankschool en het Johan Cruijff Plein",
    "Politie en Openbaar Ministerie overleggen in 2026 OM en gemeente",
    "De Wijk Oost van de Stad",
    "Op 12-03-2026 en op 1 april 2026 om 21.30 uur",
    "Ongeveer 15 tot 20 jongeren, 3 scooters, 250 euro schade",
    "Jongerenwerk Voorbeeld en Woningcorporatie De Sleutel",
    "Zaak 123456789 bestaat niet",  # fails the test of eleven
    "Besluit WPG-2026-1 van de burgemeester",
    "TIM is de naam van een systeem",
    "kevin en sanne zonder hoofdletter",
    "",
]
LOUD = [
    ("Kevin was erbij", NAME),
    ("Dat zegt Jan de Vries", NAME),
    ("Mevrouw Bakkerman belde", NAME),
    ("Overleg met J.P. Verzonnen", NAME),
    ("Xander van der Verzonnen", NAME),
    ("Woont in de Dorpsstraat, dus Kerkstraat 12", ADDRESS),
    ("Postcode 1234 AB", ADDRESS),
    ("Mail naar iemand@voorbeeld.example", MAIL),
]


@pytest.mark.parametrize("text", QUIET)
def test_what_people_write_about_a_group_gives_no_warning(text: str) -> None:
    assert personal.signs(text) == ()


@pytest.mark.parametrize(("text", "kind"), LOUD)
def test_what_looks_like_a_person_is_seen(text: str, kind: str) -> None:
    assert kind in personal.signs(text)


def bsn(first: int) -> str | None:
    """A number that passes the test of eleven, made from its first eight digits."""
    digits = f"{first:08d}"
    total = sum(int(d) * w for d, w in zip(digits, range(9, 1, -1), strict=True))
    return f"{digits}{total % 11}" if total % 11 < 10 and first else None


@given(st.integers(1, 99_999_999), st.sampled_from(["{}", "bsn {}.", "({})", "nr: {} en"]))
def test_every_number_that_passes_the_test_of_eleven_is_seen_and_every_other_not(first: int, around: str) -> None:
    number = bsn(first)
    if number is None:
        return
    assert BSN in personal.signs(around.format(number))
    other = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
    assert BSN not in personal.signs(around.format(other))


@given(st.sampled_from(["06", "+316", "010", "0031 6"]), st.sampled_from(["", "-", " "]), st.integers(0, 9))
def test_a_telephone_number_is_seen_however_it_is_written(start: str, between: str, digit: int) -> None:
    size = 7 if start == "010" else 8
    assert PHONE in personal.signs(f"Bel {start}{between}{str(digit) * size} morgen")


@given(st.sampled_from(sorted(personal.FIRST)), st.sampled_from(["{} was erbij", "Dat deed {}.", "Met {} en anderen"]))
def test_a_first_name_of_the_list_is_seen_with_a_capital(first: str, around: str) -> None:
    assert NAME in personal.signs(around.format(first.capitalize()))


@given(st.sampled_from(sorted(personal.FIRST)), st.sampled_from(["straat", "plein", "school", "park", "brug"]))
def test_a_place_that_bears_a_name_is_no_person(first: str, place: str) -> None:
    assert personal.signs(f"Bij de {first.capitalize()} Verzonnen{place}") == ()


@given(st.text(max_size=300))
def test_any_text_is_judged_without_failing(text: str) -> None:
    assert set(personal.signs(text)) <= set(KINDS)


@given(st.sampled_from([text for text, _ in LOUD]), st.text(alphabet="abc \n", max_size=40))
def test_what_stands_around_it_hides_nothing(text: str, around: str) -> None:
    assert personal.signs(f"{around}\n{text}\n{around}")


def form(**changes: object) -> Form:
    return schema.load(data(component("textarea", "plek", label="Waar?", **changes)))


def sent(text: str, **more: str) -> MultiDict[str, str]:
    return MultiDict({"plek": text, **more})


TEXT = "Kevin stond bij de molen"


def test_the_form_asks_to_look_again_and_keeps_what_was_typed() -> None:
    found = read.read(form(), sent(TEXT), MultiDict(), {}, env=ENV)
    assert not found.ok
    assert isinstance(found.errors["plek"], Doubt)
    assert found.raw["plek"] == TEXT

    page = render.render(form(), found.raw, found.errors, {}, env=ENV)

    assert TEXT in page and "Toch bewaren" in page and 'name="plek:mag"' in page
    assert "aria-invalid" not in page


def test_it_is_stored_when_its_writer_says_that_it_may_stay() -> None:
    first = read.read(form(), sent(TEXT), MultiDict(), {}, env=ENV)
    doubt = first.errors["plek"]
    assert isinstance(doubt, Doubt)

    again = read.read(form(), sent(TEXT, **{"plek:mag": doubt.token}), MultiDict(), {}, env=ENV)

    assert again.ok and again.values == {"plek": TEXT}
    other = read.read(form(), sent(f"{TEXT} met Sanne", **{"plek:mag": doubt.token}), MultiDict(), {}, env=ENV)
    assert not other.ok


def test_a_sealed_field_and_one_for_an_address_are_not_asked_about() -> None:
    sealed = {"persoonsgegeven": "ja", "bewaren": "namenlijst"}
    for changes in ({"properties": sealed}, {"properties": {"waarschuwen": "nee"}}):
        assert read.read(form(**changes), sent(TEXT), MultiDict(), {}, env=ENV).ok
    row = component("textfield", "naam", label="Naam")
    rows = component("dynamiclist", "personen", components=[row], properties=sealed)
    submitted = MultiDict({"personen:rijen": "1", "personen.0.naam": "Kevin"})
    assert read.read(schema.load(data(rows)), submitted, MultiDict(), {}, env=ENV).ok


def test_a_row_of_an_open_list_says_which_row() -> None:
    rows = component("dynamiclist", "acties", components=[component("textfield", "wat", label="Wat")])
    submitted = MultiDict({"acties:rijen": "1", "acties.0.wat": "Gesprek met Kevin"})
    found = read.read(schema.load(data(rows)), submitted, MultiDict(), {}, env=ENV)
    assert "(rij 1)" in found.errors["acties.0.wat"]


@pytest.mark.parametrize("key", ["bsn", "BSN", "etniciteit", "gezondheid", "diagnose", "persoon.bsn"])
def test_a_form_may_not_ask_what_no_law_allows(key: str) -> None:
    sealed = {"persoonsgegeven": "ja", "bewaren": "namenlijst"}
    with pytest.raises(Invalid, match="mag u niet van een persoon vragen"):
        schema.load(data(component("textfield", key, label="Nummer", properties=sealed)))
