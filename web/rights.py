"""Requests of persons about their data: the list, the intake and the page of one, for the privacy officer alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import requests, rights, users, vault
from dossier.alike import Person
from dossier.errors import RecordNotFound
from dossier.privacy import today
from dossier.requests import Certainty, RequestKind, RightsMatch, RightsRecord, RightsRequest, Verdict
from dossier.rights import Asked
from engine import db
from web import people, persons, questions, rights_forms, words
from web.parts import now, parts
from web.rights_forms import INTAKE
from web.told import lazy_gettext

bp = Blueprint("rights", __name__)
KINDS = {
    RequestKind.INZAGE: lazy_gettext("Inzage"),
    RequestKind.VERBETEREN: lazy_gettext("Verbeteren"),
    RequestKind.WISSEN: lazy_gettext("Wissen"),
    RequestKind.BEZWAAR: lazy_gettext("Bezwaar"),
}
VERDICTS = {
    Verdict.TOEGEWEZEN: lazy_gettext("Toegewezen"),
    Verdict.DEELS: lazy_gettext("Deels toegewezen"),
    Verdict.AFGEWEZEN: lazy_gettext("Afgewezen"),
    Verdict.INGETROKKEN: lazy_gettext("Ingetrokken"),
}
CERTAIN = {
    Certainty.ZEKER: lazy_gettext("Zelfde naam en geboortedatum"),
    Certainty.MOGELIJK: lazy_gettext("Misschien deze persoon"),
    Certainty.GENOEMD: lazy_gettext("De naam staat in iets over een ander"),
    Certainty.HAND: lazy_gettext("Door u aangewezen document"),
}
PAPERS = {
    requests.EXPORT: lazy_gettext("Overzicht voor de persoon"),
    requests.LETTER: lazy_gettext("Brief met het besluit"),
}


@dataclass(frozen=True)
class Found:
    """One match as the page shows it."""

    id: int
    title: str
    case: int
    certainty: str
    same: bool | None
    gone: bool
    fields: list[tuple[str, str]]
    refusal: str
    told: str
    is_file: bool
    may_erase: bool


@bp.get("/rechten")
def show_list() -> str:
    with db.reading() as session:
        found = requests.listed(session, people.actor())
        return render_template("rights_list.html", rows=found, kinds=KINDS, verdicts=VERDICTS, late=_late)


@bp.route("/rechten/nieuw", methods=["GET", "POST"])
def add() -> Response | str | tuple[str, int]:
    answers = questions.read(INTAKE, request.form) if request.method == "POST" else questions.Answers()
    if request.method == "POST":
        on = today(now())
        wrong = questions.not_ahead(answers, "ontvangen", on) | questions.not_ahead(answers, "geboortedatum", on)
        answers = questions.refuse(answers, wrong)
        if not answers.errors:
            return _register(answers)
    html = rights_forms.page(
        _("Verzoek vastleggen"), INTAKE, answers, back=url_for("rights.show_list"), save=_("Vastleggen")
    )
    return html if request.method == "GET" else (html, 422)


def _register(answers: questions.Answers) -> Response:
    with db.transaction() as session:
        texts = {name: answers.text(name) for name in ("naam", "contact", "namens", "identiteit", "vraag")}
        made = rights.register(
            session,
            RequestKind(answers.text("soort")),
            Asked(geboortedatum=answers.day("geboortedatum"), **texts),
            received_on=answers.days["ontvangen"],
            actor=people.actor(),
            now=now(),
            key=parts().vault_key,
        )
        target = url_for("rights.show", request_id=made.id)
    flash(_("Het verzoek is vastgelegd. Zoek nu in alle zaken."), "klaar")
    return redirect(target)


@bp.get("/rechten/<int:request_id>")
def show(request_id: int) -> str:
    actor, moment = people.actor(), now()
    with db.transaction() as session:
        wanted = requests.get(session, request_id, actor)
        asked = rights.asked(session, wanted, actor=actor, now=moment, key=parts().vault_key)
        return render_template(
            "rights.html",
            wanted=wanted,
            asked=asked,
            title=f"Verzoek {wanted.id}: {KINDS[wanted.kind].lower()}",
            facts=_facts(session, wanted, asked),
            found=[_found(session, wanted, match) for match in requests.matches(session, wanted.id)],
            files=rights.files_beside(session, wanted) if wanted.verdict is None else [],
            papers=[(PAPERS[one.kind], one) for one in requests.records(session, wanted) if one.kind in PAPERS],
            late=_late(wanted),
        )


@bp.get("/rechten/<int:request_id>/stukken/<int:record_id>")
def download(request_id: int, record_id: int) -> Response:
    """A paper of the request, opened once more and logged."""
    actor, moment = people.actor(), now()
    with db.transaction() as session:
        wanted = requests.get(session, request_id, actor)
        record = session.get(RightsRecord, record_id)
        if record is None or record.request_id != wanted.id or record.kind not in PAPERS:
            abort(404)
        content = requests.read(session, wanted, record, actor=actor, now=moment, key=parts().vault_key)
        return _sent(content, "text/plain; charset=utf-8", f"{wanted.reference}-{record.kind}.txt")


@bp.get("/rechten/<int:request_id>/gevonden/<int:match_id>/bestand")
def file(request_id: int, match_id: int) -> Response:
    """A file that the privacy officer pointed out, under the purpose of the request."""
    actor, moment = people.actor(), now()
    with db.transaction() as session:
        wanted, match = one_match(session, request_id, match_id)
        if match.certainty is not Certainty.HAND:
            abort(404)
        reason = requests.purpose(wanted)
        content = vault.read(
            session, match.reference, actor=actor, purpose=reason, step=None, now=moment, key=parts().vault_key
        )
        document = rights.document_behind(session, match)
        kind = document.media_type if document is not None else "application/octet-stream"
        return _sent(content, kind, document.filename if document is not None else "document")


@bp.post("/rechten/<int:request_id>/gevonden/<int:match_id>/oordeel")
def judge(request_id: int, match_id: int) -> Response:
    with db.transaction() as session:
        wanted, match = one_match(session, request_id, match_id)
        if request.form.get("zelfde") in ("ja", "nee"):
            rights.judge(wanted, match, request.form["zelfde"] == "ja", actor=people.actor())
    return redirect(url_for("rights.show", request_id=request_id) + f"#m{match_id}")


def one_match(session: Session, request_id: int, match_id: int) -> tuple[RightsRequest, RightsMatch]:
    """A match of this very request."""
    wanted = requests.get(session, request_id, people.actor())
    match = session.get(RightsMatch, match_id)
    if match is None or match.request_id != wanted.id:
        abort(404)
    return wanted, match


def person_of(asked: Asked) -> Person:
    return Person(asked.naam, asked.geboortedatum)


def _sent(content: bytes, media_type: str, name: str) -> Response:
    """A download that can run nothing and stays nowhere."""
    sent = send_file(
        BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name, max_age=0, etag=False
    )
    sent.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return sent


def _late(wanted: RightsRequest) -> bool:
    return wanted.verdict is None and wanted.due_on < today(now())


def _facts(session: Session, wanted: RightsRequest, asked: Asked | None) -> list[tuple[str, str]]:
    moment = now()
    found = [(_("Ontvangen"), words.day(wanted.received_on, moment))]
    if wanted.verdict is None:
        longer = " (verlengd)" if wanted.extended_on else ""
        found.append((_("Antwoord uiterlijk"), words.day(wanted.due_on, moment) + longer))
    elif wanted.decided_on is not None:
        by = users.name_of(session, wanted.decided_by)
        found.append(
            (
                _("Besluit"),
                _(
                    "%(verdicts)s, %(day)s door %(by)s",
                    verdicts=VERDICTS[wanted.verdict],
                    day=words.day(wanted.decided_on, moment),
                    by=by,
                ),
            )
        )
    if asked is None:
        return [*found, ("Persoonsgegevens van dit verzoek", "vernietigd")]
    said = {**asdict(asked), "identiteit": rights.IDENTITY.get(asked.identiteit, asked.identiteit)}
    labels = {question.name: question.label for question in INTAKE}
    return found + [(labels[name], words.shown(each)) for name, each in said.items() if each not in (None, "")]


def _found(session: Session, wanted: RightsRequest, match: RightsMatch) -> Found:
    looked, kind = _look(session, wanted, match)
    told = (
        ""
        if match.told is None
        else _("%(count)s bericht gestuurd", count=words.count(match.told, _("ontvanger"), _("ontvangers")))
    )
    if match.corrected_at is not None:
        told = _("Verbeterd. %(told)s", told=told)
    return Found(
        id=match.id,
        title=kind,
        case=match.instance_id,
        certainty=CERTAIN[match.certainty],
        same=match.same_person,
        gone=match.erased_at is not None or looked is None,
        fields=[] if looked is None else _fields(looked.value),
        refusal=(looked.refusal or "") if looked is not None else "",
        told=told,
        is_file=match.certainty is Certainty.HAND,
        may_erase=match.certainty is not Certainty.GENOEMD,
    )


def _look(session: Session, wanted: RightsRequest, match: RightsMatch) -> tuple[vault.Look | None, str]:
    """What is kept there; None when it is gone or not to be opened now."""
    try:
        record = vault.get(session, match.reference)
    except RecordNotFound:
        return None, _("Gewist gegeven")
    title = persons.CATEGORIES.get(record.category, record.category.capitalize())
    closed = wanted.verdict is not None or match.same_person is False
    if closed or match.certainty is Certainty.HAND:
        return vault.Look({}, None), title
    reason = requests.purpose(wanted)
    looked = vault.look(
        session,
        match.reference,
        actor=people.actor(),
        purpose=reason,
        step=None,
        now=now(),
        key=parts().vault_key,
    )
    return looked, title


def _fields(value: Any) -> list[tuple[str, str]]:
    rows = value.items() if isinstance(value, dict) else [("gegeven", value)]
    return [(words.field_name(str(name)), words.shown(each)) for name, each in rows if each not in (None, "", [])]
