"""Doing something in a case beside a task: asking for a groepsscan, skipping a step, closing a round."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine import db, definitions, history, instances
from engine.errors import NobodyWaits
from engine.models import ProcessInstance
from forms.read import Result
from web import form_keep, form_page, messages, people, sight, steps
from web.form_page import Prepared
from web.messages import Offer
from web.parts import now, parts
from web.told import lazy_gettext

bp = Blueprint("message", __name__)
HELD = lazy_gettext(
    "De zaak is opgeschort. Er is niets gedaan. Wat u hebt ingevuld staat er nog, zolang u op deze pagina blijft"
)


@bp.get("/groepen/<int:instance_id>/doen/<message>/<activity_id>")
def show(instance_id: int, message: str, activity_id: str) -> str:
    with db.reading() as session:
        instance, offer, prepared = _offered(session, instance_id, message, activity_id)
        return _page(instance, offer, prepared, None)


@bp.post("/groepen/<int:instance_id>/doen/<message>/<activity_id>")
def send(instance_id: int, message: str, activity_id: str) -> Response | tuple[str, int]:
    with db.transaction() as session:
        instance, offer, prepared = _offered(session, instance_id, message, activity_id)
        result = form_page.answer(prepared)
        if instance.suspended_at is not None:
            return _page(instance, offer, prepared, result, blocked=HELD), 409
        if not result.ok:
            return _page(instance, offer, prepared, result), 200 if result.refresh else 422
        payload = {
            # A message that starts a part of the process says in which step the case was.
            "scan_stap": instance.step,
            **form_keep.keep(session, prepared, result, instance_id, instance.step),
        }
        instances.send_message(
            session,
            instance_id,
            message,
            payload,
            by=people.actor(),
            now=now(),
            catalogue=parts().catalogue,
            activity_id=activity_id,
            correlation=payload.get(offer.correlation) if offer.correlation else None,
        )
        if offer.skips:
            _note_skip(session, instance, offer, str(payload.get("reden") or ""))
    flash(_("Gedaan: %(lower)s.", lower=offer.title.lower()), "klaar")
    return redirect(url_for("case.show", instance_id=instance_id))


def _note_skip(session: Session, instance: ProcessInstance, offer: Offer, reason: str) -> None:
    """The reason stands in the timeline, for everybody in the case."""
    history.note(
        session,
        instance.id,
        kind=steps.SKIPPED,
        name=offer.skipped,
        detail=reason[:500],
        by=people.person().key,
        now=now(),
        step=offer.step,
    )


def _offered(
    session: Session, instance_id: int, message: str, activity_id: str
) -> tuple[ProcessInstance, Offer, Prepared]:
    """The button as it stands on the case page now; who may not press it finds nothing waiting."""
    actor, moment = people.actor(), now()
    instance = instances.get(session, instance_id, by=actor)
    content = definitions.content_of(session, instance.version_id)
    for offer in messages.offers(session, instance, content, actor):
        if (offer.message, offer.activity_id) == (message, activity_id):
            variables = instances.variables(session, instance_id)
            limited = not sight.in_full(session, actor, instance_id)
            prepared = form_page.prepare(session, content, offer.form_key, variables, moment, limited=limited)
            return instance, offer, prepared
    raise NobodyWaits(message)


def _page(
    instance: ProcessInstance, offer: Offer, prepared: Prepared, result: Result | None, *, blocked: str = ""
) -> str:
    raw = form_page.first_values(prepared) if result is None else result.raw
    errors = {"formulier": blocked} if blocked else result.errors if result else {}
    return render_template(
        "message.html",
        case=instance,
        offer=offer,
        address=request.path,
        fields=form_page.html(prepared, raw, errors, result.focus if result else ""),
        errors=list(errors.items()),
    )
