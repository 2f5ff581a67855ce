"""Which paths a package may have: bpmn/NAAM/... and forms/NAAM/..., one NAAM, plain names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from engine.errors import Invalid

MAX_PATH = 200
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\- ]{0,99}")
_ROOTS = ("bpmn", "forms")
_KNOWN = {
    "bpmn": {".json", ".bpmn", ".dmn", ".md", ".docx", ".txt", ".html"},
    "forms": {".form"},
}
_OF_WINDOWS = {"CON", "PRN", "AUX", "NUL", *(f"{name}{n}" for name in ("COM", "LPT") for n in range(1, 10))}
_CLUTTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def is_clutter(path: str) -> bool:
    """Files that operating systems leave in folders."""
    return path.startswith(_CLUTTER[0]) or path.rsplit("/", 1)[-1] in _CLUTTER[1:]


def common_folder_removed(files: dict[str, bytes]) -> dict[str, bytes]:
    """Somebody who zips the folder around bpmn/ and forms/ means the same."""
    heads = {path.split("/", 1)[0] for path in files}
    if len(heads) == 1 and not heads & set(_ROOTS) and all(path.count("/") >= 3 for path in files):
        return {path.split("/", 1)[1]: data for path, data in files.items()}
    return files


def require_paths(files: Mapping[str, bytes]) -> str:
    """The name of the package, when every path is one of a package; otherwise `Invalid`."""
    for path in files:
        _require_path(path)
    lowered = [path.lower() for path in files]
    folders = {head for path in lowered for head in _folders(path)}
    for path in lowered:
        if lowered.count(path) > 1:
            raise Invalid(f"Twee bestanden verschillen alleen in hoofdletters: “{path}”. Geef er een een andere naam.")
        if path in folders:
            raise Invalid(f"“{path}” is een bestand en ook een map. Geef een van de twee een andere naam.")
    return package_name(files)


def _folders(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:number]) for number in range(1, len(parts))]


def package_name(paths: Iterable[str]) -> str:
    names = sorted({path.split("/")[1] for path in paths})
    if len(names) != 1:
        found = ", ".join(names) or "geen"
        raise Invalid(f"Een pakket heeft één naam, in bpmn/NAAM/ en forms/NAAM/. Gevonden: {found}.")
    return names[0]


def _require_path(path: str) -> None:
    parts = path.split("/")
    shown = path[:100]
    if len(path) > MAX_PATH or not all(_PART.fullmatch(p) and not p.endswith((".", " ")) for p in parts):
        raise Invalid(
            f"De bestandsnaam “{shown}” mag niet. Gebruik letters, cijfers, punt, streepje en liggend streepje."
        )
    if any(part.split(".")[0].upper() in _OF_WINDOWS for part in parts):
        raise Invalid(f"“{shown}” kan niet op een Windows-computer staan. Geef het een andere naam.")
    if len(parts) < 3 or parts[0] not in _ROOTS:
        raise Invalid(f"“{shown}” hoort niet in een pakket: alles staat in bpmn/NAAM/ of forms/NAAM/.")
    extension = "." + parts[-1].rsplit(".", 1)[-1] if "." in parts[-1] else ""
    if extension not in _KNOWN[parts[0]]:
        allowed = ", ".join(sorted(_KNOWN[parts[0]]))
        raise Invalid(f"“{shown}” is geen soort bestand dat in {parts[0]}/ hoort. Toegestaan: {allowed}.")
