"""The check of what stands on disk: a root, one package, or single files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from engine.check.checker import check_package, check_whole
from engine.check.findings import Finding, error, in_order
from engine.errors import Invalid
from engine.packages import folder
from engine.packages.archive import MAX_FILE
from engine.registry import Catalogue

_SINGLE = (".bpmn", ".dmn", ".form", ".json")


class Unreadable(Invalid):
    """There is nothing to check at this path; the text says why."""


def check_paths(paths: Iterable[str], catalogue: Catalogue) -> list[Finding]:
    """Findings over all paths, with files named from where the path was given."""
    found: list[Finding] = []
    single: dict[str, bytes] = {}
    for path in map(Path, paths):
        try:
            if path.is_dir():
                for root, name in packages_at(path):
                    found.extend(_package(root, name, catalogue))
            else:
                single[path.as_posix()] = _file(path)
        except OSError as problem:
            raise Unreadable(f"{path} is niet te lezen: {problem.strerror or problem}.") from problem
    if single:
        found.extend(check_package(single, catalogue, partial=True))
    return in_order(found)


def packages_at(path: Path) -> list[tuple[Path, str]]:
    """(root, name) of each package a folder stands for: a root with bpmn/, or one bpmn/NAAM."""
    names = folder.names(path)
    if names:
        return [(path, name) for name in names]
    full = path.resolve()
    if full.parent.name in ("bpmn", "forms"):
        shown = path.parent.parent if len(path.parts) > 2 else full.parent.parent
        return [(shown, full.name)]
    raise Unreadable(f"In {path} staat geen pakket: verwacht bpmn/NAAM/ of een map die zelf bpmn/NAAM is.")


def _package(root: Path, name: str, catalogue: Catalogue) -> list[Finding]:
    try:
        files = folder.read_folder(root, name)
    except Invalid as refused:
        where = (root / "bpmn" / name).as_posix()
        return [error(where, "", "pakket", str(refused), "Haal het bestand weg of geef het een andere naam.")]
    return [replace(f, file=(root / f.file).as_posix()) if f.file else f for f in check_whole(files, catalogue)]


def _file(path: Path) -> bytes:
    size = path.stat().st_size  # first: a path that does not exist says so
    if path.suffix not in _SINGLE:
        raise Unreadable(f"{path} is geen bestand dat gecontroleerd kan worden ({', '.join(_SINGLE)}).")
    if size > MAX_FILE:
        raise Unreadable(f"{path} is te groot: hoogstens {MAX_FILE // 1_000_000} MB.")
    return path.read_bytes()
