"""From the files of a package to documents; what cannot be read in parts is compared as a whole."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

import orjson
from lxml import etree

from engine.check import xml
from engine.check.files import stem
from engine.check.model import local
from engine.comparing import json_units, xml_parts
from engine.comparing.parts import Document, Documents, Family, file_key

MAX_LETTER = 5_000_000  # of unpacked text; a letter is smaller
_FAMILIES = (
    (".bpmn", Family.DIAGRAM),
    (".form", Family.FORM),
    (".dmn", Family.TABLE),
    ("/pakket.json", Family.SETTINGS),
    (".docx", Family.LETTER),
    (".txt", Family.LETTER),
    (".md", Family.HELP),
)


def documents(files: Mapping[str, bytes]) -> Documents:
    """Every file of a package, by its path without the package's name."""
    found = (document(path, data) for path, data in sorted(files.items()))
    return {one.key: one for one in found}


def family_of(path: str) -> Family:
    if "/scenarios/" in path:
        return Family.SCENARIO
    return next((family for end, family in _FAMILIES if path.endswith(end)), Family.OTHER)


def document(path: str, data: bytes) -> Document:
    family = family_of(path)
    if family in (Family.DIAGRAM, Family.TABLE):
        return _xml(path, data, family)
    if family in (Family.FORM, Family.SETTINGS):
        return _json(path, data, family)
    return _whole(path, data, family)


def _xml(path: str, data: bytes, family: Family) -> Document:
    try:
        root = xml.parse(data)
    except xml.XmlRefused:
        return _whole(path, data, family)
    if not (xml_parts.is_bpmn(root) if family is Family.DIAGRAM else xml_parts.is_dmn(root)):
        return _whole(path, data, family)
    read = xml_parts.read(root)
    return Document(path, file_key(path), family, data, read.parts, read.layout, read.identity)


def _json(path: str, data: bytes, family: Family) -> Document:
    raw = json_of(data)
    if raw is None:
        return _whole(path, data, family)
    form = family is Family.FORM
    units = json_units.form_units(raw) if form else json_units.manifest_units(raw)
    identity = frozenset({str(raw["id"])}) if form and raw.get("id") else frozenset()
    layout = json_units.layout(units) if form else {}
    parts = json_units.parts(units, form=form)
    return Document(path, file_key(path), family, data, parts, layout, identity)


def json_of(data: bytes) -> dict[str, object] | None:
    try:
        raw = orjson.loads(data)
        orjson.dumps(raw)  # it reads deeper than it writes; what cannot be written has no parts to show
    except (orjson.JSONDecodeError, orjson.JSONEncodeError, RecursionError):
        return None
    return raw if isinstance(raw, dict) else None


def _whole(path: str, data: bytes, family: Family) -> Document:
    text = letter_text(data) if path.endswith(".docx") else _plain(data)
    return Document(path, file_key(path), family, data, whole=True, text=text)


def _plain(data: bytes) -> str:
    """Its lines, without what no reader sees; "" for what is no text."""
    try:
        return "\n".join(line.rstrip() for line in data.decode().strip().splitlines())
    except UnicodeDecodeError:
        return ""


def letter_text(data: bytes) -> str:
    """The paragraphs of a Word file; "" when it cannot be read."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive, archive.open("word/document.xml") as stream:
            root = xml.parse(stream.read(MAX_LETTER))
    except (zipfile.BadZipFile, KeyError, zlib.error, OSError, RuntimeError, NotImplementedError, xml.XmlRefused):
        return ""
    lines = ("".join(_runs(each)) for each in root.iter() if local(each) == "p")
    return "\n".join(line.strip() for line in lines if line.strip())


def _runs(paragraph: etree._Element) -> list[str]:
    return [str(each.text or "") for each in paragraph.iter() if local(each) == "t"]


def provides(one: Document) -> set[str]:
    """What other files can refer to in this one."""
    found = {f"bestand:{one.key}"}
    if one.family is Family.FORM:
        found.add(f"formulier:{stem(one.path)}")
    sorts = {"process": "proces", "decision": "beslissing"}
    found |= {f"{sorts[part.sort]}:{key}" for key, part in one.parts.items() if part.sort in sorts}
    return found
