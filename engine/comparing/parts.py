"""What a file of a package consists of, in one shape for every kind of file: parts with a key and properties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Family(StrEnum):
    """The kinds of file, as the desk knows them."""

    DIAGRAM = "diagram"
    FORM = "formulier"
    TABLE = "beslistabel"
    SETTINGS = "instellingen"
    LETTER = "brief"
    HELP = "uitleg"
    SCENARIO = "scenario"
    OTHER = "bestand"


PLACE = "in"  # the property that says in which part a part stands
LANE = "baan"
CELL = "cel:"  # with the key of its column: a property that counts only where both sides have the column


@dataclass(frozen=True)
class Part:
    """An element, field, table row, column or setting."""

    key: str
    sort: str  # the tag, or what it is: "veld", "instelling"
    name: str
    values: Mapping[str, str]  # property -> its value as text; the same text is the same meaning
    refs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # property -> what it refers to
    row: str = ""  # the list in which its place counts; "" when its place says nothing
    alias: str = ""  # what it can be recognised by when the key changed


@dataclass(frozen=True)
class Document:
    """One file, read."""

    path: str
    key: str  # the path without the name of the package; of a renamed file the old one
    family: Family
    data: bytes
    parts: Mapping[str, Part] = field(default_factory=dict)
    layout: Mapping[str, str] = field(default_factory=dict)  # element -> how it is drawn
    identity: frozenset[str] = frozenset()  # what makes it the same file under another name
    whole: bool = False  # compared and taken over as a whole: it has no parts that can go alone
    text: str = ""  # of a whole file, what can be read of it
    own: Mapping[str, str] = field(default_factory=dict)  # key -> the key in the file itself, where they differ

    def own_key(self, key: str) -> str:
        return self.own.get(key, key)

    def renamed(self, key: str) -> Document:
        return replace(self, key=key)


Documents = Mapping[str, Document]


def file_key(path: str) -> str:
    """ "bpmn/werkproces-2016/hulp/stap-1.md" -> "bpmn/hulp/stap-1.md"."""
    tree, _, rest = path.partition("/")
    return f"{tree}/{rest.partition('/')[2]}"
