"""Diagrams and decision tables as parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.check.model import BPMN, children, local, namespace, text_of
from engine.comparing.parts import CELL, LANE, PLACE, Part
from engine.comparing.xml_units import ATTRIBUTE, Element, Unit, attributes, drawn, said, slots, units

# attribute -> what kind of thing its value names; the rest that ends on Ref names an element of the same file
_ELSEWHERE = {"@camunda:formRef": "formulier", "@camunda:decisionRef": "beslissing", "@calledElement": "proces"}
_RULE_LISTS = {"rule": "rijen", "input": "invoerkolommen", "output": "uitkomstkolommen"}


@dataclass(frozen=True)
class Read:
    """A file of XML as parts."""

    parts: dict[str, Part]
    layout: dict[str, str]
    identity: frozenset[str]


def read(root: Element) -> Read:
    found = units(root)
    lanes, columns = lanes_of(found), columns_of(found)
    parts = {key: _part(unit, lanes.get(key, ()), columns.get(unit.around, ())) for key, unit in found.items()}
    parts = {key: _named_by_ends(part, parts) for key, part in parts.items()}
    layout = {element: _drawing(shape) for element, shape in drawn(root).items()}
    identity = frozenset(key for key, unit in found.items() if local(unit.xml) in ("process", "decision"))
    return Read(parts, layout, identity)


def _part(unit: Unit, lanes: tuple[str, ...], columns: tuple[str, ...]) -> Part:
    tag = local(unit.xml)
    values = {"soort": tag} | attributes(unit.xml)
    inside = slots(unit.xml)
    values |= {name: text for name, boxes in inside.items() if (text := " + ".join(map(said, boxes)))}
    if unit.key:
        values[PLACE] = unit.around
    if lanes:
        values[LANE] = ", ".join(lanes)
    values |= {CELL + column: text for column, text in _cells(unit.xml, columns)}
    refs: dict[str, tuple[str, ...]] = {PLACE: (unit.around,)} if unit.around else {}
    refs |= {LANE: lanes} if lanes else {}
    refs |= {name: found for name, value in values.items() if (found := _refers(name, value))}
    refs |= {name: found for name, boxes in inside.items() if (found := tuple(_inner_refs(boxes)))}
    return Part(unit.key, tag, _name(unit.xml), values, refs, _list(unit))


def _named_by_ends(part: Part, parts: dict[str, Part]) -> Part:
    """An arrow without a name is known by where it comes from and goes to."""
    if part.name or part.sort != "sequenceFlow":
        return part
    ends = [part.values.get(name, "") for name in ("@sourceRef", "@targetRef")]
    names = [(parts[end].name if end in parts else "") or end for end in ends]
    return replace(part, name=" → ".join(names))


def _name(xml: Element) -> str:
    given = xml.get("name") or xml.get("label") or ""
    text = given or text_of(next(iter(children(xml, "text", namespace(xml))), None))
    if not text and local(xml) == "rule":
        text = text_of(next(iter(children(xml, "description", namespace(xml))), None))
    return " ".join(text.split())


def _list(unit: Unit) -> str:
    tag = local(unit.xml)
    if tag == "sequenceFlow":
        return f"pijlen uit {unit.xml.get('sourceRef', '')}"  # the first that holds is taken
    return f"{_RULE_LISTS[tag]} van {unit.around}" if tag in _RULE_LISTS else ""


def _refers(name: str, value: str) -> tuple[str, ...]:
    if not value or value.startswith("="):
        return ()
    if name in _ELSEWHERE:
        return (f"{_ELSEWHERE[name]}:{value}",)
    if name == "@default" or (name.startswith(ATTRIBUTE) and name.endswith("Ref") and ":" not in name):
        return (value.rsplit(":", 1)[-1],)
    return ()


def _inner_refs(boxes: list[Element]) -> Iterator[str]:
    for box in boxes:
        for element in box.iter():
            for name, value in attributes(element).items() if local(element) else ():
                yield from _refers(name, value)
                if name == "@href" and value.startswith("#"):
                    yield value[1:]


def lanes_of(found: dict[str, Unit]) -> dict[str, tuple[str, ...]]:
    """Node -> the lanes it stands in."""
    lanes: dict[str, tuple[str, ...]] = {}
    for key, unit in found.items():
        for ref in children(unit.xml, "flowNodeRef") if local(unit.xml) == "lane" else ():
            lanes[text_of(ref)] = (*lanes.get(text_of(ref), ()), key)
    return lanes


def columns_of(found: dict[str, Unit]) -> dict[str, tuple[str, ...]]:
    """Table -> the keys of its inputs and then its outputs, as the cells of a rule stand."""
    columns: dict[str, tuple[str, ...]] = {}
    for tag in ("input", "output"):
        for key, unit in found.items():
            if local(unit.xml) == tag:
                columns[unit.around] = (*columns.get(unit.around, ()), key)
    return columns


def cells(rule: Element) -> list[Element]:
    """The entries of a rule, inputs first."""
    return [e for tag in ("inputEntry", "outputEntry") for e in rule if local(e) == tag]


def _cells(xml: Element, columns: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if local(xml) != "rule":
        return
    for column, entry in zip(columns, cells(xml), strict=False):
        text = text_of(entry)
        if text and not (text == "-" and local(entry) == "inputEntry"):
            yield column, text


def _drawing(shape: Element) -> str:
    """How it is drawn, apart from the ids of the drawing itself."""
    parts = []
    for element in shape.iter():
        given = " ".join(
            f"{name!s}={_number(str(value))}" for name, value in sorted(element.attrib.items()) if name != "id"
        )
        parts.append(f"{local(element)} {given}".strip())
    plane = shape.getparent()
    return "; ".join(parts) + f" @{plane.get('bpmnElement', '') if plane is not None else ''}"


def _number(value: str) -> str:
    """ "100" and "100.0" are one place."""
    try:
        return f"{float(value):g}"
    except ValueError:
        return value


def is_bpmn(root: Element) -> bool:
    return local(root) == "definitions" and namespace(root) == BPMN


def is_dmn(root: Element) -> bool:
    return local(root) == "definitions" and "/DMN/" in namespace(root)
