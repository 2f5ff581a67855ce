"""Where a form of a draft is used: the tasks and starts of the diagrams, and the start of the whole package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from engine.check.files import stem
from engine.check.model import Node
from engine.check.package import PackageModel, read_package
from engine.registry import Catalogue

MANIFEST = "pakket.json"


@dataclass(frozen=True)
class Use:
    """One place that shows the form."""

    file: str
    element: str  # "" for the package as a whole
    name: str
    roles: tuple[str, ...]  # keys of who may do it


def of_form(files: Mapping[str, bytes], path: str, catalogue: Catalogue) -> list[Use]:
    """The places that refer to the form at this path, in the order of the diagrams."""
    package, _ = read_package(files, catalogue)
    return list(_uses(package, stem(path)))


def roles(files: Mapping[str, bytes], catalogue: Catalogue) -> dict[str, str]:
    """Group key -> Dutch title, as the package and the installation have them."""
    return read_package(files, catalogue)[0].roles


def _uses(package: PackageModel, key: str) -> Iterator[Use]:
    for path in sorted(package.files):
        if path.endswith(f"/{MANIFEST}") and package.manifest.get("startformulier") == key:
            yield Use(path, "", _("Een zaak beginnen"), ())
    for node in package.nodes():
        if (node.camunda("formRef") or "").strip() == key:
            yield Use(node.file, node.id, node.label, _roles(node))


def _roles(node: Node) -> tuple[str, ...]:
    written = node.camunda("candidateGroups") or ""
    return tuple(filter(None, (word.strip() for word in written.split(","))))
