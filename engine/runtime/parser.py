"""From BPMN files to process definitions, with everything the diagrams say kept on the elements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from lxml import etree
from SpiffWorkflow.bpmn.parser import event_parsers
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.task_parsers import (
    CallActivityParser,
    ConditionalGatewayParser,
    GatewayParser,
    ScriptTaskParser,
    SubprocessParser,
    SubWorkflowParser,
)
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.exceptions import SpiffWorkflowException

from engine.runtime import catchers, joins, links, patches, specs
from engine.runtime.elements import CAMUNDA, NS, Element, read_elements
from engine.runtime.errors import DiagramRefused
from engine.runtime.events import Cancel, Condition, Error, Escalation, Message, Signal
from engine.runtime.timers import Due, Recurring

MAX_BYTES = 10_000_000


def safe_xml(data: bytes, path: str) -> etree._Element:
    """The document's root; entities, document types and the network are off."""
    if len(data) > MAX_BYTES:
        raise DiagramRefused(f"{path} is te groot")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise DiagramRefused(f"{path} is geen leesbare XML: {error}") from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise DiagramRefused(f"{path} heeft een documenttype (DTD); dat mag niet")
    return root


class ActivityParsing:
    """Repetitions the Camunda way: `camunda:collection` and `camunda:elementVariable`, computed by FEEL."""

    def _add_multiinstance_task(self: Any, loop: Any) -> None:
        collection = loop.get(f"{{{CAMUNDA}}}collection")
        if not collection:
            self.raise_validation_exception("een herhaling zonder camunda:collection")
        condition = loop.find("bpmn:completionCondition", NS)
        original = self.spec.task_specs.pop(self.task.name)
        sequential = loop.get("isSequential") == "true"
        kind = specs.SequentialMultiInstance if sequential else specs.ParallelMultiInstance
        variable = loop.get(f"{{{CAMUNDA}}}elementVariable") or "item"
        self.task = kind(
            self.spec,
            original.name,
            task_spec="",
            data_input=specs.Collection(collection),
            input_item=ElementVariable(variable),
            condition=None if condition is None else condition.text,
            bpmn_name=self.node.get("name"),
            lane=original.lane,
        )
        self._copy_task_attrs(original, loop)


class ElementVariable:
    """The name under which one item of a repetition is known to the elements inside."""

    def __init__(self, name: str) -> None:
        self.bpmn_id = name

    def exists(self, my_task: Any) -> bool:
        return False

    def set(self, my_task: Any, value: Any) -> None:
        my_task.data[self.bpmn_id] = value


class ActivityParser(ActivityParsing, TaskParser):  # type: ignore[misc]
    pass


class ScriptParser(ActivityParsing, ScriptTaskParser):  # type: ignore[misc]
    pass


class CallParser(ActivityParsing, CallActivityParser):  # type: ignore[misc]
    pass


class SubProcessParser(ActivityParsing, SubWorkflowParser):  # type: ignore[misc]
    """The library looks for a namespaced `triggeredByEvent` and so never sees an event subprocess."""

    def create_task(self) -> Any:
        spec = SubprocessParser.get_subprocess_spec(self)
        triggered = self.node.get("triggeredByEvent") == "true"
        kind = specs.EventSubProcess if triggered else self.spec_class
        task = kind(self.spec, self.bpmn_id, subworkflow_spec=spec, **self.bpmn_attributes)
        if triggered:
            starts = self.xpath("./bpmn:startEvent")
            task.interrupting = any(start.get("isInterrupting", "true") == "true" for start in starts)
        return task


class EventParsing:
    """Event definitions of ours in place of the library's."""

    def get_event_definition(self: Any, _xpaths: Any) -> Any:
        found = [child for child in self.node if etree.QName(child).localname.endswith("EventDefinition")]
        if not found:
            return NoneEventDefinition()
        read = _READ.get(etree.QName(found[0]).localname, "")
        if not read or len(found) > 1:
            self.raise_validation_exception("een gebeurtenis van een soort die hier niet werkt")
        return getattr(self, read)(found[0])

    def parse_timer_event(self: Any, event: Any) -> Due:
        for kind, timer in (("timeDate", Due), ("timeDuration", Due), ("timeCycle", Recurring)):
            node = event.find(f"bpmn:{kind}", NS)
            if node is not None and (node.text or "").strip():
                return timer(self.bpmn_id, node.text.strip())
        raise ValidationException("een timer zonder moment of duur", node=self.node, file_name=self.filename)

    def parse_error_event(self: Any, event: Any) -> Error:
        error = self.process_parser.parser.errors.get(event.get("errorRef"), {})
        return Error(error.get("name"), self.bpmn_id, error.get("error_code"))

    def parse_escalation_event(self: Any, event: Any) -> Escalation:
        found = self.process_parser.parser.escalations.get(event.get("escalationRef"), {})
        return Escalation(found.get("name"), self.bpmn_id, found.get("escalation_code"))

    def parse_message_event(self: Any, event: Any) -> Message:
        return Message(self._named(event, "message"), self.bpmn_id)

    def parse_signal_event(self: Any, event: Any) -> Signal:
        return Signal(self._named(event, "signal"), self.bpmn_id)

    def _named(self: Any, event: Any, kind: str) -> str:
        name = getattr(self.process_parser.parser, f"{kind}s").get(event.get(f"{kind}Ref"))
        if not name:
            self.raise_validation_exception("een bericht of signaal zonder naam")
        return str(name)

    def parse_conditional_event(self: Any, event: Any) -> Condition:
        text = (event.findtext("bpmn:condition", namespaces=NS) or "").strip()
        if not text:
            self.raise_validation_exception("een voorwaardelijke gebeurtenis zonder voorwaarde")
        return Condition(text, self.bpmn_id)

    def parse_cancel_event(self: Any, event: Any) -> Cancel:
        return Cancel(None, self.bpmn_id)


_READ = {
    f"{kind}EventDefinition": f"parse_{name}_event"
    for kind, name in (
        ("message", "message"), ("signal", "signal"), ("timer", "timer"), ("error", "error"),
        ("escalation", "escalation"), ("conditional", "conditional"), ("cancel", "cancel"), ("terminate", "terminate"),
    )
}  # fmt: skip


class StartParser(EventParsing, event_parsers.StartEventParser):  # type: ignore[misc]
    def create_task(self) -> Any:
        if self.node.getparent().get("triggeredByEvent") == "true":
            self.spec_class = catchers.TriggeredStart
        return super().create_task()


class SendParser(EventParsing, ActivityParsing, event_parsers.SendTaskParser):  # type: ignore[misc]
    """With a topic it is work for a handler, as in Camunda; else it throws a message."""

    def create_task(self) -> Any:
        if self.node.get(f"{{{CAMUNDA}}}topic"):
            return specs.ServiceJob(self.spec, self.bpmn_id, **self.bpmn_attributes)
        return super().create_task()


class ReceiveParser(EventParsing, ActivityParsing, event_parsers.ReceiveTaskParser):  # type: ignore[misc]
    pass


def _event(name: str, base: Any) -> Any:
    return type(name, (EventParsing, base), {})


class Parser(BpmnParser):  # type: ignore[misc]
    OVERRIDE_PARSER_CLASSES: ClassVar[dict[str, Any]] = {
        full_tag("userTask"): (ActivityParser, specs.UserTask),
        full_tag("serviceTask"): (ActivityParser, specs.ServiceJob),
        full_tag("businessRuleTask"): (ActivityParser, specs.BusinessRule),
        full_tag("scriptTask"): (ScriptParser, specs.FeelScript),
        full_tag("callActivity"): (CallParser, specs.CallActivity),
        full_tag("subProcess"): (SubProcessParser, specs.SubProcess),
        full_tag("transaction"): (SubProcessParser, specs.Transaction),
        full_tag("parallelGateway"): (GatewayParser, joins.ParallelGateway),
        full_tag("inclusiveGateway"): (ConditionalGatewayParser, joins.InclusiveGateway),
        full_tag("startEvent"): (StartParser, defaults.StartEvent),
        full_tag("endEvent"): (_event("End", event_parsers.EndEventParser), defaults.EndEvent),
        full_tag("boundaryEvent"): (
            _event("Boundary", event_parsers.BoundaryEventParser),
            catchers.BoundaryEvent,
        ),
        full_tag("intermediateCatchEvent"): (
            _event("Catch", event_parsers.IntermediateCatchEventParser),
            defaults.IntermediateCatchEvent,
        ),
        full_tag("intermediateThrowEvent"): (
            _event("Throw", event_parsers.IntermediateThrowEventParser),
            defaults.IntermediateThrowEvent,
        ),
        full_tag("receiveTask"): (ReceiveParser, defaults.ReceiveTask),
        full_tag("sendTask"): (SendParser, defaults.SendTask),
        full_tag("eventBasedGateway"): (
            _event("EventGateway", event_parsers.EventBasedGatewayParser),
            catchers.EventBasedGateway,
        ),
    }


def parse(files: Mapping[str, bytes]) -> tuple[dict[str, Any], dict[str, dict[str, Element]]]:
    """Process specs by process id (those of subprocesses too), and the drawn elements by process id."""
    parser = Parser(namespaces=NS)
    elements: dict[str, dict[str, Element]] = {}
    try:
        for path, data in sorted(files.items()):
            root = safe_xml(data, path)
            for process in root.iterfind("bpmn:process", NS):
                elements[process.get("id", "")] = read_elements(process)
            links.join(root)
            parser.add_bpmn_xml(root, path)
        found = _all_specs(parser)
    except (SpiffWorkflowException, ValidationException) as error:
        raise DiagramRefused(str(error)) from error
    for spec in found.values():
        # A subprocess has a spec of its own; its elements stand with the process it is drawn in.
        owner = next(each for name, each in elements.items() if name == spec.name or spec.name in each)
        _finish(spec, owner)
    return found, elements


def _all_specs(parser: Parser) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for process_id in parser.get_process_ids():
        found[process_id] = parser.get_spec(process_id)
    while rest := parser.process_parsers.keys() - found.keys():  # building one finds the subprocesses in it
        found |= {process_id: parser.process_parsers[process_id].get_spec() for process_id in rest}
    return found


def _finish(spec: Any, elements: Mapping[str, Element]) -> None:
    """Hang the drawn elements on the specs, and connect the repetitions once, so that threads may share them."""
    for task_spec in spec.task_specs.values():
        task_spec.element = elements.get(getattr(task_spec, "bpmn_id", None) or "")
        _finish_events(spec, task_spec, elements)
    patches.wire_event_subprocesses(spec)
    for task_spec in list(spec.task_specs.values()):
        if isinstance(task_spec, LoopTask):
            child = spec.task_specs[task_spec.task_spec]
            if not child.completed_event.is_connected(task_spec.merge_child):
                child.completed_event.connect(task_spec.merge_child)


def _finish_events(spec: Any, task_spec: Any, elements: Mapping[str, Element]) -> None:
    definition = getattr(task_spec, "event_definition", None)
    for each in getattr(definition, "event_definitions", [definition]):
        if each is not None and not isinstance(each, NoneEventDefinition):
            each.element = elements.get(getattr(each, "at", each.name) or "")
            spec.watches = getattr(spec, "watches", False) or isinstance(each, Condition)
    if isinstance(task_spec, catchers.BoundaryEvent) and not task_spec.cancel_activity:
        # It ends nobody, so the join that ends its host has nothing to do with it, however often it fires.
        for name in [each for each in task_spec._outputs if each.endswith(".BoundaryEventJoin")]:
            task_spec._outputs.remove(name)
            spec.task_specs[name]._inputs.remove(task_spec.name)
