import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';

import { choice, feel, group, list, pick, text } from './entries.js';

export default function callGroups(element, parts) {
  const bo = getBusinessObject(element);
  if (!is(bo, 'bpmn:CallActivity')) return [];
  const called = pick({
    id: 'proces',
    label: 'Aangeroepen proces',
    link: 'Openen',
    options: () => parts.choices.processen.map(choice),
    get: () => bo.get('calledElement'),
    set: (value) =>
      parts.change.element(element, { calledElement: value, 'camunda:calledElementBinding': value ? 'deployment' : undefined }),
  });
  return [
    group('aanroep', 'Aanroep', [called], { open: true }),
    mapping(element, 'camunda:In', 'heen', 'Wat het proces meekrijgt', parts),
    mapping(element, 'camunda:Out', 'terug', 'Wat het proces teruggeeft', parts),
  ];
}

function mapping(element, type, prefix, label, { change }) {
  const rows = change.extensions(element, type);
  const items = rows.map((row, index) => ({
    id: `${prefix}-${index}`,
    label: row.get('target') || row.get('source') || '(leeg)',
    autoFocusEntry: `${prefix}-${index}-van`,
    remove: (event) => {
      event.stopPropagation();
      change.setExtensions(element, type, rows.filter((each) => each !== row));
    },
    entries: [
      feel({
        id: `${prefix}-${index}-van`,
        label: 'Van (variabele of FEEL)',
        element,
        get: () => row.get('sourceExpression') || row.get('source'),
        set: (value) => change.part(element, row, value.startsWith('=') ? { source: undefined, sourceExpression: value } : { source: value, sourceExpression: undefined }),
      }),
      text({ id: `${prefix}-${index}-naar`, label: 'Naar (variabele)', element, get: () => row.get('target'), set: (value) => change.part(element, row, { target: value }) }),
    ],
  }));
  const add = (event) => {
    event.stopPropagation();
    change.setExtensions(element, type, [...rows, change.make(type, { source: 'variabele', target: 'variabele' })]);
  };
  return list(prefix, label, items, add);
}
