"""Words of the glossary in the help of a field, as links; the text itself stays text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

_LINK = Markup(
    '<a class="utrecht-link utrecht-link--html-a" href="{url}" target="_blank" rel="noopener">{word}'
    '<span class="zs-verborgen"> (uitleg, in een nieuw venster)</span></a>'
)


def linked(text: str, terms: Mapping[str, str]) -> Markup:
    """The text with the first of each term (in small letters) leading to its address; all else is escaped."""
    if not terms or not text:
        return escape(text)
    known = "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True))
    parts: list[str] = []
    seen: set[str] = set()
    for piece in re.split(rf"(?<!\w)({known})(?!\w)", text, flags=re.IGNORECASE):
        term = piece.lower()
        parts.append(_LINK.format(url=terms[term], word=piece) if term in terms and term not in seen else escape(piece))
        seen.add(term)
    return Markup("").join(parts)
