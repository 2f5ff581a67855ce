import { getBusinessObject, is, isAny } from 'bpmn-js/lib/util/ModelUtil';
import { jsx } from '@bpmn-io/properties-panel/preact/jsx-runtime';
import { useService } from 'bpmn-js-properties-panel';

import { feel, group, pick, text } from './entries.js';
import { nameable } from './named.js';

export default function workGroups(element, parts) {
  const bo = getBusinessObject(element);
  if (is(bo, 'bpmn:ScriptTask')) return [script(element, bo, parts)];
  if (is(bo, 'bpmn:ServiceTask')) return handler(element, bo, parts);
  if (is(bo, 'bpmn:SendTask')) return bo.get('camunda:topic') ? handler(element, bo, parts) : [...message(element, bo, parts), ...handler(element, bo, parts)];
  if (is(bo, 'bpmn:ReceiveTask')) return message(element, bo, parts);
  return [];
}

const message = (element, bo, parts) => [group('bericht', 'Bericht', nameable(element, bo, 'message', parts), { open: true })];

function script(element, bo, { change }) {
  const formula = feel({
    id: 'script',
    label: 'Berekening',
    feel: 'required',
    get: () => bo.get('script'),
    set: (value) => change.element(element, { script: value, scriptFormat: 'feel' }),
  });
  const into = text({
    id: 'uitkomst',
    label: 'Variabele voor de uitkomst',
    get: () => bo.get('camunda:resultVariable'),
    set: (value) => change.element(element, { 'camunda:resultVariable': value }),
  });
  return group('berekening', 'Berekening', [formula, into], { open: true });
}

function handler(element, bo, parts) {
  const { change, choices } = parts;
  const found = choices.handlers.find((each) => each.sleutel === bo.get('camunda:topic'));
  const topic = pick({
    id: 'onderwerp',
    label: 'Wat de computer doet',
    description: found?.uitleg,
    options: () => choices.handlers.map(({ sleutel, naam }) => ({ value: sleutel, label: naam })),
    get: () => bo.get('camunda:topic'),
    set: (value) => change.element(element, { 'camunda:topic': value, 'camunda:type': value ? 'external' : undefined }),
  });
  const template = is(bo, 'bpmn:ServiceTask') && { id: 'sjabloon', component: Template };
  const shares = found?.deelt && { id: 'deelt', component: Shares };
  return [group('werk', 'Werk van de computer', [topic, template, shares], { open: true }), given(element, found, parts), out(element, found, parts)];
}

// fills in everything that the chosen work needs, from the list of templates
function Template({ element }) {
  const eventBus = useService('eventBus');
  return jsx('div', {
    class: 'bio-properties-panel-entry',
    'data-entry-id': 'sjabloon',
    children: jsx('button', {
      type: 'button',
      class: 'zs-eigenschap-knop',
      onClick: () => eventBus.fire('elementTemplates.select', { element }),
      children: 'Kiezen uit de sjablonen',
    }),
  });
}

const Shares = () =>
  jsx('p', { class: 'bio-properties-panel-entry zs-eigenschap-let-op', children: 'Deelt persoonsgegevens: kan alleen achter een privacypoort.' });

// what the handler asks for, each by name
function given(element, found, { change }) {
  const rows = (found?.invoer || []).map(({ naam, nodig }) =>
    feel({
      id: `invoer-${naam}`,
      label: nodig ? `${naam} (nodig)` : naam,
      get: () => change.parameter(element, 'inputParameters', naam)?.get('value'),
      set: (value) => change.setParameter(element, 'inputParameters', naam, value),
    }),
  );
  return group('gegeven-invoer', 'Wat het werk krijgt', rows);
}

// what comes out, and the variable that each goes into
function out(element, found, { change }) {
  const rows = (found?.uitvoer || []).map((naam) => {
    const mine = () => change.rows(element, 'camunda:InputOutput', 'outputParameters').find((row) => (row.get('value') || '').replace(/\s/g, '') === `=${naam}`);
    return text({
      id: `uitvoer-${naam}`,
      label: `Variabele voor ${naam}`,
      get: () => mine()?.get('name'),
      set: (value) => {
        const row = mine();
        if (row && value) change.part(element, row, { name: value });
        else change.setParameter(element, 'outputParameters', value || row?.name, value ? `=${naam}` : '');
      },
    });
  });
  return group('gegeven-uitvoer', 'Wat het werk geeft', rows);
}

export const knownInputs = (element, { choices }) => {
  const bo = getBusinessObject(element);
  if (!isAny(bo, ['bpmn:ServiceTask', 'bpmn:SendTask'])) return { inputs: [], outputs: [] };
  const found = choices.handlers.find((each) => each.sleutel === bo.get('camunda:topic'));
  return { inputs: (found?.invoer || []).map(({ naam }) => naam), outputs: (found?.uitvoer || []).map((naam) => `=${naam}`) };
};
