// The components that our check takes, under their Dutch names; the others are not there at all.
// What is imported stays as it is: form-js would add its own English labels to what has none.
const OPTIONS = [
  { label: 'Ja', value: 'ja' },
  { label: 'Nee', value: 'nee' },
];
const START = {
  text: { text: 'Schrijf hier uitleg.' },
  radio: { values: OPTIONS },
  select: { values: OPTIONS },
  checklist: { values: OPTIONS },
  taglist: { values: OPTIONS },
  number: { decimalDigits: 0 },
  datetime: { subtype: 'date' },
  filepicker: { accept: '.pdf,.docx,.odt' },
  table: { columns: [{ label: 'Naam', key: 'naam' }], rowCount: 10 },
  group: { showOutline: true },
  dynamiclist: { isRepeating: true, allowAddRemove: true, defaultRepetitions: 1, showOutline: true },
  expression: { expression: '=1', computeOn: 'change' },
  spacer: { height: 60 },
  button: { action: 'submit' },
};
const UNLABELLED = new Set(['text', 'separator', 'spacer']);
const BOXES = new Set(['default', 'group', 'dynamiclist']);

export function supportedKinds(kinds) {
  class SupportedKinds {
    constructor(formFields) {
      const names = new Map(kinds.map(({ type, name }) => [type, name]));
      for (const [type, component] of Object.entries(formFields._formFields)) {
        if (type !== 'default' && !names.has(type)) delete formFields._formFields[type];
        else component.config = { ...component.config, name: names.get(type), label: undefined, create: create(type, names.get(type)) };
      }
    }
  }
  SupportedKinds.$inject = ['formFields'];
  return { __init__: ['supportedKinds'], supportedKinds: ['type', SupportedKinds] };
}

function create(type, name) {
  return (attrs = {}, isNew = true) => ({
    ...(BOXES.has(type) ? { components: [] } : {}),
    ...(isNew && type !== 'default' ? structuredClone({ ...labelled(type, name), ...START[type] }) : {}),
    ...attrs,
  });
}

function labelled(type, name) {
  if (UNLABELLED.has(type)) return {};
  return type === 'datetime' ? { dateLabel: name } : { label: name };
}
