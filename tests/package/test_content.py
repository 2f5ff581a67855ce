"""The forms of the national process of 2016: sound, complete, in plain words, and person data flagged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine import feel
from forms import initial, schema
from forms.render import render

ROOT = Path(__file__).parents[2]
FORMS = sorted((ROOT / "forms" / "werkproces-2016").glob("*.form"))

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
INPUTS = {
    "textfield", "textarea", "number", "datetime", "checkbox", "radio",
    "select", "checklist", "taglist", "filepicker", "expression",
}  # fmt: skip
SHOWN = {"text", "table", "group", "dynamiclist", "separator", "spacer"}
CONTEXT_LISTS = {"organisaties", "wpg20_besluiten"}
FORBIDDEN = re.compile(r"bsn|burgerservice|etnis|afkomst|gezondheid|ziekte|geloof|nationaliteit", re.I)
PERSON_FORMS = {
    "groepsscan-levering": {"namenlijst", "namenlijst_bestand", "aanbiedingsbrief", "standaardrapportage"},
    "stap-3-persoonsgegevens": {"personen"},
    "stap-6-aanmelding": {"persoon", "toelichting_aanmelding"},
}
NAMENLIJST = {
    "naam", "geboortedatum", "woonplaats", "contact", "reden_opname", "herkomst", "feit_oordeel",
    "toegevoegd_door", "toegevoegd_op", "herzien_op", "geinformeerd_op", "uitstel_reden",
}  # fmt: skip
DECISIONS = {
    ("stap-1-weging", "besluit_signalen"): ["verzamelen", "volgen", "sluiten"],
    ("stap-2-oordeel", "oordeel"): ["problematisch", "niet_problematisch"],
    ("stap-2-oordeel", "partners_nodig"): [True, False],
    ("groepsscan-ontvangst", "levering_compleet"): [True, False],
    ("stap-3-toets", "besluit_beeld"): ["compleet", "meer_informatie"],
    ("stap-4-besluit", "besluit_overleg"): ["prioriteren", "terug", "licht", "niet"],
    ("stap-6-voortgang", "besluit_voortgang"): [
        "doorgaan", "plan_bijstellen", "beeld_bijstellen", "opnieuw_adviseren",
        "nieuwe_groepsscan", "opschalen", "afronden",
    ],
    ("stap-7-afronding", "besluit_afronding"): ["stoppen", "afschalen", "door"],
    ("privacy-fg-advies", "fg_advies"): ["toestaan", "voorwaarden", "weigeren"],
}  # fmt: skip
Component = dict[str, Any]


def read(path: Path) -> Component:
    loaded: Component = json.loads(path.read_text("utf-8"))
    return loaded


def form(name: str) -> Component:
    return read(ROOT / "forms" / "werkproces-2016" / f"{name}.form")


def walk(components: list[Component]) -> Iterator[Component]:
    for one in components:
        yield one
        yield from walk(one.get("components", []))


def scope(components: list[Component]) -> Iterator[Component]:
    """The components that share one set of keys: groups are opened, rows of a list are not."""
    for one in components:
        yield one
        if one["type"] == "group":
            yield from scope(one["components"])


def key(one: Component) -> str | None:
    return one.get("path") if one["type"] == "dynamiclist" else one.get("key")


def field(name: str, wanted: str) -> Component:
    return next(c for c in scope(form(name)["components"]) if key(c) == wanted)


def is_person(one: Component) -> bool:
    return one.get("properties", {}).get("persoonsgegeven") == "ja"


def stem(path: Path) -> str:
    return path.stem


each_form = pytest.mark.parametrize("path", FORMS, ids=stem)


@each_form
def test_a_form_is_named_after_its_file(path: Path) -> None:
    found = read(path)

    assert found["id"] == path.stem
    assert found["type"] == "default"
    assert found["schemaVersion"] == 19


@each_form
def test_the_form_server_accepts_the_form(path: Path) -> None:
    loaded = schema.load(path.read_bytes())

    assert loaded.id == path.stem
    assert set(loaded.person_fields) == PERSON_FORMS.get(path.stem, set())


@each_form
def test_a_form_can_be_shown_when_nothing_is_known_yet(path: Path) -> None:
    env = feel.Environment(now=NOON)
    context: Component = {"organisaties": [], "wpg20_besluiten": [], "instellingen": {}}
    loaded = schema.load(path.read_bytes())

    page = render(loaded, initial.initial(loaded, context, env), {}, context, env=env)

    assert "{{" not in page
    assert "null" not in page and "None" not in page


@each_form
def test_a_form_holds_only_components_that_the_server_renders(path: Path) -> None:
    assert {c["type"] for c in walk(read(path)["components"])} <= INPUTS | SHOWN


@each_form
def test_ids_and_keys_in_a_form_are_unique(path: Path) -> None:
    components = read(path)["components"]
    ids = [c["id"] for c in walk(components)]
    assert len(ids) == len(set(ids))

    for rows in [components, *(c["components"] for c in walk(components) if c["type"] == "dynamiclist")]:
        keys = [key(c) for c in scope(rows) if key(c)]
        assert len(keys) == len(set(keys))


@each_form
def test_every_question_has_a_label_and_a_plain_key(path: Path) -> None:
    for one in walk(read(path)["components"]):
        if one["type"] not in INPUTS | {"dynamiclist"}:
            continue
        assert re.fullmatch(r"[a-z][a-z0-9_]*", key(one) or ""), one
        assert one.get("label") or one.get("dateLabel"), one


@each_form
def test_every_choice_has_options_or_a_list_from_the_server(path: Path) -> None:
    for one in walk(read(path)["components"]):
        if one["type"] not in {"radio", "select", "checklist", "taglist"}:
            continue
        if "valuesKey" in one:
            assert one["valuesKey"] in CONTEXT_LISTS
        elif "valuesExpression" in one:
            assert (path.stem, key(one)) in COMPUTED
        else:
            values = [json.dumps(v["value"]) for v in one["values"]]
            assert values and len(values) == len(set(values))


# choices that follow from the case
COMPUTED = {("privacy-besluit", "uitkomst"), ("stap-5-plan", "id"), ("stap-7-overdracht", "actie")}


@each_form
def test_every_condition_is_marked_as_feel(path: Path) -> None:
    for one in walk(read(path)["components"]):
        if "conditional" in one:
            assert one["conditional"]["hide"].startswith("=")


@each_form
def test_no_form_asks_for_data_that_is_not_ours_to_ask(path: Path) -> None:
    for one in walk(read(path)["components"]):
        asked = " ".join(str(x) for x in (key(one) or "", one.get("label", ""), one.get("dateLabel", "")))
        assert not FORBIDDEN.search(asked), asked


@each_form
def test_person_data_enters_only_where_it_is_flagged(path: Path) -> None:
    flagged = {key(c) for c in scope(read(path)["components"]) if is_person(c)}

    assert flagged == PERSON_FORMS.get(path.stem, set())


@each_form
def test_free_text_in_a_form_without_names_warns_for_names(path: Path) -> None:
    if path.stem in PERSON_FORMS:
        return
    for one in walk(read(path)["components"]):
        if one["type"] == "textarea":
            assert "namen" in one.get("description", ""), key(one)


@pytest.mark.parametrize("name", sorted(PERSON_FORMS))
def test_a_flagged_field_says_how_the_vault_keeps_it(name: str) -> None:
    for one in walk(form(name)["components"]):
        if is_person(one):
            assert one["properties"]["bewaren"] in {"namenlijst", "groepsscan", "bijdrage", "opschaling"}
            wanted = "=bijdrage.gegeven" if name == "stap-3-persoonsgegevens" else "politiegegeven"
            assert one["properties"]["gegeven"] == wanted
        if one["type"] == "filepicker":
            assert one["properties"]["geheim"] == "ja"
            assert one["properties"]["soort"] in {"aanbiedingsbrief", "standaardrapportage", "namenlijst"}
            assert one["accept"].startswith(".pdf,")


def test_the_namenlijst_has_its_fields_and_every_one_is_person_data() -> None:
    rows = field("groepsscan-levering", "namenlijst")["components"]

    assert {c["key"] for c in rows} == NAMENLIJST
    assert all(is_person(c) for c in rows)


@pytest.mark.parametrize(("name", "wanted"), DECISIONS, ids=str)
def test_a_decision_is_a_required_choice_with_the_values_of_the_diagram(name: str, wanted: str) -> None:
    one = field(name, wanted)

    assert one["type"] == "radio"
    assert one["validate"]["required"] is True
    assert [v["value"] for v in one["values"]] == DECISIONS[(name, wanted)]


@pytest.mark.parametrize(
    ("uitkomst", "choices"),
    [
        ("toestaan", ["toestaan", "voorwaarden", "weigeren", "opnieuw"]),
        ("voorwaarden", ["voorwaarden", "weigeren", "opnieuw"]),
        ("weigeren", ["weigeren", "opnieuw"]),  # never overridden: its facts are mended, and tested again
        ("fg_toets", ["toestaan", "voorwaarden", "weigeren", "opnieuw"]),  # a second person must agree
    ],
)
def test_who_confirms_can_be_stricter_than_the_table_but_not_milder(uitkomst: str, choices: list[str]) -> None:
    source = field("privacy-besluit", "uitkomst")["valuesExpression"]
    scope = {"toets": {"uitkomst": uitkomst}}
    offered = feel.compile_expression(feel.strip_marker(source)).evaluate(scope, feel.Environment(now=NOON))

    assert isinstance(offered, list)
    assert [option["value"] for option in offered] == choices


@pytest.mark.parametrize("number", [1, 3, 5, 6])
def test_skipping_a_step_asks_for_a_reason_and_for_what_it_would_have_delivered(number: int) -> None:
    components = list(scope(form(f"stap-overslaan-{number}")["components"]))
    delivered = {1: "besluit_signalen", 3: "besluit_beeld", 5: "acties", 6: "besluit_voortgang"}[number]

    assert {"reden", delivered} <= {key(c) for c in components}
    assert next(c for c in components if key(c) == "reden")["validate"]["required"] is True


def test_the_scores_are_the_same_four_points_at_every_moment() -> None:
    def points(name: str) -> list[Component]:
        wanted = {"ernst", "risico", "ontwikkeling", "impact", "trend"}
        return [c for c in scope(form(name)["components"]) if key(c) in wanted]

    assert len(points("stap-3-beeld")) == 5
    assert points("stap-3-beeld") == points("stap-6-voortgang") == points("stap-7-evaluatie")
