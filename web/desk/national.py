"""The national packages that come with this release, beside what the municipality made of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from sqlalchemy.orm import Session

from engine import definitions, origins
from engine.check.xml import XmlRefused
from engine.draft_tables import PackageDraft
from engine.errors import Invalid
from engine.models import PackageVersion
from engine.packages import folder
from engine.packages.content import PackageContent
from web.parts import parts


def shipped(name: str) -> Mapping[str, bytes] | None:
    """The package of this name in this release; None when it brings none."""
    root = parts().root
    return None if root is None else _read(root, name)


@lru_cache(maxsize=8)
def _read(root: Path, name: str) -> Mapping[str, bytes] | None:
    """Read once: a release does not change while it runs."""
    if name not in folder.names(root):
        return None
    try:
        return folder.read_folder(root, name)
    except Invalid:
        return None


def of_content(content: PackageContent) -> Mapping[str, bytes] | None:
    """The national package of this release that belongs to this content."""
    return shipped(origins.national_name(content.manifest, content.name))


def news(session: Session, version: PackageVersion) -> bool:
    """Whether this release brings another national package than this version began from: for the banner."""
    content = definitions.content_of(session, version.id)
    files = of_content(content)
    return files is not None and origins.is_news(session, content, files, before=version.number)


def news_for(session: Session, draft: PackageDraft, files: Mapping[str, bytes]) -> bool:
    """The same for a draft, which may have looked at it; no news while its settings cannot be read."""
    try:
        content = definitions.from_files(files)
    except (Invalid, XmlRefused):
        return False
    found = of_content(content)
    return found is not None and origins.is_news(session, content, found, before=draft.based_on.number)
