"""What the simulator does with a request: one function a mode."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from cli.politie import products
from cli.politie.sending import JSON, Answer, Sender, send
from dossier import signatures

LETTER, REPORT = "aanbiedingsbrief", "standaardrapportage"


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    kenmerk: str
    address: str  # where to deliver

    @property
    def deliveries(self) -> str:
        return f"{self.address}/leveringen"


def full(asked: Asked, sender: Sender) -> list[Answer]:
    return [sender.deliver(asked.deliveries, delivery(asked, sender, _file(LETTER), _file(REPORT), _names(sender)))]


def part(asked: Asked, sender: Sender) -> list[Answer]:
    """The list of names does not come."""
    return [sender.deliver(asked.deliveries, delivery(asked, sender, _file(LETTER), _file(REPORT)))]


def twice(asked: Asked, sender: Sender) -> list[Answer]:
    """The same again with its key, the same with another key, a corrected report, and then the rest."""
    first = delivery(asked, sender, _file(LETTER), _file(REPORT))
    key = uuid4().hex
    return [
        sender.deliver(asked.deliveries, first, key=key),
        sender.deliver(asked.deliveries, first, key=key),
        sender.deliver(asked.deliveries, first),
        sender.deliver(asked.deliveries, delivery(asked, sender, products.file(REPORT, version=2))),
        sender.deliver(asked.deliveries, delivery(asked, sender, _names(sender))),
    ]


def wrong(asked: Asked, sender: Sender) -> list[Answer]:
    """Everything that must be refused; nothing of it may be kept."""
    good = _bytes(delivery(asked, sender, _file(LETTER), _file(REPORT), _names(sender)))
    where, other = asked.deliveries, asked.deliveries.replace(asked.kenmerk, f"gs-{uuid4().hex}")
    bad_file = {**_file(LETTER), "inhoud": "R2VlbiBwZGY="}
    unknown = {**delivery(asked, sender, _file(LETTER)), "extra": True}
    once = signatures.headers(
        secret=sender.secret,
        method="POST",
        path=urlsplit(where).path,
        body=b"{",
        key=uuid4().hex,
        now=sender.clock(),
        content_type=JSON,
    )
    tried = [
        sender.once(where, good, key=uuid4().hex, secret="een ander geheim dan is afgesproken"),
        sender.once(where, good, key=uuid4().hex, late=timedelta(minutes=10)),
        sender.once(other, good, key=uuid4().hex),
        sender.once(
            where, _bytes({**delivery(asked, sender, _names(sender)), "kenmerk": "gs-anders"}), key=uuid4().hex
        ),
        send(where, b"{", once),  # malformed, and then the very same message again
        send(where, b"{", once),
        sender.once(where, _bytes(delivery(asked, sender, bad_file)), key=uuid4().hex),
        sender.once(where, _bytes(unknown), key=uuid4().hex),
    ]
    for answer in tried:
        sender.tell(f"{answer.status} {answer.code}")
    return tried


def refuse(asked: Asked, sender: Sender) -> list[Answer]:
    content = {"kenmerk": asked.kenmerk, "datum": _today(sender), "reden": "geen_capaciteit"}
    return [sender.deliver(f"{asked.address}/weigering", content)]


MODES: Mapping[str, Callable[[Asked, Sender], list[Answer]]] = {
    "volledig": full,
    "deels": part,
    "dubbel": twice,
    "verkeerd": wrong,
    "weigert": refuse,
    "te-laat": full,  # what comes of it depends on how long one waits
}


def delivery(asked: Asked, sender: Sender, *brought: Mapping[str, Any]) -> dict[str, Any]:
    return {"kenmerk": asked.kenmerk, "datum_levering": _today(sender), "laatste": False, "producten": list(brought)}


def _bytes(content: Any) -> bytes:
    return json.dumps(content).encode()


def _file(kind: str) -> dict[str, Any]:
    return products.file(kind)


def _names(sender: Sender) -> dict[str, Any]:
    return products.names(sender.clock().date())


def _today(sender: Sender) -> str:
    return sender.clock().date().isoformat()
