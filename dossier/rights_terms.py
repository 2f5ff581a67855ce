"""The daily look at the terms of requests: the privacy officer hears a week before, on the day, and when it is late."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from dossier import requests, telling, users
from dossier.privacy import today
from dossier.requests import RightsRequest

WEEK = timedelta(days=7)


def remind(session: Session, *, now: datetime) -> int:
    """Tell each privacy officer once of each moment, by the number of the request; returns how many notices."""
    told = 0
    for request in requests.open_ones(session):
        moment = _moment(request, today(now))
        if moment is None:
            continue
        word, text = moment
        # With the day in it: a term that was extended is told of anew.
        origin = f"{request.reference}-{word}-{request.due_on:%y%m%d}"
        for officer in users.with_role(session, requests.OFFICER):
            told += telling.tell(session, officer.key, text, origin=origin, now=now)
    return told


def _moment(request: RightsRequest, on: date) -> tuple[str, str] | None:
    what = f"Het antwoord op verzoek {request.id} van een persoon"
    if on > request.due_on:
        return "laat", f"{what} is te laat."
    if on == request.due_on:
        return "op", f"{what} moet vandaag weg."
    if on >= request.due_on - WEEK:
        return "voor", f"{what} moet uiterlijk over een week weg."
    return None
