"""The papers without which nothing may be shared: convenant, Wpg 20 decision, DPIA, mandate."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from cli.demo.people import Cast
from dossier import organisations
from dossier.registers import Convenant, Dpia, Mandaat, Wpg20Besluit

WPG20 = "WPG-VB-2026-014"


def add(session: Session, cast: Cast, today: date) -> None:
    start, end = today - timedelta(days=200), today + timedelta(days=500)
    for key in cast.organisations.values():
        organisation = organisations.find(session, key)
        if organisation is not None:
            session.add(
                Convenant(
                    title="Convenant aanpak jeugdgroepen Voorbeeld",
                    organisation_id=organisation.id,
                    signed_on=start,
                    valid_from=start,
                    valid_until=end,
                )
            )
    session.add(
        Wpg20Besluit(
            number=WPG20,
            public_interest="Openbare orde en veiligheid in de gemeente Voorbeeld",
            partnership="Aanpak problematische jeugdgroepen Voorbeeld",
            purpose="De aanpak van problematisch groepsgedrag",
            kinds=["politiegegeven"],
            conditions="Alleen wat nodig is voor de groep; geheimhouding",
            receivers=["procesregisseur", "gemeente", "jongerenwerk", "zvh"],
            signed_on=start,
            valid_from=start,
            valid_until=end,
        )
    )
    session.add(Dpia(title="DPIA aanpak jeugdgroepen", adopted_on=start, review_before=end))
    session.add(
        Mandaat(
            number="MAND-VB-2026-003",
            given_by="burgemeester",
            given_to="procesregisseur",
            valid_from=start,
            valid_until=end,
        )
    )
