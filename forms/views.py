"""What the templates show of each field, worked out beforehand; templates decide nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from engine import feel
from forms import initial, markdown, options, rowedit, state, terms, texts, trees
from forms.fields import CHOICE_KINDS, INPUT_KINDS, LIST_KINDS, Expression, Field, Form, deep
from forms.filetypes import NAMES, accepted
from forms.messages import Doubt
from forms.options import Option
from forms.state import Place

MAX_TABLE = 200
_NOTHING = Markup()


@dataclass(frozen=True)
class Choice:
    """One radio button, box or line of a list."""

    id: str
    label: str
    token: str
    chosen: bool


@dataclass(frozen=True)
class RowView:
    number: int
    title: str
    children: tuple[View, ...]


@dataclass(frozen=True)
class View:
    """One field as the page shows it."""

    field: Field
    name: str = ""
    label: str = ""
    hint: str = ""
    error: str = ""
    doubt: Doubt | None = None  # what to look at again
    html: Markup = _NOTHING
    value: Any = ""
    choices: tuple[Choice, ...] = ()
    prefix: str = ""
    suffix: str = ""
    readonly: bool = False
    trigger: bool = False  # other questions depend on this answer
    focus: bool = False
    rows: tuple[RowView, ...] = ()
    children: tuple[View, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    accept: str = ""
    next_row: str = ""  # the name of the first field of a row that is added

    @property
    def kind(self) -> str:
        return "readonly" if self.readonly else self.field.kind

    @property
    def optional(self) -> bool:
        return not self.field.required and self.field.kind in INPUT_KINDS - {"checkbox"}

    @property
    def described(self) -> str:
        """The ids that explain the input, the fault first."""
        parts = [f"{self.name}:fout"] if self.error else []
        parts += [f"{self.name}:twijfel"] if self.doubt else []
        parts += [f"{self.name}:hulp"] if self.hint else []
        parts += [f"{self.name}:eenheid"] if self.prefix or self.suffix else []
        return " ".join(parts)


@dataclass(frozen=True)
class Look:
    """What holds for the whole page."""

    env: feel.Environment
    hidden: frozenset[str]
    errors: Mapping[str, str]
    triggers: frozenset[str]
    focus: str
    words: Mapping[str, Mapping[str, str]]  # by key: what an earlier choice is called, for in a table
    terms: Mapping[str, str] = field(default_factory=dict)  # of the glossary, with the address of each


def of_form(form: Form, place: Place, look: Look) -> tuple[View, ...]:
    """All that is visible, in order."""
    return tuple(_views(form.fields, place, look))


def triggers(form: Form) -> frozenset[str]:
    """The names of own fields that an expression in the form uses."""
    used = {name for one in deep(form.fields) for e in _expressions(one) for name in e.compiled.names}
    own = {one.path[0] for one in deep(form.fields) if one.gives and one.path}
    return frozenset(own if used & {"this", "parent"} else own & used)


def _expressions(one: Field) -> Iterator[Expression]:
    limits = one.limits
    candidates = (one.hide, one.readonly, one.source, one.choices.expression, limits.minimum, limits.maximum)
    yield from (each for each in candidates if isinstance(each, Expression))
    for text in (one.label, one.description, one.text, one.prefix, one.suffix):
        yield from text.expressions


def _views(fields: tuple[Field, ...], place: Place, look: Look) -> Iterator[View]:
    for one in fields:
        if state.mark(place.base, one) in look.hidden or one.kind in ("button", "expression"):
            continue
        if one.kind == "group":
            children = tuple(_views(one.children, place, look))
            if children:
                yield View(one, **_common(one, place, look), children=children)
        elif one.kind == "dynamiclist":
            yield _list(one, place, look)
        elif one.kind == "table":
            yield View(one, **_common(one, place, look), cells=_cells(one, place, look))
        elif one.kind == "text":
            yield View(one, html=markdown.to_html(one.text, place.scope, look.env))
        elif one.kind in INPUT_KINDS:
            yield _input(one, place, look)
        else:
            yield View(one)


def _common(one: Field, place: Place, look: Look) -> dict[str, Any]:
    name = trees.name(place.base, one.path) if one.gives else f"{place.base}{one.id}"
    said = look.errors.get(name, "") if one.gives else ""
    return {
        "name": name,
        "label": texts.render(one.label, place.scope, look.env),
        "hint": terms.linked(texts.render(one.description, place.scope, look.env), look.terms),
        "error": "" if isinstance(said, Doubt) else said,
        "doubt": said if isinstance(said, Doubt) else None,
        "focus": bool(look.focus) and look.focus == name,
    }


def _input(one: Field, place: Place, look: Look) -> View:
    common = _common(one, place, look)
    readonly = state.is_readonly(one, place.scope, look.env)
    raw = trees.get(place.raw, one.path)
    raw = raw if one.kind == "filepicker" else initial.raw_of(one, raw, look.env)
    offer = options.offered(one, place.scope, look.env) if one.kind in CHOICE_KINDS else ()
    if readonly:
        return View(one, **common, readonly=True, value=shown(one, trees.get(place.before, one.path), offer))
    common["hint"] = Markup(" ").join(filter(None, [common["hint"], _length_hint(one)]))
    return View(
        one,
        **common,
        value=_files(raw) if one.kind == "filepicker" else raw,
        choices=_choices(one, offer, raw, common["name"]),
        prefix=texts.render(one.prefix, place.scope, look.env),
        suffix=texts.render(one.suffix, place.scope, look.env),
        trigger=one.path[0] in look.triggers,
        accept=_accept(one, look.env) if one.kind == "filepicker" else "",
    )


def shown(one: Field, value: Any, offer: tuple[Option, ...]) -> str:
    """A value in words, by the labels of its options where it has them."""
    if one.kind in LIST_KINDS:
        values = value if isinstance(value, list | tuple) else []
        return ", ".join(shown_option(each, offer) for each in values)
    if one.kind in CHOICE_KINDS and value is not None:
        return shown_option(value, offer)
    if one.kind == "filepicker":
        count = len(value) if isinstance(value, list) else 0
        return "" if not count else "1 bestand" if count == 1 else f"{count} bestanden"
    return texts.words(value)


def shown_option(value: Any, offer: tuple[Option, ...]) -> str:
    found = options.matching(offer, value)
    return found.label if found else texts.words(value)


def _length_hint(one: Field) -> str:
    most = one.limits.max_length
    return f"Hooguit {most:,} tekens.".replace(",", ".") if one.kind == "textarea" and isinstance(most, int) else ""


def _choices(one: Field, offer: tuple[Option, ...], raw: Any, name: str) -> tuple[Choice, ...]:
    chosen = [one for one in (raw if isinstance(raw, list) else [raw]) if isinstance(one, str)]
    return tuple(
        Choice(name if n == 0 else f"{name}-{n + 1}", option.label, option.token, option.token in chosen)
        for n, option in enumerate(offer)
    )


def _files(raw: Any) -> list[tuple[str, str]]:
    given = raw if isinstance(raw, list) else []
    return [(str(f["ref"]), str(f.get("naam") or "bestand")) for f in given if isinstance(f, Mapping) and "ref" in f]


def _accept(one: Field, env: feel.Environment) -> str:
    types = accepted(texts.render(one.accept, {}, env))
    return texts.render(one.accept, {}, env) if len(types) < len(NAMES) else ""


def _list(one: Field, place: Place, look: Look) -> View:
    rows = trees.rows(place.raw, one.path)[: state.MAX_ROWS]
    word = one.properties.get("rijnaam", "Rij")
    common = _common(one, place, look)
    return View(
        one,
        **common | {"focus": look.focus == f"{common['name']}:erbij"},
        value=len(rows),
        next_row=rowedit.first_input(one, f"{common['name']}.{len(rows)}"),
        rows=tuple(
            RowView(n, f"{word} {n + 1}", tuple(_views(one.children, state.place_of_row(one, place, n), look)))
            for n in range(len(rows))
        ),
    )


def _cell(value: Any, words: Mapping[str, str]) -> str:
    """A value as its option calls it: who reads a table never saw the value itself."""
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, (_cell(each, words) for each in value)))
    return words.get(value, value) if isinstance(value, str) else texts.words(value)


def _cells(one: Field, place: Place, look: Look) -> tuple[tuple[str, ...], ...]:
    found = one.source.value(place.scope, look.env) if one.source else None
    rows = found if isinstance(found, list) else [found] if isinstance(found, dict) else []
    return tuple(
        tuple(_cell(trees.get(row, column.key.split(".")), look.words.get(column.key, {})) for column in one.columns)
        for row in rows[:MAX_TABLE]
        if isinstance(row, Mapping)
    )
