"""What a designer may choose from in the properties of an element: names that exist instead of typed ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any

from lxml import etree

from engine.check import vocabulary, xml
from engine.check.files import by_extension, stem
from engine.check.findings import Finding
from engine.check.model import BPMN, local
from engine.check.package import PackageModel
from engine.check.variables import known_names
from engine.feel.registry import BUILTINS
from engine.registry import Catalogue, Handler
from web import words
from web.desk import places

Choice = dict[str, str]
_NAMED = {"message": "name", "signal": "name", "error": "errorCode", "escalation": "escalationCode"}


def of_draft(draft_id: int, package: PackageModel, path: str) -> dict[str, Any]:
    """Everything the properties panel offers, as JSON."""
    return {
        "formulieren": [_place(draft_id, key, key, at) for key, at in sorted(package.forms.items())],
        "tabellen": [_place(draft_id, key, name, at) for key, name, at in _decisions(package.files)],
        "processen": [
            _place(draft_id, key, " ".join(scope.xml.get("name", "").split()) or key, scope.file)
            for key, scope in sorted(package.processes.items())
        ],
        "rollen": [_choice(key, title) for key, title in sorted(package.roles.items(), key=lambda row: row[1])],
        "handlers": [_handler(handler) for handler in _by_title(package.catalogue)],
        "namen": {tag: sorted(_names(package, tag, path)) for tag in _NAMED},
        "functies": [_function(name) for name in sorted(BUILTINS)],
        "variabelen": sorted(_variables(package, path)),
        "fouten": sorted({code for handler in package.catalogue.registry for code in handler.errors}),
        "woorden": {
            name: [_choice(word, words.field_name(word)) for word in sorted(found)]
            for name, found in vocabulary.PROPERTIES.items()
            if found is not None
        },
    }


def _function(name: str) -> dict[str, Any]:
    forms = BUILTINS[name]
    return {
        "naam": name,
        "parameters": [parameter.name for parameter in forms[0].parameters],
        "vormen": [form.signature for form in forms],
    }


def _variables(package: PackageModel, path: str) -> set[str]:
    """The names that the processes of this file know, to choose from while an expression is written."""
    processes = [scope for scope in package.processes.values() if scope.file == path]
    return {name for scope in processes for name in known_names(package, scope) or () if name}


def _choice(key: str, title: str) -> Choice:
    return {"sleutel": key, "naam": title}


def _place(draft_id: int, key: str, title: str, path: str) -> Choice:
    return {**_choice(key, title), "adres": places.edit_url(draft_id, path)}


def _by_title(catalogue: Catalogue) -> list[Handler]:
    return sorted(catalogue.registry, key=lambda handler: handler.title)


def _handler(handler: Handler) -> dict[str, Any]:
    return {
        **_choice(handler.topic, handler.title),
        "uitleg": handler.description,
        "invoer": [
            {"naam": field.name, "nodig": field.default is MISSING and field.default_factory is MISSING}
            for field in fields(handler.input_type)
        ],
        "uitvoer": sorted(handler.outputs),
        "fouten": list(handler.errors),
        "deelt": handler.shares is not None,
    }


def _decisions(files: Mapping[str, bytes]) -> Iterator[tuple[str, str, str]]:
    """(id, name, path) of every table; a file that cannot be read has none, the check says why."""
    for path, data in sorted(by_extension(files, ".dmn").items()):
        root = xml.read(data, path)
        if isinstance(root, Finding):
            continue
        for found in root.iter():
            if isinstance(found.tag, str) and local(found) == "decision" and found.get("id"):
                yield str(found.get("id")), found.get("name") or stem(path), path


def _names(package: PackageModel, tag: str, path: str) -> Iterator[str]:
    """How the other diagrams call what is sent, caught or thrown; this one's own the editor knows."""
    for diagram in package.diagrams:
        if diagram.path != path:
            yield from filter(None, (_name(found, tag) for found in diagram.root.iter(f"{{{BPMN}}}{tag}")))


def _name(found: etree._Element, tag: str) -> str:
    return (found.get(_NAMED[tag]) or "").strip()
