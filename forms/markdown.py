"""Markdown of a designer as safe HTML; what users typed is put in afterwards and never read as markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from engine import feel
from forms.fields import Scope, Text
from forms.texts import words

_CLASSES = {
    "paragraph_open": "utrecht-paragraph",
    "bullet_list_open": "utrecht-unordered-list",
    "ordered_list_open": "utrecht-ordered-list",
    "link_open": "utrecht-link utrecht-link--html-a",
}
_MARK = re.compile("\ue000(\\d+)\ue001")
_parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable(["image", "html_block", "html_inline"])


def to_html(text: Text, scope: Scope, env: feel.Environment) -> Markup:
    """The text as HTML. A text that is one expression is shown as it is, not as markdown."""
    if len(text.parts) == 1 and not isinstance(text.parts[0], str):
        return _plain(words(text.parts[0].value(scope, env)))
    source: list[str] = []
    values: list[str] = []
    for part in text.parts:
        if isinstance(part, str):
            source.append(part.replace("\ue000", "").replace("\ue001", ""))
        else:
            source.append(f"\ue000{len(values)}\ue001")
            values.append(words(part.value(scope, env)))
    return _filled(_html("".join(source)), values)


def _html(source: str) -> str:
    tokens = _parser.parse(source)
    for token in tokens:
        _dress(token)
        for child in token.children or ():
            _dress(child)
    return str(_parser.renderer.render(tokens, _parser.options, {}))


def _dress(token: Token) -> None:
    """Give Utrecht's classes, and headings a place below the title of the page."""
    if token.type in ("heading_open", "heading_close"):
        level = min(int(token.tag[1]) + 1, 5)
        token.tag = f"h{level}"
        if token.type == "heading_open":
            token.attrSet("class", f"utrecht-heading-{level}")
    elif token.type in _CLASSES:
        token.attrSet("class", _CLASSES[token.type])


def _filled(html: str, values: Sequence[str]) -> Markup:
    def value(match: re.Match[str]) -> str:
        index = int(match[1])
        return str(_lines(values[index])) if index < len(values) else ""

    # Safe: the HTML comes from the parser with raw HTML off, the values are escaped by _lines.
    return Markup(_MARK.sub(value, html))


def _lines(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def _plain(text: str) -> Markup:
    paragraphs = [p for p in re.split(r"\n{2,}", text.strip()) if p]
    return Markup("\n").join(Markup('<p class="utrecht-paragraph">{}</p>').format(_lines(p)) for p in paragraphs)
