"""Privacy decisions as lines and pages tell them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dossier import organisations, privacy, users
from dossier.privacy import PrivacyBesluit
from dossier.roles import ROLES
from web import words
from web.told import lazy_gettext

OUTCOMES = {
    "toestaan": lazy_gettext("Toegestaan"),
    "voorwaarden": lazy_gettext("Toegestaan met voorwaarden"),
    "weigeren": lazy_gettext("Geweigerd"),
}
ADVICE = {
    "fg_toets": lazy_gettext("Eerst advies van de FG"),
    "toestaan": lazy_gettext("Toestaan"),
    "voorwaarden": lazy_gettext("Voorwaarden"),
    "weigeren": lazy_gettext("Weigeren"),
}
KINDS = {
    "gewoon": lazy_gettext("gewone persoonsgegevens"),
    "politiegegeven": "politiegegevens",
    "strafvorderlijk": lazy_gettext("strafvorderlijke gegevens"),
    "strafrechtelijk_gemeente": lazy_gettext("strafrechtelijke gegevens van de gemeente"),
    "hulpverlening": "hulpverleningsgegevens",
    "gezondheid": "gezondheidsgegevens",
    "bijzonder": lazy_gettext("bijzondere gegevens"),
    "bsn": "burgerservicenummer",
}


@dataclass(frozen=True)
class BesluitRow:
    """A decision: in short for a list, and with all its facts and rules for its page."""

    id: int
    outcome: str
    what: str
    basis: str
    until: str
    holds: bool
    reference: str
    by: str
    facts: list[tuple[str, str]]
    rules: list[dict[str, str]]


def of_case(session: Session, instance_id: int, moment: datetime) -> list[BesluitRow]:
    """The privacy decisions of the case, with their basis in law."""
    return [row(session, besluit, moment) for besluit in privacy.decisions(session, instance_id)]


def row(session: Session, besluit: PrivacyBesluit, moment: datetime) -> BesluitRow:
    kinds = ", ".join(str(KINDS.get(kind, kind)) for kind in besluit.gegeven)
    flow = _(
        "van %(parties)s aan %(parties_2)s",
        parties=_parties(session, besluit.verstrekker),
        parties_2=_parties(session, besluit.ontvanger),
    )
    return BesluitRow(
        id=besluit.id,
        outcome=OUTCOMES.get(besluit.uitkomst.value, besluit.uitkomst.value),
        what=f"{kinds.capitalize()}, {flow}",
        basis="; ".join(besluit.grondslagen),
        until=_until(besluit, moment),
        holds=privacy.holds(besluit, moment),
        reference=besluit.reference,
        by=_by(session, besluit, moment),
        facts=[(name, value) for name, value in _facts(session, besluit, moment) if value],
        rules=[{**rule, "uitkomst": ADVICE.get(rule["uitkomst"], rule["uitkomst"])} for rule in besluit.regels or ()],
    )


def _facts(session: Session, besluit: PrivacyBesluit, moment: datetime) -> list[tuple[str, str]]:
    second = users.name_of(session, besluit.seconded_by) if besluit.seconded_by else ""
    advice = ADVICE.get(besluit.fg_advies, besluit.fg_advies)
    fg = f"{advice}. {besluit.fg_toelichting}" if besluit.fg_door else advice
    ended = users.name_of(session, besluit.withdrawn_by) if besluit.withdrawn_at else ""
    return [
        (_("Stappen"), ", ".join(str(step) for step in besluit.stappen)),
        (_("Soort gegeven"), ", ".join(str(KINDS.get(kind, kind)) for kind in besluit.gegeven)),
        (_("Verstrekker"), _parties(session, besluit.verstrekker)),
        (_("Ontvangers"), _parties(session, besluit.ontvanger)),
        (_("Geldigheid"), _until(besluit, moment)),
        (_("Privacytabel"), ADVICE.get(besluit.tabel_uitkomst.value, "")),
        (_("Grondslag"), "; ".join(besluit.grondslagen)),
        (_("Advies van de FG"), fg),
        ("FG", users.name_of(session, besluit.fg_door) if besluit.fg_door else ""),
        (
            _("Besloten door"),
            f"{users.name_of(session, besluit.confirmed_by)}, {words.moment(besluit.confirmed_at, moment)}",
        ),
        (_("Tweede persoon"), f"{second}: {besluit.seconded_reason}" if second else ""),
        (_("Voorwaarden"), besluit.voorwaarden),
        (_("Reden"), besluit.motivering),
        (_("Ingetrokken door"), f"{ended}: {besluit.withdrawn_reason}" if ended else ""),
    ]


def _by(session: Session, besluit: PrivacyBesluit, moment: datetime) -> str:
    names = [users.name_of(session, key) for key in (besluit.confirmed_by, besluit.seconded_by) if key]
    return _(
        "Besloten door %(join)s, %(short_day)s",
        join=" en ".join(names),
        short_day=words.short_day(besluit.confirmed_at, moment),
    )


def _until(besluit: PrivacyBesluit, moment: datetime) -> str:
    if besluit.withdrawn_at is not None:
        return _("Ingetrokken op %(short_day)s", short_day=words.short_day(besluit.withdrawn_at, moment))
    if besluit.uitkomst not in privacy.ALLOWING:
        return _("Er wordt niets gedeeld")
    ended = privacy.today(moment) > besluit.valid_until
    return _(
        "%(value)s tot en met %(short_day)s",
        value=_("Gold") if ended else _("Geldig"),
        short_day=words.short_day(besluit.valid_until, moment),
    )


def _parties(session: Session, given: list[str]) -> str:
    """Roles and organisations by their names."""
    return ", ".join(str(ROLES.get(word, organisations.name_of(session, word))) for word in given)
