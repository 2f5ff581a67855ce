"""Person data apart from the rest: what goes to the vault, and under which category."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from forms import trees
from forms.fields import Form, flat, person_category

PersonValues = dict[str, tuple[str, Any]]


def split_person_data(form: Form, values: Mapping[str, Any]) -> tuple[dict[str, Any], PersonValues]:
    """(open values, {path: (category, value)}); a list that holds person data goes as a whole."""
    rest = copy.deepcopy(dict(values))
    apart: PersonValues = {}
    for one in flat(form.fields):
        category = person_category(one)
        if category is None:
            continue
        value = trees.take(rest, one.path)
        if value is not None and value != []:
            apart[one.key] = (category, value)
    return rest, apart


def put_references(values: Mapping[str, Any], references: Mapping[str, Any]) -> dict[str, Any]:
    """The open values with, at each path of person data, the reference the vault gave."""
    tree = copy.deepcopy(dict(values))
    for path, reference in references.items():
        trees.put(tree, path.split("."), reference)
    return tree
