"""A form file is read, or refused with every fault named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms import schema
from forms.fields import FormRefused
from tests.forms.build import component, data, make_form, problems

FORMS = sorted((Path(__file__).parents[2] / "forms").glob("*/*.form"))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_form_of_the_national_process_is_accepted(path: Path) -> None:
    assert schema.describe(path.name, path.read_bytes()).problems == ()


def test_a_form_delivers_its_top_level_keys() -> None:
    # given
    form = make_form(
        component("textfield", "naam"),
        component("textarea", "noodzaak.doel"),
        component("dynamiclist", "acties", components=[component("textfield", "titel")]),
        {"type": "text", "id": "uitleg", "text": "Uitleg"},
        component("textfield", "uit", disabled=True),
    )
    # then
    assert form.outputs == {"naam", "noodzaak", "acties"}


@pytest.mark.parametrize("kind", ["html", "iframe", "image", "documentPreview", "toverspiegel", None, 7, ["text"]])
def test_an_unknown_component_is_refused_by_name(kind: object) -> None:
    found = problems({"type": kind, "id": "vreemd"})
    assert found == [f"vreemd: Het onderdeel ‘{kind}’ wordt niet ondersteund."]


def test_every_fault_is_named_with_its_field() -> None:
    # given
    found = problems(
        component("textfield", "a", conditional={"hide": "=1 +"}),
        component("number", "b", validate={"min": "veel"}),
        component("textfield", "c", validate={"pattern": "("}),
        component("select", "d"),
        component("radio", "e", values=[{"label": "Ja", "value": "ja"}, {"label": "Nee", "value": "ja"}]),
        component("textfield", "f", spelling="aan"),
        component("textfield", "_g"),
        component("filepicker", "h", accept=".exe"),
        {"type": "text", "id": "i", "text": "{{#if x}}y{{/if}}"},
    )
    # then
    fields = [problem.partition(":")[0] for problem in found]
    assert fields == [
        "veld_a", "veld_b", "veld_c", "veld_d", "veld_e", "veld_f", "veld__g", "veld_h", "i",
    ]  # fmt: skip


def test_two_fields_with_one_name_are_refused() -> None:
    assert len(problems(component("textfield", "naam"), component("number", "naam", id="ander"))) == 2


def test_a_field_inside_another_value_is_refused() -> None:
    assert problems(component("textfield", "doel"), component("textfield", "doel.een")) != []


def test_misspelt_person_data_is_refused() -> None:
    assert problems(component("textfield", "naam", properties={"persoonsgegevens": "ja"})) != []


def test_person_data_without_a_category_is_refused() -> None:
    assert problems(component("textfield", "naam", properties={"persoonsgegeven": "ja"})) != []


def test_feel_in_a_property_has_to_be_feel() -> None:
    assert problems(component("textfield", "a", properties={"gegeven": "=1 +"})) != []
    assert problems(component("textfield", "a", properties={"gegeven": "=bijdrage.gegeven"})) == []


def test_keys_of_the_editor_are_harmless() -> None:
    found = problems(
        component("textfield", "a", layout={"row": "Row_1", "columns": None}),
        exporter={"name": "form-js", "version": "1.23.0"},
        executionPlatform="Camunda Platform",
        executionPlatformVersion="7.24.0",
        versionTag="1",
    )
    assert found == []


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"null", b"[]", b"3", b'{"components": 3}', b'{"components": [1, null, "x", []]}',
        b"\xff\xfe", b"[" * 100_000, b'{"components":' * 50_000, b" " * 1_000_001,
        b'{"components": [{"type": "group", "id": {}, "components": {}}]}',
        b'{"components": [{"type": "radio", "values": 5, "key": 3, "label": [], "validate": 1}]}',
        b'{"components": [], "schemaVersion": "19"}', b'{"components": [], "schemaVersion": 20}',
    ],
    ids=range(15),
)  # fmt: skip
def test_a_broken_file_is_a_problem_and_no_crash(body: bytes) -> None:
    assert schema.describe("stuk.form", body).problems != ()
    with pytest.raises(FormRefused):
        schema.load(body)


def test_a_form_that_is_too_deep_is_refused() -> None:
    # given
    inner = component("textfield", "a")
    for number in range(30):
        inner = {"type": "group", "id": f"g{number}", "components": [inner]}
    # then
    assert any("dieper" in problem for problem in problems(inner))


def test_a_list_may_hold_a_list_but_not_a_third() -> None:
    # given
    two = component("dynamiclist", "b", components=[component("textfield", "c")])
    three = component("dynamiclist", "a", components=[two])
    # then
    assert problems(three) == []
    assert any("lijst in een lijst" in p for p in problems(component("dynamiclist", "z", components=[three])))


def test_what_may_not_be_changed_cannot_stand_in_rows_that_move() -> None:
    rows = [component("textfield", "b", readonly=True)]
    assert len(problems(component("dynamiclist", "a", components=rows))) == 1
    assert problems(component("dynamiclist", "a", components=rows, allowAddRemove=False)) == []


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
ODD_COMPONENT = st.dictionaries(
    st.sampled_from(
        "type id key path label text values valuesKey valuesExpression validate conditional properties components "
        "readonly disabled defaultValue accept multiple subtype dataSource columns expression appearance".split()
    ),
    ANY_JSON,
    max_size=6,
).flatmap(
    lambda raw: st.sampled_from(["textfield", "radio", "group", "dynamiclist", "table", "filepicker", "number"]).map(
        lambda kind: raw | {"type": kind}
    )
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(ODD_COMPONENT, min_size=1, max_size=3))
def test_any_json_is_accepted_or_refused_and_never_a_crash(components: list[dict[str, object]]) -> None:
    body = data(*components)
    found = schema.describe("willekeurig.form", body).problems
    if found:
        with pytest.raises(FormRefused):
            schema.load(body)
    else:
        assert schema.load(body).fields
