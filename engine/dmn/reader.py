"""Reads a DMN file, of any version from 1.1 to 1.5."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from engine.dmn import boxed_reader, items
from engine.dmn.elements import Element, children, first, id_of, wanted
from engine.dmn.errors import DmnError
from engine.dmn.model import Decision, Definitions, InputData, Knowledge, Service

MAX_BYTES = 5_000_000
NAMESPACES = frozenset(
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
        "https://www.omg.org/spec/DMN/20240513/MODEL/",
    ]
)


def load(xml: bytes) -> Definitions:
    """The decisions in a file; what is not DMN is refused with the place."""
    root = _parse(xml)
    namespace, _, tag = str(root.tag).removeprefix("{").rpartition("}")
    if tag != "definitions" or namespace not in NAMESPACES:
        raise DmnError("Dit bestand is geen DMN: het begint niet met `definitions`.")
    _refuse_double_ids(root)
    decisions = [_decision(element) for element in children(root, "decision")]
    knowledge = [_knowledge(element) for element in children(root, "businessKnowledgeModel")]
    return Definitions(
        id=root.get("id", ""),
        name=root.get("name", ""),
        decisions={decision.id: decision for decision in decisions},
        knowledge={item.id: item for item in knowledge},
        services={service.id: service for service in map(_service, children(root, "decisionService"))},
        inputs={item.id: item for item in map(_input_data, children(root, "inputData"))},
        types=items.read(root),
        names=_names(root),
        refused=tuple(_refused(root)),
    )


def _parse(xml: bytes) -> Element:
    if len(xml) > MAX_BYTES:
        raise DmnError(f"Het bestand is groter dan {MAX_BYTES // 1_000_000} MB.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DmnError(f"Het bestand is geen goede XML: {error}.") from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise DmnError("Een DMN-bestand met een DOCTYPE wordt niet gelezen.")
    return root


def _refuse_double_ids(root: Element) -> None:
    seen: set[str] = set()
    for element in root:
        found = element.get("id") if isinstance(element.tag, str) else None
        if found is not None and found in seen:
            raise DmnError("Twee elementen hebben dezelfde id.", found)
        seen.add(found or "")


def _decision(element: Element) -> Decision:
    id_, name = wanted(element, "id"), wanted(element, "name")
    variable = first(element, "variable")
    logic = boxed_reader.logic_in(element)
    if logic is None:
        raise DmnError("Deze beslissing heeft geen tabel en geen expressie.", id_)
    return Decision(
        id=id_,
        name=name,
        variable=variable.get("name", name) if variable is not None else name,
        type=(variable.get("typeRef", "") if variable is not None else "") or element.get("typeRef", ""),
        logic=logic,
        required_decisions=tuple(_required(element, "informationRequirement", "requiredDecision")),
        required_inputs=tuple(_required(element, "informationRequirement", "requiredInput")),
        required_knowledge=tuple(_required(element, "knowledgeRequirement", "requiredKnowledge")),
    )


def _knowledge(element: Element) -> Knowledge:
    id_, name = wanted(element, "id"), wanted(element, "name")
    function = first(element, "encapsulatedLogic")
    if function is None:
        raise DmnError("Dit kennismodel heeft geen inhoud.", id_)
    return Knowledge(
        id_,
        name,
        boxed_reader.function(function),
        tuple(_required(element, "knowledgeRequirement", "requiredKnowledge")),
    )


def _service(element: Element) -> Service:
    return Service(
        id=wanted(element, "id"),
        name=wanted(element, "name"),
        inputs=tuple(_target(child) for child in children(element, "inputData")),
        input_decisions=tuple(_target(child) for child in children(element, "inputDecision")),
        outputs=tuple(_target(child) for child in children(element, "outputDecision")),
    )


def _input_data(element: Element) -> InputData:
    variable = first(element, "variable")
    type_ref = variable.get("typeRef", "") if variable is not None else ""
    return InputData(wanted(element, "id"), wanted(element, "name"), type_ref)


def _required(element: Element, group: str, tag: str) -> Iterable[str]:
    for requirement in children(element, group):
        target = first(requirement, tag)
        if target is not None:
            yield _target(target)


def _target(element: Element) -> str:
    """The id of the element in this file that an `href` points to."""
    place, _, id_ = element.get("href", "").rpartition("#")
    root = element.getroottree().getroot()
    if (place and place != root.get("namespace")) or not id_:
        raise DmnError("Een verwijzing naar een ander bestand wordt niet gevolgd.", id_of(element))
    return id_


_NAMED = ("inputData", "decision", "businessKnowledgeModel", "variable", "itemComponent", "column", "decisionService")


def _names(root: Element) -> frozenset[str]:
    names = (element.get("name", "") for tag in _NAMED for element in root.iter(f"{{*}}{tag}"))
    outputs = (element.get("name") or "" for element in root.iter("{*}output"))
    loops = (element.get("iteratorVariable") or "" for element in root.iter("{*}for", "{*}some", "{*}every"))
    return frozenset(name for name in (*names, *outputs, *loops) if name)


_UNSUPPORTED = {
    "import": "Importeren van andere bestanden wordt niet ondersteund.",
}


def _refused(root: Element) -> Iterable[tuple[str, str]]:
    for tag, message in _UNSUPPORTED.items():
        for element in children(root, tag):
            yield str(element.get("id") or element.get("name") or ""), message
