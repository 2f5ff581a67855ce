"""The questions about a request of a person, and the page they stand on."""

from __future__ import annotations

from flask import render_template, url_for
from flask_babel import gettext as _

from dossier import rights
from web import questions
from web.questions import Answers, Kind, Question
from web.told import lazy_gettext

INTAKE = (
    Question(
        "soort",
        lazy_gettext("Wat vraagt de persoon?"),
        Kind.ONE,
        empty=lazy_gettext("Kies wat de persoon vraagt"),
        options=(
            ("inzage", lazy_gettext("Inzage in de eigen gegevens")),
            ("verbeteren", lazy_gettext("Verbeteren of aanvullen")),
            ("wissen", lazy_gettext("Wissen")),
            ("bezwaar", lazy_gettext("Bezwaar tegen het gebruik")),
        ),
    ),
    Question(
        "ontvangen",
        lazy_gettext("Ontvangen op"),
        Kind.DAY,
        empty=lazy_gettext("Vul in wanneer het verzoek is ontvangen"),
        hint=lazy_gettext("De termijn van een maand telt vanaf deze dag."),
    ),
    Question(
        "naam", lazy_gettext("Naam van de persoon"), empty=lazy_gettext("Vul de naam van de persoon in"), longest=120
    ),
    Question(
        "geboortedatum",
        lazy_gettext("Geboortedatum"),
        Kind.DAY,
        hint=lazy_gettext("Zonder geboortedatum vindt Zevenstap ook anderen met dezelfde naam."),
    ),
    Question(
        "contact",
        lazy_gettext("Adres voor het antwoord"),
        Kind.LONG,
        empty=lazy_gettext("Vul in waar het antwoord naartoe gaat"),
        longest=500,
    ),
    Question(
        "namens",
        lazy_gettext("Wie vraagt het namens de persoon?"),
        hint=lazy_gettext("Bij jonger dan 16 de ouder of voogd. Laat leeg als de persoon het zelf vraagt."),
        longest=200,
    ),
    Question(
        "identiteit",
        lazy_gettext("Hoe is vastgesteld wie het vraagt?"),
        Kind.ONE,
        empty=lazy_gettext("Kies hoe is vastgesteld wie het vraagt"),
        hint=lazy_gettext("Vraag niet meer dan nodig is. Bewaar geen kopie van een identiteitsbewijs."),
        options=tuple(rights.IDENTITY.items()),
    ),
    Question(
        "vraag",
        lazy_gettext("Wat is precies gevraagd?"),
        Kind.LONG,
        empty=lazy_gettext("Schrijf op wat precies is gevraagd"),
    ),
)
EXTENSION = (
    Question(
        "reden",
        lazy_gettext("Waarom is meer tijd nodig?"),
        Kind.LONG,
        empty=lazy_gettext("Schrijf op waarom meer tijd nodig is"),
        hint=lazy_gettext(
            "Alleen bij een ingewikkeld verzoek. Laat het de persoon weten voor de eerste termijn voorbij is."
        ),
        longest=1000,
    ),
    Question(
        "bericht",
        lazy_gettext("De persoon heeft hier bericht van"),
        Kind.YES,
        empty=lazy_gettext("Laat het eerst de persoon weten"),
    ),
)
DECISION = (
    Question(
        "besluit",
        lazy_gettext("Wat is het besluit?"),
        Kind.ONE,
        empty=lazy_gettext("Kies het besluit"),
        options=(
            ("toegewezen", lazy_gettext("Toewijzen")),
            ("deels", lazy_gettext("Deels toewijzen")),
            ("afgewezen", lazy_gettext("Afwijzen")),
            ("ingetrokken", lazy_gettext("De persoon heeft het verzoek ingetrokken")),
        ),
    ),
    Question(
        "motivering",
        lazy_gettext("Motivering"),
        Kind.LONG,
        empty=lazy_gettext("Schrijf op waarom"),
        hint=lazy_gettext("Dit komt in de brief. Noem bij afwijzen de grond in de wet."),
        longest=3000,
    ),
)
ERASE = (
    Question(
        "zeker",
        lazy_gettext("Ik weet dat dit niet terug te draaien is"),
        Kind.YES,
        empty=lazy_gettext("Zet een vinkje als u het zeker weet"),
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
        trail=[(_("Rechten van personen"), url_for("rights.show_list"))],
        save=save,
        back=back,
    )
