// The kinds of fields of the panel. Each makes a row for a group: what it reads and what it changes are functions.
import { CheckboxEntry, FeelEntry, FeelLanguageContext, Group, ListGroup, SelectEntry, TextFieldEntry } from '@bpmn-io/properties-panel';
import { jsx, jsxs } from '@bpmn-io/properties-panel/preact/jsx-runtime';
import { useService } from 'bpmn-js-properties-panel';

import translate from '../nl.js';

export function group(id, label, entries, { open = false } = {}) {
  const shown = entries.filter(Boolean);
  return shown.length ? { id, label, component: Group, entries: shown, shouldOpen: open, translate } : null;
}

export function list(id, label, items, add) {
  return { id, label, component: ListGroup, items, add, translate };
}

const has = (props) => props.get() !== '' && props.get() !== undefined && props.get() !== false;

export function text(props) {
  return { ...props, component: Text, isEdited: () => has(props) };
}

function Text(props) {
  const debounce = useService('debounceInput');
  return jsx(TextFieldEntry, {
    ...shared(props),
    getValue: () => props.get() ?? '',
    setValue: (value) => props.set((value ?? '').trim()),
    debounce,
  });
}

// FEEL: 'optional' is a text that may begin with "=", 'required' is always FEEL
export function feel(props) {
  return { feel: 'optional', ...props, component: Feel, isEdited: () => has(props) };
}

function Feel(props) {
  const debounce = useService('debounceInput');
  const translate = useService('translate');
  const { language, variables } = useService('feelWords');
  const entry = jsx(FeelEntry, {
    ...shared(props),
    feel: props.feel,
    getValue: () => props.get() ?? '',
    setValue: (value) => props.set(value ?? ''),
    variables,
    debounce,
    translate,
  });
  return jsx(FeelLanguageContext.Provider, { value: language, children: entry });
}

export function check(props) {
  return { ...props, component: Check, isEdited: () => Boolean(props.get()) };
}

function Check(props) {
  return jsx(CheckboxEntry, { ...shared(props), getValue: () => Boolean(props.get()), setValue: props.set });
}

// one of a list; what is written but not in the list stays to be seen
export function pick(props) {
  return { ...props, component: Pick, isEdited: () => has(props) };
}

function Pick(props) {
  const value = props.get() ?? '';
  const options = props.options();
  const known = options.some((option) => option.value === value);
  const all = [...(props.none === false ? [] : [{ value: '', label: props.none || '(niet gekozen)' }]), ...options];
  if (value && !known) all.push({ value, label: `${value} (bestaat niet)` });
  return jsx(SelectEntry, {
    ...shared(props),
    description: linkOf(options.find((option) => option.value === value), props),
    getValue: () => value,
    setValue: props.set,
    getOptions: () => all,
  });
}

function linkOf(option, props) {
  if (!option?.href || !props.link) return props.description;
  return jsx('a', { class: 'zs-eigenschap-link', href: option.href, children: `${props.link}: ${option.label}` });
}

// more words of a list, kept with commas between them; or FEEL where that is allowed
export function several(props) {
  return { ...props, component: Several, isEdited: () => has(props) };
}

function Several(props) {
  const value = props.get() ?? '';
  const chosen = value.startsWith('=') ? [] : wordsOf(value);
  const options = props.options();
  const all = [...options, ...chosen.filter((word) => !options.some((o) => o.value === word)).map(unknown)];
  const toggle = (word) => {
    const left = chosen.includes(word) ? chosen.filter((each) => each !== word) : [...chosen, word];
    props.set(left.join(','));
  };
  const rows = all.map((option) =>
    jsxs('label', {
      class: 'zs-keuze',
      children: [
        jsx('input', { type: 'checkbox', checked: chosen.includes(option.value), onChange: () => toggle(option.value) }),
        jsx('span', { children: option.label }),
      ],
    }),
  );
  return jsxs('div', {
    class: 'bio-properties-panel-entry',
    'data-entry-id': props.id,
    children: [
      jsxs('details', {
        class: 'zs-keuzes',
        children: [
          jsxs('summary', { children: [jsx('b', { children: props.label }), jsx('span', { children: told(value, all) })] }),
          jsx('fieldset', { children: [jsx('legend', { class: 'zs-verborgen', children: props.label }), ...rows] }),
        ],
      }),
      props.feelToo && jsx(Feel, { ...props, id: `${props.id}-feel`, label: 'Of een variabele', description: props.feelToo, feel: 'required', get: () => (value.startsWith('=') ? value : '') }),
    ],
  });
}

const unknown = (word) => ({ value: word, label: `${word} (bestaat niet)` });
const wordsOf = (value) => value.split(',').map((word) => word.trim()).filter(Boolean);

function told(value, options) {
  if (value.startsWith('=')) return value;
  const names = wordsOf(value).map((word) => options.find((option) => option.value === word)?.label || word);
  return names.join(', ') || '(niets gekozen)';
}

function shared({ element, id, label, description, validate, tooltip }) {
  return { element, id, label, description, validate, tooltip };
}

export const choice = ({ sleutel, naam, adres }) => ({
  value: sleutel,
  label: naam === sleutel || !naam ? sleutel : `${naam} (${sleutel})`,
  href: adres,
});
export const words = (found) => (found || []).map(({ sleutel, naam }) => ({ value: sleutel, label: naam }));
