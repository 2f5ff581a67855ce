"""What a file is, by its content; the name alone proves nothing."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
EXTENSIONS = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".docx": _OFFICE + "wordprocessingml.document",
    ".xlsx": _OFFICE + "spreadsheetml.sheet",
    ".odt": _OPEN + "text",
    ".ods": _OPEN + "spreadsheet",
    ".txt": "text/plain",
    ".csv": "text/csv",
}
NAMES = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpeg",
    EXTENSIONS[".docx"]: "Word (docx)",
    EXTENSIONS[".xlsx"]: "Excel (xlsx)",
    EXTENSIONS[".odt"]: "odt",
    EXTENSIONS[".ods"]: "ods",
    "text/plain": "txt",
    "text/csv": "csv",
}
_OFFICE_PARTS = {"word/document.xml": EXTENSIONS[".docx"], "xl/workbook.xml": EXTENSIONS[".xlsx"]}
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
MAX_ENTRIES = 5_000


@dataclass(frozen=True)
class Upload:
    """A file that was accepted: for which field, under which name, of which type by content."""

    path: str
    filename: str
    content_type: str
    data: bytes


def unknown(accept: str) -> list[str]:
    """The parts of an `accept` that we cannot recognise by content."""
    return [part for part in _split(accept) if part not in EXTENSIONS and part not in NAMES and part != "image/*"]


def accepted(accept: str) -> frozenset[str]:
    """The content types that an `accept` allows; all we know when it names none."""
    types: set[str] = set()
    for part in _split(accept):
        if part == "image/*":
            types |= {"image/png", "image/jpeg"}
        types |= {EXTENSIONS.get(part, part)} & NAMES.keys()
    return frozenset(types or NAMES)


def _split(accept: str) -> list[str]:
    return [part.strip().lower() for part in accept.split(",") if part.strip()]


def sniff(data: bytes, extension: str) -> str | None:
    """The content type of these bytes; the extension only tells csv from txt."""
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "application/pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    return _text(data, extension)


def _zipped(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist()[:MAX_ENTRIES])
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return None  # macros
            if "[Content_Types].xml" in names:
                return next((kind for part, kind in _OFFICE_PARTS.items() if part in names), None)
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                kind = archive.read("mimetype").decode("ascii", "replace").strip()
                return kind if kind in NAMES else None
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError, EOFError, KeyError):
        return None
    return None


def _text(data: bytes, extension: str) -> str | None:
    if _BINARY.search(data):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            data.decode("cp1252")
        except UnicodeDecodeError:
            return None
    return "text/csv" if extension == ".csv" else "text/plain"


def safe_name(name: str) -> str:
    """The last part of a file name, without what no screen or disk can show."""
    bare = PurePosixPath(name.replace("\\", "/")).name
    bare = "".join(c for c in bare if c.isprintable() and c not in '<>:"|?*').strip(". ")
    stem, dot, extension = bare.rpartition(".")
    return f"{stem[:100]}{dot}{extension[:10]}" if dot else bare[:100] or "bestand"


def extension(name: str) -> str:
    return PurePosixPath(name).suffix.lower()
