"""What the procesregisseur can do with one name on the list: the questions, and the act behind them."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dossier import informing, names
from dossier.informing import GROUNDS, Delay
from dossier.privacy import today
from web import questions, words
from web.name_opened import Deed, Opened
from web.parts import parts
from web.questions import Answers, Kind, Question
from web.told import lazy_gettext

NO_NAMES = lazy_gettext("Schrijf geen namen op.")


def _fields(_opened: Opened) -> tuple[Question, ...]:
    nature = (("feit", _("Feit: zelf gezien of vastgelegd")), ("oordeel", _("Oordeel: inschatting")))
    return (
        Question("naam", _("Naam"), empty=_("Vul de naam in"), longest=120),
        Question("geboortedatum", _("Geboortedatum"), Kind.DAY),
        Question("woonplaats", _("Woonplaats"), longest=80),
        Question(
            "contact",
            _("Contact of wettelijk vertegenwoordiger"),
            Kind.LONG,
            hint=_("Verplicht bij jonger dan 16. Weet u het niet? Schrijf dan: onbekend, omdat ..."),
            longest=500,
        ),
        Question(
            "reden_opname",
            _("Waarom staat deze persoon op de lijst?"),
            Kind.LONG,
            empty=_("Schrijf op waarom deze persoon op de lijst staat"),
            hint=_("Alleen wat nodig is. Geen BSN, en niets over afkomst, geloof of gezondheid."),
            longest=1000,
        ),
        Question("herkomst", _("Waar komt dit vandaan?"), empty=_("Schrijf op waar dit vandaan komt"), longest=200),
        Question(
            "feit_oordeel", _("Is dit een feit of een oordeel?"), Kind.ONE, empty=_("Maak een keuze"), options=nature
        ),
    )


def _known_fields(opened: Opened) -> Answers:
    return questions.filled({name: opened.known.get(name) for name in names.FIELDS})


def _wrong_fields(opened: Opened, answers: Answers) -> Mapping[str, str]:
    years = names.age(answers.day("geboortedatum"), today(opened.moment))
    wrong = dict(questions.not_ahead(answers, "geboortedatum", today(opened.moment)))
    if years is not None and years < names.MINOR and (problem := names.contact_problem(answers.text("contact"))):
        wrong["contact"] = problem
    return wrong


def _change(session: Session, opened: Opened, answers: Answers) -> str:
    texts = {name: answers.text(name) for name in names.FIELDS if name != "geboortedatum"}
    names.change(
        session,
        opened.row,
        {**texts, "geboortedatum": answers.day("geboortedatum")},
        by=opened.actor,
        purpose=opened.reason,
        step=opened.step,
        now=opened.moment,
        key=parts().vault_key,
    )
    return _("De gegevens zijn bijgewerkt.")


def _recheck_questions(_opened: Opened) -> tuple[Question, ...]:
    options = (("ja", _("Ja, de naam blijft op de lijst")), ("nee", _("Nee, haal de naam van de lijst")))
    return (
        Question(
            "nodig", _("Is deze naam nog nodig?"), Kind.ONE, empty=_("Kies of de naam nog nodig is"), options=options
        ),
        Question("reden", _("Waarom?"), empty=_("Schrijf op waarom"), hint=NO_NAMES, longest=200, nameless=True),
    )


def _recheck(session: Session, opened: Opened, answers: Answers) -> str:
    if answers.text("nodig") == "nee":
        return _remove(session, opened, answers)
    names.still_needed(session, opened.row, by=opened.actor, now=opened.moment)
    return _("Vastgelegd: de naam is nog nodig.")


def _told_questions(opened: Opened) -> tuple[Question, ...]:
    person = Question(
        "persoon_op", _("Persoon geïnformeerd op"), Kind.DAY, empty=_("Vul in wanneer de persoon is geïnformeerd")
    )
    if not opened.minor:
        return (person,)
    hint = _("Bij jonger dan 16 hoort ook de vertegenwoordiger het. Laat leeg als die onbekend is.")
    return (person, Question("ouder_op", _("Vertegenwoordiger geïnformeerd op"), Kind.DAY, hint=hint))


def _tell(session: Session, opened: Opened, answers: Answers) -> str:
    on = answers.days["persoon_op"]
    parents = answers.day("ouder_op")
    informing.record_informed(session, opened.row, on, parents_on=parents, by=opened.actor, now=opened.moment)
    return _("Vastgelegd: de persoon is geïnformeerd.")


def _letter_questions(opened: Opened) -> tuple[Question, ...]:
    options = [(informing.PERSON, _("De persoon zelf"))]
    if opened.minor:
        options.append((informing.PARENT, _("De wettelijk vertegenwoordiger")))
    return (
        Question(
            "voor", _("Voor wie is de brief?"), Kind.ONE, empty=_("Kies voor wie de brief is"), options=tuple(options)
        ),
    )


def _letter(session: Session, opened: Opened, answers: Answers) -> str:
    informing.ask_letter(session, opened.row, for_whom=answers.text("voor"), by=opened.actor, now=opened.moment)
    return _("De brief wordt gemaakt. Hij staat zo bij deze naam en bij de documenten.")


def _delay_questions(opened: Opened) -> tuple[Question, ...]:
    latest = informing.latest_review(opened.settings, today(opened.moment))
    return (
        Question(
            "bekijken_op",
            _("Opnieuw bekijken op"),
            Kind.DAY,
            empty=_("Vul in wanneer u dit opnieuw bekijkt"),
            hint=_("Uiterlijk %(day)s. U krijgt dan een herinnering.", day=words.day(latest, opened.moment)),
        ),
        Question(
            "grond", _("Waarom mag u wachten?"), Kind.ONE, empty=_("Kies een grond"), options=tuple(GROUNDS.items())
        ),
        Question(
            "reden",
            _("Waarom is wachten nu nodig?"),
            Kind.LONG,
            empty=_("Schrijf op waarom wachten nodig is"),
            longest=1000,
        ),
        Question(
            "evenredig",
            _("Waarom is dat in verhouding?"),
            Kind.LONG,
            empty=_("Schrijf op waarom dit in verhouding is"),
            hint=_("Wat mist de persoon doordat die het nog niet weet?"),
            longest=1000,
        ),
        Question(
            "waarborgen",
            _("Hoe beschermt u de persoon zolang?"),
            Kind.LONG,
            empty=_("Schrijf op hoe u de persoon beschermt"),
            hint=_("Bijvoorbeeld: wie de gegevens ziet, hoe lang, en wat u doet tegen misbruik."),
            longest=1000,
        ),
    )


def _delay(session: Session, opened: Opened, answers: Answers) -> str:
    decision = Delay(*(answers.text(name) for name in ("grond", "reden", "evenredig", "waarborgen")))
    informing.delay(
        session,
        opened.row,
        decision,
        review_on=answers.days["bekijken_op"],
        settings=opened.settings,
        by=opened.actor,
        step=opened.step,
        now=opened.moment,
        key=parts().vault_key,
    )
    return _("Het besluit is bewaard. U krijgt een herinnering om het opnieuw te bekijken.")


def _fg_questions(_opened: Opened) -> tuple[Question, ...]:
    return (
        Question("advies_op", _("Datum van het advies"), Kind.DAY, empty=_("Vul de datum van het advies in")),
        Question(
            "advies",
            _("Wat adviseert de FG?"),
            Kind.ONE,
            empty=_("Kies het advies"),
            options=tuple(names.ADVICE.items()),
        ),
        Question("toelichting", _("Toelichting van de FG"), Kind.LONG, empty=_("Neem de toelichting van de FG over")),
    )


def _advice(session: Session, opened: Opened, answers: Answers) -> str:
    names.record_advice(
        session,
        opened.row,
        answers.text("advies"),
        answers.text("toelichting"),
        answers.days["advies_op"],
        by=opened.actor,
        step=opened.step,
        now=opened.moment,
        key=parts().vault_key,
    )
    return _("Het advies is bewaard. De FG krijgt daar bericht van.")


def _remove_questions(_opened: Opened) -> tuple[Question, ...]:
    hint = _("%(no_names)s De reden komt in de tijdlijn.", no_names=NO_NAMES)
    return (
        Question(
            "reden",
            _("Waarom haalt u deze naam weg?"),
            empty=_("Schrijf op waarom"),
            hint=hint,
            longest=200,
            nameless=True,
        ),
        Question(
            "zeker",
            _("Ik weet dat dit niet terug te draaien is"),
            Kind.YES,
            empty=_("Zet een vinkje als u het zeker weet"),
        ),
    )


def _remove(session: Session, opened: Opened, answers: Answers) -> str:
    certificate = names.remove(
        session, opened.row, reason=answers.text("reden"), by=opened.actor.user_key, now=opened.moment
    )
    return _(
        "De naam en alles wat erbij hoorde zijn vernietigd. Verklaring: %(reference)s.", reference=certificate.reference
    )


def _until(opened: Opened) -> str:
    last = informing.inform_by(opened.row, opened.settings)
    return _("Wie op de lijst komt, hoort dat binnen een maand: uiterlijk %(day)s.", day=words.day(last, opened.moment))


DEEDS: Mapping[str, Deed] = {
    "bijwerken": Deed(
        lazy_gettext("Gegevens bijwerken"),
        lazy_gettext("Bewaren"),
        _fields,
        _change,
        known=_known_fields,
        wrong=_wrong_fields,
        reads=True,
    ),
    "hertoets": Deed(
        lazy_gettext("Opnieuw bekijken"),
        lazy_gettext("Vastleggen"),
        _recheck_questions,
        _recheck,
        intro=lambda _opened: _(
            "Een naam staat niet langer op de lijst dan nodig is. Haalt u de naam weg? Dan wordt alles "
            "over deze persoon op de lijst vernietigd. De zaak gaat door."
        ),
    ),
    "brief": Deed(
        lazy_gettext("Brief maken"), lazy_gettext("Brief maken"), _letter_questions, _letter, intro=_until, reads=True
    ),
    "geinformeerd": Deed(
        lazy_gettext("Geïnformeerd"), lazy_gettext("Vastleggen"), _told_questions, _tell, intro=_until
    ),
    "uitstel": Deed(
        lazy_gettext("Later informeren"),
        lazy_gettext("Besluit bewaren"),
        _delay_questions,
        _delay,
        intro=lambda _opened: _(
            "Wachten met informeren mag alleen als het nodig is en in verhouding (UAVG artikel 41). Het is "
            "een besluit met een reden, dat u opnieuw bekijkt."
        ),
    ),
    "fg": Deed(
        lazy_gettext("Advies van de FG vastleggen"),
        lazy_gettext("Bewaren"),
        _fg_questions,
        _advice,
        intro=lambda _opened: _(
            "Bij een kind jonger dan 12 geeft de FG eerst advies. Het past bij zorg of bij artikel 172b "
            "van de Gemeentewet, niet bij het strafrecht."
        ),
    ),
    "verwijderen": Deed(
        lazy_gettext("Van de lijst halen"), lazy_gettext("Naam vernietigen"), _remove_questions, _remove
    ),
}
