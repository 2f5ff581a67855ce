"""What the vault keeps of a case, for who may see it: asked for a purpose, shown past the guard, logged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import vault
from engine import db, definitions, instances
from engine.definitions import PackageContent
from web import besluit_rows, facts, people, purpose, sight, words
from web.parts import now, parts
from web.told import lazy_gettext

bp = Blueprint("persons", __name__)
CATEGORIES = {
    "namenlijst": lazy_gettext("Namenlijst"),
    "bijdrage": lazy_gettext("Bijdragen van partners"),
    "opschaling": lazy_gettext("Opschaling"),
    "opmerking": lazy_gettext("Opmerkingen"),
}


@dataclass(frozen=True)
class Sealed:
    """One record: opened, or why not."""

    category: str
    kind: str
    fields: list[tuple[str, str]]
    refusal: str


@bp.get("/groepen/<int:instance_id>/personen")
def show(instance_id: int) -> Response | str:
    actor = people.actor()
    with db.reading() as session:
        instance = instances.get(session, instance_id, by=actor)
        title, step = instance.title, instance.step
        reason = purpose.kept(session, instance_id)
    if reason is None:
        return _ask(instance_id, title, error="", given="")
    with db.transaction() as session:
        records = open_all(session, instance_id, reason, step)
    return render_template("persons.html", records=records, title=title, instance_id=instance_id, reason=reason)


@bp.post("/groepen/<int:instance_id>/personen")
def give_purpose(instance_id: int) -> Response | tuple[str, int]:
    given = request.form.get("doel", "").strip()
    if error := purpose.problem(given):
        with db.reading() as session:
            title = instances.get(session, instance_id, by=people.actor()).title
        return _ask(instance_id, title, error=error, given=given), 422
    purpose.keep(instance_id, given)
    return redirect(url_for("persons.show", instance_id=instance_id))


def _ask(instance_id: int, title: str, *, error: str, given: str) -> str:
    return render_template(
        "purpose.html", what=f"Persoonsgegevens van {title}", error=error, given=given, back=instance_id
    )


def open_all(session: Session, instance_id: int, reason: str, step: int | None) -> list[Sealed]:
    """Every record that is no file, each past the guard; a refusal stands where the value would be."""
    actor, moment = people.actor(), now()
    full = sight.in_full(session, actor, instance_id)
    content = definitions.content_of(session, instances.get(session, instance_id, by=actor).version_id)
    found = []
    for reference in vault.references(session, instance_id):
        record = vault.get(session, reference)
        looked = vault.look(
            session, reference, actor=actor, purpose=reason, step=step, now=moment, key=parts().vault_key
        )
        if isinstance(looked.value, bytes):
            continue  # the file of a document; it opens from the list of documents
        if looked.refusal and not full:
            continue  # that others keep something here is not for everybody to know
        found.append(
            Sealed(
                category=CATEGORIES.get(record.category, record.category),
                kind=besluit_rows.KINDS.get(record.kind, record.kind),
                fields=as_fields(session, content, looked.value),
                refusal=looked.refusal or "",
            )
        )
    return found


def as_fields(session: Session, content: PackageContent, value: Any) -> list[tuple[str, str]]:
    """A stored value as lines, in the words of the form that asked for it."""
    labels = facts.names(content)
    if not isinstance(value, dict):
        return [("", words.shown(value))] if value is not None else []
    return [
        (labels[key].label if key in labels else words.field_name(key), facts.shown(session, labels, key, each))
        for key, each in value.items()
        if each not in (None, "")
    ]
