# ruff: noqa: E501 (one case a line reads best)
"""Per rule diagrams that are right, and diagrams that are wrong with the finding they must give."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine import runtime
from engine.check import rules
from tests.check.drawing import (
    END,
    PART,
    START,
    call,
    check,
    diagram,
    extensions,
    marks,
    service,
    simple,
    told,
    user,
)

MESSAGE = '<message id="m" name="antwoord"/>'
FAULT = '<error id="f" name="fout" errorCode="delen_geweigerd"/>'
SIGNAL = '<signal id="sig" name="alarm"/>'
XOR = '<exclusiveGateway id="g" name="Is het goed?"/>'
SPLIT, JOIN = '<parallelGateway id="a"/>', '<parallelGateway id="j"/>'
MI = '<multiInstanceLoopCharacteristics camunda:collection="=partners" camunda:elementVariable="partner"/>'


def event(tag: str, definition: str, identifier: str = "x", attributes: str = "") -> str:
    return f'<{tag} id="{identifier}" name="Gebeurd" {attributes}>{definition}</{tag}>'


def timer(term: str = "<timeDate>=werkdagen(10)</timeDate>") -> str:
    return f"<timerEventDefinition>{term}</timerEventDefinition>"


def boundary(definition: str, attributes: str = "") -> str:
    return event("boundaryEvent", definition, "b", f'attachedToRef="taak" {attributes}')


def with_boundary(definition: str, attributes: str = "", before: str = "") -> bytes:
    return simple(user() + boundary(definition, attributes), "b>e", before=before)


def at_any_moment(start: str) -> str:
    return (
        f'<subProcess id="sp" name="Tussendoor" triggeredByEvent="true">{start}'
        '<endEvent id="ie" name="Af"/><sequenceFlow id="is__ie" sourceRef="is" targetRef="ie"/></subProcess>'
    )


def event_subprocess(start: str, end: str = END, before: str = MESSAGE) -> bytes:
    return diagram(START + end + at_any_moment(start), "s>e", before=before)


def message_start(interrupting: str = "false") -> str:
    return event("startEvent", '<messageEventDefinition messageRef="m"/>', "is", f'isInterrupting="{interrupting}"')


CONDITION = "<conditionalEventDefinition><condition>x = 3</condition></conditionalEventDefinition>"
ESCALATION = '<escalation id="es" escalationCode="op"/>'
ESCALATED = '<escalationEventDefinition escalationRef="es"/>'
TRANSACTION = (
    '<transaction id="tr" name="Samen"><startEvent id="is" name="In"/><exclusiveGateway id="ig" name="Door?"/>'
    '<endEvent id="ie" name="Uit"/><endEvent id="ic" name="Af">{0}</endEvent>'
    '<sequenceFlow id="is__ig" sourceRef="is" targetRef="ig"/><sequenceFlow id="ig__ie" name="ja" sourceRef="ig" targetRef="ie">'
    "<conditionExpression>x = 1</conditionExpression></sequenceFlow>"
    '<sequenceFlow id="ig__ic" name="nee" sourceRef="ig" targetRef="ic"><conditionExpression>x = 2</conditionExpression>'
    "</sequenceFlow></transaction>"
)
CANCEL = "<cancelEventDefinition/>"


def link(tag: str, identifier: str, name: str = "verder") -> str:
    return event(tag, f'<linkEventDefinition name="{name}"/>', identifier)


def inside(body: str, *, around: str = "subProcess", loop: str = "") -> str:
    """A subprocess of one element."""
    return (
        f'<{around} id="sp" name="Deel"><startEvent id="is" name="In"/>{body}<endEvent id="ie" name="Uit"/>'
        f'<sequenceFlow id="is__x" sourceRef="is" targetRef="x"/><sequenceFlow id="x__ie" sourceRef="x" targetRef="ie"/>'
        f"{loop}</{around}>"
    )


def start_of(definition: str, interrupting: str = "true") -> str:
    return event("startEvent", definition, "is", f'isInterrupting="{interrupting}"')


TERMINATE = '<endEvent id="e" name="Klaar"><terminateEventDefinition/></endEvent>'
CHOICE = ("s>g", "g>e: ja = x = 1", "g>taak: nee = x = 2", "taak>e")
AND = ("s>a", "a>taak", "a>u", "taak>j", "u>j", "j>e")

RIGHT = {
    "a user task": [simple(user())],
    "a service task": [simple(service())],
    "a script": [simple('<scriptTask id="x" name="Rekenen" scriptFormat="feel" camunda:resultVariable="som"><script>1 + 1</script></scriptTask>')],
    "a choice with conditions": [diagram(START + XOR + user() + END, *CHOICE)],
    "a choice with a default": [diagram(START + XOR.replace("/>", ' default="g__taak"/>') + user() + END, "s>g", "g>e: ja = x = 1", "g>taak: nee", "taak>e")],
    "a loop through a choice": [diagram(START + user() + XOR + END, "s>taak", "taak>g", "g>e: ja = x = 1", "g>taak: nee = x = 2")],
    "a split and a join": [diagram(START + SPLIT + user() + user("u") + JOIN + END, *AND)],
    "a timer on the edge": [with_boundary(timer(), 'cancelActivity="false"')],
    "a timer with a duration": [with_boundary(timer("<timeDuration>P6W</timeDuration>"))],
    "a message on the edge": [with_boundary('<messageEventDefinition messageRef="m"/>', before=MESSAGE)],
    "a catching signal": [simple(event("intermediateCatchEvent", '<signalEventDefinition signalRef="sig"/>'), before=SIGNAL)],
    "waiting for a message": [simple(event("intermediateCatchEvent", '<messageEventDefinition messageRef="m"/>'), before=MESSAGE)],
    "an event subprocess": [event_subprocess(message_start())],
    "an event subprocess that waits for a timer": [event_subprocess(event("startEvent", timer(), "is", 'isInterrupting="false"'), TERMINATE, "")],
    "a called process": [simple(call(inner='<camunda:in source="a" target="b"/><camunda:out sourceExpression="b + 1" target="c"/>')), PART],
    "a repeated task": [simple(user(inner=extensions(marks("verzamelnaam=antwoorden; verzamelwaarde=antwoord")) + MI))],
    "a subprocess": [diagram(START + '<subProcess id="sp" name="Deel"><startEvent id="is" name="In"/><endEvent id="ie" name="Uit"/><sequenceFlow id="is__ie" sourceRef="is" targetRef="ie"/></subProcess>' + END, "s>sp", "sp>e")],
    "a repeated subprocess": [diagram(START + '<subProcess id="sp" name="Deel"><startEvent id="is" name="In"/><endEvent id="ie" name="Uit"/><sequenceFlow id="is__ie" sourceRef="is" targetRef="ie"/>' + MI + "</subProcess>" + END, "s>sp", "sp>e")],
    "a loop on a condition": [simple(user(inner="<standardLoopCharacteristics><loopCondition>x = 2</loopCondition></standardLoopCharacteristics>"))],
    "an error caught at a subprocess": [diagram(START + '<subProcess id="sp" name="Deel"><startEvent id="is" name="In"/><endEvent id="ie" name="Mis"><errorEventDefinition errorRef="f"/></endEvent><sequenceFlow id="is__ie" sourceRef="is" targetRef="ie"/></subProcess><boundaryEvent id="b" name="Mis" attachedToRef="sp"><errorEventDefinition errorRef="f"/></boundaryEvent>' + END, "s>sp", "sp>e", "b>e", before=FAULT)],
    "two timers after one gateway": [diagram(START + '<eventBasedGateway id="g"/>' + event("intermediateCatchEvent", timer()) + event("intermediateCatchEvent", timer(), "y") + END, "s>g", "g>x", "g>y", "x>e", "y>e")],
    "a message thrown": [simple('<sendTask id="x" name="Melden" messageRef="m"/>', before=MESSAGE)],
    "a setting": [with_boundary(timer("<timeDate>=werkdagen(instellingen.termijn)</timeDate>"))],
    "a name from a form": [diagram(START + user() + XOR + END + '<endEvent id="e2" name="Ook"/>', "s>taak", "taak>g", "g>e: ja = antwoord = 1", "g>e2: nee = antwoord = 2")],
    "a name from a handler": [diagram(START + service() + XOR + END + '<endEvent id="e2" name="Ook"/>', "s>dienst", "dienst>g", "g>e: ja = verzonden", "g>e2: nee = not(verzonden)")],
    "a name inside an expression only": [diagram(START + XOR + END + '<endEvent id="e2" name="Ook"/>', "s>g", "g>e: ja = some p in partners satisfies p = x", "g>e2: nee = x = 2")],
    "a name that a message may bring": [with_boundary('<messageEventDefinition messageRef="m"/>', before=MESSAGE).replace(b"<userTask", b'<userTask camunda:dueDate="=onbekend"')],
    "a wait for a message as a task": [simple('<receiveTask id="x" name="Wachten" messageRef="m"/>', before=MESSAGE)],
    "marks": [simple(user(inner=extensions(marks("stap=3; doel=beeld_en_conceptplan; besluit=G4; product=integraal_beeld, concept_pva"))))],
    "a group by FEEL": [simple(user(attributes='camunda:formRef="vraag" camunda:formRefBinding="deployment" camunda:candidateGroups="=partner"'))],
    "a lane as group": [diagram('<laneSet id="l"><lane id="politie" name="Politie"><flowNodeRef>taak</flowNodeRef></lane></laneSet>' + START + user(attributes='camunda:formRef="vraag" camunda:formRefBinding="deployment"') + END, "s>taak", "taak>e")],
    "a message on the edge that leaves the task be": [with_boundary('<messageEventDefinition messageRef="m"/>', 'cancelActivity="false"', MESSAGE)],
    "a signal on the edge that leaves the task be": [with_boundary('<signalEventDefinition signalRef="sig"/>', 'cancelActivity="false"', SIGNAL)],
    "a signal at the end": [diagram(START + event("endEvent", '<signalEventDefinition signalRef="sig"/>'), "s>x", before=SIGNAL)],
    "a condition waited for": [simple(event("intermediateCatchEvent", CONDITION))],
    "a condition on the edge": [with_boundary(CONDITION)],
    "a link": [diagram(START + XOR + link("intermediateThrowEvent", "l1") + link("intermediateThrowEvent", "l2") + link("intermediateCatchEvent", "hier") + END, "s>g", "g>l1: ja = x = 1", "g>l2: nee = x = 2", "hier>e")],
    "a transaction": [diagram(START + TRANSACTION.format(CANCEL) + event("boundaryEvent", CANCEL, "b", 'attachedToRef="tr"') + END, "s>tr", "tr>e", "b>e")],
    "an event subprocess that waits for a signal": [event_subprocess(start_of('<signalEventDefinition signalRef="sig"/>'), before=SIGNAL)],
    "an event subprocess that waits for a condition": [event_subprocess(start_of(CONDITION, "false"), before="")],
    "an event subprocess whose timer interrupts": [event_subprocess(start_of(timer()), before="")],
    "an event subprocess that holds up no end": [event_subprocess(start_of(timer(), "false"), before="")],
    "an event subprocess that catches an error": [diagram(START + service("privacy.vastleggen") + END + at_any_moment(start_of('<errorEventDefinition errorRef="f"/>')), "s>dienst", "dienst>e", before=FAULT)],
    "an event subprocess that catches an escalation": [diagram(START + event("intermediateThrowEvent", ESCALATED) + END + at_any_moment(start_of(ESCALATED, "false")), "s>x", "x>e", before=ESCALATION)],
    "an event subprocess in a subprocess": [diagram(START + '<subProcess id="buiten" name="Deel"><startEvent id="bs" name="In"/><endEvent id="be" name="Uit"/><sequenceFlow id="bs__be" sourceRef="bs" targetRef="be"/>' + at_any_moment(message_start()) + "</subProcess>" + END, "s>buiten", "buiten>e", before=MESSAGE)],
    "an escalation caught on the edge": [diagram(START + inside(event("intermediateThrowEvent", ESCALATED)) + event("boundaryEvent", ESCALATED, "b", 'attachedToRef="sp" cancelActivity="false"') + END, "s>sp", "sp>e", "b>e", before=ESCALATION)],
    "a repeated wait for a message": [simple('<receiveTask id="x" name="Krijgen" messageRef="m">' + extensions(marks("correlatie==partner")) + MI + "</receiveTask>", before=MESSAGE)],
    "a repetition that ends early": [simple(user(inner=MI.replace("/>", "><completionCondition>nrOfCompletedInstances >= nrOfInstances / 2</completionCondition></multiInstanceLoopCharacteristics>").replace(" >=", " &gt;=")))],
    "a send task for a handler": [simple(service().replace("serviceTask", "sendTask"))],
    "notes and groups beside the flow": [diagram(START + END + '<textAnnotation id="n"><text>uitleg</text></textAnnotation><association id="as" sourceRef="e" targetRef="n"/>', "s>e")],
}  # fmt: skip


@pytest.mark.parametrize("diagrams", RIGHT.values(), ids=RIGHT)
def test_what_is_right_gives_no_finding(diagrams):
    assert check(*diagrams) == []


@pytest.mark.parametrize("diagrams", RIGHT.values(), ids=RIGHT)
def test_what_is_right_starts_in_the_engine(diagrams):
    definitions = runtime.load(
        {f"{number}.bpmn": data for number, data in enumerate(diagrams)}, settings={"termijn": 10}
    )
    now = datetime(2027, 1, 4, 12, tzinfo=UTC)
    runtime.start(definitions, "p", {"x": 2, "a": 1, "partner": "org-1", "partners": ["org-1", "org-2"]}, now=now)


ERROR, WARNING = "error", "warning"
WRONG = {
    # elements
    "a plain task": ([simple('<task id="x" name="Iets doen"/>')], ERROR, "element", "x"),
    "a manual task": ([simple('<manualTask id="x" name="Iets doen"/>')], ERROR, "element", "x"),
    "a complex gateway": ([simple('<complexGateway id="x" name="Hoe?"/>')], ERROR, "element", "x"),
    "a complex gateway nobody reaches": ([diagram(START + END + '<complexGateway id="x" name="Hoe?"/>', "s>e")], ERROR, "element", "x"),
    "an ad hoc subprocess": ([simple('<adHocSubProcess id="x" name="Los"/>')], ERROR, "element", "x"),
    "compensation": ([simple(event("intermediateThrowEvent", "<compensateEventDefinition/>"))], ERROR, "element", "x"),
    "a list as the standard collects it": ([simple(user(inner=MI.replace("/>", "><loopDataOutputRef>l</loopDataOutputRef></multiInstanceLoopCharacteristics>")))], ERROR, "element", "taak"),
    "a data store": ([diagram(START + END + '<dataStoreReference id="x" name="Bak"/>', "s>e")], ERROR, "element", "x"),
    "a data object": ([diagram(START + END + '<dataObject id="o"/><dataObjectReference id="x" name="Lijst" dataObjectRef="o"/>', "s>e")], ERROR, "element", "x"),
    "a number of times without a list": ([simple(user(inner='<multiInstanceLoopCharacteristics camunda:collection="=x" camunda:elementVariable="y"><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>'))], ERROR, "element", "taak"),
    "compensation at the end": ([diagram(START + event("endEvent", "<compensateEventDefinition/>"), "s>x")], ERROR, "element", "x"),
    "compensation on the edge": ([with_boundary("<compensateEventDefinition/>")], ERROR, "element", "b"),
    "an unknown element": ([simple('<wensTaak id="x" name="Wens"/>')], ERROR, "element", "x"),
    # attributes
    "for compensation": ([simple(user(attributes='camunda:formRef="vraag" camunda:formRefBinding="deployment" camunda:candidateGroups="politie" isForCompensation="true"'))], ERROR, "attribuut", "taak"),
    "a Java class": ([simple(service().replace("camunda:topic", 'camunda:class="nl.Iets" camunda:topic'))], ERROR, "attribuut", "dienst"),
    "external work in a table": ([simple('<businessRuleTask id="x" name="Tabel" camunda:type="external" camunda:topic="bericht.sturen"/>')], ERROR, "attribuut", "x"),
    "a listener": ([simple(user(inner=extensions('<camunda:taskListener event="create" expression="x"/>')))], ERROR, "attribuut", "taak"),
    "a connector": ([simple(user(inner=extensions("<camunda:connector><camunda:connectorId>x</camunda:connectorId></camunda:connector>")))], ERROR, "attribuut", "taak"),
    "form fields in the diagram": ([simple(user(inner=extensions('<camunda:formData><camunda:formField id="v"/></camunda:formData>')))], ERROR, "attribuut", "taak"),
    "a form key": ([simple(user(attributes='camunda:formKey="x" camunda:candidateGroups="politie"'))], ERROR, "attribuut", "taak"),
    "a job priority": ([simple(user(attributes='camunda:formRef="vraag" camunda:formRefBinding="deployment" camunda:candidateGroups="politie" camunda:jobPriority="5"'))], WARNING, "attribuut", "taak"),
    "all variables into a call": ([simple(call(inner='<camunda:in variables="all"/>')), PART], ERROR, "attribuut", "roep"),
    "an attribute of another program": ([simple(user().replace("<userTask", '<userTask xmlns:z="urn:ander" z:iets="1"'))], WARNING, "attribuut", "taak"),
    # ids
    "an id of the engine itself": ([diagram('<startEvent id="Start" name="Begin"/>' + END, "Start>e")], ERROR, "id", "Start"),
    "an end with the engine's id": ([diagram(START + '<endEvent id="End" name="Klaar"/>', "s>End")], ERROR, "id", "End"),
    "an id with the engine's ending": ([simple(user("taak.EndJoin"))], ERROR, "id", "taak.EndJoin"),
    "the same id twice": ([diagram(START + user() + user() + END, "s>taak", "taak>e")], ERROR, "id", "taak"),
    "the same process twice": ([simple(user()), simple(user())], ERROR, "id", "p"),
    "an id with a space": ([diagram(START + '<endEvent id="het einde" name="Klaar"/><sequenceFlow id="f" sourceRef="s" targetRef="het einde"/>')], ERROR, "id", "het einde"),
    # start and end
    "no start": ([diagram(END)], ERROR, "begin_en_eind", "p"),
    "two starts": ([diagram(START + '<startEvent id="t" name="Ook"/>' + END, "s>e", "t>e")], ERROR, "begin_en_eind", "p"),
    "a start that waits for a message": ([diagram(event("startEvent", '<messageEventDefinition messageRef="m"/>') + END, "x>e", before=MESSAGE)], ERROR, "begin_en_eind", "x"),
    "no end": ([diagram(START + user(), "s>taak")], ERROR, "begin_en_eind", "p"),
    "not executable": ([simple(user()).replace(b'isExecutable="true"', b'isExecutable="false"')], ERROR, "begin_en_eind", "p"),
    "a task nothing follows": ([diagram(START + SPLIT + user() + END, "s>a", "a>taak", "a>e")], WARNING, "begin_en_eind", "taak"),
    # flows
    "two flows out of a task": ([diagram(START + user() + END + '<endEvent id="e2" name="Ook"/>', "s>taak", "taak>e", "taak>e2")], ERROR, "pijl", "taak"),
    "a condition after a task": ([diagram(START + user() + END, "s>taak", "taak>e: ja = x = 1")], ERROR, "pijl", "taak__e"),
    "a flow to nowhere": ([diagram(START + END, "s>e", "s>weg")], ERROR, "pijl", "s__weg"),
    "a flow into a start": ([diagram(START + user() + XOR + END, "s>taak", "taak>g", "g>e: ja = x = 1", "g>s: nee = x = 2")], ERROR, "pijl", "s"),
    # gateways
    "a way out without condition": ([diagram(START + XOR + user() + END, "s>g", "g>e: ja = x = 1", "g>taak: nee", "taak>e")], ERROR, "gateway", "g__taak"),
    "a default with a condition": ([diagram(START + XOR.replace("/>", ' default="g__taak"/>') + user() + END, *CHOICE)], ERROR, "gateway", "g__taak"),
    "a condition after a parallel gateway": ([diagram(START + SPLIT + user() + user("u") + JOIN + END, "s>a", "a>taak: x = x = 1", *AND[2:])], ERROR, "gateway", "a__taak"),
    "a gateway that does nothing": ([simple(XOR)], WARNING, "gateway", "g"),
    "a gateway without a way out": ([diagram(START + XOR + END, "s>g")], ERROR, "gateway", "g"),
    "a task after an event gateway": ([diagram(START + '<eventBasedGateway id="g"/>' + user() + event("intermediateCatchEvent", timer()) + END, "s>g", "g>taak", "g>x", "taak>e", "x>e")], ERROR, "gateway", "taak"),
    # joins
    "a loop into a join": ([diagram(START + user() + JOIN + user("u") + XOR + END, "s>taak", "taak>j", "j>u", "u>g", "g>j: nee = x = 1", "g>e: ja = x = 2")], ERROR, "samenvoegen", "g__j"),
    "a join without a split": ([diagram(START + XOR + user() + user("u") + JOIN + END, "s>g", "g>taak: ja = x = 1", "g>u: nee = x = 2", "taak>j", "u>j", "j>e")], ERROR, "samenvoegen", "j"),
    "a choice that comes together in a join": ([diagram(START + SPLIT + user("v") + XOR + user() + user("u") + JOIN + END, "s>a", "a>v", "a>g", "g>taak: ja = x = 1", "g>u: nee = x = 2", "taak>j", "u>j", "v>j", "j>e")], WARNING, "samenvoegen", "j"),
    # reach
    "a task nobody comes to": ([diagram(START + user() + END, "s>e", "taak>e")], ERROR, "bereikbaar", "taak"),
    "a loop without a way out": ([diagram(START + SPLIT + user() + user("u") + END, "s>a", "a>e", "a>taak", "taak>u", "u>taak")], ERROR, "bereikbaar", "taak"),
    # events
    "an event without a message": ([with_boundary("<messageEventDefinition/>")], ERROR, "gebeurtenis", "b"),
    "a message without a name": ([with_boundary('<messageEventDefinition messageRef="m"/>', before='<message id="m"/>')], ERROR, "gebeurtenis", "b"),
    "an event on nothing": ([diagram(START + END + boundary(timer()), "s>e", "b>e")], ERROR, "gebeurtenis", "b"),
    "an event of two kinds": ([with_boundary(timer() + '<messageEventDefinition messageRef="m"/>', before=MESSAGE)], ERROR, "gebeurtenis", "b"),
    "an event on the edge of no kind": ([with_boundary("")], ERROR, "gebeurtenis", "b"),
    "a send task without message": ([simple('<sendTask id="x" name="Sturen"/>')], ERROR, "gebeurtenis", "x"),
    "a receive task without message": ([simple('<receiveTask id="x" name="Krijgen"/>')], ERROR, "gebeurtenis", "x"),
    "an error that interrupts nothing": ([with_boundary('<errorEventDefinition errorRef="f"/>', 'cancelActivity="false"', FAULT)], ERROR, "gebeurtenis", "b"),
    "a condition that is not there": ([simple(event("intermediateCatchEvent", "<conditionalEventDefinition/>"))], ERROR, "gebeurtenis", "x"),
    "a signal without a name": ([simple(event("intermediateCatchEvent", "<signalEventDefinition/>"))], ERROR, "gebeurtenis", "x"),
    "a send task for a handler and with a message": ([simple('<sendTask id="x" name="Sturen" messageRef="m" camunda:type="external" camunda:topic="bericht.sturen"/>', before=MESSAGE)], ERROR, "gebeurtenis", "x"),
    "a cancel that interrupts nothing": ([diagram(START + TRANSACTION.format(CANCEL) + event("boundaryEvent", CANCEL, "b", 'attachedToRef="tr" cancelActivity="false"') + END, "s>tr", "tr>e", "b>e")], ERROR, "gebeurtenis", "b"),
    "a link behind a gateway of events": ([diagram(START + '<eventBasedGateway id="g"/>' + link("intermediateCatchEvent", "x") + event("intermediateCatchEvent", timer(), "y") + link("intermediateThrowEvent", "l") + END, "s>g", "g>x", "g>y", "x>e", "y>l")], ERROR, "gateway", "x"),
    # links
    "a link that leads nowhere": ([diagram(START + link("intermediateThrowEvent", "x") + END, "s>x")], ERROR, "link", "x"),
    "a link that comes from nowhere": ([diagram(START + link("intermediateCatchEvent", "x") + END, "s>e", "x>e")], ERROR, "link", "x"),
    "a link with two ends": ([diagram(START + link("intermediateThrowEvent", "l") + link("intermediateCatchEvent", "x") + link("intermediateCatchEvent", "y") + END, "s>l", "x>e", "y>e")], ERROR, "link", "x"),
    "a link without a name": ([diagram(START + link("intermediateThrowEvent", "x", "") + END, "s>x")], ERROR, "link", "x"),
    "a link with an arrow out": ([diagram(START + link("intermediateThrowEvent", "x") + link("intermediateCatchEvent", "y") + END, "s>x", "x>e", "y>e")], ERROR, "link", "x"),
    "a link with an arrow in": ([diagram(START + SPLIT + link("intermediateThrowEvent", "l") + link("intermediateCatchEvent", "x") + END, "s>a", "a>l", "a>x", "x>e")], ERROR, "link", "x"),
    "a link into a subprocess": ([diagram(START + link("intermediateThrowEvent", "l") + inside(link("intermediateCatchEvent", "x")) + END, "s>l", "sp>e")], ERROR, "link", "l"),
    # transactions
    "a cancel outside a transaction": ([diagram(START + event("endEvent", CANCEL), "s>x")], ERROR, "transactie", "x"),
    "a cancel nobody hears": ([diagram(START + TRANSACTION.format(CANCEL) + END, "s>tr", "tr>e")], ERROR, "transactie", "ic"),
    "a cancel on the edge of a task": ([with_boundary(CANCEL)], ERROR, "transactie", "b"),
    "a cancel that never comes": ([diagram(START + TRANSACTION.format("") + event("boundaryEvent", CANCEL, "b", 'attachedToRef="tr"') + END, "s>tr", "tr>e", "b>e")], WARNING, "transactie", "b"),
    "a repeated transaction": ([diagram(START + TRANSACTION.format("").replace("</transaction>", MI + "</transaction>") + END, "s>tr", "tr>e")], ERROR, "herhaling", "tr"),
    # escalations
    "an escalation nobody catches": ([simple(event("intermediateThrowEvent", ESCALATED), before=ESCALATION)], WARNING, "escalatie", "x"),
    "an escalation that never comes": ([with_boundary(ESCALATED, 'cancelActivity="false"', ESCALATION)], WARNING, "escalatie", "b"),
    # correlation
    "a repeated wait without correlation": ([simple('<receiveTask id="x" name="Krijgen" messageRef="m">' + MI + "</receiveTask>", before=MESSAGE)], ERROR, "correlatie", "x"),
    "a wait inside a repetition without correlation": ([diagram(START + inside(event("intermediateCatchEvent", '<messageEventDefinition messageRef="m"/>'), loop=MI) + END, "s>sp", "sp>e", before=MESSAGE)], ERROR, "correlatie", "x"),
    "an empty correlation": ([simple('<receiveTask id="x" name="Krijgen" messageRef="m">' + extensions(marks("correlatie==")) + "</receiveTask>", before=MESSAGE)], ERROR, "correlatie", "x"),
    "a correlation of nothing": ([simple(user(inner=extensions(marks("correlatie==partner"))))], WARNING, "correlatie", "taak"),
    # event subprocesses
    "an event subprocess that nothing starts": ([event_subprocess('<startEvent id="is" name="Zomaar"/>', before="")], ERROR, "gebeurtenis_subproces", "is"),
    "an event subprocess on an error that does not interrupt": ([diagram(START + service("privacy.vastleggen") + END + at_any_moment(start_of('<errorEventDefinition errorRef="f"/>', "false")), "s>dienst", "dienst>e", before=FAULT)], ERROR, "gebeurtenis_subproces", "is"),
    "an event on the edge of an event subprocess": ([diagram(START + END + at_any_moment(message_start()) + event("boundaryEvent", timer(), "b", 'attachedToRef="sp"'), "s>e", "b>e", before=MESSAGE)], ERROR, "gebeurtenis_subproces", "b"),
    "a repeated event subprocess": ([diagram(START + END + at_any_moment(message_start()).replace("</subProcess>", MI + "</subProcess>"), "s>e", before=MESSAGE)], ERROR, "herhaling", "sp"),
    "an error caught by an event subprocess where none is thrown": ([event_subprocess(start_of('<errorEventDefinition errorRef="f"/>'), before=FAULT)], WARNING, "fout", "is"),
    # errors
    "an error nobody catches": ([simple(service("privacy.vastleggen"))], ERROR, "fout", "dienst"),
    "an error caught where none is thrown": ([with_boundary('<errorEventDefinition errorRef="f"/>', before=FAULT)], WARNING, "fout", "b"),
    # messages
    "a message nobody uses": ([simple(user(), before=MESSAGE)], WARNING, "bericht", "m"),
    "a message with a space": ([with_boundary('<messageEventDefinition messageRef="m"/>', before='<message id="m" name="een antwoord"/>')], ERROR, "bericht", "m"),
    "a signal nobody uses": ([simple(user(), before=SIGNAL)], WARNING, "bericht", "sig"),
    # timers
    "an empty timer": ([with_boundary(timer(""))], ERROR, "timer", "b"),
    "a timer that says nothing": ([with_boundary(timer("<timeDate> </timeDate>"))], ERROR, "timer", "b"),
    "a timer that repeats": ([with_boundary(timer("<timeCycle>R3/PT1H</timeCycle>"))], ERROR, "timer", "b"),
    "a duration that is none": ([with_boundary(timer("<timeDuration>P</timeDuration>"))], ERROR, "timer", "b"),
    "a negative duration": ([with_boundary(timer("<timeDuration>-P1D</timeDuration>"))], ERROR, "timer", "b"),
    "a date that is none": ([with_boundary(timer("<timeDate>morgen</timeDate>"))], ERROR, "timer", "b"),
    # expressions
    "a condition that is no FEEL": ([diagram(START + XOR + user() + END, "s>g", "g>e: ja = x == (", *CHOICE[2:])], ERROR, "expressie", "g__e"),
    "a condition of Camunda": ([diagram(START + XOR + user() + END, "s>g", "g>e: ja = ${x == 1}", *CHOICE[2:])], ERROR, "expressie", "g__e"),
    "a due date that is no FEEL": ([simple(user(attributes='camunda:formRef="vraag" camunda:formRefBinding="deployment" camunda:candidateGroups="politie" camunda:dueDate="=1 +"'))], ERROR, "expressie", "taak"),
    "a parameter of Camunda": ([simple(service(parameters='<camunda:inputParameter name="aan">${groep}</camunda:inputParameter>'))], ERROR, "expressie", "dienst"),
    "a timer that is no FEEL": ([with_boundary(timer("<timeDate>=werkdagen(</timeDate>"))], ERROR, "expressie", "b"),
    "an empty expression": ([simple(user(attributes='camunda:formRef="vraag" camunda:formRefBinding="deployment" camunda:candidateGroups="="'))], ERROR, "expressie", "taak"),
    # settings and variables
    "a setting that is not there": ([with_boundary(timer("<timeDate>=werkdagen(instellingen.termijnn)</timeDate>"))], ERROR, "instelling", "b"),
    "a name with a slip": ([diagram(START + user() + XOR + END + '<endEvent id="e2" name="Ook"/>', "s>taak", "taak>g", "g>e: ja = antwoordt = 1", "g>e2: nee = antwoord = 2")], WARNING, "variabele", "g__e"),
    "a name the called process is not given": ([simple(call(inner='<camunda:in source="a" target="b"/>')), simple(user(attributes='camunda:formRef="vraag" camunda:formRefBinding="deployment" camunda:candidateGroups="=partner"'), process="deel")], WARNING, "variabele", "taak"),
    "a name the caller lacks": ([simple(call(inner='<camunda:in source="weg" target="b"/>')), PART], WARNING, "variabele", "roep"),
    "a name the called process lacks": ([simple(call(inner='<camunda:out source="weg" target="b"/>')), PART], WARNING, "variabele", "roep"),
    "a condition that never holds": ([diagram(START + user() + XOR + END + '<endEvent id="e2" name="Ook"/>', "s>taak", "taak>g", "g>e: ja = count(antwoord)", "g>e2: nee = antwoord = 2")], WARNING, "soort", "g__e"),
    # scripts
    "a script in Python": ([simple('<scriptTask id="x" name="Rekenen" scriptFormat="python" camunda:resultVariable="som"><script>1</script></scriptTask>')], ERROR, "script", "x"),
    "a script that goes nowhere": ([simple('<scriptTask id="x" name="Rekenen" scriptFormat="feel"><script>1</script></scriptTask>')], ERROR, "script", "x"),
    # service tasks
    "a service task without topic": ([simple('<serviceTask id="x" name="Iets"/>')], ERROR, "servicetaak", "x"),
    "a topic without handler": ([simple(service("bericht.stuur"))], ERROR, "servicetaak", "dienst"),
    "an input the handler lacks": ([simple(service(parameters='<camunda:inputParameter name="aan">x</camunda:inputParameter><camunda:inputParameter name="bij">x</camunda:inputParameter>'))], ERROR, "servicetaak", "dienst"),
    "an input the handler needs": ([simple(service(parameters=""))], ERROR, "servicetaak", "dienst"),
    "an output the handler lacks": ([simple(service(parameters='<camunda:inputParameter name="aan">x</camunda:inputParameter><camunda:outputParameter name="brief">=brief</camunda:outputParameter>'))], ERROR, "servicetaak", "dienst"),
    "an output that is perhaps not the handler's": ([simple(service(parameters='<camunda:inputParameter name="aan">x</camunda:inputParameter><camunda:outputParameter name="brief">=post</camunda:outputParameter>'))], WARNING, "servicetaak", "dienst"),
    # forms
    "a task without form": ([simple(user(attributes='camunda:candidateGroups="politie"'))], ERROR, "formulier", "taak"),
    "a form that is not there": ([simple(user().replace('"vraag"', '"vraagje"'))], ERROR, "formulier", "taak"),
    "a form of whatever version": ([simple(user().replace('"deployment"', '"latest"'))], ERROR, "formulier", "taak"),
    # groups
    "a group that is not there": ([simple(user().replace("procesregisseur", "procesregiseur"))], ERROR, "groep", "taak"),
    "a task for nobody": ([simple(user(attributes='camunda:formRef="vraag" camunda:formRefBinding="deployment"'))], ERROR, "groep", "taak"),
    "a lane that names nothing": ([diagram('<laneSet id="l"><lane id="politie" name="Politie"><flowNodeRef>weg</flowNodeRef></lane></laneSet>' + START + END, "s>e")], WARNING, "groep", "politie"),
    # decisions
    "a decision that is not there": ([simple('<businessRuleTask id="x" name="Tabel" camunda:decisionRef="weg" camunda:resultVariable="uit" camunda:mapDecisionResult="singleResult"/>')], ERROR, "beslissing", "x"),
    "a decision without a place for the answer": ([simple('<businessRuleTask id="x" name="Tabel" camunda:decisionRef="weg" camunda:mapDecisionResult="singleResult"/>')], ERROR, "beslissing", "x"),
    # called processes
    "a call of nothing": ([simple(call("weg"))], ERROR, "aangeroepen_proces", "roep"),
    "a call of itself": ([simple(call("p"))], ERROR, "aangeroepen_proces", "p"),
    "a call of whatever version": ([simple(call().replace('Binding="deployment"', 'Binding="latest"')), PART], ERROR, "aangeroepen_proces", "roep"),
    "a mapping without a target": ([simple(call(inner='<camunda:in source="a"/>')), PART], ERROR, "aangeroepen_proces", "roep"),
    "a process nobody calls": ([simple(user()), PART], WARNING, "aangeroepen_proces", "deel"),
    # repetition
    "a repetition over nothing": ([simple(user(inner='<multiInstanceLoopCharacteristics camunda:elementVariable="x"/>'))], ERROR, "herhaling", "taak"),
    "a repetition without a name for the item": ([simple(user(inner='<multiInstanceLoopCharacteristics camunda:collection="=x"/>'))], ERROR, "herhaling", "taak"),
    "a repetition over a text": ([simple(user(inner='<multiInstanceLoopCharacteristics camunda:collection="partners" camunda:elementVariable="x"/>'))], ERROR, "herhaling", "taak"),
    "a loop that is done no times": ([simple(user(inner='<standardLoopCharacteristics loopMaximum="0"/>'))], ERROR, "herhaling", "taak"),
    "a list without values": ([simple(user(inner=extensions(marks("verzamelnaam=l")) + MI))], ERROR, "herhaling", "taak"),
    "a list without repetition": ([simple(user(inner=extensions(marks("verzamelnaam=l; verzamelwaarde=1"))))], ERROR, "herhaling", "taak"),
    # marks
    "an eighth step": ([simple(user(inner=extensions(marks("stap=8"))))], ERROR, "merk", "taak"),
    "an unknown product": ([simple(user(inner=extensions(marks("product=taart"))))], ERROR, "merk", "taak"),
    "an unknown property": ([simple(user(inner=extensions(marks("kleur=rood"))))], WARNING, "merk", "taak"),
    # names
    "a task without a name": ([simple(user().replace('name="Vraag stellen"', ""))], WARNING, "naam", "taak"),
    "a task with a very long name": ([simple(user().replace("Vraag stellen", "x" * 201))], ERROR, "naam", "taak"),
    "an event without a name": ([diagram(START + '<endEvent id="e"/>', "s>e")], WARNING, "naam", "e"),
    "a choice without a question": ([diagram(START + '<exclusiveGateway id="g"/>' + user() + END, *CHOICE)], WARNING, "naam", "g"),
    "a choice without an answer": ([diagram(START + XOR + user() + END, "s>g", "g>e = x = 1", *CHOICE[2:])], WARNING, "naam", "g__e"),
    # drawing
    "a task outside the picture": ([simple(user()).replace(b'bpmnElement="taak"', b'bpmnElement="x"')], WARNING, "tekening", "taak"),
    # skipping
    "skipping outside a call": ([with_boundary('<messageEventDefinition messageRef="m"/>', before='<message id="m" name="stap_overslaan"/>')], ERROR, "overslaan", "b"),
}  # fmt: skip


@pytest.mark.parametrize(("diagrams", "severity", "rule", "element"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_found_at_its_element(diagrams, severity, rule, element):
    assert (severity, rule, element) in told(check(*diagrams))


@pytest.mark.parametrize(("diagrams", "severity", "rule", "element"), WRONG.values(), ids=WRONG)
def test_every_finding_says_in_which_file_what_is_wrong_and_what_to_do(diagrams, severity, rule, element):
    for finding in check(*diagrams):
        assert finding.file.startswith("bpmn/proef/")
        assert finding.message.endswith((".", ":", "?")) or "geen geldige FEEL" in finding.message
        assert finding.hint


def test_every_rule_has_a_diagram_that_is_wrong():
    names = {p.stem for p in Path(rules.__file__).parent.glob("*.py")} - {"__init__"}
    assert len(rules.RULES) == len(names)
    elsewhere = {"ander_programma", "manifest", "privacypoort", "brief", "herinneringen"}  # tests of their own
    written = {getattr(rules, name).RULE for name in names}
    assert written == {rule for _, _, rule, _ in WRONG.values()} | elsewhere
