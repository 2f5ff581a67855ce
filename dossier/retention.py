"""How long names are kept after a case has ended, and their destruction when that time is over.

No law or source gives a number of months, so there is no default: the convenant says it, or the setting of the
package. As long as neither does nothing is destroyed, and the privacy officers hear so. What is about the group and
its decisions stays: for the archive, which is another term and another decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, Session, defer, mapped_column

from dossier import destruction, generating, months, registers, requests, telling, users
from dossier.destruction import Destruction
from dossier.generating import NOTHING, Maker, Wanted
from dossier.keys import InstallationKey
from dossier.letters import LetterMissing
from dossier.privacy import today
from dossier.requests import RightsMatch
from dossier.vault import MACHINE, NAMELESS, VaultRecord
from engine import definitions, history, jobs, logs, values
from engine.db import Base, UtcDateTime
from engine.errors import EngineError
from engine.models import InstanceState, Job, JobState, PackageVersion, ProcessInstance

NAMES = "bewaartermijn_namen_maanden"
ARCHIVE = "bewaartermijn_archief_maanden"
DESTROY, CERTIFY = "bewaren.vernietigen", "bewaren.certificaat"  # topics that the daily round plans
JOB = "bewaren"
LONGEST = 1200  # months; more is a mistake in typing
CERTIFICATE = "vernietiging"
CATEGORIES = {
    "namenlijst": "Namenlijst",
    "bijdrage": "Bijdragen van partners",
    "opschaling": "Opschaling",
    "informeren": "Informeren van personen",
    "informatiebrief": "Informatiebrieven",
    "concept": "Concepten",
    "opmerking": "Opmerkingen",
}
log = logs.get(__name__)


@dataclass(frozen=True)
class Standing:
    """How it stands with keeping a case."""

    ended_on: date | None  # None: it still runs
    months: int | None  # None: nobody filled in the term
    source: str  # who says so
    due_on: date | None  # from this day names are destroyed
    archive_months: int | None
    archive_until: date | None
    sealed: int  # records about persons that are still there


class ArchiveConfirmation(Base):
    """That a person said the rest of a dossier may go: its archive term is over. One for each case."""

    __tablename__ = "archive_confirmation"

    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(40))


def standing(session: Session, instance: ProcessInstance) -> Standing:
    """The terms of a case as they are now; the shortest of convenant and setting counts."""
    ended = None if instance.ended_at is None else today(instance.ended_at)
    settings = _settings(session, instance)
    count, source = _names_term(session, instance, ended, _months(settings, NAMES))
    archive = _months(settings, ARCHIVE)
    return Standing(
        ended_on=ended,
        months=count,
        source=source,
        due_on=months.after(ended, count) if ended and count else None,
        archive_months=archive,
        archive_until=months.after(ended, archive) if ended and archive else None,
        sealed=len(list(session.scalars(_persons(instance.id)))),
    )


def in_words(found: Standing) -> str:
    """The term as a sentence, for a form, a letter and the page of the case."""
    if found.months is None:
        return (
            "De bewaartermijn van namen is niet ingevuld. Er wordt niets verwijderd. "
            "Vul de termijn in bij het convenant of bij de instellingen van het procespakket."
        )
    term = f"{found.months} {'maand' if found.months == 1 else 'maanden'} na het afsluiten ({found.source})"
    if found.due_on is None:
        return f"Namen worden verwijderd {term}."
    return f"Namen worden verwijderd op {found.due_on:%d-%m-%Y}: {term}."


def archive_in_words(found: Standing) -> str:
    """How long the rest of the dossier is kept, as a sentence."""
    if found.archive_months is None:
        return "De archieftermijn is niet ingevuld. De rest van het dossier blijft."
    if found.archive_until is None:
        return f"De rest van het dossier blijft {found.archive_months} maanden na het afsluiten."
    return f"De rest van het dossier blijft tot {found.archive_until:%d-%m-%Y}. Daarna beslist een mens."


def plan(session: Session, *, now: datetime) -> int:
    """Daily: a job for every ended case whose names must go, and a notice where nobody said when. How many jobs."""
    planned = 0
    for instance in session.scalars(_ended_with_persons()):
        try:
            found = standing(session, instance)
        except EngineError as error:  # one case that cannot be read must not keep the others
            log.warning("retention not read", case=instance.id, exc_info=error)
            planned += _plan_job(session, DESTROY, {"zaak": instance.id}, instance.id, now)
            continue
        if found.due_on is None:
            _ask_for_term(session, instance.id, now)
        elif found.due_on <= today(now):
            planned += _plan_job(session, DESTROY, {"zaak": instance.id}, instance.id, now)
    for certificate in session.scalars(_to_write()):
        payload = {"vernietiging": certificate.id}
        planned += _plan_job(session, CERTIFY, payload, certificate.instance_id, now)
    return planned


def destroy(session: Session, instance_id: int, *, now: datetime) -> Destruction | None:
    """Destroy the names of a case whose time is over; None when it is not, or when somebody's request is open."""
    instance = session.get_one(ProcessInstance, instance_id, with_for_update=True, populate_existing=True)
    found = standing(session, instance)
    if instance.state is InstanceState.ACTIVE or found.due_on is None or found.due_on > today(now) or not found.sealed:
        return None
    if _asked_about(session, instance_id):
        return None  # the daily round comes back to it
    reason = f"De bewaartermijn is voorbij: {found.months} maanden na het afsluiten ({found.source})"
    certificate = destruction.destroy(session, instance_id, reason=reason, by=MACHINE, now=now, keep_nameless=True)
    name = "Persoonsgegevens vernietigd"
    detail = f"{certificate.records} stukken, {certificate.reference}"
    history.note(session, instance_id, kind="destruction", name=name, detail=detail, by=None, now=now)
    _plan_job(session, CERTIFY, {"vernietiging": certificate.id}, instance_id, now)
    return certificate


def certify(session: Session, destruction_id: int, *, gemeente: str, key: InstallationKey, now: datetime) -> None:
    """Write the certificate as a document; when its second date is known, a next version that states both."""
    certificate = session.get(Destruction, destruction_id, with_for_update=True, populate_existing=True)
    if certificate is None or not _lacks_paper(certificate):
        return
    title = f"Certificaat van vernietiging {certificate.id}"
    wanted = Wanted(CERTIFICATE, title, ("procesregisseur", "privacy_officer", "fg"))
    try:
        document = generating.make(
            session,
            certificate.instance_id,
            wanted,
            _values(certificate, users.names(session)),
            maker=Maker(gemeente, MACHINE, key),
            now=now,
        )
    except LetterMissing:
        certificate.documented_at = now  # a package without the template: the page of the case states the same
        return
    certificate.document, certificate.documented_at = document.reference, now


def _values(certificate: Destruction, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "nummer": certificate.reference,
        "aanleiding": certificate.reason,
        "door": names.get(certificate.by, "Zevenstap, volgens de bewaartermijn"),
        "verwijderd_op": certificate.removed_at,
        "onherstelbaar_op": certificate.unrecoverable_at or "nog niet",
        "aantal": str(certificate.records),
        "delen": [
            {"categorie": CATEGORIES.get(category, category.replace("_", " ")), "aantal": str(count)}
            for category, count in certificate.categories.items()
        ],
        "verwijzingen": ", ".join(certificate.references).replace("kluis-", "stuk ") or NOTHING,
        "controlegetal": certificate.digest or NOTHING,
    }


def _names_term(
    session: Session, instance: ProcessInstance, ended: date | None, setting: int | None
) -> tuple[int | None, str]:
    agreed = registers.retention_months(session, ended or today(instance.started_at))
    if agreed is not None and (setting is None or agreed <= setting):
        return agreed, "convenant"
    return setting, "instelling van het procespakket" if setting is not None else ""


def _settings(session: Session, instance: ProcessInstance) -> Mapping[str, Any]:
    """As the newest version of the case's package has it: who fills in a term does so for cases that ended before."""
    package = session.get_one(PackageVersion, instance.version_id).package
    newest = definitions.latest(session, package.name)
    return definitions.content_of(session, newest.id).settings


def _months(settings: Mapping[str, Any], name: str) -> int | None:
    given = settings.get(name)
    if isinstance(given, bool) or not isinstance(given, (int, Decimal, str)):
        return None
    text = str(given).strip()
    return int(text) if text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= LONGEST else None


def _persons(instance_id: int) -> Select[int]:
    return select(VaultRecord.id).where(VaultRecord.instance_id == instance_id, VaultRecord.kind != NAMELESS)


def _ended_with_persons() -> Select[ProcessInstance]:
    sealed = select(VaultRecord.instance_id).where(VaultRecord.kind != NAMELESS)
    return (
        select(ProcessInstance)
        .options(defer(ProcessInstance.snapshot))
        .where(ProcessInstance.state != InstanceState.ACTIVE, ProcessInstance.id.in_(sealed))
        .order_by(ProcessInstance.id)
    )


def _to_write() -> Select[Destruction]:
    newer = Destruction.unrecoverable_at.is_not(None) & (Destruction.documented_at < Destruction.unrecoverable_at)
    return select(Destruction).where(Destruction.records > 0, Destruction.documented_at.is_(None) | newer)


def _lacks_paper(certificate: Destruction) -> bool:
    written, second = certificate.documented_at, certificate.unrecoverable_at
    return written is None or (second is not None and written < second)


def _asked_about(session: Session, instance_id: int) -> bool:
    """Whether an open request of a person is about something in this case."""
    open_ones = [request.id for request in requests.open_ones(session)]
    here = [f"kluis-{number}" for number in session.scalars(_persons(instance_id))]
    query = select(RightsMatch.id).where(RightsMatch.request_id.in_(open_ones), RightsMatch.reference.in_(here))
    return bool(open_ones) and session.scalar(query.limit(1)) is not None


def _ask_for_term(session: Session, instance_id: int, now: datetime) -> None:
    """Each month again, until somebody has filled it in."""
    text = f"Vul de bewaartermijn in: zaak {instance_id} is afgesloten en bewaart nog namen."
    for person in users.with_role(session, "privacy_officer"):
        telling.tell(session, person.key, text, origin=f"bewaren-{instance_id}-{today(now):%Y%m}", now=now)


def _plan_job(session: Session, topic: str, payload: dict[str, Any], instance_id: int, now: datetime) -> int:
    """One at a time: what waits, or waits for an operator, is not planned again."""
    waiting = select(Job.payload).where(
        Job.topic == topic,
        Job.instance_id == instance_id,
        Job.state.in_((JobState.OPEN, JobState.HELD, JobState.INCIDENT)),
    )
    from_before = [values.loads(each) for each in session.scalars(waiting)]
    if payload in from_before:
        return 0
    jobs.add(session, kind=JOB, topic=topic, payload=payload, due_at=now, now=now, instance_id=instance_id)
    return 1
