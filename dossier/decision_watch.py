"""The privacy decisions of all cases that need a look: no content of a case, only numbers, dates and papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import membership, papers, privacy, registers, telling, users
from dossier.privacy import PrivacyBesluit
from engine import access, history
from engine.access import Actor
from engine.errors import Forbidden, NotFound
from engine.models import InstanceState, ProcessInstance

OFFICER = "privacy_officer"
REGISSEUR = "procesregisseur"


class DecisionNotFound(NotFound):
    def __init__(self, besluit_id: int) -> None:
        super().__init__(f"No privacy decision {besluit_id} to look at")


@dataclass(frozen=True)
class ToLookAt:
    """One decision in force, and why somebody should look at it."""

    besluit_id: int
    instance_id: int
    until: date
    why: tuple[str, ...]
    takes_part: bool


def listed(session: Session, actor: Actor, now: datetime) -> list[ToLookAt]:
    """The first to end first."""
    query = select(PrivacyBesluit).join(ProcessInstance, ProcessInstance.id == PrivacyBesluit.instance_id)
    query = query.where(PrivacyBesluit.withdrawn_at.is_(None), ProcessInstance.state == InstanceState.ACTIVE)
    found = []
    for besluit in session.scalars(query.order_by(PrivacyBesluit.valid_until, PrivacyBesluit.id)):
        why = tuple(_why(session, besluit, now)) if privacy.holds(besluit, now) else ()
        if why:
            here = access.takes_part(session, actor, besluit.instance_id)
            found.append(ToLookAt(besluit.id, besluit.instance_id, besluit.valid_until, why, here))
    return found


def _why(session: Session, besluit: PrivacyBesluit, now: datetime) -> Iterator[str]:
    on = privacy.today(now)
    if besluit.valid_until <= papers.ahead(on):
        yield f"loopt af op {besluit.valid_until:%d-%m-%Y}"
    if not registers.dpia_adopted(session, on):
        yield "er is geen geldige DPIA"
    flow = papers.flow_of(besluit)
    there = {paper.mark for paper in papers.under(session, besluit.instance_id, flow, on)}
    gone = [mark for mark in besluit.papieren or () if mark not in there]
    if gone:
        yield "een papier waarop het rust, geldt niet meer"


def ask_in(session: Session, besluit_id: int, actor: Actor, now: datetime) -> None:
    """Ask who leads the case to be let in; he decides."""
    besluit = session.get(PrivacyBesluit, besluit_id)
    if besluit is None or besluit_id not in [each.besluit_id for each in listed(session, actor, now)]:
        raise DecisionNotFound(besluit_id)
    text = f"De privacy officer wil meedoen in zaak {besluit.instance_id}, om privacybesluit {besluit_id} te bekijken."
    for person in membership.people(session, besluit.instance_id, REGISSEUR):
        origin = f"meedoen-{besluit_id}-{actor.user_key}-{privacy.today(now):%Y%m%d}"
        telling.tell(session, person.key, text, origin=origin, now=now, instance_id=besluit.instance_id)
    name = "De privacy officer vraagt om mee te doen"
    case = besluit.instance_id
    detail = f"Om privacybesluit {besluit_id} te bekijken"
    history.note(session, case, kind="deelname", name=name, detail=detail, by=actor.user_key, now=now)


def let_in(session: Session, instance_id: int, *, by: Actor, now: datetime) -> int:
    """All privacy officers take part in this case from now on; returns how many they are."""
    access.require_role(session, by, instance_id, REGISSEUR)
    officers = users.with_role(session, OFFICER)
    if not officers:
        raise Forbidden("There is no privacy officer")
    for user in officers:
        actor = users.actor(session, user)
        access.invite(
            session,
            instance_id,
            organisation_key=actor.organisation_key,
            role=OFFICER,
            now=now,
            user_key=user.key,
        )
    name = "De privacy officer doet mee"
    history.note(session, instance_id, kind="deelname", name=name, detail="", by=by.user_key, now=now)
    return len(officers)
