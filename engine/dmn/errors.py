"""What can be wrong with a decision."""

from __future__ import annotations

from engine.errors import Invalid


class DmnError(Invalid, told=True):
    """A decision that cannot be read or gives no answer; says which element it is."""

    def __init__(self, message_nl: str, element_id: str = "") -> None:
        self.message_nl = message_nl
        self.element_id = element_id
        super().__init__(f"{message_nl} (element {element_id})" if element_id else message_nl)
