"""Links that work once: for a partner without an account, and for who chooses a password of his own.

The database holds only hashes. A link's secret is made from the installation's key and what its row holds, so that a
mail that is sent twice brings the same link; a code is hashed with that secret, so that the database alone is no help
in guessing it.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import ColumnElement, ForeignKey, LargeBinary, String, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier import link_secrets, mailing
from dossier.keys import InstallationKey
from dossier.users import User
from engine.access import Actor
from engine.db import Base, UtcDateTime
from engine.errors import EngineError, NotFound
from engine.models import Task

MOST_WRONG = 5  # then the link is worth nothing any more
RESET_LASTS = timedelta(days=1)
KEPT = timedelta(days=30)  # a dead link to an account; those of a case stay with the case, without their secrets


class LinkPurpose(Enum):
    CONTRIBUTION = "bijdrage"  # a partner without an account answers one question of one case
    ACCOUNT = "account"  # a new person chooses his first password
    RESET = "herstel"  # somebody chooses a new one


class LinkEnd(Enum):
    """Why a link stopped before its time."""

    WITHDRAWN = "ingetrokken"
    REPLACED = "vervangen"  # a newer one was made
    BLOCKED = "geblokkeerd"  # the code was wrong too often


class LinkState(Enum):
    """How a link stands; the values are what people read."""

    WAITING = "Wordt verstuurd"
    SENT = "Verstuurd"
    OPENED = "Geopend"  # the code was right, or the page with the password was seen
    USED = "Gebruikt"
    EXPIRED = "Verlopen"
    WITHDRAWN = "Ingetrokken"
    REPLACED = "Vervangen door een nieuwe"
    BLOCKED = "Geblokkeerd na vijf verkeerde codes"


class OneTimeLink(Base):
    """One link to one receiver, from mail to use."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[LinkPurpose]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    nonce: Mapped[bytes] = mapped_column(LargeBinary)
    code_hash: Mapped[str] = mapped_column(String(64), default="")  # "": no code is asked
    wrong_codes: Mapped[int] = mapped_column(default=0)
    receiver: Mapped[str] = mapped_column(String(40))  # "org-3" or "user-2"
    address: Mapped[str] = mapped_column(String(200), default="")  # where the mail goes; gone when the link is dead
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str | None] = mapped_column(String(40))
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_form: Mapped[str] = mapped_column(
        String(64), default=""
    )  # the hash of what the form that came in was marked by
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(40))
    why_ended: Mapped[LinkEnd | None]

    @property
    def key(self) -> str:
        """Who acts by this link, as the case and the audit trail name him."""
        return f"link-{self.id}"


class LinkNotFound(NotFound):
    def __init__(self, link_id: int) -> None:
        self.link_id = link_id
        super().__init__(f"Link {link_id} does not exist")


class LinkLost(EngineError):
    """The installation's key changed between making the link and sending it: a new link must be made."""

    def __init__(self, link_id: int) -> None:
        self.code = f"link-{link_id}"
        super().__init__(f"Link {link_id} can no longer be sent")


def for_task(
    session: Session,
    task: Task,
    organisation_key: str,
    *,
    address: str,
    by: str,
    now: datetime,
    lasts: timedelta,
    key: InstallationKey,
) -> tuple[OneTimeLink, str]:
    """A link by which an organisation answers this task once, and its code, which is known only now.

    The link before it stops working.
    """
    _replace(session, OneTimeLink.task_id == task.id, by, now)
    link = _made(LinkPurpose.CONTRIBUTION, organisation_key, address, by, now, lasts, key)
    link.instance_id, link.task_id = task.instance_id, task.id
    code = link_secrets.new_code()
    link.code_hash = link_secrets.code_hash(link_secrets.token(link.nonce, key), code)
    _post(session, link, now)
    return link, code


def for_user(
    session: Session,
    user: User,
    purpose: LinkPurpose,
    *,
    by: str | None,
    now: datetime,
    lasts: timedelta,
    key: InstallationKey,
) -> OneTimeLink:
    """A link by which this person chooses a password; the one before it stops working."""
    _replace(session, OneTimeLink.user_id == user.id, by, now)
    link = _made(purpose, user.key, user.email, by, now, lasts, key)
    link.user_id = user.id
    _post(session, link, now)
    return link


def to_send(session: Session, link_id: int, *, key: InstallationKey, now: datetime) -> tuple[OneTimeLink, str] | None:
    """The link with its secret, for the mail; None when it no longer works."""
    link = session.get(OneTimeLink, link_id)
    if link is None or not works(link, now):
        return None
    token = link_secrets.token(link.nonce, key)
    if not hmac.compare_digest(link.token_hash, link_secrets.digest(token)):
        raise LinkLost(link_id)
    return link, token


def sent(session: Session, link_id: int, *, now: datetime) -> None:
    link = session.get(OneTimeLink, link_id)
    if link is not None and link.sent_at is None:
        link.sent_at = now


def find(session: Session, token: str, *purposes: LinkPurpose, lock: bool = False) -> OneTimeLink | None:
    """The link with this secret, working or not."""
    # The hash of 256 random bits tells nothing about them, so a look-up by it gives nothing away.
    query = select(OneTimeLink).where(
        OneTimeLink.token_hash == link_secrets.digest(token), OneTimeLink.purpose.in_(purposes)
    )
    if lock:  # of two who come at once, one is too late
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def works(link: OneTimeLink, now: datetime) -> bool:
    return link.used_at is None and link.ended_at is None and link.until > now


def state(link: OneTimeLink, now: datetime) -> LinkState:
    """How it stands; what happened counts before what the clock says."""
    if link.used_at is not None:
        return LinkState.USED
    if link.why_ended is not None:
        return LinkState[link.why_ended.name]
    if link.until <= now:
        return LinkState.EXPIRED
    if link.opened_at is not None:
        return LinkState.OPENED
    return LinkState.WAITING if link.sent_at is None else LinkState.SENT


def right_code(link: OneTimeLink, token: str, code: str, *, now: datetime) -> bool:
    """Whether this is the code that was told by telephone; the fifth wrong one ends the link."""
    typed = link_secrets.code_hash(token, link_secrets.digits(code))
    if hmac.compare_digest(link.code_hash, typed):
        link.opened_at = link.opened_at or now
        return True
    link.wrong_codes += 1
    if link.wrong_codes >= MOST_WRONG:
        _end(link, LinkEnd.BLOCKED, None, now)
    return False


def use(link: OneTimeLink, *, now: datetime, form: str = "") -> None:
    """It did its work; `form`: what the form was marked by, so that sending it twice is seen to be that."""
    link.used_at, link.used_form = now, link_secrets.digest(form) if form else ""
    link.address = ""


def came_before(link: OneTimeLink, form: str) -> bool:
    """Whether this very form was received already."""
    return bool(form) and link.used_at is not None and hmac.compare_digest(link.used_form, link_secrets.digest(form))


def withdraw(link: OneTimeLink, *, by: str, now: datetime) -> bool:
    """False when it stopped working before."""
    if not works(link, now):
        return False
    _end(link, LinkEnd.WITHDRAWN, by, now)
    return True


def actor(link: OneTimeLink) -> Actor:
    """Who acts by it."""
    return partner(link.receiver, link.key)


def partner(organisation_key: str, key: str = "") -> Actor:
    """An organisation as a partner, without any role: so it reaches only what that was invited to."""
    return Actor(user_key=key, organisation_key=organisation_key, groups=frozenset({organisation_key}))


def of_instance(session: Session, instance_id: int) -> list[OneTimeLink]:
    """The links of a case, the newest first."""
    query = select(OneTimeLink).where(OneTimeLink.instance_id == instance_id)
    return list(session.scalars(query.order_by(OneTimeLink.id.desc())))


def get(session: Session, link_id: int, instance_id: int) -> OneTimeLink:
    """A link of this case; one of another case does not exist."""
    found = session.scalar(select(OneTimeLink).where(OneTimeLink.id == link_id).with_for_update())
    if found is None or found.instance_id != instance_id:
        raise LinkNotFound(link_id)
    return found


def newest_of(session: Session, user_ids: list[int]) -> dict[int, OneTimeLink]:
    """The last link of each of these people."""
    query = select(OneTimeLink).where(OneTimeLink.user_id.in_(user_ids)).order_by(OneTimeLink.id)
    return {link.user_id: link for link in session.scalars(query) if link.user_id is not None}


def tidy(session: Session, *, now: datetime) -> None:
    """Daily: of a link that no longer works neither the address nor what its secret was made from stays."""
    session.execute(delete(OneTimeLink).where(OneTimeLink.user_id.is_not(None), OneTimeLink.until < now - KEPT))
    dead = or_(OneTimeLink.used_at.is_not(None), OneTimeLink.ended_at.is_not(None), OneTimeLink.until <= now)
    session.execute(update(OneTimeLink).where(dead).values(address="", nonce=b"", code_hash=""))


def _made(
    purpose: LinkPurpose,
    receiver: str,
    address: str,
    by: str | None,
    now: datetime,
    lasts: timedelta,
    key: InstallationKey,
) -> OneTimeLink:
    link = OneTimeLink(purpose=purpose, receiver=receiver, address=address, created_by=by, created_at=now)
    link.nonce, link.until = secrets.token_bytes(32), now + lasts
    link.token_hash = link_secrets.digest(link_secrets.token(link.nonce, key))
    return link


def _post(session: Session, link: OneTimeLink, now: datetime) -> None:
    session.add(link)
    session.flush()  # the mail is about its number
    mailing.plan_link(session, link.receiver, link.id, instance_id=link.instance_id, now=now)


def _replace(session: Session, which: ColumnElement[bool], by: str | None, now: datetime) -> None:
    query = select(OneTimeLink).where(which, OneTimeLink.used_at.is_(None), OneTimeLink.ended_at.is_(None))
    for link in session.scalars(query.with_for_update()):
        _end(link, LinkEnd.REPLACED, by, now)


def _end(link: OneTimeLink, why: LinkEnd, by: str | None, now: datetime) -> None:
    link.why_ended, link.ended_at, link.ended_by = why, now, by
    link.address = ""
