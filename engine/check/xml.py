"""The one door for XML that people bring: no entities, no DTD, no network, bounded in size and depth."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from lxml import etree

from engine.check.findings import Finding, Severity

MAX_BYTES = 5_000_000
MAX_DEPTH = 60
MAX_ELEMENTS = 50_000

_OPTIONS: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
_REMEDY = "Open het bestand in de Camunda Modeler en sla het daar opnieuw op."


class XmlRefused(Exception):
    """The bytes cannot be read as the XML we accept; the text says why, in Dutch."""

    def __init__(self, message: str, hint: str) -> None:
        self.message = message
        self.hint = hint
        super().__init__(message)


def parse(data: bytes) -> etree._Element:
    """The root element, or `XmlRefused`; the bytes are looked through before a tree is built."""
    if len(data) > MAX_BYTES:
        raise XmlRefused(
            f"Het bestand is te groot ({len(data) // 1_000_000} MB).",
            f"Een bestand mag hoogstens {MAX_BYTES // 1_000_000} MB zijn.",
        )
    try:
        _look_through(data)
        root = etree.fromstring(data, etree.XMLParser(**_OPTIONS, remove_comments=True, remove_pis=True))
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise XmlRefused(f"Het bestand is geen geldige XML: {_short(error)}.", _REMEDY) from error
    docinfo: Any = root.getroottree().docinfo
    if docinfo.doctype:
        raise XmlRefused(*_NO_DTD)
    return root


def read(data: bytes, path: str) -> etree._Element | Finding:
    """As `parse`, with a refusal as a finding about `path`."""
    try:
        return parse(data)
    except XmlRefused as refused:
        return Finding(path, "", "xml", Severity.ERROR, refused.message, refused.hint)


_NO_DTD = (
    "Het bestand bevat een DTD of entiteiten (<!DOCTYPE ...>). Dat is niet toegestaan.",
    "Haal de regel <!DOCTYPE ...> weg. Een procesdiagram heeft die niet nodig.",
)


def _look_through(data: bytes) -> None:
    # A DTD is refused before lxml reads it: declared entities could cost memory even when not resolved.
    if b"<!DOCTYPE" in data or "<!DOCTYPE".encode("utf-16-le") in data or "<!DOCTYPE".encode("utf-16-be") in data:
        raise XmlRefused(*_NO_DTD)
    depth = elements = 0
    for event, element in etree.iterparse(BytesIO(data), events=("start", "end"), **_OPTIONS):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        if depth > MAX_DEPTH:
            raise XmlRefused(
                f"Het bestand is te diep genest (meer dan {MAX_DEPTH} niveaus).",
                "Haal subprocessen uit elkaar, of gebruik een aangeroepen proces.",
            )
        if elements > MAX_ELEMENTS:
            raise XmlRefused(
                f"Het bestand heeft te veel elementen (meer dan {MAX_ELEMENTS}).",
                "Verdeel het proces over meer diagrammen.",
            )
        if event == "end":
            element.clear()


def _short(error: Exception) -> str:
    """Where it goes wrong; the parser's own words are English and say little to a designer."""
    if isinstance(error, etree.XMLSyntaxError) and error.lineno:
        return f"het gaat mis bij regel {error.lineno}, teken {error.offset or 1}"
    return "het is niet te lezen als tekst" if isinstance(error, LookupError | ValueError) else "het is leeg of half"
