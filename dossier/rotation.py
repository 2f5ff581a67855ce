"""A new installation key: every case's key wrapped anew, the old key put away and then destroyed.

Broken off at any line, doing it again finishes it: the new key lies beside the old one until the database has it.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import destruction, keys, second_factor
from dossier.errors import KeyStillThere
from dossier.keys import InstallationKey, KeyRotation


def spare_file(file: Path) -> Path:
    """The new key, until it is in use."""
    return file.with_name(file.name + ".nieuw")


def old_file(file: Path) -> Path:
    """The key that was in use before, until it is destroyed."""
    return file.with_name(file.name + ".oud")


def unfinished(file: Path) -> bool:
    """Whether a rotation was broken off; nothing may serve until it is finished."""
    return spare_file(file).is_file()


def prepare(file: Path) -> tuple[InstallationKey, InstallationKey]:
    """The key in use and the new one, which is made when it is not there yet."""
    if old_file(file).is_file() and not unfinished(file):
        raise KeyStillThere(str(old_file(file)))
    old = keys.load_file(file)
    spare = spare_file(file)
    new = keys.load_file(spare) if spare.is_file() else keys.create_file(spare)
    return old, new


def rotate(session: Session, *, old: InstallationKey, new: InstallationKey, by: str, now: datetime) -> int:
    """Wrap all keys of cases anew and remember it; returns how many."""
    count = keys.rewrap_all(session, old=old, new=new)
    second_factor.rewrap_all(session, old=old, new=new)
    if newest(session, new_key_id=new.key_id) is None:
        session.add(KeyRotation(old_key_id=old.key_id, new_key_id=new.key_id, rotated_at=now, by=by))
    return count


def put_in_place(file: Path) -> None:
    """Make the new key the one in use; at every moment there is a key file under the known name."""
    if not old_file(file).exists():
        os.link(file, old_file(file))
    os.replace(spare_file(file), file)
    _sync_folder(file.parent)


def newest(session: Session, *, new_key_id: str | None = None) -> KeyRotation | None:
    query = select(KeyRotation).order_by(KeyRotation.id.desc()).limit(1)
    if new_key_id is not None:
        query = query.where(KeyRotation.new_key_id == new_key_id)
    return session.scalars(query).one_or_none()


def destroy_old(file: Path) -> bool:
    """Overwrite and remove the old key; False when there is none. What a back-up holds is not in our hands."""
    old = old_file(file)
    if not old.is_file():
        return False
    with old.open("r+b") as content:
        content.write(os.urandom(old.stat().st_size))
        content.flush()
        os.fsync(content.fileno())
    old.unlink()
    _sync_folder(file.parent)
    return True


def discard(session: Session, *, backups_gone: bool, now: datetime) -> int:
    """Remember that the old key is gone. Once no back-up of it is left either, what was destroyed before the
    rotation can never be opened again: returns how many certificates now say so."""
    last = newest(session)
    if last is None:
        return 0
    last.discarded_at = last.discarded_at or now
    if not backups_gone:
        return 0
    last.backups_gone_at = last.backups_gone_at or now
    return destruction.mark_unrecoverable(session, removed_before=last.rotated_at, now=now)


def all_rotations(session: Session) -> list[KeyRotation]:
    return list(session.scalars(select(KeyRotation).order_by(KeyRotation.id)))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
