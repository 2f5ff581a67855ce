"""What a package from elsewhere is to this installation: new or changed, and what is missing here to work with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine import check, definitions
from engine.check.findings import Finding
from engine.check.model import Node
from engine.check.package import PackageModel, read_package
from engine.models import PackageVersion
from engine.packages.content import digest_of
from engine.registry import Catalogue


@dataclass(frozen=True)
class Here:
    """What this installation has: roles that somebody holds, kinds of organisations that take part."""

    roles: frozenset[str]
    kinds: frozenset[str]
    every_kind: frozenset[str]  # the words for them


@dataclass(frozen=True)
class Missing:
    """Something the package counts on and that is not here."""

    what: str  # "Rol", "Organisatie", "Onderwerp", "Instelling"
    name: str
    where: tuple[str, ...]
    remedy: str


@dataclass(frozen=True)
class Report:
    """Everything to know before a package is taken in."""

    name: str
    title: str
    known: PackageVersion | None  # the newest version here of a package with this name
    same_as: PackageVersion | None  # a version with exactly these files
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    missing: tuple[Missing, ...]
    findings: tuple[Finding, ...]
    origin: Mapping[str, str]
    untouched: bool  # exactly as it left the installation that made the zip

    @property
    def state(self) -> str:
        if self.known is None:
            return "nieuw"
        if self.same_as is not None:
            return "gelijk"
        return "anders"


def look(
    session: Session, files: Mapping[str, bytes], origin: Mapping[str, str], *, here: Here, catalogue: Catalogue
) -> Report:
    """Nothing is kept; `Invalid` when the files are no package."""
    content = definitions.from_files(files)
    versions = definitions.versions(session, content.name)
    before = definitions.files_of(session, versions[0].id) if versions else {}
    package, _ = read_package(files, catalogue)
    return Report(
        name=content.name,
        title=content.title,
        known=versions[0] if versions else None,
        same_as=next((version for version in versions if version.digest == content.digest), None),
        added=tuple(sorted(files.keys() - before.keys())) if versions else (),
        changed=tuple(sorted(path for path in files.keys() & before.keys() if files[path] != before[path])),
        removed=tuple(sorted(before.keys() - files.keys())),
        missing=tuple(_missing(package, here)),
        findings=tuple(check.check_whole(files, catalogue)),
        origin=origin,
        untouched=origin.get("vingerafdruk") == digest_of(files),
    )


def _missing(package: PackageModel, here: Here) -> Iterator[Missing]:
    yield from _roles(package, here.roles)
    yield from _organisations(package, here)
    yield from _topics(package)
    yield from _settings(package)


def _roles(package: PackageModel, filled: Collection[str]) -> Iterator[Missing]:
    where: dict[str, set[str]] = {}
    for node in package.nodes():
        for role in _words(node.camunda("candidateGroups")):
            where.setdefault(role, set()).add(_place(node))
    for row in package.manifest.get("rollen") or ():
        if isinstance(row, dict):
            where.setdefault(str(row.get("sleutel")), set())
    for role in sorted(where.keys() - set(filled)):
        remedy = "Geef iemand deze rol bij Organisaties, of wijs in het diagram een ander aan."
        yield Missing("Rol", role, tuple(sorted(where[role])), remedy)


def _organisations(package: PackageModel, here: Here) -> Iterator[Missing]:
    where: dict[str, set[str]] = {}
    for node in package.nodes():
        for side in ("verstrekker", "ontvanger"):
            for word in _words(node.properties.get(side)):
                where.setdefault(word, set()).add(_place(node))
    for word in sorted(where.keys() & here.every_kind - here.kinds):
        places = tuple(sorted(where[word]))
        yield Missing("Organisatie", word, places, "Voeg een organisatie van deze soort toe bij Organisaties.")


def _topics(package: PackageModel) -> Iterator[Missing]:
    where: dict[str, set[str]] = {}
    known = {handler.topic for handler in package.catalogue.registry}
    for node in package.nodes():
        topic = (node.camunda("topic") or "").strip()
        if topic and topic not in known:
            where.setdefault(topic, set()).add(_place(node))
    for topic in sorted(where):
        remedy = "Dit werk kan deze installatie niet doen. Kies een ander onderwerp, of werk Zevenstap bij."
        yield Missing("Onderwerp", topic, tuple(sorted(where[topic])), remedy)


def _settings(package: PackageModel) -> Iterator[Missing]:
    for row in package.manifest.get("instellingen") or ():
        if isinstance(row, dict) and row.get("waarde") is None:
            name = str(row.get("label") or row.get("sleutel"))
            yield Missing("Instelling", name, ("pakket.json",), "Vul een waarde in bij Instellingen.")


def _words(text: str | None) -> list[str]:
    """The literal words of a list; an expression is only known in a case."""
    if not text or text.strip().startswith("="):
        return []
    return [word for word in (part.strip() for part in text.split(",")) if word]


def _place(node: Node) -> str:
    return f"{node.file.rsplit('/', 1)[-1]}: {node.name or node.id}"
