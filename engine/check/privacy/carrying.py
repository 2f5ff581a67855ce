"""Which variables refer to person data: what forms put in the vault, and all that is made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from engine import feel
from engine.check.model import BPMN, CAMUNDA, Node, children, text_of
from engine.check.package import PackageModel
from engine.check.privacy.permissions import NameGiver, Word, words_of


@dataclass(frozen=True)
class Carried:
    """Person data behind a variable: its kind, and the group whose task brought it in."""

    kind: Word | None  # None: the form does not say
    provider: Word | None
    doubt: str = ""  # what cannot be told before the case runs


Carrying = Mapping[str, frozenset[Carried]]  # by name of a variable, for names travel from process to process
_NOTHING: frozenset[Carried] = frozenset()


def carrying(package: PackageModel, names: NameGiver) -> Carrying:
    """What each variable of the package may refer to."""
    found: dict[str, frozenset[Carried]] = {}
    for node in package.nodes():
        described = package.form((node.camunda("formRef") or "").strip())
        for path, kind in described.person_data.items() if described else ():
            name = path.split(".")[0]
            found[name] = found.get(name, _NOTHING) | set(_brought_in(node, kind, names))
    made = [(name, _names(text)) for node in package.nodes() for name, text in _made(node) if name]
    changed = bool(found)
    while changed:
        changed = False
        for name, read in made:
            more = _NOTHING.union(*(found.get(each, _NOTHING) for each in read))
            if not more <= found.get(name, _NOTHING):
                found[name] = found.get(name, _NOTHING) | more
                changed = True
    return found


def carries(known: Carrying, text: str) -> frozenset[Carried]:
    """The person data that an expression refers to."""
    return _NOTHING.union(*(known.get(name, _NOTHING) for name in _names(text))) if text.startswith("=") else _NOTHING


def _brought_in(node: Node, kind: str, names: NameGiver) -> Iterator[Carried]:
    kinds, groups = words_of(node, kind, names), words_of(node, group_of(node), names)
    doubt = next((text for text, words in ((kind, kinds), (group_of(node), groups)) if words is None), "")
    for provider in groups or (None,):
        yield from (Carried(each, provider, doubt) for each in kinds or (None,))


def _made(node: Node) -> Iterator[tuple[str, str]]:
    """(name, the FEEL it is made with) of all that an element makes of variables."""
    if node.tag == "scriptTask":
        yield node.camunda("resultVariable") or "", text_of(node.xml.find(f"{{{BPMN}}}script"))
    for tag in ("in", "out"):
        for mapping in node.mappings(tag):
            yield mapping.get("target", ""), mapping.get("source") or mapping.get("sourceExpression") or ""
    for tag in ("inputParameter", "outputParameter"):
        for name, parameter in node.parameters(tag).items():
            yield name, text_of(parameter) if text_of(parameter).startswith("=") else ""
    yield node.properties.get("verzamelnaam", "").strip(), node.properties.get("verzamelwaarde", "")
    loop = node.multi_instance
    if loop is not None:
        yield loop.get(f"{{{CAMUNDA}}}elementVariable") or "", loop.get(f"{{{CAMUNDA}}}collection") or ""


def _names(text: str) -> frozenset[str]:
    """The variables that an expression reads; one that does not compile is a finding of another rule."""
    with suppress(feel.FeelError):
        return frozenset(feel.compile_expression(text).names) if text.strip() else frozenset()
    return frozenset()


def group_of(node: Node) -> str:
    """For whom a user task is: its candidate groups, or else its lane."""
    given = (node.camunda("candidateGroups") or "").strip()
    if given:
        return given
    for lane in node.scope.process.xml.iter(f"{{{BPMN}}}lane"):
        if any(text_of(reference) == node.id for reference in children(lane, "flowNodeRef")):
            return str(lane.get("id", ""))
    return ""
