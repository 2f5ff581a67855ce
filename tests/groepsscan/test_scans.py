"""Who gets which product, the settings of the adapter, and what the signature covers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli import main as command
from dossier import scan_agreement, signatures
from dossier.scan_agreement import DistributionUnreadable
from dossier.scans import PRODUCTS
from dossier.signatures import Envelope, Wrong
from handlers import politie

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SECRET = "alleen voor tests, en lang genoeg om te tellen"


def test_without_an_agreement_all_products_go_where_the_national_process_says() -> None:
    assert (
        scan_agreement.distribution(None)
        == scan_agreement.distribution(" ")
        == {kind: ["gemeente", "om"] for kind in PRODUCTS}
    )


def test_an_agreement_is_read_as_it_is_written() -> None:
    text = "Aanbiedingsbrief: gemeente, OM; standaardrapportage: om;namenlijst:gemeente;"
    assert scan_agreement.distribution(text) == {
        "aanbiedingsbrief": ["gemeente", "om"],
        "standaardrapportage": ["om"],
        "namenlijst": ["gemeente"],
    }


@pytest.mark.parametrize(
    "text",
    [
        "alles naar iedereen",
        "aanbiedingsbrief: gemeente; standaardrapportage: om",
        "aanbiedingsbrief: gemeente; standaardrapportage: om; namenlijst: pers",
        "aanbiedingsbrief: gemeente; standaardrapportage: om; namenlijst:",
        "aanbiedingsbrief: om; aanbiedingsbrief: om; standaardrapportage: om; namenlijst: om",
    ],
)
def test_an_agreement_that_cannot_be_read_sends_nothing(text: str) -> None:
    with pytest.raises(DistributionUnreadable, match="groepsscan_verdeling"):
        scan_agreement.distribution(text)


@given(st.text(max_size=120))
def test_any_text_is_an_agreement_or_is_refused(text: str) -> None:
    try:
        found = scan_agreement.distribution(text)
    except DistributionUnreadable:
        return
    assert set(found) == set(PRODUCTS)


@given(
    body=st.binary(max_size=50),
    field=st.sampled_from([signatures.TIME, signatures.NONCE, signatures.KEY, signatures.TYPE, signatures.DIGEST]),
    other=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=64),
)
def test_whatever_is_changed_in_what_is_signed_is_noticed(body: bytes, field: str, other: str) -> None:
    headers = signatures.headers(
        secret=SECRET, method="POST", path="/a", body=body, key="een", now=NOW, content_type="application/json"
    )
    given_headers = {**headers, field: other}
    found = signatures.verify(given_headers, known=[SECRET], method="POST", path="/a", now=NOW)
    assert isinstance(found, Envelope if given_headers == headers else Wrong)
    assert isinstance(signatures.verify(headers, known=[SECRET], method="GET", path="/a", now=NOW), Wrong)
    assert isinstance(signatures.verify(headers, known=[SECRET], method="POST", path="/b", now=NOW), Wrong)
    assert isinstance(signatures.verify(headers, known=[], method="POST", path="/a", now=NOW), Wrong)


@pytest.mark.parametrize(
    "environment",
    [
        {politie.URL: "http://politie.example/", politie.SECRET: SECRET},
        {politie.URL: "ftp://127.0.0.1/", politie.SECRET: SECRET},
        {politie.URL: "https://", politie.SECRET: SECRET},
        {politie.URL: "https://politie.example/"},
    ],
)
def test_an_unsafe_address_stops_the_start(environment: dict[str, str]) -> None:
    with pytest.raises(SystemExit, match="https"):
        politie.address(environment)


def test_a_short_secret_stops_the_start_and_a_safe_pair_is_taken() -> None:
    with pytest.raises(SystemExit, match="32"):
        politie.secrets({politie.SECRET: "kort"})
    safe = {politie.URL: "https://politie.example/x", politie.SECRET: SECRET, politie.SECRET_BEFORE: SECRET[::-1]}
    police = politie.address(safe)
    assert police is not None and SECRET not in repr(police)
    assert politie.secrets(safe) == (SECRET, SECRET[::-1])
    assert politie.address({}) is None and politie.secrets({}) == ()


def test_the_simulator_is_a_verb_of_the_command() -> None:
    found = command.parser().parse_args(["simulate-politie", "--mode", "deels", "--late", "3", "--port", "8100"])
    assert (found.mode, found.late, found.port, found.host) == ("deels", 3.0, 8100, "127.0.0.1")
