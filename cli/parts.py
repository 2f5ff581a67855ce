"""What the command needs from the rest of the application; app.py builds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from engine.access import Actor
from engine.registry import Catalogue


@dataclass(frozen=True)
class Parts:
    """Settings and functions; building it opens no database and starts nothing."""

    root: Path  # the checkout: bpmn/, forms/, migrations/
    home: Path  # the data folder (ZEVENSTAP_HOME)
    database_url: str
    key_file: Path  # the key of the installation (ZEVENSTAP_KEYFILE)
    catalogue: Catalogue
    clock: Callable[[], datetime]
    make_wsgi_app: Callable[[], Any]  # connects the database too
    start_worker: Callable[[], Callable[[], None]]  # on a connected database; returns what stops it
    prepare: Callable[[], None]  # secrets and key file in the data folder, made once
    load_demo: Callable[[], str]  # on a migrated database, idempotent; returns what to print (demo logins)
    first_account: Callable[[], str]  # where nobody is yet: one who can log in; the text to print
    take_bounce: Callable[[bytes], tuple[str, bool]]  # a mail that came in: what it was, and whether it was ours
    find_actor: Callable[[Session, str], Actor | None]  # by login name: the command line obeys the same rules
