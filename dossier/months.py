"""Terms in months, as the settings of a package give them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from engine import definitions
from engine.feel.temporal import shift_months
from engine.models import ProcessInstance

INFORM = "informatieplicht_maanden"
RECHECK = "termijn_naam_hertoets_maanden"
DELAY = "termijn_uitstel_informeren_maanden"
ANSWER = "rechtenverzoek_maanden"
LONGER = "rechtenverzoek_verlenging_maanden"
BY_LAW = {INFORM: 1, ANSWER: 1, LONGER: 2}  # AVG 14(3) and 12(3); a package may be stricter, never milder


def setting(settings: Mapping[str, Any], name: str) -> int | None:
    """How many months; None when a package has no such term and no law gives one."""
    given = settings.get(name)
    known = int(given) if given is not None and int(given) > 0 else None
    law = BY_LAW.get(name)
    return known if law is None else law if known is None else min(known, law)


def after(day: date, count: int) -> date:
    """The same day so many months on, or the last one of that month."""
    return shift_months(day, count)


def of_case(session: Session, instance_id: int) -> Mapping[str, Any]:
    """The settings of the package version that a case runs on."""
    version_id = session.get_one(ProcessInstance, instance_id).version_id
    return definitions.content_of(session, version_id).settings


def strictest(session: Session, name: str) -> int | None:
    """What holds outside any case: the shortest term among the packages as they are now."""
    newest = [definitions.latest(session, package.name) for package in definitions.packages(session)]
    found = [setting(definitions.content_of(session, version.id).settings, name) for version in newest]
    known = [months for months in found if months is not None]
    return min(known) if known else BY_LAW.get(name)
