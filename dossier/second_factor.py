"""The second factor: a code from an app (TOTP, RFC 6238), and codes on paper for who lost the app."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import ForeignKey, LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier import keys
from dossier.keys import InstallationKey
from dossier.users import User
from engine.db import Base, UtcDateTime

# who opens the vault, or gives others the right to
MANDATORY = frozenset(
    {
        "procesregisseur",
        "burgemeester",
        "politie",
        "om",
        "jongerenwerk",
        "boa",
        "partner",
        "fg",
        "privacy_officer",
        "applicatiebeheerder",
        "coordinator",
    }
)
PERIOD = 30  # seconds that a code lives
DRIFT = 1  # codes before and after that are right too: no two clocks are the same
ON_PAPER = 8  # recovery codes
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else


class SecondFactor(Base):
    """The secret that a person's app shares with us, sealed with the installation's key."""

    __tablename__ = "second_factor"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    installation_key_id: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # a first code was right
    last_counter: Mapped[int] = mapped_column(default=0)  # a code is used once


class RecoveryCode(Base):
    """A code on paper, used once; only its hash is kept."""

    __tablename__ = "recovery_code"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def has(session: Session, user: User) -> bool:
    """Whether this person must give a code besides the password."""
    row = session.get(SecondFactor, user.id)
    return row is not None and row.confirmed_at is not None


def offer(session: Session, user: User, *, issuer: str, key: InstallationKey) -> tuple[str, str]:
    """The secret to put into an app, and the address a QR code of it holds; the same until it is confirmed."""
    row = session.get(SecondFactor, user.id)
    if row is not None and row.confirmed_at is None:
        secret = _secret(row, key)
    else:
        secret = pyotp.random_base32()
        forget(session, user)
        sealed = keys.seal(key.secret, secret.encode(), _label(user.id))
        session.add(SecondFactor(user_id=user.id, installation_key_id=key.key_id, sealed=sealed))
        session.flush()  # a second look finds it
    return secret, pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=issuer)


def confirm(session: Session, user: User, code: str, *, key: InstallationKey, now: datetime) -> list[str]:
    """Put it in use when the app gives the right code; returns the codes for on paper, shown only now."""
    if not _right(session, user, code, key=key, now=now):
        return []
    session.get_one(SecondFactor, user.id).confirmed_at = now
    return new_paper(session, user)


def check(session: Session, user: User, code: str, *, key: InstallationKey, now: datetime) -> bool:
    """Whether the code of the app, or one of those on paper, is right; each is right once."""
    if not has(session, user):
        return False
    return _right(session, user, code, key=key, now=now) or _on_paper(session, user, code, now)


def new_paper(session: Session, user: User) -> list[str]:
    """Fresh codes for on paper; those of before are worth nothing any more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = ["-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(2)) for _ in range(ON_PAPER)]
    session.add_all(RecoveryCode(user_id=user.id, code_hash=_digest(code)) for code in codes)
    return codes


def left_on_paper(session: Session, user: User) -> int:
    query = select(RecoveryCode).where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    return len(session.scalars(query).all())


def forget(session: Session, user: User) -> None:
    """Take the second factor off an account: its owner lost everything, or gets a new one."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))
    session.expire_all()


def rewrap_all(session: Session, *, old: InstallationKey, new: InstallationKey) -> None:
    """Seal every secret with a new installation key; what was done already is left as it is."""
    for row in session.scalars(select(SecondFactor).where(SecondFactor.installation_key_id != new.key_id)):
        row.sealed = keys.seal(new.secret, _secret(row, old).encode(), _label(row.user_id))
        row.installation_key_id = new.key_id


def _right(session: Session, user: User, code: str, *, key: InstallationKey, now: datetime) -> bool:
    # Locked on PostgreSQL: of two who send the same code at once, one is too late.
    row = session.scalar(select(SecondFactor).where(SecondFactor.user_id == user.id).with_for_update())
    typed = "".join(code.split())
    if row is None or not (typed.isascii() and typed.isdecimal() and len(typed) == 6):
        return False
    app = pyotp.TOTP(_secret(row, key), interval=PERIOD)
    present = int(now.timestamp()) // PERIOD
    for counter in range(present - DRIFT, present + DRIFT + 1):
        if counter > row.last_counter and hmac.compare_digest(app.generate_otp(counter), typed):
            row.last_counter = counter
            return True
    return False


def _on_paper(session: Session, user: User, code: str, now: datetime) -> bool:
    digest = _digest(code)
    query = select(RecoveryCode).where(RecoveryCode.user_id == user.id, RecoveryCode.code_hash == digest)
    row = session.scalar(query.with_for_update())
    if row is None or row.used_at is not None:
        return False
    row.used_at = now
    return True


def _secret(row: SecondFactor, key: InstallationKey) -> str:
    return keys.unseal(key.secret, row.sealed, _label(row.user_id)).decode()


def _label(user_id: int) -> str:
    return f"second-factor-{user_id}"


def _digest(code: str) -> str:
    return hashlib.sha256("".join(code.split()).replace("-", "").casefold().encode()).hexdigest()
