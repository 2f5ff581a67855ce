"""The kinds of elements, in the words a designer sees."""

from __future__ import annotations

from typing import Any

KINDS = {
    "userTask": "gebruikerstaak",
    "manualTask": "handmatige taak",
    "task": "taak",
    "serviceTask": "servicetaak",
    "scriptTask": "scripttaak",
    "businessRuleTask": "beslistaak",
    "sendTask": "verzendtaak",
    "receiveTask": "ontvangsttaak",
    "callActivity": "aangeroepen proces",
    "subProcess": "subproces",
    "transaction": "transactie",
    "exclusiveGateway": "keuze",
    "parallelGateway": "splitsing of samenkomst",
    "inclusiveGateway": "keuze met meer antwoorden",
    "eventBasedGateway": "keuze op gebeurtenissen",
    "startEvent": "startgebeurtenis",
    "endEvent": "eindgebeurtenis",
    "intermediateCatchEvent": "wachtgebeurtenis",
    "intermediateThrowEvent": "tussengebeurtenis",
    "boundaryEvent": "randgebeurtenis",
}


def kind_of(spec: Any) -> str:
    """What a designer calls an element; with how it waits or repeats, when that is what differs."""
    from_drawing = getattr(spec, "element", None)
    tag = from_drawing.tag if from_drawing is not None else ""
    word = KINDS.get(tag, tag or "element")
    repeats = getattr(spec, "task_spec", None) is not None
    return f"herhaling ({word})" if repeats else word
