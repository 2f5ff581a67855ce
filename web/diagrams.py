"""The drawings as files: of the version a case runs on, and of any published version."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from engine import db, definitions, instances
from engine.definitions import PackageContent
from web import outline, people

bp = Blueprint("diagrams", __name__)


@bp.get("/groepen/<int:instance_id>/diagram/<process_key>.bpmn")
def of_case(instance_id: int, process_key: str) -> Response:
    with db.reading() as session:
        instance = instances.get(session, instance_id, by=people.actor())
        return _drawing(definitions.content_of(session, instance.version_id), process_key)


@bp.get("/processen/versies/<int:version_id>/diagram/<process_key>.bpmn")
def of_version(version_id: int, process_key: str) -> Response:
    with db.reading() as session:
        return _drawing(definitions.content_of(session, version_id), process_key)


def _drawing(content: PackageContent, process_key: str) -> Response:
    drawing = outline.drawings(content).get(process_key)
    if drawing is None:
        abort(404)
    return Response(content.files[drawing.path], mimetype="application/xml")
