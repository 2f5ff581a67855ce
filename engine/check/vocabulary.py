"""The closed vocabulary of marks on elements (docs/glossary.md): what the mirror and the privacy proof read."""

from __future__ import annotations

STEPS = frozenset("1234567")

GOALS = frozenset(
    {
        "signalen_delen", "informatie_verbinden", "beeld_en_conceptplan", "adviseren_en_prioriteren",
        "plan_maken", "uitvoeren_en_volgen", "afronden_en_evalueren",
    }
)  # fmt: skip

DECISIONS = frozenset({"G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "privacy"})

PRODUCTS = frozenset(
    {
        "signaalregistratie", "overzicht", "groepsscan", "namenlijst", "standaardrapportage",
        "aanbiedingsbrief", "integraal_beeld", "concept_pva", "adviesdocument", "besluit", "pva",
        "voortgang", "scores", "evaluatie", "overdracht",
    }
)  # fmt: skip

GATES = frozenset(
    {"namenlijst", "groepsscan", "bijdrage", "beeld", "plan", "uitvoering", "opschalen", "overdracht", "gesprek"}
)

DATA_KINDS = frozenset(  # as the privacy table (privacytabel.dmn) knows them
    {
        "gewoon", "politiegegeven", "strafvorderlijk", "strafrechtelijk_gemeente", "hulpverlening",
        "gezondheid", "bijzonder", "bsn", "persoonsgegeven",
    }
)  # fmt: skip

PARTIES = frozenset(
    {
        "gemeente", "burgemeester", "procesregisseur", "politie", "om", "jongerenwerk", "boa", "partner",
        "leerplicht", "wijkteam", "school", "corporatie", "halt", "reclassering", "rvdk", "gi",
        "veilig_thuis", "college_jeugdwet", "zvh", "pga", "fg",
    }
)  # fmt: skip

WITHDRAWN = DATA_KINDS | {"alles"}  # what may no longer be counted on after an element

# None: free text. A value that starts with "=" is FEEL and is never looked up.
PROPERTIES: dict[str, frozenset[str] | None] = {
    "stap": STEPS,
    "doel": GOALS,
    "besluit": DECISIONS,
    "product": PRODUCTS,
    "poort": GATES,
    "stappen": STEPS,
    "gegeven": DATA_KINDS,
    "verstrekker": PARTIES,
    "ontvanger": PARTIES,
    "intrekken": WITHDRAWN,
    "verzamelnaam": None,
    "verzamelwaarde": None,
    "correlatie": None,
}
SINGLE = frozenset({"stap", "poort"})


def words(value: str) -> list[str]:
    """The values of a mark: separated by commas."""
    return [word.strip() for word in value.split(",") if word.strip()]
