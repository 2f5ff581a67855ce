"""Fictional products of a groepsscan: letters that say they are examples, and names nobody has."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from typing import Any

NAMES = ("Testpersoon Een", "Testpersoon Twee", "Testpersoon Drie", "Testpersoon Vier")
PDF = "application/pdf"


def file(kind: str, *, version: int = 1) -> dict[str, Any]:
    """A letter or report of one line."""
    text = f"Voorbeeld van een {kind}, versie {version}. Niemand in dit bestand bestaat."
    return {"soort": kind, "media_type": PDF, "inhoud": base64.b64encode(pdf(text)).decode()}


def names(today: date) -> dict[str, Any]:
    """The list of names, row by row."""
    return {
        "soort": "namenlijst",
        "namen": [
            {
                "naam": name,
                "geboortedatum": date(today.year - 15 - number, 1, 1 + number).isoformat(),
                "woonplaats": "Voorbeeldstad",
                "contact": "onbekend, omdat deze persoon verzonnen is",
                "reden_opname": "Voorbeeld: is vaak bij de groep gezien.",
                "herkomst": "Simulator van de politiekant",
                "feit_oordeel": "feit" if number % 2 == 0 else "oordeel",
                "toegevoegd_door": "Simulator",
                "toegevoegd_op": (today - timedelta(days=1)).isoformat(),
            }
            for number, name in enumerate(NAMES)
        ],
    }


def pdf(text: str) -> bytes:
    """The smallest page that a reader of pdf opens."""
    drawn = f"BT /F1 12 Tf 60 760 Td ({text}) Tj ET".encode("latin-1", "replace")
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    content, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return content + end % (table, len(content))
