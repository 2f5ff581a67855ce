"""What goes with the forms of 2016: manifest, settings, step help, letters, and the privacy table as a file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from docxtpl import DocxTemplate
from lxml import etree

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "bpmn" / "werkproces-2016"
FORMS = sorted((ROOT / "forms" / "werkproces-2016").glob("*.form"))
MANIFEST = json.loads((PACKAGE / "pakket.json").read_text("utf-8"))
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
BPMN = {"bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL", "camunda": CAMUNDA.strip("{}")}
DMN = {"dmn": "https://www.omg.org/spec/DMN/20191111/MODEL/"}
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


def test_the_manifest_names_forms_and_help_that_exist() -> None:
    forms = {path.stem for path in FORMS}

    assert MANIFEST["startformulier"] in forms
    assert set(MANIFEST["overslaan"].values()) <= forms
    assert {m["formulier"] for m in MANIFEST["berichten"]} - {None} <= forms
    for path in MANIFEST["hulp"].values():
        assert (PACKAGE / path).is_file()


def test_every_form_is_used_and_every_form_that_is_used_exists() -> None:
    asked = {MANIFEST["startformulier"], *MANIFEST["overslaan"].values()}
    for path in PACKAGE.glob("*.bpmn"):
        asked |= {e.get(f"{CAMUNDA}formRef") for e in etree.parse(str(path)).iter() if e.get(f"{CAMUNDA}formRef")}

    assert asked == {path.stem for path in FORMS}


@pytest.mark.parametrize("element", MANIFEST["overslaan"])
def test_a_skip_form_delivers_all_that_the_step_hands_on(element: str) -> None:
    root = etree.parse(str(PACKAGE / "werkproces.bpmn"))
    call = root.find(f".//bpmn:callActivity[@id='{element}']", BPMN)
    handed_on = {out.get("target") for out in call.iterfind(".//camunda:out", BPMN)}
    # What only comes back into the step itself, when it is done again, nobody else misses.
    others = [each for each in root.iter(f"{{{BPMN['bpmn']}}}callActivity") if each is not call]
    read = {each.get("source") for other in others for each in other.iterfind(".//camunda:in", BPMN)}
    handed_on -= {each.get("source") for each in call.iterfind(".//camunda:in", BPMN)} - read
    form = json.loads((FORMS[0].parent / f"{MANIFEST['overslaan'][element]}.form").read_text("utf-8"))

    assert handed_on and handed_on <= {c.get("key", c.get("path")) for c in form["components"]}


def test_every_setting_a_diagram_reads_is_in_the_manifest() -> None:
    read = {
        name for path in PACKAGE.glob("*.bpmn") for name in re.findall(r"instellingen\.(\w+)", path.read_text("utf-8"))
    }

    assert read and read <= {s["sleutel"] for s in MANIFEST["instellingen"]}


def test_every_setting_has_a_kind_and_a_statutory_one_names_its_law() -> None:
    settings = MANIFEST["instellingen"]
    assert len({s["sleutel"] for s in settings}) == len(settings)

    for one in settings:
        assert one["soort"] in {"voorstel", "wettelijk", "keuze"}
        assert one["label"] and one["uitleg"] and one["eenheid"]
        assert ("bron" in one) == (one["soort"] == "wettelijk")
        if one["soort"] != "keuze":
            assert isinstance(one["waarde"], str if one["eenheid"] == "tekst" else int)


def test_what_only_a_municipality_can_answer_has_no_default() -> None:
    empty = {s["sleutel"] for s in MANIFEST["instellingen"] if s["waarde"] is None}

    assert empty == {
        "bewaartermijn_namen_maanden",
        "bewaartermijn_archief_maanden",
        "wpg20_ondertekenaar",
    }


def test_the_statutory_terms_are_those_of_the_law() -> None:
    terms = {s["sleutel"]: (s["waarde"], s["bron"]) for s in MANIFEST["instellingen"] if s["soort"] == "wettelijk"}

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

    assert {int(r.findtext("dmn:description", namespaces=DMN).removeprefix("Rij ")) for r in rows} == set(range(1, 19))
    for row in rows:
        outcome, basis, text = (e.text for e in row.findall("dmn:outputEntry/dmn:text", DMN))
        assert outcome.strip('"') in {"weigeren", "fg_toets", "voorwaarden", "toestaan"}
        assert len(basis) > 4 and len(text) > 20
