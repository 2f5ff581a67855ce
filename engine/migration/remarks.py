"""What is worth knowing of a case that can go along: forms that changed, gates that lie behind it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine import definitions
from engine.definitions import PackageContent
from engine.migration.tables import Migration
from engine.progress import Case
from engine.runtime import Migrated
from engine.runtime.ahead import ahead

GATE = "poort"  # the mark of a privacy gate


def of(session: Session, case: Case, migration: Migration, found: Migrated) -> str:
    """One line, empty when there is nothing to say."""
    old = definitions.content_of(session, migration.from_version_id)
    new = definitions.content_of(session, migration.to_version_id)
    said = [*found.remarks, *_forms(old, new, found), *_gates(old, new, case, found)]
    return "; ".join(said)


def _forms(old: PackageContent, new: PackageContent, found: Migrated) -> list[str]:
    """A draft stays; what the new form has no field for is not shown."""
    changed = sorted(
        {
            task.name or task.activity_id
            for task in found.tasks
            if task.form_key and old.forms.get(task.form_key) != new.forms.get(task.form_key)
        }
    )
    return [f"het formulier van “{name}” is anders; een concept blijft staan" for name in changed]


def _gates(old: PackageContent, new: PackageContent, case: Case, found: Migrated) -> list[str]:
    """A gate that the new version adds and that this case will not pass any more gives it no permission either."""
    known = {element.id for elements in old.definitions.elements.values() for element in elements.values()}
    behind = [
        element.name or element.id
        for elements in new.definitions.elements.values()
        for element in elements.values()
        if GATE in element.properties and element.id not in known
    ]
    if not behind:
        return []
    coming = ahead(new.definitions, found.result.snapshot, case.scopes)
    return [
        f"de privacypoort “{name}” is nieuw en ligt achter deze zaak: zonder besluit blijven persoonsgegevens dicht"
        for name in sorted(set(behind) - coming)
    ]
