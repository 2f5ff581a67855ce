"""Person data leaves the form apart from the rest, and is not shown to who reads earlier answers."""

from __future__ import annotations

from datetime import date

from forms import initial, schema, show
from tests.forms.build import ENV, component, data, make_form

PERSON = {"persoonsgegeven": "ja", "bewaren": "namenlijst"}
FORM = make_form(
    component("textarea", "motivering"),
    component("textfield", "melder.naam", properties=PERSON),
    component("radio", "besluit", values=[{"label": "Ja, doen", "value": "ja"}]),
    component(
        "dynamiclist",
        "namen",
        components=[component("textfield", "naam", properties=PERSON), component("textfield", "rol")],
    ),
    component("dynamiclist", "acties", components=[component("datetime", "dag")], properties={"rijnaam": "Actie"}),
)
VALUES = {
    "motivering": "druk", "melder": {"naam": "Anna Fictief"}, "besluit": "ja",
    "namen": [{"naam": "Bram Bedacht", "rol": "x"}], "acties": [{"dag": date(2026, 12, 1)}],
}  # fmt: skip


def test_a_list_with_person_data_is_person_data_as_a_whole() -> None:
    assert FORM.person_fields == ["melder.naam", "namen"]


def test_a_group_of_person_data_covers_its_fields() -> None:
    group = {"type": "group", "id": "g", "components": [component("textfield", "naam")], "properties": PERSON}
    assert make_form(group).person_fields == ["naam"]
    assert schema.describe("x", data(group)).takes_person_data
    assert not schema.describe("x", data(component("textfield", "a"))).takes_person_data


def test_earlier_answers_read_as_words_without_persons() -> None:
    assert show.answers(FORM, VALUES, {}, env=ENV) == [
        ("Motivering", "druk"),
        ("Melder.naam", "Afgeschermd"),
        ("Besluit", "Ja, doen"),
        ("Namen", "Afgeschermd"),
        ("Actie 1: Dag", "1 december 2026"),
    ]


def test_person_data_of_the_case_is_never_filled_in_by_itself() -> None:
    raw = initial.initial(FORM, VALUES, ENV)
    assert raw["motivering"] == "druk"
    assert "Fictief" not in str(raw) and "Bedacht" not in str(raw)
