"""What the operator does to a case: suspend it, let it go on, stop it, move it. Each with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import steering
from engine import db
from engine.errors import InstanceEnded, InstanceNotFound, InstanceSuspended
from engine.models import InstanceState
from engine.operations import overview
from engine.runtime import MoveRefused, NotWaiting, StepFailed
from web import operator, people, questions
from web.parts import now, parts
from web.questions import Answers, Kind, Question
from web.told import lazy_gettext

bp = Blueprint("operator_deeds", __name__)
REASON = Question(
    "reden",
    lazy_gettext("Reden"),
    Kind.LONG,
    lazy_gettext("Schrijf op waarom u dit doet"),
    lazy_gettext("Schrijf geen namen op. De reden komt in de tijdlijn van de zaak; wie meedoet kan haar lezen."),
    longest=500,
)
Done = Callable[[Session, int, Answers], str]


@dataclass(frozen=True)
class Deed:
    """A page of its own: what it says, what its button says, and what it does; the answer is for the flash."""

    title: str
    intro: str
    save: str
    act: Done


def _suspend(session: Session, instance_id: int, answers: Answers) -> str:
    done = steering.suspend(session, instance_id, reason=answers.text("reden"), by=people.actor(), now=now())
    return _("De zaak is opgeschort.") if done else _("De zaak was al opgeschort. Er is niets veranderd.")


def _resume(session: Session, instance_id: int, answers: Answers) -> str:
    done = steering.resume(session, instance_id, reason=answers.text("reden"), by=people.actor(), now=now())
    return _("De zaak gaat weer verder.") if done else _("De zaak was niet opgeschort. Er is niets veranderd.")


def _stop(session: Session, instance_id: int, answers: Answers) -> str:
    steering.cancel(session, instance_id, reason=answers.text("reden"), by=people.actor(), now=now())
    return _("De zaak is gestopt.")


def _move(session: Session, instance_id: int, answers: Answers) -> str:
    place, _space, target = answers.text("plaats").partition(" ")
    steering.move(
        session,
        instance_id,
        place,
        target,
        reason=answers.text("reden"),
        by=people.actor(),
        now=now(),
        catalogue=parts().catalogue,
    )
    return _("De zaak is verplaatst.")


DEEDS = {
    "opschorten": Deed(
        lazy_gettext("Zaak opschorten"),
        lazy_gettext(
            "Niemand kan dan een taak afronden en er gaat geen werk van de computer door, tot u de zaak hervat. "
            "Termijnen lopen door. Moeten ook die wachten? Dan zet de procesregisseur de klok stil."
        ),
        lazy_gettext("Zaak opschorten"),
        _suspend,
    ),
    "hervatten": Deed(
        lazy_gettext("Zaak hervatten"),
        lazy_gettext("De zaak gaat verder waar zij was. Wat intussen aan de beurt kwam, gebeurt meteen."),
        lazy_gettext("Zaak hervatten"),
        _resume,
    ),
    "stoppen": Deed(
        lazy_gettext("Zaak stoppen"),
        lazy_gettext(
            "De zaak eindigt hier en nu. Open taken, acties en termijnen vervallen. Dit kunt u niet terugdraaien. "
            "Persoonsgegevens worden hierdoor niet vernietigd. Moet iemand acties overnemen? Dan stopt de "
            "procesregisseur de zaak."
        ),
        lazy_gettext("Zaak stoppen"),
        _stop,
    ),
    "verplaatsen": Deed(
        lazy_gettext("Zaak verplaatsen"),
        lazy_gettext(
            "Wat op deze plaats wacht, vervalt. De zaak gaat verder vanaf het onderdeel dat u kiest. Verplaatsen geeft "
            "geen toestemming om persoonsgegevens te delen: daarvoor blijft een privacybesluit nodig."
        ),
        lazy_gettext("Zaak verplaatsen"),
        _move,
    ),
}


@bp.get("/zaken/<int:instance_id>/<deed>")
def show(instance_id: int, deed: str) -> Response | str:
    chosen = DEEDS.get(deed) or abort(404)
    with db.reading() as session:
        page = _page(session, instance_id, deed, chosen, Answers())
        if deed == "verplaatsen" and not _questions(session, instance_id, deed)[0].options:
            flash(_("Op deze plaats is nu niets te verplaatsen. Kijk waar de zaak nu is."), "info")
            return redirect(url_for("operator.show", instance_id=instance_id))
        return page


@bp.post("/zaken/<int:instance_id>/<deed>")
def do(instance_id: int, deed: str) -> Response | tuple[str, int]:
    chosen = DEEDS.get(deed) or abort(404)
    try:
        with db.transaction() as session:
            answers = questions.read(_questions(session, instance_id, deed), request.form)
            if answers.errors:
                return _page(session, instance_id, deed, chosen, answers), 422
            text = chosen.act(session, instance_id, answers)
    except (StepFailed, MoveRefused, NotWaiting, InstanceSuspended) as error:
        return _refused(instance_id, deed, chosen, error)
    flash(text, "klaar")
    return redirect(url_for("operator.show", instance_id=instance_id))


def _refused(instance_id: int, deed: str, chosen: Deed, error: Exception) -> tuple[str, int]:
    """Nothing was done; say why, and keep what was typed."""
    with db.reading() as session:
        asked = _questions(session, instance_id, deed)
        answers = questions.refuse(questions.read(asked, request.form), {asked[0].name: _why(error)})
        return _page(session, instance_id, deed, chosen, answers), 422


def _why(error: Exception) -> str:
    if isinstance(error, InstanceSuspended):
        return _("De zaak is opgeschort. Hervat de zaak eerst")
    if isinstance(error, NotWaiting):
        return _("De zaak is intussen verdergegaan. Kijk opnieuw waar zij nu is")
    # The reason of a step that failed may hold what stands in the case; the element does not.
    return error.reason if isinstance(error, MoveRefused) else _("De zaak kan vanaf dit onderdeel niet verder")


def _questions(session: Session, instance_id: int, deed: str) -> tuple[Question, ...]:
    if deed != "verplaatsen":
        return (REASON,)
    wanted = request.args.get("plaats", "")
    places, _refused = operator.tokens(session, instance_id)
    options = tuple(
        (f"{token.spiff_task_id} {target.id}", f"van ‘{token.name}’ naar ‘{target.name or target.id}’")
        for token in places
        if token.refused is None and wanted in ("", token.spiff_task_id)
        for target in token.targets
    )
    return Question("plaats", _("Verplaats"), Kind.ONE, _("Kies waar de zaak verdergaat"), options=options), REASON


def _page(session: Session, instance_id: int, deed: str, chosen: Deed, answers: Answers) -> str:
    line = overview.case(session, instance_id)
    if line is None:
        raise InstanceNotFound(instance_id)
    if line.state is not InstanceState.ACTIVE:
        raise InstanceEnded(instance_id)
    asked = _questions(session, instance_id, deed)
    back = url_for("operator.show", instance_id=instance_id)
    return render_template(
        "registers_form.html",
        title=chosen.title,
        intro=chosen.intro,
        trail=[(_("Zaken"), url_for("operator.show_list")), (_("Zaak %(instance_id)s", instance_id=instance_id), back)],
        asked=asked,
        answers=answers,
        summary=questions.summary(asked, answers),
        save=chosen.save,
        back=back,
    )
