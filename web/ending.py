"""What becomes of the actions when a case is stopped: asked for each that still runs."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from dossier import actions, organisations
from dossier.steering import Left
from web import questions
from web.questions import Answers, Kind, Question

LAPSES = "vervalt"
CHOICE, WHY = "actie-", "waarom-"


def asked(session: Session, instance_id: int) -> tuple[Question, ...]:
    """Two questions for each action: who takes it over, and why not when nobody does."""
    still_open = actions.still_open(session, instance_id)
    if not still_open:
        return ()
    names = sorted(organisations.names(session).items(), key=lambda each: each[1])
    options = ((LAPSES, _("Niemand: de actie vervalt")), *names)
    return tuple(each for action in still_open for each in _of_action(action.id, action.title, options))


def _of_action(number: int, title: str, options: tuple[tuple[str, str], ...]) -> tuple[Question, Question]:
    return (
        Question(
            f"{CHOICE}{number}",
            _("Wie neemt de actie over: %(title)s?", title=title),
            Kind.ONE,
            _("Kies wie de actie overneemt, of dat zij vervalt"),
            options=options,
        ),
        Question(
            f"{WHY}{number}",
            _("Waarom vervalt de actie: %(title)s?", title=title),
            hint=_("Alleen als niemand haar overneemt. Schrijf geen namen op."),
            longest=200,
        ),
    )


def read(wanted: tuple[Question, ...], form: MultiDict[str, str]) -> Answers:
    """As typed; an action that lapses needs a reason."""
    answers = questions.read(wanted, form)
    lacking = {
        each.name: _("Schrijf op waarom de actie vervalt")
        for each in wanted
        if each.name.startswith(WHY)
        and answers.text(CHOICE + each.name.removeprefix(WHY)) == LAPSES
        and not answers.text(each.name)
    }
    return questions.refuse(answers, lacking)


def left(wanted: tuple[Question, ...], answers: Answers) -> Mapping[int, Left]:
    """Per action what becomes of it."""
    numbers = [each.name.removeprefix(CHOICE) for each in wanted if each.name.startswith(CHOICE)]
    return {int(number): _end(answers.text(CHOICE + number), answers.text(WHY + number)) for number in numbers}


def _end(choice: str, why: str) -> Left:
    return Left(reason=why) if choice == LAPSES else Left(to_owner=choice)
