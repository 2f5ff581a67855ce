"""What the dossier can refuse. The texts are for people, so they are Dutch; none holds person data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.errors import Forbidden, InstanceNotFound, Invalid, NotFound


@dataclass(frozen=True)
class LookEntry:
    """One look at the vault, as the log keeps it."""

    at: datetime
    user_key: str
    instance_id: int
    reference: str
    purpose: str
    verb: str
    allowed: bool


class NoPermission(Forbidden):
    """The guard of the vault says no; `entry` lets whoever rolled back still log the attempt."""

    def __init__(self, reason: str, entry: LookEntry) -> None:
        self.reason = reason
        self.entry = entry
        super().__init__(reason)


class HiddenRecord(InstanceNotFound):
    """Someone outside the case asked: it must look like a case that does not exist, and is logged."""

    def __init__(self, entry: LookEntry) -> None:
        self.entry = entry
        super().__init__(entry.instance_id)


class SharingRefused(Forbidden):
    """No decision allows this flow of person data."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class RecordNotFound(NotFound):
    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(f"No record {reference}")


class DocumentNotFound(NotFound):
    def __init__(self, document_id: int) -> None:
        self.document_id = document_id
        super().__init__(f"No document {document_id}")


class ActionNotFound(NotFound):
    def __init__(self, action_id: int) -> None:
        self.action_id = action_id
        super().__init__(f"No action {action_id}")


class WeakPassword(Invalid, told=True):
    def __init__(self, length: int) -> None:
        self.length = length
        super().__init__(f"Kies een wachtwoord van ten minste {length} tekens.")


class KeyFileMissing(Invalid):
    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"Het sleutelbestand {path} ontbreekt. Zonder dit bestand is de kluis niet te lezen.")


class KeyFileUnsafe(Invalid):
    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"Het sleutelbestand {path} is leesbaar voor anderen. Geef alleen de eigenaar toegang (0600).")


class KeyFileBroken(Invalid):
    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"Het sleutelbestand {path} bevat geen geldige sleutel.")


class KeyStillThere(Invalid):
    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"De vorige sleutel ligt er nog: {path}. Vernietig die eerst met `zevenstap sleutel vergeet`.")


class WrongInstallationKey(Invalid):
    def __init__(self) -> None:
        super().__init__("De kluis is met een andere installatiesleutel gesloten.")


class ReadOnlySession(Invalid):
    """A look must be logged, and a session that only reads would lose the line."""

    def __init__(self) -> None:
        super().__init__("Reading from the vault needs a session that commits")
