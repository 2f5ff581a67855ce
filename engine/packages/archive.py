"""A package as a zip file that somebody brings: read with suspicion, written the same every time."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import orjson

from engine.errors import Invalid
from engine.models import PackageVersion
from engine.packages.paths import common_folder_removed, is_clutter, require_paths

MAX_FILES = 500
MAX_FILE = 20_000_000
MAX_TOTAL = 50_000_000
MAX_RATIO = 200  # text compresses well, but not like this
ORIGIN = "herkomst.json"  # beside bpmn/ and forms/: where a zip was made, and of what; no part of the package
MAX_ORIGIN = 4_000
MOST_PROBLEMS = 50  # told of one zip
_RATIO_COUNTS_FROM = 1_000_000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True)
class Problem:
    """What is wrong with one file of a zip."""

    file: str
    text: str


class ZipRefused(Invalid, told=True):
    """Nothing of this zip is read; every problem that was found, by file."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems[:MOST_PROBLEMS]
        super().__init__(" ".join(problem.text for problem in self.problems[:3]))


@dataclass(frozen=True)
class Brought:
    """What came in a zip."""

    files: dict[str, bytes]
    origin: Mapping[str, str]  # as it was written at the export; empty when nothing says


def read_zip(data: bytes) -> dict[str, bytes]:
    """The files of a package, by path; `Invalid` in Dutch for anything that is not one."""
    return bring(data).files


def bring(data: bytes) -> Brought:
    """The files of a package and where it was made; `ZipRefused` lists all that is wrong."""
    if len(data) > MAX_TOTAL:
        raise Invalid(f"Het zip-bestand is te groot: hoogstens {MAX_TOTAL // 1_000_000} MB.")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            files = _read_all(archive)
    except UnicodeDecodeError as error:
        raise Invalid("Een bestandsnaam in het zip-bestand is niet te lezen. Gebruik gewone letters.") from error
    except _DAMAGED as error:
        raise Invalid("Dit is geen leesbaar zip-bestand. Maak het zip-bestand opnieuw.") from error
    origin = _take_origin(files)
    files = common_folder_removed(files)
    _require_each(files)
    require_paths(files)
    return Brought(files, origin)


def _read_all(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [e for e in archive.infolist() if not e.is_dir() and not is_clutter(e.filename)]
    _require_modest(entries)
    problems = list(_problems(entries))
    if problems:
        raise ZipRefused(problems)
    files: dict[str, bytes] = {}
    for entry in entries:
        with archive.open(entry) as stream:
            content = stream.read(entry.file_size + 1)  # never more than the archive admitted to
        if len(content) != entry.file_size:
            raise Invalid(f"Het bestand “{_short(entry)}” in het zip-bestand is beschadigd.")
        files[entry.filename] = content
    return files


def _require_modest(entries: list[zipfile.ZipInfo]) -> None:
    """The zip as a whole, before any of it is opened."""
    if not entries:
        raise Invalid("Het zip-bestand is leeg.")
    if len(entries) > MAX_FILES:
        raise Invalid(f"Het zip-bestand heeft te veel bestanden: {len(entries)}, hoogstens {MAX_FILES}.")
    if sum(e.file_size for e in entries) > MAX_TOTAL:
        raise Invalid(f"De bestanden samen zijn te groot: hoogstens {MAX_TOTAL // 1_000_000} MB.")


def _problems(entries: list[zipfile.ZipInfo]) -> Iterator[Problem]:
    """Whatever can be said of the files without opening them."""
    seen: set[str] = set()
    for entry in entries:
        name = _short(entry)
        if entry.filename in seen:
            yield Problem(name, f"Het bestand “{name}” staat twee keer in het zip-bestand.")
        seen.add(entry.filename)
        if entry.file_size > MAX_FILE:
            yield Problem(name, f"Het bestand “{name}” is te groot: hoogstens {MAX_FILE // 1_000_000} MB.")
        elif entry.file_size > _RATIO_COUNTS_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            yield Problem(name, f"Het bestand “{name}” is verdacht sterk ingepakt en wordt niet gelezen.")
        if entry.flag_bits & 0x1:
            yield Problem(name, f"Het bestand “{name}” heeft een wachtwoord. Maak een zip-bestand zonder wachtwoord.")
        elif entry.compress_type not in _METHODS:
            yield Problem(name, f"Het bestand “{name}” is ingepakt op een manier die niet wordt gelezen.")
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind == stat.S_IFLNK:
            yield Problem(name, f"“{name}” is een verwijzing (link), geen bestand. Zet het bestand zelf in de zip.")
        elif kind not in (0, stat.S_IFREG):
            yield Problem(name, f"“{name}” is geen gewoon bestand. Maak de zip opnieuw, met alleen bestanden.")


def _require_each(files: Mapping[str, bytes]) -> None:
    """Every path by itself, so that all that is wrong is told at once."""
    problems = []
    for path in files:
        try:
            require_paths({path: b""})
        except Invalid as refused:
            problems.append(Problem(path[:100], str(refused)))
    if problems:
        raise ZipRefused(problems)


def _take_origin(files: dict[str, bytes]) -> dict[str, str]:
    """Take the note on where the zip was made out of the files; what it says is only ever shown."""
    found = next((path for path in files if path.rsplit("/", 1)[-1] == ORIGIN and path.count("/") < 2), None)
    if found is None:
        return {}
    data = files.pop(found)
    try:
        said: Any = orjson.loads(data) if len(data) <= MAX_ORIGIN else {}
    except orjson.JSONDecodeError:
        return {}
    if not isinstance(said, dict):
        return {}
    return {str(key)[:40]: str(value)[:200] for key, value in said.items() if isinstance(value, str | int)}


def origin_of(version: PackageVersion, by: str, now: datetime) -> dict[str, str]:
    """What goes along in a zip: where it was made, of which version, and how its files looked then."""
    return {
        "gemeente": by,
        "pakket": version.package.name,
        "versie": str(version.number),
        "gemaakt": now.date().isoformat(),
        "vingerafdruk": version.digest,
    }


def _short(entry: zipfile.ZipInfo) -> str:
    return entry.filename[:100]


def write_zip(files: Mapping[str, bytes], origin: Mapping[str, Any] | None = None) -> bytes:
    """The same files give the same bytes: sorted, without dates."""
    told = {ORIGIN: orjson.dumps(origin, option=orjson.OPT_INDENT_2)} if origin else {}
    whole = {**files, **told}
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(whole):
            entry = zipfile.ZipInfo(path, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, whole[path])
    return buffer.getvalue()
