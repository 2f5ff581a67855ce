"""The questions of the screens on which an administrator records things, and what was answered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from forms import personal
from forms.moments import NotAMoment, date_text, read_date

_MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
LONGEST_MAIL = 200


class Kind(Enum):
    """How a question is asked; the values are what the template looks at."""

    TEXT = "text"
    LONG = "long"  # several lines
    MAIL = "mail"
    DAY = "day"  # dd-mm-jjjj
    ONE = "one"  # one of the options
    MANY = "many"  # any of the options
    YES = "yes"  # a box to tick
    SECRET = "secret"  # a password: never sent back


@dataclass(frozen=True)
class Question:
    """One question. `empty` is what a person reads who leaves it open; "" means that he may."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    empty: str = ""
    hint: str = ""
    longest: int = 2000
    options: tuple[tuple[str, str], ...] = ()  # (value, label)
    nameless: bool = False  # what is typed stands in the timeline for good: nothing that looks like a person


@dataclass(frozen=True)
class Answers:
    """What was typed, what it means, and what is wrong with it."""

    texts: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.texts.get(name, "")

    def list(self, name: str) -> tuple[str, ...]:
        return self.lists.get(name, ())

    def day(self, name: str) -> date | None:
        return self.days.get(name)

    def yes(self, name: str) -> bool:
        return self.text(name) == "ja"


def read(questions: Iterable[Question], form: MultiDict[str, str]) -> Answers:
    """The answers of a form that was sent; nothing is lost, also not what is wrong."""
    texts: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    days: dict[str, date] = {}
    errors: dict[str, str] = {}
    for question in questions:
        name = question.name
        if question.kind is Kind.MANY:
            picked = set(form.getlist(name))
            lists[name] = tuple(value for value, _ in question.options if value in picked)
            error = "" if lists[name] else question.empty
        else:
            texts[name] = _clean(form.get(name, ""), question.kind)
            error = _wrong(question, texts[name])
        if question.kind is Kind.DAY and texts[name] and not error:
            days[name] = read_date(texts[name])
        if error:
            errors[name] = error
    return Answers(texts, lists, days, errors)


def filled(values: Mapping[str, str | date | Iterable[str] | bool | None]) -> Answers:
    """Answers that are known already, to begin with."""
    texts: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    for name, value in values.items():
        if isinstance(value, bool):
            texts[name] = "ja" if value else ""
        elif isinstance(value, date):
            texts[name] = date_text(value)
        elif value is None or isinstance(value, str):
            texts[name] = value or ""
        else:
            lists[name] = tuple(value)
    return Answers(texts, lists)


def refuse(answers: Answers, errors: Mapping[str, str]) -> Answers:
    """The same answers with more that is wrong; what was wrong already is told first."""
    return replace(answers, errors={**errors, **answers.errors})


def period(answers: Answers, start: str, end: str) -> dict[str, str]:
    """What is wrong with a last day that comes before the first."""
    first, last = answers.day(start), answers.day(end)
    if first and last and last < first:
        return {end: _("Vul een einddatum in op of na %(date_text)s", date_text=date_text(first))}
    return {}


def not_ahead(answers: Answers, name: str, today: date) -> dict[str, str]:
    """What is wrong with a day on which something happened but that has yet to come."""
    when = answers.day(name)
    return (
        {name: _("Deze datum ligt in de toekomst. Vul een datum in tot en met vandaag")}
        if when and when > today
        else {}
    )


def summary(questions: Iterable[Question], answers: Answers) -> list[tuple[str, str]]:
    """(field, what is wrong), in the order of the page."""
    return [(q.name, answers.errors[q.name]) for q in questions if q.name in answers.errors]


def _clean(text: str, kind: Kind) -> str:
    """Text as a database can keep it; a password stays what it is."""
    if kind is Kind.SECRET:
        return text
    kept = "".join(c for c in text.replace("\r\n", "\n") if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return kept.strip() if kind is Kind.LONG else " ".join(kept.split())


def _wrong(question: Question, text: str) -> str:
    if not text:
        return question.empty
    if len(text) > question.longest:
        return _("%(label)s: gebruik niet meer dan %(longest)s tekens", label=question.label, longest=question.longest)
    if question.nameless and (kinds := personal.signs(text)):
        return _(
            "Dit lijkt een %(kinds)s. De tekst blijft in de tijdlijn staan. Schrijf haar op zonder personen",
            kinds=kinds[0],
        )
    if question.kind is Kind.ONE and text not in {value for value, _ in question.options}:
        return question.empty or _("%(label)s: maak een keuze uit de lijst", label=question.label)
    if question.kind is Kind.MAIL and (len(text) > LONGEST_MAIL or not _MAIL.fullmatch(text)):
        return _("Vul een e-mailadres in zoals naam@organisatie.nl")
    return _wrong_day(text) if question.kind is Kind.DAY else ""


def _wrong_day(text: str) -> str:
    try:
        read_date(text)
    except NotAMoment as error:
        return str(error)
    return ""
