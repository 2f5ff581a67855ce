"""The groepsscan, once asked for: that somebody sent the letter, and that the municipality needs it no longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from dossier import organisations, privacy, scans
from dossier.organisations import OrganisationKind
from dossier.scans import AlreadySent, Groepsscan, Way
from engine import history
from engine.registry import Handler, JobContext
from handlers import mail, notices, politie, reading
from handlers.groepsscan_ontvangst import UnknownRequest
from handlers.mail import Message
from handlers.settings import HandlerSettings

WITHDRAWN = "De gemeente trekt een verzoek om een groepsscan in. U hoeft niets meer te leveren."
TELL_THEM = "Laat de politie weten dat het verzoek om een groepsscan niet meer geldt: u stuurde de brief zelf."
BODY = """Goedendag,

De gemeente trekt een verzoek om een groepsscan in. U hoeft niets meer te leveren.
Welk verzoek dat is, staat in Zevenstap; in deze e-mail staat er niets van:
{link}

{municipality}
"""


@dataclass(frozen=True)
class RecordSent:
    groepsscan: Any
    verzonden_op: Any = None
    verzonden_hoe: Any = None


@dataclass(frozen=True)
class WithdrawScan:
    groepsscan: Any


@dataclass(frozen=True)
class ReadyToWithdraw:
    way: Way
    kenmerk: str
    key: str  # of the request itself, so that both sides know which one this is about
    message: Message


def handlers(settings: HandlerSettings) -> tuple[Handler, ...]:
    return (
        Handler(
            topic="groepsscan.verzonden",
            title="Verzending van het verzoek bewaren",
            description="Legt vast dat iemand de brief met het verzoek om een groepsscan zelf verstuurde: wanneer, "
            "hoe en door wie. Vanaf dan lopen de termijnen voor de politie.",
            input_type=RecordSent,
            output_type=None,
            errors=(),
            inner=True,
            call=record_sent,
        ),
        Handler(
            topic="groepsscan.intrekken",
            title="Intrekking van het verzoek melden",
            description="Meldt de politie dat het verzoek om een groepsscan niet meer geldt, op de manier waarop het "
            "uitging: een e-mail met een link, of de koppeling. Ging de brief met de hand, dan meldt de "
            "procesregisseur het zelf en krijgt hij daarover bericht. Er gaat geen reden en geen naam mee.",
            input_type=WithdrawScan,
            output_type=None,
            errors=(),
            inner=False,
            load=partial(prepare, settings),
            call=partial(send, settings),
            record=told,
        ),
    )


def record_sent(session: Session, given: RecordSent, context: JobContext) -> None:
    """A day before the request or after today cannot be right; then it is today."""
    scan = _scan(session, given.groepsscan, context)
    day, today = reading.day(given.verzonden_op, "verzonden_op"), privacy.today(context.now)
    right = privacy.today(scan.created_at) <= day < today
    at = datetime.combine(day, time(12), tzinfo=privacy.AMSTERDAM) if right else context.now
    how = reading.text(given.verzonden_hoe)
    try:
        scans.record_sent(scan, at=at, by=context.actor_key, how=how)
    except AlreadySent:
        return  # recorded on the page of the groepsscans meanwhile
    name = f"Verzoek om een groepsscan verstuurd: {scans.HOW_SENT.get(how, how).lower()}"
    history.note(
        session,
        context.instance_id,
        kind="groepsscan",
        name=name,
        by=context.actor_key,
        now=context.now,
        step=context.step,
    )


def prepare(settings: HandlerSettings, session: Session, given: WithdrawScan, context: JobContext) -> ReadyToWithdraw:
    scan = _scan(session, given.groepsscan, context)
    police = organisations.of_kind(session, OrganisationKind.POLITIE)
    link = f"{settings.base_url.rstrip('/')}/groepen/{context.instance_id}/groepsscans"
    message = Message(
        to=tuple(o.email for o in police if o.email),
        subject="Verzoek om een groepsscan ingetrokken",
        body=BODY.format(link=link, municipality=settings.municipality),
        message_id=mail.message_id(settings, context.job_id),
        at=context.now,
    )
    return ReadyToWithdraw(scan.way, scan.kenmerk, f"job-{scan.job_id}", message)


def send(settings: HandlerSettings, given: ReadyToWithdraw, context: JobContext) -> None:
    """Outside any transaction; a second attempt says the same again."""
    if given.way is Way.ADAPTER:
        politie.withdraw_scan(settings.police, given.kenmerk, key=given.key, now=context.now)
    elif given.way is Way.NOTICE:
        mail.send(settings, given.message)


def told(session: Session, given: ReadyToWithdraw, outcome: None, context: JobContext) -> None:
    """Who had the task sees why it is gone."""
    origin = f"job-{context.job_id}"
    if given.way is not Way.NOTICE:
        notices.notify(session, context.instance_id, "politie", WITHDRAWN, origin=origin, now=context.now)
    if given.way is Way.DOWNLOAD:
        notices.notify(session, context.instance_id, "procesregisseur", TELL_THEM, origin=origin, now=context.now)


def _scan(session: Session, reference: Any, context: JobContext) -> Groepsscan:
    scan = scans.find(session, reading.text(reference))
    if scan is None or scan.instance_id != context.instance_id:
        raise UnknownRequest
    return scan
