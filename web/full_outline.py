"""A whole diagram as text: every element and every arrow, who does it, how long it may take and what comes next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from engine.check.model import BPMN, Flow, Node, Scope, text_of
from engine.runtime.words import KINDS
from web.outline import Drawing
from web.told import lazy_gettext

_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
_UNITS = (
    ("week", "weken"),
    ("maand", "maanden"),
    ("dag", "dagen"),
    ("uur", "uur"),
    ("minuut", "minuten"),
)
_TIMES = ("timeDuration", "timeDate", "timeCycle")
_EVENTS = {
    "timerEventDefinition": lazy_gettext("na een termijn"),
    "messageEventDefinition": lazy_gettext("bij een bericht"),
    "signalEventDefinition": lazy_gettext("bij een signaal"),
    "errorEventDefinition": lazy_gettext("bij een fout"),
    "escalationEventDefinition": lazy_gettext("bij een escalatie"),
    "conditionalEventDefinition": lazy_gettext("zodra iets waar is"),
    "terminateEventDefinition": lazy_gettext("alles stopt hier"),
    "linkEventDefinition": lazy_gettext("sprong in het diagram"),
}


@dataclass(frozen=True)
class Way:
    """An arrow: the answer that leads there, and where it goes."""

    id: str
    answer: str
    target: str  # the id of the element
    name: str


@dataclass(frozen=True)
class Item:
    """One element, with what hangs on it and what is in it."""

    id: str
    name: str
    kind: str
    facts: tuple[str, ...]
    calls: str  # the process it opens
    ways: tuple[Way, ...]
    beside: tuple[Item, ...]  # what can happen while it runs
    inner: tuple[Item, ...]


def of(drawing: Drawing, manifest: Mapping[str, Any]) -> list[Item]:
    """The process from its start, along the arrows; nothing of the diagram is left out."""
    return list(_scope(drawing.scope, _Words(drawing.scope, manifest)))


def ids(items: list[Item]) -> Iterator[str]:
    """Every element and arrow that the outline tells of."""
    for item in items:
        yield item.id
        yield from (way.id for way in item.ways)
        yield from ids([*item.beside, *item.inner])


class _Words:
    """The names that a package gives: lanes, roles, settings."""

    def __init__(self, scope: Scope, manifest: Mapping[str, Any]) -> None:
        self.roles = _titles(manifest.get("rollen"), "naam")
        self.settings = {key: _setting(row) for key, row in _rows(manifest.get("instellingen"))}
        self.lanes = {
            (ref.text or "").strip(): " ".join(lane.get("name", "").split())
            for lane in scope.process.xml.iter(f"{{{BPMN}}}lane")
            for ref in lane.iter(f"{{{BPMN}}}flowNodeRef")
        }

    def who(self, node: Node) -> str:
        named = (node.camunda("candidateGroups") or "").strip()
        if named.startswith("="):
            return _("wie de zaak aanwijst")
        groups = [self.roles.get(each.strip(), each.strip()) for each in named.split(",") if each.strip()]
        return _(" of ").join(groups) or self.lanes.get(node.id, "")

    def term(self, text: str) -> str:
        """'10 werkdagen (termijn van Signalen wegen)'; an expression is told by the settings it uses."""
        used = [said for key, said in self.settings.items() if key in text]
        return "; ".join(used) or _duration(text)


def _rows(found: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in found if isinstance(found, list) else ():
        if isinstance(row, dict) and row.get("sleutel"):
            yield str(row["sleutel"]), row


def _titles(found: Any, name: str) -> dict[str, str]:
    return {key: str(row.get(name) or key) for key, row in _rows(found)}


def _setting(row: Mapping[str, Any]) -> str:
    label, value = str(row.get("label") or row["sleutel"]), row.get("waarde")
    return (
        _("%(label)s: nog niet ingevuld", label=label)
        if value is None
        else f"{label}: {value} {row.get('eenheid', '')}".strip()
    )


def _duration(text: str) -> str:
    found = _DURATION.fullmatch(text.strip())
    if not found or not any(found.groups()):
        return text
    parts = [(int(n), unit) for n, unit in zip(found.groups(), _UNITS, strict=True) if n]
    return _(" en ").join(f"{n} {unit[0] if n == 1 else unit[1]}" for n, unit in parts)


def _scope(scope: Scope, words: _Words) -> Iterator[Item]:
    seen = [node.id for node in scope.starts()]
    for node_id in seen:
        seen.extend(each for each in dict.fromkeys(scope.successors(node_id)) if each not in seen)
    seen.extend(node_id for node_id in scope.nodes if node_id not in seen)
    hung = {edge.id for node_id in scope.nodes for edge in scope.boundary(node_id)}
    for node_id in seen:
        if node_id not in hung:
            yield _item(scope, scope.nodes[node_id], words)


def _item(scope: Scope, node: Node, words: _Words) -> Item:
    inside = next((inner for inner in scope.inner if inner.id == node.id), None)
    return Item(
        id=node.id,
        name=_name(node),
        kind=_kind(node),
        facts=tuple(_facts(node, words)),
        calls=node.xml.get("calledElement", "") if node.tag == "callActivity" else "",
        ways=tuple(_way(scope, flow, node) for flow in scope.outgoing(node.id)),
        beside=tuple(_item(scope, edge, words) for edge in scope.boundary(node.id)),
        inner=tuple(_scope(inside, words)) if inside else (),
    )


def _name(node: Node) -> str:
    return " ".join(node.name.split()) or node.id.replace("_", " ")


def _kind(node: Node) -> str:
    if node.is_event_subprocess:
        return _("kan tussendoor gebeuren")
    return KINDS.get(node.tag, node.tag)


def _facts(node: Node, words: _Words) -> Iterator[str]:
    who = words.who(node)
    if who and node.tag in ("userTask", "manualTask", "task", "receiveTask"):
        yield _("Wie: %(who)s", who=who)
    due = node.camunda("dueDate")
    if due:
        yield _("Termijn: %(term)s", term=words.term(due))
    definition = node.definition
    if definition is not None:
        yield from _event(node, words)
    for each in ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics"):
        loop = node.xml.find(f"{{{BPMN}}}{each}")
        if loop is not None:
            yield _("Herhaalt: één voor één") if loop.get("isSequential") == "true" else _("Herhaalt: meer keer")


def _event(node: Node, words: _Words) -> Iterator[str]:
    for child in node.xml:
        tag = child.tag.rsplit("}", 1)[-1] if isinstance(child.tag, str) else ""
        if tag in _EVENTS:
            stops = _(" en stopt dit onderdeel") if node.tag == "boundaryEvent" else ""
            goes_on = _(" terwijl het onderdeel doorgaat") if node.xml.get("cancelActivity") == "false" else stops
            yield (
                _("Gebeurt %(events)s%(goes_on)s", events=_EVENTS[tag], goes_on=goes_on)
                if tag != "terminateEventDefinition"
                else _("Alles stopt hier")
            )
        for time in child.iter(*(f"{{{BPMN}}}{each}" for each in _TIMES)) if tag in _EVENTS else ():
            yield _("Termijn: %(term)s", term=words.term(text_of(time)))


def _way(scope: Scope, flow: Flow, node: Node) -> Way:
    answer = " ".join(flow.name.split())
    if not answer and node.xml.get("default") == flow.id:
        answer = "anders"
    if not answer and flow.condition:
        answer = _("als %(strip)s", strip=flow.condition.lstrip("=").strip())
    target = scope.nodes.get(flow.target)
    return Way(flow.id, answer, flow.target, _name(target) if target else flow.target)
