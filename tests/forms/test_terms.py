"""A word of the glossary in a field's help leads to its meaning; nothing else of the text becomes markup."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from forms.terms import linked

TERMS = {"namenlijst": "/b#begrip-namenlijst", "fg": "/b#begrip-fg"}


def test_the_first_of_each_term_is_a_link_as_it_was_written() -> None:
    found = linked("Vraag de FG om de namenlijst. De FG kent de namenlijsten en de Namenlijst.", TERMS)

    links = html.fragment_fromstring(found, create_parent="p").findall(".//a")
    assert [(link.text, link.get("href")) for link in links] == [
        ("FG", "/b#begrip-fg"),
        ("namenlijst", "/b#begrip-namenlijst"),
    ]


def test_markup_in_the_help_of_a_package_stays_text() -> None:
    assert "<b>" not in linked("<b>namenlijst</b>", TERMS) and "<b>" not in linked("<b>", {})


@given(st.text(alphabet="fg namenlijst<>&\"'", max_size=60))
def test_whatever_the_help_says_it_reads_the_same(text: str) -> None:
    shown = html.fragment_fromstring(linked(f".{text}.", TERMS), create_parent="p")
    for hidden in shown.findall(".//span"):
        hidden.text = ""

    assert shown.text_content() == f".{text}."
