"""Papers that end, or are not there: told before it bites, to the privacy officer and the FG."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from dossier import papers, registers, reminders, telling, users
from dossier.papers import Paper
from dossier.privacy import today
from dossier.registers import Convenant, Dpia, Mandaat, Wpg20Besluit

TOLD = ("privacy_officer", "fg")
ORIGINS = ("papier-", "einde-")  # how the origin of these notices begins
SUBJECT = "Er lopen papieren af. Kijk in Zevenstap bij Registers."  # a mail says no more than this


def remind(session: Session, now: datetime) -> int:
    """Once for each paper and last day: three months ahead, and again when it has ended. Returns how many notices."""
    on, told = today(now), 0
    near = papers.ending(papers.in_use(session, on), on)
    lines = [(f"papier-{one.reference}-{one.until:%Y%m%d}", will_end(one)) for one in near]
    lines += [(f"einde-{one.reference}-{one.until:%Y%m%d}", has_ended(one)) for one in _just_ended(session, on)]
    for user in {user.key: user for role in TOLD for user in users.with_role(session, role)}.values():
        new = [
            origin
            for origin, text in lines
            if reminders.add(session, user.key, text, instance_id=None, origin=origin, now=now)
        ]
        if new:
            telling.mail(session, user.key, SUBJECT, origin=new[0], now=now)
        told += len(new)
    return told


def will_end(paper: Paper) -> str:
    """A sentence for who has to see to it."""
    name = paper.name[0].upper() + paper.name[1:]
    return f"{name} loopt af op {paper.until:%d-%m-%Y}. Verleng het op tijd: daarna weigert de privacypoort."[:300]


def has_ended(paper: Paper) -> str:
    name = paper.name[0].upper() + paper.name[1:]
    return f"{name} is afgelopen op {paper.until:%d-%m-%Y}. Op grond daarvan wordt niets meer gedeeld."[:300]


def lacking(session: Session, on: date) -> list[str]:
    """What is not there, and what that stops."""
    found = []
    if not registers.dpia_adopted(session, on):
        found.append("Er is geen geldige DPIA. De privacytabel weigert nu alles wat over personen gaat.")
    if not users.with_role(session, "fg"):
        found.append(
            "Er is geen FG. Vraagt de privacytabel om een FG-toets, dan kan niemand advies geven en wordt er niet "
            "gedeeld. De applicatiebeheerder geeft iemand de rol FG, bij Organisaties."
        )
    for one in registers.convenants(session, on):
        if one.retention_months is None:
            found.append(no_retention(one))
    for besluit in session.scalars(select(Wpg20Besluit).order_by(Wpg20Besluit.id)):
        if parts := registers.lacking(besluit):
            found.append(f"Artikel 20-besluit {besluit.number} telt niet mee: {', '.join(parts)} ontbreekt.")
    return found


def no_retention(one: Convenant) -> str:
    return (
        f"In het register staat geen bewaartermijn bij het convenant ‘{one.title}’. Na het afsluiten van een zaak "
        "worden namen dan niet op tijd verwijderd. Neem de termijn over uit het convenant."
    )


def lapsed(session: Session, on: date) -> list[str]:
    """What has ended of the papers under everything, and what that means for decisions that were taken before.

    No rule we know says that decisions end when a DPIA lapses: so they go on, the FG is asked, and everybody sees it.
    A decision that rests on the mandate ends with it, by its own end date.
    """
    lines = []
    if not registers.dpia_adopted(session, on):
        lines.append(
            "Er is geen geldige DPIA. Nieuwe privacytoetsen worden geweigerd. Besluiten die er al waren, gelden nog. "
            "Vraag de FG of dat zo kan blijven, en trek ze anders in."
        )
    ended = session.scalars(select(Mandaat).where(Mandaat.valid_until < on).order_by(Mandaat.valid_until.desc()))
    last = ended.first()
    if last is not None and last.valid_until is not None and not registers.has_mandaat(session, on):
        lines.append(
            f"Het mandaat {last.number} liep af op {last.valid_until:%d-%m-%Y}. De procesregisseur mag zonder mandaat "
            "niet zien wat voor de burgemeester is. Besluiten die op dat mandaat rusten, gelden niet meer."
        )
    return lines


def of_case(session: Session, instance_id: int, on: date) -> list[str]:
    """What on paper ends soon, or has ended, for those who take part in this case."""
    here = papers.of_case(session, instance_id, on)
    lines = lapsed(session, on)
    lines += [
        f"{one.name[0].upper()}{one.name[1:]} loopt af op {one.until:%d-%m-%Y}." for one in papers.ending(here, on)
    ]
    kept = {one.reference for one in here}
    lines += [no_retention(one) for one in registers.convenants(session, on) if _lacks_term(one, kept)]
    return lines


def _lacks_term(one: Convenant, kept: set[str]) -> bool:
    return one.retention_months is None and f"convenant-{one.id}" in kept


def _just_ended(session: Session, on: date) -> list[Paper]:
    """What ended in the past week: a round that was missed catches up, and old papers are not told again."""
    signed = select(Convenant).where(or_(Convenant.ended_on.is_(None), Convenant.ended_on > Convenant.valid_until))
    all_of_them = [
        *(papers.of_convenant(one) for one in session.scalars(signed)),
        *(
            papers.of_wpg20(one)
            for one in session.scalars(select(Wpg20Besluit).where(Wpg20Besluit.withdrawn_on.is_(None)))
        ),
        *(papers.of_dpia(one) for one in session.scalars(select(Dpia))),
        *(papers.of_mandaat(one) for one in session.scalars(select(Mandaat))),
    ]
    return [one for one in all_of_them if one.until is not None and 0 < (on - one.until).days <= 7]
