"""What is worth knowing of a case that can go along: forms that changed, gates that lie behind it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine import definitions
from engine.definitions import PackageContent
from engine.migration.tables import Migration
from engine.progress import Case
from engine.runtime import Migrated
from engine.runtime.ahead import ahead

GATE = "poort"  # the mark of a privacy gate
SCOPE = ("stappen", "gegeven", "verstrekker", "ontvanger")


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
    """A gate that the new version adds, or asks something else at, gives nothing to a case that has it behind it."""
    before, after = _scopes(old), _scopes(new)
    changed = {name: gate for name, gate in after.items() if name not in before or before[name].scope != gate.scope}
    if not changed:
        return []
    coming = ahead(new.definitions, found.result.snapshot, case.scopes)
    said = []
    for identifier, gate in sorted(changed.items()):
        if identifier not in coming:
            what = "geldt nu voor iets anders" if identifier in before else "is nieuw"
            said.append(
                f"de privacypoort “{gate.name}” {what} en ligt achter deze zaak: "
                "zonder besluit blijven persoonsgegevens dicht"
            )
    return said


@dataclass(frozen=True)
class _Gate:
    """What a gate is called, and for what it asks a decision."""

    name: str
    scope: tuple[tuple[str, str], ...]


def _scopes(content: PackageContent) -> dict[str, _Gate]:
    return {
        element.id: _Gate(element.name or element.id, tuple((k, element.properties.get(k, "")) for k in SCOPE))
        for elements in content.definitions.elements.values()
        for element in elements.values()
        if GATE in element.properties
    }
