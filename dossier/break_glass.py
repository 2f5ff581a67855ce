"""Emergency access: sight of one case for a short time, with a reason. The FG is told, and all in the case see it.

Only who answers for the approach may take it: a procesregisseur or the burgemeester. It gives sight and opens the
vault; it never gives the right to do something in the case.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import looks, membership, reasons, telling, users
from engine import access, history
from engine.access import Actor, BreakGlass
from engine.errors import Conflict, Forbidden, InstanceNotFound, NotFound
from engine.models import ProcessInstance

TAKERS = ("burgemeester", "procesregisseur")
SUPERVISORS = ("fg", "privacy_officer")
SHORTEST_REASON = 20
PAGE_SIZE = 25


class GlassNotFound(NotFound):
    def __init__(self, glass_id: int) -> None:
        self.glass_id = glass_id
        super().__init__(f"No emergency access {glass_id}")


class NobodyToTell(Conflict, told=True):
    """Emergency access of which no FG hears is none."""

    def __init__(self) -> None:
        super().__init__(
            "Noodtoegang kan nu niet: er is geen functionaris gegevensbescherming (FG) met een account die bericht "
            "kan krijgen. Vraag de applicatiebeheerder om dat account aan te maken."
        )


def take(session: Session, instance_id: int, reason: str, *, by: Actor, now: datetime, lasts: timedelta) -> BreakGlass:
    """Open the case for this person; while it is open, asking again changes nothing and makes it last no longer."""
    role = next((role for role in TAKERS if role in by.groups), None)
    if role is None:
        raise Forbidden("Needs a role that may take emergency access")
    reason = reasons.require(reason, shortest=SHORTEST_REASON)
    if session.get(ProcessInstance, instance_id, with_for_update={"key_share": True}) is None:
        raise InstanceNotFound(instance_id)
    if not users.with_role(session, "fg"):
        raise NobodyToTell
    held = access.broken_glass(session, by, instance_id)
    if held is not None:
        return held

    glass = BreakGlass(
        instance_id=instance_id, user_key=by.user_key, role=role, reason=reason, since=now, until=now + lasts
    )
    session.add(glass)
    session.flush()  # the notices name it
    _record(session, glass, now)
    return glass


def _record(session: Session, glass: BreakGlass, now: datetime) -> None:
    """The history of the case, the log of the vault, the supervisors and the procesregisseur of the case."""
    case, origin = glass.instance_id, f"noodtoegang-{glass.id}"
    looks.state_purpose(session, case, glass.user_key, purpose(glass), now=now)
    history.note(session, case, kind="break_glass", name="Noodtoegang genomen", by=glass.user_key, now=now)
    for role in SUPERVISORS:
        for person in users.with_role(session, role):
            text = f"Iemand heeft noodtoegang genomen tot zaak {case}. U vindt het bij Noodtoegang."
            telling.tell(session, person.key, text, origin=origin, now=now)
    for person in membership.people(session, case, "procesregisseur"):
        if person.key != glass.user_key:
            text = "Iemand heeft noodtoegang genomen tot deze zaak. Wie en waarom, staat op de pagina van de groep."
            telling.tell(session, person.key, text, origin=origin, now=now, instance_id=case)


def end(session: Session, glass_id: int, *, by: Actor, now: datetime) -> BreakGlass:
    """Close it before its time: who took it, or who supervises. For anybody else it does not exist."""
    glass = session.get(BreakGlass, glass_id, with_for_update=True, populate_existing=True)
    if glass is None or (glass.user_key != by.user_key and by.groups.isdisjoint(SUPERVISORS)):
        raise GlassNotFound(glass_id)
    if holds(glass, now):
        glass.ended_at, glass.ended_by = now, by.user_key
        history.note(
            session, glass.instance_id, kind="break_glass", name="Noodtoegang beëindigd", by=by.user_key, now=now
        )
        if by.user_key != glass.user_key:
            text = f"Uw noodtoegang tot zaak {glass.instance_id} is beëindigd."
            telling.tell(session, glass.user_key, text, origin=f"noodtoegang-{glass.id}-einde", now=now)
    return glass


def purpose(glass: BreakGlass) -> str:
    """What the log of the vault says of every look by it."""
    return f"Noodtoegang: {glass.reason.rstrip('. ')}"


def holds(glass: BreakGlass, now: datetime) -> bool:
    return glass.ended_at is None and glass.until > now


def listed(session: Session, *, page: int = 1) -> list[BreakGlass]:
    """All of them, the newest first, for who supervises; one more than a page, to know whether there is a next."""
    query = select(BreakGlass).order_by(BreakGlass.id.desc())
    return list(session.scalars(query.limit(PAGE_SIZE + 1).offset((page - 1) * PAGE_SIZE)))


def of_person(session: Session, user_key: str) -> list[BreakGlass]:
    """The latest of one person, the newest first."""
    query = select(BreakGlass).where(BreakGlass.user_key == user_key).order_by(BreakGlass.id.desc())
    return list(session.scalars(query.limit(PAGE_SIZE)))


def of_case(session: Session, instance_id: int) -> list[BreakGlass]:
    """The latest in one case, the newest first, for who takes part."""
    query = select(BreakGlass).where(BreakGlass.instance_id == instance_id).order_by(BreakGlass.id.desc())
    return list(session.scalars(query.limit(5)))
