"""The log of the vault, for the privacy officer and the FG: who looked at what, why, and whether it was allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from dossier import looks, seals, users
from dossier.looks import VaultLook, Wanted
from dossier.vault import MACHINE
from engine import db
from web import questions, words
from web.questions import Answers, Kind, Question
from web.tasks import page_number
from web.told import known, lazy_gettext

bp = Blueprint("vault_log", __name__)
SIZE = 50  # lines on a page
ITSELF = lazy_gettext("Zevenstap zelf")


@dataclass(frozen=True)
class Row:
    """A line as the page shows it."""

    at: str  # to the second: this is evidence
    who: str
    instance_id: int | None
    what: str
    purpose: str
    verb: str
    allowed: bool


@bp.get("/kluislog")
def show_list() -> str:
    number = page_number()
    with db.reading() as session:
        names = users.names(session)
        asked = questions_of(names)
        answers = questions.read(asked, request.args)
        answers = questions.refuse(answers, wrong(answers) | questions.period(answers, "vanaf", "tot"))
        # What cannot be read asks for nothing: an empty list, not another one than was meant.
        wanted = wanted_of(answers)
        found = [] if answers.errors else looks.search(session, wanted, start=(number - 1) * SIZE, count=SIZE + 1)
        head = seals.newest(session)
        chosen: dict[str, Any] = {name: text for name, text in answers.texts.items() if text}
        return render_template(
            "vault_log.html",
            rows=[row_of(line, names) for line in found[:SIZE]],
            more=len(found) > SIZE,
            number=number,
            asked=asked,
            answers=answers,
            summary=questions.summary(asked, answers),
            sealed_until=head.sealed_at if head else None,
            page_url=lambda n: url_for("vault_log.show_list", **{**chosen, "pagina": n}),
        )


def questions_of(names: Mapping[str, str]) -> tuple[Question, ...]:
    """What one can search by; each may be left open."""
    people = tuple(sorted(names.items(), key=lambda pair: pair[1]))
    return (
        Question("zaak", _("Zaaknummer"), longest=9),
        Question("wie", _("Wie"), Kind.ONE, options=((MACHINE, ITSELF), *people)),
        Question(
            "handeling",
            _("Handeling"),
            Kind.ONE,
            options=tuple((verb, known(word)) for verb, word in looks.VERBS.items()),
        ),
        Question("vanaf", _("Vanaf"), Kind.DAY),
        Question("tot", _("Tot en met"), Kind.DAY),
        Question("geweigerd", _("Alleen wat is geweigerd"), Kind.YES),
    )


def wrong(answers: Answers) -> dict[str, str]:
    case = answers.text("zaak")
    return {} if not case or (case.isascii() and case.isdecimal()) else {"zaak": _("Vul een zaaknummer in met cijfers")}


def wanted_of(answers: Answers) -> Wanted:
    if answers.errors:
        return Wanted()
    case, since, until = answers.text("zaak"), answers.day("vanaf"), answers.day("tot")
    return Wanted(
        instance_id=int(case) if case else None,
        user_key=answers.text("wie") or None,
        verb=answers.text("handeling") or None,
        since=words.midnight(since) if since else None,
        before=words.midnight(until + timedelta(days=1)) if until and until < date.max else None,
        refused_only=answers.yes("geweigerd"),
    )


def row_of(line: VaultLook, names: Mapping[str, str]) -> Row:
    who = ITSELF if line.user_key == MACHINE else names.get(line.user_key, _("Onbekende gebruiker"))
    at = line.at.astimezone(words.ZONE)
    return Row(
        f"{at:%d-%m-%Y %H:%M:%S}",
        who,
        line.instance_id or None,
        line.reference,
        line.purpose,
        known(looks.VERBS[line.verb]),
        line.allowed,
    )
