"""The papers without which nothing may be shared: convenant, Wpg 20 decision, DPIA, mandate."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from cli.demo.people import Cast
from dossier import organisations
from dossier.registers import Convenant, ConvenantParty, Dpia, Mandaat, Wpg20Besluit

WPG20 = "WPG-VB-2026-014"


def add(session: Session, cast: Cast, today: date) -> None:
    start, end = today - timedelta(days=200), today + timedelta(days=500)
    found = [organisations.find(session, key) for key in cast.organisations.values()]
    session.add(
        Convenant(
            title="Convenant aanpak jeugdgroepen Voorbeeld",
            parties=[ConvenantParty(organisation_id=one.id, signed_on=start) for one in found if one is not None],
            valid_from=start,
            valid_until=end,
            kinds=["gewoon", "politiegegeven", "strafvorderlijk", "strafrechtelijk_gemeente", "hulpverlening"],
            retention_months=12,
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
            signed_by="Burgemeester van Voorbeeld",
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
