"""Destroying names when their time is over, later the rest, and the certificates; no diagram uses it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from dossier import archive, retention
from engine.registry import Handler, JobContext
from handlers import reading
from handlers.settings import HandlerSettings


@dataclass(frozen=True)
class DestroyNames:
    zaak: Any


@dataclass(frozen=True)
class WriteCertificate:
    vernietiging: Any


def handlers(settings: HandlerSettings) -> tuple[Handler, ...]:
    def certify(session: Session, given: WriteCertificate, context: JobContext) -> None:
        number = reading.whole(given.vernietiging, "vernietiging")
        retention.certify(session, number, gemeente=settings.municipality, key=settings.key, now=context.now)

    return (
        Handler(
            topic=retention.DESTROY,
            title="Namen vernietigen",
            description="Vernietigt de persoonsgegevens van een afgesloten zaak als de bewaartermijn voorbij is.",
            input_type=DestroyNames,
            output_type=None,
            errors=(),
            inner=True,
            call=destroy,
        ),
        Handler(
            topic=archive.DESTROY,
            title="Dossier vernietigen",
            description="Vernietigt na de archieftermijn wat er van een zaak over is, na het akkoord van een mens.",
            input_type=DestroyNames,
            output_type=None,
            errors=(),
            inner=True,
            call=destroy_rest,
        ),
        Handler(
            topic=retention.CERTIFY,
            title="Certificaat van vernietiging schrijven",
            description="Maakt het certificaat als document van de zaak, en opnieuw als de tweede datum bekend is.",
            input_type=WriteCertificate,
            output_type=None,
            errors=(),
            inner=True,
            call=certify,
        ),
    )


def destroy(session: Session, given: DestroyNames, context: JobContext) -> None:
    """The persons of a case."""
    retention.destroy(session, reading.whole(given.zaak, "zaak"), now=context.now)


def destroy_rest(session: Session, given: DestroyNames, context: JobContext) -> None:
    """What is left of a case after the archive term."""
    archive.destroy(session, reading.whole(given.zaak, "zaak"), now=context.now)
