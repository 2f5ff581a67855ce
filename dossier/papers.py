"""The papers under a privacy decision: which they are, until when they count, and what happens when one ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import facts, privacy, registers
from dossier.facts import Flow
from dossier.privacy import PrivacyBesluit
from dossier.registers import Convenant, ConvenantParty, Dpia, Mandaat, Wpg20Besluit
from engine import history
from engine.access import Participant

MONTHS_AHEAD = 3  # time enough to renew a convenant
# Police data for these receivers rests on the Wpg itself and needs no convenant.
BY_LAW = frozenset({"burgemeester", "om"})
# And for these on the Wpg with the Bpg: no Wpg 20 decision is needed, the convenant is.
BY_DECREE = frozenset({"halt", "reclassering", "rvdk", "gi", "veilig_thuis", "college_jeugdwet"})


@dataclass(frozen=True)
class Paper:
    """One paper, in the words of a sentence."""

    reference: str  # "convenant-3"
    name: str  # "het convenant ‘Samen’"
    until: date | None  # the last day it counts; None: no end
    party: str = ""  # whose signature under a convenant: "org-3"

    @property
    def mark(self) -> str:
        """What a decision keeps of it."""
        return f"{self.reference}:{self.party}" if self.party else self.reference


def under(session: Session, instance_id: int, flow: Flow, on: date) -> list[Paper]:
    """The papers on which sharing this rests today."""
    words = set(facts.kinds_of(session, flow.receivers))
    mandaat = registers.mandaat(session, on)
    by_law = BY_LAW | ({registers.PROCESREGISSEUR} if mandaat else frozenset())
    found = [of_mandaat(mandaat)] if mandaat and registers.PROCESREGISSEUR in words else []
    if flow.kinds == ("politiegegeven",) and words <= by_law:
        return found
    besluit = None if words <= by_law | BY_DECREE else facts.wpg20_of(session, flow, on)
    found += [of_wpg20(besluit)] if besluit else []
    for party in (*flow.receivers, *flow.providers):
        for organisation in facts.parties(session, instance_id, party):
            signed = registers.convenant_of(session, organisation.id, on, kind=facts.only(flow.kinds))
            found += [replace(of_convenant(signed), party=organisation.key)] if signed else []
    return list({paper.mark: paper for paper in found}.values())


def last_day(found: Iterable[Paper]) -> date | None:
    """Until when all of them hold; None: they set no end."""
    return min((paper.until for paper in found if paper.until is not None), default=None)


def of_convenant(one: Convenant) -> Paper:
    return Paper(f"convenant-{one.id}", f"het convenant ‘{one.title}’", registers.last_day(one))


def of_wpg20(one: Wpg20Besluit) -> Paper:
    return Paper(f"wpg20-{one.id}", f"het artikel 20-besluit {one.number}", registers.last_day(one))


def of_dpia(one: Dpia) -> Paper:
    return Paper(f"dpia-{one.id}", f"de DPIA ‘{one.title}’", one.review_before)


def of_mandaat(one: Mandaat) -> Paper:
    return Paper(f"mandaat-{one.id}", f"het mandaat {one.number}", one.valid_until)


def in_use(session: Session, on: date) -> list[Paper]:
    """Every paper that counts today, those of all cases."""
    dpia, mandaat = registers.dpia(session, on), registers.mandaat(session, on)
    return [
        *(of_convenant(one) for one in registers.convenants(session, on)),
        *(of_wpg20(one) for one in registers.valid_wpg20(session, on)),
        *([of_dpia(dpia)] if dpia else []),
        *([of_mandaat(mandaat)] if mandaat else []),
    ]


def ending(found: Iterable[Paper], on: date) -> list[Paper]:
    """Those that end within three months, the first to end first."""
    near = {one.reference: one for one in found if one.until is not None and on <= one.until <= ahead(on)}
    return sorted(near.values(), key=lambda paper: (paper.until or date.max, paper.reference))


def ahead(on: date) -> date:
    """Three months on; the last day of a month that is shorter."""
    month = on.month - 1 + MONTHS_AHEAD
    year, month = on.year + month // 12, month % 12 + 1
    first_after = date(year + month // 12, month % 12 + 1, 1)
    last = date.fromordinal(first_after.toordinal() - 1).day
    return date(year, month, min(on.day, last))


def of_case(session: Session, instance_id: int, on: date) -> list[Paper]:
    """The papers that matter in one case: of those who take part, and what every case needs."""
    query = select(Participant.organisation_key).where(
        Participant.instance_id == instance_id, Participant.until.is_(None)
    )
    numbers = {int(key.rpartition("-")[2]) for key in session.scalars(query) if key.startswith("org-")}
    signed = select(ConvenantParty.convenant_id).where(ConvenantParty.organisation_id.in_(numbers))
    here = {f"convenant-{number}" for number in session.scalars(signed)}
    return [one for one in in_use(session, on) if not one.reference.startswith("convenant-") or one.reference in here]


def settle(session: Session, reference: str, *, why: str, by: str, now: datetime) -> int:
    """A paper changed: decisions that it no longer carries end now, and those it carries for less long end sooner.

    In the transaction in which the paper changes, so that nothing is shared in between. Returns how many ended.
    """
    on, ended = privacy.today(now), 0
    for besluit in _resting_on(session, reference, now):
        flow = flow_of(besluit)
        found = under(session, besluit.instance_id, flow, on)
        there = {one.mark: one for one in found}
        needed = [mark for mark in besluit.papieren or () if mark.partition(":")[0] == reference]
        until = last_day(there[mark] for mark in needed if mark in there)
        known = besluit.papieren is not None
        if not (all(mark in there for mark in needed) if known else _carried(session, besluit.instance_id, flow, on)):
            privacy.withdraw(session, besluit, reason=why, now=now, by=by)
            ended += 1
        elif until is not None and until < besluit.valid_until:
            besluit.valid_until = until
            detail = f"Tot en met {until:%d-%m-%Y}: zo lang geldt {there[needed[0]].name}."
            _note(session, besluit, "Privacybesluit geldt korter", detail, by, now)
    return ended


def _resting_on(session: Session, reference: str, now: datetime) -> list[PrivacyBesluit]:
    """The decisions in force that name this paper; of one from before papers were kept, nothing is known.

    Such an old one is looked at too: it ends when it could not be taken today.
    """
    query = select(PrivacyBesluit).where(PrivacyBesluit.withdrawn_at.is_(None)).order_by(PrivacyBesluit.id)
    live = [one for one in session.scalars(query) if privacy.holds(one, now)]
    return [one for one in live if one.papieren is None or _rests(one.papieren, reference)]


def _rests(marks: Iterable[str], reference: str) -> bool:
    return any(mark.partition(":")[0] == reference for mark in marks)


def _carried(session: Session, instance_id: int, flow: Flow, on: date) -> bool:
    """Whether a decision of which we do not know the papers could be taken today."""
    words = set(facts.kinds_of(session, flow.receivers))
    police = "politiegegeven" in flow.kinds
    if police and words <= BY_LAW | (
        {registers.PROCESREGISSEUR} if registers.has_mandaat(session, on) else frozenset()
    ):
        return True
    signed = facts.register_facts(session, instance_id, flow, on)
    return signed["convenant_geldig"] and (not police or words <= BY_LAW | BY_DECREE or signed["wpg20_dekt"])


def flow_of(besluit: PrivacyBesluit) -> Flow:
    """The question that a decision answered."""
    first = min(besluit.stappen, default=None)
    return Flow(first, tuple(besluit.gegeven), tuple(besluit.verstrekker), tuple(besluit.ontvanger))


def _note(session: Session, besluit: PrivacyBesluit, name: str, detail: str, by: str | None, now: datetime) -> None:
    history.note(session, besluit.instance_id, kind="privacybesluit", name=name, detail=detail, by=by, now=now)
