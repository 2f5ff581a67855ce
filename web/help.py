"""The help of a step: the markdown of the package as safe HTML, its chapters folded away."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markupsafe import Markup

from engine.definitions import PackageContent

CLASSES = {
    "paragraph_open": "utrecht-paragraph",
    "bullet_list_open": "utrecht-unordered-list",
    "ordered_list_open": "utrecht-ordered-list",
    "list_item_open": "utrecht-unordered-list__item",
    "link_open": "utrecht-link utrecht-link--html-a",
    "blockquote_open": "utrecht-blockquote",
}


@dataclass(frozen=True)
class Chapter:
    """A heading with what stands under it."""

    title: str
    html: Markup


@dataclass(frozen=True)
class Help:
    """The text of a step: first what it is for, then the chapters."""

    intro: Markup
    chapters: tuple[Chapter, ...]


def of(content: PackageContent, process_key: str, step: int | None) -> Help | None:
    """The help of a process, otherwise of its step."""
    text = content.help.get(process_key) or content.help.get(f"stap-{step}")
    return read(text) if text else None


@lru_cache(maxsize=64)
def read(text: str) -> Help:
    """Split a help text at its second-level headings; its title is the page's business."""
    intro, *rest = ("\n" + text).split("\n## ")
    lines = [line for line in intro.splitlines() if not line.startswith("# ")]
    chapters = []
    for part in rest:
        title, _, body = part.partition("\n")
        chapters.append(Chapter(title.strip(), to_html(body)))
    return Help(intro=to_html("\n".join(lines)), chapters=tuple(chapters))


def to_html(text: str) -> Markup:
    """Markdown without HTML and without images; every block carries the class of the design."""
    markdown = MarkdownIt("commonmark", {"html": False}).disable("image")
    tokens = markdown.parse(text)
    for token in tokens:
        for each in (token, *(token.children or ())):
            if each.type in CLASSES:
                each.attrSet("class", CLASSES[each.type])
    return Markup(
        markdown.renderer.render(tokens, markdown.options, {})
    )  # html is off: nothing of the text passes as markup
