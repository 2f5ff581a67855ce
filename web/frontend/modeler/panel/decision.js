import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';

import { choice, group, pick, text } from './entries.js';

const SHAPES = [
  { value: 'singleEntry', label: 'Eén waarde' },
  { value: 'singleResult', label: 'Eén rij, met alle kolommen' },
  { value: 'collectEntries', label: 'Een lijst van waarden' },
  { value: 'resultList', label: 'Een lijst van rijen' },
];

export default function decisionGroups(element, { change, choices }) {
  const bo = getBusinessObject(element);
  if (!is(bo, 'bpmn:BusinessRuleTask')) return [];
  const attribute = (name) => ({
    get: () => bo.get(`camunda:${name}`),
    set: (value) => change.element(element, { [`camunda:${name}`]: value }),
  });
  const table = pick({
    id: 'tabel',
    label: 'Beslistabel',
    link: 'Openen',
    options: () => choices.tabellen.map(choice),
    get: () => bo.get('camunda:decisionRef'),
    set: (value) => change.element(element, { 'camunda:decisionRef': value, 'camunda:decisionRefBinding': value ? 'deployment' : undefined }),
  });
  const shape = pick({ id: 'vorm', label: 'Vorm van de uitkomst', options: () => SHAPES, ...attribute('mapDecisionResult') });
  const into = text({ id: 'uitkomst', label: 'Variabele voor de uitkomst', ...attribute('resultVariable') });
  return [group('beslissing', 'Beslissing', [table, shape, into], { open: true })];
}
