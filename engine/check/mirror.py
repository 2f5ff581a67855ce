"""The mirror: a package laid beside the seven steps, by the marks on its elements, never by their ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.check import vocabulary
from engine.check.model import ACTIVITIES, Node
from engine.check.package import PackageModel, read_package
from engine.registry import Catalogue

COVERED, MOVED, MISSING, ADDED = "gedekt", "verplaatst", "ontbreekt", "toegevoegd"

STEPS = {
    1: "Signalen over groepsgedrag delen",
    2: "Informatie verzamelen en verbinden",
    3: "Maken integraal beeld en concept Plan van Aanpak",
    4: "Adviseren en prioriteren",
    5: "Maken Plan van Aanpak",
    6: "Uitvoeren en monitoren Plan van aanpak",
    7: "Afronden en evalueren",
}
_EXPECTED: dict[int, tuple[tuple[str, str], ...]] = {
    1: (("doel", "signalen_delen"), ("besluit", "G1"), ("product", "signaalregistratie")),
    2: (
        ("doel", "informatie_verbinden"),
        ("poort", "groepsscan"),
        ("besluit", "G2"),
        ("product", "groepsscan"),
        ("product", "standaardrapportage"),
        ("product", "namenlijst"),
        ("product", "aanbiedingsbrief"),
        ("product", "overzicht"),
    ),
    3: (
        ("doel", "beeld_en_conceptplan"),
        ("besluit", "G4"),
        ("product", "integraal_beeld"),
        ("product", "concept_pva"),
    ),
    4: (("doel", "adviseren_en_prioriteren"), ("besluit", "G5"), ("product", "adviesdocument"), ("product", "besluit")),
    5: (("doel", "plan_maken"), ("besluit", "G6"), ("product", "pva")),
    6: (("doel", "uitvoeren_en_volgen"), ("besluit", "G7"), ("product", "voortgang"), ("product", "scores")),
    7: (("doel", "afronden_en_evalueren"), ("besluit", "G8"), ("product", "evaluatie"), ("product", "overdracht")),
}
_KINDS = ("doel", "poort", "besluit", "product")


@dataclass(frozen=True)
class Place:
    """An element that carries a mark."""

    file: str
    process: str
    element: str
    name: str


@dataclass(frozen=True)
class Mark:
    """One thing the seven steps ask for, or one that this package adds."""

    kind: str  # doel, poort, besluit, product
    value: str
    verdict: str  # COVERED, MOVED, MISSING, ADDED
    places: tuple[Place, ...]
    remark: str = ""


@dataclass(frozen=True)
class StepReport:
    number: int
    title: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Mirror:
    package: str
    steps: tuple[StepReport, ...]
    unmarked: tuple[Place, ...]  # work that belongs to no step


Marked = dict[tuple[str, str], list[tuple[int | None, Place]]]


def mirror(files: Mapping[str, bytes], catalogue: Catalogue) -> Mirror:
    """The report over a package's files; unreadable diagrams are left out (the check names them)."""
    package, _ = read_package(files, catalogue)
    marked = _marked(package)
    steps = tuple(
        StepReport(number, title, (*_expected(number, marked), *_added(number, marked)))
        for number, title in STEPS.items()
    )
    name = str(package.manifest.get("naam") or "")
    return Mirror(name, steps, tuple(_unmarked(package)))


def _marked(package: PackageModel) -> Marked:
    found: Marked = {}
    for node in package.nodes():
        for kind in _KINDS:
            for value in vocabulary.words(node.properties.get(kind, "")):
                found.setdefault((kind, value), []).append((node.step, _place(node)))
    return found


def _place(node: Node) -> Place:
    return Place(node.file, node.scope.process.id, node.id, node.name)


def _expected(number: int, marked: Marked) -> Iterator[Mark]:
    for kind, value in _EXPECTED[number]:
        found = marked.get((kind, value), [])
        here = tuple(place for step, place in found if step == number)
        elsewhere = tuple(place for step, place in found if step != number)
        if here:
            yield Mark(kind, value, COVERED, here)
        elif elsewhere:
            steps = sorted({str(step or "?") for step, _ in found})
            yield Mark(kind, value, MOVED, elsewhere, f"staat bij stap {', '.join(steps)}")
        else:
            yield Mark(kind, value, MISSING, ())


def _added(number: int, marked: Marked) -> Iterator[Mark]:
    for (kind, value), found in sorted(marked.items()):
        here = tuple(place for step, place in found if step == number)
        if here and (kind, value) not in _EXPECTED[number]:
            yield Mark(kind, value, ADDED, here)


def _unmarked(package: PackageModel) -> Iterator[Place]:
    inside_gates = {n.xml.get("calledElement", "") for n in package.nodes() if n.properties.get("poort")}
    for node in package.nodes():
        # What happens inside a gate belongs to the step of whoever calls it.
        if node.tag in ACTIVITIES and node.step is None and node.scope.process.id not in inside_gates:
            yield _place(node)
