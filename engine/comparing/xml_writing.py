"""A file of XML that is open for change, and its bytes afterwards: what follows from its parts is put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from engine.check.model import BPMN, children, local, namespace, text_of
from engine.comparing import xml_parts
from engine.comparing.xml_units import Element, Unit

_FLOW_ENDS = ("sourceRef", "targetRef")


@dataclass
class Side:
    """One file that is open: its tree, its units by the keys of the comparison, and what stands across units."""

    root: Element
    units: dict[str, Unit]
    cells: dict[str, dict[str, Element]]  # rule -> column -> entry
    lanes: dict[str, tuple[str, ...]]  # node -> lanes


def write(side: Side) -> bytes:
    """The file as it is now, with what follows from its parts put right."""
    _write_lanes(side)
    _write_cells(side)
    _write_flows(side)
    etree.indent(side.root)
    return etree.tostring(side.root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _write_lanes(side: Side) -> None:
    wanted: dict[str, list[str]] = {}
    for key, unit in side.units.items():
        for lane in side.lanes.get(key, ()):
            wanted.setdefault(lane, []).append(str(unit.xml.get("id") or key))
    for key, unit in side.units.items():
        if local(unit.xml) == "lane":
            refs = children(unit.xml, "flowNodeRef")
            if sorted(map(text_of, refs)) != sorted(wanted.get(key, [])):
                _fill(unit.xml, refs, "flowNodeRef", wanted.get(key, []))


def _fill(element: Element, old: Sequence[Element], tag: str, texts: Sequence[str]) -> None:
    before = ("documentation", "extensionElements", *(("incoming",) if tag == "outgoing" else ()), "partitionElement")
    for each in old:
        drop(each)
    place = max((n + 1 for n, child in enumerate(element) if local(child) in before), default=0)
    for number, text in enumerate(texts):
        made = etree.Element(f"{{{BPMN}}}{tag}")
        made.text = text
        element.insert(place + number, made)


def _write_cells(side: Side) -> None:
    columns = xml_parts.columns_of(
        {key: unit for key, unit in sorted(side.units.items(), key=lambda row: place_of(row[1].xml))}
    )
    for rule, row in side.cells.items():
        element = side.units[rule].xml
        for old in xml_parts.cells(element):
            drop(old)
        start = next((n for n, child in enumerate(element) if local(child) == "annotationEntry"), len(element))
        keys = columns.get(side.units[rule].around, ())
        for number, key in enumerate(keys):
            element.insert(start + number, row[key] if key in row else _blank(side.units[key].xml, rule))


def _blank(column: Element, rule: str) -> Element:
    """A cell that says nothing about its column."""
    ns = namespace(column)
    entry = etree.Element(f"{{{ns}}}{local(column)}Entry", id=f"{rule}__{column.get('id') or 'nieuw'}")
    etree.SubElement(entry, f"{{{ns}}}text").text = "-" if local(column) == "input" else "null"
    return entry


def _write_flows(side: Side) -> None:
    """What each node says of its arrows follows from the arrows."""
    if namespace(side.root) != BPMN:
        return
    ends: dict[str, dict[str, list[str]]] = {name: {} for name in _FLOW_ENDS}
    flows = [unit.xml for unit in side.units.values() if local(unit.xml) == "sequenceFlow"]
    for flow in flows:
        for name in _FLOW_ENDS:
            ends[name].setdefault(str(flow.get(name, "")), []).append(str(flow.get("id", "")))
    for key, unit in side.units.items():
        for tag, found in (("incoming", ends["targetRef"]), ("outgoing", ends["sourceRef"])):
            old = children(unit.xml, tag)
            if sorted(map(text_of, old)) != sorted(found.get(key, [])):
                _fill(unit.xml, old, tag, found.get(key, []))


def place_of(element: Element) -> int:
    parent = element.getparent()
    return parent.index(element) if parent is not None else 0


def drop(element: Element | None) -> None:
    parent = element.getparent() if element is not None else None
    if element is not None and parent is not None:
        parent.remove(element)
