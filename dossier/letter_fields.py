"""Which fields a template asks for, and which there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jinja2 import TemplateError, nodes

from dossier import letters
from dossier.letters import LetterRefused
from engine.registry import LetterDescription

_ACTIONS = ("titel", "eigenaar", "spoor", "soort", "start", "einde", "grondslag", "status", "notitie", "belemmering")
_SCORES = ("moment", "datum", "ernst", "risico", "ontwikkeling", "impact")
_ROWS: Mapping[str, tuple[str, ...]] = {
    "acties": _ACTIONS,
    "open_acties": _ACTIONS,
    "scores": _SCORES,
    "deelnemers": ("organisatie", "rol"),
    "vergelijking": ("onderdeel", "begin", "nu", "verschil"),
    "overdrachten": ("wat", "soort", "van", "aan", "vanaf"),
}
HEAD = frozenset({"gemeente", "datum", "kenmerk", "titel", "versie", "afzender", "ontvangers"})
OF_CASE = frozenset({"groep_alias", "gebied", "zaak", "proces", "begonnen_op", "geeindigd_op"})
# What every document of a case can use, beside what the diagram gives it.
COMMON = HEAD | OF_CASE | frozenset(_ROWS) | {f"{name}.{field}" for name, fields in _ROWS.items() for field in fields}

INFORMATION = HEAD | {
    "groep_alias", "gebied", "naam", "aanhef", "reden", "herkomst", "feit_of_oordeel", "op_lijst_sinds",
    "bewaartermijn", "verzoek_termijn", "contact",
}  # fmt: skip
_SCAN = (HEAD - {"titel", "versie"}) | {
    "groep_alias", "gebied", "gewenste_datum", "besluitnummer", "motivering", "groepsomschrijving", "vraag", "doel",
    "proportionaliteit", "subsidiariteit",
}  # fmt: skip
_CERTIFICATE = HEAD | OF_CASE | {
    "nummer", "aanleiding", "verwijderd_op", "onherstelbaar_op", "aantal", "controlegetal", "door",
    "delen", "delen.categorie", "delen.aantal", "verwijzingen",
}  # fmt: skip
_COUNCIL = frozenset(
    {"gemeente", "datum", "titel", "tabellen", "tabellen.titel", "tabellen.uitleg", "tabellen.rijen"}
    | {"tabellen.rijen.naam", "tabellen.rijen.aantal"}
)
# The letters that a part of Zevenstap itself fills in, with what it gives them.
FIXED: Mapping[str, frozenset[str]] = {
    "groepsscan-verzoek": _SCAN,
    "informatiebrief": INFORMATION,
    "informatiebrief-ouder": INFORMATION | {"naam_kind"},
    "vernietiging": _CERTIFICATE,
    "raadsrapportage": _COUNCIL,
}


def describe(path: str, data: bytes) -> LetterDescription:
    """What a template asks for, for the check; or why it cannot be used."""
    name = path.rsplit("/", 1)[-1]
    try:
        trees = [letters.parse(source) for source in letters.sources(name, data)]
    except LetterRefused as refused:
        return LetterDescription(frozenset(), refused.problem)
    except TemplateError as error:
        return LetterDescription(frozenset(), _in_words(error))
    return LetterDescription(frozenset(field for tree in trees for field in _asked(tree, {})))


def repeated(path: str, data: bytes) -> frozenset[str]:
    """The fields that a readable template goes through row by row."""
    trees = [letters.parse(source) for source in letters.sources(path.rsplit("/", 1)[-1], data)]
    return frozenset(field for tree in trees for field in _lists(tree, {}))


def _lists(node: nodes.Node, rows: Mapping[str, str]) -> Iterator[str]:
    if isinstance(node, nodes.For):
        source = _path(node.iter, rows)
        yield source
        rows = {**rows, node.target.name: source} if isinstance(node.target, nodes.Name) else rows
    for child in node.iter_child_nodes():
        yield from _lists(child, rows)


def _in_words(error: TemplateError) -> str:
    text = error.message or ""
    if isinstance(error, letters.Forbidden):
        return text
    return f"Tussen de accolades staat iets dat niet te lezen is: {text[:150]}"


def _asked(node: nodes.Node, rows: Mapping[str, str]) -> Iterator[str]:
    if isinstance(node, nodes.For):
        yield from _asked(node.iter, rows)
        inside = dict(rows)
        if isinstance(node.target, nodes.Name):
            inside[node.target.name] = _path(node.iter, rows)
        for part in (*node.body, *([node.test] if node.test else [])):
            yield from _asked(part, inside)
        for part in node.else_:
            yield from _asked(part, rows)
        return
    if isinstance(node, (nodes.Name, nodes.Getattr)):
        found = _path(node, rows)
        if found and found.partition(".")[0] != "loop":
            yield found
        return
    for child in node.iter_child_nodes():
        yield from _asked(child, rows)


def _path(node: nodes.Node, rows: Mapping[str, str]) -> str:
    """ "acties.titel" for `actie.titel` in a list over `acties`; empty for what is no plain field."""
    if isinstance(node, nodes.Name):
        return rows.get(node.name, node.name)
    if isinstance(node, nodes.Getattr):
        source = _path(node.node, rows)
        return f"{source}.{node.attr}" if source else ""
    return ""
