"""The keys of the vault: one per record, wrapped by the case's, wrapped by the installation's."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ForeignKey, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier.errors import KeyFileBroken, KeyFileMissing, KeyFileUnsafe, WrongInstallationKey
from engine.db import Base, UtcDateTime

KEY_LENGTH = 32
MARK = "sleutel-kenmerk"  # in the data folder: the id of the key this installation is sealed with
NONCE_LENGTH = 12


@dataclass(frozen=True)
class InstallationKey:
    """The secret of this installation. It lives in a file outside the data folder and its backup."""

    secret: bytes = field(repr=False)

    @property
    def key_id(self) -> str:
        return hashlib.sha256(b"zevenstap key id" + self.secret).hexdigest()[:16]


class CaseKey(Base):
    """The key of one case, wrapped by the installation's key."""

    __tablename__ = "case_key"

    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), primary_key=True)
    installation_key_id: Mapped[str] = mapped_column(String(16))
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


class VaultKey(Base):
    """The key of one record, wrapped by its case's key. Without this row the record is noise."""

    __tablename__ = "vault_key"

    record_token: Mapped[str] = mapped_column(String(32), primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("case_key.instance_id"), index=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


class KeyRotation(Base):
    """That the key of this installation was replaced; kept for ever, without the keys themselves."""

    __tablename__ = "key_rotation"

    id: Mapped[int] = mapped_column(primary_key=True)
    old_key_id: Mapped[str] = mapped_column(String(16))
    new_key_id: Mapped[str] = mapped_column(String(16), unique=True)
    rotated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(40))
    discarded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the old key was destroyed on this machine
    backups_gone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # somebody stated: in no back-up either


def create_file(path: Path) -> InstallationKey:
    """Make a new key file that only its owner can read; an existing one is never touched."""
    path.parent.mkdir(parents=True, exist_ok=True)
    key = InstallationKey(AESGCM.generate_key(bit_length=256))
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(key.secret) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def load_file(path: Path) -> InstallationKey:
    """Read the key file; refused when others on the machine can read it too."""
    if not path.is_file():
        raise KeyFileMissing(str(path))
    if path.stat().st_mode & 0o077:
        raise KeyFileUnsafe(str(path))
    try:
        secret = base64.b64decode(path.read_bytes().strip(), validate=True)
    except binascii.Error:
        raise KeyFileBroken(str(path)) from None
    if len(secret) != KEY_LENGTH:
        raise KeyFileBroken(str(path))
    return InstallationKey(secret)


def new_record_key(session: Session, instance_id: int, token: str, key: InstallationKey) -> bytes:
    """A fresh key for a record, kept wrapped."""
    case_key = _case_key(session, instance_id, key)
    record_key = AESGCM.generate_key(bit_length=256)
    wrapped = seal(case_key, record_key, token)
    session.add(VaultKey(record_token=token, instance_id=instance_id, wrapped=wrapped))
    return record_key


def record_key(session: Session, instance_id: int, token: str, key: InstallationKey) -> bytes:
    """The key of a record, unwrapped."""
    row = session.get_one(VaultKey, token)
    return unseal(_case_key(session, instance_id, key), row.wrapped, token)


def seal(key: bytes, plain: bytes, label: str) -> bytes:
    """Encrypt; the label is bound to it, so that a stored value cannot be moved to another place."""
    nonce = os.urandom(NONCE_LENGTH)
    return nonce + AESGCM(key).encrypt(nonce, plain, label.encode())


def unseal(key: bytes, sealed: bytes, label: str) -> bytes:
    return AESGCM(key).decrypt(sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:], label.encode())


def rewrap_all(session: Session, *, old: InstallationKey, new: InstallationKey) -> int:
    """Wrap every case's key with a new installation key; returns how many. The old one then opens nothing.

    What was wrapped anew already (a rotation that was broken off) is left as it is.
    """
    rows = list(session.scalars(select(CaseKey).where(CaseKey.installation_key_id != new.key_id)))
    for row in rows:
        case_key = _unwrap_case_key(row, old)
        row.wrapped = seal(new.secret, case_key, _label(row.instance_id))
        row.installation_key_id = new.key_id
    return len(rows)


def in_use(session: Session, key: InstallationKey) -> str:
    """The id of the key that the last rotation put in use; the given one when there was none."""
    found = session.scalar(select(KeyRotation.new_key_id).order_by(KeyRotation.id.desc()).limit(1))
    return found or key.key_id


def _case_key(session: Session, instance_id: int, key: InstallationKey) -> bytes:
    row = session.get(CaseKey, instance_id)
    if row is not None:
        return _unwrap_case_key(row, key)
    if key.key_id != in_use(session, key):
        raise WrongInstallationKey  # a process that still holds the key of before the last rotation
    case_key = AESGCM.generate_key(bit_length=256)
    wrapped = seal(key.secret, case_key, _label(instance_id))
    session.add(CaseKey(instance_id=instance_id, installation_key_id=key.key_id, wrapped=wrapped))
    session.flush()  # the record's key refers to it
    return case_key


def _unwrap_case_key(row: CaseKey, key: InstallationKey) -> bytes:
    if row.installation_key_id != key.key_id:
        raise WrongInstallationKey
    try:
        return unseal(key.secret, row.wrapped, _label(row.instance_id))
    except InvalidTag:
        raise WrongInstallationKey from None


def _label(instance_id: int) -> str:
    return f"zaak-{instance_id}"
