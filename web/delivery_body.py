"""Reads the body of a delivery of the groepsscan: strict, bounded, and never an echo of what it holds."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dossier.deliveries import Product
from dossier.documents import File
from dossier.scans import LIST, PRODUCTS, REFUSALS
from forms import filetypes

LARGEST = 28 * 1024 * 1024  # the body, base64 and all
LARGEST_FILE = 10 * 1024 * 1024
MOST_NAMES = 200
DEEPEST = 8
EXTENSION = {filetypes.EXTENSIONS[each]: each for each in (".pdf", ".docx", ".odt")}
OLDEST = date(1900, 1, 1)

Text = Annotated[str, Field(min_length=1)]
Read = TypeVar("Read", bound=BaseModel)


class Refused(Exception):
    """What is wrong with the body: a word of the interface, and the places."""

    def __init__(self, code: str, places: tuple[tuple[str, str], ...] = ()) -> None:
        self.code = code
        self.places = places
        super().__init__(code)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, str_strip_whitespace=True)


class _Name(_Strict):
    naam: Text = Field(max_length=120)
    geboortedatum: str | None = None
    woonplaats: str | None = Field(None, max_length=80)
    contact: Text = Field(max_length=500)
    reden_opname: Text = Field(max_length=1000)
    herkomst: Text = Field(max_length=200)
    feit_oordeel: Literal["feit", "oordeel"]
    toegevoegd_door: Text = Field(max_length=200)
    toegevoegd_op: str
    herzien_op: str | None = None


class _File(_Strict):
    soort: Literal["aanbiedingsbrief", "standaardrapportage"]
    media_type: str = Field(max_length=100)
    inhoud: str


class _Names(_Strict):
    soort: Literal["namenlijst"]
    namen: list[_Name] = Field(min_length=1)


class _Delivery(_Strict):
    kenmerk: str = Field(max_length=40)
    datum_levering: str
    laatste: bool = False
    producten: list[Annotated[_File | _Names, Field(discriminator="soort")]] = Field(max_length=len(PRODUCTS))


class _Refusal(_Strict):
    kenmerk: str = Field(max_length=40)
    datum: str
    reden: str = Field(max_length=40)


@dataclass(frozen=True)
class Delivered:
    kenmerk: str
    on: date
    products: tuple[Product, ...] = ()
    last: bool = False
    refusal: str = ""


def delivery(body: bytes, *, today: date) -> Delivered:
    """What a delivery brings; every file is what it says it is."""
    read = _validated(_Delivery, _parsed(body))
    kinds = [each.soort for each in read.producten]
    if len(set(kinds)) < len(kinds):
        raise Refused("inhoud_ongeldig", (("producten", "dubbel"),))
    if not kinds and not read.laatste:
        raise Refused("inhoud_ongeldig", (("producten", "leeg"),))
    products = tuple(_product(each, f"producten.{n}", today) for n, each in enumerate(read.producten))
    return Delivered(read.kenmerk, _day(read.datum_levering, "datum_levering", today), products, read.laatste)


def refusal(body: bytes, *, today: date) -> Delivered:
    """That the police do not deliver, and why: a word, so that no text brings in what nobody asked for."""
    read = _validated(_Refusal, _parsed(body))
    if read.reden not in REFUSALS:
        raise Refused("inhoud_ongeldig", (("reden", "ongeldig"),))
    return Delivered(read.kenmerk, _day(read.datum, "datum", today), refusal=read.reden)


def _parsed(body: bytes) -> Any:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Refused("geen_json") from None
    if not isinstance(found, dict):
        raise Refused("inhoud_ongeldig", (("", "ongeldig"),))
    if any(depth > DEEPEST for _, depth in _walk(found)):
        raise Refused("te_diep")
    if any(isinstance(each, str) and _unreadable(each) for each, _ in _walk(found)):
        raise Refused("onleesbaar_teken")
    products = found.get("producten")
    rows = [each.get("namen") for each in products if isinstance(each, dict)] if isinstance(products, list) else []
    if any(isinstance(each, list) and len(each) > MOST_NAMES for each in rows):
        raise Refused("te_veel_namen")
    return found


def _walk(value: Any) -> Iterator[tuple[Any, int]]:
    """Every value and how deep it lies, keys too; by a list, for recursion has an end."""
    waiting = [(value, 1)]
    while waiting:
        each, depth = waiting.pop()
        yield each, depth
        if depth > DEEPEST:
            continue
        inside = [*each, *each.values()] if isinstance(each, dict) else each if isinstance(each, list) else ()
        waiting.extend((one, depth + 1) for one in inside)


def _unreadable(text: str) -> bool:
    """A file's base64 is long and printable; only what could be no text is refused."""
    return not text.isprintable() and any(not (c.isprintable() or c in "\n\r\t\u00a0\u202f") for c in text)


def _validated(kind: type[Read], given: Any) -> Read:
    try:
        return kind.model_validate(given)
    except ValidationError as problem:
        errors = problem.errors(include_url=False, include_context=False, include_input=False)
        raise Refused("inhoud_ongeldig", tuple(dict.fromkeys(_place(each) for each in errors[:20]))) from None


_WORDS = {"missing": "ontbreekt", "extra_forbidden": "onbekend_veld", "string_too_long": "te_lang"}


def _place(error: Any) -> tuple[str, str]:
    """Where and what; of an unknown field only in which object, for its name is theirs."""
    where = [str(part) for part in error["loc"] if part not in ("aanbiedingsbrief", "standaardrapportage", LIST)]
    if error["type"] == "extra_forbidden":
        where = where[:-1]
    return ".".join(where), _WORDS.get(error["type"], "ongeldig")


def _product(given: _File | _Names, place: str, today: date) -> Product:
    if isinstance(given, _Names):
        rows = tuple(_row(each, f"{place}.namen.{n}", today) for n, each in enumerate(given.namen))
        return Product(LIST, names=rows)
    try:
        content = base64.b64decode(given.inhoud, validate=True)
    except (binascii.Error, ValueError):
        raise Refused("inhoud_ongeldig", ((f"{place}.inhoud", "geen_base64"),)) from None
    if not content or len(content) > LARGEST_FILE:
        raise Refused("bestand_te_groot" if content else "inhoud_ongeldig", ((f"{place}.inhoud", "grootte"),))
    extension = EXTENSION.get(given.media_type)
    if extension is None or filetypes.sniff(content, extension) != given.media_type:
        raise Refused("verkeerd_soort_bestand", ((f"{place}.media_type", "ongeldig"),))
    return Product(given.soort, file=File(f"{given.soort}{extension}", given.media_type, content))


def _row(name: _Name, place: str, today: date) -> dict[str, Any]:
    """A row as the form of the police gives it."""
    days = {
        field: None if (text := getattr(name, field)) is None else _day(text, f"{place}.{field}", today)
        for field in ("geboortedatum", "toegevoegd_op", "herzien_op")
    }
    return {**name.model_dump(), **days}


def _day(text: str, place: str, today: date) -> date:
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        day = None
    if day is None or not OLDEST <= day <= today:
        raise Refused("inhoud_ongeldig", ((place, "ongeldig"),))
    return day
