"""The words for what differs: what a designer calls an element, a property and a change."""

from __future__ import annotations

from collections.abc import Mapping

_SORTS: Mapping[str, str] = {
    "userTask": "Taak", "serviceTask": "Servicetaak", "scriptTask": "Scripttaak", "businessRuleTask": "Beslistaak",
    "sendTask": "Verzendtaak", "receiveTask": "Ontvangsttaak", "manualTask": "Handmatige taak", "task": "Taak",
    "callActivity": "Aangeroepen proces", "subProcess": "Subproces", "adHocSubProcess": "Ad-hocsubproces",
    "transaction": "Transactie", "exclusiveGateway": "Keuze", "parallelGateway": "Splitsing",
    "inclusiveGateway": "Keuze met meer wegen", "eventBasedGateway": "Keuze door gebeurtenis",
    "complexGateway": "Ingewikkelde keuze", "startEvent": "Begin", "endEvent": "Einde",
    "intermediateCatchEvent": "Wachtpunt", "intermediateThrowEvent": "Gebeurtenis", "boundaryEvent": "Zijweg",
    "sequenceFlow": "Pijl", "process": "Proces", "participant": "Zwembad", "lane": "Baan", "laneSet": "Banen",
    "collaboration": "Samenwerking", "textAnnotation": "Aantekening", "association": "Lijn", "group": "Kader",
    "message": "Bericht", "error": "Foutcode", "signal": "Signaal", "escalation": "Escalatie",
    "messageFlow": "Berichtpijl", "dataObjectReference": "Gegeven", "dataObject": "Gegeven",
    "dataStoreReference": "Gegevensopslag", "definitions": "Bestand", "decision": "Beslissing",
    "decisionTable": "Tabel", "input": "Invoerkolom", "output": "Uitkomstkolom", "rule": "Rij",
    "inputData": "Invoergegeven", "businessKnowledgeModel": "Rekenregel", "itemDefinition": "Gegevenssoort",
    "decisionService": "Beslisdienst", "veld": "Veld", "formulier": "Formulier", "instelling": "Instelling",
    "rol": "Rol", "bericht": "Knop", "pakket": "Pakket", "bestand": "Bestand", "tekening": "Tekening",
}  # fmt: skip
_LISTS = {"veld": "Velden", "rule": "Rijen", "input": "Invoerkolommen", "output": "Uitkomstkolommen",
          "sequenceFlow": "Pijlen", "instelling": "Instellingen", "rol": "Rollen", "bericht": "Knoppen"}  # fmt: skip
_PROPERTIES: Mapping[str, str] = {
    "soort": "soort", "in": "plaats in", "baan": "baan", "@name": "naam", "@sourceRef": "begint bij",
    "@targetRef": "gaat naar", "@attachedToRef": "zit op", "@default": "anders-pijl",
    "@calledElement": "aangeroepen proces",
    "@camunda:formRef": "formulier", "@camunda:topic": "onderwerp", "@camunda:candidateGroups": "groepen",
    "@camunda:assignee": "behandelaar", "@camunda:dueDate": "termijn", "@camunda:followUpDate": "opvolgdatum",
    "@camunda:decisionRef": "beslistabel", "@camunda:resultVariable": "uitkomst in", "@cancelActivity": "breekt af",
    "@isInterrupting": "breekt af", "@triggeredByEvent": "start door gebeurtenis", "@processRef": "proces",
    "@isExecutable": "uitvoerbaar", "@hitPolicy": "welke rij telt", "@aggregation": "optelling", "@label": "kop",
    "@typeRef": "soort waarde", "conditionExpression": "voorwaarde", "documentation": "toelichting", "script": "script",
    "gebeurtenis": "gebeurtenis", "herhaling": "herhaling", "inputExpression": "uitdrukking",
    "inputValues": "mogelijke waarden", "outputValues": "mogelijke waarden", "description": "omschrijving",
    "annotationEntry": "aantekening", "question": "vraag", "allowedAnswers": "antwoorden", "text": "tekst",
    "label": "label", "type": "soort", "key": "sleutel", "values": "keuzes", "valuesExpression": "keuzes (uitdrukking)",
    "valuesKey": "keuzes uit", "conditional.hide": "verborgen als", "validate.required": "verplicht",
    "validate.minLength": "minste lengte", "validate.maxLength": "grootste lengte", "validate.pattern": "patroon",
    "validate.min": "laagste", "validate.max": "hoogste", "properties.persoonsgegeven": "persoonsgegeven",
    "properties.bewaren": "bewaren", "dateLabel": "label", "readonly": "alleen lezen", "defaultValue": "beginwaarde",
    "waarde": "waarde", "uitleg": "uitleg", "naam": "naam", "titel": "titel", "versie": "versie", "eenheid": "eenheid",
    "herkomst.pakket": "gemaakt uit pakket", "herkomst.versie": "gemaakt uit versie", "proces": "startproces",
    "startformulier": "startformulier", "#inhoud": "inhoud", "#tekening": "plaats in de tekening",
    "#bestandsnaam": "bestandsnaam",
}  # fmt: skip
_PREFIXES = {
    "eigenschap:": "eigenschap", "invoer:": "invoer", "uitvoer:": "uitvoer", "camunda:in:": "gaat mee naar binnen",
    "camunda:out:": "komt mee terug", "uitbreiding:": "uitbreiding", "cel:": "cel", "hulp.": "uitleg bij",
    "overslaan.": "overslaan van", "properties.": "eigenschap", "#volgorde:": "volgorde van",
}  # fmt: skip


def property_name(name: str, sort: str) -> str:
    """ "@camunda:dueDate" -> "termijn"."""
    if not name:
        return ""
    if name == "soort" and sort == "definitions":
        return "bestand"
    if name.startswith("#volgorde:"):
        return "volgorde"
    if name in _PROPERTIES:
        return _PROPERTIES[name]
    for prefix, word in _PREFIXES.items():
        if name.startswith(prefix):
            return f"{word} {name.removeprefix(prefix)}"
    return name.removeprefix("@").removeprefix("camunda:")


def sort_name(sort: str) -> str:
    return _SORTS.get(sort, sort)


def part_name(sort: str, name: str, key: str, family: str, file: str) -> str:
    """'Taak “Plan opstellen”'."""
    shown = name or key or file.split("/")[-1]
    if key == "" and sort in _LISTS:
        return f"{_LISTS[sort]}{f' van “{name}”' if name else ''}"
    return f"{sort_name(sort)} “{shown}”"


def sentence(what: str, change: str, label: str, moved: str) -> str:
    """One row in words; what it was and became stands beside it."""
    if moved:
        where = "staat nu in" if change == "weggehaald" else "komt uit"
        return f"{what}: {where} {moved.split('/')[-1]}"
    return (
        f"{what}: {label} {change}" if label and change not in ("volgorde", "tekening") else f"{what}: {_ONLY[change]}"
    )


_ONLY = {
    "toegevoegd": "toegevoegd", "weggehaald": "weggehaald", "veranderd": "veranderd",
    "volgorde": "andere volgorde", "tekening": "alleen de tekening of opmaak",
}  # fmt: skip
