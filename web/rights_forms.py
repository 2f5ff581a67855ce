"""The questions about a request of a person, and the page they stand on."""

from __future__ import annotations

from flask import render_template, url_for

from dossier import rights
from web import questions
from web.questions import Answers, Kind, Question

INTAKE = (
    Question(
        "soort",
        "Wat vraagt de persoon?",
        Kind.ONE,
        empty="Kies wat de persoon vraagt",
        options=(
            ("inzage", "Inzage in de eigen gegevens"),
            ("verbeteren", "Verbeteren of aanvullen"),
            ("wissen", "Wissen"),
            ("bezwaar", "Bezwaar tegen het gebruik"),
        ),
    ),
    Question(
        "ontvangen",
        "Ontvangen op",
        Kind.DAY,
        empty="Vul in wanneer het verzoek is ontvangen",
        hint="De termijn van een maand telt vanaf deze dag.",
    ),
    Question("naam", "Naam van de persoon", empty="Vul de naam van de persoon in", longest=120),
    Question(
        "geboortedatum",
        "Geboortedatum",
        Kind.DAY,
        hint="Zonder geboortedatum vindt Zevenstap ook anderen met dezelfde naam.",
    ),
    Question(
        "contact",
        "Adres voor het antwoord",
        Kind.LONG,
        empty="Vul in waar het antwoord naartoe gaat",
        longest=500,
    ),
    Question(
        "namens",
        "Wie vraagt het namens de persoon?",
        hint="Bij jonger dan 16 de ouder of voogd. Laat leeg als de persoon het zelf vraagt.",
        longest=200,
    ),
    Question(
        "identiteit",
        "Hoe is vastgesteld wie het vraagt?",
        Kind.ONE,
        empty="Kies hoe is vastgesteld wie het vraagt",
        hint="Vraag niet meer dan nodig is. Bewaar geen kopie van een identiteitsbewijs.",
        options=tuple(rights.IDENTITY.items()),
    ),
    Question("vraag", "Wat is precies gevraagd?", Kind.LONG, empty="Schrijf op wat precies is gevraagd"),
)
EXTENSION = (
    Question(
        "reden",
        "Waarom is meer tijd nodig?",
        Kind.LONG,
        empty="Schrijf op waarom meer tijd nodig is",
        hint="Alleen bij een ingewikkeld verzoek. Laat het de persoon weten voor de eerste termijn voorbij is.",
        longest=1000,
    ),
    Question("bericht", "De persoon heeft hier bericht van", Kind.YES, empty="Laat het eerst de persoon weten"),
)
DECISION = (
    Question(
        "besluit",
        "Wat is het besluit?",
        Kind.ONE,
        empty="Kies het besluit",
        options=(
            ("toegewezen", "Toewijzen"),
            ("deels", "Deels toewijzen"),
            ("afgewezen", "Afwijzen"),
            ("ingetrokken", "De persoon heeft het verzoek ingetrokken"),
        ),
    ),
    Question(
        "motivering",
        "Motivering",
        Kind.LONG,
        empty="Schrijf op waarom",
        hint="Dit komt in de brief. Noem bij afwijzen de grond in de wet.",
        longest=3000,
    ),
)
ERASE = (
    Question(
        "zeker", "Ik weet dat dit niet terug te draaien is", Kind.YES, empty="Zet een vinkje als u het zeker weet"
    ),
)


def page(title: str, asked: tuple[Question, ...], answers: Answers, *, back: str, save: str, intro: str = "") -> str:
    return render_template(
        "persons_form.html",
        title=title,
        intro=intro,
        asked=asked,
        answers=answers,
        summary=questions.summary(asked, answers),
        trail=[("Rechten van personen", url_for("rights.show_list"))],
        save=save,
        back=back,
    )
