"""The handbooks of docs/ as pages: read once, rendered without HTML, links and pictures made to work on screen."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from web import help as step_help

BOOKS = ("behandelaar", "ontwerper", "beheerder")
GLOSSARY = "begrippen"
DUTCH = (*BOOKS, GLOSSARY)
PICTURES = {".png": "image/png", ".svg": "image/svg+xml"}
CLASSES = {
    **step_help.CLASSES,
    "heading_open": "utrecht-heading-{level}",
    "table_open": "utrecht-table utrecht-table--html-table",
    "thead_open": "utrecht-table__header",
    "tbody_open": "utrecht-table__body",
    "tr_open": "utrecht-table__row",
    "th_open": "utrecht-table__header-cell",
    "td_open": "utrecht-table__cell",
    "image": "zs-plaatje",
}
Address = Callable[[str], str | None]  # of a page or picture of docs/; None: it has none here


@dataclass(frozen=True)
class Heading:
    """A heading of a page, and the text under it as it is searched."""

    page: str
    title: str  # of the page
    words: str
    anchor: str
    text: str


@dataclass(frozen=True)
class Page:
    """One file, named by its path without the ending; a README is its folder."""

    name: str
    title: str
    source: str
    folder: str

    @property
    def dutch(self) -> bool:
        return self.name.split("/")[0] in DUTCH


@lru_cache(maxsize=4)
def pages(docs: Path) -> Mapping[str, Page]:
    """Every page that is there, by name; none when the release came without docs/."""
    found = {}
    for path in sorted(docs.rglob("*.md")):
        inside = path.relative_to(docs).as_posix()
        source = path.read_text("utf-8")
        title = next((line[2:].strip() for line in source.splitlines() if line.startswith("# ")), inside)
        name = name_of(inside)
        if name:
            found[name] = Page(name, title.replace("`", ""), source, posixpath.dirname(inside))
    return found


@lru_cache(maxsize=4)
def pictures(docs: Path) -> frozenset[str]:
    return frozenset(path.relative_to(docs).as_posix() for path in docs.rglob("*") if path.suffix in PICTURES)


def name_of(inside: str) -> str:
    """ "beheerder/README.md" is "beheerder", "beheerder/e-mail.md" is "beheerder/e-mail"."""
    return inside.removesuffix(".md").removesuffix("README").rstrip("/")


def html(page: Page, address: Address) -> Markup:
    """The page below its title."""
    reader = _reader()
    tokens = _without_title(reader.parse(page.source))
    anchors = _anchors(tokens)
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", anchors[number])
        for each in (token, *(token.children or ())):
            _mark(each)
        if token.children:
            token.children = _linked(token.children, page.folder, address)
    if page.name == GLOSSARY:
        _name_rows(tokens)
    made = reader.renderer.render(tokens, reader.options, {})
    for tag, label in (("table", "Tabel"), ("pre", "Voorbeeld")):
        # what is wide scrolls by itself, also for who has no mouse
        frame = f'<div class="zs-scroll" tabindex="0" role="group" aria-label="{label}">'
        made = made.replace(f"<{tag}", f"{frame}<{tag}").replace(f"</{tag}>", f"</{tag}></div>")
    return Markup(made)  # html is off: nothing of the text passes as markup


@lru_cache(maxsize=4)
def headings(docs: Path) -> tuple[Heading, ...]:
    """Every heading of the Dutch pages, the title of a page first."""
    found = []
    for page in pages(docs).values():
        if page.dutch:
            found += _headings(page)
    return tuple(found)


def search(docs: Path, asked: str, most: int = 40) -> list[Heading]:
    """The headings that have all the words, in themselves first, then in the text under them."""
    wanted = plain(asked).split()
    if not wanted:
        return []
    scored = [(_score(each, wanted), each) for each in headings(docs)]
    return [each for level in (0, 1) for score, each in scored if score == level][:most]


def _score(heading: Heading, wanted: list[str]) -> int | None:
    title, whole = plain(heading.words), plain(f"{heading.title} {heading.words} {heading.text}")
    if all(word in title for word in wanted):
        return 0
    return 1 if all(word in whole for word in wanted) else None


def plain(text: str) -> str:
    """Small letters without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _without_title(tokens: list[Token]) -> list[Token]:
    first = tokens[0] if tokens else None
    return tokens[3:] if first is not None and first.type == "heading_open" and first.tag == "h1" else tokens


def _anchors(tokens: list[Token]) -> dict[int, str]:
    """An id for each heading; a second one with the same words gets a number."""
    seen: dict[str, int] = {}
    made = {}
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            slug = re.sub(r"[^\w]+", "-", plain(tokens[number + 1].content)).strip("-") or "kop"
            seen[slug] = seen.get(slug, 0) + 1
            made[number] = slug if seen[slug] == 1 else f"{slug}-{seen[slug]}"
    return made


def anchor_of(term: str) -> str:
    """Where a term of the glossary stands on its page."""
    return "begrip-" + re.sub(r"[^\w]+", "-", plain(term)).strip("-")


def _name_rows(tokens: list[Token]) -> None:
    """Each row of a table gets an anchor of its first cell."""
    for token, cell, words in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if token.type == "tr_open" and cell.type == "td_open":
            token.attrSet("id", anchor_of(words.content))


def _mark(token: Token) -> None:
    if token.type in CLASSES:
        token.attrSet("class", CLASSES[token.type].format(level=token.tag[-1:]))
    if token.type == "th_open":
        token.attrSet("scope", "col")


def _linked(children: list[Token], folder: str, address: Address) -> list[Token]:
    """Links and pictures that lead somewhere here; of any other only the words stay."""
    kept, dropped = [], 0
    for token in children:
        if token.type == "link_open":
            target = _target(str(token.attrGet("href") or ""), folder, address)
            if target is None:
                dropped += 1
                continue
            token.attrSet("href", target)
        elif token.type == "link_close" and dropped:
            dropped -= 1
            continue
        elif token.type == "image":
            target = _target(str(token.attrGet("src") or ""), folder, address)
            if target is None:
                continue
            token.attrSet("src", target)
        kept.append(token)
    return kept


def _target(link: str, folder: str, address: Address) -> str | None:
    path, mark, anchor = link.partition("#")
    if link.startswith(("https://", "http://", "mailto:")) or not path:
        return link
    found = address(posixpath.normpath(posixpath.join(folder, path)))
    return None if found is None else found + mark + anchor


def _headings(page: Page) -> list[Heading]:
    tokens = _reader().parse(page.source)
    below = _without_title(tokens)
    anchors = _anchors(below)
    made = [Heading(page.name, page.title, page.title, "", "")]
    for number, token in enumerate(below):
        if number in anchors:
            words = below[number + 1].content.replace("`", "").replace("*", "")
            made.append(Heading(page.name, page.title, words, anchors[number], ""))
        elif token.type in ("inline", "fence") and number - 1 not in anchors:
            last = made[-1]
            made[-1] = Heading(last.page, last.title, last.words, last.anchor, f"{last.text} {token.content}")
    return made
