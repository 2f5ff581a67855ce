"""Which elements share person data, and what must be allowed there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from engine.check.model import Node, text_of
from engine.check.package import PackageModel
from engine.check.privacy.carrying import Carried, Carrying, carries, group_of
from engine.check.privacy.permissions import NameGiver, Question, Word, words_of
from engine.check.rules.service_tasks import handler_of
from engine.registry import FormDescription

Words = frozenset[Word]


@dataclass(frozen=True)
class Need:
    """What must be allowed at a sharing element."""

    why: str  # Dutch
    questions: tuple[Question, ...] = ()
    doubts: tuple[str, ...] = ()  # what cannot be told before the case runs, as written


@dataclass(frozen=True)
class Known:
    """What the needs of an element are told from."""

    package: PackageModel
    names: NameGiver
    carrying: Carrying


def needs_of(known: Known, node: Node) -> Iterator[Need]:
    """Everything that an element shares. An element without a mark `stap` is in step 0, for which no gate is."""
    handler = handler_of(known.package, node)
    if handler is not None and handler.shares is not None:
        shares = handler.shares
        why = f"“{handler.topic}” laat persoonsgegevens stromen"
        parts = ((shares.kind,), (shares.provider,), shares.receivers)
        yield _of_texts(known, node, why, tuple(tuple(_given(node, text) for text in part) for part in parts))
    described = known.package.form((node.camunda("formRef") or "").strip()) if node.tag == "userTask" else None
    if described is not None:
        yield from _taken_in(known, node, described)
        yield from _shown(known, node, described)
    if _throws(node):
        yield from _sent(known, node)


def _given(node: Node, text: str) -> str:
    """A word of a handler, or what the diagram gives in the input it names."""
    return text_of(node.parameters("inputParameter").get(text[1:].strip())) if text.startswith("=") else text


def _of_texts(known: Known, node: Node, why: str, parts: tuple[tuple[str, ...], ...]) -> Need:
    """`parts`: the kinds, the providers and the receivers, as written."""
    found = [{text: words_of(node, text, known.names) for text in part} for part in parts]
    doubts = tuple(text for part in found for text, words in part.items() if not words)
    words = [frozenset[Word]().union(*(each or () for each in part.values())) for part in found]
    return _need(node, why, *words, doubts=doubts)


def _need(
    node: Node, why: str, kinds: Iterable[Word | None], providers: Iterable[Word], receivers: Iterable[Word], *,
    doubts: tuple[str, ...] = (),
) -> Need:  # fmt: skip
    questions = (Question(node.step or 0, *flow) for flow in product(kinds, providers, receivers))
    return Need(why, tuple(sorted(questions, key=in_words)), doubts)


def said(word: Word | None) -> str:
    """A word as a message calls it."""
    return word if isinstance(word, str) else f"={word.path}" if word is not None else "persoonsgegevens"


def in_words(asked: Question) -> str:
    """ "politiegegeven van politie aan om"."""
    whom = [f"van {said(asked.provider)}"] if asked.provider else []
    whom += [f"aan {said(asked.receiver)}"] if asked.receiver else []
    return " ".join([said(asked.kind), *whom])


def _taken_in(known: Known, node: Node, described: FormDescription) -> Iterator[Need]:
    """Each kind that comes in must be allowed to somebody; who may read it, the guard asks."""
    why = "het formulier vraagt persoonsgegevens"
    kinds = set(described.person_data.values()) or ({""} if described.takes_person_data else set())
    for text in sorted(kinds):
        words = words_of(node, text, known.names) if text else {None}
        questions = (Question(node.step or 0, kind=kind) for kind in words or ())
        yield Need(why, tuple(sorted(questions, key=in_words)), () if words else (text,))


def _shown(known: Known, node: Node, described: FormDescription) -> Iterator[Need]:
    """What another organisation brought in; what is one's own needs no permission."""
    group = group_of(node)
    receivers = words_of(node, group, known.names) or frozenset()
    for name in sorted(described.shown & known.carrying.keys()):
        why = f"het formulier toont “{name}” aan een andere organisatie dan die het gaf"
        for each in _sorted(known.carrying[name]):
            others = receivers - {each.provider}
            if others or not receivers:
                yield _flow(node, why, each, others, "" if receivers else group)


def _sent(known: Known, node: Node) -> Iterator[Need]:
    """A message or signal takes along what its input parameters read; the mark `ontvanger` says for whom."""
    text = node.properties.get("ontvanger", "")
    receivers = words_of(node, text, known.names) or frozenset()
    for name, parameter in node.parameters("inputParameter").items():
        for each in _sorted(carries(known.carrying, text_of(parameter))):
            why = f"het bericht neemt “{name}” mee"
            yield _flow(node, why, each, receivers, "" if receivers else text or "ontvanger")


def _sorted(found: frozenset[Carried]) -> list[Carried]:
    return sorted(found, key=lambda each: (said(each.kind), said(each.provider)))


def _flow(node: Node, why: str, each: Carried, receivers: Words, doubt: str) -> Need:
    providers = [each.provider] if each.provider is not None else []
    return _need(node, why, [each.kind], providers, receivers, doubts=tuple(filter(None, (each.doubt, doubt))))


def _throws(node: Node) -> bool:
    if node.tag == "sendTask":
        return not node.camunda("topic")
    return node.tag in ("intermediateThrowEvent", "endEvent") and node.event in ("message", "signal")


def forms_beside_tasks(package: PackageModel) -> Iterator[tuple[Node, str]]:
    """(element, form) of the forms that belong to no task: at the start of a case, and with a message."""
    process = package.processes.get(package.start_process)
    for node in process.starts() if process is not None else ():
        yield node, str(package.manifest.get("startformulier") or "")
    for node in package.nodes():
        if node.tag == "startEvent":
            yield node, (node.camunda("formRef") or "").strip()
        if node.event == "message" or node.tag == "receiveTask":
            yield from ((node, form) for form in _of_message(package, node))


def _of_message(package: PackageModel, node: Node) -> list[str]:
    skipping, rows = package.manifest.get("overslaan"), package.manifest.get("berichten")
    name = node.event_name() or node.scope.diagram.event_names.get(node.xml.get("messageRef", ""), "")
    found = [str(skipping.get(node.attached_to) or "")] if isinstance(skipping, dict) else []
    listed: list[Mapping[str, Any]] = [r for r in rows if isinstance(r, dict)] if isinstance(rows, list) else []
    return found + [str(row.get("formulier") or "") for row in listed if row.get("naam") == name]
