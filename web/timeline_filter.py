"""What somebody wants to see of a timeline: one sort of event, one step, a period."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, true

from engine.models import HistoricActivity
from engine.operations.deeds import Deed
from web import questions, words
from web.questions import Answers, Kind, Question
from web.steps import SKIPPED
from web.told import lazy_gettext

# What a person calls an event, and the kinds of lines that are it; every other kind is the last.
SORTS: dict[str, tuple[str, frozenset[str]]] = {
    "taken": (lazy_gettext("Taken"), frozenset({"userTask", "takeover", "assignment", "delegation"})),
    "stappen": (lazy_gettext("Stappen"), frozenset({"callActivity", "endEvent", SKIPPED})),
    "besluiten": (lazy_gettext("Besluiten en beslistabellen"), frozenset({"businessRuleTask", "privacybesluit"})),
    "gegevens": (
        lazy_gettext("Personen en documenten"),
        frozenset({"groepsscan", "namenlijst", "vernietiging", "destruction", "deelname"}),
    ),
    "berichten": (lazy_gettext("Signalen, berichten en herinneringen"), frozenset({"signal", "message", "reminder"})),
    "ingrepen": (
        lazy_gettext("Ingrepen in de zaak"),
        frozenset({*(deed.kind for deed in Deed), "handover", "break_glass", "nobody"}),
    ),
}
REST = "overig"


@dataclass(frozen=True)
class Wanted:
    """None asks for nothing in particular."""

    sort: str | None = None
    step: int | None = None
    since: datetime | None = None
    before: datetime | None = None


ALL = Wanted()


def asked() -> tuple[Question, ...]:
    """What one can choose by; each may be left open."""
    sorts = (*((key, label) for key, (label, _) in SORTS.items()), (REST, _("Overig")))
    return (
        Question("soort", _("Soort"), Kind.ONE, options=sorts),
        Question("stap", _("Stap"), Kind.ONE, options=tuple((str(n), _("Stap %(n)s", n=n)) for n in range(1, 8))),
        Question("vanaf", _("Vanaf"), Kind.DAY),
        Question("tot", _("Tot en met"), Kind.DAY),
    )


def answers_to(given: tuple[Question, ...]) -> Answers:
    answers = questions.read(given, request.args)
    return questions.refuse(answers, questions.period(answers, "vanaf", "tot"))


def wanted_of(answers: Answers) -> Wanted:
    step, since, until = answers.text("stap"), answers.day("vanaf"), answers.day("tot")
    return Wanted(
        sort=answers.text("soort") or None,
        step=int(step) if step.isascii() and step.isdecimal() and len(step) < 10 else None,
        since=words.midnight(since) if since else None,
        before=words.midnight(until + timedelta(days=1)) if until and until < date.max else None,
    )


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Beside the case: its own lines are few enough to go through in the order of their index."""
    made: list[ColumnElement[bool]] = [_of_sort(wanted.sort)]
    if wanted.step is not None:
        made.append(HistoricActivity.step == wanted.step)
    if wanted.since is not None:
        made.append(HistoricActivity.at >= wanted.since)
    if wanted.before is not None:
        made.append(HistoricActivity.at < wanted.before)
    return made


def _of_sort(sort: str | None) -> ColumnElement[bool]:
    if sort is None:
        return true()
    if sort == REST:
        known: Collection[str] = frozenset().union(*(kinds for _, kinds in SORTS.values()))
        return HistoricActivity.kind.not_in(known)
    return HistoricActivity.kind.in_(SORTS[sort][1])
