"""Whatever bytes people bring, the check answers with findings and never fails."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.check import check_package, xml
from engine.check.findings import Finding
from tests.check.drawing import CATALOGUE, files, simple, told, user

NATIONAL = sorted((Path(__file__).parents[2] / "bpmn").glob("*/*.bpmn"))
DIAGRAMS = [path.read_bytes() for path in NATIONAL] or [simple(user())]

HOSTILE = {
    "nothing": b"",
    "no XML": b"hallo",
    "half an element": b"<definitions",
    "a null byte": b"<a>\x00</a>",
    "a wrong encoding": b'<?xml version="1.0" encoding="utf-8"?><a>\xff\xfe</a>',
    "an unknown encoding": b'<?xml version="1.0" encoding="klingon"?><a/>',
    "an empty document type": b"<!DOCTYPE a><a/>",
    "an entity that expands": b'<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;&x;&x;">]><a>&y;</a>',
    "an entity from a file": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "an entity from the network": b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><a/>',
    "a document type in another encoding": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16"),
    "deep nesting": b"<a>" * 5_000 + b"</a>" * 5_000,
    "very many elements": b"<a>" + b"<b/>" * 60_000 + b"</a>",
    "fifty megabytes": b"<a>" + b" " * 50_000_000 + b"</a>",
    "another kind of XML": b"<html><body/></html>",
    "definitions of nobody": b"<definitions/>",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_xml_is_refused_with_the_file_and_a_remedy(data):
    found = check_package(files(simple(user())) | {"bpmn/proef/kwaad.bpmn": data}, CATALOGUE)
    [finding] = [f for f in found if f.file == "bpmn/proef/kwaad.bpmn"]
    assert (finding.rule, finding.severity) == ("xml", "error")
    assert finding.message and finding.hint


def test_an_entity_never_brings_a_file_in():
    refused = xml.read(HOSTILE["an entity from a file"], "kwaad.bpmn")
    assert isinstance(refused, Finding)
    assert "root:" not in refused.message


def test_a_comment_about_a_document_type_is_refused_rather_than_guessed_at():
    assert isinstance(xml.read(b"<a><!-- <!DOCTYPE a> --></a>", "x"), Finding)


@settings(deadline=None)
@given(st.binary(max_size=500))
def test_any_bytes_give_findings(data):
    package = {
        "bpmn/proef/a.bpmn": data,
        "bpmn/proef/b.dmn": data,
        "bpmn/proef/pakket.json": data,
        "forms/proef/c.form": data,
    }
    assert check_package(package, CATALOGUE)


@st.composite
def damaged(draw):
    """A national diagram with a few pieces taken out, doubled, or replaced."""
    data = draw(st.sampled_from(DIAGRAMS))
    for _ in range(draw(st.integers(1, 4))):
        here = draw(st.integers(0, len(data)))
        size = draw(st.integers(0, 60))
        data = (
            data[:here]
            + draw(st.sampled_from([b"", data[here : here + size] * 2, b'"', b"<x/>", b"=", b"&#0;"]))
            + data[here + size :]
        )
    return data


@settings(max_examples=60, deadline=None)
@given(damaged())
def test_a_damaged_diagram_gives_findings_and_no_failure(data):
    check_package(files(data), CATALOGUE)


WORDS = [b"sourceRef", b"targetRef", b"calledElement", b"attachedToRef", b"id", b"messageRef", b"errorRef", b"default"]


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(DIAGRAMS),
    st.sampled_from(WORDS),
    st.sampled_from(WORDS),
    st.binary(max_size=0) | st.just(b"x") | st.just(b"="),
)
def test_attributes_that_are_mixed_up_give_findings_and_no_failure(data, one, other, value):
    swapped = data.replace(one + b'="', other + b'="' + value)
    check_package(files(swapped), CATALOGUE)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(DIAGRAMS),
    st.sampled_from(
        [b"userTask", b"endEvent", b"callActivity", b"startEvent", b"subProcess", b"process", b"parallelGateway"]
    ),
    st.sampled_from(
        [b"userTask", b"boundaryEvent", b"subProcess", b"parallelGateway", b"exclusiveGateway", b"endEvent", b"onzin"]
    ),
)
def test_elements_of_another_kind_give_findings_and_no_failure(data, one, other):
    check_package(files(data.replace(b"bpmn:" + one, b"bpmn:" + other)), CATALOGUE)


def test_the_check_says_nothing_twice():
    found = check_package(files(*DIAGRAMS), CATALOGUE)
    assert len(found) == len(set(found))
    assert told(found)
