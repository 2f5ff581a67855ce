"""A package as it stands in a folder: the trees bpmn/NAAM/ and forms/NAAM/."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.errors import Invalid
from engine.packages.archive import MAX_FILE, MAX_FILES
from engine.packages.paths import is_clutter, require_paths


def names(root: Path) -> list[str]:
    """The packages under a root: the folders in bpmn/."""
    folder = root / "bpmn"
    return sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []


def read_folder(root: Path, name: str) -> dict[str, bytes]:
    """The files of one package under `root`, by path; `Invalid` when it is not one."""
    found = [
        path
        for tree in ("bpmn", "forms")
        for path in sorted((root / tree / name).rglob("*"))
        if path.is_file() and not is_clutter(path.name)
    ]
    if not found:
        raise Invalid(f"In {root} staat geen pakket “{name}”.")
    if len(found) > MAX_FILES:
        raise Invalid(f"Het pakket “{name}” heeft te veel bestanden: {len(found)}.")
    files = {path.relative_to(root).as_posix(): _read(path) for path in found}
    require_paths(files)
    return files


def _read(path: Path) -> bytes:
    if path.is_symlink():
        raise Invalid(f"“{path.name}” is een verwijzing (link), geen bestand.")
    if path.stat().st_size > MAX_FILE:
        raise Invalid(f"“{path.name}” is te groot: hoogstens {MAX_FILE // 1_000_000} MB.")
    return path.read_bytes()


def write_folder(root: Path, name: str, files: Mapping[str, bytes]) -> None:
    """Make the two trees of the package under `root` say exactly this; nothing else there is touched."""
    require_paths(files)
    for path, data in sorted(files.items()):
        target = root / path
        if target.is_symlink():
            raise Invalid(f"“{target.name}” is een verwijzing (link), geen bestand.")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    for tree in ("bpmn", "forms"):
        for old in sorted((root / tree / name).rglob("*")):
            if old.is_file() and not is_clutter(old.name) and old.relative_to(root).as_posix() not in files:
                old.unlink()
