"""The reference page of the handlers: `python -m handlers.reference docs/reference/handlers.md`."""

from __future__ import annotations

import sys
from dataclasses import MISSING, fields
from pathlib import Path

import handlers
from dossier.keys import InstallationKey
from engine.registry import Handler, Registry
from handlers.planned import PLANNED_BY_US
from handlers.settings import HandlerSettings

HEAD = """# Handlers

Generated from `handlers/`; do not edit. A service task names one of these topics in `camunda:topic`, with
`camunda:type="external"`. Inputs are input parameters; outputs become process variables.
"""


def page(registry: Registry) -> str:
    """The whole page, as Markdown."""
    ordered = sorted(registry, key=lambda handler: handler.topic)
    return "\n".join([HEAD, *(_section(handler) for handler in ordered)])


def _section(handler: Handler) -> str:
    lines = [f"## `{handler.topic}`", "", f"**{handler.title}.** {handler.description}", ""]
    lines.append(f"- Kind: {'inner (inside the transaction)' if handler.inner else 'outer (calls outside)'}")
    if handler.topic in PLANNED_BY_US:
        lines.append("- Planned by Zevenstap itself; not for diagrams")
    lines.append(f"- Input: {', '.join(_inputs(handler)) or 'none'}")
    lines.append(f"- Output: {', '.join(f'`{name}`' for name in sorted(handler.outputs)) or 'none'}")
    lines.append(f"- BPMN errors: {', '.join(f'`{code}`' for code in handler.errors) or 'none'}")
    if handler.shares is not None:
        shares = handler.shares
        kind, provider, *receivers = map(_word, (shares.kind, shares.provider, *shares.receivers))
        lines.append(
            f"- Shares person data: {kind}, from {provider} to {', '.join(receivers)}; "
            "needs a privacy gate on every path"
        )
    if handler.withdraws:
        lines.append("- Ends every privacy decision of the case; behind it a new privacy gate is needed")
    return "\n".join([*lines, ""])


def _word(text: str) -> str:
    return f"what the input `{text[1:]}` says" if text.startswith("=") else text


def _inputs(handler: Handler) -> list[str]:
    made = []
    for field in fields(handler.input_type):
        required = field.default is MISSING and field.default_factory is MISSING
        made.append(f"`{field.name}`" + ("" if required else " (optional)"))
    return made


def main(target: Path) -> None:
    """Write the page; no handler is called, so the installation may be empty."""
    nowhere = HandlerSettings(home=Path(), key=InstallationKey(b""), base_url="", municipality="")
    target.write_text(page(handlers.registry(nowhere)), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
