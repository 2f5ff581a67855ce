"""What the files of a package are called by people: a diagram by its process, a form by the task that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from lxml import etree

from engine.check import xml
from engine.check.files import stem
from engine.check.model import BPMN, CAMUNDA
from web.told import lazy_gettext

Titles = dict[str, str]
LONGEST = 80
SETTINGS = lazy_gettext("Termijnen, rollen en andere gegevens van het pakket")


def of(files: Mapping[str, bytes]) -> Titles:
    """A title for every file; what cannot be read keeps its file name without the ending."""
    found: Titles = {}
    shown: dict[str, str] = {}  # form key -> the first task that shows it
    for path in sorted(files):
        if path.endswith(".bpmn"):
            root = _tree(files[path])
            found[path] = _diagram(root) or spelled(path)
            shown = {**dict(_forms(root)), **shown}
    for path in sorted(files):
        if path not in found:
            found[path] = _title(path, files[path], shown)[:LONGEST]
    return found


def spelled(path: str) -> str:
    """'bpmn/x/stap_1_signalen.bpmn' -> 'Stap 1 signalen'."""
    words = stem(path).replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def _title(path: str, data: bytes, shown: Mapping[str, str]) -> str:
    if path.endswith("/pakket.json"):
        return str(SETTINGS)
    if path.endswith(".form"):
        return shown.get(stem(path), "") or spelled(path)
    if path.endswith(".dmn"):
        return _table(data) or spelled(path)
    if path.endswith(".md"):
        return _heading(data) or spelled(path)
    if path.endswith(".json"):
        return _named(data) or spelled(path)
    return spelled(path)


def _tree(data: bytes) -> etree._Element | None:
    try:
        return xml.parse(data)
    except xml.XmlRefused:
        return None


def _diagram(root: etree._Element | None) -> str:
    if root is None:
        return ""
    names = (each.get("name", "") for each in root.iter(f"{{{BPMN}}}process"))
    return " ".join(next(filter(None, names), "").split())[:LONGEST]


def _forms(root: etree._Element | None) -> Iterator[tuple[str, str]]:
    for each in root.iter(f"{{{BPMN}}}*") if root is not None else ():
        key, name = each.get(f"{{{CAMUNDA}}}formRef"), " ".join(each.get("name", "").split())
        if key and name:
            yield key, name


def _table(data: bytes) -> str:
    root = _tree(data)
    return "" if root is None else root.get("name", "").strip()


def _heading(data: bytes) -> str:
    lines = data.decode("utf-8", "replace").splitlines()
    return next((line.lstrip("# ").strip() for line in lines if line.startswith("#")), "")


def _named(data: bytes) -> str:
    """A scenario has its own name."""
    try:
        found: Any = orjson.loads(data)
    except orjson.JSONDecodeError:
        return ""
    return str(found.get("titel") or found.get("naam") or "") if isinstance(found, dict) else ""
