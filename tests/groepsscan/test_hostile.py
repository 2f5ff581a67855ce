"""Deliveries that mean harm, or are simply broken: a clear problem, nothing half kept, and the operator can see it."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from dossier import gate, signatures
from dossier.gate import ScanDelivery, ScanNonce
from engine import db
from engine.models import Incident
from tests.groepsscan.police_side import JSON, LETTER, NAMES, REPORT, SECRET, Waiting, file
from tests.web import web_world
from tests.web.web_world import World, machines
from web import deliveries, delivery_body

PDF = "application/pdf"
OTHER = "een heel ander geheim, ook lang genoeg om te tellen"


def code(answer: Any) -> str:
    """The word of a refusal, which is a problem as RFC 9457 has it, in Dutch."""
    assert answer.mimetype == "application/problem+json", answer.text
    told = answer.json
    assert told["status"] == answer.status_code and told["type"] == f"urn:zevenstap:groepsscan:{told['code']}"
    assert told["title"] and told["detail"].endswith(".")
    return str(told["code"])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({signatures.SIGNATURE: None}, "handtekening_ontbreekt"),
        ({signatures.SIGNATURE: "v1=" + "0" * 64}, "handtekening_onjuist"),
        ({signatures.SIGNATURE: "v1=\u00e9"}, "handtekening_onjuist"),
        ({signatures.TIME: None}, "tijdstip_ontbreekt"),
        ({signatures.TIME: "morgen"}, "tijdstip_ontbreekt"),
        ({signatures.TIME: "1795424401"}, "handtekening_onjuist"),
        ({signatures.NONCE: None}, "kop_onvolledig"),
        ({signatures.KEY: None}, "kop_onvolledig"),
        ({signatures.KEY: "een andere sleutel"}, "kop_onvolledig"),
        ({signatures.DIGEST: None}, "kop_onvolledig"),
        ({"Content-Type": "application/json; charset=x"}, "handtekening_onjuist"),
    ],
)
def test_what_is_not_signed_as_agreed_is_refused(
    waiting: Waiting, changes: dict[str, str | None], expected: str
) -> None:
    before = waiting.kept()
    answer = waiting.send(waiting.content(LETTER), changes=changes)
    assert code(answer) == expected and answer.status_code in (400, 401)
    assert waiting.kept() == before
    assert waiting.refusals() == {expected: 1}


def test_another_secret_is_no_secret(waiting: Waiting) -> None:
    assert code(waiting.send(waiting.content(LETTER), secret=OTHER)) == "handtekening_onjuist"


@pytest.mark.parametrize("late", [timedelta(minutes=6), timedelta(minutes=-6), timedelta(days=40)])
def test_a_time_outside_the_window_is_refused(waiting: Waiting, late: timedelta) -> None:
    assert code(waiting.send(waiting.content(LETTER), late=late)) == "tijdstip_verlopen"


def test_a_replay_is_refused_also_of_a_message_that_failed(waiting: Waiting) -> None:
    path = f"{waiting.path}/leveringen"
    for body, first in ((json.dumps(waiting.content(LETTER)).encode(), 201), (b"{", 400)):
        headers = signatures.headers(
            secret=SECRET, method="POST", path=path, body=body, key="een", now=waiting.world.clock(), content_type=JSON
        )
        client = waiting.world.app.test_client()
        assert client.post(path, data=body, headers=headers).status_code == first
        waiting.world.clock.forward(minutes=4)
        assert code(client.post(path, data=body, headers=headers)) == "nonce_gebruikt"


def test_nonces_are_forgotten_when_no_signature_with_them_is_valid_any_more(waiting: Waiting) -> None:
    waiting.ask()
    waiting.world.clock.forward(minutes=16)
    waiting.ask()
    with db.reading() as session:
        assert len(list(session.scalars(select(ScanNonce)))) == 1


def test_a_signature_for_one_address_is_none_for_another(waiting: Waiting) -> None:
    path = f"{waiting.path}/leveringen"
    body = json.dumps(waiting.content(LETTER)).encode()
    headers = signatures.headers(
        secret=SECRET, method="POST", path=path, body=body, key="een", now=waiting.world.clock(), content_type=JSON
    )
    answer = waiting.world.app.test_client().post(f"{waiting.path}/weigering", data=body, headers=headers)
    assert code(answer) == "handtekening_onjuist"


def test_what_was_changed_under_way_is_refused(waiting: Waiting) -> None:
    path = f"{waiting.path}/leveringen"
    good = json.dumps(waiting.content(LETTER)).encode()
    headers = signatures.headers(
        secret=SECRET, method="POST", path=path, body=good, key="een", now=waiting.world.clock(), content_type=JSON
    )
    answer = waiting.world.app.test_client().post(path, data=good.replace(b"false", b"true "), headers=headers)
    assert code(answer) == "inhoud_gewijzigd"


def test_an_unknown_request_and_one_of_another_case(waiting: Waiting) -> None:
    other = waiting.path.replace(waiting.kenmerk, "gs-bestaat-niet")
    wrong = {**waiting.content(LETTER), "kenmerk": "gs-bestaat-niet"}
    assert code(waiting.send(wrong)) == "verkeerde_zaak"
    assert code(waiting.send(wrong, path=f"{other}/leveringen")) == "onbekend_verzoek"


class Endless(io.RawIOBase):
    """A body without end; counts what was read of it."""

    def __init__(self) -> None:
        self.taken = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, _offset: int, _whence: int = 0) -> int:
        return 0

    def tell(self) -> int:
        return 0

    def readinto(self, buffer: Any) -> int:
        buffer[:] = b"x" * len(buffer)
        self.taken += len(buffer)
        return len(buffer)


def post(waiting: Waiting, body: Endless, headers: dict[str, str], **environ: Any) -> Any:
    """As a server hands it over: what is announced, and a stream that knows no end."""
    builder = EnvironBuilder(path=f"{waiting.path}/leveringen", method="POST", headers=headers)
    given = {**builder.get_environ(), "wsgi.input": body, **environ}
    given.pop("CONTENT_LENGTH", None)
    if "Content-Length" in headers:
        given["CONTENT_LENGTH"] = headers["Content-Length"]
    return waiting.world.app.test_client().open(Request(given), buffered=True)


def test_two_hundred_megabytes_are_refused_before_a_byte_is_read(waiting: Waiting) -> None:
    body, path = Endless(), f"{waiting.path}/leveringen"
    headers = signatures.headers(
        secret=SECRET, method="POST", path=path, body=b"", key="een", now=waiting.world.clock(), content_type=JSON
    )
    answer = post(waiting, body, {**headers, "Content-Length": str(200 * 1024 * 1024)})
    assert code(answer) == "te_groot" and answer.status_code == 413
    assert body.taken == 0


def test_of_a_stranger_nothing_is_read(waiting: Waiting) -> None:
    body = Endless()
    for content_type in (JSON, "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
        headers = {"Content-Length": "20000000", "Content-Type": content_type}
        answer = post(waiting, body, headers)
        assert code(answer) == "handtekening_ontbreekt"
    assert body.taken == 0


def test_a_body_without_announced_length_is_refused(waiting: Waiting) -> None:
    path, body = f"{waiting.path}/leveringen", Endless()
    headers = signatures.headers(
        secret=SECRET, method="POST", path=path, body=b"", key="een", now=waiting.world.clock(), content_type=JSON
    )
    chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    answer = post(waiting, body, headers, **chunked)
    assert code(answer) == "lengte_ontbreekt" and body.taken == 0


def test_more_than_the_limit_is_never_read_whatever_was_announced(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_body, "LARGEST", 1000)
    path, body = f"{waiting.path}/leveringen", b"x" * 900
    monkeypatch.setattr(deliveries, "CHUNK", 100)
    headers = signatures.headers(
        secret=SECRET, method="POST", path=path, body=body, key="een", now=waiting.world.clock(), content_type=JSON
    )
    endless = Endless()
    lying = {"wsgi.input_terminated": True}  # a server that does not stop at the announced length
    answer = post(waiting, endless, {**headers, "Content-Length": "900"}, **lying)
    assert code(answer) in ("te_groot", "inhoud_gewijzigd")
    assert endless.taken <= 200_000


def changed(waiting: Waiting, **changes: Any) -> dict[str, Any]:
    return {**waiting.content(LETTER), **changes}


def with_name(waiting: Waiting, **changes: Any) -> dict[str, Any]:
    content = waiting.content(NAMES)
    content["producten"][0]["namen"][1].update(changes)
    return content


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


BODIES = [
    (lambda w: b"{", "geen_json"),
    (lambda w: b"\xff\xfe", "geen_json"),
    (lambda w: b'{"a": NaN}', "geen_json"),
    (lambda w: b'{"a": "\\ud800"}', "geen_json"),
    (lambda w: b"[" * 100_000 + b"]" * 100_000, "geen_json"),
    (lambda w: [], "inhoud_ongeldig"),
    (lambda w: "tekst", "inhoud_ongeldig"),
    (lambda w: changed(w, producten=deep(60)), "te_diep"),
    (lambda w: changed(w, kenmerk="gs-\x00"), "onleesbaar_teken"),
    (lambda w: {**changed(w), "a\x00": 1}, "onleesbaar_teken"),
    (lambda w: with_name(w, naam="Testpersoon\x00Een"), "onleesbaar_teken"),
    (lambda w: with_name(w, naam="Testpersoon\u202eEen"), "onleesbaar_teken"),
    (lambda w: changed(w, extra=1), "inhoud_ongeldig"),
    (lambda w: with_name(w, bsn="123456782"), "inhoud_ongeldig"),
    (lambda w: with_name(w, naam=""), "inhoud_ongeldig"),
    (lambda w: with_name(w, naam="   "), "inhoud_ongeldig"),
    (lambda w: with_name(w, naam="x" * 121), "inhoud_ongeldig"),
    (lambda w: with_name(w, naam=["Testpersoon Een"]), "inhoud_ongeldig"),
    (lambda w: with_name(w, geboortedatum="2099-01-01"), "inhoud_ongeldig"),
    (lambda w: with_name(w, geboortedatum="20090102"), "inhoud_ongeldig"),
    (lambda w: with_name(w, feit_oordeel="gerucht"), "inhoud_ongeldig"),
    (lambda w: changed(w, laatste="ja"), "inhoud_ongeldig"),
    (lambda w: changed(w, datum_levering="morgen"), "inhoud_ongeldig"),
    (lambda w: changed(w, producten=[]), "inhoud_ongeldig"),
    (lambda w: changed(w, producten=w.content(LETTER, LETTER)["producten"]), "inhoud_ongeldig"),
    (lambda w: changed(w, producten=w.content(LETTER, REPORT, NAMES, NAMES)["producten"]), "inhoud_ongeldig"),
    (lambda w: changed(w, producten=[{"soort": "dossier"}]), "inhoud_ongeldig"),
    (lambda w: changed(w, producten=[{"soort": NAMES, "namen": []}]), "inhoud_ongeldig"),
    (lambda w: changed(w, producten=[{"soort": NAMES, "namen": [{}] * 201}]), "te_veel_namen"),
    (lambda w: changed(w, producten=[file(LETTER, PDF, b"MZ programma")]), "verkeerd_soort_bestand"),
    (lambda w: changed(w, producten=[file(LETTER, "text/html", b"<script>")]), "verkeerd_soort_bestand"),
    (lambda w: changed(w, producten=[file(LETTER, PDF, b"PK\x03\x04" + b"x" * 50)]), "verkeerd_soort_bestand"),
    (lambda w: changed(w, producten=[file(LETTER, PDF, b"")]), "inhoud_ongeldig"),
    (lambda w: changed(w, producten=[{**file(LETTER, PDF, b""), "inhoud": "geen base64!"}]), "inhoud_ongeldig"),
    (lambda w: changed(w, producten=[file(LETTER, PDF, b"%PDF-" + b"x" * 10_485_760)]), "bestand_te_groot"),
]


@pytest.mark.parametrize(("make", "expected"), BODIES)
def test_a_body_that_is_not_what_was_agreed_is_refused(waiting: Waiting, make: Any, expected: str) -> None:
    before = waiting.kept()
    answer = waiting.send(make(waiting))
    assert code(answer) == expected and answer.status_code in (400, 422)
    assert waiting.kept() == before and "groepsscan-levering" in waiting.open_forms()


def test_one_bad_product_refuses_the_whole_delivery(waiting: Waiting) -> None:
    content = waiting.content(LETTER, REPORT, NAMES)
    content["producten"][1] = file(REPORT, PDF, b"geen pdf")
    before = waiting.kept()
    assert code(waiting.send(content)) == "verkeerd_soort_bestand"
    assert waiting.kept() == before


def test_what_fails_after_the_products_were_kept_takes_them_all_back(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: Any, **_named: Any) -> None:
        raise gate.KeyReused  # the very last thing of the transaction fails

    before = waiting.kept()
    monkeypatch.setattr(gate, "keep", broken)
    assert waiting.deliver(LETTER, REPORT, NAMES).status_code == 422
    assert waiting.kept() == before and "groepsscan-levering" in waiting.open_forms()


def test_the_answer_never_repeats_what_was_sent(waiting: Waiting) -> None:
    content = with_name(waiting, naam="Testpersoon Geheim" * 20)
    content["Testpersoon Sleutel"] = 1
    answer = waiting.send(content)
    assert code(answer) == "inhoud_ongeldig"
    assert "Testpersoon" not in answer.text
    assert answer.json is not None
    assert {"plek": "producten.0.namen.1.naam", "code": "te_lang"} in answer.json["fouten"]
    assert {"plek": "", "code": "onbekend_veld"} in answer.json["fouten"]


def test_another_media_type_is_refused(waiting: Waiting) -> None:
    for content_type in ("text/xml", "application/pdf", ""):
        assert code(waiting.send(waiting.content(LETTER), content_type=content_type)) == "verkeerd_mediatype"


def test_an_empty_body_is_refused(waiting: Waiting) -> None:
    assert code(waiting.send(b"")) in ("lengte_ontbreekt", "geen_json")


def test_without_a_secret_there_is_no_door(world: World) -> None:
    answer = world.app.test_client().post("/api/groepsscan/v1/verzoeken/gs-1/leveringen", json={})
    assert code(answer) == "koppeling_uit" and answer.status_code == 404


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options"])
def test_other_methods_and_addresses_get_a_problem_and_no_page(waiting: Waiting, method: str) -> None:
    client = waiting.world.app.test_client()
    answer = getattr(client, method)(f"{waiting.path}/leveringen")
    assert code(answer) == "methode_onjuist" and answer.headers["Allow"] == "POST"
    assert code(getattr(client, method)("/api/groepsscan/v1/elders")) == "onbekend_adres"


def test_a_session_of_a_person_opens_no_machine_door(waiting: Waiting) -> None:
    answer = waiting.world.client("politie").post(f"{waiting.path}/leveringen", json=waiting.content(LETTER))
    assert code(answer) == "handtekening_ontbreekt"


def test_many_refusals_become_one_incident_without_content(waiting: Waiting) -> None:
    for _ in range(gate.MANY + 3):
        waiting.send(with_name(waiting, bsn="Testpersoon Geheim"))
    machines(waiting.world)

    with db.reading() as session:
        incidents = list(session.scalars(select(Incident)))
        taken = list(session.scalars(select(ScanDelivery)))
    assert [(each.topic, each.error) for each in incidents] == [
        (gate.REJECTIONS_TOPIC, "DeliveriesRejected (veel_leveringen_geweigerd)")
    ]
    assert taken == []
    assert waiting.refusals() == {"inhoud_ongeldig": gate.MANY + 3}


def test_the_operator_reads_how_often_and_why_and_nothing_else(waiting: Waiting) -> None:
    waiting.send(with_name(waiting, naam="Testpersoon Geheim" * 20))
    page = waiting.world.get("applicatiebeheerder", "/storingen/geweigerde-leveringen").get_data(as_text=True)
    assert "inhoud_ongeldig" in page and waiting.kenmerk in page
    assert "Testpersoon" not in page
    assert waiting.world.get("procesregisseur", "/storingen/geweigerde-leveringen").status_code == 403


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(["kenmerk", "datum_levering", "laatste", "producten", "anders"])
PRODUCTS = st.fixed_dictionaries(
    {},
    optional={"soort": st.sampled_from([LETTER, NAMES, "x"]) | JSON_VALUES, "namen": JSON_VALUES, "inhoud": st.text()},
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    body=st.binary(min_size=1, max_size=200)
    | JSON_VALUES
    | st.dictionaries(FIELDS, JSON_VALUES | st.lists(PRODUCTS, max_size=3), max_size=5)
)
def test_any_body_is_taken_or_refused_and_never_a_crash(waiting: Waiting, body: Any) -> None:
    before = waiting.kept()
    answer = waiting.send(body)
    assert answer.status_code in (400, 422), answer.text  # nothing random is a whole delivery
    code(answer)
    assert waiting.kept() == before


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    field=st.sampled_from(["naam", "contact", "reden_opname", "woonplaats", "geboortedatum", "feit_oordeel", "iets"]),
    value=JSON_VALUES,
)
def test_a_name_with_anything_in_a_field_is_taken_or_refused(waiting: Waiting, field: str, value: Any) -> None:
    answer = waiting.send(with_name(waiting, **{field: value}))
    assert answer.status_code in (201, 400, 422), answer.text


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    changes=st.dictionaries(
        st.sampled_from(signatures.HEADERS), st.text(st.characters(min_codepoint=32, max_codepoint=255)), min_size=1
    )
)
def test_any_header_is_verified_or_refused(waiting: Waiting, changes: dict[str, str]) -> None:
    answer = waiting.send(waiting.content(LETTER), changes={**changes, signatures.SIGNATURE: "v1=" + "0" * 64})
    assert answer.status_code in (400, 401), answer.text


def test_base64_with_line_breaks_is_not_what_was_agreed(waiting: Waiting) -> None:
    text = base64.encodebytes(b"%PDF-1.4 " + b"x" * 100).decode()
    content = changed(waiting, producten=[{"soort": LETTER, "media_type": PDF, "inhoud": text}])
    assert code(waiting.send(content)) == "inhoud_ongeldig"


def test_an_older_secret_is_taken_while_both_sides_change_it(waiting: Waiting) -> None:
    both = replace(waiting.world.settings, police_secrets=(OTHER, SECRET))
    changing = Waiting(web_world.open_in(both, waiting.world.clock), waiting.case)
    assert changing.send(changing.content(LETTER)).status_code == 201
    assert changing.send(changing.content(REPORT), secret=OTHER).status_code == 201
