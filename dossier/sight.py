"""How much of a case a participant sees: all of it, or only what is meant for his organisation."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import Session

from dossier import organisations, users
from engine import access
from engine.access import Actor, Participant
from engine.models import HistoricActivity, ProcessInstance

# The gezag, the regisseur and who watches over privacy follow the whole case; a partner his own part.
IN_FULL = frozenset({"procesregisseur", "burgemeester", "politie", "om", "fg", "privacy_officer"})


def in_full(session: Session, actor: Actor, instance_id: int) -> bool:
    """Whoever has emergency access follows the whole case too, for as long as it holds."""
    if not access.roles_in(session, actor, instance_id).isdisjoint(IN_FULL):
        return True
    return access.broken_glass(session, actor, instance_id) is not None


def cases_in_full(actor: Actor) -> Select[int]:
    """The ids of the cases that this person sees whole, as a subquery."""
    return access.participations(actor).where(Participant.role.in_(IN_FULL))


def of_history(session: Session, actor: Actor, instance_id: int) -> ColumnElement[bool]:
    """Which lines of the history are for this person: all, or the steps and what his own organisation did."""
    if in_full(session, actor, instance_id):
        return true()
    # Which of the seven steps runs, not what is called within one: a gate there is about somebody's contribution.
    whole = select(ProcessInstance.process_key).where(ProcessInstance.id == instance_id).scalar_subquery()
    step = (HistoricActivity.kind == "callActivity") & (HistoricActivity.process_key == whole)
    return HistoricActivity.by.in_(_colleagues(session, actor)) | step


def _colleagues(session: Session, actor: Actor) -> list[str]:
    organisation = organisations.find(session, actor.organisation_key)
    return [user.key for user in users.of_organisation(session, organisation.id)] if organisation else []
