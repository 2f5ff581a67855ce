"""The tables of packages that are being changed, and how this installation publishes them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.db import Base, UtcDateTime
from engine.models import PackageVersion


class PackageDraft(Base):
    """A package being changed: what differs from the version it began from."""

    __tablename__ = "package_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    based_on_id: Mapped[int] = mapped_column(ForeignKey("package_version.id"))
    title: Mapped[str]  # what it is about, in the designer's words
    note: Mapped[str]  # what it will say when it is published
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str]
    offered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # waits for a second pair of eyes
    offered_by: Mapped[str | None]
    offered_digest: Mapped[str | None] = mapped_column(String(64))  # of all files, as they were offered
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the second person sent it back
    returned_by: Mapped[str | None]
    returned_why: Mapped[str] = mapped_column(default="", server_default="")
    # of the files that are as in the version under it; higher after the draft was brought forward onto another
    base_revision: Mapped[int] = mapped_column(default=0, server_default="0")
    based_on: Mapped[PackageVersion] = relationship()


class DraftFile(Base):
    """A file that a draft changed, added or (without content) took out."""

    __tablename__ = "package_draft_file"

    draft_id: Mapped[int] = mapped_column(ForeignKey("package_draft.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    revision: Mapped[int]  # counts every save, so that nobody writes over what he has not seen
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str]


class DraftReader(Base):
    """Who has a file of a draft open now; a second person is told."""

    __tablename__ = "package_draft_reader"

    draft_id: Mapped[int] = mapped_column(ForeignKey("package_draft.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    user_key: Mapped[str] = mapped_column(String(100), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PublishingRule(Base):
    """How this installation publishes; the last row counts, those before it tell who changed it and when."""

    __tablename__ = "publishing_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    four_eyes: Mapped[bool]  # a second designer looks before a version is in use
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str]
