"""Texts that are named before anybody asks for a page: Dutch to the program, in the reader's language on a screen."""

from __future__ import annotations

from flask_babel import gettext
from markupsafe import Markup, escape


class Told(str):
    """A Dutch text: kept, compared and looked up as it is, and said in the language of the session when it is shown."""

    values: dict[str, object]

    def __str__(self) -> str:
        return gettext(self.dutch, **self.values)

    def __html__(self) -> Markup:
        return escape(str(self))

    @property
    def dutch(self) -> str:
        return str.__str__(self)

    def lower(self) -> str:
        return str(self).lower()

    def capitalize(self) -> str:
        return str(self).capitalize()

    def __add__(self, other: str) -> str:
        return str(self) + str(other)

    def __radd__(self, other: str) -> str:
        return other + str(self)


def lazy_gettext(text: str, /, **values: object) -> str:
    """A text of a constant; `", ".join` and a database take its Dutch, so say `str` where it is joined to be shown."""
    told = Told(text)
    told.values = values
    return told


def kept(text: str) -> str:
    """A text as a row or a paper keeps it: in Dutch, whatever language the page of this moment is in."""
    return text.dutch if isinstance(text, Told) else text


def known(text: str) -> str:
    """A word of a layer below, said in the language of the session; what the catalogue does not know stays Dutch."""
    return gettext(text) if text else ""


# Those words: the layers below know no screens and mark nothing. A test holds this list to theirs.
BELOW = (
    lazy_gettext("Bekeken"),
    lazy_gettext("Gewijzigd"),
    lazy_gettext("Geëxporteerd"),
    lazy_gettext("Ingesteld"),
    lazy_gettext("Ingelogd"),
    lazy_gettext("Uitgelogd"),
    lazy_gettext("Opgeruimd"),
    lazy_gettext("Gelukt"),
    lazy_gettext("Halverwege"),
    lazy_gettext("Geweigerd"),
    lazy_gettext("Niet gevonden, of doet niet mee"),
    lazy_gettext("Niet gedaan"),
    lazy_gettext("Mislukt"),
    lazy_gettext("Verzameld"),
    lazy_gettext("Verstrekt"),
    lazy_gettext("Vernietigd"),
    lazy_gettext("Doel opgegeven"),
)
