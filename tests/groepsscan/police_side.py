"""The police side in tests: what it delivers, signed as the interface says, through Flask's client."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from cli.politie import products
from dossier import scans, signatures
from dossier.documents import Document
from dossier.gate import ScanRejection
from dossier.scans import Groepsscan, ScanProduct
from dossier.vault import VaultRecord
from engine import db, definitions
from engine.models import Task, TaskState
from handlers.settings import Police
from tests.web import web_world
from tests.web.web_world import World
from web.settings import with_settings

SECRET = "alleen voor tests, en lang genoeg om te tellen"
LETTER, REPORT, NAMES = scans.PRODUCTS
JSON = "application/json"


def with_adapter(world: World, *, url: str, secret: str) -> World:
    """The same installation, told of a police side."""
    settings = replace(world.settings, police=Police(url, secret) if url else None, police_secrets=(secret,))
    return web_world.open_in(settings, world.clock)


def with_package(world: World, **values: Any) -> None:
    """New cases run with these settings of the package."""
    with db.transaction() as session:
        content = definitions.content_of(session, definitions.latest(session, "werkproces-2016").id)
        definitions.publish(
            session,
            with_settings(content, values),
            note="Test",
            by="user-1",
            now=world.clock(),
            catalogue=world.app.extensions["zevenstap"].catalogue,
        )


@dataclass
class Waiting:
    """A case with a request out, and the hand that delivers on it."""

    world: World
    case: int

    @property
    def kenmerk(self) -> str:
        with db.reading() as session:
            return scans.of_instance(session, self.case)[0].kenmerk

    @property
    def path(self) -> str:
        return f"/api/groepsscan/v1/verzoeken/{self.kenmerk}"

    def content(self, *kinds: str, last: bool = False, version: int = 1) -> dict[str, Any]:
        today = self.world.clock().date()
        brought = [products.names(today) if kind == NAMES else products.file(kind, version=version) for kind in kinds]
        return {
            "kenmerk": self.kenmerk,
            "datum_levering": today.isoformat(),
            "laatste": last,
            "producten": brought,
        }

    def deliver(self, *kinds: str, last: bool = False, version: int = 1, key: str = "") -> TestResponse:
        return self.send(self.content(*kinds, last=last, version=version), key=key)

    def refuse(self, reason: str = "geen_capaciteit") -> TestResponse:
        content = {"kenmerk": self.kenmerk, "datum": self.world.clock().date().isoformat(), "reden": reason}
        return self.send(content, path=f"{self.path}/weigering")

    def send(
        self,
        content: Any,
        *,
        path: str = "",
        key: str = "",
        secret: str = SECRET,
        late: timedelta = timedelta(),
        content_type: str = JSON,
        changes: dict[str, str | None] | None = None,
    ) -> TestResponse:
        """Signed as it should be, unless told otherwise; `changes`: headers put in or left out after signing."""
        path = path or f"{self.path}/leveringen"
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        headers = signatures.headers(
            secret=secret,
            method="POST",
            path=path,
            body=body,
            key=key or uuid4().hex,
            now=self.world.clock() - late,
            content_type=content_type,
        )
        for name, value in (changes or {}).items():
            headers.pop(name, None)
            if value is not None:
                headers[name] = value
        return self.world.app.test_client().post(path, data=body, headers=headers)

    def ask(self) -> TestResponse:
        headers = signatures.headers(
            secret=SECRET, method="GET", path=self.path, body=b"", key=uuid4().hex, now=self.world.clock()
        )
        return self.world.app.test_client().get(self.path, headers=headers)

    def open_forms(self) -> set[str]:
        with db.reading() as session:
            query = select(Task.form_key).where(Task.instance_id == self.case, Task.state == TaskState.OPEN)
            return {form or "" for form in session.scalars(query)}

    def names_kept(self) -> int:
        with db.reading() as session:
            query = select(func.count()).select_from(VaultRecord).where(VaultRecord.category == NAMES)
            return session.scalar(query) or 0

    def kept(self) -> tuple[int, int, int]:
        """How many products, documents and sealed values there are."""
        with db.reading() as session:
            return tuple(  # type: ignore[return-value]
                session.scalar(select(func.count()).select_from(table)) or 0
                for table in (ScanProduct, Document, VaultRecord)
            )

    def scan(self) -> Groepsscan:
        with db.reading() as session:
            return scans.of_instance(session, self.case)[0]

    def versions(self) -> dict[str, int]:
        with db.reading() as session:
            scan = scans.of_instance(session, self.case)[0]
            return {kind: product.version for kind, product in scans.products(session, scan).items()}

    def refusals(self) -> dict[str, int]:
        with db.reading() as session:
            query = select(ScanRejection.code, func.sum(ScanRejection.count)).group_by(ScanRejection.code)
            return {code: count for code, count in session.execute(query)}


def file(kind: str, media_type: str, content: bytes) -> dict[str, Any]:
    return {"soort": kind, "media_type": media_type, "inhoud": base64.b64encode(content).decode()}
