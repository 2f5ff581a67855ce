// The editor of form-js with our components, and no panel of its own: that is ours.
import { FormEditor } from '@bpmn-io/form-js-editor';

import { supportedKinds } from './kinds.js';

const noPanel = { propertiesPanel: ['value', { attachTo() {} }] };

export class Editor {
  constructor({ canvas, palette, kinds }) {
    this.form = new FormEditor({
      container: canvas,
      palette: { parent: palette },
      propertiesPanel: { parent: palette }, // so that none is drawn
      additionalModules: [supportedKinds(kinds), noPanel],
    });
    this.fields = this.form.get('formFieldRegistry');
    this.modeling = this.form.get('modeling');
    this.selection = this.form.get('selection');
    this.paths = this.form.get('pathRegistry');
  }

  open(schema) {
    this.laidOut = new Set(everyField(schema).filter(({ layout }) => layout).map(({ id }) => id));
    return this.form.importSchema(schema);
  }

  // form-js gives every field a row when one is added; our renderer has no rows, so only who had a layout keeps it.
  text() {
    const schema = structuredClone(this.form.saveSchema());
    for (const field of everyField(schema)) if (!this.laidOut.has(field.id)) delete field.layout;
    return `${JSON.stringify(schema, null, 2)}\n`;
  }

  // A listener that gives something back would keep the others from hearing it.
  onChange(listener) {
    this.form.on('commandStack.changed', listener);
  }

  onSelection(listener) {
    this.form.on('selection.changed', listener);
  }

  get root() {
    return this.form._getState().schema;
  }

  get selected() {
    const found = this.selection.get();
    return found && found.type !== 'default' ? found : null;
  }

  select(id) {
    const field = this.fields.get(id);
    if (field) this.selection.set(field);
    return Boolean(field);
  }

  edit(field, properties) {
    this.modeling.editFormField(field, properties);
  }

  // One place up or down among its neighbours; the editor itself can only do that with a mouse.
  move(field, by) {
    const [parent, index] = this.placeOf(field);
    const target = index + by;
    if (target < 0 || target >= parent.components.length) return;
    const rows = this.form.get('formLayouter');
    const row = rows.getRowForField(field);
    this.modeling.moveFormField(field, parent, parent, index, by > 0 ? target + 1 : target, row, null);
    this.selection.set(this.fields.get(field.id));
  }

  remove(field) {
    this.modeling.removeFormField(field, ...this.placeOf(field));
  }

  placeOf(field) {
    const parent = this.fields.get(field._parent);
    return [parent, parent.components.findIndex(({ id }) => id === field.id)];
  }

  // Whether a name is free where this field stands.
  isFree(field, key) {
    const old = this.paths.getValuePath(field);
    const own = (field.key || field.path || '').split('.').length;
    const wanted = [...old.slice(0, old.length - own), ...key.split('.')];
    return ![...this.fields.getAll()].some(
      (other) => other.id !== field.id && (other.key || other.path) && other.type !== 'group' && same(this.paths.getValuePath(other), wanted),
    );
  }
}

const everyField = ({ components = [] }) => components.flatMap((field) => [field, ...everyField(field)]);
const same = (a, b) => a.length === b.length && a.every((part, n) => part === b[n]);
