"""Which organisations and people stand behind a group key of a diagram."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from dossier import organisations, users
from dossier.organisations import WITHOUT_CASES, Organisation
from dossier.users import User, UserRole
from engine.access import Participant

# Built once: every task that opens asks for it.
_WITH_ROLE = (
    select(Organisation.id)
    .join(User, User.organisation_id == Organisation.id)
    .join(UserRole, UserRole.user_id == User.id)
    .where(UserRole.role == bindparam("role"), User.active, Organisation.active)
    .distinct()
    .order_by(Organisation.id)
)


def organisations_of(session: Session, group: str) -> list[tuple[str, str]]:
    """The organisations a candidate group stands for, with their role in the case."""
    if organisations.find(session, group) is not None:
        return [(group, "partner")]
    if group in WITHOUT_CASES:
        return []
    return [(f"org-{organisation_id}", group) for organisation_id in session.scalars(_WITH_ROLE, {"role": group})]


def people(session: Session, instance_id: int, addressee: str) -> list[User]:
    """Whom "procesregisseur", "org-3" or "user-7" means in this case: only people who take part in it."""
    if addressee.startswith("user-"):
        user = users.find(session, addressee)
        return [user] if user is not None and user.active else []
    organisation = organisations.find(session, addressee)
    if organisation is not None:
        invited = _takes_part(session, instance_id, addressee)
        return users.of_organisation(session, organisation.id) if invited else []
    found: dict[int, User] = {}
    for participant in _participants(session, instance_id, addressee):
        for user in _behind(session, participant):
            found[user.id] = user
    return [found[user_id] for user_id in sorted(found)]


def _takes_part(session: Session, instance_id: int, organisation_key: str) -> bool:
    query = select(Participant.id).where(
        Participant.instance_id == instance_id,
        Participant.organisation_key == organisation_key,
        Participant.until.is_(None),
    )
    return session.scalar(query.limit(1)) is not None


def _participants(session: Session, instance_id: int, role: str) -> list[Participant]:
    query = select(Participant).where(
        Participant.instance_id == instance_id, Participant.role == role, Participant.until.is_(None)
    )
    return list(session.scalars(query))


def _behind(session: Session, participant: Participant) -> list[User]:
    if participant.user_key is not None:
        user = users.find(session, participant.user_key)
        return [user] if user is not None and user.active else []
    organisation = organisations.find(session, participant.organisation_key)
    if organisation is None:
        return []
    if participant.role == "partner":
        return users.of_organisation(session, organisation.id)
    return users.with_role(session, participant.role, organisation_ids=[organisation.id])
