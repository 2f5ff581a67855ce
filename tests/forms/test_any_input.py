"""Whatever the form and whatever is sent: accepted or refused, shown back, and never a crash."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from engine import values as stored
from forms import initial, read, render, schema, show
from forms.fields import Form
from tests.forms.build import ENV, component, data
from tests.forms.test_render import Page

NATIONAL = sorted((Path(__file__).parents[2] / "forms").glob("*/*.form"))
NAMES = ["a", "b", "c.d", "e"]
CONDITIONS = ["=a = null", "=b != null", "=count(e) > 1", "=a = b", "=not(c.d = true)", "=1 + a > 2"]
OPTIONS = [{"label": "Ja <b>", "value": True}, {"label": "Nee", "value": "nee"}, {"label": "3", "value": 3}]
CONTEXT: dict[str, Any] = {"organisaties": [{"label": "Een", "value": "org-1"}, "org-2", None, {"x": []}], "a": "oud"}
NASTY = st.sampled_from(
    ["", " ", "x", "true", "nee", "3", "2,5", "31-12-2026", "31-11-2026", "14:30", "org-1", "\x00", "<script>", "=a",
     "{{a}}", "9" * 40, "\ud800", "\ue0000\ue001", "del:e:0", "-0", "1e5", "NaN"]
) | st.text(max_size=30)  # fmt: skip


def inputs(key: str, *, files: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    kinds = ["textfield", "textarea", "number", "datetime", "checkbox", "radio", "select", "checklist", "taglist"]
    if files:
        kinds += ["filepicker"]

    def build(kind: str, required: bool, hide: str | None, subtype: str, limit: int) -> dict[str, Any]:
        own: dict[str, Any] = {"validate": {"required": required}}
        if hide:
            own["conditional"] = {"hide": hide}
        if kind in ("radio", "checklist"):
            own["values"] = OPTIONS
        if kind in ("select", "taglist"):
            own["valuesKey"] = "organisaties"
        if kind == "datetime":
            own |= {"subtype": subtype, "disallowPassedDates": required}
        if kind == "number":
            own["validate"] |= {"min": limit, "max": "=a"}
        if kind in ("textfield", "textarea"):
            own["validate"] |= {"minLength": 1, "maxLength": limit + 5}
        return component(kind, key, id=f"id_{key}", **own)

    return st.builds(
        build,
        st.sampled_from(kinds),
        st.booleans(),
        st.none() | st.sampled_from(CONDITIONS),
        st.sampled_from(["date", "time", "datetime"]),
        st.integers(0, 5),
    )


def _with_list(first: list[dict[str, Any]], row: dict[str, Any], grouped: bool) -> Form:
    rows = component("dynamiclist", "e", components=[row, component("textarea", "g", id="id_g")])
    group = {"type": "group", "id": "groep", "label": "Samen", "components": [first[0]]}
    return schema.load(data(group if grouped else first[0], *first[1:], rows))


FORMS = st.builds(
    _with_list,
    st.tuples(inputs("a"), inputs("b"), inputs("c.d", files=False)).map(list),
    inputs("f", files=False),
    st.booleans(),
)
FIELD_NAMES = st.sampled_from(
    ["a", "b", "c.d", "e", "e:rijen", "e.0.f", "e.1.f", "e.0.g", "e.7.g", "a:tijd", "a:bewaard", "_gezien", "_rij", "c",
     "e.0", "e..f", "e.x.f"]
)  # fmt: skip
PAIRS = st.lists(st.tuples(FIELD_NAMES, NASTY), max_size=8)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(form=FORMS, pairs=PAIRS)
def test_any_input_is_accepted_or_refused_and_shown_back(form: Form, pairs: list[tuple[str, str]]) -> None:
    # when
    result = read.read(form, MultiDict(pairs), MultiDict(), CONTEXT, env=ENV)
    page = Page(str(render.render(form, result.raw, result.errors, CONTEXT, env=ENV)))
    # then
    assert not page.all("script")
    assert len(page.ids) == len(set(page.ids))
    assert set(result.errors) <= set(page.ids)
    if result.ok:
        assert set(result.values) <= form.outputs
        show.answers(form, result.values, CONTEXT, env=ENV)
        assert stored.loads(stored.dumps(result.values)) == result.values


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(form=FORMS, pairs=PAIRS)
def test_what_was_accepted_is_accepted_again_from_the_page(form: Form, pairs: list[tuple[str, str]]) -> None:
    # given
    assume(not looks_ahead(form))
    first = read.read(form, MultiDict(pairs), MultiDict(), {}, env=ENV)
    if not first.ok:
        return
    # when: the browser sends back what the page shows
    page = str(render.render(form, first.values, {}, {}, env=ENV))
    again = read.read(form, browser(page), MultiDict(), {}, env=ENV)
    # then
    assert again.errors == {}
    assert without_files(again.values) == without_files(first.values)


def looks_ahead(form: Form) -> bool:
    """Whether a field hides by its own answer or by a later one: such a form can change with each look at it."""
    before: set[str] = set()
    for field in form.fields:
        if field.hide is not None and not field.hide.compiled.names <= before:
            return True
        before.add(field.path[0] if field.path else "")
    return False


def browser(page: str) -> MultiDict[str, str]:
    """The fields as a browser sends them: it also makes the ends of lines its own."""
    fields = Fields()
    fields.feed(page)
    return MultiDict(fields.sent)


class Fields(HTMLParser):
    """What a browser would send of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sent: list[tuple[str, str]] = []
        self.in_area = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {key: value or "" for key, value in attrs}
        ticked = own.get("type") not in ("checkbox", "radio") or "checked" in own
        if tag == "input" and own.get("type") != "file" and ticked:
            self.sent.append((own["name"], own.get("value", "on")))
        elif tag in ("select", "textarea"):
            self.sent.append((own["name"], ""))
            self.in_area = tag == "textarea"
        elif tag == "option" and "selected" in own:
            self.sent[-1] = (self.sent[-1][0], own["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            name, text = self.sent[-1]
            self.sent[-1] = (name, text.removeprefix("\n").replace("\n", "\r\n"))
            self.in_area = False

    def handle_data(self, text: str) -> None:
        if self.in_area:
            self.sent[-1] = (self.sent[-1][0], self.sent[-1][1] + text)


def without_files(values: Any) -> Any:
    if isinstance(values, dict):
        return {key: without_files(value) for key, value in values.items()}
    return [without_files(value) for value in values] if isinstance(values, list) else values


@pytest.mark.parametrize("path", NATIONAL, ids=lambda path: path.stem)
@settings(deadline=None, max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(noise=st.lists(st.tuples(st.integers(0, 60), NASTY), max_size=6))
def test_the_national_forms_take_any_input(path: Path, noise: list[tuple[int, str]]) -> None:
    # given
    form = schema.load(path.read_bytes())
    page = str(render.render(form, initial.initial(form, CONTEXT, ENV), {}, CONTEXT, env=ENV))
    names = [name for name in browser(page) if not name.startswith("_")]
    sent = [(names[number % len(names)], text) for number, text in noise if names]
    # when
    result = read.read(form, MultiDict(sent), MultiDict(), CONTEXT, env=ENV)
    # then
    render.render(form, result.raw, result.errors, CONTEXT, env=ENV)
