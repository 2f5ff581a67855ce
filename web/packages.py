"""Process packages: versions, drawings, what the check finds; download one, upload one, publish."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from io import BytesIO

import orjson
from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import users
from engine import check, db, definitions
from engine.check.findings import Finding, Severity
from engine.definitions import PackageContent
from engine.errors import DefinitionNotFound, Invalid
from engine.models import InstanceState, PackageVersion, ProcessInstance
from web import faults, outline, people
from web.parts import now, parts

bp = Blueprint("packages", __name__)
LONGEST_NOTE = 500
CARRIED = 3 * 1024 * 1024  # a checked zip up to this size need not be chosen again to publish it


@dataclass(frozen=True)
class Checked:
    """A zip that was read, and itself as text to carry along to publishing."""

    content: PackageContent
    zip: str


@bp.get("/processen")
def show_list() -> str:
    with db.reading() as session:
        rows = [(package, definitions.latest(session, package.name)) for package in definitions.packages(session)]
        starts = [package for package, version in rows if definitions.content_of(session, version.id).start_form]
        return render_template("packages.html", rows=rows, starts=starts, starting=definitions.starting(session))


@bp.get("/processen/sjablonen")
def element_templates() -> Response:
    """What the handlers can do, as templates that Camunda Modeler offers in its list of service tasks."""
    content = orjson.dumps(list(parts().element_templates), option=orjson.OPT_INDENT_2)
    return send_file(
        BytesIO(content), mimetype="application/json", as_attachment=True, download_name="zevenstap-sjablonen.json"
    )


@bp.get("/processen/<name>")
def show(name: str) -> str:
    with db.reading() as session:
        return _page(session, name, error="", note="")


@bp.post("/processen/<name>/kiezen")
def choose(name: str) -> Response:
    """New cases start with this package from now on."""
    with db.transaction() as session:
        if not definitions.content_of(session, definitions.latest(session, name).id).start_form:
            raise Invalid("A package without a start form starts no case")
        package = definitions.choose(session, name, now=now())
        flash(f"Nieuwe zaken starten nu met: {package.title}. Lopende zaken gaan door zoals ze zijn.", "klaar")
    return redirect(url_for("packages.show_list"))


@bp.get("/processen/<name>/diagram/<process_key>")
def drawing(name: str, process_key: str) -> str:
    """One drawing of the version in use, with the same as a list."""
    with db.reading() as session:
        version = definitions.latest(session, name)
        content = definitions.content_of(session, version.id)
        found = outline.drawings(content).get(process_key)
        if found is None:
            raise DefinitionNotFound(process_key)
        return render_template(
            "package_drawing.html",
            content=content,
            version=version,
            drawing=found,
            lines=outline.contents(found),
            drawing_url=lambda key: url_for("packages.drawing", name=name, process_key=key),
            diagram_url=url_for("diagrams.of_version", version_id=version.id, process_key=process_key),
        )


@bp.get("/processen/<name>/versies/<int:number>/pakket.zip")
def download(name: str, number: int) -> Response:
    with db.reading() as session:
        version = _version(session, name, number)
        data = definitions.write_zip(definitions.files_of(session, version.id))
    return send_file(
        BytesIO(data),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"{name}-versie-{number}.zip",
        max_age=0,
    )


@bp.get("/processen/inlezen")
def choose_file() -> str:
    return _upload_page([], "")


@bp.post("/processen/inlezen")
def upload() -> Response | tuple[str, int]:
    """Check a zip; without errors and with the button Publiceren it becomes a version."""
    note = request.form.get("toelichting", "").strip()[:LONGEST_NOTE]
    data = _sent()
    if not data:
        return _upload_page([], "Kies eerst een bestand: een zip van een procespakket", note=note), 422
    try:
        files = definitions.read_zip(data)
        content = definitions.from_files(files)
    except Invalid as refused:
        return _upload_page([], str(refused), note=note), 422
    findings = check.check_package(files, parts().catalogue)
    again = Checked(content, base64.b64encode(data).decode() if len(data) <= CARRIED else "")
    if _has_errors(findings):
        return _upload_page(findings, "", checked=again, note=note), 422
    if request.form.get("_actie") != "publiceren":
        return _upload_page(findings, "", checked=again, note=note), 200
    if not note:
        return _upload_page(findings, "Schrijf op wat er anders is in deze versie", checked=again), 422
    return _publish(files, note)


def _publish(files: dict[str, bytes], note: str) -> Response:
    with db.transaction() as session:
        version = definitions.publish(
            session, files, note=note, by=people.person().key, now=now(), catalogue=parts().catalogue
        )
        name = version.package.name
        starts = definitions.starting(session) is version.package
        then = "Nieuwe zaken starten hiermee." if starts else "Nieuwe zaken starten nog met een ander pakket."
        flash(f"Versie {version.number} is in gebruik. {then}", "klaar")
    return redirect(url_for("packages.show", name=name))


def _sent() -> bytes:
    """The zip: just chosen, or the checked one that the page carried along."""
    file = request.files.get("pakket")
    if file is not None and file.filename:
        content: bytes = file.read()
        return content
    try:
        return base64.b64decode(request.form.get("zip", ""), validate=True)
    except binascii.Error:
        return b""


def _upload_page(findings: list[Finding], error: str, *, checked: Checked | None = None, note: str = "") -> str:
    return render_template(
        "package_upload.html",
        findings=findings,
        ways=faults.ways(findings, checked.content.files) if checked else {},
        error=error,
        checked=checked,
        note=note,
        errors=sum(f.severity is Severity.ERROR for f in findings),
    )


def _has_errors(findings: list[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def _version(session: Session, name: str, number: int) -> PackageVersion:
    for version in definitions.versions(session, name):
        if version.number == number:
            return version
    raise DefinitionNotFound(f"{name} {number}")


def _page(session: Session, name: str, *, error: str, note: str) -> str:
    versions = definitions.versions(session, name)
    if not versions:
        raise DefinitionNotFound(name)
    content = definitions.content_of(session, versions[0].id)
    findings = check.check_package(dict(content.files), parts().catalogue)
    return render_template(
        "package.html",
        content=content,
        versions=versions,
        running=_running(session, versions),
        publishers={version.id: _publisher(session, version) for version in versions},
        findings=findings,
        ways=faults.ways(findings, content.files),
        errors=sum(f.severity is Severity.ERROR for f in findings),
        warnings=sum(f.severity is Severity.WARNING for f in findings),
        drawings=outline.drawings(content),
        error=error,
        note=note,
    )


def _publisher(session: Session, version: PackageVersion) -> str:
    """Who published it; a command on the server has no name here."""
    user = users.find(session, version.published_by)
    return user.name if user else "vanaf de server"


def _running(session: Session, versions: list[PackageVersion]) -> dict[int, int]:
    """How many open cases run on each version; only the number, the designer sees no cases."""
    query = (
        select(ProcessInstance.version_id, func.count())
        .where(
            ProcessInstance.version_id.in_([version.id for version in versions]),
            ProcessInstance.state == InstanceState.ACTIVE,
        )
        .group_by(ProcessInstance.version_id)
    )
    return {version_id: number for version_id, number in session.execute(query)}
