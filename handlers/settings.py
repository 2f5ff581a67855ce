"""What handlers must know of this installation; made once in app.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from dossier.keys import InstallationKey
from engine import definitions
from engine.models import ProcessInstance


@dataclass(frozen=True)
class Smtp:
    """The mail server. Without one, mail is put in the outbox folder."""

    host: str
    port: int = 587
    username: str = ""
    password: str = field(default="", repr=False)
    encrypt: bool = True  # STARTTLS


@dataclass(frozen=True)
class Police:
    """Where the police side's machine takes requests for a groepsscan, and the secret it shares with us."""

    url: str
    secret: str = field(repr=False)


def settings_of(session: Session, instance_id: int) -> Mapping[str, Any]:
    """The settings of the package version the case runs on."""
    instance = session.get_one(ProcessInstance, instance_id)
    return definitions.content_of(session, instance.version_id).settings


def files_of(session: Session, instance_id: int) -> Mapping[str, bytes]:
    """The files of the package version the case runs on."""
    instance = session.get_one(ProcessInstance, instance_id)
    return definitions.content_of(session, instance.version_id).files


@dataclass(frozen=True)
class HandlerSettings:
    """One frozen value for all handlers."""

    home: Path  # the data folder; the outbox is a folder in it
    key: InstallationKey
    base_url: str  # "https://zevenstap.voorbeeld.nl", for links in mail
    municipality: str
    sender: str = "zevenstap@localhost"
    smtp: Smtp | None = None
    police: Police | None = None  # none: no request leaves by the adapter
    outbox_days: int = 30  # how long a mail stays in the outbox folder
    package_settings: Callable[[Session, int], Mapping[str, Any]] = settings_of
    package_files: Callable[[Session, int], Mapping[str, bytes]] = files_of
