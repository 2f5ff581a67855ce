// What stands beside the editor: the findings of the check for this form, and its components as a list.
import { element } from './inputs.js';

export class Beside {
  constructor(findings, outline, editor, names) {
    this.findings = findings;
    this.outline = outline;
    this.editor = editor;
    this.names = names;
  }

  showFindings(all) {
    const { path, none } = this.findings.dataset;
    const mine = all.filter((finding) => finding.file === path);
    const list = element('ul', { class: 'zs-lijst zs-rijen' }, ...mine.map((finding) => this.finding(finding)));
    this.findings.replaceChildren(mine.length ? list : element('p', { class: 'utrecht-paragraph' }, none));
  }

  finding({ element: id, message, hint, severity }) {
    const field = this.fieldOf(id);
    const where = field ? this.link(field, field.label || field.dateLabel || id) : id;
    return element(
      'li',
      { 'data-severity': severity },
      element('b', {}, this.findings.dataset[severity], id ? ': ' : '', where),
      element('span', { class: 'zs-blok' }, message),
      hint ? element('span', { class: 'zs-meta zs-blok' }, hint) : null,
    );
  }

  // The check names a component by its id, or by the name of what it asks.
  fieldOf(id) {
    return id ? this.editor.fields.get(id) || this.editor.fields.getAll().find((field) => (field.key || field.path) === id) : null;
  }

  link(field, text) {
    const choose = () => this.editor.select(field.id);
    return element('button', { type: 'button', class: 'zs-knoplink', onclick: choose }, text);
  }

  showOutline() {
    const rows = [...this.rows(this.editor.root.components, 0)];
    this.outline?.replaceChildren(...rows);
  }

  *rows(components, depth) {
    for (const field of components) {
      const text = (field.label || field.dateLabel || field.timeLabel || field.text || '').replace(/^[#\s]+/, '').split('\n')[0];
      const notes = [this.names.get(field.type), field.key || field.path, ...notesOf(field)].filter(Boolean);
      yield element(
        'li',
        { 'data-diepte': depth },
        this.link(field, text.slice(0, 80) || this.names.get(field.type)),
        element('span', { class: 'zs-meta zs-blok' }, notes.join(' · ')),
      );
      yield* this.rows(field.components || [], depth + 1);
    }
  }
}

function* notesOf({ validate, properties, conditional }) {
  if (validate?.required === true) yield 'verplicht';
  if (properties?.persoonsgegeven === 'ja') yield `persoonsgegeven, bewaren onder ${properties.bewaren || 'niets'}`;
  if (conditional?.hide) yield 'niet altijd te zien';
}
