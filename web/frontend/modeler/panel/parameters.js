import { getBusinessObject, is, isAny } from 'bpmn-js/lib/util/ModelUtil';

import { feel, list, text } from './entries.js';
import { knownInputs } from './work.js';

const NAMES = { inputParameters: ['camunda:InputParameter', 'invoer', 'Invoer'], outputParameters: ['camunda:OutputParameter', 'uitvoer', 'Uitvoer'] };

export default function parameterGroups(element, parts) {
  const bo = getBusinessObject(element);
  const known = knownInputs(element, parts);
  const own = (name) => !known.inputs.includes(name);
  const ownOut = (row) => !known.outputs.includes((row.get('value') || '').replace(/\s/g, ''));
  return [
    takes(bo) && rows(element, 'inputParameters', (row) => own(row.get('name')), parts),
    gives(bo) && rows(element, 'outputParameters', ownOut, parts),
  ];
}

const hasEvent = (bo) => (bo.eventDefinitions || []).some((each) => isAny(each, ['bpmn:MessageEventDefinition', 'bpmn:SignalEventDefinition']));
const isWork = (bo) => is(bo, 'bpmn:Activity') && !isAny(bo, ['bpmn:CallActivity']) && !bo.triggeredByEvent;
const takes = (bo) => isWork(bo) || (is(bo, 'bpmn:ThrowEvent') && hasEvent(bo));
const gives = (bo) => isWork(bo) || (is(bo, 'bpmn:CatchEvent') && hasEvent(bo));

function rows(element, listName, shown, { change }) {
  const [type, prefix, label] = NAMES[listName];
  const all = change.rows(element, 'camunda:InputOutput', listName);
  const set = (left) => change.setRows(element, 'camunda:InputOutput', listName, left);
  const items = all.filter(shown).map((row) => item(element, row, `${prefix}-rij-${all.indexOf(row)}`, () => set(all.filter((each) => each !== row)), change));
  const add = (event) => {
    event.stopPropagation();
    set([...all, change.make(type, { name: freeName(all) })]);
  };
  return list(`${prefix}-rijen`, label, items, add);
}

const freeName = (all) => {
  const names = new Set(all.map((row) => row.get('name')));
  let number = 1;
  while (names.has(`variabele_${number}`)) number += 1;
  return `variabele_${number}`;
};

function item(element, row, id, away, change) {
  return {
    id,
    label: row.get('name') || '(leeg)',
    autoFocusEntry: `${id}-naam`,
    remove: (event) => {
      event.stopPropagation();
      away();
    },
    entries: [
      text({ id: `${id}-naam`, label: 'Naam', element, get: () => row.get('name'), set: (value) => change.part(element, row, { name: value }) }),
      feel({ id: `${id}-waarde`, label: 'Waarde', element, get: () => row.get('value'), set: (value) => change.part(element, row, { value }) }),
    ],
  };
}
