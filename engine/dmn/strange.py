"""What stands in a DMN file and does nothing here: a language that is not FEEL, an element that DMN does not have."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.dmn.elements import Element, tag_of

MOST = 50  # told of one file
_KNOWN = frozenset(
    """
    definitions import itemDefinition typeRef allowedValues typeConstraint itemComponent functionItem parameters
    decision variable question allowedAnswers informationRequirement requiredDecision requiredInput
    knowledgeRequirement requiredKnowledge authorityRequirement requiredAuthority supportedObjective
    impactedPerformanceIndicator decisionMaker decisionOwner usingProcess usingTask businessKnowledgeModel
    encapsulatedLogic inputData knowledgeSource type owner locationURI decisionService outputDecision
    encapsulatedDecision inputDecision literalExpression text importedValues importedElement expressionLanguage
    invocation binding parameter calledFunction decisionTable input inputExpression inputValues output outputValues
    defaultOutputEntry annotation rule inputEntry outputEntry annotationEntry context contextEntry relation column row
    list functionDefinition formalParameter conditional if then else filter match for in return every some satisfies
    extensionElements extensionAttribute description textAnnotation association sourceRef targetRef group
    performanceIndicator impactingDecision organizationUnit decisionMade decisionOwned elementCollection drgElement
    artifact businessContextElement
    """.split()
)


def is_feel(language: str | None) -> bool:
    """Whether an `expressionLanguage` means FEEL; without one it does."""
    return not language or "feel" in language.lower()


def strange(root: Element) -> Iterator[tuple[str, str]]:
    """(element id, Dutch message); of a strange element what stands in it goes with it."""
    language = root.get("expressionLanguage")
    if not is_feel(language):
        yield str(root.get("id") or ""), f"De taal `{str(language)[:60]}` wordt niet uitgevoerd; schrijf FEEL."
    own = etree.QName(root).namespace
    told = 0
    for element in root.iter(f"{{{own}}}*"):
        parent = element.getparent()
        if tag_of(element) in _KNOWN or (parent is not None and tag_of(parent) not in _KNOWN) or told >= MOST:
            continue
        told += 1
        yield (
            _near(element),
            f"Het onderdeel `{tag_of(element)[:60]}` kent DMN niet; hier doet het niets. Haal het weg.",
        )


def _near(element: Element) -> str:
    """The id of the element, or of the nearest around it."""
    around: Element | None = element
    while around is not None and not around.get("id"):
        around = around.getparent()
    return str(around.get("id")) if around is not None else ""
