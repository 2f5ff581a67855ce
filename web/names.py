"""The list of names of a case, for its procesregisseur: why each stands there, who was told, and what is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import documents, informing, listed, looks, months, names, users, vault
from dossier.informing import Standing
from dossier.listed import ListedName
from dossier.privacy import today
from engine import db, instances
from engine.errors import Invalid
from engine.models import ProcessInstance
from web import people, purpose, questions, words
from web.name_deeds import DEEDS
from web.name_opened import Opened
from web.parts import now, parts
from web.questions import Answers
from web.told import lazy_gettext

bp = Blueprint("names", __name__)
LABELS = {
    "geboortedatum": lazy_gettext("Geboortedatum"),
    "woonplaats": lazy_gettext("Woonplaats"),
    "contact": lazy_gettext("Contact of wettelijk vertegenwoordiger"),
    "reden_opname": lazy_gettext("Waarom op de lijst"),
    "herkomst": lazy_gettext("Waar het vandaan komt"),
    "feit_oordeel": lazy_gettext("Feit of oordeel"),
    "toegevoegd_door": lazy_gettext("Toegevoegd door"),
    "toegevoegd_op": lazy_gettext("Toegevoegd op"),
}


@dataclass(frozen=True)
class Entry:
    """One name as the page shows it."""

    id: int
    title: str
    refusal: str
    needs: list[str]
    fields: list[tuple[str, str]]
    dates: list[tuple[str, str]]
    letters: list[tuple[str, int]]
    deeds: list[tuple[str, str]]


@bp.get("/groepen/<int:instance_id>/namenlijst")
def show_list(instance_id: int) -> Response | str:
    with db.reading() as session:
        instance = instances.get(session, instance_id, by=people.actor())
        reason = purpose.kept(session, instance_id)
        if reason is None:
            return _ask(instance, error="", given="")
    with db.transaction() as session:
        instance = instances.get(session, instance_id, by=people.actor())
        names.look_at_ages(session, instance_id, now=now(), key=parts().vault_key)
        rows = listed.of_case(session, instance_id)
        return render_template(
            "names.html",
            case=instance,
            reason=reason,
            entries=[_entry(session, row, number, instance, reason) for number, row in enumerate(rows, 1)],
            gone=len(listed.of_case(session, instance_id, removed=True)),
        )


@bp.post("/groepen/<int:instance_id>/namenlijst")
def give_purpose(instance_id: int) -> Response | tuple[str, int]:
    given = request.form.get("doel", "").strip()
    if error := purpose.problem(given):
        with db.reading() as session:
            return _ask(instances.get(session, instance_id, by=people.actor()), error=error, given=given), 422
    purpose.keep(instance_id, given)
    return redirect(url_for("names.show_list", instance_id=instance_id))


@bp.get("/groepen/<int:instance_id>/namenlijst/<int:name_id>/<deed>")
def show(instance_id: int, name_id: int, deed: str) -> Response | str:
    with db.transaction() as session:
        opened = _open(session, instance_id, name_id, deed)
        if opened is None:
            return redirect(url_for("names.show_list", instance_id=instance_id))
        return _page(deed, opened, DEEDS[deed].known(opened))


@bp.post("/groepen/<int:instance_id>/namenlijst/<int:name_id>/<deed>")
def do(instance_id: int, name_id: int, deed: str) -> Response | tuple[str, int]:
    with db.transaction() as session:
        opened = _open(session, instance_id, name_id, deed)
        if opened is None:
            return redirect(url_for("names.show_list", instance_id=instance_id))
        chosen = DEEDS[deed]
        answers = questions.read(chosen.asked(opened), request.form)
        answers = questions.refuse(answers, chosen.wrong(opened, answers))
        if answers.errors:
            return _page(deed, opened, answers), 422
        try:
            told = chosen.do(session, opened, answers)
        except Invalid as refused:
            first = chosen.asked(opened)[0].name
            return _page(deed, opened, questions.refuse(answers, {first: str(refused)})), 422
    flash(told, "klaar")
    return redirect(url_for("names.show_list", instance_id=instance_id))


def _ask(instance: ProcessInstance, *, error: str, given: str) -> str:
    what = f"Namenlijst van {instance.title}"
    return render_template("purpose.html", what=what, error=error, given=given, back=instance.id)


def _open(session: Session, instance_id: int, name_id: int, deed: str) -> Opened | None:
    """The name this is about; None when the purpose has run out."""
    if deed not in DEEDS:
        abort(404)
    actor = people.actor()
    row = names.get(session, instance_id, name_id, actor)
    reason = purpose.kept(session, instance_id)
    if reason is None:
        return None
    instance = instances.get(session, instance_id, by=actor)
    looked = _look(session, row, reason, instance.step)
    settings = months.of_case(session, instance_id)
    return Opened(row, looked.value, looked.refusal or "", settings, reason, instance.step, actor, now())


def _look(session: Session, row: ListedName, reason: str, step: int | None) -> vault.Look:
    return vault.look(
        session, row.record, actor=people.actor(), purpose=reason, step=step, now=now(), key=parts().vault_key
    )


def _entry(session: Session, row: ListedName, number: int, instance: ProcessInstance, reason: str) -> Entry:
    looked, moment = _look(session, row, reason, instance.step), now()
    settings, on = months.of_case(session, instance.id), today(now())
    value = looked.value if isinstance(looked.value, Mapping) else {}
    needs = list(dict.fromkeys([*names.missing(value, row, on), *names.due(row, settings, on)]))
    if looked.refusal:
        needs = names.due(row, settings, on)
    return Entry(
        id=row.id,
        title=str(value.get("naam") or _("Naam %(number)s", number=number)),
        refusal=looked.refusal or "",
        needs=[need.value for need in needs],
        fields=_fields(value, on),
        dates=_dates(session, row, settings, moment),
        letters=_letters(session, row),
        deeds=[
            (key, deed.title) for key, deed in DEEDS.items() if not (looked.refusal and deed.reads) and _fits(key, row)
        ],
    )


def _fits(deed: str, row: ListedName) -> bool:
    """Advice of the FG is asked about a child; a delay makes no sense once the person knows."""
    return (deed != "fg" or bool(row.child)) and (deed != "uitstel" or row.informed_on is None)


def _fields(value: Mapping[str, Any], on: date) -> list[tuple[str, str]]:
    years = names.age(value.get("geboortedatum"), on)
    found = []
    for key, label in LABELS.items():
        shown = words.shown(value[key]) if value.get(key) not in (None, "") else ""
        if shown:
            found.append(
                (
                    label,
                    _("%(shown)s (%(years)s jaar)", shown=shown, years=years)
                    if key == "geboortedatum" and years is not None
                    else shown,
                )
            )
    return found


def _dates(session: Session, row: ListedName, settings: Mapping[str, Any], moment: datetime) -> list[tuple[str, str]]:
    """When what happened and what is due; none of it says who this is."""
    standing = informing.standing(row, settings, today(moment))
    record = vault.get(session, row.record)
    recheck = names.recheck_by(row, settings)
    by = users.name_of(session, row.rechecked_by) if row.rechecked_by else ""
    rechecked = (
        _("%(day)s door %(by)s", day=words.day(row.rechecked_on, moment), by=by) if row.rechecked_on else _("nog niet")
    )
    found = [
        (
            _("In Zevenstap gezet"),
            _(
                "%(day)s door %(name_of)s",
                day=words.day(row.entered_at, moment),
                name_of=users.name_of(session, record.author),
            ),
        ),
        (_("Informeren"), _told(row, standing, settings, moment)),
        (_("Opnieuw bekeken"), rechecked),
        (_("Opnieuw bekijken voor"), words.day(recheck, moment) if recheck else _("geen termijn ingesteld")),
    ]
    if row.fg_on is not None:
        found.append((_("Advies van de FG"), f"{names.ADVICE[row.fg_outcome]}, {words.day(row.fg_on, moment)}"))
    return [*found, *((_("Verstrekt aan"), given) for given in _given(session, row, moment))]


def _given(session: Session, row: ListedName, moment: datetime) -> list[str]:
    """To whom this name went, when and for what: the last time for each; they are told of a correction."""
    last = {
        line.user_key: line
        for line in looks.of_reference(session, row.record)
        if line.verb == "verstrekken" and line.allowed and line.user_key != vault.MACHINE
    }
    return [
        _(
            "%(name_of)s op %(day)s, voor: %(purpose)s",
            name_of=users.name_of(session, key),
            day=words.day(line.at, moment),
            purpose=line.purpose,
        )
        for key, line in last.items()
    ]


def _told(row: ListedName, standing: Standing, settings: Mapping[str, Any], moment: datetime) -> str:
    if row.informed_on is not None:
        parents = (
            _("; vertegenwoordiger %(day)s", day=words.day(row.parents_informed_on, moment))
            if row.parents_informed_on
            else ""
        )
        return _("Geïnformeerd op %(day)s%(parents)s", day=words.day(row.informed_on, moment), parents=parents)
    if row.delay_until is not None:
        return _("Uitgesteld. Opnieuw bekijken: %(day)s", day=words.day(row.delay_until, moment))
    last = words.day(informing.inform_by(row, settings), moment)
    return (
        _("Te laat: had uiterlijk %(last)s gemoeten", last=last)
        if standing is Standing.LATE
        else _("Uiterlijk %(last)s", last=last)
    )


def _letters(session: Session, row: ListedName) -> list[tuple[str, int]]:
    found = [documents.by_reference(session, each) for each in row.letters]
    return [(letter.title, letter.id) for letter in found if letter is not None]


def _page(deed: str, opened: Opened, answers: Answers) -> str:
    chosen = DEEDS[deed]
    asked = chosen.asked(opened)
    back = url_for("names.show_list", instance_id=opened.row.instance_id)
    return render_template(
        "persons_form.html",
        title=f"{chosen.title}: {opened.name}",
        intro=chosen.intro(opened),
        asked=asked,
        answers=answers,
        summary=questions.summary(asked, answers),
        trail=[
            (_("Groepen"), url_for("cases.show_list")),
            (_("Namenlijst"), back),
        ],
        save=chosen.save,
        back=back,
    )
