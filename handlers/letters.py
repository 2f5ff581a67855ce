"""Letters from the templates of the package: Word when there is one, plain text otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from dossier.documents import File
from engine.errors import Invalid

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class LetterMissing(Invalid):
    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"Het pakket heeft geen brief {name}.docx of {name}.txt in de map brieven.")


class LetterRefused(Invalid):
    """The template asks for something that does not exist or that it may not touch."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"De brief {name} is niet in te vullen. Kijk of de namen in de brief kloppen.")


def write(files: Mapping[str, bytes], name: str, values: Mapping[str, str]) -> File:
    """Fill in the letter `name` of a package. Templates come from outside, so they run in a sandbox."""
    word, plain = _find(files, f"{name}.docx"), _find(files, f"{name}.txt")
    try:
        if word is not None:
            return File(f"{name}.docx", WORD, _fill_word(word, values))
        if plain is not None:
            return File(f"{name}.txt", "text/plain", _fill_text(plain, values))
    except TemplateError:
        raise LetterRefused(name) from None
    raise LetterMissing(name)


def _find(files: Mapping[str, bytes], name: str) -> bytes | None:
    return next((data for path, data in files.items() if path.endswith(f"/brieven/{name}")), None)


def _fill_word(template: bytes, values: Mapping[str, str]) -> bytes:
    document = DocxTemplate(BytesIO(template))
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    document.render(dict(values), jinja_env=environment, autoescape=True)
    filled = BytesIO()
    document.save(filled)
    return filled.getvalue()


def _fill_text(template: bytes, values: Mapping[str, str]) -> bytes:
    environment = SandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(template.decode()).render(dict(values)).encode()
