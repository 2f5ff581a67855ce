"""Process packages: versions, drawings, what the check finds; download one, upload one, publish."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

import orjson
from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import present, users
from engine import check, db, definitions, newcomers, package_drafts, publishing
from engine.check.findings import Finding, Severity
from engine.definitions import PackageContent
from engine.errors import DefinitionNotFound, Invalid, PackageRefused
from engine.models import InstanceState, PackageVersion, ProcessInstance
from engine.packages import archive, arriving
from engine.packages.archive import Problem, ZipRefused
from engine.packages.arriving import Report
from engine.publishing import SecondPersonNeeded
from web import faults, outline, people
from web.desk import national
from web.parts import now, parts

bp = Blueprint("packages", __name__)
CARRIED = 3 * 1024 * 1024  # a checked zip up to this size need not be chosen again to publish it


@dataclass(frozen=True)
class Checked:
    """A zip that was read, and itself as text to carry along to publishing."""

    content: PackageContent
    zip: str
    report: Report


@bp.get("/processen")
def show_list() -> str:
    with db.reading() as session:
        rows = [(package, definitions.latest(session, package.name)) for package in definitions.packages(session)]
        starts = [package for package, version in rows if definitions.content_of(session, version.id).start_form]
        news = {package.name for package, version in rows if national.news(session, version)}
        return render_template(
            "packages.html", rows=rows, news=news, starts=starts, starting=definitions.starting(session)
        )


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
        return _page(session, name)


@bp.post("/processen/<name>/kiezen")
def choose(name: str) -> Response:
    """New cases start with this package from now on."""
    with db.transaction() as session:
        if not definitions.content_of(session, definitions.latest(session, name).id).start_form:
            raise Invalid("Dit pakket heeft geen startformulier en kan geen zaak starten. Kies een ander pakket.")
        package = definitions.choose(session, name, now=now())
        flash(
            _("Nieuwe zaken starten nu met: %(title)s. Lopende zaken gaan door zoals ze zijn.", title=package.title),
            "klaar",
        )
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
        origin = archive.origin_of(version, parts().gemeente, now())
        data = definitions.write_zip(definitions.files_of(session, version.id), origin)
    return send_file(
        BytesIO(data),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"{name}-versie-{number}.zip",
        max_age=0,
    )


@bp.get("/processen/inlezen")
def choose_file() -> str:
    return _upload_page("")


@bp.post("/processen/inlezen")
def upload() -> Response | tuple[str, int]:
    """Look at a zip and report; then it becomes a version, or a draft, or nothing: never half."""
    note = request.form.get("toelichting", "").strip()[: publishing.LONGEST_NOTE]
    data, deed = _sent(), request.form.get("_actie")
    if not data:
        return _upload_page(_("Kies eerst een bestand: een zip van een procespakket"), note=note), 422
    try:
        brought = archive.bring(data)
        with db.reading() as session:
            report = arriving.look(
                session, brought.files, brought.origin, here=present.here(session), catalogue=parts().catalogue
            )
            carried = base64.b64encode(data).decode() if len(data) <= CARRIED else ""
            checked = Checked(definitions.from_files(brought.files), carried, report)
            wrong = _has_errors(report.findings)
            if deed == "publiceren" and not wrong and not note:
                return _upload_page(_("Schrijf op wat er anders is in deze versie"), checked=checked), 422
            if deed not in ("publiceren", "ontwerp") or (wrong and deed == "publiceren"):
                return _upload_page("", checked=checked, note=note), 422 if wrong else 200
    except ZipRefused as refused:
        return _upload_page("", problems=refused.problems, note=note), 422
    except Invalid as refused:
        return _upload_page(str(refused), note=note), 422
    return _publish(brought.files, note) if deed == "publiceren" else _as_draft(report, brought.files, note)


def _publish(files: dict[str, bytes], note: str) -> Response:
    try:
        with db.transaction() as session:
            version = publishing.directly(
                session, files, note=note, by=people.person().key, now=now(), catalogue=parts().catalogue
            )
            name = version.package.name
            starts = definitions.starting(session) is version.package
            then = _("Nieuwe zaken starten hiermee.") if starts else _("Nieuwe zaken starten nog met een ander pakket.")
            flash(_("Versie %(number)s is in gebruik. %(then)s", number=version.number, then=then), "klaar")
    except SecondPersonNeeded:
        flash(_("Deze gemeente publiceert met vier ogen: lees het pakket in als ontwerp en bied het aan."), "fout")
        return redirect(url_for("packages.choose_file"))
    return redirect(url_for("packages.show", name=name))


def _as_draft(report: Report, files: dict[str, bytes], note: str) -> Response:
    """The package as a draft: on the newest version here, or as the beginning of a package that is new here."""
    title = f"Ingelezen: {note or report.origin.get('gemeente') or report.title}"
    with db.transaction() as session:
        latest = newcomers.take_in(session, files, by=people.person().key, now=now())
        draft = package_drafts.begin(session, latest, title=title[:100], by=people.person().key, now=now())
        package_drafts.save_all(session, draft, files, by=people.person().key, now=now())
        flash(_("Het pakket staat klaar als ontwerp. Er is nog niets gepubliceerd."), "klaar")
        return redirect(url_for("drafts.show", draft_id=draft.id))


@bp.post("/processen/<name>/versies/<int:number>/opnieuw")
def publish_again(name: str, number: int) -> Response | tuple[str, int]:
    """Roll back: an older version becomes the newest; where two must look it becomes a draft to offer."""
    note = request.form.get("toelichting", "").strip()
    by, moment = people.person().key, now()
    if not note:
        with db.reading() as session:
            return _page(session, name, error=_("Schrijf op waarom u terugwilt naar deze versie"), wanted=number), 422
    try:
        with db.transaction() as session:
            version = _version(session, name, number)
            if publishing.four_eyes(session):
                draft = publishing.draft_of(
                    session, version, title=f"Terug naar versie {number}: {note}"[:100], by=by, now=moment
                )
                flash(_("Deze gemeente publiceert met vier ogen. Bied dit ontwerp aan."), "let-op")
                return redirect(url_for("publishing.show", draft_id=draft.id))
            told = f"Terug naar versie {number}. {note}"
            made = publishing.again(session, version, note=told, by=by, now=moment, catalogue=parts().catalogue)
            flash(
                _("Versie %(number)s is in gebruik, met de inhoud van versie %(old)s.", number=made.number, old=number),
                "klaar",
            )
    except PackageRefused as refused:
        text = _(
            "Versie %(number)s komt niet meer door de controle (%(findings)s fouten).",
            number=number,
            findings=len(refused.findings),
        )
        flash(_("%(words)s Begin een ontwerp en herstel ze daar.", words=text), "fout")
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


def _upload_page(
    error: str, *, checked: Checked | None = None, note: str = "", problems: Sequence[Problem] = ()
) -> str:
    findings = list(checked.report.findings) if checked else []
    return render_template(
        "package_upload.html",
        findings=findings,
        ways=faults.ways(findings, checked.content.files) if checked else {},
        error=error,
        checked=checked,
        problems=problems,
        note=note,
        errors=sum(f.severity is Severity.ERROR for f in findings),
    )


def _has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def _version(session: Session, name: str, number: int) -> PackageVersion:
    for version in definitions.versions(session, name):
        if version.number == number:
            return version
    raise DefinitionNotFound(f"{name} {number}")


def _page(session: Session, name: str, *, error: str = "", wanted: int = 0) -> str:
    versions = definitions.versions(session, name)
    if not versions:
        raise DefinitionNotFound(name)
    content = definitions.content_of(session, versions[0].id)
    findings = check.check_whole(dict(content.files), parts().catalogue)
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
        wanted=wanted,
        drafts=package_drafts.listed(session, name),
        four_eyes=publishing.four_eyes(session),
        news=national.news(session, versions[0]),
    )


def _publisher(session: Session, version: PackageVersion) -> str:
    """Who published it, and who made it where two looked; a command on the server has no name here."""
    user = users.find(session, version.published_by)
    name = user.name if user else "vanaf de server"
    maker = users.name_of(session, version.offered_by) if version.offered_by else ""
    return _("%(name)s (gemaakt door %(maker)s)", name=name, maker=maker) if maker else name


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
