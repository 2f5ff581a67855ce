"""For whom a comment is meant: who follows the whole case, or only the writer's own organisation.

A comment may name anybody, so it lies in the vault. These kinds of record open without a privacy decision, for nothing
is provided by them: they stay within one organisation, or hold nothing but the group level.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from dossier import sight
from engine.access import Actor

CASE = "opmerking_zaak"  # whoever follows the whole case; at group level
INNER = "opmerking_intern"  # of the writer's organisation, who follows the whole case
OWN = "opmerking_eigen"  # of the writer's organisation
KINDS = frozenset({CASE, INNER, OWN})
NOT_FOR_YOU = "Deze opmerking is niet voor u bedoeld."


def readable(session: Session, actor: Actor, instance_id: int) -> list[tuple[str, str | None]]:
    """The kinds this person may read, each with the organisation it must be from (None: any)."""
    own = actor.organisation_key
    if sight.in_full(session, actor, instance_id):
        return [(CASE, None), (INNER, own), (OWN, own)]
    return [(OWN, own)]


def refusal(session: Session, actor: Actor, instance_id: int, kind: str, organisation: str) -> str | None:
    """Why this person may not read it; None when he may."""
    allowed = readable(session, actor, instance_id)
    return None if {(kind, None), (kind, organisation)} & set(allowed) else NOT_FOR_YOU


def within(session: Session, actor: Actor, instance_id: int) -> str:
    """The kind of a comment for one's own organisation: who sees only his part does not read who sees all."""
    return INNER if sight.in_full(session, actor, instance_id) else OWN
