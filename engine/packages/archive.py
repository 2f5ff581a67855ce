"""A package as a zip file that somebody brings: read with suspicion, written the same every time."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

from engine.errors import Invalid
from engine.packages.paths import common_folder_removed, is_clutter, require_paths

MAX_FILES = 500
MAX_FILE = 20_000_000
MAX_TOTAL = 50_000_000
MAX_RATIO = 200  # text compresses well, but not like this
_RATIO_COUNTS_FROM = 1_000_000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


def read_zip(data: bytes) -> dict[str, bytes]:
    """The files of a package, by path; `Invalid` in Dutch for anything that is not one."""
    if len(data) > MAX_TOTAL:
        raise Invalid(f"Het zip-bestand is te groot: hoogstens {MAX_TOTAL // 1_000_000} MB.")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            files = _read_all(archive)
    except _DAMAGED as error:
        raise Invalid("Dit is geen leesbaar zip-bestand. Maak het zip-bestand opnieuw.") from error
    files = common_folder_removed(files)
    require_paths(files)
    return files


def _read_all(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [e for e in archive.infolist() if not e.is_dir() and not is_clutter(e.filename)]
    _require_modest(entries)
    files: dict[str, bytes] = {}
    for entry in entries:
        _require_plain(entry)
        if entry.filename in files:
            raise Invalid(f"Het bestand “{entry.filename}” staat twee keer in het zip-bestand.")
        with archive.open(entry) as stream:
            content = stream.read(entry.file_size + 1)  # never more than the archive admitted to
        if len(content) != entry.file_size:
            raise Invalid(f"Het bestand “{entry.filename}” in het zip-bestand is beschadigd.")
        files[entry.filename] = content
    return files


def _require_modest(entries: list[zipfile.ZipInfo]) -> None:
    if not entries:
        raise Invalid("Het zip-bestand is leeg.")
    if len(entries) > MAX_FILES:
        raise Invalid(f"Het zip-bestand heeft te veel bestanden: {len(entries)}, hoogstens {MAX_FILES}.")
    if sum(e.file_size for e in entries) > MAX_TOTAL:
        raise Invalid(f"De bestanden samen zijn te groot: hoogstens {MAX_TOTAL // 1_000_000} MB.")
    for entry in entries:
        if entry.file_size > MAX_FILE:
            raise Invalid(f"Het bestand “{_short(entry)}” is te groot: hoogstens {MAX_FILE // 1_000_000} MB.")
        if entry.file_size > _RATIO_COUNTS_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise Invalid(f"Het bestand “{_short(entry)}” is verdacht sterk ingepakt en wordt niet gelezen.")


def _require_plain(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 0x1:
        raise Invalid("Het zip-bestand heeft een wachtwoord. Maak een zip-bestand zonder wachtwoord.")
    if entry.compress_type not in _METHODS:
        raise Invalid(f"Het bestand “{_short(entry)}” is ingepakt op een manier die niet wordt gelezen.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Invalid(f"“{_short(entry)}” is een verwijzing (link), geen bestand.")


def _short(entry: zipfile.ZipInfo) -> str:
    return entry.filename[:100]


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """The same files give the same bytes: sorted, without dates."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, files[path])
    return buffer.getvalue()
