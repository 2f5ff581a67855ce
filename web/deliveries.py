"""The machine door of the groepsscan: signed deliveries in, problems out (RFC 9457). No session, no form token.

Order: size and signature before a byte of the body is read; then the body; then one transaction, whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from flask import Blueprint, Response, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from dossier import deliveries, gate, privacy, scans, signatures
from dossier.deliveries import Around, Delivery, DeliveryRefused
from dossier.errors import SharingRefused
from dossier.signatures import Envelope, Wrong
from engine import db, logs
from engine.errors import Conflict, InstanceEnded, InstanceSuspended
from engine.runtime import StepFailed
from web import audit_trace, delivery_body
from web.delivery_body import Delivered, Refused
from web.parts import now, parts

bp = Blueprint("deliveries", __name__, url_prefix="/api/groepsscan/v1")
log = logs.get(__name__)
CHUNK = 64 * 1024
POLICE = "politie-koppeling"  # who it is in the audit trail
OTHERS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


@dataclass(frozen=True)
class Problem:
    """One refusal: its status, and what to do, in Dutch."""

    status: int
    text: str
    again_after: int | None = None  # seconds; None: trying again does not help


PROBLEMS: Mapping[str, Problem] = {
    "koppeling_uit": Problem(404, "Deze installatie heeft geen koppeling met de politie."),
    "onbekend_adres": Problem(404, "Dit adres bestaat niet. Zie de beschrijving van de koppeling."),
    "methode_onjuist": Problem(405, "Dit adres kent deze methode niet."),
    "handtekening_ontbreekt": Problem(401, "De kop Zevenstap-Handtekening ontbreekt."),
    "handtekening_onjuist": Problem(401, "De handtekening klopt niet. Controleer het geheim en wat u ondertekent."),
    "tijdstip_ontbreekt": Problem(401, "De kop Zevenstap-Tijdstip ontbreekt of is geen getal."),
    "tijdstip_verlopen": Problem(401, "Het tijdstip wijkt meer dan 5 minuten af. Controleer de klok."),
    "kop_onvolledig": Problem(400, "Zevenstap-Nonce, Idempotency-Key of Content-Digest ontbreekt of is onjuist."),
    "nonce_gebruikt": Problem(409, "Dit bericht is al eens gestuurd. Gebruik voor een nieuwe poging een nieuwe nonce."),
    "lengte_ontbreekt": Problem(411, "Stuur de kop Content-Length mee."),
    "te_groot": Problem(413, "Een levering is ten hoogste 28 MB."),
    "verkeerd_mediatype": Problem(415, "Stuur de levering als application/json."),
    "inhoud_gewijzigd": Problem(400, "De inhoud is niet wat er is ondertekend (Content-Digest)."),
    "geen_json": Problem(400, "De inhoud is geen geldige JSON."),
    "te_diep": Problem(422, "De JSON is te diep genest."),
    "onleesbaar_teken": Problem(422, "In een tekst staat een teken dat niet bewaard kan worden, zoals NUL."),
    "te_veel_namen": Problem(422, "Een namenlijst heeft ten hoogste 200 namen."),
    "inhoud_ongeldig": Problem(422, "De inhoud volgt de beschrijving niet. Bij fouten staat waar."),
    "bestand_te_groot": Problem(422, "Een bestand is ten hoogste 10 MB."),
    "verkeerd_soort_bestand": Problem(422, "Een bestand is pdf, docx of odt, en is wat media_type zegt."),
    "verkeerde_zaak": Problem(422, "Het kenmerk in de inhoud is een ander dan dat in het adres."),
    "onbekend_verzoek": Problem(404, "Er is geen verzoek om een groepsscan met dit kenmerk."),
    "sleutel_hergebruikt": Problem(422, "Deze Idempotency-Key hoort bij een andere levering."),
    "verzoek_nog_niet_vastgelegd": Problem(409, "Het verzoek wordt nog vastgelegd. Probeer het straks opnieuw.", 30),
    "verzoek_ingetrokken": Problem(409, "De gemeente heeft dit verzoek ingetrokken. Er is niets bewaard."),
    "levering_wordt_beoordeeld": Problem(
        409, "De gemeente beoordeelt uw levering. Weigeren kan pas als zij om aanvulling vraagt.", 3600
    ),
    "levering_al_aanvaard": Problem(409, "De gemeente heeft de levering al aanvaard. Weigeren kan niet meer."),
    "groepsscan_vervallen": Problem(409, "De gemeente wacht niet meer op deze groepsscan. Er is niets bewaard."),
    "zaak_beeindigd": Problem(409, "De zaak is afgesloten. Er is niets bewaard."),
    "zaak_opgeschort": Problem(409, "De zaak is opgeschort. Probeer het later opnieuw.", 3600),
    "politie_doet_niet_mee": Problem(409, "De politie doet niet meer mee in deze zaak."),
    "geen_privacybesluit": Problem(
        409, "Er is geen geldig privacybesluit meer voor deze gegevens. Er is niets bewaard. Bel de procesregisseur."
    ),
    "bezet": Problem(503, "Het lukt nu niet. Probeer het straks opnieuw.", 30),
    "verwerking_mislukt": Problem(500, "Het proces kan met deze levering niet verder. Er is niets bewaard."),
}
UNCOUNTED = frozenset({"koppeling_uit", "onbekend_adres", "methode_onjuist", "bezet"})


class Rejected(Exception):
    """A request that goes no further."""

    def __init__(self, code: str, places: tuple[tuple[str, str], ...] = ()) -> None:
        self.code = code
        self.places = places
        super().__init__(code)


@bp.post("/verzoeken/<kenmerk>/leveringen", provide_automatic_options=False)
def deliver(kenmerk: str) -> Response:
    return _answer(kenmerk, lambda: _taken(kenmerk, delivery_body.delivery))


@bp.post("/verzoeken/<kenmerk>/weigering", provide_automatic_options=False)
def refuse(kenmerk: str) -> Response:
    return _answer(kenmerk, lambda: _taken(kenmerk, delivery_body.refusal))


@bp.get("/verzoeken/<kenmerk>", provide_automatic_options=False)
def show(kenmerk: str) -> Response:
    return _answer(kenmerk, lambda: _shown(kenmerk))


@bp.route("/", methods=OTHERS, provide_automatic_options=False, defaults={"rest": ""})
@bp.route("/<path:rest>", methods=OTHERS, provide_automatic_options=False)
def other(rest: str) -> Response:
    """What is no address of the interface, or not in this way; in its own words, and not a page."""
    pieces = rest.split("/")
    known = pieces[0] == "verzoeken" and (len(pieces) == 2 or pieces[2:] in (["leveringen"], ["weigering"]))
    return problem("methode_onjuist" if known else "onbekend_adres")


def problem(code: str, places: tuple[tuple[str, str], ...] = ()) -> Response:
    """A refusal as RFC 9457 has it."""
    found = PROBLEMS[code]
    told: dict[str, Any] = {
        "type": f"urn:zevenstap:groepsscan:{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": found.status,
        "detail": found.text,
        "code": code,
    }
    if places:
        told["fouten"] = [{"plek": place, "code": word} for place, word in places]
    answer = _json(told, found.status)
    answer.mimetype = "application/problem+json"
    if found.again_after is not None:
        answer.headers["Retry-After"] = str(found.again_after)
    if code == "methode_onjuist":
        answer.headers["Allow"] = "POST" if request.path.endswith(("/leveringen", "/weigering")) else "GET"
    return answer


def _answer(kenmerk: str, work: Callable[[], Response]) -> Response:
    """The answer, or why not; what was refused is counted, without what it held."""
    try:
        return work()
    except (Rejected, Refused) as refused:
        code, places = refused.code, refused.places
    except DeliveryRefused as refused:
        code, places = refused.code, ()
    except RequestEntityTooLarge:
        code, places = "te_groot", ()
    except SharingRefused:
        code, places = "geen_privacybesluit", ()
    except InstanceEnded:
        code, places = "zaak_beeindigd", ()
    except InstanceSuspended:
        code, places = "zaak_opgeschort", ()
    except gate.KeyReused:
        code, places = "sleutel_hergebruikt", ()
    except (Conflict, OperationalError):  # somebody else was at this very case
        code, places = "bezet", ()
    except StepFailed:
        code, places = "verwerking_mislukt", ()
    _count(code, kenmerk)
    return problem(code, places)


def _taken(kenmerk: str, read: Callable[..., Delivered]) -> Response:
    envelope, body = _opened()
    content = read(body, today=_today())
    if content.kenmerk != kenmerk:
        raise Rejected("verkeerde_zaak")
    audit_trace.by(POLICE)
    key = parts().vault_key
    mark = gate.fingerprint(body, about=f"{request.path} {envelope.key}", key=key)
    given = Delivery(envelope.key, mark, content.on, content.products, content.last, content.refusal)
    with db.transaction() as session:
        taken = deliveries.take(session, kenmerk, given, Around(now(), key, parts().catalogue))
    log.info("delivery taken in", kenmerk=kenmerk, repeated=taken.repeated)
    return _json(taken.answer, 200 if taken.repeated else 201)


def _shown(kenmerk: str) -> Response:
    _opened()
    with db.reading() as session:
        scan = scans.by_kenmerk(session, kenmerk)
        if scan is None:
            raise Rejected("onbekend_verzoek")
        return _json(deliveries.state(session, scan), 200)


def _opened() -> tuple[Envelope, bytes]:
    """Who sent it, and the body as it was signed; nothing is read of a stranger."""
    secrets = parts().police_secrets
    if not secrets:
        raise Rejected("koppeling_uit")
    length = request.content_length or 0
    if length > delivery_body.LARGEST:
        raise Rejected("te_groot")
    envelope = signatures.verify(_headers(), known=secrets, method=request.method, path=_signed_path(), now=now())
    if isinstance(envelope, Wrong):
        raise Rejected(envelope.code)
    with db.transaction() as session:
        if not gate.use_nonce(session, envelope.nonce, now=now()):
            raise Rejected("nonce_gebruikt")
    if request.method == "POST" and request.mimetype != "application/json":
        raise Rejected("verkeerd_mediatype")
    body = b"" if request.method == "GET" else _body()
    if not signatures.matches(envelope, body):
        raise Rejected("inhoud_gewijzigd")
    return envelope, body


def _headers() -> dict[str, str]:
    return {name: request.headers.get(name, "") for name in signatures.HEADERS}


def _body() -> bytes:
    """No more than was announced, and never more than the limit, whatever was announced."""
    if request.content_length is None:
        raise Rejected("lengte_ontbreekt")
    pieces, size = [], 0
    try:
        while piece := request.stream.read(CHUNK):
            size += len(piece)
            if size > delivery_body.LARGEST:
                raise Rejected("te_groot")
            pieces.append(piece)
    except ClientDisconnected:
        raise Rejected("inhoud_gewijzigd") from None
    return b"".join(pieces)


def _signed_path() -> str:
    """As it stood in the request line, so that both sides sign the same letters."""
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    return str(raw) if raw else request.full_path.rstrip("?")


def _today() -> date:
    return privacy.today(now())


def _count(code: str, kenmerk: str) -> None:
    log.warning("delivery refused", code=code)
    if code in UNCOUNTED:
        return
    with db.transaction() as session:
        known = scans.by_kenmerk(session, kenmerk) if code not in _STRANGERS else None
        gate.reject(session, code, kenmerk=known.kenmerk if known is not None else "", now=now())


# Whoever could not prove who he is may not fill the list with names of requests.
_STRANGERS = frozenset(
    {"handtekening_ontbreekt", "handtekening_onjuist", "tijdstip_ontbreekt", "kop_onvolledig", "te_groot"}
)


def _json(told: Mapping[str, Any], status: int) -> Response:
    return Response(orjson.dumps(told), status, content_type="application/json")
