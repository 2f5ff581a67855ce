"""The national package of 2016 as content: forms, settings, step help, letters and the privacy table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docxtpl import DocxTemplate
from lxml import etree

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "bpmn" / "werkproces-2016"
FORMS = sorted((ROOT / "forms" / "werkproces-2016").glob("*.form"))
MANIFEST = json.loads((PACKAGE / "pakket.json").read_text("utf-8"))
DMN = {"dmn": "https://www.omg.org/spec/DMN/20191111/MODEL/"}

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
    ("stap-5-akkoord", "akkoord"): [True, False],
    ("stap-6-voortgang", "besluit_voortgang"): [
        "doorgaan", "plan_bijstellen", "beeld_bijstellen", "opnieuw_adviseren",
        "nieuwe_groepsscan", "opschalen", "afronden",
    ],
    ("stap-7-afronding", "besluit_afronding"): ["stoppen", "afschalen", "door"],
    ("privacy-besluit", "uitkomst"): ["toestaan", "voorwaarden", "weigeren"],
}  # fmt: skip
GOALS = {
    1: "zorgdragen dat betrokken ketenpartners hun relevante signalen over problematisch groepsgedrag delen"
    " en waar aan de orde besluiten tot het verzamelen en verbinden van informatie in stap 2.",
    2: "zorgdragen dat de juiste informatie op tafel komt om te kunnen bepalen of er sprake is van een"
    " problematische jeugdgroep of problematisch groepsgedrag. Hierbij verzoekt de gemeente de politie om"
    " een groepsscan. Zonodig uitnodigen van de betrokken ketenpartners voor het maken van een integraal"
    " beeld in stap 3.",
    3: "opstellen van een integraal beeld over de problematische jeugdgroep en het maken van een concept van"
    " het plan van aanpak op de groep.",
    4: "opmaken van een kort en krachtig document op de probleemdefinitie met daaraan opgehangen een advies"
    " op prioritering en aanpak, zodat de ketenpartners in het geëigende ketenoverleg al dan niet tot"
    " prioritering besluiten en aanwijzingen geven op de integrale aanpak.",
    5: "met betrokken ketenpartners opstellen van een integraal plan van aanpak dat duidelijk maakt hoe de"
    " vastgestelde problematiek rondom de geprioriteerde jeugdgroep aangepakt en opgelost gaat worden.",
    6: "zorgen dat alle betrokken ketenpartners conform plan hun bijdrage leveren aan de aanpak van de"
    " jeugdgroep en het volgen van de uitvoering, als input voor sturing en eventuele bijstelling van de"
    " probleemdefinitie en/of het plan van aanpak.",
    7: "bepalen of de aanpak van de jeugdgroep afgeschaald en gestopt kan worden, waarbij – als dat zo is –"
    " zorg gedragen wordt voor een evaluatie en het waar nodig beleggen van resterende actiepunten en"
    " begeleiding.",
}
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
        else:
            values = [json.dumps(v["value"]) for v in one["values"]]
            assert values and len(values) == len(set(values))


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
        if one["type"] == "textarea" and key(one) not in {"reden_geen", "reden_weigering", "reden_niet"}:
            assert "namen" in one.get("description", ""), key(one)


@pytest.mark.parametrize("name", sorted(PERSON_FORMS))
def test_a_flagged_field_says_how_the_vault_keeps_it(name: str) -> None:
    for one in walk(form(name)["components"]):
        if is_person(one):
            assert one["properties"]["bewaren"] in {"namenlijst", "groepsscan", "bijdrage", "opschaling"}
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


def test_the_manifest_names_forms_and_help_that_exist() -> None:
    forms = {path.stem for path in FORMS}

    assert MANIFEST["startformulier"] in forms
    assert set(MANIFEST["overslaan"].values()) <= forms
    assert {m["formulier"] for m in MANIFEST["berichten"]} - {None} <= forms
    for path in MANIFEST["hulp"].values():
        assert (PACKAGE / path).is_file()


def test_every_setting_has_a_kind_and_a_statutory_one_names_its_law() -> None:
    settings = MANIFEST["instellingen"]
    assert len({s["sleutel"] for s in settings}) == len(settings)

    for one in settings:
        assert one["soort"] in {"voorstel", "wettelijk", "keuze"}
        assert one["label"] and one["uitleg"] and one["eenheid"]
        assert ("bron" in one) == (one["soort"] == "wettelijk")
        if one["soort"] != "keuze":
            assert isinstance(one["waarde"], int)


def test_what_only_a_municipality_can_answer_has_no_default() -> None:
    empty = {s["sleutel"] for s in MANIFEST["instellingen"] if s["waarde"] is None}

    assert empty == {
        "bewaartermijn_namen_maanden",
        "mandaat_burgemeester",
        "wpg20_ondertekenaar",
        "groepsscan_verdeling",
    }


def test_the_statutory_terms_are_those_of_the_law() -> None:
    terms = {
        s["sleutel"]: (s["waarde"], s["bron"]) for s in MANIFEST["instellingen"] if s["soort"] == "wettelijk"
    }

    assert terms["informatieplicht_maanden"] == (1, "AVG 14(3)")
    assert terms["rechtenverzoek_maanden"] == (1, "AVG 12(3)")
    assert terms["rechtenverzoek_verlenging_maanden"] == (2, "AVG 12(3)")
    assert terms["datalek_uren"] == (72, "AVG 33")


@pytest.mark.parametrize("number", GOALS)
def test_step_help_quotes_the_goal_of_the_step_word_for_word(number: int) -> None:
    lines = (PACKAGE / "hulp" / f"stap-{number}.md").read_text("utf-8").splitlines()

    assert f"> Doel van deze stap: {GOALS[number]}" in lines
    assert "## Wie doet wat" in lines
    assert "## Privacy: wat mag ik delen?" in lines


def test_help_says_whose_instrument_the_groepsscan_is() -> None:
    text = (PACKAGE / "hulp" / "groepsscan.md").read_text("utf-8")

    assert "instrument van de politie" in text
    assert "Het werkproces in 7 stappen is van ons allemaal" in text


def test_the_letter_asks_for_nothing_but_group_level_values() -> None:
    letter = DocxTemplate(PACKAGE / "brieven" / "groepsscan-verzoek.docx")
    names = letter.get_undeclared_template_variables()
    plain = (PACKAGE / "brieven" / "groepsscan-verzoek.txt").read_text("utf-8")

    assert names == set(re.findall(r"\{\{ (\w+) \}\}", plain))
    assert {"motivering", "groepsomschrijving", "vraag", "gewenste_datum", "besluitnummer"} <= names
    assert not {n for n in names if "naam" in n or "persoon" in n or "lijst" in n}


def test_the_privacy_table_has_a_picture_and_the_strictest_outcome_first() -> None:
    root = etree.parse(str(PACKAGE / "privacytabel.dmn")).getroot()
    table = root.find(".//dmn:decisionTable", DMN)

    assert root.find("dmn:decision", DMN).get("id") == MANIFEST["privacytabel"] == "privacytabel"
    assert table.get("hitPolicy") == "PRIORITY"
    assert table.findtext("dmn:output/dmn:outputValues/dmn:text", namespaces=DMN) == (
        '"weigeren","fg_toets","voorwaarden","toestaan"'
    )
    assert table.findtext("dmn:output/dmn:defaultOutputEntry/dmn:text", namespaces=DMN) == '"fg_toets"'
    assert root.find(".//{https://www.omg.org/spec/DMN/20191111/DMNDI/}DMNShape") is not None


def test_every_row_of_the_privacy_table_names_its_basis_in_law() -> None:
    root = etree.parse(str(PACKAGE / "privacytabel.dmn")).getroot()
    rows = root.findall(".//dmn:rule", DMN)

    assert {int(r.findtext("dmn:description", namespaces=DMN).removeprefix("Rij ")) for r in rows} == set(
        range(1, 19)
    )
    for row in rows:
        outcome, basis, text = (e.text for e in row.findall("dmn:outputEntry/dmn:text", DMN))
        assert outcome.strip('"') in {"weigeren", "fg_toets", "voorwaarden", "toestaan"}
        assert len(basis) > 4 and len(text) > 20
