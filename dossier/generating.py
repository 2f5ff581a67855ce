"""Documents that Zevenstap writes itself: a template of the package, filled in and kept with the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import actions, documents, groups, letters, organisations, overdrachten, scores, users, vault, vergelijking
from dossier.actions import Action, ActionStatus
from dossier.documents import Document
from dossier.keys import InstallationKey
from dossier.privacy import today
from dossier.roles import ROLES
from engine import definitions
from engine.access import Participant
from engine.models import PackageVersion, ProcessInstance

NOTHING = "–"
SHIELDED = "afgeschermd"
MOMENTS = {"duiding": "Duiding", "voortgang": "Voortgang", "evaluatie": "Evaluatie"}
_STATUS = {"open": "loopt", "klaar": "klaar", "niet_gelukt": "niet gelukt", "vervallen": "vervallen"}


@dataclass(frozen=True)
class Wanted:
    """Which document, for whom."""

    template: str  # the name of the file in the folder brieven, without its ending
    title: str
    receivers: tuple[str, ...] = ()  # roles and organisations; empty: all in the case
    data_kind: str = vault.NAMELESS
    kind: str = ""  # the kind of document; by default the name of the template


@dataclass(frozen=True)
class Maker:
    """On whose behalf it is made."""

    gemeente: str
    by: str
    key: InstallationKey
    step: int | None = None


def make(
    session: Session,
    instance_id: int,
    wanted: Wanted,
    values: Mapping[str, Any],
    *,
    maker: Maker,
    now: datetime,
    files: Mapping[str, bytes] | None = None,
) -> Document:
    """Fill in a template of the package and keep it with the case; the same title again is the next version."""
    instance = session.get_one(ProcessInstance, instance_id)
    kind = wanted.kind or wanted.template
    head = {
        "gemeente": maker.gemeente,
        "datum": f"{today(now):%d-%m-%Y}",
        "kenmerk": f"{instance.business_key}/{kind}",
        "titel": wanted.title,
        "versie": str(documents.next_version(session, instance_id, kind, wanted.title)),
        "afzender": users.name_of(session, maker.by) if maker.by != vault.MACHINE else "Zevenstap",
        "ontvangers": ", ".join(_named(session, each) for each in wanted.receivers) or "alle deelnemers",
    }
    filled = {**of_case(session, instance), **in_words(session, values), **head}
    file = letters.write(
        files if files is not None else files_for(session, instance, wanted.template), wanted.template, filled
    )
    return documents.add(
        session,
        instance_id,
        file=file,
        title=wanted.title,
        kind=kind,
        by=maker.by,
        provider="gemeente",
        receivers=wanted.receivers,
        data_kind=wanted.data_kind,
        step=maker.step,
        now=now,
        key=maker.key,
    )


def files_for(session: Session, instance: ProcessInstance, template: str) -> Mapping[str, bytes]:
    """The files of the case's own version; a letter that is newer than the case comes from the newest version."""
    own = definitions.content_of(session, instance.version_id).files
    if letters.exists(own, template):
        return own
    package = session.get_one(PackageVersion, instance.version_id).package
    return definitions.content_of(session, definitions.latest(session, package.name).id).files


def of_case(session: Session, instance: ProcessInstance) -> dict[str, Any]:
    """What every document of a case can use; no person stands in it."""
    groep = groups.find(session, instance.business_key)
    found = actions.of_instance(session, instance.id)
    return {
        "groep_alias": groep.alias if groep is not None else instance.title,
        "gebied": groep.area if groep is not None else "",
        "zaak": str(instance.id),
        "proces": instance.version.package.title,
        "begonnen_op": _day(instance.started_at),
        "geeindigd_op": _day(instance.ended_at),
        "acties": [_action(session, action) for action in found],
        "open_acties": [_action(session, action) for action in found if action.status is ActionStatus.OPEN],
        "scores": [_score(score) for score in scores.of_instance(session, instance.id)],
        "vergelijking": [in_words(session, row) for row in vergelijking.rows(session, instance.id)],
        "deelnemers": _participants(session, instance.id),
        "overdrachten": [overdrachten.as_row(session, one) for one in overdrachten.of_instance(session, instance.id)],
    }


def in_words(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a case as texts and rows of texts, for a letter."""
    return {str(name): _value(session, value) for name, value in values.items()}


def _value(session: Session, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _value(session, each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        if any(isinstance(each, Mapping) for each in value):
            return [_value(session, each) for each in value]
        return ", ".join(_text(session, each) for each in value) or NOTHING
    return _text(session, value)


def _text(session: Session, value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime):
        return _day(value)
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    text = str(value)
    if text.startswith("kluis-"):
        return SHIELDED  # a document never opens the vault by itself
    return _named(session, text) if text.startswith("org-") or text in ROLES else text


def _named(session: Session, key: str) -> str:
    """An organisation or role by its name; any other text as it is."""
    organisation = organisations.find(session, key)
    return organisation.name if organisation is not None else ROLES.get(key, key)


def _action(session: Session, action: Action) -> dict[str, str]:
    return {
        "titel": action.title,
        "eigenaar": organisations.name_of(session, action.owner),
        "spoor": action.track,
        "soort": action.kind,
        "start": _text(session, action.start_on),
        "einde": _text(session, action.due_on),
        "grondslag": action.legal_basis or NOTHING,
        "status": _STATUS.get(action.status.value, action.status.value),
        "notitie": action.note or NOTHING,
        "belemmering": action.blocker or NOTHING,
    }


def _score(score: scores.Score) -> dict[str, str]:
    numbers = {item: str(getattr(score, item)) for item in scores.ITEMS}
    moment = MOMENTS.get(score.moment.value, score.moment.value)
    return {"moment": moment, "datum": _day(score.at), **numbers}


def _participants(session: Session, instance_id: int) -> list[dict[str, str]]:
    query = select(Participant).where(Participant.instance_id == instance_id, Participant.until.is_(None))
    found = [
        (organisations.name_of(session, row.organisation_key), ROLES.get(row.role, row.role))
        for row in session.scalars(query.order_by(Participant.id))
    ]
    return [{"organisatie": name, "rol": role} for name, role in dict.fromkeys(found)]


def _day(moment: datetime | None) -> str:
    return NOTHING if moment is None else f"{today(moment):%d-%m-%Y}"
