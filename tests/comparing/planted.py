"""Single changes by name, each in a part of its own, so that any number of them can be made at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.comparing.changes import (
    DIAGRAM,
    FORM,
    HELP,
    LETTER,
    MANIFEST,
    NAME,
    NATIONAL,
    TABLE,
    TEXT,
    Step,
    field,
    new_task,
    replaced,
    rewritten,
    with_file,
    without,
)


def _label(form: Any) -> None:
    field(form, "heeft_signaal")["label"] = "Ziet u iets van deze groep?"


def _option(form: Any) -> None:
    field(form, "heeft_signaal")["values"].append({"label": "Weet ik niet", "value": "onbekend"})


def _required(form: Any) -> None:
    del field(form, "plek")["validate"]["required"]


def _new_field(form: Any) -> None:
    extra = {"type": "textfield", "id": "veld_tijd", "key": "tijd", "label": "Hoe laat was dit?"}
    field(form, "veld_het_signaal")["components"].insert(1, extra)


def _person_data(form: Any) -> None:
    field(form, "reden_geen")["properties"] = {"persoonsgegeven": "ja", "bewaren": "bijdrage"}


def _field_gone(form: Any) -> None:
    form["components"] = [one for one in form["components"] if one.get("id") != "veld_toon_gebied"]


def _order_of_fields(form: Any) -> None:
    form["components"].insert(0, form["components"].pop(1))


def _setting(manifest: Any) -> None:
    manifest["instellingen"][1]["waarde"] = 15


def _new_setting(manifest: Any) -> None:
    manifest["instellingen"].insert(3, {"sleutel": "termijn_eigen", "label": "Eigen termijn", "waarde": 5})


def _role(manifest: Any) -> None:
    manifest["rollen"][4]["naam"] = "Jongerenwerker"


def _title(manifest: Any) -> None:
    manifest["titel"] = "Onze werkwijze"


def _help(manifest: Any) -> None:
    del manifest["hulp"]["groepsscan"]


TASK = 'id="uitvraag_voorbereiden" name="Uitvraag voorbereiden"'
MARK = '<camunda:property name="stap" value="1" />'
CELL = '<inputEntry id="rij_02_noodzaak__stap">\n          <text>'


def _rule_gone(files: dict[str, bytes]) -> dict[str, bytes]:
    text = files[TABLE].decode()
    start = text.index('<rule id="rij_01_bijzonder">')
    return {**files, TABLE: (text[:start] + text[text.index("</rule>", start) + len("</rule>") :]).encode()}


def _rules_swapped(files: dict[str, bytes]) -> dict[str, bytes]:
    """The last rule comes first."""
    text = files[TABLE].decode()
    start, end = text.rindex("<rule "), text.rindex("</rule>") + len("</rule>")
    rule = text[start:end]
    text = text[:start] + text[end:]
    first = text.index("<rule ")
    return {**files, TABLE: (text[:first] + rule + text[first:]).encode()}


PLANTED: Mapping[str, Step] = {
    "name of a task": replaced(DIAGRAM, TASK, TASK.replace("Uitvraag v", "De uitvraag v")),
    "term of a task": replaced(
        DIAGRAM, "camunda:dueDate=\"=werkdagen(instellingen.termijn_partnerreactie)\"", 'camunda:dueDate="P3D"'
    ),
    "groups of a task": replaced(
        DIAGRAM,
        'id="signalen_wegen" name="Signalen wegen" camunda:formRef="stap-1-weging" camunda:formRefBinding="deployment" '
        'camunda:candidateGroups="procesregisseur"',
        'id="signalen_wegen" name="Signalen wegen" camunda:formRef="stap-1-weging" camunda:formRefBinding="deployment" '
        'camunda:candidateGroups="burgemeester"',
    ),
    "mark of an element": replaced(DIAGRAM, MARK, MARK.replace("1", "2")),
    "parameter of a handler": replaced(
        DIAGRAM, '<camunda:inputParameter name="aan">=partners<', '<camunda:inputParameter name="aan">=iedereen<'
    ),
    "timer": replaced(
        DIAGRAM, ">=werkdagen(instellingen.termijn_partnerreactie)</bpmn:timeDate>", ">=werkdagen(3)</bpmn:timeDate>"
    ),
    "lane of an element": lambda files: replaced(
        DIAGRAM, '<bpmn:lane id="partners" name="Partners">',
        '<bpmn:lane id="partners" name="Partners"><bpmn:flowNodeRef>eerst_volgen</bpmn:flowNodeRef>',
    )(replaced(DIAGRAM, "<bpmn:flowNodeRef>eerst_volgen</bpmn:flowNodeRef>", "")(files)),
    "new task with arrows": new_task,
    "place in the drawing": replaced(DIAGRAM, '<dc:Bounds x="', '<dc:Bounds x="1'),
    "label of a field": rewritten(FORM, _label),
    "choices of a field": rewritten(FORM, _option),
    "field no longer required": rewritten(FORM, _required),
    "new field in a group": rewritten(FORM, _new_field),
    "field with person data": rewritten(FORM, _person_data),
    "field gone": rewritten(FORM, _field_gone),
    "fields in another order": rewritten(FORM, _order_of_fields),
    "cell of a rule": replaced(TABLE, CELL, f"{CELL}3 + "),
    "rule gone": _rule_gone,
    "rules in another order": _rules_swapped,
    "hit policy": replaced(TABLE, 'hitPolicy="PRIORITY"', 'hitPolicy="FIRST"'),
    "value of a setting": rewritten(MANIFEST, _setting),
    "new setting": rewritten(MANIFEST, _new_setting),
    "name of a role": rewritten(MANIFEST, _role),
    "title": rewritten(MANIFEST, _title),
    "help that is no longer hung": rewritten(MANIFEST, _help),
    "text of help": replaced(HELP, "# ", "# Nieuw: "),
    "text of a letter": replaced(TEXT, "e", "ee"),
    "letter": with_file(LETTER, NATIONAL[LETTER] + b"\0"),
    "new help": with_file(f"bpmn/{NAME}/hulp/eigen.md", b"# Eigen uitleg\n"),
    "new scenario": with_file(f"bpmn/{NAME}/scenarios/eigen.json", b'{"stappen": []}'),
    "letter gone": without(f"bpmn/{NAME}/brieven/raadsrapportage.docx"),
    "form under another name": lambda files: with_file(
        f"forms/{NAME}/stap-1-wegen.form", NATIONAL[f"forms/{NAME}/stap-1-weging.form"]
    )(without(f"forms/{NAME}/stap-1-weging.form")(files)),
}  # fmt: skip
DRAWING = frozenset({"place in the drawing"})  # changes that mean nothing
