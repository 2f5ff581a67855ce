"""Reads a DMN file, of any version from 1.1 to 1.5."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from engine.dmn import boxed_reader, items
from engine.dmn.elements import Element, children, first, id_of, wanted
from engine.dmn.errors import DmnError
from engine.dmn.model import Decision, Definitions, Import, InputData, Knowledge, Service
from engine.dmn.strange import strange
from engine.feel import tree

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


def load(xml: bytes, others: Iterable[bytes] = ()) -> Definitions:
    """The decisions in a file, which may import the other files; what is not DMN is refused with the place."""
    root = parse(xml)
    library = _Library(others if children(root, "import") else ())
    return _file(root, library)


class _Library:
    """The files that may be imported, by namespace; each is read once."""

    def __init__(self, others: Iterable[bytes]) -> None:
        self.roots = {root.get("namespace", ""): root for root in map(parse, others)}
        self.read: dict[str, Definitions] = {}
        self.busy: list[str] = []

    def find(self, namespace: str, asked_by: str) -> Definitions | None:
        if namespace in self.busy:
            raise DmnError("Twee bestanden importeren elkaar.", asked_by)
        if namespace not in self.read and namespace in self.roots:
            self.busy.append(namespace)
            self.read[namespace] = _file(self.roots[namespace], self)
            self.busy.pop()
        return self.read.get(namespace)


def _file(root: Element, library: _Library) -> Definitions:
    _refuse_double_ids(root)
    imports = dict(_imports(root, library))
    decisions = [_decision(element) for element in children(root, "decision")]
    knowledge = [_knowledge(element) for element in children(root, "businessKnowledgeModel")]
    return Definitions(
        id=root.get("id", ""),
        name=root.get("name", ""),
        decisions={decision.id: decision for decision in decisions},
        knowledge={item.id: item for item in knowledge},
        services={service.id: service for service in map(_service, children(root, "decisionService"))},
        inputs={item.id: item for item in map(_input_data, children(root, "inputData"))},
        types=items.read(root, _imported_types(imports)),
        names=_names(root).union(*({one.name, *one.definitions.names} for one in imports.values())),
        imports=imports,
        refused=tuple(_refused(root, imports)),
    )


def _imports(root: Element, library: _Library) -> Iterator[tuple[str, Import]]:
    for element in children(root, "import"):
        namespace = wanted(element, "namespace")
        found = library.find(namespace, id_of(element))
        if found is not None:
            yield namespace, Import(wanted(element, "name"), found)


def _imported_types(imports: Mapping[str, Import]) -> dict[str, tree.Type]:
    return {
        f"{one.name}.{name}": found
        for one in imports.values()
        for name, found in one.definitions.types.constrained.items()
    }


def parse(xml: bytes) -> Element:
    if len(xml) > MAX_BYTES:
        raise DmnError(f"Het bestand is groter dan {MAX_BYTES // 1_000_000} MB.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)  # the words of the parser are English
        raise DmnError(f"Het bestand is geen goede XML{f' (regel {line})' if line else ''}.") from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise DmnError("Een DMN-bestand met een DOCTYPE wordt niet gelezen.")
    namespace, _, tag = str(root.tag).removeprefix("{").rpartition("}")
    if tag != "definitions" or namespace not in NAMESPACES:
        raise DmnError("Dit bestand is geen DMN: het begint niet met `definitions`.")
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
    variable = first(element, "variable")
    return Service(
        id=wanted(element, "id"),
        name=wanted(element, "name"),
        inputs=tuple(_target(child) for child in children(element, "inputData")),
        input_decisions=tuple(_target(child) for child in children(element, "inputDecision")),
        outputs=tuple(_target(child) for child in children(element, "outputDecision")),
        type=variable.get("typeRef", "") if variable is not None else "",
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
    """The id that an `href` points to: with its namespace when it stands in an imported file."""
    place, _, id_ = element.get("href", "").rpartition("#")
    root = element.getroottree().getroot()
    if not place or place == root.get("namespace"):
        return id_
    if not any(child.get("namespace") == place for child in children(root, "import")):
        raise DmnError(
            f"Een verwijzing gaat naar `{place[:80]}`, maar dat bestand is niet geïmporteerd.", id_of(element)
        )
    return f"{place}#{id_}"


_NAMED = ("inputData", "decision", "businessKnowledgeModel", "variable", "itemComponent", "column", "decisionService")


def _names(root: Element) -> frozenset[str]:
    names = (element.get("name", "") for tag in _NAMED for element in root.iter(f"{{*}}{tag}"))
    outputs = (element.get("name") or "" for element in root.iter("{*}output"))
    loops = (element.get("iteratorVariable") or "" for element in root.iter("{*}for", "{*}some", "{*}every"))
    return frozenset(name for name in (*names, *outputs, *loops) if name)


def _refused(root: Element, imports: Mapping[str, Import]) -> Iterable[tuple[str, str]]:
    yield from strange(root)
    for element in children(root, "import"):
        namespace = element.get("namespace", "")
        if namespace not in imports:
            message = f"Het bestand dat hier wordt geïmporteerd (`{namespace[:80]}`) is er niet."
            yield str(element.get("id") or element.get("name") or ""), message
