"""Somebody without a mouse: Tab, Enter, Space, arrows and letters; wherever the focus stops, it can be seen."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.browser.clerk import Clerk, Form, named

FARTHEST = 400  # stops; a page has fewer
# The focus is drawn by an outline or a shadow, on the element or on what stands for it, and it is on the screen.
SEEN = """async () => {
  let here;
  const inside = () => {
    here = document.activeElement; // the form may be drawn anew meanwhile
    const box = here.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight && box.width > 0;
  };
  for (let frame = 0; frame < 60 && !inside(); frame++) await new Promise(requestAnimationFrame); // it scrolls there
  const style = getComputedStyle(here);
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const missing = [];
  if (!inside()) missing.push("on the screen");
  if (!here.matches(":focus-visible")) missing.push("focus-visible");
  if (!outlined && style.boxShadow === "none") missing.push("drawn");
  return missing.join(", ");
}"""
HERE = "each => each === document.activeElement"
CHOSEN = "each => each.options[each.selectedIndex].label.trim()"


def to(form: Form, target: Locator) -> None:
    """Tab until the focus is there, and see it."""
    expect(target).to_be_visible()
    for _ in range(FARTHEST):
        if target.evaluate(HERE):
            missing = form.page.evaluate(SEEN)
            assert missing == "", f"the focus cannot be seen on {target}: not {missing}"
            return
        form.page.keyboard.press("Tab")
    raise AssertionError(f"no Tab leads to {target}")


class KeyForm(Form):
    """As a form, by keys alone."""

    def fill(self, label: str, text: str) -> None:
        to(self, self.part.get_by_label(named(label)))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, label: str, option: str) -> None:
        group = self.part.get_by_role("radiogroup", name=named(label))
        box = self.part.get_by_role("combobox", name=named(label))
        expect(group.or_(box)).to_be_visible()
        if group.count():
            self._round(group, group.get_by_label(option, exact=True))
        else:
            self._folded(box, option)

    def _round(self, group: Locator, wanted: Locator) -> None:
        """The first button is reached by Tab, the others by arrows."""
        checked = group.get_by_role("radio", checked=True)
        first = checked if checked.count() else group.get_by_role("radio").first
        to(self, first)
        self.page.keyboard.press("Space")
        for _ in range(FARTHEST):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {wanted}")

    def _folded(self, box: Locator, option: str) -> None:
        to(self, box)
        self.page.keyboard.press("Home")
        for _ in range(FARTHEST):
            if box.evaluate(CHOSEN) == option.strip():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {option}")

    def tick(self, label: str, *options: str) -> None:
        group = self.part.get_by_role("group", name=named(label))
        for option in options:
            self._check(group.get_by_label(option, exact=True))

    def confirm(self, label: str) -> None:
        self._check(self.part.get_by_role("checkbox", name=named(label)))

    def _check(self, box: Locator) -> None:
        to(self, box)
        if not box.is_checked():
            self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def attach(self, label: str, path: Path) -> None:
        to(self, self.part.get_by_label(named(label)))
        with self.page.expect_file_chooser() as chosen:
            self.page.keyboard.press("Space")
        chosen.value.set_files(path)

    def row(self, title: str) -> Form:
        return KeyForm(self.page, self.part.get_by_role("group", name=title, exact=True))

    def add(self, button: str, title: str) -> Form:
        to(self, self.part.get_by_role("button", name=button, exact=True))
        self.page.keyboard.press("Enter")
        expect(self.part.get_by_role("group", name=title, exact=True)).to_be_visible()
        return self.row(title)


class Typist(KeyForm, Clerk):
    """Somebody who works with Zevenstap by keys alone."""

    def press(self, button: str) -> None:
        self._enter(self.part.get_by_role("button", name=button, exact=True))

    def follow(self, link: str) -> None:
        self._enter(self.part.get_by_role("link", name=link, exact=True).first)

    def _enter(self, target: Locator) -> None:
        to(self, target)
        self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()
