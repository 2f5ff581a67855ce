"""Where a municipality's package came from: the national version it began as, and whether there is a newer one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine import definitions
from engine.models import PackageVersion
from engine.packages.content import PackageContent, digest_of

NATIONAL = "zevenstap init"  # who publishes the packages that come with a release
SEEN = "bekeken"  # in `herkomst`: the digest of a national version that the designer has done with


def national_name(manifest: Mapping[str, Any], name: str) -> str:
    """The national package that this one is made from: another by `herkomst`, or the one it changed in place."""
    origin = manifest.get("herkomst")
    made_from = origin.get("pakket") if isinstance(origin, dict) else None
    return made_from if isinstance(made_from, str) and made_from else name


def began_from(session: Session, content: PackageContent, *, before: int | None = None) -> PackageVersion | None:
    """The national version this content was made from; None when this installation never had it.

    `before`: the number of the version itself, for one that was changed in place.
    """
    name = national_name(content.manifest, content.name)
    national = [version for version in definitions.versions(session, name) if version.published_by == NATIONAL]
    if name == content.name:
        national = [version for version in national if before is None or version.number <= before]
        return national[0] if national else None
    wanted = content.manifest["herkomst"].get("versie")
    for version in national:
        if definitions.content_of(session, version.id).manifest.get("versie") == wanted:
            return version
    return None


def is_news(
    session: Session, content: PackageContent, shipped: Mapping[str, bytes], *, before: int | None = None
) -> bool:
    """Whether the national package of this release is another than this content began from, and not yet looked at."""
    digest = digest_of(shipped)
    origin = content.manifest.get("herkomst")
    if digest == content.digest or (isinstance(origin, dict) and origin.get(SEEN) == digest):
        return False
    began = began_from(session, content, before=before)
    return began is None or began.digest != digest
