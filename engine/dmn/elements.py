"""Small questions to an XML element, whatever the version of its namespace."""

from __future__ import annotations

from lxml import etree

from engine.dmn.errors import DmnError

Element = etree._Element  # lxml has no public name for the class of elements


def tag_of(element: Element) -> str:
    """The element's name without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element, tag: str) -> list[Element]:
    """The direct children with this name."""
    return [child for child in element if tag_of(child) == tag]


def first(element: Element, tag: str) -> Element | None:
    """The first direct child with this name."""
    return next(iter(children(element, tag)), None)


def text_of(element: Element | None) -> str | None:
    """What stands in the `text` below this element; None when nothing does."""
    found = first(element, "text") if element is not None else None
    text = "".join(str(part) for part in found.itertext()).strip() if found is not None else ""
    return text or None


def id_of(element: Element) -> str:
    """The element's id, or that of the nearest element around it that has one."""
    here: Element | None = element
    while here is not None:
        if found := here.get("id"):
            return str(found)
        here = here.getparent()
    return ""


def wanted(element: Element, attribute: str) -> str:
    """An attribute that must be there."""
    value = element.get(attribute)
    if not value:
        raise DmnError(f"Aan `{tag_of(element)}` ontbreekt `{attribute}`.", id_of(element))
    return str(value)


def wanted_child(element: Element, tag: str) -> Element:
    """A child that must be there."""
    found = first(element, tag)
    if found is None:
        raise DmnError(f"In `{tag_of(element)}` ontbreekt `{tag}`.", id_of(element))
    return found
