"""How a paper stands: in force, nearly over, over, not signed. Words of the status vocabulary, with the date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from dossier import papers
from web.words import MONTHS, Status


@dataclass(frozen=True)
class Validity:
    """The badge of a paper and the sentence under it."""

    status: Status
    text: str
    word: str = ""  # only for what the vocabulary has no word for
    until: date = date.min  # to find the best of several


def of(
    today: date, *, signed: date | None, start: date | None, end: date | None, withdrawn: date | None = None
) -> Validity:
    """How it stands today; the same days count as in `dossier.registers`."""
    if withdrawn is not None and withdrawn <= today:
        return Validity(Status.SKIPPED, _("ingetrokken op %(day)s", day=_day(withdrawn)), _("Ingetrokken"))
    if end is not None and end < today:
        return Validity(Status.LATE, _("geldig tot en met %(day)s", day=_day(end)), until=end)
    if signed is None or signed > today:
        return Validity(Status.DRAFT, _("nog niet vastgesteld of ondertekend"))
    if start is not None and start > today:
        return Validity(Status.NOT_YET, _("geldig vanaf %(day)s", day=_day(start)))
    last = min((day for day in (end, withdrawn) if day is not None), default=None)
    if last is None:
        return Validity(Status.IN_USE, _("geldig, zonder einddatum"), until=date.max)
    if last <= papers.ahead(today):
        return Validity(Status.ATTENTION, _("geldig tot en met %(day)s", day=_day(last)), until=last)
    return Validity(Status.IN_USE, _("geldig tot en met %(day)s", day=_day(last)), until=last)


def in_force(one: Validity) -> bool:
    return one.status in (Status.IN_USE, Status.ATTENTION)


def best(all_of_them: Iterable[Validity], missing: str) -> Validity:
    """The paper that counts: one in force before any other, the longest first."""
    found = sorted(all_of_them, key=lambda one: (in_force(one), one.until), reverse=True)
    return found[0] if found else Validity(Status.NOT_YET, missing)


def _day(when: date) -> str:
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"
