"""Draws tiny packages: a diagram is a body of elements plus flows such as "s>vraag" or "g>e: ja = x = 1"."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from engine.check import Finding, check_package
from engine.registry import Catalogue, FormDescription, Handler, Registry, Shares

NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
)
START = '<startEvent id="s" name="Begonnen"/>'
END = '<endEvent id="e" name="Klaar"/>'
FLOW = re.compile(r"(?P<source>[\w.]+)>(?P<target>[\w.]+)(: (?P<name>[^=]*?))?( = (?P<condition>.+))?")


def user(identifier: str = "taak", attributes: str = "", inner: str = "") -> str:
    """A user task that is right in every way."""
    right = 'camunda:formRef="vraag" camunda:formRefBinding="deployment" camunda:candidateGroups="procesregisseur"'
    return f'<userTask id="{identifier}" name="Vraag stellen" {attributes or right}>{inner}</userTask>'


def service(topic: str = "bericht.sturen", parameters: str | None = None, *, properties: str = "") -> str:
    given = '<camunda:inputParameter name="aan">politie</camunda:inputParameter>' if parameters is None else parameters
    return (
        f'<serviceTask id="dienst" name="Bericht sturen" camunda:type="external" camunda:topic="{topic}">'
        f"<extensionElements><camunda:inputOutput>{given}</camunda:inputOutput>{marks(properties)}</extensionElements>"
        "</serviceTask>"
    )


def call(called: str = "deel", identifier: str = "roep", properties: str = "", inner: str = "", loop: str = "") -> str:
    return (
        f'<callActivity id="{identifier}" name="Deel doen" calledElement="{called}" '
        f'camunda:calledElementBinding="deployment"><extensionElements>{inner}{marks(properties)}</extensionElements>'
        f"{loop}</callActivity>"
    )


def marks(text: str) -> str:
    """ "stap=2; poort=groepsscan" as camunda:properties."""
    if not text:
        return ""
    pairs = (pair.split("=", 1) for pair in text.split("; "))
    inside = "".join(f"<camunda:property name={quoteattr(n)} value={quoteattr(v)}/>" for n, v in pairs)
    return f"<camunda:properties>{inside}</camunda:properties>"


def extensions(inner: str) -> str:
    return f"<extensionElements>{inner}</extensionElements>"


def flows(*lines: str) -> str:
    drawn = []
    for line in lines:
        found = FLOW.fullmatch(line)
        assert found, line
        source, target = found["source"], found["target"]
        name = f" name={quoteattr(found['name'])}" if found["name"] else ""
        condition = (
            f"<conditionExpression>{escape(found['condition'])}</conditionExpression>" if found["condition"] else ""
        )
        drawn.append(
            f'<sequenceFlow id="{source}__{target}"{name} sourceRef="{source}" targetRef="{target}">'
            f"{condition}</sequenceFlow>"
        )
    return "".join(drawn)


def diagram(body: str, *lines: str, process: str = "p", before: str = "", attributes: str = "") -> bytes:
    """A .bpmn file of one process, every element in the picture."""
    inside = body + flows(*lines)
    ids = re.findall(r' id="([^"]+)"', inside)
    shapes = "".join(f'<bpmndi:BPMNShape id="{i}_di" bpmnElement="{i}"/>' for i in dict.fromkeys(ids))
    return (
        f'<definitions {NAMESPACES} id="d_{process}" targetNamespace="urn:test">{before}'
        f'<process id="{process}" name="Proef" isExecutable="true" {attributes}>{inside}</process>'
        f'<bpmndi:BPMNDiagram id="bd"><bpmndi:BPMNPlane id="bp" bpmnElement="{process}">{shapes}'
        "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>"
    ).encode()


def simple(middle: str, *more: str, **options: str) -> bytes:
    """Start, one element, end; `more` are further flows."""
    found = re.search(r' id="([^"]+)"', middle)
    assert found
    return diagram(START + middle + END, f"s>{found[1]}", f"{found[1]}>e", *more, **options)


PART = diagram('<startEvent id="ds" name="Begonnen"/><endEvent id="de" name="Klaar"/>', "ds>de", process="deel")


def files(*diagrams: bytes, manifest: Mapping[str, object] | None = None, **forms: str) -> dict[str, bytes]:
    """A package; the process "p" starts, and the forms are what the fake form server below is told of them."""
    pakket = {
        "naam": "proef",
        "titel": "Proef",
        "versie": "1",
        "proces": "p",
        "rollen": [{"sleutel": "procesregisseur", "naam": "Procesregisseur"}],
        "instellingen": [{"sleutel": "termijn", "waarde": 10, "soort": "keuze"}],
        "startformulier": "begin",
        **(manifest or {}),
    }
    found = {"bpmn/proef/pakket.json": json.dumps(pakket).encode()}
    for number, data in enumerate(diagrams):
        found[f"bpmn/proef/d{number}.bpmn"] = data
    for key, described in {"vraag": "antwoord", "begin": "a,x,partner,partners", **forms}.items():
        found[f"forms/proef/{key}.form"] = described.encode()
    return found


@dataclass(frozen=True)
class SendInput:
    aan: str
    onderwerp: str = ""


@dataclass(frozen=True)
class SendOutput:
    verzonden: bool


@dataclass(frozen=True)
class ShareInput:
    ontvanger: str
    gegeven: str = ""
    verstrekker: str = ""


@dataclass(frozen=True)
class FactsInput:
    gegeven: str


@dataclass(frozen=True)
class FactsOutput:
    feiten: str


@dataclass(frozen=True)
class RecordInput:
    aan: str = ""
    stappen: str = ""
    gegeven: str = ""
    verstrekker: str = ""
    ontvanger: str = ""
    feiten: str = ""
    toets: str = ""
    uitkomst: str = ""


def registry() -> Registry:
    found = Registry()

    def add(topic: str, *errors: str, given: type = SendInput, gives: type | None = SendOutput, **more: Any) -> None:
        found.add(Handler(topic, topic, "", given, gives, errors, True, lambda *_: None, **more))

    add("bericht.sturen")
    add("privacy.toetsen", given=FactsInput, gives=FactsOutput)
    add("privacy.vastleggen", "delen_geweigerd", given=RecordInput, gives=None)
    add("groepsscan.aanvragen", shares=Shares("politiegegeven", "politie", ("om",)))
    add("gegevens.delen", given=ShareInput, shares=Shares("=gegeven", "=verstrekker", ("=ontvanger",)))
    add("namenlijst.vernietigen", withdraws=True)
    return found


def describe_form(_path: str, data: bytes) -> FormDescription:
    """A fake form: "names,comma" it delivers; "name!kind" is personal, "<name" shown, "~name" computed; "?": wrong."""
    text = data.decode("utf-8", "replace")
    problems = (("veld", "Dit onderdeel wordt niet ondersteund.", "Kies een ander."),) if "?" in text else ()
    words = text.strip("?").split(",")
    names = [word.strip("~").split("!")[0] for word in words if not word.startswith("<")]
    return FormDescription(
        frozenset(names),
        "!" in text,
        problems,
        person_data=dict(word.split("!", 1) for word in words if "!" in word),
        asked=frozenset(names) - {word[1:] for word in words if word.startswith("~")},
        shown=frozenset(word[1:] for word in words if word.startswith("<")),
    )


CATALOGUE = Catalogue(
    registry(), {"politie": "Politie"}, describe_form=describe_form, expression_names=frozenset({"groep"})
)


def check(
    *diagrams: bytes,
    manifest: Mapping[str, object] | None = None,
    tables: Mapping[str, str] | None = None,
    **forms: str,
) -> list[Finding]:
    more = {f"bpmn/proef/{name}.dmn": text.encode() for name, text in (tables or {}).items()}
    return check_package({**files(*diagrams, manifest=manifest, **forms), **more}, CATALOGUE)


def told(findings: list[Finding]) -> set[tuple[str, str, str]]:
    return {(str(f.severity), f.rule, f.element) for f in findings}
