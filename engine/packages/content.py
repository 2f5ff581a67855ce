"""What a package says: read once from its files, kept by the hash of its content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import orjson

from engine import dmn, runtime
from engine.check.files import by_extension, stem, where_broken
from engine.errors import Invalid
from engine.packages.paths import package_name


@dataclass(frozen=True, eq=False)
class PackageContent:
    """A package that was read. Treat every part as read-only: it is shared between requests."""

    name: str
    title: str
    digest: str
    files: Mapping[str, bytes]
    process_key: str  # the process a new case starts with
    start_form: str | None
    settings: Mapping[str, Any]  # key -> value
    manifest: Mapping[str, Any]

    @cached_property
    def forms(self) -> Mapping[str, bytes]:
        """Form key -> the .form file."""
        return {stem(path): data for path, data in by_extension(self.files, ".form").items()}

    @cached_property
    def help(self) -> Mapping[str, str]:
        """Help texts (markdown): by file name, and by what the manifest hangs them on."""
        texts = {
            stem(path): data.decode("utf-8", "replace")
            for path, data in by_extension(self.files, ".md").items()
            if "/hulp/" in path
        }
        named = self.manifest.get("hulp", {})
        hung = {key: texts[stem(file)] for key, file in named.items() if stem(str(file)) in texts}
        return {**texts, **hung}

    @cached_property
    def decisions(self) -> Mapping[str, dmn.Definitions]:
        """Decision id -> the decision file it stands in."""
        tables = by_extension(self.files, ".dmn")
        files = [dmn.load(data, tables.values()) for _, data in sorted(tables.items())]
        return {key: definitions for definitions in files for key in definitions.decisions}

    @cached_property
    def definitions(self) -> runtime.Definitions:
        """The processes, ready to run."""
        return runtime.load(by_extension(self.files, ".bpmn"), decisions=self.decisions, settings=self.settings)


def from_files(files: Mapping[str, bytes]) -> PackageContent:
    """A package's content; its files must be those of one package with a readable pakket.json."""
    name = package_name(files)
    manifest = _manifest(files, name)
    start_form = manifest.get("startformulier")
    return PackageContent(
        name=name,
        title=str(manifest.get("titel") or name),
        digest=digest_of(files),
        files=MappingProxyType(dict(files)),
        process_key=str(manifest.get("proces") or ""),
        start_form=start_form if isinstance(start_form, str) else None,
        settings=MappingProxyType(_settings(manifest)),
        manifest=MappingProxyType(manifest),
    )


def digest_of(files: Mapping[str, bytes]) -> str:
    """sha256 over all paths and contents; the lengths keep one file from passing for two."""
    whole = hashlib.sha256()
    for path in sorted(files):
        for part in (path.encode(), files[path]):
            whole.update(len(part).to_bytes(8, "big"))
            whole.update(part)
    return whole.hexdigest()


def _manifest(files: Mapping[str, bytes], name: str) -> dict[str, Any]:
    try:
        manifest = orjson.loads(files[f"bpmn/{name}/pakket.json"])
    except KeyError:
        raise Invalid(f"Het pakket mist bpmn/{name}/pakket.json.") from None
    except orjson.JSONDecodeError as error:
        raise Invalid(f"bpmn/{name}/pakket.json is geen geldige JSON: {where_broken(error)}.") from error
    if not isinstance(manifest, dict):
        raise Invalid(f"bpmn/{name}/pakket.json moet één JSON-object zijn.")
    return manifest


def _settings(manifest: Mapping[str, Any]) -> dict[str, Any]:
    rows = manifest.get("instellingen", [])
    return {
        str(row["sleutel"]): row.get("waarde")
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict) and "sleutel" in row
    }
