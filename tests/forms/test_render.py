"""What people see: labels, hints and faults tied to their inputs, and nothing typed read as HTML."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from forms import render
from tests.forms.build import ENV, component, html, make_form, submit

NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}[klik](http://x.example)"


class Page(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def named(self, name: str) -> dict[str, str | None]:
        return next(attrs for tag, attrs in self.tags if attrs.get("name") == name)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for found, attrs in self.tags if found == tag]

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] or "" for _tag, attrs in self.tags if attrs.get("id")]


ALL = make_form(
    component("textfield", "naam", description="Hoe heet het?", validate={"required": True}),
    component("textarea", "verhaal"),
    component("number", "aantal", appearance={"suffixAdorner": "euro"}),
    component("datetime", "dag", dateLabel="Dag"),
    component("datetime", "moment", subtype="datetime"),
    component("checkbox", "vink"),
    component("radio", "keuze", values=[{"label": "Een", "value": "1"}, {"label": "Twee", "value": "2"}]),
    component("select", "lijst", values=[{"label": "Een", "value": 1}]),
    component("taglist", "meer", valuesKey="organisaties"),
    component("filepicker", "brief", accept=".pdf"),
    component("dynamiclist", "rijen", components=[component("textfield", "wat")]),
    {"type": "text", "id": "uitleg", "text": "# Kop\n\n**Vet** {{verhaal}} <b>x</b> [hier](https://voorbeeld.nl)"},
    {
        "type": "table", "id": "tabel", "label": "Acties", "dataSource": "=acties",
        "columns": [{"label": "Titel", "key": "titel"}],
    },
    {"type": "group", "id": "groep", "label": "Samen", "components": [component("textfield", "binnen")]},
    {"type": "separator", "id": "streep"},
    {"type": "spacer", "id": "ruimte", "height": 20},
    {"type": "button", "id": "knop", "label": "Klaar", "action": "submit"},
)  # fmt: skip
CONTEXT = {"organisaties": [{"label": NASTY, "value": NASTY}], "acties": [{"titel": NASTY}]}


def test_every_label_belongs_to_an_input_and_every_reference_exists() -> None:
    # given
    result = submit(ALL, ("aantal", "x"), ("dag", "x"), context=CONTEXT)
    # when
    page = Page(html(ALL, result.raw, result.errors, **CONTEXT))
    # then
    inputs = {attrs.get("id") for tag in ("input", "select", "textarea") for attrs in page.all(tag)}
    assert {attrs["for"] for attrs in page.all("label")} <= inputs
    described = " ".join(attrs.get("aria-describedby") or "" for _tag, attrs in page.tags).split()
    assert set(described) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert {name for name, _message in result.summary} <= set(page.ids)


def test_a_fault_stands_at_its_field() -> None:
    result = submit(ALL, context=CONTEXT)
    text = html(ALL, result.raw, result.errors, **CONTEXT)
    naam = Page(text).named("naam")
    assert naam["aria-invalid"] == "true" and naam["aria-describedby"] == "naam:fout naam:hulp"
    assert "Vul ‘Naam’ in" in text


def test_only_what_is_optional_says_so() -> None:
    text = html(ALL, {}, **CONTEXT)
    assert re.search(r"Verhaal\s*<span class=\"zs-meta\">\(niet verplicht\)", text)
    assert not re.search(r"Naam\s*<span", text)


def test_typed_and_raw_values_look_the_same() -> None:
    typed = {"aantal": Decimal("2.5"), "dag": date(2026, 11, 7), "vink": True, "keuze": "2", "lijst": Decimal(1)}
    raw = {"aantal": "2,5", "dag": "07-11-2026", "vink": True, "keuze": "2", "lijst": "1"}
    assert html(ALL, typed, **CONTEXT) == html(ALL, raw, **CONTEXT)


@pytest.mark.parametrize("name", ["naam", "verhaal", "aantal", "dag", "rijen.0.wat", "moment", "moment:tijd"])
def test_what_is_typed_is_never_read_as_html(name: str) -> None:
    # given
    result = submit(ALL, (name, NASTY), context=CONTEXT)
    # when
    text = html(ALL, result.raw, result.errors, **CONTEXT)
    # then
    page = Page(text)
    assert not page.all("script") and not page.all("img")
    assert [link["href"] for link in page.all("a")] == ["https://voorbeeld.nl"]
    assert "49" not in text


def test_markdown_is_dressed_and_html_in_it_is_shown_as_text() -> None:
    text = html(ALL, {"verhaal": "*ster*\nen <i>meer</i>"}, **CONTEXT)
    assert '<h2 class="utrecht-heading-2">Kop</h2>' in text
    assert "<strong>Vet</strong> *ster*<br>en &lt;i&gt;meer&lt;/i&gt; &lt;b&gt;x&lt;/b&gt;" in text


def test_a_first_line_break_in_a_long_text_survives() -> None:
    assert "\n\nna de witregel</textarea>" in html(ALL, {"verhaal": "\nna de witregel"}, **CONTEXT)


def test_a_date_is_one_text_field_for_digits() -> None:
    dag = Page(html(ALL, {}, **CONTEXT)).named("dag")
    assert (dag["type"], dag["inputmode"], dag["placeholder"]) == ("text", "numeric", "dd-mm-jjjj")


def test_a_form_with_conditions_has_a_button_to_ask_for_them_and_enter_does_no_harm() -> None:
    # given
    form = make_form(
        component("radio", "mee", values=[{"label": "Ja", "value": True}]),
        component("textfield", "wat", conditional={"hide": "=mee != true"}),
    )
    # when
    text = html(form, {})
    # then
    names = [button.get("name") for button in Page(text).all("button")]
    assert names == ["_bijwerken", "_bijwerken"]
    assert 'name="wat"' not in text and 'name="wat"' in html(form, {"mee": "true"})
    assert Page(html(form, {"mee": "true"})).named("_gezien")["value"] == "mee wat"


def test_conditions_on_the_case_alone_need_no_button() -> None:
    form = make_form({"type": "text", "id": "t", "text": "x", "conditional": {"hide": "=vraag = null"}})
    assert "<button" not in html(form, {})
    assert "utrecht-paragraph" not in html(form, {}) and "utrecht-paragraph" in html(form, {}, vraag="ja")


def test_what_may_only_be_read_is_no_input() -> None:
    form = make_form(component("select", "a", readonly=True, values=[{"label": "Eén", "value": "een"}]))
    text = html(form, {"a": "een"})
    assert "<select" not in text and "Eén" in text


def test_a_table_shows_values_in_words() -> None:
    # given
    form = make_form(
        {
            "type": "table", "id": "t", "label": "T", "dataSource": "=rijen",
            "columns": [{"label": "A", "key": "a"}, {"label": "B", "key": "b.c"}],
        }
    )  # fmt: skip
    # when
    text = html(form, {}, rijen=[{"a": True, "b": {"c": ["x", Decimal("1.5")]}}, {"a": date(2026, 1, 2)}, "vreemd"])
    # then
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", text)
    assert cells == ["ja", "x, 1,5", "2 januari 2026", "–"]


def test_an_expression_in_a_label_is_worked_out() -> None:
    form = make_form(component("textfield", "a", label='="Hoe gaat het met " + groep + "?"'))
    assert "Hoe gaat het met Vijver?" in html(form, {}, groep="Vijver")


def test_a_table_shows_what_a_choice_is_called_and_not_its_value() -> None:
    # given
    columns = [{"label": "Titel", "key": "titel"}, {"label": "Gedrag", "key": "gedrag"}]
    form = make_form({"type": "table", "id": "t", "label": "Acties", "dataSource": "=acties", "columns": columns})
    rows = [{"titel": "fysiek", "gedrag": ["fysiek", "anders"]}]
    # when
    page = str(render.render(form, {}, {}, {"acties": rows}, env=ENV, words={"gedrag": {"fysiek": "Geweld"}}))
    # then
    assert "Geweld, anders" in page and ">fysiek<" in page
