"""The accessibility statement, in the order of the Dutch model: what is examined and what is not, and what deviates.

Only what was measured stands here; the tests that measure it are tests/browser. The status is the municipality's.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _


@dataclass(frozen=True)
class Deviation:
    """Something that does not meet the criteria: each of the questions of the model."""

    title: str
    what: str
    cause: str
    consequence: str
    instead: str
    measure: str
    planning: str


def statuses() -> dict[str, str]:
    """The five of the model."""
    return {
        "A": _("voldoet volledig"),
        "B": _("voldoet gedeeltelijk"),
        "C": _("eerste maatregelen genomen"),
        "D": _("voldoet niet"),
        "E": _("geen toegankelijkheidsverklaring"),
    }


def examined() -> list[str]:
    """What the tests of every version of Zevenstap look at."""
    return [
        _(
            "Elke soort pagina, breed en op de breedte van een telefoon, met het hulpmiddel axe op de "
            "regels van WCAG 2.2, niveau A en AA."
        ),
        _("Of de HTML van die pagina’s klopt, met het hulpmiddel html-validate."),
        _("Een taak van begin tot eind met alleen het toetsenbord, en een taak zonder JavaScript."),
        _(
            "Een aantal soorten pagina’s bij 200 en 400 procent vergroting, met ruimer gezette tekst, met "
            "eigen kleuren (hoog contrast) en met beweging uit."
        ),
    ]


def not_examined() -> list[str]:
    return [
        _(
            "Een volledig onderzoek door een deskundige volgens WCAG-EM is er niet geweest. Hulpmiddelen "
            "vinden maar een deel van de drempels."
        ),
        _("Er is niet getest door mensen met een beperking, en niet met elke schermlezer."),
        _("Documenten die mensen toevoegen en brieven uit Word zijn niet onderzocht."),
    ]


def deviations() -> list[Deviation]:
    return [_process_editor(), _form_editor(), _table_editor(), _papers()]


def _library() -> str:
    return _("Het tekenvlak is een onderdeel van een ander (bpmn.io), dat een tekening maakt in plaats van tekst.")


def _newer() -> str:
    return _("Nieuwe versies van het onderdeel worden overgenomen.")


def _process_editor() -> Deviation:
    return Deviation(
        title=_("Het tekenvlak voor processen"),
        what=_(
            "In het tekenvlak van de ontwerper zijn onderdelen niet allemaal met een schermlezer te "
            "lezen en te verplaatsen."
        ),
        cause=_library(),
        consequence=_(
            "Wie een schermlezer gebruikt, kan een proces niet tekenen. Behandelaars en partners merken hier niets van."
        ),
        instead=_(
            "Alles wat in het diagram staat, staat eronder als tekst. Een diagram kan ook als bestand "
            "worden gedownload en vervangen."
        ),
        measure=_newer(),
        planning=_("Er is geen datum bekend."),
    )


def _form_editor() -> Deviation:
    return Deviation(
        title=_("Het tekenvlak voor formulieren"),
        what=_("Velden slepen in het tekenvlak voor formulieren kan niet goed met een schermlezer."),
        cause=_library(),
        consequence=_("Wie een schermlezer gebruikt, kan een formulier niet in het tekenvlak samenstellen."),
        instead=_(
            "Een formulier kan als bestand worden gedownload en vervangen. Het voorbeeld van het "
            "formulier is een gewone pagina."
        ),
        measure=_newer(),
        planning=_("Er is geen datum bekend."),
    )


def _table_editor() -> Deviation:
    return Deviation(
        title=_("De tabel om beslisregels in te veranderen"),
        what=_("In de bewerkbare beslistabel is niet elke cel goed met een schermlezer te bedienen."),
        cause=_library(),
        consequence=_("Wie een schermlezer gebruikt, kan een regel niet in die tabel veranderen."),
        instead=_("Elke regel heeft ook een eigen pagina met gewone velden, en de hele tabel staat er als tekst."),
        measure=_newer(),
        planning=_("Er is geen datum bekend."),
    )


def _papers() -> Deviation:
    return Deviation(
        title=_("Documenten en brieven"),
        what=_(
            "Bestanden die mensen toevoegen, en brieven die uit een Word-sjabloon komen, zijn "
            "misschien niet toegankelijk."
        ),
        cause=_(
            "Zevenstap kijkt niet of een bestand toegankelijk is. Hoe een brief is opgemaakt, bepaalt het sjabloon."
        ),
        consequence=_("Een bestand kan onleesbaar zijn voor een schermlezer."),
        instead=_("Vraag de inhoud op bij de gemeente, in een vorm die u kunt gebruiken."),
        measure=_("De gemeente maakt haar sjablonen toegankelijk en let op de bestanden die zij toevoegt."),
        planning=_("Daarover gaat de gemeente."),
    )
