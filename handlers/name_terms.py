"""The daily round over what is kept of persons: what is due is told, without a name in it.

The procesregisseur hears of the list of names, the privacy officer of requests; drafts of tasks that are gone go too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from dossier import drafts, informing, listed, months, names, rights_terms
from dossier.informing import Standing
from dossier.keys import InstallationKey
from dossier.listed import ListedName
from dossier.privacy import today
from engine.db import transaction
from handlers import notices

SOON = timedelta(days=7)
TEXTS = {
    "hertoets": "Bekijk op de namenlijst opnieuw welke namen nog nodig zijn.",
    "binnenkort": "Informeer binnen een week wie op de namenlijst staat en het nog niet weet.",
    "te_laat": "De termijn om iemand op de namenlijst te informeren is voorbij.",
    "uitstel": "Bekijk opnieuw of het uitstel van informeren op de namenlijst nog nodig is.",
    "fg": "Op de namenlijst staat iemand jonger dan 12. Vraag de FG om advies en leg dat vast.",
}


def watch(key: InstallationKey, *, now: datetime) -> None:
    """All cases with names, each in a transaction of its own."""
    with transaction() as session:
        cases = listed.cases(session)
    for instance_id in cases:
        with transaction() as session:
            remind(session, instance_id, now=now, key=key)
    with transaction() as session:
        rights_terms.remind(session, now=now)
        drafts.forget_ended(session, now=now)


def remind(session: Session, instance_id: int, *, now: datetime, key: InstallationKey) -> int:
    """Tell what is due in one case; the same thing once, however often the round comes by. Returns how many notices."""
    names.look_at_ages(session, instance_id, now=now, key=key)
    settings, on = months.of_case(session, instance_id), today(now)
    first: dict[str, date] = {}
    for row in listed.of_case(session, instance_id):
        for what, since in _due(row, settings, on):
            first[what] = min(since, first.get(what, since))
    return sum(
        notices.notify(
            session,
            instance_id,
            names.REGISSEUR,
            TEXTS[what],
            origin=f"namen-{instance_id}-{what}-{since:%Y%m%d}",
            now=now,
        )
        for what, since in sorted(first.items())
    )


def _due(row: ListedName, settings: Mapping[str, Any], on: date) -> Iterator[tuple[str, date]]:
    """What is due, and since when."""
    recheck = names.recheck_by(row, settings)
    if recheck is not None and recheck <= on:
        yield "hertoets", recheck
    last, standing = informing.inform_by(row, settings), informing.standing(row, settings, on)
    if standing is Standing.LATE:
        yield "te_laat", last
    elif standing is Standing.DUE and last - SOON <= on:
        yield "binnenkort", last
    elif standing is Standing.REVIEW and row.delay_until is not None:
        yield "uitstel", row.delay_until
    if row.child and not row.fg_outcome:
        yield "fg", today(row.entered_at)
