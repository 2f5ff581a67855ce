// The properties of the component that is chosen: drawn anew when another is chosen or its shape changes.
import { button, element, input, putTyped } from './inputs.js';
import { change, groups, source, valueAt } from './properties.js';

const SEGMENT = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const ID = /^[A-Za-z_][\w.-]*$/;

export class Inspector {
  constructor(host, editor, words) {
    this.host = host;
    this.editor = editor;
    this.names = new Map(words.soorten.map(({ type, name }) => [type, name]));
    this.groups = groups(words);
    this.open = new Set(this.groups.filter((group) => group.open).map((group) => group.name));
    editor.onSelection(() => this.draw());
    editor.onChange(() => {
      setTimeout(() => this.refresh()); // the cursor may be on its way to the next field
    });
  }

  draw() {
    putTyped();
    const field = this.editor.selected;
    this.shape = this.shapeOf(field);
    this.host.replaceChildren(...(field ? this.parts(field) : [this.nothing()]));
  }

  // While somebody types here the inputs stay; what else changed (undo, another row) is drawn.
  refresh() {
    const shape = this.shapeOf(this.editor.selected);
    if (this.host.contains(document.activeElement) && shape === this.shape) return;
    const focus = this.host.contains(document.activeElement) ? document.activeElement.dataset.property : '';
    this.draw();
    if (focus) this.host.querySelector(`[data-property="${CSS.escape(focus)}"]`)?.focus();
  }

  shapeOf(field) {
    if (!field) return '';
    const shown = this.groups.flatMap(({ entries }) => entries.filter(({ when }) => when(field)));
    const lists = shown.map((entry) => (['options', 'columns'].includes(entry.kind) ? valueAt(field, entry.path)?.length : ''));
    return [field.id, source(field), ...shown.map(({ name }) => name), ...lists].join('|');
  }

  nothing() {
    return element('p', { class: 'utrecht-paragraph zs-meta' }, 'Kies een onderdeel van het formulier om het te veranderen.');
  }

  parts(field) {
    const heading = element('h3', { class: 'utrecht-heading-3' }, this.names.get(field.type));
    const bar = element(
      'div',
      { class: 'zs-rij' },
      button('Omhoog', () => this.editor.move(field, -1)),
      button('Omlaag', () => this.editor.move(field, 1)),
      button('Weghalen', () => this.editor.remove(field)),
    );
    return [heading, bar, ...this.groups.map((group) => this.group(group, field)).filter(Boolean)];
  }

  group({ name, entries }, field) {
    const shown = entries.filter(({ when }) => when(field));
    if (!shown.length) return null;
    const made = element('details', { class: 'zs-eigenschappen', open: this.open.has(name) }, element('summary', {}, name));
    made.addEventListener('toggle', () => (made.open ? this.open.add(name) : this.open.delete(name)));
    made.append(...shown.map((entry) => this.entry(entry, field)));
    return made;
  }

  entry(entry, field) {
    const set = (value, whole = false) => this.editor.edit(field, whole ? value : change(field, entry.path, value));
    return input(entry, field, valueAt(field, entry.path), set, (text, kind) => this.wrongName(field, text, kind));
  }

  wrongName(field, text, kind) {
    if (kind === 'id') {
      if (!ID.test(text)) return 'Begin met een letter; gebruik letters, cijfers, streepje en punt.';
      const other = this.editor.fields.get(text);
      return other && other !== field ? 'Dit id is er al.' : '';
    }
    const parts = text.split('.');
    if (parts.length > 5 || !parts.every((part) => SEGMENT.test(part))) {
      return 'Begin met een letter; gebruik alleen letters, cijfers en liggend streepje.';
    }
    return kind === 'path' || this.editor.isFree(field, text) ? '' : 'Deze naam is er al.';
  }
}
