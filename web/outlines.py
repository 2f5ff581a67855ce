"""The whole text of a diagram as a page: of a version, of a draft, and of the version that a case runs on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import db, definitions, instances, package_drafts
from engine.check.xml import XmlRefused
from engine.definitions import PackageContent
from engine.errors import DefinitionNotFound
from web import full_outline, outline, people
from web.outline import Drawing

bp = Blueprint("outlines", __name__)


@bp.get("/processen/versies/<int:version_id>/tekst/<process_key>")
def of_version(version_id: int, process_key: str) -> str:
    with db.reading() as session:
        content = definitions.content_of(session, version_id)
        trail = [(_("Processen"), url_for("packages.show_list"))]
        trail.append((content.title, url_for("packages.show", name=content.name)))
        return _page(
            content, outline.drawings(content), process_key, trail, "outlines.of_version", version_id=version_id
        )


@bp.get("/ontwerpen/<int:draft_id>/tekst/<process_key>")
def of_draft(draft_id: int, process_key: str) -> str | Response:
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        content = definitions.from_files(package_drafts.files_of(session, draft))
        trail = [(_("Ontwerpen"), url_for("drafts.show_list"))]
        trail.append((draft.title, url_for("drafts.show", draft_id=draft_id)))
        try:
            drawings = outline.drawings_in(content.files)
        except XmlRefused as refused:
            flash(_("Een diagram van dit ontwerp is niet te lezen: %(message)s", message=refused.message), "fout")
            return redirect(url_for("drafts.check", draft_id=draft_id))
        return _page(content, drawings, process_key, trail, "outlines.of_draft", draft_id=draft_id)


@bp.get("/groepen/<int:instance_id>/tekst/<process_key>")
def of_case(instance_id: int, process_key: str) -> str:
    """How the process goes in the version of this case; nothing of the case itself."""
    with db.reading() as session:
        instance = instances.get(session, instance_id, by=people.actor())
        content = definitions.content_of(session, instance.version_id)
        trail = [(_("Groepen"), url_for("cases.show_list"))]
        trail.append((instance.title, url_for("case.show", instance_id=instance_id)))
        return _page(
            content, outline.drawings(content), process_key, trail, "outlines.of_case", instance_id=instance_id
        )


def _page(
    content: PackageContent,
    drawings: Mapping[str, Drawing],
    process_key: str,
    trail: list[tuple[str, str]],
    endpoint: str,
    **where: Any,
) -> str:
    drawing = drawings.get(process_key)
    if drawing is None:
        raise DefinitionNotFound(process_key)
    return render_template(
        "full_outline.html",
        drawing=drawing,
        items=full_outline.of(drawing, content.manifest),
        trail=trail,
        others=[(each.name, url_for(endpoint, process_key=key, **where)) for key, each in drawings.items()],
        urls={key: url_for(endpoint, process_key=key, **where) for key in drawings},
    )
