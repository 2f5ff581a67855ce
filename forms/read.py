"""What comes back from a form: accepted as typed values, or refused with a sentence per field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from engine import feel
from forms import gather, initial, messages, personal, rowedit, state, texts, trees
from forms.fields import INPUT_KINDS, TEXT_KINDS, Field, Form, deep, person_category
from forms.filetypes import Upload
from forms.gather import Files, Post, Submitted
from forms.state import Place, State

REFRESH = "_bijwerken"
ROW = "_rij"
MAY_STAY = ":mag"  # behind the name of a field: what was warned of may stay
MAX_UPLOAD = 10_000_000


@dataclass(frozen=True)
class Result:
    """A submission that was read. `raw` is what to show again or keep as a draft."""

    values: dict[str, Any]
    errors: dict[str, str]
    raw: dict[str, Any]
    uploads: tuple[Upload, ...] = ()
    refresh: bool = False  # only the page had to change (a row more, other questions): nothing was handed in
    focus: str = ""  # where to go on the page after that

    @property
    def ok(self) -> bool:
        """Whether the values may be used."""
        return not self.errors and not self.refresh

    @property
    def summary(self) -> list[tuple[str, str]]:
        """(field id, message), in the order of the form, for the list of errors above it."""
        return list(self.errors.items())


def read(
    form: Form,
    submitted: Submitted,
    files: Files,
    context: Mapping[str, Any],
    *,
    env: feel.Environment,
    earlier: Mapping[str, Any] | None = None,
    max_upload: int = MAX_UPLOAD,
) -> Result:
    """Read a submission. `context` are the variables the form may see, `earlier` the raw values of the draft."""
    received = gather.post(form, submitted, files, env, earlier=earlier or {}, max_upload=max_upload)
    raw = gather.raw_values(form, context, received)
    if ROW in submitted or REFRESH in submitted:
        return _refreshed(form, raw, submitted, context, received)

    first = initial.initial(form, context, env)
    judged = state.judge(form, raw, context, first, env, received.errors)
    errors = {**judged.errors}
    _ask_for_new(form, raw, context, judged, received, errors)
    _doubt(form, raw, judged, submitted, errors, env)
    ordered = {name: errors[name] for name in _order(form.fields, raw, "", errors)}
    return Result(judged.values, ordered, raw, tuple(received.uploads))


def _refreshed(
    form: Form, raw: dict[str, Any], submitted: Submitted, context: Mapping[str, Any], received: Post
) -> Result:
    command, focus = submitted.get(ROW, ""), submitted.get(REFRESH, "")
    errors = {} if command else received.errors  # after a change of rows the names are others
    if command:
        raw, focus = rowedit.edit(form, raw, command, received.env)
    values = state.settle(form, raw, context, received.env).values
    return Result(values, errors, raw, tuple(received.uploads), refresh=True, focus=focus)


def attach(result: Result, references: Sequence[str]) -> Result:
    """Put the references of the stored uploads (in the order of `uploads`) where the files themselves stand."""
    known = {id(upload): (upload, ref) for upload, ref in zip(result.uploads, references, strict=True)}

    def raw(one: Upload) -> Any:
        return {"ref": known[id(one)][1], "naam": one.filename}

    def value(one: Upload) -> Any:
        return known[id(one)][1]

    return replace(
        result,
        values=_replaced(result.values, value),
        raw=_replaced(result.raw, raw),
        uploads=(),
    )


def _replaced(tree: Any, put: Any) -> Any:
    if isinstance(tree, Upload):
        return put(tree)
    if isinstance(tree, dict):
        return {key: _replaced(value, put) for key, value in tree.items()}
    return [_replaced(value, put) for value in tree] if isinstance(tree, list) else tree


def _ask_for_new(
    form: Form,
    raw: Mapping[str, Any],
    context: Mapping[str, Any],
    judged: State,
    received: Post,
    errors: dict[str, str],
) -> None:
    """Nobody may hand in a question that he has not seen: ask him to look."""
    if received.seen is None:
        return
    place = Place(raw, judged.scope, judged.settled, {})
    for name, one, here in _shown(form.fields, place, judged.hidden):
        locked = state.is_readonly(one, here.scope, received.env)
        if name not in received.seen and not one.disabled and not locked:
            label = texts.render(one.label, here.scope, received.env)
            errors.setdefault(name, messages.appeared(label) + here.note)


def _doubt(
    form: Form,
    raw: Mapping[str, Any],
    judged: State,
    submitted: Submitted,
    errors: dict[str, str],
    env: feel.Environment,
) -> None:
    """Ask to look again at open text that seems to hold person data; who says that it may stay is not asked again."""
    lists = [f for f in deep(form.fields) if f.kind == "dynamiclist" and person_category(f) is not None]
    sealed = {each.id for one in lists for each in deep(one.children)}
    for name, one, here in _shown(form.fields, Place(raw, judged.scope, judged.settled, {}), judged.hidden):
        text = trees.get(here.raw, one.path)
        if one.id in sealed or not _is_open_text(one) or not isinstance(text, str):
            continue
        kinds = () if one.disabled or state.is_readonly(one, here.scope, env) else personal.signs(text)
        if kinds and submitted.get(name + MAY_STAY, "") != _token(text):
            errors.setdefault(name, messages.Doubt(personal.warning(kinds) + here.note, _token(text)))


def _is_open_text(one: Field) -> bool:
    """Text that is not sealed, and not meant for an address or number; a form may say that a field needs no warning."""
    meant = one.limits.validation_type in ("email", "phone") or one.properties.get("waarschuwen") == "nee"
    return one.kind in TEXT_KINDS and one.person is None and not meant


def _token(text: str) -> str:
    """Changes with the text: what was typed after the answer is looked at anew."""
    return sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _shown(fields: tuple[Field, ...], place: Place, hidden: frozenset[str]) -> Iterator[tuple[str, Field, Place]]:
    for one in fields:
        if state.mark(place.base, one) in hidden:
            continue
        if one.kind == "group":
            yield from _shown(one.children, place, hidden)
        elif one.kind == "dynamiclist":
            for index in range(len(trees.rows(place.raw, one.path))):
                yield from _shown(one.children, state.place_of_row(one, place, index), hidden)
        elif one.kind in INPUT_KINDS:
            yield trees.name(place.base, one.path), one, place


def _order(fields: tuple[Field, ...], raw: Mapping[str, Any], base: str, errors: Mapping[str, str]) -> list[str]:
    """The names with an error, from the top of the page down; what has no place comes last."""
    found = dict.fromkeys(name for name in _names(fields, raw, base) if name in errors)
    return [*found, *(name for name in errors if name not in found)]


def _names(fields: tuple[Field, ...], raw: Mapping[str, Any], base: str) -> Iterator[str]:
    for one in fields:
        if one.kind == "group":
            yield from _names(one.children, raw, base)
        elif one.gives:
            name = trees.name(base, one.path)
            yield name
            if one.kind == "dynamiclist":
                for index, row in enumerate(trees.rows(raw, one.path)):
                    yield from _names(one.children, row, f"{name}.{index}")
