"""An answer is accepted as a typed value, or refused with a sentence that helps."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.forms.build import component, make_form, submit

YES_NO = [{"label": "Ja", "value": True}, {"label": "Nee", "value": False}]


def one(kind: str, answer: str, **own: Any) -> tuple[Any, str]:
    """(value, message) of a form with one field."""
    result = submit(make_form(component(kind, "veld", **own)), ("veld", answer))
    assert list(result.errors) in ([], ["veld"])
    return result.values["veld"], result.errors.get("veld", "")


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("12", Decimal(12)), ("2,5", Decimal("2.5")), ("2.5", Decimal("2.5")), ("1.000", Decimal(1000)),
        ("1.234.567,89", Decimal("1234567.89")), (" -3 ", Decimal(-3)), ("+4", Decimal(4)), ("", None),
    ],
)  # fmt: skip
def test_a_number_is_read_the_dutch_way(answer: str, value: Decimal | None) -> None:
    assert one("number", answer) == (value, "")


@pytest.mark.parametrize("answer", ["twaalf", "1,2,3", "NaN", "Infinity", "1e999", "٣", "1" * 500, "--1", "0x10"])
def test_what_is_no_number_is_refused(answer: str) -> None:
    value, message = one("number", answer)
    assert value is None and message.startswith(("Vul een getal in", "Dit getal"))


def test_a_number_obeys_its_limits() -> None:
    assert one("number", "6", validate={"min": 1, "max": 5})[1] == "Vul een getal in van 1 tot en met 5"
    assert one("number", "0,5", validate={"min": 1})[1] == "Vul een getal in van 1 of hoger"
    assert one("number", "3,5", decimalDigits=0)[1] == "Vul een heel getal in, zonder komma"
    assert one("number", "3,55", decimalDigits=1)[1] == "Gebruik hooguit 1 cijfer achter de komma"


@pytest.mark.parametrize(
    "answer", ["27-11-2026", "27/11/2026", "27 11 2026", "27.11.2026", "2026-11-27", " 27-11-2026 "]
)
def test_a_date_is_read_however_people_write_it(answer: str) -> None:
    assert one("datetime", answer) == (date(2026, 11, 27), "")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("31-11-2026", "31-11-2026 bestaat niet. Vul een datum in die bestaat"),
        ("29-02-2027", "29-02-2027 bestaat niet. Vul een datum in die bestaat"),
        ("morgen", "Vul een datum in als dd-mm-jjjj, bijvoorbeeld 23-11-2026"),
        ("1-2-26", "Vul het jaar in met 4 cijfers, bijvoorbeeld 23-11-2026"),
        ("1-2-0001", "Vul een jaar in tussen 1900 en 2200"),
        ("1" + " " * 5000 + "x", "Vul een datum in als dd-mm-jjjj, bijvoorbeeld 23-11-2026"),
    ],
)
def test_a_wrong_date_is_explained(answer: str, message: str) -> None:
    assert one("datetime", answer) == (None, message)


def test_a_day_that_has_passed_is_refused_where_the_form_says_so() -> None:
    assert one("datetime", "22-11-2026", disallowPassedDates=True)[1] == (
        "22 november 2026 is al voorbij. Vul een datum in van 23 november 2026 of later"
    )
    assert one("datetime", "31-11-2026", disallowPassedDates=True)[1] == (
        "31-11-2026 bestaat niet. Vul een datum in van 23 november 2026 of later"
    )
    assert one("datetime", "23-11-2026", disallowPassedDates=True) == (date(2026, 11, 23), "")


@pytest.mark.parametrize("answer", ["14:30", "14.30", "1430", "14.30 uur"])
def test_a_time_is_read(answer: str) -> None:
    assert one("datetime", answer, subtype="time") == (time(14, 30), "")


def test_a_date_with_a_time_stands_in_the_zone_of_the_municipality() -> None:
    form = make_form(component("datetime", "veld", subtype="datetime"))
    # when
    whole = submit(form, ("veld", "27-11-2026"), ("veld:tijd", "9:05"))
    half = submit(form, ("veld", "27-11-2026"))
    # then
    assert whole.values["veld"] == datetime(2026, 11, 27, 9, 5, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert half.errors == {"veld": "Vul een datum en een tijd in"}


@pytest.mark.parametrize(
    ("kind", "label", "message"),
    [
        ("textfield", "Naam", "Vul ‘Naam’ in"),
        ("textarea", "Wat ziet u?", "Vul een antwoord in bij ‘Wat ziet u?’"),
        ("checkbox", "Akkoord", "Zet een vinkje bij ‘Akkoord’"),
        ("filepicker", "Brief", "Kies een bestand bij ‘Brief’"),
        ("datetime", "Datum", "Vul ‘Datum’ in"),
    ],
)
def test_a_missing_answer_is_asked_for(kind: str, label: str, message: str) -> None:
    # given
    form = make_form(component(kind, "veld", label=label, validate={"required": True}))
    # then
    assert submit(form).summary == [("veld", message)]
    assert submit(form, ("veld", "   ")).errors.get("veld", message) == message


def test_a_form_may_say_in_its_own_words_what_is_missing() -> None:
    form = make_form(
        component("textarea", "vraag", validate={"required": True}, properties={"melding_leeg": "Vul in wat u vraagt"})
    )
    assert submit(form).errors == {"vraag": "Vul in wat u vraagt"}


def test_lengths_count_without_the_spaces_around() -> None:
    limits = {"minLength": 3, "maxLength": 5}
    assert one("textfield", "  abc  ", validate=limits) == ("abc", "")
    assert one("textfield", "  ab  ", validate=limits)[1].startswith("Dit antwoord is te kort: 2 tekens")
    assert one("textfield", "abcdef", validate=limits)[1].startswith("Dit antwoord is te lang: 6 tekens")


def test_a_pattern_is_searched_anywhere_and_cannot_take_long() -> None:
    assert one("textfield", "zie WPG-2026", validate={"pattern": r"\d{4}"}) == ("zie WPG-2026", "")
    assert one("textfield", "zie WPG", validate={"pattern": r"\d{4}", "patternErrorMessage": "Mis"})[1] == "Mis"
    slow = one("textfield", "a" * 60 + "!", validate={"pattern": "^((a|aa)+)+$"})[1]
    assert slow.startswith(("Dit antwoord kan niet worden gecontroleerd", "Dit antwoord heeft niet"))


def test_an_e_mail_address_has_the_form_of_one() -> None:
    assert one("textfield", "post@voorbeeld.nl", validate={"validationType": "email"})[1] == ""
    assert one("textfield", "post@voorbeeld", validate={"validationType": "email"})[1] != ""


def test_what_cannot_be_seen_is_taken_out() -> None:
    assert one("textfield", "a\x00b\u202ec\td\ne") == ("abc d e", "")
    assert one("textarea", "a\x00b\r\nc") == ("ab\nc", "")


def test_a_text_that_is_far_too_long_is_refused_and_kept() -> None:
    result = submit(make_form(component("textarea", "veld")), ("veld", "x" * 20_001))
    assert "te lang" in result.errors["veld"]
    assert result.raw["veld"] == "x" * 20_001


def test_a_choice_gives_the_value_of_the_form_not_its_text() -> None:
    assert one("radio", "true", values=YES_NO) == (True, "")
    assert one("select", "false", values=YES_NO) == (False, "")


def test_only_what_was_offered_can_be_chosen() -> None:
    assert one("radio", "misschien", values=YES_NO)[1] == "Deze keuze is er niet (meer). Kies opnieuw"
    result = submit(make_form(component("checklist", "veld", values=YES_NO)), ("veld", "true"), ("veld", "x"))
    assert list(result.errors) == ["veld"]


def test_options_come_from_a_variable_or_an_expression() -> None:
    # given
    form = make_form(
        component("taglist", "partners", valuesKey="organisaties"),
        component("select", "eerste", valuesExpression='=organisaties[value != "org-1"]'),
    )
    context = {"organisaties": [{"label": "Politie", "value": "org-1"}, {"label": "School", "value": "org-2"}]}
    # when
    good = submit(form, ("partners", "org-2"), ("partners", "org-1"), ("eerste", "org-2"), context=context)
    bad = submit(form, ("partners", "org-9"), ("eerste", "org-1"), context=context)
    # then
    assert good.values == {"partners": ["org-1", "org-2"], "eerste": "org-2"}
    assert set(bad.errors) == {"partners", "eerste"}


def test_a_hidden_field_is_not_asked_and_not_delivered() -> None:
    # given
    form = make_form(
        component("radio", "mee", values=YES_NO, validate={"required": True}),
        component("textarea", "reden", validate={"required": True}, conditional={"hide": "=mee != false"}),
        component("textarea", "nadere", conditional={"hide": "=reden = null"}),
    )
    # then
    assert submit(form, ("mee", "true"), ("reden", "stiekem"), ("nadere", "ook")).values == {"mee": True}
    assert submit(form, ("mee", "false")).summary == [("reden", "Vul ‘Reden’ in")]
    assert submit(form, ("mee", "false"), ("reden", "druk"), ("nadere", "x")).values["nadere"] == "x"


def test_a_question_that_appeared_is_shown_before_it_counts() -> None:
    # given
    form = make_form(
        component("radio", "mee", values=YES_NO), component("textarea", "uitleg", conditional={"hide": "=mee != false"})
    )
    # when
    unseen = submit(form, ("mee", "false"), ("_gezien", "mee"))
    seen = submit(form, ("mee", "false"), ("_gezien", "mee uitleg"))
    # then
    assert "uitleg" in unseen.errors and "bij gekomen" in unseen.errors["uitleg"]
    assert seen.ok and seen.values == {"mee": False, "uitleg": None}


def test_conditions_that_contradict_each_other_still_end() -> None:
    form = make_form(
        component("textfield", "a", conditional={"hide": "=b != null"}),
        component("textfield", "b", conditional={"hide": "=a != null"}),
    )
    assert submit(form, ("a", "x"), ("b", "y")).ok


def test_a_field_that_may_only_be_read_keeps_its_value() -> None:
    # given
    form = make_form(
        component("textfield", "alias", readonly=True),
        component("textfield", "gebied", readonly="=alias != null"),
        component("textfield", "uit", disabled=True),
    )
    # when
    result = submit(
        form, ("alias", "gehackt"), ("gebied", "ook"), ("uit", "x"), context={"alias": "Vijver", "gebied": "Noord"}
    )
    # then
    assert result.values == {"alias": "Vijver", "gebied": "Noord"}


def test_a_computed_value_is_delivered() -> None:
    form = make_form(
        component("number", "a"), component("expression", "dubbel", expression="=a * 2", computeOn="change")
    )
    assert submit(form, ("a", "2,5")).values["dubbel"] == Decimal(5)


def test_asking_for_other_questions_checks_nothing_and_keeps_all() -> None:
    form = make_form(component("number", "a", validate={"required": True}))
    result = submit(form, ("a", "geen getal"), ("_bijwerken", "a"))
    assert result.refresh and not result.ok
    assert result.errors == {} and result.raw == {"a": "geen getal"}


def test_all_answers_together_have_a_limit() -> None:
    form = make_form(*[component("textarea", f"v{n}") for n in range(3)])
    result = submit(form, ("v0", "x"), ("v1", "x" * 400_000), ("v2", "x" * 200_000))
    assert result.errors["v1"].startswith("Al uw antwoorden samen")
