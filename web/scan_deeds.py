"""What a procesregisseur is asked at a request for a groepsscan: that it was sent, or why it is withdrawn."""

from __future__ import annotations

from dataclasses import dataclass

from dossier.scans import HOW_SENT
from web.questions import Kind, Question


@dataclass(frozen=True)
class Deed:
    """A page on which something of a request is recorded."""

    title: str
    intro: str
    save: str
    asked: tuple[Question, ...]


SENT = Deed(
    "Verzending vastleggen",
    "Download de brief bij de documenten en verstuur die naar de politie. Leg hier vast dat u dat hebt gedaan.",
    "Vastleggen",
    (
        Question("dag", "Op welke dag is de brief verstuurd?", Kind.DAY, "Vul in op welke dag de brief is verstuurd"),
        Question(
            "hoe",
            "Hoe is de brief verstuurd?",
            Kind.ONE,
            "Kies hoe de brief is verstuurd",
            options=(*HOW_SENT.items(),),
        ),
    ),
)
WITHDRAW = Deed(
    "Verzoek intrekken",
    "De politie hoeft dan niets meer te leveren. Is het verzoek al verstuurd? Dan krijgt zij bericht, zonder de reden. "
    "Wat al is geleverd, blijft in de zaak. De zaak gaat verder zonder deze groepsscan.",
    "Verzoek intrekken",
    (
        Question(
            "reden",
            "Waarom trekt u het verzoek in?",
            Kind.LONG,
            "Schrijf op waarom u het verzoek intrekt",
            "Schrijf geen namen op. De reden komt in de tijdlijn.",
            longest=500,
        ),
    ),
)
