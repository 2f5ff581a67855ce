"""Decisions that person data may be shared: made by a person, for a scope, until a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier import organisations, registers
from dossier.errors import SharingRefused
from engine import access, history
from engine.access import Actor
from engine.db import Base, UtcDateTime

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class Outcome(Enum):
    """What the privacy table, or the person after it, says; from strict to mild."""

    WEIGEREN = "weigeren"
    FG_TOETS = "fg_toets"  # only the table says this: ask the FG first
    VOORWAARDEN = "voorwaarden"
    TOESTAAN = "toestaan"


UNKNOWN_KIND = "onbekend"  # a form that does not say which word of the privacy table fits
EVERYTHING = "alles"  # in a diagram: every kind of data
ALLOWING = (Outcome.TOESTAAN, Outcome.VOORWAARDEN)


class PrivacyBesluit(Base):
    """One decision, with its scope. A refusal is kept too."""

    __tablename__ = "privacy_besluit"

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), index=True)
    stappen: Mapped[list[int]] = mapped_column(JSON)
    gegeven: Mapped[list[str]] = mapped_column(JSON)
    verstrekker: Mapped[list[str]] = mapped_column(JSON)
    ontvanger: Mapped[list[str]] = mapped_column(JSON)
    tabel_uitkomst: Mapped[Outcome]  # what the table advised
    uitkomst: Mapped[Outcome]  # what the person decided
    voorwaarden: Mapped[str] = mapped_column(default="")
    motivering: Mapped[str] = mapped_column(default="")
    grondslagen: Mapped[list[str]] = mapped_column(JSON)
    fg_advies: Mapped[str] = mapped_column(default="")
    confirmed_by: Mapped[str] = mapped_column(String(40))
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_until: Mapped[date]  # the last day it holds
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_reason: Mapped[str] = mapped_column(default="")
    withdrawn_by: Mapped[str | None] = mapped_column(String(40))  # None: by the program, as its paper ended
    regels: Mapped[list[dict[str, str]] | None] = mapped_column(JSON)  # every row of the table that matched
    papieren: Mapped[list[str] | None] = mapped_column(JSON)  # what it rests on: "convenant-1", "wpg20-2"
    fg_toelichting: Mapped[str] = mapped_column(default="", server_default="")
    fg_door: Mapped[str | None] = mapped_column(String(40))
    seconded_by: Mapped[str | None] = mapped_column(String(40))  # the second person; `confirmed_by` is the first
    seconded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seconded_reason: Mapped[str] = mapped_column(default="", server_default="")

    @property
    def reference(self) -> str:
        return f"privacybesluit-{self.id}"


def holds(besluit: PrivacyBesluit, now: datetime) -> bool:
    """Whether the decision allows something at this moment."""
    return (
        besluit.uitkomst in ALLOWING
        and bool(besluit.confirmed_by)
        and besluit.confirmed_at <= now
        and besluit.withdrawn_at is None
        and today(now) <= besluit.valid_until
    )


def covers(
    besluit: PrivacyBesluit, *, step: int, kind: str, providers: Iterable[str], receivers: Iterable[str]
) -> bool:
    """Whether the scope holds this step and kind, and a name of the provider and of the receiver."""
    return (
        step in besluit.stappen
        and kind in besluit.gegeven
        and not set(providers).isdisjoint(besluit.verstrekker)
        and not set(receivers).isdisjoint(besluit.ontvanger)
    )


def permission(
    session: Session,
    instance_id: int,
    *,
    step: int,
    kind: str,
    provider: str,
    receivers: Iterable[str],
    now: datetime,
) -> PrivacyBesluit | None:
    """A decision of this case that holds now and covers the flow; `receivers`: the names of one receiver."""
    providers = organisations.words(session, provider)
    names = frozenset(receivers)
    for besluit in decisions(session, instance_id):
        if holds(besluit, now) and covers(besluit, step=step, kind=kind, providers=providers, receivers=names):
            return besluit
    return None


def require(
    session: Session,
    instance_id: int,
    *,
    step: int | None,
    kind: str,
    provider: str,
    receivers: Iterable[str],
    now: datetime,
) -> None:
    """Refuse the flow unless every receiver is covered; for handlers that make person data flow."""
    for receiver in receivers:
        names = organisations.words(session, receiver)
        why = refusal(
            session,
            instance_id,
            step=step,
            kind=kind,
            provider=provider,
            receivers=names,
            shown=[receiver],
            now=now,
        )
        if why is not None:
            raise SharingRefused(why)


def refusal(
    session: Session,
    instance_id: int,
    *,
    step: int | None,
    kind: str,
    provider: str,
    receivers: frozenset[str],
    shown: Iterable[str],
    now: datetime,
) -> str | None:
    """Why one receiver may not have it, in words for on screen; None: a decision covers the flow.

    `receivers`: all names of that one; `shown`: the names that somebody reads.
    """
    about = {"kind": kind, "provider": provider}
    if step is not None and permission(session, instance_id, step=step, receivers=receivers, now=now, **about):
        return None
    ended = lapsed(session, instance_id, step=step, receivers=receivers, now=now, **about)
    return missing(step, kind, provider, shown, ended)


def require_intake(session: Session, instance_id: int, *, step: int | None, kind: str, now: datetime) -> None:
    """Refuse person data that nobody may bring in any more: a late form, after its decision ended or was withdrawn.

    Who may read it is another question; of a kind that the form does not name any decision of the step will do.
    """
    for besluit in decisions(session, instance_id):
        if holds(besluit, now) and step in besluit.stappen and (kind in besluit.gegeven or kind == UNKNOWN_KIND):
            return
    raise SharingRefused(
        f"Er is geen geldig privacybesluit om in stap {step} persoonsgegevens ({kind}) in te brengen. "
        "Vraag de procesregisseur om een privacytoets."
    )


def missing(step: int | None, kind: str, provider: str, receivers: Iterable[str], ended: str = "") -> str:
    """Which decision is not there, in words for on screen; `ended`: what became of the one there was."""
    where = f"stap {step}" if step is not None else "een onbekende stap"
    whom = " of ".join(sorted(receivers)) or "u"
    return (
        f"Er is geen geldig privacybesluit voor {where}: soort gegeven {kind}, "
        f"van {provider}, voor {whom}. {ended + ' ' if ended else ''}Vraag de procesregisseur om een privacytoets."
    )


def lapsed(
    session: Session,
    instance_id: int,
    *,
    step: int | None,
    kind: str,
    provider: str,
    receivers: Iterable[str],
    now: datetime,
) -> str:
    """What became of the last decision that allowed this: ended or withdrawn, when and by which paper; "" for none."""
    providers, names = organisations.words(session, provider), frozenset(receivers)
    for besluit in decisions(session, instance_id) if step is not None else ():
        if besluit.uitkomst in ALLOWING and covers(
            besluit, step=step or 0, kind=kind, providers=providers, receivers=names
        ):
            return _ended(session, besluit, now)
    return _beside_it(session, instance_id, step, kind, providers, names, now)


def _beside_it(
    session: Session,
    instance_id: int,
    step: int | None,
    kind: str,
    providers: frozenset[str],
    receivers: frozenset[str],
    now: datetime,
) -> str:
    """In what the nearest decision that holds falls short: its step, kind, provider or receiver; "" for none."""
    found = []
    for besluit in decisions(session, instance_id):
        if not holds(besluit, now):
            continue
        parts = (
            (step in besluit.stappen, "deze stap, wel voor stap", [str(each) for each in besluit.stappen]),
            (kind in besluit.gegeven, "dit soort gegeven, wel voor", besluit.gegeven),
            (not providers.isdisjoint(besluit.verstrekker), "deze verstrekker, wel voor", besluit.verstrekker),
            (not receivers.isdisjoint(besluit.ontvanger), "deze ontvanger, wel voor", besluit.ontvanger),
        )
        short = [f"niet voor {what} {', '.join(covered)}" for right, what, covered in parts if not right]
        found.append((len(short), f"Privacybesluit {besluit.id} geldt {' en '.join(short)}."))
    return min(found, key=lambda each: each[0])[1] if found else ""


def _ended(session: Session, besluit: PrivacyBesluit, now: datetime) -> str:
    if besluit.withdrawn_at is not None:
        reason = f": {besluit.withdrawn_reason.rstrip('.')}" if besluit.withdrawn_reason else ""
        return f"Privacybesluit {besluit.id} is op {today(besluit.withdrawn_at):%d-%m-%Y} ingetrokken{reason}."
    if today(now) <= besluit.valid_until:
        return ""
    papers = " en ".join(registers.ended_then(session, besluit.papieren or (), besluit.valid_until))
    text = f"Privacybesluit {besluit.id} gold tot en met {besluit.valid_until:%d-%m-%Y}"
    if not papers:
        return f"{text}."
    return f"{text}, want toen liep {papers} af. Vraag de privacy officer eerst om dat te verlengen."


def receiver_words(session: Session, actor: Actor, instance_id: int, now: datetime) -> frozenset[str]:
    """Under which names this person may receive: roles held in this case, and the own organisation."""
    roles = access.roles_in(session, actor, instance_id) & (actor.groups | {"partner"})
    words = set(roles)
    if roles:
        words.add(actor.organisation_key)
    if registers.PROCESREGISSEUR in roles and registers.has_mandaat(session, today(now)):
        words.add(registers.BURGEMEESTER)
    return frozenset(words)


def decisions(session: Session, instance_id: int) -> list[PrivacyBesluit]:
    """All decisions of a case, the newest first."""
    query = select(PrivacyBesluit).where(PrivacyBesluit.instance_id == instance_id)
    return list(session.scalars(query.order_by(PrivacyBesluit.id.desc())))


def withdraw(session: Session, besluit: PrivacyBesluit, *, reason: str, now: datetime, by: str | None = None) -> None:
    """End a decision; from now on it opens nothing. Of two at once the first is kept."""
    if besluit.withdrawn_at is not None:
        return
    besluit.withdrawn_at, besluit.withdrawn_by, besluit.withdrawn_reason = now, by, reason
    session.flush()  # the next read of the vault in this transaction refuses already
    name = f"Privacybesluit {besluit.id} ingetrokken"
    history.note(session, besluit.instance_id, kind="privacybesluit", name=name, detail=reason, by=by, now=now)


def withdraw_all(session: Session, instance_id: int, *, reason: str, now: datetime, by: str | None = None) -> None:
    """End every permission of a case."""
    for besluit in decisions(session, instance_id):
        if besluit.uitkomst in ALLOWING:
            withdraw(session, besluit, reason=reason, now=now, by=by)


def end_kinds(session: Session, instance_id: int, kinds: Sequence[str], element: str, now: datetime) -> None:
    """What the diagram ends where the group or the purpose becomes another: of these kinds nothing holds any more.

    A decision that also allows other kinds goes on for those; the proof counts on that too.
    """
    reason = f"Volgens het proces, na ‘{element}’: hier is een nieuwe privacytoets nodig."[:300]
    for besluit in decisions(session, instance_id):
        left = [] if EVERYTHING in kinds else [kind for kind in besluit.gegeven if kind not in kinds]
        if not holds(besluit, now) or left == list(besluit.gegeven):
            continue
        if not left:
            withdraw(session, besluit, reason=reason, now=now)
            continue
        ended = [kind for kind in besluit.gegeven if kind not in left]
        name, besluit.gegeven = f"Privacybesluit {besluit.id} geldt niet meer voor {', '.join(ended)}", left
        history.note(session, instance_id, kind="privacybesluit", name=name, detail=reason, by=None, now=now)
    session.flush()  # the next read of the vault in this transaction refuses already


def today(now: datetime) -> date:
    """The day it is in the Netherlands."""
    return now.astimezone(AMSTERDAM).date()
