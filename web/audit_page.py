"""The audit trail for the privacy officer and the FG: searched, and taken along as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _

from dossier import audit, seals, users
from dossier.audit import AuditLine, Wanted
from dossier.vault import MACHINE
from engine import db
from web import audit_words, questions, words
from web.deliveries import POLICE
from web.questions import Answers, Kind, Question
from web.told import known, lazy_gettext

bp = Blueprint("audit", __name__)
SIZE = 50  # lines on a page
MOST = 20_000  # lines in a file; the whole trail comes from the command line
OTHERS = {
    audit.COMMAND_LINE: lazy_gettext("Opdrachtregel op de server"),
    POLICE: lazy_gettext("Koppeling van de politie"),
    MACHINE: lazy_gettext("Zevenstap zelf"),
    audit.NOBODY: lazy_gettext("Niemand was ingelogd"),
}


@dataclass(frozen=True)
class Row:
    """A line as the page shows it."""

    at: str  # to the second: this is evidence
    who: str
    verb: str
    where: str
    thing: str
    instance_id: int | None
    outcome: str
    refused: bool


@bp.get("/gebruikslog")
def show_list() -> str:
    with db.reading() as session:
        names = users.names(session)
        asked = questions_of(names)
        answers = answers_to(asked)
        found = (
            [] if answers.errors else audit.search(session, wanted_of(answers), older_than=_cursor(), count=SIZE + 1)
        )
        head = seals.newest(session)
    chosen: dict[str, Any] = {name: text for name, text in answers.texts.items() if text}
    last = found[SIZE - 1].id if len(found) > SIZE else None
    return render_template(
        "audit.html",
        rows=[row_of(line, names) for line in found[:SIZE]],
        asked=asked,
        answers=answers,
        summary=questions.summary(asked, answers),
        sealed_until=head.sealed_at if head else None,
        newest=url_for("audit.show_list", **chosen) if _cursor() is not None else "",
        older=url_for("audit.show_list", **{**chosen, "ouder": last}) if last is not None else "",
        file=url_for("audit.as_csv", **chosen) if found else "",
        most=MOST,
    )


@bp.get("/gebruikslog/gebruikslog.csv")
def as_csv() -> Response:
    """What was searched for, newest first; numbers and keys as they are sealed, and no names."""
    with db.reading() as session:
        answers = answers_to(questions_of(users.names(session)))
        found = [] if answers.errors else audit.search(session, wanted_of(answers), count=MOST)
    file = io.StringIO()
    lines = csv.writer(file)
    lines.writerow(audit.COLUMNS)
    lines.writerows(audit.as_row(line) for line in found)
    answer = Response(file.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = "attachment; filename=gebruikslog.csv"
    return answer


def questions_of(names: Mapping[str, str]) -> tuple[Question, ...]:
    """What one can search by; each may be left open."""
    people = tuple(sorted(names.items(), key=lambda pair: pair[1]))
    others = tuple((key, label) for key, label in OTHERS.items() if key)
    return (
        Question("wie", _("Wie"), Kind.ONE, options=(*people, *others)),
        Question("zaak", _("Zaaknummer"), longest=9),
        Question(
            "handeling",
            _("Handeling"),
            Kind.ONE,
            options=tuple((verb, known(word)) for verb, word in audit.VERBS.items()),
        ),
        Question(
            "uitkomst",
            _("Uitkomst"),
            Kind.ONE,
            options=tuple((each, known(word)) for each, word in audit.OUTCOMES.items()),
        ),
        Question("vanaf", _("Vanaf"), Kind.DAY),
        Question("tot", _("Tot en met"), Kind.DAY),
    )


def answers_to(asked: tuple[Question, ...]) -> Answers:
    answers = questions.read(asked, request.args)
    case = answers.text("zaak")
    wrong = (
        {} if not case or (case.isascii() and case.isdecimal()) else {"zaak": _("Vul een zaaknummer in met cijfers")}
    )
    return questions.refuse(answers, wrong | questions.period(answers, "vanaf", "tot"))


def wanted_of(answers: Answers) -> Wanted:
    case, since, until = answers.text("zaak"), answers.day("vanaf"), answers.day("tot")
    return Wanted(
        user_key=answers.text("wie") or None,
        instance_id=int(case) if case else None,
        verb=answers.text("handeling") or None,
        outcome=answers.text("uitkomst") or None,
        since=words.midnight(since) if since else None,
        before=words.midnight(until + timedelta(days=1)) if until and until < date.max else None,
    )


def row_of(line: AuditLine, names: Mapping[str, str]) -> Row:
    at = line.at.astimezone(words.ZONE)
    return Row(
        at=f"{at:%d-%m-%Y %H:%M:%S}",
        who=OTHERS.get(line.user_key)
        or names.get(line.user_key)
        or users.by_link(line.user_key)
        or _("Onbekende gebruiker"),
        verb=known(audit.VERBS[line.verb]),
        where=audit_words.of_route(line.route),
        thing=line.thing,
        instance_id=line.instance_id,
        outcome=known(audit.OUTCOMES[line.outcome]),
        refused=line.outcome in (audit.REFUSED, audit.NOT_FOUND),
    )


def _cursor() -> int | None:
    """The last line of the page before; anything else begins at the newest."""
    given = request.args.get("ouder", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else None
