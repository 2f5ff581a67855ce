# ruff: noqa: E501 (XML in one piece reads best)
"""Draws packages with privacy gates; the process behind a gate is right, unless a test says otherwise."""

from __future__ import annotations

from engine.check import Finding
from tests.check.drawing import call, check, diagram, extensions, flows, marks, service, user

FAULT = '<error id="f" name="fout" errorCode="delen_geweigerd"/>'
MESSAGE = '<message id="m" name="antwoord"/>'
NAMED = FAULT + MESSAGE + '<signal id="sig" name="alarm"/><escalation id="es" escalationCode="op"/>'
SCOPE = "stap=2; poort=groepsscan; stappen=2; gegeven=politiegegeven; verstrekker=politie; ontvanger=om"
SEND = '<camunda:inputParameter name="aan">om</camunda:inputParameter>'
REFUSED = '<endEvent id="n" name="Niet toegestaan"/>'
XOR = '<exclusiveGateway id="g" name="Mag het?"/>'
SPLIT, JOIN = '<parallelGateway id="a"/>', '<parallelGateway id="j"/>'

FACTS = (
    '<serviceTask id="feiten" name="Feiten verzamelen" camunda:type="external" camunda:topic="privacy.toetsen"><extensionElements><camunda:inputOutput>'
    '<camunda:inputParameter name="gegeven">=gegeven</camunda:inputParameter><camunda:outputParameter name="feiten">=feiten</camunda:outputParameter>'
    "</camunda:inputOutput></extensionElements></serviceTask>"
)
TABLE = (
    '<businessRuleTask id="tabel" name="Tabel vragen" camunda:decisionRef="privacytabel" camunda:resultVariable="toets" '
    'camunda:mapDecisionResult="singleResult"/>'
)
DECIDE = user("beslissen").replace('formRef="vraag"', 'formRef="besluit"').replace("Vraag stellen", "Besluiten")
RECORDED = ("stappen", "gegeven", "verstrekker", "ontvanger", "feiten", "toets", "uitkomst")
PRIVACY_TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="dd" name="Tabel" namespace="urn:test">
<decision id="privacytabel" name="Tabel"><decisionTable id="t" hitPolicy="FIRST">
<input id="i" label="feiten"><inputExpression id="ie" typeRef="string"><text>feiten</text></inputExpression></input>
<output id="o" name="uitkomst" typeRef="string"/>
<rule id="r"><inputEntry id="c1"><text>-</text></inputEntry><outputEntry id="c2"><text>"toestaan"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def recorder(**inputs: str) -> str:
    given = {**{name: f"={name}" for name in RECORDED}, **inputs}
    parameters = "".join(f'<camunda:inputParameter name="{n}">{v}</camunda:inputParameter>' for n, v in given.items())
    return (
        service("privacy.vastleggen", parameters).replace('"dienst"', '"vast"').replace("Bericht sturen", "Vastleggen")
    )


GATE_ENDS = '<startEvent id="ps" name="Gevraagd"/><endEvent id="pe" name="Toegestaan"/>'
GATE_LINES = ("ps>feiten", "feiten>tabel", "tabel>beslissen", "beslissen>vast", "vast>pe")


def gate_process(body: str = "", *lines: str, recorded: str | None = None, **options: str) -> bytes:
    """The process that gates call; `lines` instead of the right ones."""
    inside = GATE_ENDS + FACTS + TABLE + DECIDE + (recorder() if recorded is None else recorded) + body
    return diagram(inside, *(lines or GATE_LINES), process="privacypoort", before=NAMED, **options)


GATE = gate_process()


def gate(scope: str = SCOPE, identifier: str = "poort", inner: str = "") -> str:
    refused = f'<boundaryEvent id="{identifier}_nee" name="Geweigerd" attachedToRef="{identifier}">'
    refused += '<errorEventDefinition errorRef="f"/></boundaryEvent>'
    return call("privacypoort", identifier, scope, inner=inner) + refused


def scope(**changes: str) -> str:
    """The scope of a gate with something else in it."""
    pairs = dict(pair.split("=", 1) for pair in SCOPE.split("; "))
    return "; ".join(f"{name}={value}" for name, value in {**pairs, **changes}.items())


def shares(step: str = "stap=2", identifier: str = "dienst") -> str:
    return service("groepsscan.aanvragen", SEND, properties=step).replace('"dienst"', f'"{identifier}"')


def to(receiver: str, identifier: str = "dienst", kind: str = "politiegegeven", provider: str = "politie") -> str:
    """A service task whose handler shares what its inputs say."""
    given = (("ontvanger", receiver), ("gegeven", kind), ("verstrekker", provider))
    parameters = "".join(f'<camunda:inputParameter name="{n}">{v}</camunda:inputParameter>' for n, v in given)
    return service("gegevens.delen", parameters, properties="stap=2").replace('"dienst"', f'"{identifier}"')


def destroys(identifier: str = "weg") -> str:
    """A service task whose handler ends every decision."""
    return service("namenlijst.vernietigen", SEND, properties="stap=2").replace('"dienst"', f'"{identifier}"')


def names(step: str = "stap=2", identifier: str = "taak", form: str = "namen", group: str = "politie") -> str:
    """A user task whose form takes person data."""
    drawn = user(identifier, inner=extensions(marks(step))).replace('formRef="vraag"', f'formRef="{form}"')
    return drawn.replace('candidateGroups="procesregisseur"', f'candidateGroups="{group}"')


def process(body: str, *lines: str, process: str = "p") -> bytes:
    return diagram(body, *lines, process=process, before=NAMED)


def part(body: str, *lines: str, process: str = "deel") -> bytes:
    return diagram(
        body.replace('id="s"', 'id="ds"').replace('id="e"', 'id="de"'), *lines, process=process, before=NAMED
    )


def within(inner: str, *lines: str, identifier: str = "sp", loop: str = "") -> str:
    return (
        f'<subProcess id="{identifier}" name="Deel"><startEvent id="is" name="In"/>{inner}'
        f'<endEvent id="ie" name="Uit"/>{flows(*lines)}{loop}</subProcess>'
    )


EACH = '<multiInstanceLoopCharacteristics camunda:collection="=partners" camunda:elementVariable="partner"/>'


_UNFINISHED = ("bereikbaar", "pijl", "fout")  # what a fault leaves unused does not matter here


def proof(*diagrams: bytes, **forms: str) -> list[Finding]:
    """What the proof says; nothing else may be wrong."""
    told = {"namen": "naam!politiegegeven", "besluit": "uitkomst", **forms}
    behind = () if any(b'id="privacypoort"' in each for each in diagrams) else (GATE,)
    found = check(*diagrams, *behind, tables={"tabel": PRIVACY_TABLE}, **told)
    assert {f.rule for f in found if f.severity == "error"} <= {"privacypoort", *_UNFINISHED}
    return [f for f in found if f.rule == "privacypoort"]


def refusals(*diagrams: bytes, **forms: str) -> set[str]:
    """The elements at which the proof fails."""
    return {f.element for f in proof(*diagrams, **forms)}


def ways(*diagrams: bytes, **forms: str) -> dict[str, list[str]]:
    """Per element at which the proof fails: the path that is told."""
    return {f.element: [step.element for step in f.path] for f in proof(*diagrams, **forms)}
