// One input for each kind of property. Each gives an element; `set` gets the new value, undefined for none.
import { source } from './properties.js';

let count = 0;
const waiting = new Set(); // what was typed and not yet put in the form

export function putTyped() {
  for (const apply of [...waiting]) apply();
}

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false && value !== undefined && value !== null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export const button = (text, onclick, attributes = {}) =>
  element('button', { type: 'button', class: 'utrecht-button utrecht-button--subtle', onclick, ...attributes }, text);

function labelled(entry, input, extra) {
  const id = `eigenschap-${(count += 1)}`;
  input.id = id;
  input.dataset.property = entry.path.join('.');
  if (entry.help) input.setAttribute('aria-describedby', `${id}-hulp`);
  return element(
    'div',
    { class: 'zs-eigenschap' },
    element('label', { for: id, class: 'utrecht-form-label' }, entry.name),
    entry.help ? element('div', { id: `${id}-hulp`, class: 'zs-meta' }, entry.help) : null,
    input,
    extra,
  );
}

const box = (lines, value) =>
  lines
    ? element('textarea', { class: 'utrecht-textarea utrecht-textarea--html-textarea', rows: 3 }, value)
    : element('input', { class: 'utrecht-textbox utrecht-textbox--html-input', type: 'text', value, autocomplete: 'off' });

// Typed text goes in half a second after the last key, or at once when the field is left.
function typed(entry, value, set, { lines = false, feel = false, read = (text) => text || undefined } = {}) {
  const input = box(lines, value ?? '');
  if (feel) input.classList.add('zs-feel');
  if (feel) input.setAttribute('spellcheck', 'false');
  const fault = element('div', { class: 'zs-eigenschap__fout', role: 'status' });
  let last = input.value;
  let timer;
  const apply = () => {
    clearTimeout(timer);
    waiting.delete(apply);
    if (input.value === last) return;
    const [next, wrong] = verdict(read, input.value);
    fault.textContent = wrong;
    input.toggleAttribute('aria-invalid', Boolean(wrong));
    if (wrong) return;
    last = input.value;
    set(next);
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    waiting.add(apply);
    timer = setTimeout(apply, 500);
  });
  input.addEventListener('change', apply);
  return labelled(entry, input, fault);
}

function verdict(read, text) {
  try {
    return [read(text), ''];
  } catch (error) {
    return [undefined, error.message];
  }
}

function wholeNumber(text) {
  if (text.trim() === '') return undefined;
  if (!/^\d{1,6}$/.test(text.trim())) throw new Error('Vul een heel getal in.');
  return Number(text);
}

function bound(text) {
  const value = text.trim();
  if (value === '' || value.startsWith('=')) return value || undefined;
  if (!/^-?\d+([.,]\d+)?$/.test(value)) throw new Error('Vul een getal in, of FEEL die met = begint.');
  return Number(value.replace(',', '.'));
}

function feelText(text) {
  const value = text.trim();
  if (value && !value.startsWith('=')) throw new Error('FEEL begint met =.');
  return value || undefined;
}

function check(entry, checked, set) {
  const input = element('input', { type: 'checkbox', class: 'utrecht-checkbox utrecht-checkbox--html-input utrecht-checkbox--custom' });
  input.checked = checked;
  input.addEventListener('change', () => set(input.checked));
  const made = labelled(entry, input);
  made.classList.add('zs-eigenschap--vinkje');
  return made;
}

function choice(entry, value, set, options = entry.options) {
  const known = options.some(([key]) => key === value) || value === undefined ? options : [...options, [value, value]];
  const first = entry.empty ? [['', entry.empty]] : [];
  const input = element('select', { class: 'utrecht-select utrecht-select--html-select' });
  for (const [key, text] of [...first, ...known]) input.append(new Option(text, key, false, key === (value ?? '')));
  input.addEventListener('change', () => set(input.value || undefined));
  return labelled(entry, input);
}

// A text with words to choose from; FEEL may stand there too.
function word(entry, value, set) {
  const made = typed(entry, value, set);
  const list = element('datalist', { id: `woorden-${(count += 1)}` });
  for (const option of entry.options) list.append(new Option(option));
  made.querySelector('input').setAttribute('list', list.id);
  made.append(list);
  return made;
}

const SOURCES = [
  ['values', 'Een vaste lijst'],
  ['valuesKey', 'Een lijst van de zaak of de gemeente'],
  ['valuesExpression', 'Een berekening (FEEL)'],
];
const FIRST = { values: [{ label: 'Ja', value: 'ja' }], valuesKey: 'organisaties', valuesExpression: '=[]' };

function rows(entry, value, set, second) {
  const list = Array.isArray(value) ? value : [];
  const put = (n, part, text) => set(list.map((row, m) => (m === n ? { ...row, [part]: text } : row)));
  const body = list.map((row, n) =>
    element(
      'div',
      { class: 'zs-eigenschap__rij', role: 'group', 'aria-label': `${entry.name} ${n + 1}` },
      typed({ path: [...entry.path, n, 'label'], name: 'Label' }, row.label, (text) => put(n, 'label', text ?? '')),
      typed({ path: [...entry.path, n, second], name: second === 'key' ? 'Naam' : 'Waarde' }, row[second], (text) => put(n, second, text ?? '')),
      button('Weghalen', () => set(list.filter((_, m) => m !== n)), { 'aria-label': `${entry.name}: ${row.label} weghalen` }),
    ),
  );
  const next = () => set([...list, { label: `${second === 'key' ? 'Kolom' : 'Keuze'} ${list.length + 1}`, [second]: `${second === 'key' ? 'kolom' : 'keuze'}_${list.length + 1}` }]);
  return element('div', { class: 'zs-eigenschap' }, ...body, button(second === 'key' ? 'Kolom toevoegen' : 'Keuze toevoegen', next));
}

// `name` says whether a name may be used: '' or why not.
export function input(entry, field, value, set, name) {
  const named = (text) => {
    const wrong = text || entry.kind !== 'path' ? name(text, entry.kind) : '';
    if (wrong) throw new Error(wrong);
    return text || undefined;
  };
  const make = {
    text: () => typed(entry, value, set),
    lines: () => typed(entry, value, set, { lines: true }),
    feel: () => typed(entry, value, set, { lines: true, feel: true, read: feelText }),
    number: () => typed(entry, value, set, { read: wholeNumber }),
    bound: () => typed(entry, value, set, { read: bound }),
    key: () => typed(entry, value, set, { read: named }),
    path: () => typed(entry, value, set, { read: named }),
    id: () => typed(entry, value, set, { read: named }),
    word: () => word(entry, value, set),
    flag: () => check(entry, value === undefined ? entry.absent === true : value === true, (on) => set(on === (entry.absent === true) ? undefined : on)),
    yes: () => check(entry, value === 'ja', (on) => set(on ? 'ja' : undefined)),
    no: () => check(entry, value === 'nee', (on) => set(on ? 'nee' : undefined)),
    choice: () => choice(entry, value, set),
    source: () => choice(entry, source(field), (key) => set({ [key]: FIRST[key] }, true), SOURCES),
    options: () => rows(entry, value, set, 'value'),
    columns: () => rows(entry, value, set, 'key'),
  };
  return make[entry.kind]();
}
