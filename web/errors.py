"""Every refusal as a page in plain Dutch: what is wrong, and what to do now. Never a value, never a stack."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from dossier import looks
from dossier.errors import HiddenRecord, NoPermission, SharingRefused
from engine import db
from engine.errors import (
    ChangedMeanwhile,
    Conflict,
    EngineError,
    Forbidden,
    InstanceEnded,
    InstanceSuspended,
    Invalid,
    NobodyWaits,
    NotFound,
    PackageRefused,
    TaskAlreadyCompleted,
    TaskCancelled,
    TaskClaimed,
    Unreadable,
)
from web import audit_trace, form_again, permissions
from web.told import lazy_gettext


@dataclass(frozen=True)
class Refusal:
    """What a person reads when something cannot be done."""

    status: int
    title: str
    text: str


NOT_FOUND = Refusal(
    404,
    lazy_gettext("Deze pagina is er niet voor u"),
    lazy_gettext(
        "De pagina bestaat niet, of u doet niet mee in deze zaak. Controleer het adres, of vraag de procesregisseur "
        "om u uit te nodigen."
    ),
)
FORBIDDEN = Refusal(
    403,
    lazy_gettext("Dit mag u niet doen"),
    lazy_gettext(
        "Uw rol geeft geen recht op deze pagina of handeling. Klopt dat niet? Vraag het de procesregisseur of de "
        "applicatiebeheerder."
    ),
)
CONFLICT = Refusal(
    409,
    lazy_gettext("Dit is intussen veranderd"),
    lazy_gettext(
        "Iemand anders was u voor. Open de pagina opnieuw en kijk hoe het er nu voor staat. Er is niets dubbel gedaan."
    ),
)
INVALID = Refusal(
    422,
    lazy_gettext("Dit kunnen we niet verwerken"),
    lazy_gettext("Controleer wat u hebt ingevuld en probeer het opnieuw."),
)
FAILURE = Refusal(
    500,
    lazy_gettext("Er ging iets mis bij ons"),
    lazy_gettext(
        "Dit ligt niet aan u. Er is niets half gedaan. Probeer het straks opnieuw. Blijft het misgaan? Meld het bij de "
        "applicatiebeheerder, met het tijdstip."
    ),
)

# The first class that fits counts: the special before the general.
OF_ENGINE: tuple[tuple[type[EngineError], Refusal], ...] = (
    (
        TaskAlreadyCompleted,
        Refusal(
            409,
            lazy_gettext("Deze taak is al afgerond"),
            lazy_gettext("Een ander heeft deze taak afgerond. U hoeft niets meer te doen."),
        ),
    ),
    (
        TaskCancelled,
        Refusal(
            409,
            lazy_gettext("Deze taak is vervallen"),
            lazy_gettext("Het proces is verder gegaan zonder deze taak, bijvoorbeeld omdat een stap is overgeslagen."),
        ),
    ),
    (
        TaskClaimed,
        Refusal(
            409,
            lazy_gettext("Een ander is met deze taak bezig"),
            lazy_gettext("Vraag of de ander de taak vrijgeeft, of kies een andere taak."),
        ),
    ),
    (
        InstanceEnded,
        Refusal(
            409,
            lazy_gettext("Deze zaak is afgesloten"),
            lazy_gettext("In een afgesloten zaak kunt u niets meer veranderen. U kunt hem wel lezen."),
        ),
    ),
    (
        InstanceSuspended,
        Refusal(
            409,
            lazy_gettext("Deze zaak is opgeschort"),
            lazy_gettext(
                "Een applicatiebeheerder heeft de zaak stilgelegd. Op de pagina van de groep staat sinds wanneer en "
                "waarom. Probeer het opnieuw als de zaak weer verdergaat."
            ),
        ),
    ),
    (
        NobodyWaits,
        Refusal(
            409,
            lazy_gettext("Dit kan nu niet"),
            lazy_gettext(
                "De zaak staat op dit moment niet op een punt waar dit kan. Open de groep opnieuw en kijk wat er nu "
                "kan."
            ),
        ),
    ),
    (
        PackageRefused,
        Refusal(
            422,
            lazy_gettext("Het procespakket heeft fouten"),
            lazy_gettext("Los de fouten op die bij Bevindingen staan. Publiceer daarna opnieuw."),
        ),
    ),
    (
        Unreadable,
        Refusal(
            409,
            lazy_gettext("Deze zaak is nu niet te lezen"),
            lazy_gettext(
                "Wat van deze zaak is bewaard, is beschadigd. Er is niets veranderd; andere zaken werken gewoon. Meld "
                "het bij de applicatiebeheerder, met het nummer van de zaak."
            ),
        ),
    ),
    (ChangedMeanwhile, CONFLICT),
    (NotFound, NOT_FOUND),
    (Forbidden, FORBIDDEN),
    (Conflict, CONFLICT),
    (Invalid, INVALID),
)
OF_HTTP = {
    403: FORBIDDEN,
    404: NOT_FOUND,
    405: Refusal(
        405,
        lazy_gettext("Dit adres werkt anders"),
        lazy_gettext("Ga terug naar de vorige pagina en gebruik daar de knop."),
    ),
    413: Refusal(
        413,
        lazy_gettext("Dat is te groot"),
        lazy_gettext(
            "Samen mogen uw antwoorden en bestanden 30 MB zijn. Maak de bestanden kleiner, of stuur ze een voor een."
        ),
    ),
    429: Refusal(
        429, lazy_gettext("Te vaak geprobeerd"), lazy_gettext("Wacht een paar minuten en probeer het dan opnieuw.")
    ),
}
UNREADABLE = Refusal(
    422,
    lazy_gettext("Hier staat een teken in dat we niet kunnen bewaren"),
    lazy_gettext(
        "In wat u hebt verstuurd staat een onzichtbaar teken (NUL). Dat komt soms mee bij plakken uit een ander "
        "programma. Ga terug, haal het geplakte stuk weg en typ het opnieuw."
    ),
)
FORM_EXPIRED = Refusal(
    400,
    lazy_gettext("Dit formulier is verlopen"),
    lazy_gettext(
        "U was te lang weg, of u bent in een ander venster opnieuw ingelogd. Ga terug, laad de pagina opnieuw en "
        "verstuur nog een keer."
    ),
)


def page(refusal: Refusal) -> tuple[str, int]:
    """The refusal as an answer."""
    return render_template("error.html", refusal=refusal), refusal.status


def of_engine(error: EngineError) -> Refusal:
    """The words that belong to a refusal of the engine or of the dossier."""
    if isinstance(error, NoPermission | SharingRefused):
        return Refusal(403, _("Deze gegevens zijn afgeschermd"), error.reason)
    found = next((refusal for kind, refusal in OF_ENGINE if isinstance(error, kind)), FAILURE)
    if error.told and found in (INVALID, CONFLICT):  # the words for all of a kind; it has words of its own
        return Refusal(found.status, lazy_gettext("Dit kan nu niet") if found is CONFLICT else found.title, str(error))
    return found


def refuse_nul() -> tuple[str, int] | None:
    """PostgreSQL keeps every character but this one; nobody types it, and it must be no failure of ours."""
    if request.blueprint == "deliveries":
        return None  # of a machine nothing is read before it proved who it is
    files = (file.filename or "" for file in request.files.values())
    asked = (request.path, *request.args.values(), *request.args.keys(), *request.form.keys(), *files)
    written = (value for _, value in request.form.items(multi=True))
    return page(UNREADABLE) if any("\x00" in text for text in (*asked, *written)) else None


def register(app: Flask) -> None:
    """One place that turns what was raised into a status and Dutch words."""

    def engine_error(error: EngineError) -> tuple[str, int]:
        audit_trace.refused()
        if isinstance(error, NoPermission | HiddenRecord):
            # Raising it undid the transaction in which the look was logged.
            with db.transaction() as session:
                looks.log_refusal(session, error)
        return page(of_engine(error))

    def http_error(error: HTTPException) -> tuple[str, int]:
        code = error.code or 500
        generic = FAILURE if code >= 500 else Refusal(code, INVALID.title, INVALID.text)
        return page(OF_HTTP.get(code, generic))

    def form_expired(error: CSRFError) -> tuple[str, int]:
        return form_again.page(permissions.TABLE.get(request.endpoint or ""), 400) or page(FORM_EXPIRED)

    app.before_request(refuse_nul)
    app.register_error_handler(EngineError, engine_error)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(CSRFError, form_expired)
