"""Rows can be added and removed with buttons alone, and nothing typed is lost."""

from __future__ import annotations

from decimal import Decimal

from forms import initial, render
from tests.forms.build import ENV, component, html, make_form, submit

FORM = make_form(
    component(
        "dynamiclist",
        "acties",
        components=[
            component("textfield", "titel", validate={"required": True}),
            component("number", "uren"),
            component("checkbox", "spoed"),
            component("textarea", "waarom", conditional={"hide": "=spoed != true"}, validate={"required": True}),
        ],
        properties={"rijnaam": "Actie"},
    )
)


def test_rows_are_delivered_in_order() -> None:
    result = submit(
        FORM, ("acties.0.titel", "een"), ("acties.1.titel", "twee"), ("acties.1.uren", "1,5"), ("acties:rijen", "2")
    )
    assert result.values["acties"] == [
        {"titel": "een", "uren": None, "spoed": False},
        {"titel": "twee", "uren": Decimal("1.5"), "spoed": False},
    ]


def test_a_fault_in_a_row_names_the_row() -> None:
    result = submit(FORM, ("acties.0.titel", "een"), ("acties.1.uren", "x"), ("acties.1.spoed", "true"))
    assert result.summary == [
        ("acties.1.titel", "Vul ‘Titel’ in (actie 2)"),
        ("acties.1.uren", "Vul een getal in met cijfers, bijvoorbeeld 12 of 2,5 (actie 2)"),
        ("acties.1.waarom", "Vul ‘Waarom’ in (actie 2)"),
    ]


def test_a_row_is_added_and_input_kept() -> None:
    result = submit(FORM, ("acties.0.titel", "half"), ("acties.0.uren", "?"), ("_rij", "add:acties"))
    assert result.refresh and result.focus == "acties.1.titel"
    assert [row["titel"] for row in result.raw["acties"]] == ["half", ""]
    assert result.raw["acties"][0]["uren"] == "?"


def test_the_row_that_was_pointed_at_is_removed() -> None:
    sent = [(f"acties.{n}.titel", name) for n, name in enumerate("abc")]
    result = submit(FORM, *sent, ("_rij", "del:acties:1"))
    assert [row["titel"] for row in result.raw["acties"]] == ["a", "c"]


def test_a_command_that_makes_no_sense_changes_nothing() -> None:
    for command in ("del:acties:99", "del:acties:-1", "add:anders", "add:", "del:acties", "x" * 5000, "add:acties.0"):
        result = submit(FORM, ("acties.0.titel", "a"), ("_rij", command))
        assert result.refresh
        assert [row["titel"] for row in result.raw["acties"]] == ["a"]


def test_a_list_in_a_list_works_too() -> None:
    # given
    form = make_form(
        component(
            "dynamiclist",
            "doelen",
            components=[component("dynamiclist", "stappen", components=[component("textfield", "wat")])],
        )
    )
    # when
    result = submit(form, ("doelen.0.stappen.0.wat", "x"), ("_rij", "add:doelen.0.stappen"))
    # then
    assert result.raw == {"doelen": [{"stappen": [{"wat": "x"}, {"wat": ""}]}]}
    assert result.focus == "doelen.0.stappen.1.wat"


def test_the_number_of_rows_has_a_floor_and_a_ceiling() -> None:
    few = make_form(
        component(
            "dynamiclist", "a", components=[component("textfield", "b")], properties={"minimaal": "1", "maximaal": "2"}
        )
    )
    assert submit(few).errors == {"a": "Voeg bij ‘A’ minstens 1 rij toe"}
    assert submit(few, *[(f"a.{n}.b", "x") for n in range(3)]).errors == {"a": "Gebruik bij ‘A’ hooguit 2 rijen"}


def test_a_flood_of_rows_is_stopped() -> None:
    nested = component("dynamiclist", "b", components=[component("textfield", "c")])
    form = make_form(component("dynamiclist", "a", components=[nested]))
    result = submit(form, ("a:rijen", "9999"), *[(f"a.{n}.b:rijen", "9999") for n in range(100)])
    assert "a" in result.errors
    assert submit(form, ("a.99999999.b", "x"), ("a:rijen", "٣")).ok


def test_blank_rows_that_nobody_had_to_fill_are_left_out() -> None:
    form = make_form(component("dynamiclist", "a", components=[component("textfield", "b")]))
    assert submit(form, ("a.0.b", ""), ("a.1.b", "x"), ("a.2.b", " ")).values == {"a": [{"b": "x"}]}


def test_a_list_starts_with_earlier_rows_or_the_number_the_form_says() -> None:
    again = initial.initial(FORM, {"acties": [{"titel": "oud", "uren": Decimal("2.5")}]}, ENV)
    assert again["acties"][0]["uren"] == "2,5"
    assert len(initial.initial(FORM, {}, ENV)["acties"]) == 1


def test_row_buttons_tell_which_row_they_are_for() -> None:
    page = html(FORM, {"acties": [{"titel": "een"}, {"titel": "twee"}]})
    assert 'value="del:acties:1"' in page and "Actie 2 verwijderen" in page
    assert 'value="add:acties"' in page and "Actie toevoegen" in page


def test_a_page_without_javascript_comes_back_at_the_new_row() -> None:
    page = str(render.render(FORM, {"acties": [{"titel": "een"}]}, {}, {}, env=ENV, action="/taak/3"))
    assert 'formaction="/taak/3#acties.1.titel"' in page and 'formaction="/taak/3#acties"' in page


def test_after_a_row_went_the_button_to_add_one_is_next() -> None:
    result = submit(FORM, ("acties.0.titel", "a"), ("_rij", "del:acties:0"))
    page = str(render.render(FORM, result.raw, {}, {}, env=ENV, focus=result.focus))
    assert page.count("data-focus") == 1 and 'id="acties:erbij" formnovalidate autofocus data-focus' in page


def test_a_choice_and_its_reason_are_asked_anew_but_rows_stay() -> None:
    # given
    row = component("radio", "spoor", values=[{"label": "Groep", "value": "groep"}])
    form = make_form(
        component("radio", "besluit", values=[{"label": "Door", "value": "door"}]),
        component("textarea", "motivering", properties={"opnieuw": "ja"}),
        component("textarea", "advies"),
        component("dynamiclist", "acties", components=[row]),
    )
    before = {"besluit": "door", "motivering": "Toen.", "advies": "Doen.", "acties": [{"spoor": "groep"}]}
    # when
    first = initial.initial(form, before, ENV)
    later = submit(form, ("_gezien", "besluit"), ("besluit", "door"), ("_bijwerken", "besluit"), context=before)
    # then
    assert first == {"besluit": "", "motivering": "", "advies": "Doen.", "acties": [{"spoor": "groep"}]}
    assert later.raw["motivering"] == "" and later.raw["advies"] == "Doen."
