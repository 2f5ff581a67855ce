"""Publishing a draft: what the check says, what changed and why; alone, or with a second person who looks first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine import check, db, definitions, package_drafts, publishing, renewing
from engine.check.findings import Finding, errors_in
from engine.draft_tables import PackageDraft
from engine.errors import Conflict, PackageRefused, ReasonMissing
from engine.models import PackageVersion
from engine.packages.content import digest_of
from web import people, words
from web.desk import drafts, places, titles
from web.parts import now, parts
from web.told import lazy_gettext

bp = Blueprint("publishing", __name__)
NO_NOTE = lazy_gettext("Schrijf op wat er anders is in deze versie")
NO_REASON = lazy_gettext("Schrijf op waarom u het ontwerp teruggeeft")
MOST_FILES = 200


@dataclass(frozen=True)
class Change:
    """A file that is not as it was."""

    path: str
    name: str
    what: str  # "Nieuw", "Veranderd" or "Verwijderd"
    who: str
    url: str  # of its editor


@bp.get("/ontwerpen/<int:draft_id>/publiceren")
def show(draft_id: int) -> str:
    with db.reading() as session:
        return _page(session, draft_id)


@bp.post("/ontwerpen/<int:draft_id>/publiceren")
def publish(draft_id: int) -> Response | tuple[str, int]:
    """One new version, or nothing; the draft is gone when it succeeded."""
    note = request.form.get("toelichting", "")
    try:
        played = _play(draft_id)
        with db.transaction() as session:
            version = publishing.publish(
                session,
                package_drafts.get(session, draft_id),
                note=note,
                by=people.person().key,
                now=now(),
                catalogue=parts().catalogue,
                anyway=request.form.get("toch") == "ja",
                seen=request.form.get("gezien") or played,
            )
            flash(_published(session, version), "klaar")
            name, files = version.package.name, definitions.files_of(session, version.id)
        _tell_of_scenarios(files)
    except (Conflict, PackageRefused, ReasonMissing) as refused:
        return _refused(draft_id, refused, note)
    return redirect(url_for("packages.show", name=name))


@bp.post("/ontwerpen/<int:draft_id>/aanbieden")
def offer(draft_id: int) -> Response | tuple[str, int]:
    """Ask a second designer to look."""
    note = request.form.get("toelichting", "")
    try:
        _play(draft_id)
        with db.transaction() as session:
            draft = package_drafts.get(session, draft_id)
            publishing.offer(
                session,
                draft,
                note=note,
                by=people.person().key,
                now=now(),
                catalogue=parts().catalogue,
                anyway=request.form.get("toch") == "ja",
            )
    except (Conflict, PackageRefused, ReasonMissing) as refused:
        return _refused(draft_id, refused, note)
    flash(_("Het ontwerp ligt voor. Een andere ontwerper bekijkt het en publiceert het."), "klaar")
    return redirect(url_for("publishing.show", draft_id=draft_id))


@bp.post("/ontwerpen/<int:draft_id>/terugnemen")
def withdraw(draft_id: int) -> Response:
    with db.transaction() as session:
        publishing.withdraw(session, package_drafts.get(session, draft_id))
    flash(_("Het ontwerp ligt niet meer voor. U kunt het weer veranderen."), "klaar")
    return redirect(url_for("publishing.show", draft_id=draft_id))


@bp.post("/ontwerpen/<int:draft_id>/teruggeven")
def send_back(draft_id: int) -> Response | tuple[str, int]:
    """The second person does not publish it, and says why."""
    why = request.form.get("reden", "")
    try:
        with db.transaction() as session:
            draft = package_drafts.get(session, draft_id)
            publishing.send_back(session, draft, why=why, by=people.person().key, now=now())
    except ReasonMissing:
        with db.reading() as session:
            return _page(session, draft_id, errors={"reden": NO_REASON}), 422
    except Conflict as refused:
        return _refused(draft_id, refused, "")
    flash(_("Het ontwerp is teruggegeven. De maker leest uw reden."), "klaar")
    return redirect(url_for("drafts.show_list"))


@bp.post("/ontwerpen/<int:draft_id>/bijwerken")
def bring_forward(draft_id: int) -> Response:
    """Go on from the newest version; of files changed on both sides the designer chose one."""
    chosen = {name[5:]: value for name, value in request.form.items() if name.startswith("pad: ")}
    try:
        with db.transaction() as session:
            draft = package_drafts.get(session, draft_id)
            newest = publishing.newer(session, draft)
            if newest is None:
                flash(_("Dit ontwerp begon al uit de nieuwste versie."), "let-op")
                return redirect(url_for("publishing.show", draft_id=draft_id))
            renewing.bring_forward(
                session,
                draft,
                newest,
                ours=[path for path, value in chosen.items() if value == "ons"],
                theirs=[path for path, value in chosen.items() if value == "nieuw"],
                by=people.person().key,
                now=now(),
            )
            flash(
                _("Dit ontwerp gaat nu uit van versie %(number)s. Kijk na of alles nog klopt.", number=newest.number),
                "klaar",
            )
    except renewing.FilesClash as clash:
        flash(
            _("Kies eerst wat u houdt van: %(join)s.", join=", ".join(path.split("/")[-1] for path in clash.paths)),
            "fout",
        )
    return redirect(url_for("publishing.show", draft_id=draft_id))


def _play(draft_id: int) -> str:
    with db.reading() as session:
        return publishing.require_played(session, package_drafts.get(session, draft_id), parts().catalogue)


def _tell_of_scenarios(files: Mapping[str, bytes]) -> None:
    """Which of them no longer run as they say; they were played a moment ago, so this plays nothing."""
    failed = {finding.file for finding in parts().catalogue.play_scenarios(files, parts().catalogue)}
    if failed:
        told = words.count(len(failed), _("scenario loopt"), _("scenario's lopen"))
        flash(
            _("%(told)s niet meer zoals er staat. Werk ze bij onder Proefdraaien, in het volgende ontwerp.", told=told),
            "let-op",
        )


def _published(session: Session, version: PackageVersion) -> str:
    starts = definitions.starting(session) is version.package
    then = _("Nieuwe zaken starten hiermee.") if starts else _("Nieuwe zaken starten nog met een ander pakket.")
    return _(
        "Versie %(number)s is in gebruik. %(then)s Lopende zaken blijven op hun versie.",
        number=version.number,
        then=then,
    )


def _refused(draft_id: int, refused: Exception, note: str) -> Response | tuple[str, int]:
    """What was typed stays, and the page says what stands in the way."""
    if isinstance(refused, ReasonMissing):
        with db.reading() as session:
            return _page(session, draft_id, errors={"toelichting": NO_NOTE}), 422
    if isinstance(refused, PackageRefused):
        findings = [each for each in refused.findings if isinstance(each, Finding)]
        with db.reading() as session:
            return _page(session, draft_id, note=note, refused=findings), 422
    flash(str(refused), "fout")
    return redirect(url_for("publishing.show", draft_id=draft_id))


def _page(
    session: Session,
    draft_id: int,
    *,
    note: str = "",
    errors: dict[str, str] | None = None,
    refused: Sequence[Finding] = (),
) -> str:
    draft = package_drafts.get(session, draft_id)
    files = package_drafts.files_of(session, draft)
    findings = check.check_package(files, parts().catalogue)
    wrong = list(dict.fromkeys([*errors_in(findings), *refused]))  # what the scenarios said is not in the check
    newest = publishing.newer(session, draft)
    names = titles.of({**definitions.files_of(session, draft.based_on_id), **files})
    by = people.person().key
    return render_template(
        "desk/publish.html",
        **drafts.frame(draft, "publishing.show"),
        findings=wrong,
        others=len(findings) - len(errors_in(findings)),
        urls=_urls(draft_id, wrong),
        compare_url=places.tab_url(draft_id, "comparing.show"),
        changes=_changes(session, draft, names),
        newest=newest,
        clashes=renewing.clashes(session, draft, newest) if newest else [],
        titles=names,
        four_eyes=publishing.four_eyes(session),
        may_judge=publishing.may_judge(draft, by),
        people={key: drafts.person_name(session, key) for key in (draft.offered_by, draft.returned_by) if key},
        digest=digest_of(files),
        note=note or draft.note,
        wrong=errors or {},
    )


def _urls(draft_id: int, findings: Sequence[Finding]) -> dict[Finding, str]:
    return {finding: places.edit_url(draft_id, finding.file, finding.element) for finding in findings}


def _changes(session: Session, draft: PackageDraft, names: titles.Titles) -> list[Change]:
    before = definitions.files_of(session, draft.based_on_id)
    found = []
    for row in package_drafts.changed(session, draft):
        if row.content == before.get(row.path):
            continue  # changed, and changed back
        what = _("Verwijderd") if row.content is None else _("Veranderd") if row.path in before else _("Nieuw")
        url = "" if row.content is None else places.edit_url(draft.id, row.path)
        found.append(
            Change(row.path, names.get(row.path, row.path), what, drafts.person_name(session, row.changed_by), url)
        )
    return found[:MOST_FILES]
