"""Letters from the templates of a package: Word when there is one, plain text otherwise.

Templates come from outside. They run in a sandbox, and of the template language only fields, lists and conditions
are left: no call, no sum, nothing of Python's own.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zlib import error as ZlibError

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, Undefined, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from dossier.documents import File
from engine.errors import Invalid

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FOLDER = "brieven"
LARGEST = 20_000_000  # of everything in a Word file, unpacked
FILTERS = frozenset({"upper", "lower", "capitalize", "trim", "length", "join", "first", "last", "default", "e"})
_TESTS = frozenset({"defined", "undefined", "none", "string", "even", "odd"})
_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If, nodes.Const,
    nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr,
)  # fmt: skip
# What Word cannot hold. The marks of its template engine for a page or paragraph go too: a value is only text.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DANGEROUS = ("vbaProject.bin", "activeX", "oleObject")
_OUTSIDE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_MACROS = b"macroEnabled"


class LetterMissing(Invalid, told=True):
    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"Het pakket heeft geen brief {name}.docx of {name}.txt in de map brieven.")


class LetterRefused(Invalid, told=True):
    """The template asks for something that does not exist or that it may not touch."""

    def __init__(self, name: str, problem: str = "Kijk of de namen in de brief kloppen.") -> None:
        self.name = name
        self.problem = problem
        super().__init__(f"De brief {name} is niet in te vullen. {problem}")


class Forbidden(TemplateError):
    """A construction that letters do not know."""


class LetterEnvironment(SandboxedEnvironment):
    """Jinja's sandbox, with all but fields, lists and conditions refused before anything runs."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        for node in parsed.find_all(nodes.Node):
            _refuse(node)
        return parsed

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field of a row, or where a list is; never an attribute of a Python object."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in ("index", "first", "last", "length"):
            return getattr(obj, attribute)
        return obj if isinstance(obj, Undefined) else self.undefined(name=attribute)


def write(files: Mapping[str, bytes], name: str, values: Mapping[str, Any]) -> File:
    """Fill in the letter `name` of a package; values are texts, or lists of rows of texts."""
    word, plain = _find(files, f"{name}.docx"), _find(files, f"{name}.txt")
    written = _clean(dict(values))
    try:
        if word is not None:
            return File(f"{name}.docx", WORD, _fill_word(name, word, written))
        if plain is not None:
            return File(f"{name}.txt", "text/plain", _fill_text(plain, written))
    except TemplateError:
        raise LetterRefused(name) from None
    raise LetterMissing(name)


def exists(files: Mapping[str, bytes], name: str) -> bool:
    return any(_find(files, f"{name}{ending}") is not None for ending in (".docx", ".txt"))


def sources(name: str, data: bytes) -> list[str]:
    """Every text of a template that gets filled in, as the template engine reads it."""
    if name.endswith(".txt"):
        return [_decoded(name, data)]
    template = open_word(name, data)
    template.render_init()
    made = [template.patch_xml(template.get_xml())]
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        made += [template.patch_xml(template.get_part_xml(part)) for _, part in template.get_headers_footers(uri)]
    properties = template.get_docx().core_properties
    made += [getattr(properties, p) for p in ("author", "comments", "identifier", "language", "subject", "title")]
    return made


def parse(source: str) -> nodes.Template:
    """The tree of one text; `TemplateError` when it does not belong in a letter."""
    return make_environment().parse(source)


def make_environment(*, escape: bool = False) -> LetterEnvironment:
    made = LetterEnvironment(autoescape=escape, undefined=StrictUndefined, keep_trailing_newline=True)
    made.globals.clear()  # range, cycler and the like are no fields
    return made


def open_word(name: str, data: bytes) -> DocxTemplate:
    """The Word file, when it is one, of a size to handle and with nothing in it that works by itself."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _inspect(name, archive)
        template = DocxTemplate(BytesIO(data))
        template.render_init()
    except (zipfile.BadZipFile, ZlibError, PackageNotFoundError, etree.XMLSyntaxError, KeyError, ValueError, OSError):
        raise LetterRefused(name, "Dit is geen leesbaar Word-bestand. Sla het in Word opnieuw op als .docx.") from None
    except (NotImplementedError, RuntimeError):  # packed in a way nobody uses, or with a password
        raise LetterRefused(name, "Het Word-bestand is beveiligd. Sla het op zonder wachtwoord.") from None
    return template


def _inspect(name: str, archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if sum(member.file_size for member in members) > LARGEST:
        raise LetterRefused(name, f"Het bestand is uitgepakt groter dan {LARGEST // 1_000_000} MB.")
    if any(mark in member.filename for member in members for mark in _DANGEROUS):
        raise LetterRefused(name, "Er zit een macro of een ander programma in. Haal dat weg.")
    for member in members:
        if member.filename.endswith((".xml", ".rels")):
            _inspect_text(name, archive.read(member))
        if member.filename.endswith(".rels"):
            _inspect_links(name, archive.read(member))


def _inspect_text(name: str, text: bytes) -> None:
    # A NUL: written in an encoding in which the marks below look otherwise; Word writes UTF-8.
    if b"\x00" in text or _OUTSIDE.search(text):
        raise LetterRefused(name, "Het bestand haalt iets van buiten. Sla het in Word opnieuw op als .docx.")
    if _MACROS in text:
        raise LetterRefused(name, "Dit is een bestand met macro's (.docm). Sla het in Word op als .docx.")


def _inspect_links(name: str, text: bytes) -> None:
    """Nothing is fetched from elsewhere when somebody opens the letter; a link that one may follow is no fetching."""
    for each in etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True)).iter(
        "{*}Relationship"
    ):
        outside = each.get("TargetMode", "").strip().lower() == "external"
        if outside and not each.get("Type", "").endswith("/hyperlink"):
            fetched = "Het bestand haalt iets van een ander adres. Zet plaatjes en sjablonen er zelf in."
            raise LetterRefused(name, fetched)


def _refuse(node: nodes.Node) -> None:
    if not isinstance(node, _NODES):
        raise Forbidden(f"“{type(node).__name__}” kan niet in een brief: gebruik velden, lijsten en voorwaarden.")
    if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        raise Forbidden(f"Het veld “{node.attr[:40]}” bestaat niet: een veld begint met een letter.")
    if isinstance(node, nodes.Name) and node.name.startswith("_"):
        raise Forbidden(f"Het veld “{node.name[:40]}” bestaat niet: een veld begint met een letter.")
    if isinstance(node, nodes.Filter) and (node.name not in FILTERS or node.kwargs or node.dyn_args):
        raise Forbidden(f"De bewerking “|{node.name[:40]}” kan niet. Mogelijk zijn: {', '.join(sorted(FILTERS))}.")
    if isinstance(node, nodes.Test) and node.name not in _TESTS:
        raise Forbidden(f"De vraag “is {node.name[:40]}” kan niet in een brief.")
    if isinstance(node, nodes.For) and node.recursive:
        raise Forbidden("Een lijst kan niet zichzelf herhalen.")


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _UNWRITABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, Mapping):
        return {str(name): _clean(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(each) for each in value]
    return value


def _find(files: Mapping[str, bytes], name: str) -> bytes | None:
    return next((data for path, data in files.items() if path.endswith(f"/{FOLDER}/{name}")), None)


def _fill_word(name: str, template: bytes, values: dict[str, Any]) -> bytes:
    document = open_word(name, template)
    document.render(values, jinja_env=make_environment(escape=True), autoescape=True)
    filled = BytesIO()
    document.save(filled)
    return filled.getvalue()


def _fill_text(template: bytes, values: dict[str, Any]) -> bytes:
    return make_environment().from_string(_decoded("brief.txt", template)).render(values).encode()


def _decoded(name: str, data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise TemplateSyntaxError(f"{name} is geen UTF-8-tekst. Sla het bestand op als UTF-8.", 1) from None
