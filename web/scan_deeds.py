"""What a procesregisseur is asked at a request for a groepsscan: that it was sent, or why it is withdrawn."""

from __future__ import annotations

from dataclasses import dataclass

from dossier.scans import HOW_SENT
from web.questions import Kind, Question
from web.told import lazy_gettext


@dataclass(frozen=True)
class Deed:
    """A page on which something of a request is recorded."""

    title: str
    intro: str
    save: str
    asked: tuple[Question, ...]


SENT = Deed(
    lazy_gettext("Verzending vastleggen"),
    lazy_gettext(
        "Download de brief bij de documenten en verstuur die naar de politie. Leg hier vast dat u dat hebt gedaan."
    ),
    lazy_gettext("Vastleggen"),
    (
        Question(
            "dag",
            lazy_gettext("Op welke dag is de brief verstuurd?"),
            Kind.DAY,
            lazy_gettext("Vul in op welke dag de brief is verstuurd"),
        ),
        Question(
            "hoe",
            lazy_gettext("Hoe is de brief verstuurd?"),
            Kind.ONE,
            lazy_gettext("Kies hoe de brief is verstuurd"),
            options=(*HOW_SENT.items(),),
        ),
    ),
)
WITHDRAW = Deed(
    lazy_gettext("Verzoek intrekken"),
    lazy_gettext(
        "De politie hoeft dan niets meer te leveren. Is het verzoek al verstuurd? Dan krijgt zij bericht, zonder de "
        "reden. Wat al is geleverd, blijft in de zaak. De zaak gaat verder zonder deze groepsscan."
    ),
    lazy_gettext("Verzoek intrekken"),
    (
        Question(
            "reden",
            lazy_gettext("Waarom trekt u het verzoek in?"),
            Kind.LONG,
            lazy_gettext("Schrijf op waarom u het verzoek intrekt"),
            lazy_gettext("Schrijf geen namen op. De reden komt in de tijdlijn."),
            longest=500,
        ),
    ),
)
