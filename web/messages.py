"""What a person can do in a case beside his tasks: the messages that the process waits for now.

Which message has which button, text and form stands in the package, so that a municipality can change it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from engine import access, history, instances
from engine.access import Actor
from engine.definitions import PackageContent
from engine.models import ProcessInstance, Subscription
from web import outline

SKIP = "stap_overslaan"
SKIPPER = "procesregisseur"


@dataclass(frozen=True)
class Offer:
    """A button on the case page."""

    message: str
    activity_id: str
    title: str
    explanation: str
    form_key: str | None
    skips: bool
    skipped: str = ""  # what the timeline says of it, in Dutch: it is kept
    step: int | None = None  # the step that would be skipped
    correlation: str | None = None  # the field of the form that says for which of several it is meant


def offers(session: Session, instance: ProcessInstance, content: PackageContent, actor: Actor) -> list[Offer]:
    """What this person may send to the case at this moment."""
    roles = access.roles_in(session, actor, instance.id)
    awaited = instances.messages_awaited(session, instance.id)
    found = [offer for row in awaited for offer in _named(session, row, instance, content, roles)]
    if SKIPPER in roles:
        found.extend(offer for row in awaited if row.message == SKIP for offer in _skips(row, content))
    unique = {(offer.message, offer.activity_id if offer.skips else ""): offer for offer in reversed(found)}
    return list(reversed(unique.values()))


def _named(
    session: Session, row: Subscription, instance: ProcessInstance, content: PackageContent, roles: frozenset[str]
) -> list[Offer]:
    entries: list[dict[str, Any]] = content.manifest.get("berichten") or []
    return [
        Offer(
            message=row.message,
            activity_id=row.activity_id,
            title=str(entry.get("titel", row.message)),
            explanation=str(entry.get("uitleg", "")),
            form_key=entry.get("formulier"),
            skips=False,
            correlation=entry.get("correlatie"),
        )
        for entry in entries
        if entry.get("naam") == row.message
        and entry.get("groep") in roles
        and (instance.step or 0) >= (entry.get("vanaf_stap") or 0)
        and history.has_begun(session, instance.id, entry.get("vanaf_proces"))
    ]


def _skips(row: Subscription, content: PackageContent) -> list[Offer]:
    """The skip form belongs to the call of a step; the event may stand on that call or inside the step."""
    forms: dict[str, str] = content.manifest.get("overslaan") or {}
    start = outline.drawings(content)[content.process_key]
    for node in start.nodes:
        if node.id not in forms:
            continue
        around = {node.id, *(edge.id for edge in start.scope.boundary(node.id))}
        if row.activity_id in around or row.process_key == node.xml.get("calledElement"):
            return [
                Offer(
                    message=row.message,
                    activity_id=row.activity_id,
                    title=_("Stap %(step)s overslaan", step=node.step)
                    if node.step
                    else _("%(name)s overslaan", name=node.name),
                    explanation=_("Geef een reden, zonder namen. De reden komt in de tijdlijn."),
                    form_key=forms[node.id],
                    skips=True,
                    skipped=f"Stap {node.step} overgeslagen" if node.step else f"{node.name} overgeslagen",
                    step=node.step,
                )
            ]
    return []
