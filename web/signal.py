"""A new signal: about a group this person already works on, or about a new one, which starts a case."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import groups, signals
from dossier.groups import Groep
from engine import db, definitions, instances
from engine.errors import DefinitionNotFound, InstanceNotFound, Invalid
from engine.models import PackageVersion, ProcessInstance
from forms.read import Result
from web import audit_trace, form_page, people
from web.form_page import Prepared
from web.parts import now, parts

bp = Blueprint("signal", __name__)
NEW = "nieuw"
JOINED = "signaal_ontvangen"  # a process that wants to hear of a further signal catches this message


@bp.get("/signaal")
def choose() -> str:
    """First: which group; only those in which this person takes part are offered."""
    with db.reading() as session:
        return render_template(
            "signal_choose.html",
            groups=groups.open_groups(session, people.actor()),
        )


@bp.get("/signaal/<which>")
def show(which: str) -> str:
    with db.reading() as session:
        groep = _groep(session, which)
        return _page(groep, _prepared(session, groep), None)


@bp.post("/signaal/<which>")
def submit(which: str) -> Response | tuple[str, int]:
    with db.transaction() as session:
        groep = _groep(session, which)
        prepared = _prepared(session, groep)
        result = form_page.answer(prepared)
        if not result.ok:
            return _page(groep, prepared, result), 200 if result.refresh else 422
        if prepared.form.person_fields:
            raise Invalid("Dit formulier vraagt persoonsgegevens. Dat mag niet in een signaal. Meld het de ontwerper.")
        if groep is None:
            instance_id = _start(session, result.values)
        else:
            instance_id = _join(session, groep, result.values)
        audit_trace.of_case(instance_id)
    return redirect(url_for("case.show", instance_id=instance_id))


def _groep(session: Session, which: str) -> Groep | None:
    """The chosen group, if this person may know of it; None for a new one."""
    if which == NEW:
        return None
    for groep in groups.open_groups(session, people.actor()):
        if groep.reference == which:
            return groep
    raise InstanceNotFound(0)


def _version(session: Session) -> PackageVersion:
    """The package that the municipality chose for new cases."""
    package = definitions.starting(session)
    if package is None:
        raise DefinitionNotFound("a package")
    return definitions.latest(session, package.name)


def _prepared(session: Session, groep: Groep | None) -> Prepared:
    if groep is None:
        content = definitions.content_of(session, _version(session).id)
        variables: dict[str, Any] = {}
    else:
        content = definitions.content_of(session, _running(session, groep).version_id)
        variables = {"groep": groep.reference, "groep_alias": groep.alias, "gebied": groep.area}
    variables["melder"] = people.actor().organisation_key
    if not content.start_form:
        raise DefinitionNotFound("a start form")
    return form_page.prepare(session, content, content.start_form, variables, now())


def _running(session: Session, groep: Groep) -> ProcessInstance:
    instance_id = groups.running_instance(session, groep, people.actor())
    if instance_id is None:
        raise InstanceNotFound(0)
    return session.get_one(ProcessInstance, instance_id)


def _start(session: Session, values: dict[str, Any]) -> int:
    """A new group, a new case, and the signal as its first."""
    instance = signals.report_new(
        session,
        values,
        version=_version(session),
        actor=people.actor(),
        now=now(),
        catalogue=parts().catalogue,
    )
    flash(_("Uw signaal is gemeld. Er is een nieuwe zaak gestart."), "klaar")
    return instance.id


def _join(session: Session, groep: Groep, values: dict[str, Any]) -> int:
    """One more signal on the open case; the process hears of it when it waits for that."""
    actor, moment = people.actor(), now()
    instance = _running(session, groep)
    signals.report_more(session, instance.id, values, actor=actor, now=moment)
    # A signal on a suspended case is kept; only the process does not hear of it now.
    awaited = [] if instance.suspended_at else instances.messages_awaited(session, instance.id)
    if any(row.message == JOINED for row in awaited):
        instances.send_message(session, instance.id, JOINED, values, by=actor, now=moment, catalogue=parts().catalogue)
    flash(_("Uw signaal is toegevoegd aan de zaak van deze groep."), "klaar")
    return instance.id


def _page(groep: Groep | None, prepared: Prepared, result: Result | None) -> str:
    raw = form_page.first_values(prepared) if result is None else result.raw
    errors = result.errors if result else {}
    return render_template(
        "signal.html",
        groep=groep,
        address=request.full_path.rstrip("?"),
        fields=form_page.html(prepared, raw, errors, result.focus if result else ""),
        errors=list(errors.items()),
    )
