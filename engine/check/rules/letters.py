"""Letters can be read, exist where a diagram names them, and ask only for fields that there are."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from engine import feel
from engine.check.files import stem
from engine.check.findings import Finding, error
from engine.check.model import Node, text_of
from engine.check.package import PackageModel
from engine.errors import Invalid
from engine.feel.tree import ContextOf
from engine.registry import LetterDescription, Letters

RULE = "brief"
ENDINGS = (".docx", ".txt")


def check(package: PackageModel) -> Iterator[Finding]:
    known = package.catalogue.letters
    if known is None:
        return
    read = {path: known.read(path, data) for path, data in package.files.items() if _is_letter(path)}
    for path, letter in sorted(read.items()):
        if letter.problem:
            hint = "Herstel de brief in Word en voeg hem opnieuw toe."
            yield error(path, "", RULE, f"De brief {_name(path)} is niet te gebruiken: {letter.problem}", hint)
        elif stem(path) in known.fixed:
            yield from _unknown(path, "", letter, known.fixed[stem(path)])
    for node in package.nodes():
        if node.camunda("topic") == known.topic:
            yield from _one(package, node, known, read)


def makers(package: PackageModel, path: str) -> list[Node]:
    """The tasks that make a document from this letter."""
    known = package.catalogue.letters
    return [
        node
        for node in package.nodes()
        if known is not None
        and node.camunda("topic") == known.topic
        and text_of(node.parameters("inputParameter").get("sjabloon")).strip() == stem(path)
    ]


def fields_for(package: PackageModel, path: str) -> frozenset[str] | None:
    """What a letter is given by all who make it (`x.*`: the task says what is in it); None when only a case knows."""
    known = package.catalogue.letters
    if known is None:
        return None
    if stem(path) in known.fixed:
        return known.fixed[stem(path)]
    given = [_given(node) for node in makers(package, path)]
    if None in given:
        return None
    return known.common | (frozenset.intersection(*(g for g in given if g is not None)) if given else frozenset())


def _one(package: PackageModel, node: Node, known: Letters, read: dict[str, LetterDescription]) -> Iterator[Finding]:
    """A task that makes a document: the template is there, and the task gives what it asks for."""
    name = text_of(node.parameters("inputParameter").get("sjabloon")).strip()
    if not name or name.startswith("="):
        return  # the rule on service tasks asks for it; which one an expression names, only the case knows
    here = {path: letter for path, letter in read.items() if stem(path) == name}
    if not here and not package.partial:
        names = sorted({stem(path) for path in read})
        near = difflib.get_close_matches(name, names, n=1)
        hint = f"Bedoelde u “{near[0]}”?" if near else f"Zet {name}.docx in de map brieven van het pakket."
        yield error(node.file, node.id, RULE, f"De brief “{name}” van {node.label} bestaat niet.", hint)
    given = _given(node)
    for path, letter in sorted(here.items()):
        if given is not None and not letter.problem:
            yield from _unknown(path, node.label, letter, known.common | given)


def _given(node: Node) -> frozenset[str] | None:
    """The names in the context `gegevens`; None when only the case knows them."""
    text = text_of(node.parameters("inputParameter").get("gegevens")).strip()
    if not text:
        return frozenset()
    if not text.startswith("="):
        return None  # no context at all; what the handler says of it, the rule on service tasks cannot know
    try:
        written = feel.compile_expression(text).tree
    except Invalid:
        return None  # the rule on expressions says so
    return frozenset(f"{name}.*" for name in written.names) if isinstance(written, ContextOf) else None


def _unknown(path: str, task: str, letter: LetterDescription, known: frozenset[str]) -> Iterator[Finding]:
    for field in sorted(letter.fields):
        if field in known or f"{field.partition('.')[0]}.*" in known:
            continue
        names = sorted(name.removesuffix(".*") for name in known)
        near = difflib.get_close_matches(field, names, n=1)
        where = f" (gemaakt door {task})" if task else ""
        message = f"De brief {_name(path)}{where} vraagt om het veld “{field}”, en dat is er niet."
        hint = f"Bedoelde u “{near[0]}”?" if near else f"Velden die er zijn: {', '.join(names[:40])}."
        yield error(path, "", RULE, message, hint)


def _is_letter(path: str) -> bool:
    return "/brieven/" in path and path.endswith(ENDINGS)


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]
