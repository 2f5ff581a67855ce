"""Rows of a decision table changed in the file itself; all else in it stays as it was written."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from engine.dmn.elements import Element, children, first, id_of, tag_of
from engine.dmn.errors import DmnError
from engine.dmn.reader import parse


@dataclass(frozen=True)
class Row:
    """The texts of one rule."""

    tests: tuple[str, ...]
    entries: tuple[str, ...]
    note: str


def read(xml: bytes, table_id: str) -> list[Row]:
    """The rules of a table as they are written."""
    return [
        Row(
            tuple(_text(cell) for cell in children(rule, "inputEntry")),
            tuple(_text(cell) for cell in children(rule, "outputEntry")),
            _note(rule),
        )
        for rule in children(_table(parse(xml), table_id), "rule")
    ]


def change(xml: bytes, table_id: str, number: int, row: Row) -> bytes:
    """Other texts in rule `number`, counted from one."""
    root = parse(xml)
    _fill(_rule(_table(root, table_id), number), row)
    return _written(root)


def add(xml: bytes, table_id: str, after: int, row: Row) -> bytes:
    """A new rule below rule `after`; 0 is on top."""
    root = parse(xml)
    table = _table(root, table_id)
    rules = children(table, "rule")
    if not 0 <= after <= len(rules):
        raise DmnError("Die regel staat niet in de tabel.", table_id)
    made = _made(root, table, row)
    if rules:
        _insert(table, made, rules[after - 1] if after else rules[0], below=after > 0)
    else:
        table.append(made)
    return _written(root)


def remove(xml: bytes, table_id: str, number: int) -> bytes:
    root = parse(xml)
    table = _table(root, table_id)
    _take_out(table, _rule(table, number))
    return _written(root)


def move(xml: bytes, table_id: str, number: int, step: int) -> bytes:
    """A rule one place up (-1) or down (1); at the edge it stays."""
    root = parse(xml)
    table = _table(root, table_id)
    rule, rules = _rule(table, number), children(table, "rule")
    if 0 < number + step <= len(rules):
        other = rules[number + step - 1]
        _take_out(table, rule)
        _insert(table, rule, other, below=step > 0)
    return _written(root)


def _table(root: Element, table_id: str) -> Element:
    for element in root.iter("{*}decisionTable"):
        if id_of(element) == table_id:
            return element
    raise DmnError("Deze tabel staat niet in het bestand.", table_id)


def _rule(table: Element, number: int) -> Element:
    rules = children(table, "rule")
    if not 0 < number <= len(rules):
        raise DmnError(f"Regel {number} staat niet in de tabel.", id_of(table))
    return rules[number - 1]


def _text(cell: Element) -> str:
    found = first(cell, "text")
    return "" if found is None else "".join(str(part) for part in found.itertext()).strip()


def _note(rule: Element) -> str:
    found = first(rule, "description")
    return "" if found is None else (found.text or "").strip()


def _fill(rule: Element, row: Row) -> None:
    for tag, texts in (("inputEntry", row.tests), ("outputEntry", row.entries)):
        cells = children(rule, tag)
        if len(cells) != len(texts):
            raise DmnError("De tabel heeft intussen andere kolommen.", id_of(rule))
        for cell, text in zip(cells, texts, strict=True):
            _put(cell, "text", text)
    if row.note or first(rule, "description") is not None:
        _put(rule, "description", row.note)


def _put(element: Element, tag: str, text: str) -> None:
    found = first(element, tag)
    if found is None:
        found = etree.Element(_like(element, tag))
        element.insert(0, found)
    if "".join(str(part) for part in found.itertext()).strip() == text:
        return
    for child in list(found):
        found.remove(child)
    try:
        found.text = text
    except ValueError:
        raise DmnError("Er staat een teken in dat niet in een tabel kan.", id_of(element)) from None


def _made(root: Element, table: Element, row: Row) -> Element:
    """A rule with cells of its own, spaced as the one above it."""
    taken = {element.get("id") for element in root.iter() if element.get("id")}
    id_ = _free("regel", taken)
    made = etree.Element(_like(table, "rule"), id=id_)
    _put(made, "description", row.note)
    for tag, texts in (("inputEntry", row.tests), ("outputEntry", row.entries)):
        for place, text in enumerate(texts, start=1):
            cell = etree.SubElement(made, _like(table, tag), id=_free(f"{id_}_{tag[:-5]}_{place}", taken))
            _put(cell, "text", text)
    etree.indent(made, "  ", level=3)
    return made


def _free(wanted: str, taken: set[str | None]) -> str:
    number = 1
    while f"{wanted}_{number}" in taken:
        number += 1
    taken.add(f"{wanted}_{number}")
    return f"{wanted}_{number}"


def _insert(table: Element, rule: Element, beside: Element, *, below: bool) -> None:
    rule.tail = beside.tail if below else "\n      "
    if below and table[-1] is beside and table.index(beside):
        beside.tail = table[table.index(beside) - 1].tail
    table.insert(table.index(beside) + below, rule)


def _take_out(table: Element, rule: Element) -> None:
    if table[-1] is rule and len(table) > 1:
        table[-2].tail = rule.tail
    table.remove(rule)


def _like(element: Element, tag: str) -> str:
    return f"{str(element.tag)[: -len(tag_of(element))]}{tag}"


def _written(root: Element) -> bytes:
    body: bytes = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body + b"\n"
