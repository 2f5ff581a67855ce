"""The words of the glossary that help texts lead to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from flask import url_for

from web import handbook_text, people
from web.handbook_text import GLOSSARY
from web.parts import parts

# Everybody knows these, and they stand in nearly every sentence.
COMMON = frozenset({"actie", "groep", "partner", "signaal", "taak", "zaak"})


def terms() -> Mapping[str, str]:
    """Each term in small letters, with the address of its meaning; none for who cannot open the handbook."""
    if people.person_or_none() is None:
        return {}
    page = url_for("handbook.show", page=GLOSSARY)
    return {term: f"{page}#{handbook_text.anchor_of(term)}" for term in _terms((parts().root or Path()) / "docs")}


@lru_cache(maxsize=4)
def _terms(docs: Path) -> tuple[str, ...]:
    page = handbook_text.pages(docs).get(GLOSSARY)
    rows = [line.split("|")[1].strip() for line in page.source.splitlines() if line.startswith("| ")] if page else []
    return tuple(term.lower() for term in rows[2:] if term.lower() not in COMMON)  # below the heading and its line
