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


class RequestKey(Base):
    """The key of one request of a person, wrapped by the installation's key; it belongs to no case."""

    __tablename__ = "request_key"

    request_id: Mapped[int] = mapped_column(ForeignKey("rights_request.id"), primary_key=True)
    installation_key_id: Mapped[str] = mapped_column(String(16))
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


def renew_record_key(session: Session, instance_id: int, token: str, key: InstallationKey) -> bytes:
    """Another key for a record that is written anew: what lingers of the old text is noise from now on."""
    fresh = AESGCM.generate_key(bit_length=256)
    session.get_one(VaultKey, token).wrapped = seal(_case_key(session, instance_id, key), fresh, token)
    return fresh


def request_key(session: Session, request_id: int, key: InstallationKey) -> bytes:
    """The key of a request, made when it is first asked for."""
    row = session.get(RequestKey, request_id)
    if row is not None:
        return _unwrap(row, key, _request_label(request_id))
    _require_in_use(session, key)
    fresh = AESGCM.generate_key(bit_length=256)
    wrapped = seal(key.secret, fresh, _request_label(request_id))
    session.add(RequestKey(request_id=request_id, installation_key_id=key.key_id, wrapped=wrapped))
    session.flush()  # a second record of the same request finds it
    return fresh


def seal(key: bytes, plain: bytes, label: str) -> bytes:
    """Encrypt; the label is bound to it, so that a stored value cannot be moved to another place."""
    nonce = os.urandom(NONCE_LENGTH)
    return nonce + AESGCM(key).encrypt(nonce, plain, label.encode())


def unseal(key: bytes, sealed: bytes, label: str) -> bytes:
    return AESGCM(key).decrypt(sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:], label.encode())


def rewrap_all(session: Session, *, old: InstallationKey, new: InstallationKey) -> int:
    """Wrap every key of a case or request with a new installation key; returns how many cases and requests.

    The old key then opens nothing. What was wrapped anew already (a rotation that was broken off) is left as it is.
    """
    cases = session.scalars(select(CaseKey).where(CaseKey.installation_key_id != new.key_id))
    asked = session.scalars(select(RequestKey).where(RequestKey.installation_key_id != new.key_id))
    rows: list[tuple[CaseKey | RequestKey, str]] = [(row, _label(row.instance_id)) for row in cases]
    rows += [(row, _request_label(row.request_id)) for row in asked]
    for row, label in rows:
        row.wrapped = seal(new.secret, _unwrap(row, old, label), label)
        row.installation_key_id = new.key_id
    return len(rows)


def in_use(session: Session, key: InstallationKey) -> str:
    """The id of the key that the last rotation put in use; the given one when there was none."""
    found = session.scalar(select(KeyRotation.new_key_id).order_by(KeyRotation.id.desc()).limit(1))
    return found or key.key_id


def _case_key(session: Session, instance_id: int, key: InstallationKey) -> bytes:
    row = session.get(CaseKey, instance_id)
    if row is not None:
        return _unwrap(row, key, _label(instance_id))
    _require_in_use(session, key)
    case_key = AESGCM.generate_key(bit_length=256)
    wrapped = seal(key.secret, case_key, _label(instance_id))
    session.add(CaseKey(instance_id=instance_id, installation_key_id=key.key_id, wrapped=wrapped))
    session.flush()  # the record's key refers to it
    return case_key


def _require_in_use(session: Session, key: InstallationKey) -> None:
    if key.key_id != in_use(session, key):
        raise WrongInstallationKey  # a process that still holds the key of before the last rotation


def _unwrap(row: CaseKey | RequestKey, key: InstallationKey, label: str) -> bytes:
    if row.installation_key_id != key.key_id:
        raise WrongInstallationKey
    try:
        return unseal(key.secret, row.wrapped, label)
    except InvalidTag:
        raise WrongInstallationKey from None


def _label(instance_id: int) -> str:
    return f"zaak-{instance_id}"


def _request_label(request_id: int) -> str:
    return f"verzoek-{request_id}"
