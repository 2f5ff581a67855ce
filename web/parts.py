"""What the screens need from the rest of the installation; built in app.py, handed over once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from flask import current_app

from dossier.accessibility import NOTHING_SAID, Statement
from dossier.identities import Provider
from dossier.keys import InstallationKey
from engine.registry import Catalogue


@dataclass(frozen=True)
class WebParts:
    """Everything from outside that a screen may use."""

    catalogue: Catalogue
    gemeente: str  # "Gemeente Voorbeeld", as in the header
    vault_key: InstallationKey  # wraps the keys of cases and records
    secret_key: str  # signs the session cookie and the form tokens
    clock: Callable[[], datetime]
    element_templates: Sequence[Mapping[str, Any]] = ()  # of the handlers, for the designer's modeler
    secure_cookies: bool = True  # False only for plain http on the machine itself
    home: Path | None = None  # the data folder, to see whether the disk takes writing
    newest_migration: str = ""  # what the database must stand at; empty: do not look
    metrics_token: str = ""  # who may read the numbers; empty: only this very machine
    police_secrets: tuple[str, ...] = ()  # who may deliver a groepsscan by machine; none: nobody
    base_url: str = "http://localhost"  # how people reach this installation
    security_contact: str = ""  # who to tell of a weak spot; empty: there is no security.txt
    security_until: date | None = None  # until when that stands
    accessibility: Statement = NOTHING_SAID  # what the municipality says of it
    provider: Provider | None = None  # OpenID Connect of the municipality
    second_factor: bool = False  # whether who opens the vault must give a code besides the password
    root: Path | None = None  # the folder with the packages of this release
    break_glass_for: timedelta = timedelta(hours=1)  # how long emergency access lasts
    link_lasts: timedelta = timedelta(days=7)  # how long a link that works once works


def parts() -> WebParts:
    """The parts of the running application."""
    return cast(WebParts, current_app.extensions["zevenstap"])


def now() -> datetime:
    """The moment of this request, as the installation's clock tells it."""
    return parts().clock()
