"""Link events: an arrow cut in two. Before the process is built, each way in gets an arrow to the one way on."""

from __future__ import annotations

from typing import Any

from lxml import etree

from engine.runtime.elements import BPMN, NS
from engine.runtime.errors import DiagramRefused

SCOPES = ("process", "subProcess", "transaction")


def join(root: etree._Element) -> None:
    """Make plain events and arrows of the links in a document; the library would drop all behind them."""
    for tag in SCOPES:
        for scope in root.iter(f"{{{BPMN}}}{tag}"):
            _join_in(scope)


def _join_in(scope: etree._Element) -> None:
    ways_on: dict[str, Any] = {}
    for catch in scope.findall("bpmn:intermediateCatchEvent[bpmn:linkEventDefinition]", NS):
        name = _name(catch)
        if name in ways_on:
            raise DiagramRefused(f"de link “{name}” komt op twee plekken uit")
        ways_on[name] = catch
    for throw in scope.findall("bpmn:intermediateThrowEvent[bpmn:linkEventDefinition]", NS):
        if _name(throw) not in ways_on:
            raise DiagramRefused(f"de link “{_name(throw)}” komt nergens uit")
        catch = ways_on[_name(throw)]
        arrow = etree.SubElement(scope, f"{{{BPMN}}}sequenceFlow", id=f"link.{throw.get('id')}")
        arrow.set("sourceRef", throw.get("id", ""))
        arrow.set("targetRef", catch.get("id", ""))
        _plain(throw)
    for catch in ways_on.values():
        catch.tag = f"{{{BPMN}}}intermediateThrowEvent"  # waits for nothing
        _plain(catch)


def _name(event: etree._Element) -> str:
    link = event.find("bpmn:linkEventDefinition", NS)
    return "" if link is None else link.get("name", "").strip()


def _plain(event: etree._Element) -> None:
    for link in event.findall("bpmn:linkEventDefinition", NS):
        event.remove(link)
