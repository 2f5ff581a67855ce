"""Bringing one unit, property, order or drawing from one file of XML into another."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from engine.check import xml
from engine.check.model import BPMNDI, children, local, namespace
from engine.comparing import xml_parts
from engine.comparing.parts import CELL, LANE, PLACE, Document
from engine.comparing.xml_units import ATTRIBUTE, CONTAINERS, DI, Element, Unit, drawn, is_unit, qualified, slots, units
from engine.comparing.xml_writing import Side, drop, place_of

# The order in which BPMN wants the children of an element.
_ORDER = ("documentation", "extensionElements", "incoming", "outgoing", "ioSpecification")


@dataclass
class Editing:
    mine: Side
    theirs: Side


def begin(mine: Document, theirs: Document) -> Editing:
    return Editing(_open(mine), _open(theirs))


def _open(one: Document) -> Side:
    root = xml.parse(one.data)
    found = units(root)
    names = {own: key for key, own in one.own.items()}
    known = {names.get(k, k): Unit(names.get(k, k), u.xml, names.get(u.around, u.around)) for k, u in found.items()}
    cells: dict[str, dict[str, Element]] = {}
    columns = xml_parts.columns_of(known)
    for key, unit in known.items():
        if local(unit.xml) == "rule":
            row = zip(columns.get(unit.around, ()), xml_parts.cells(unit.xml), strict=False)
            cells[key] = dict(row)
    return Side(root, known, cells, xml_parts.lanes_of(found))


def remove(edit: Editing, key: str) -> None:
    """Out with a unit, its drawing and what it holds."""
    gone = edit.mine.units.pop(key)
    drop(gone.xml)
    for shape in [shape for owner, shape in drawn(edit.mine.root).items() if owner == gone.xml.get("id")]:
        drop(shape)
    edit.mine.lanes.pop(key, None)
    edit.mine.cells.pop(key, None)
    for row in edit.mine.cells.values():
        row.pop(key, None)


def add(edit: Editing, key: str, row: Sequence[str]) -> None:
    """In with a unit of theirs, without the units in it; `row` is the list of theirs in which it has its place."""
    new = edit.theirs.units[key]
    made = _without_units(deepcopy(new.xml))
    parent = _holder(edit, new)
    _insert(edit.mine, parent, made, key, row)
    edit.mine.units[key] = Unit(key, made, new.around)
    if key in edit.theirs.lanes:
        edit.mine.lanes[key] = edit.theirs.lanes[key]
    _add_cells(edit, key, local(made))
    draw(edit, key)


def _without_units(element: Element) -> Element:
    for child in list(element):
        if is_unit(child) or local(child) in ("flowNodeRef", "inputEntry", "outputEntry", *DI):
            element.remove(child)
    return element


def _holder(edit: Editing, new: Unit) -> Element:
    """The element of mine in which a unit of theirs belongs."""
    parent = edit.mine.units[new.around].xml
    between = new.xml.getparent()
    if between is not None and local(between) in CONTAINERS:
        found = next(iter(children(parent, local(between))), None)
        return found if found is not None else etree.SubElement(parent, between.tag)
    return parent


def _insert(side: Side, parent: Element, made: Element, key: str, row: Sequence[str]) -> None:
    before = [k for k in row[: row.index(key)] if k in side.units] if key in row else []
    after = [k for k in row[row.index(key) + 1 :] if k in side.units] if key in row else []
    if before and side.units[before[-1]].xml.getparent() is parent:
        side.units[before[-1]].xml.addnext(made)
    elif after and side.units[after[0]].xml.getparent() is parent:
        side.units[after[0]].xml.addprevious(made)
    else:
        parent.insert(_end(parent, made), made)
    made.tail = None


def _end(parent: Element, made: Element) -> int:
    """Behind the last of its kind, else behind the last unit, but before the drawing."""
    same = [n for n, child in enumerate(parent) if local(child) == local(made)]
    if same:
        return same[-1] + 1
    if local(made) in ("input", "output", "laneSet"):
        order = {"laneSet": _ORDER, "input": (), "output": ("input",)}[local(made)]
        return max((n + 1 for n, child in enumerate(parent) if local(child) in order), default=0)
    return next((n for n, child in enumerate(parent) if local(child) in DI), len(parent))


def set_value(edit: Editing, key: str, name: str) -> None:
    """One property of a unit becomes what it is on their side."""
    mine, theirs = edit.mine.units[key], edit.theirs.units[key]
    if name == "soort":
        mine.xml.tag = theirs.xml.tag
    elif name == PLACE:
        _holder(edit, theirs).append(mine.xml)
        edit.mine.units[key] = Unit(key, mine.xml, theirs.around)
    elif name == LANE:
        edit.mine.lanes.pop(key, None)
        edit.mine.lanes |= {key: edit.theirs.lanes[key]} if key in edit.theirs.lanes else {}
    elif name.startswith(CELL):
        _set_cell(edit, key, name[len(CELL) :])
    elif name.startswith(ATTRIBUTE):
        _set_attribute(mine.xml, theirs.xml, name[1:])
    else:
        _set_slot(mine.xml, theirs.xml, name)


def _set_attribute(mine: Element, theirs: Element, name: str) -> None:
    for full in [full for full in mine.attrib if qualified(str(full)) == name]:
        del mine.attrib[full]
    for full, value in theirs.attrib.items():
        if qualified(str(full)) == name:
            mine.set(full, value)


def _set_slot(mine: Element, theirs: Element, name: str) -> None:
    for old in slots(mine).get(name, []):
        box = old.getparent()
        drop(old)
        while box is not None and box is not mine and not len(box):
            box, empty = box.getparent(), box
            drop(empty)
    for new in slots(theirs).get(name, []):
        home = new.getparent()
        path: list[str] = []
        while home is not None and home is not theirs:
            path.insert(0, str(home.tag))
            home = home.getparent()
        place = mine
        for tag in path:
            found = place.find(tag)
            place = found if found is not None else _sub(place, tag)
        _child(place, deepcopy(new), mine)


def _sub(parent: Element, tag: str) -> Element:
    made = etree.Element(tag)
    _child(parent, made, parent)
    return made


def _child(place: Element, made: Element, unit: Element) -> None:
    """Put a child where the order of BPMN wants it; inside an extension the order is free."""
    if place is not unit or local(made) not in _ORDER:
        first = next((n for n, child in enumerate(place) if is_unit(child)), None)
        place.insert(len(place) if first is None or place is not unit else first, made)
        return
    before = _ORDER[: _ORDER.index(local(made)) + 1]
    place.insert(max((n + 1 for n, child in enumerate(place) if local(child) in before), default=0), made)


def _set_cell(edit: Editing, rule: str, column: str) -> None:
    found = edit.theirs.cells[rule].get(column)
    if found is not None:
        edit.mine.cells[rule][column] = deepcopy(found)


def _add_cells(edit: Editing, key: str, tag: str) -> None:
    if tag == "rule":
        edit.mine.cells[key] = {column: deepcopy(entry) for column, entry in edit.theirs.cells[key].items()}
    if tag in ("input", "output"):
        for rule, row in edit.mine.cells.items():
            if key in edit.theirs.cells.get(rule, {}):
                row[key] = deepcopy(edit.theirs.cells[rule][key])


def order(edit: Editing, row: Sequence[str]) -> None:
    """Put the units of a list that both have in their order; the others keep their places."""
    mine = [key for key in edit.mine.units if key in row]
    places = sorted((edit.mine.units[key].xml for key in mine), key=place_of)
    spots = [(one.getparent(), one) for one in places]
    marks = []
    for parent, one in spots:
        mark = etree.Comment("")
        assert parent is not None
        parent.replace(one, mark)
        marks.append(mark)
    for mark, key in zip(marks, [key for key in row if key in edit.mine.units], strict=True):
        parent = mark.getparent()
        assert parent is not None
        parent.replace(mark, edit.mine.units[key].xml)


def draw(edit: Editing, key: str) -> None:
    """The drawing of an element becomes as on their side."""
    unit = edit.theirs.units.get(key)
    own = str(unit.xml.get("id") or key) if unit else key
    here = edit.mine.units.get(key)
    mine_id = str(here.xml.get("id") or key) if here else key
    new, old = drawn(edit.theirs.root).get(own), drawn(edit.mine.root).get(mine_id)
    if old is not None:
        if new is not None and _planes_match(new, old):
            made = deepcopy(new)
            made.tail = None
            parent = old.getparent()
            assert parent is not None
            parent.replace(old, made)
            return
        drop(old)
    if new is not None:
        _draw_new(edit, new)


def _planes_match(new: Element, old: Element) -> bool:
    one, other = new.getparent(), old.getparent()
    return one is not None and other is not None and one.get("bpmnElement") == other.get("bpmnElement")


def _draw_new(edit: Editing, new: Element) -> None:
    home = new.getparent()
    if home is None:
        return
    planes = [p for p in edit.mine.root.iter(home.tag) if p.get("bpmnElement") == home.get("bpmnElement")]
    if planes:
        planes[0].append(deepcopy(new))
        return
    whole = home.getparent()
    if whole is not None and namespace(home) == BPMNDI:
        made = deepcopy(whole)
        for plane in made:
            plane[:] = [deepcopy(new)] if plane.get("bpmnElement") == home.get("bpmnElement") else []
        edit.mine.root.append(made)
