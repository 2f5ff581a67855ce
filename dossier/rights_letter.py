"""The letter with the decision on a request of a person; it is a decision under the Awb, so it tells how to object."""

from __future__ import annotations

from datetime import date

from dossier.requests import RequestKind, RightsRequest, Verdict
from dossier.rights import Asked

RIGHT = {
    RequestKind.INZAGE: ("inzage in uw gegevens", "AVG artikel 15"),
    RequestKind.VERBETEREN: ("verbetering van uw gegevens", "AVG artikel 16"),
    RequestKind.WISSEN: ("het wissen van uw gegevens", "AVG artikel 17"),
    RequestKind.BEZWAAR: ("bezwaar tegen het gebruik van uw gegevens", "AVG artikel 21"),
}
SAID = {
    Verdict.TOEGEWEZEN: "Wij doen wat u vraagt.",
    Verdict.DEELS: "Wij doen een deel van wat u vraagt.",
    Verdict.AFGEWEZEN: "Wij doen niet wat u vraagt.",
    Verdict.INGETROKKEN: "U hebt uw verzoek ingetrokken. Wij doen er niets meer mee.",
}
DONE = {
    RequestKind.INZAGE: "Bij deze brief hoort een overzicht van wat wij van u bewaren.",
    RequestKind.VERBETEREN: "Wie de gegevens eerder kreeg, heeft bericht van de verbetering.",
    RequestKind.WISSEN: "Wie de gegevens eerder kreeg, heeft bericht dat zij zijn gewist.",
    RequestKind.BEZWAAR: "Wie de gegevens eerder kreeg, heeft daar bericht van.",
}


def write(request: RightsRequest, asked: Asked, verdict: Verdict, reason: str, *, municipality: str, on: date) -> bytes:
    """The text of the letter."""
    what, law = RIGHT[request.kind]
    granted = verdict in (Verdict.TOEGEWEZEN, Verdict.DEELS)
    lines = [
        municipality,
        f"{on:%d-%m-%Y}",
        "",
        f"Aan: {asked.namens or asked.naam}",
        asked.contact,
        f"Kenmerk: {request.reference}",
        "",
        f"Onderwerp: besluit op uw verzoek om {what}",
        "",
        f"Beste {asked.namens or asked.naam},",
        "",
        f"Op {request.received_on:%d-%m-%Y} ontvingen wij een verzoek om {what} van {asked.naam} ({law}).",
        "",
        f"Besluit: {SAID[verdict]}",
        f"Waarom: {reason}",
        *([DONE[request.kind]] if granted else []),
        "",
        "Bent u het niet eens met dit besluit? Stuur dan binnen zes weken een bezwaarschrift aan het bestuur van "
        f"{municipality}. U mag ook een klacht indienen bij de Autoriteit Persoonsgegevens.",
        "",
        f"Privacy officer van {municipality}",
    ]
    return "\n".join(lines).encode() + b"\n"
